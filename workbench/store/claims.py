"""Claims of policy, and people's links from a claim to what is reported."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from workbench.errors import NotFound, listed
from workbench.model import Claim, GapType, Link, Modality, Span, Stance, Tense, Voice
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.memos import remove_about
from workbench.store.reading import Family, span_columns, span_of


class Claims(Family):
    """What policy expects, anchored to the extract it was taken from."""

    def add(self, act: Act, claim: Claim) -> Claim:
        """Write a claim."""
        act.insert(tables.claim, [_claim_row(claim)])
        return claim

    def change(self, act: Act, claim: Claim) -> Claim:
        """Write a claim anew under its id; the database refuses it once passages are linked to the claim."""
        act.update(tables.claim, {"id": claim.id}, _claim_row(claim))
        return claim

    def remove(self, act: Act, claim_id: str) -> None:
        """Take a claim away that nothing points at, and the memos about it (undo brings them back)."""
        remove_about(act, "claim", claim_id)
        act.delete(tables.claim, {"id": claim_id})

    def change_theme(self, act: Act, claim_id: str, code_id: str) -> None:
        """Give a claim another code as its theme; the database refuses it once passages are linked to the claim."""
        act.update(tables.claim, {"id": claim_id}, {"theme": code_id})

    def all(self) -> list[Claim]:
        """Return every claim in order of key and version."""
        column = tables.claim.c
        return [_claim(row) for row in self.rows(sa.select(tables.claim).order_by(column.key_fold, column.version))]

    def find(self, key: str) -> Claim:
        """Return the newest version of the claim with this key.

        Raises:
            NotFound: naming the claims there are.
        """
        every = self.all()
        wanted = {key.casefold(), key.strip().casefold()}
        found = [claim for claim in every if claim.key.casefold() in wanted or claim.id == key]
        if not found:
            there = (
                f"There is: {listed(dict.fromkeys(c.key for c in every))}." if every else "The study has no claims yet."
            )
            raise NotFound(f"There is no claim '{key}'. {there}", "`workbench claim add` takes one from a policy.")
        return found[-1]

    def newest(self) -> list[Claim]:
        """Return the newest version of every claim, in order of key."""
        return list({claim.key.casefold(): claim for claim in self.all()}.values())


class Links(Family):
    """How passages stand to claims: always a person's judgement."""

    def add(self, act: Act, link: Link) -> Link:
        """Write a link."""
        act.insert(tables.link, [_link_row(link)])
        return link

    def change(self, act: Act, link: Link) -> Link:
        """Write a link anew under its id; its memos stay with it."""
        act.update(tables.link, {"id": link.id}, _link_row(link))
        return link

    def same(self, act: Act, claim_id: str, source_id: str, span: Span, coder_id: str) -> Link | None:
        """Return this person's link of this very passage to this claim, if there is one."""
        column = tables.link.c
        query = sa.select(tables.link).where(
            column.claim_id == claim_id, column.source_id == source_id, column.start_pos == span.start,
            column.end_pos == span.end, column.coder_id == coder_id,
        )  # fmt: skip
        row = act.connection.execute(query).first()
        return None if row is None else _link(row)

    def get(self, beginning: str) -> Link:
        """Return the one link whose id begins so.

        Raises:
            NotFound: when none does, or more than one.
        """
        said = beginning.strip()
        found = [link for link in self.all() if said and link.id.startswith(said)]
        if len(found) != 1:
            many = "More than one link's id begins" if found else "No link's id begins"
            raise NotFound(f"{many} with '{beginning}'.", "`workbench link list` shows every id.")
        return found[0]

    def remove(self, act: Act, link_id: str) -> None:
        """Take a link away, and the memos about it (undo brings them back)."""
        remove_about(act, "link", link_id)
        act.delete(tables.link, {"id": link_id})

    def all(self, source_id: str | None = None) -> list[Link]:
        """Return links in reading order, of one source or of the whole study."""
        column = tables.link.c
        query = sa.select(tables.link).order_by(
            column.source_id, column.start_pos, column.created, sa.text("link.rowid")
        )
        if source_id is not None:
            query = query.where(column.source_id == source_id)
        return [_link(row) for row in self.rows(query)]


def _link_row(link: Link) -> dict[str, Any]:
    return {
        "id": link.id,
        "claim_id": link.claim_id,
        "source_id": link.source_id,
        **span_columns(link.span),
        "stance": link.stance.value,
        "gap_type": link.gap_type.value,
        "voice": link.voice.value,
        "coder_id": link.coder_id,
        "created": link.created.isoformat(),
        "from_suggestion": None,  # of codes, which no link is made from
        "tense": None if link.tense is Tense.UNCLEAR else link.tense.value,
        "from_claim_suggestion": link.from_suggestion,
    }


def _claim_row(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "key": claim.key,
        "key_fold": claim.key.casefold(),
        "source_id": claim.source_id,
        **span_columns(claim.span),
        "statement": claim.statement,
        "modality": claim.modality.value,
        "theme": claim.theme,
        "country": claim.country,
        "in_force_from": claim.in_force_from.isoformat() if claim.in_force_from else None,
        "in_force_to": claim.in_force_to.isoformat() if claim.in_force_to else None,
        "version": claim.version,
    }


def _claim(row: sa.Row[Any]) -> Claim:
    return Claim(
        id=row.id,
        key=row.key,
        source_id=row.source_id,
        span=span_of(row),
        statement=row.statement,
        modality=Modality(row.modality),
        theme=row.theme,
        country=row.country,
        in_force_from=date.fromisoformat(row.in_force_from) if row.in_force_from else None,
        in_force_to=date.fromisoformat(row.in_force_to) if row.in_force_to else None,
        version=row.version,
    )


def _link(row: sa.Row[Any]) -> Link:
    return Link(
        id=row.id,
        claim_id=row.claim_id,
        source_id=row.source_id,
        span=span_of(row),
        stance=Stance(row.stance),
        gap_type=GapType(row.gap_type),
        voice=Voice(row.voice),
        coder_id=row.coder_id,
        created=datetime.fromisoformat(row.created),
        from_suggestion=row.from_claim_suggestion,
        tense=Tense(row.tense or Tense.UNCLEAR),
    )
