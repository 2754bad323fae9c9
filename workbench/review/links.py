"""ACT: passages are linked to claims, with how they stand to them. Stance is a person's, never a machine's.

A person changes their own links only. Passages proposed for a claim are answered here too: linked, turned down, unsure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from workbench.errors import Conflict, NotAllowedHere
from workbench.model import (
    POLICY,
    Claim,
    ClaimAnswer,
    ClaimDecision,
    ClaimSuggestion,
    Coder,
    GapType,
    Link,
    Mode,
    Source,
    Span,
    Stance,
    Tense,
    Voice,
    new_id,
)
from workbench.review.passages import refuse_interviewer
from workbench.store import Act, OpenStudy

_ASKS_FOR_A_GAP = (Stance.STRAINED, Stance.CONTRADICTED)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a person says that a passage stands to a claim.

    Strained and contradicted ask in what way practice differs; `no_gap` says that none of the types fits.
    """

    stance: Stance
    gap_type: GapType = GapType.NONE
    voice: Voice = Voice.OWN_PRACTICE
    tense: Tense = Tense.UNCLEAR
    no_gap: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """A link made under an earlier wording of a claim, with that wording and the one there is now."""

    link: Link
    was: Claim
    now: Claim


def add_link(
    study: OpenStudy, claim: str, source: str, span: Span, judged: Judgement, *, by: str, note: str = "",
    at: datetime | None = None,
) -> Link:  # fmt: skip
    """Link a passage to a claim: by key to its newest wording, by id to that very wording. A note becomes a memo about the link.

    Raises:
        NotFound, SpanOutOfText: naming what there is.
        NotAllowedHere: when only the interviewer speaks there, the source is a policy, or the gap is left unsaid.
        Conflict: when this person has linked these words to this claim already.
    """
    chosen, found = study.claims.find(claim), study.sources.get(source)
    span.of(found.text)
    _require_linkable(study, found, span)
    _require_gap(judged)
    with study.act("link.add", by=by, at=at, summary=_summary(found, chosen, judged.stance)) as act:
        return _linked(study, act, chosen, found, span, judged, study.coders.person(act, by), note, None)


def link_suggestion(
    study: OpenStudy, suggestion_id: str, judged: Judgement, *, by: str, where: str, note: str = "",
    at: datetime | None = None,
) -> Link:  # fmt: skip
    """Answer a proposed passage by linking it: a decision and the link it makes, in one act.

    Raises:
        NotFound: when there is no such proposal.
        NotAllowedHere: in a reflexive study, or when the gap is left unsaid.
        Conflict: when this person has answered to it, or linked these words to this claim, already.
    """
    one, claim, source = _proposed(study, suggestion_id)
    _require_gap(judged)
    with study.act("link.add", by=by, at=at, summary=_summary(source, claim, judged.stance)) as act:
        coder = study.coders.person(act, by)
        link = _linked(study, act, claim, source, one.span, judged, coder, note, one.id)
        _decide(study, act, one, ClaimAnswer.LINK, coder, where, link.id)
        return link


def turn_down(study: OpenStudy, suggestion_id: str, *, by: str, where: str, at: datetime | None = None) -> None:
    """Say that a proposed passage does not bear on its claim: it is remembered, and not proposed for it again."""
    _answer(study, suggestion_id, ClaimAnswer.REJECT, by=by, where=where, at=at)


def leave_unsure(study: OpenStudy, suggestion_id: str, *, by: str, where: str, at: datetime | None = None) -> None:
    """Put a proposed passage aside; it leaves the queue and can be linked by hand."""
    _answer(study, suggestion_id, ClaimAnswer.UNSURE, by=by, where=where, at=at)


def change_link(study: OpenStudy, link_id: str, judged: Judgement, *, by: str, at: datetime | None = None) -> Link:
    """Judge a linked passage anew; its memos stay with it.

    Raises:
        NotFound: when there is no such link.
        NotAllowedHere: when it is another coder's, or the gap is left unsaid.
    """
    link = own_link(study, link_id, by)
    _require_gap(judged)
    claim, source = _claim(study, link.claim_id), study.sources.get(link.source_id)
    new = replace(link, stance=judged.stance, gap_type=judged.gap_type, voice=judged.voice, tense=judged.tense)
    summary = f"Judged a link of '{source.name}' to {claim.key} anew: {judged.stance.value}"
    with study.act("link.change", by=by, at=at, summary=summary) as act:
        return study.links.change(act, new)


def remove_link(study: OpenStudy, link_id: str, *, by: str, at: datetime | None = None) -> None:
    """Take a link away, with the memos about it; undo brings them back.

    Raises:
        NotFound: when there is no such link.
        NotAllowedHere: when it is another coder's.
    """
    link = own_link(study, link_id, by)
    name, key = study.sources.names()[link.source_id], _claim(study, link.claim_id).key
    with study.act("link.remove", by=by, at=at, summary=f"Removed a link of '{name}' to {key}") as act:
        study.links.remove(act, link.id)


def earlier_wording(study: OpenStudy, key: str = "") -> list[Earlier]:
    """Return the links that stand under an earlier wording of a claim only, by key of the claim.

    What its coder linked to the newest wording too (`carry_over`) is left out.
    """
    by_id = {claim.id: claim for claim in study.claims.all()}
    newest = {claim.key.casefold(): claim for claim in study.claims.newest()}
    links = study.links.all()
    places = {(link.claim_id, link.source_id, link.span, link.coder_id) for link in links}
    found = []
    for link in links:
        was = by_id[link.claim_id]
        now = newest[was.key.casefold()]
        carried = (now.id, link.source_id, link.span, link.coder_id) in places
        if was.id != now.id and not carried and key.casefold() in ("", was.key.casefold()):
            found.append(Earlier(link, was, now))
    return sorted(found, key=lambda one: (one.was.key.casefold(), one.was.version))


def carry_over(
    study: OpenStudy, link_id: str, *, by: str, judged: Judgement | None = None, at: datetime | None = None
) -> Link:
    """Link a passage to the newest wording of its claim as well, after looking; without `judged`, as it was judged.

    The link under the earlier wording stays, and says what was thought of that. One that began as a proposed passage
    began so under the newest wording too: counts that leave such links out leave it out as before.

    Raises:
        NotFound: when there is no such link.
        NotAllowedHere: when it is another coder's, or stands under the newest wording.
        Conflict: when it was carried over already.
    """
    link = own_link(study, link_id, by)
    was = _claim(study, link.claim_id)
    now = study.claims.find(was.key)
    if now.id == was.id:
        raise NotAllowedHere(f"This link stands under the newest wording of {was.key} already.", "")
    judged = judged or Judgement(link.stance, link.gap_type, link.voice, link.tense, no_gap=True)
    _require_gap(judged)
    source = study.sources.get(link.source_id)
    summary = f"Carried a link of '{source.name}' over to version {now.version} of {now.key}"
    with study.act("link.carry", by=by, at=at, summary=summary) as act:
        return _linked(
            study, act, now, source, link.span, judged, study.coders.person(act, by), "", link.from_suggestion
        )


def own_link(study: OpenStudy, link_id: str, by: str) -> Link:
    """Return a link if it is this person's.

    Raises:
        NotFound: when there is no such link.
        NotAllowedHere: when it is another coder's.
    """
    link = study.links.get(link_id)
    whose = next(coder for coder in study.coders.all() if coder.id == link.coder_id)
    if whose.name.casefold() != " ".join(by.split()).casefold():
        raise NotAllowedHere(
            f"This link is {whose.name}'s, and stays as {whose.name} made it.", "Link the passage yourself."
        )
    return link


def _linked(
    study: OpenStudy, act: Act, claim: Claim, source: Source, span: Span, judged: Judgement, coder: Coder, note: str,
    suggestion_id: str | None,
) -> Link:  # fmt: skip
    same = study.links.same(act, claim.id, source.id, span, coder.id)
    if same is not None:
        raise Conflict(
            f"You have linked this passage of '{source.name}' to {claim.key} already ({same.stance.value}).",
            f"Judge it anew: `workbench link change {same.id[:8]}`.",
        )
    link = study.links.add(
        act,
        Link(
            new_id(), claim.id, source.id, span, judged.stance, judged.gap_type, judged.voice, coder.id, act.at,
            suggestion_id, judged.tense,
        ),
    )  # fmt: skip
    if note.strip():
        study.memos.add(act, "link", link.id, note.strip(), coder)
    return link


def _answer(
    study: OpenStudy, suggestion_id: str, action: ClaimAnswer, *, by: str, where: str, at: datetime | None
) -> None:
    one, claim, source = _proposed(study, suggestion_id)
    word = "Turned down" if action is ClaimAnswer.REJECT else "Left unsure"
    summary = f"{word} a passage of '{source.name}' for {claim.key}"
    with study.act(f"link.{action.value}", by=by, at=at, summary=summary) as act:
        _decide(study, act, one, action, study.coders.person(act, by), where, None)


def _decide(
    study: OpenStudy, act: Act, one: ClaimSuggestion, action: ClaimAnswer, coder: Coder, where: str, link_id: str | None
) -> None:
    study.claim_suggestions.decide(act, ClaimDecision(new_id(), one.id, action, coder.id, act.at, where, link_id))


def _proposed(study: OpenStudy, suggestion_id: str) -> tuple[ClaimSuggestion, Claim, Source]:
    if study.about.mode is Mode.REFLEXIVE:
        raise NotAllowedHere(
            "This is a reflexive study: nothing is proposed in it.", "Link passages by hand: `workbench link add`."
        )
    one = study.claim_suggestions.get(suggestion_id)
    return one, _claim(study, one.claim_id), study.sources.get(one.source_id)


def _claim(study: OpenStudy, claim_id: str) -> Claim:
    return next(claim for claim in study.claims.all() if claim.id == claim_id)


def _require_gap(judged: Judgement) -> None:
    if judged.stance in _ASKS_FOR_A_GAP and judged.gap_type is GapType.NONE and not judged.no_gap:
        raise NotAllowedHere(
            f"In what way is it {judged.stance.value}? No gap type was chosen.",
            "Name the gap type, or say that none fits (`--no-gap`).",
        )


def _require_linkable(study: OpenStudy, source: Source, span: Span) -> None:
    if source.variety in POLICY:
        raise NotAllowedHere(
            f"'{source.name}' says what should be done; a claim is linked to what is reported or seen.",
            "Choose a passage of an interview, a note or a return.",
        )
    refuse_interviewer(study, source, span)


def _summary(source: Source, claim: Claim, stance: Stance) -> str:
    return f"Linked a passage of '{source.name}' to {claim.key} as {stance.value}"
