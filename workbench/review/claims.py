"""ACT: claims are taken from policy, stated, and reworded. Once passages are linked to a claim, or looked for, its wording is frozen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from workbench.errors import Conflict, NotAllowedHere
from workbench.model import POLICY, Claim, ClaimLook, LookKind, Modality, Source, Span, new_id
from workbench.review.codes import code_named
from workbench.store import Act, OpenStudy

_NUMBERED = re.compile(r"C(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said of an extract: the claim stated, how strongly, its theme (a code's key, name or id), where and when.

    `country` and `theme` may be empty; a period in force may be open at either end.
    """

    statement: str
    modality: Modality
    theme: str = ""
    country: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None


def wording_of(claim: Claim) -> Wording:
    """Return how a claim is worded now, to change some of it."""
    return Wording(
        claim.statement, claim.modality, claim.theme or "", claim.country, claim.in_force_from, claim.in_force_to
    )


def next_key(claims: list[Claim]) -> str:
    """Return a key that no claim has yet: C and the next number, such as C13."""
    numbers = [int(found[1]) for claim in claims if (found := _NUMBERED.fullmatch(claim.key))]
    return f"C{max(numbers, default=0) + 1:02d}"


def in_force_on(claim: Claim, day: date) -> bool:
    """Say whether a claim's policy was in force on a day; an open end holds on."""
    begins, ends = claim.in_force_from, claim.in_force_to
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def add_claim(
    study: OpenStudy, source: str, span: Span, wording: Wording, *, by: str, key: str = "", at: datetime | None = None
) -> Claim:
    """Take a claim from a passage of a policy. Without a key, one is made (`next_key`).

    Raises:
        NotFound, SpanOutOfText: naming what there is.
        NotAllowedHere: when the source is no policy, the passage has no words, the statement is empty, or the period
            ends before it begins.
        Conflict: when there is a claim of that key.
    """
    found = study.sources.get(source)
    refuse_no_policy(found)
    span = _with_words(found, span)
    worded = _worded(study, Claim(new_id(), "", found.id, span, "", Modality.MUST), wording)
    with study.act("claim.add", by=by, at=at) as act:
        every = study.claims.all()  # read here, so that nobody else takes the key meanwhile
        claim = replace(worded, key=" ".join(key.split()) or next_key(every))
        if any(each.key.casefold() == claim.key.casefold() for each in every):
            raise Conflict(f"There is a claim {claim.key} already.", "Give another key, or none: one is made then.")
        act.summary = f"Took the claim {claim.key} from '{found.name}'"
        study.coders.person(act, by)
        return study.claims.add(act, claim)


def edit_claim(
    study: OpenStudy, key: str, wording: Wording, *, by: str, span: Span | None = None, seen: Claim | None = None,
    at: datetime | None = None,
) -> Claim:  # fmt: skip
    """Word a claim anew, and return it. `seen` is the claim as the person had it before them.

    While no passage is linked to it and no look for negative cases is on record, the claim itself changes. Afterwards a
    new version is published: links and looks stay with the wording they were made under
    (`review.links.earlier_wording`), and questions of the guide ask about both.

    Raises:
        NotFound, NotAllowedHere, SpanOutOfText: as `add_claim`.
        Conflict: when it is not as it was seen; it carries both statements, and nothing was written.
    """
    with study.act("claim.edit", by=by, at=at) as act:
        old = study.claims.find(study.claims.find(key).key)  # newest, read where nobody else can write
        if seen is not None and seen != old:
            raise Conflict(
                f"The claim {old.key} was worded anew by somebody else while you wrote.",
                "Nothing was saved. Look at it again, then decide.", mine=wording.statement, theirs=old.statement,
            )  # fmt: skip
        place = _with_words(study.sources.get(old.source_id), span) if span else old.span
        new = _worded(study, replace(old, span=place), wording)
        if new == old:
            return old
        study.coders.person(act, by)
        if not wording_is_kept(study, old):
            act.summary = f"Changed the claim {old.key}"
            return study.claims.change(act, new)
        new = replace(new, id=new_id(), version=old.version + 1)
        act.summary = f"Worded {old.key} anew (version {new.version})"
        return _published(study, act, old, new)


def wording_is_kept(study: OpenStudy, claim: Claim) -> bool:
    """Say whether another wording of a claim is a new version: somebody linked a passage to this one, or looked for negative cases."""
    looked = any(look.what is LookKind.NEGATIVE_CASES for look in study.claim_looks.all(claim.id))
    return looked or any(link.claim_id == claim.id for link in study.links.all())


def remove_claim(study: OpenStudy, key: str, *, by: str, at: datetime | None = None) -> None:
    """Take away a claim that nothing hangs on, in its newest version; undo brings it back.

    Raises:
        NotFound: when there is no such claim.
        NotAllowedHere: when passages are linked to it or were proposed for it, or a look for negative cases is on record.
    """
    claim = study.claims.find(key)
    linked = any(link.claim_id == claim.id for link in study.links.all())
    if linked or study.claim_suggestions.ever_for(claim.id) or study.claim_looks.all(claim.id):
        why = "passages are linked to it" if linked else "passages were proposed or looked for"
        raise NotAllowedHere(
            f"The claim {claim.key} stays: {why}.", f"Word it anew: `workbench claim edit {claim.key}`."
        )
    with study.act("claim.remove", by=by, at=at, summary=f"Removed the claim {claim.key}") as act:
        for question in study.questions.all():
            if claim.id in question.claims:
                study.questions.untag(act, question.id, claim.id)
        study.claims.remove(act, claim.id)


def looked_for_negative_cases(
    study: OpenStudy, key: str, *, by: str, note: str = "", at: datetime | None = None
) -> ClaimLook:
    """Put on record that a person looked for passages that speak against how a claim is counted.

    A key means its newest wording, an id that very wording.

    Raises:
        NotFound: when there is no such claim.
    """
    claim = study.claims.find(key)
    summary = f"Looked for negative cases of {claim.key}"
    with study.act("claim.look", by=by, at=at, summary=summary) as act:
        return _look(study, act, claim, by, LookKind.NEGATIVE_CASES, note)


def exported_without(
    study: OpenStudy, keys: str | Sequence[str], reason: str, *, by: str, at: datetime | None = None
) -> list[ClaimLook]:
    """Keep, in one act, why claims were given out as contradicted without a gap type or a look for negative cases.

    Raises:
        NotFound: when there is no such claim.
        NotAllowedHere: when no reason is given.
    """
    claims = [study.claims.find(key) for key in ([keys] if isinstance(keys, str) else keys)]
    if not reason.strip():
        raise NotAllowedHere("No reason was given.", "Say in a sentence why it goes out without.")
    which = claims[0].key if len(claims) == 1 else f"{len(claims)} claims"
    summary = f"Gave out {which} without a gap type or a look for negative cases"
    with study.act("claim.export", by=by, at=at, summary=summary) as act:
        return [_look(study, act, claim, by, LookKind.EXPORTED_WITHOUT, reason) for claim in claims]


def refuse_no_policy(source: Source) -> None:
    """Refuse a source that says what is done and not what should be."""
    if source.variety not in POLICY:
        raise NotAllowedHere(
            f"'{source.name}' is an account of the kind '{source.variety.value}', and claims are taken from policy.",
            "Choose a policy, procedure or training document.",
        )


def _look(study: OpenStudy, act: Act, claim: Claim, by: str, what: LookKind, note: str) -> ClaimLook:
    coder = study.coders.person(act, by)
    return study.claim_looks.add(act, ClaimLook(new_id(), claim.id, coder.id, act.at, what, note.strip()))


def _published(study: OpenStudy, act: Act, old: Claim, new: Claim) -> Claim:
    study.claims.add(act, new)
    for question_id in study.questions.asking(act, old.id):
        study.questions.tag(act, question_id, new.id)
    return new


def _worded(study: OpenStudy, claim: Claim, wording: Wording) -> Claim:
    statement = " ".join(wording.statement.split())
    if not statement:
        raise NotAllowedHere("The claim says nothing.", "State in a sentence what the policy expects.")
    begins, ends = wording.in_force_from, wording.in_force_to
    if begins and ends and ends < begins:
        raise NotAllowedHere(f"It cannot be in force from {begins} to {ends}.", "The end lies before the beginning.")
    theme = code_named(study, wording.theme).id if wording.theme else None
    return replace(
        claim, statement=statement, modality=wording.modality, theme=theme, country=" ".join(wording.country.split()),
        in_force_from=begins, in_force_to=ends,
    )  # fmt: skip


def _with_words(source: Source, span: Span) -> Span:
    said = span.of(source.text)
    if not said.strip():
        raise NotAllowedHere("There are no words in that passage.", "Select the words that make the claim.")
    return Span(span.start + len(said) - len(said.lstrip()), span.end - len(said) + len(said.rstrip()))
