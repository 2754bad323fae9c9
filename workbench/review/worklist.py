"""ACT: codings made under an older meaning of their code are looked at again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workbench.errors import Conflict, NotAllowedHere, NotFound, listed
from workbench.model import Code, Codebook, CodeStatus, Coding
from workbench.model.code_meaning import MEANING, meaning_changed
from workbench.review.codebook import current_codebook
from workbench.store import OpenStudy

__all__ = ["MEANING", "Stale", "confirm_codings", "meaning_changed", "worklist"]
Why = Literal["definition changed", "code split", "code retired"]


@dataclass(frozen=True, slots=True)
class Stale:
    """A coding to look at again, with its code as it is now and as it was when the passage was coded.

    `changed` are the fields of `MEANING` that differ. `candidates` are the codes in use below a retired code: what the
    coding may be recoded to.
    """

    coding: Coding
    code_now: Code
    code_then: Code
    changed: tuple[str, ...]
    why: Why
    candidates: tuple[Code, ...] = ()


def worklist(study: OpenStudy, *, by: str | None = None) -> list[Stale]:
    """Return the codings to look at again, by source and in reading order; of one coder where a name is given.

    Those are codings whose code meant something else in the version they were made under, and codings of a code that
    was retired since. A new name, key, colour or place of a code is no reason, and neither is another code being named
    in an alternative or a near-miss: none of these changes what the code itself means. `review.recode` and
    `confirm_codings` take a coding off the list.
    """
    now = study.codebook.current()
    if now is None:
        return []
    names = study.sources.names()
    codings = sorted(_of(study, by), key=lambda one: (names[one.source_id].casefold(), one.span.start, one.span.end))
    used = {(one.code_id, one.codebook_version) for one in codings}
    then, lives = study.codebook.codes_at(used), study.codebook.lives()
    judged = {place: _judged(now, code, lives) for place, code in then.items()}
    return [
        Stale(coding, now.by_id[coding.code_id], then[place], *said)
        for coding in codings
        if (said := judged[place := (coding.code_id, coding.codebook_version)]) is not None
    ]


def confirm_codings(
    study: OpenStudy, coding_ids: Sequence[str], *, by: str, based_on: int | None = None, at: datetime | None = None
) -> list[Coding]:
    """Say of one's own codings that they hold under what their codes mean now; return them in reading order.

    A coding of a retired code stays with that code then, and is no longer listed. `based_on` is the codebook version
    that was looked at.

    Raises:
        NotFound: when one is not there, or none is named.
        NotAllowedHere: when one is another coder's.
        Conflict: when one of the codes has come to mean something else since `based_on`.
    """
    book = current_codebook(study)
    codings = _own(study, coding_ids, by)
    ids, code_ids = {coding.id for coding in codings}, {coding.code_id for coding in codings}
    _refuse_unseen(study, book, code_ids, book.version if based_on is None else based_on)
    several = "a coding" if len(codings) == 1 else f"{len(codings)} codings"
    said = f"Confirmed {several} under codebook version {book.version}"
    with study.act("coding.confirm", by=by, at=at, summary=said) as act:
        now = [coding for coding in study.codings.of_codes(act, sorted(code_ids)) if coding.id in ids]
        return [study.codings.change(act, coding, code_id=coding.code_id) for coding in now]


def _of(study: OpenStudy, by: str | None) -> list[Coding]:
    if by is None:
        return study.codings.all()
    mine = study.coders.ids_of(by)
    return [coding for coding in study.codings.all() if coding.coder_id in mine]


def _own(study: OpenStudy, coding_ids: Sequence[str], by: str) -> list[Coding]:
    known = {coding.id: coding for coding in study.codings.all()}
    found = (known.get(each) or study.codings.get(each) for each in coding_ids)
    codings = list({coding.id: coding for coding in found}.values())
    if not codings:
        raise NotFound("No coding was named.", "Name one or more; `workbench codebook worklist` lists them.")
    names = {coder.id: coder.name for coder in study.coders.all()}
    theirs = [names[coding.coder_id] for coding in codings if names[coding.coder_id].casefold() != _folded(by)]
    if theirs:
        raise NotAllowedHere(
            f"{len(theirs)} of these codings {'is' if len(theirs) == 1 else 'are'} not yours "
            f"but {listed(sorted(set(theirs)))}'s.",
            "Each coder looks at their own codings again. Nothing was changed.",
        )
    return codings


def _refuse_unseen(study: OpenStudy, book: Codebook, code_ids: Collection[str], seen: int) -> None:
    looked_at = study.codebook.codes_at({(each, seen) for each in code_ids})
    for code_id in code_ids:
        then, code = looked_at.get((code_id, seen)), book.by_id[code_id]  # none: that version was taken back
        if then is None or meaning_changed(then, code) or then.status is not code.status:
            raise Conflict(
                f"'{code.name}' ({code.key}) has come to mean something else since you looked.",
                "Nothing was changed. Look at its codings again, with what it means now.",
            )


def _judged(
    now: Codebook, then: Code, lives: Mapping[str, tuple[int, int]]
) -> tuple[tuple[str, ...], Why, tuple[Code, ...]] | None:
    """Return what changed, why codings of that time are looked at again, and what they may become; None: they are not."""
    code = now.by_id[then.id]
    changed = meaning_changed(then, code)
    if code.status is CodeStatus.RETIRED and then.status is CodeStatus.ACTIVE:
        below = tuple(each for each in now.children(code.key) if each.status is CodeStatus.ACTIVE)
        was_split = any(lives[each.id][0] == lives[code.id][1] for each in below)
        return changed, "code split" if was_split else "code retired", below
    return (changed, "definition changed", ()) if changed else None


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
