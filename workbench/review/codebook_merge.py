"""ACT: codes are merged into one, or one is split: one act each, with the codings, memos and claims that belong to it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.errors import NotAllowedHere, listed
from workbench.model import Claim, Code, Codebook, Coding
from workbench.model.codebook_merge import merged, split
from workbench.review.codebook import current_codebook, in_words, publishing
from workbench.review.codes import usable
from workbench.review.passages import hand_over
from workbench.review.worklist import meaning_changed
from workbench.store import Act, OpenStudy


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: the version it published, how many codings took the other code, and how many were there twice."""

    codebook: Codebook
    recoded: int
    joined: int


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do, in numbers for a dialog.

    `recoded` codings would take the other code; `joined` more would go, because their coder has given that very span
    that code already. `coders` is how many people all these are of. `memos` about the merged codes and about codings
    that go would move; `children` are the keys of codes that would come below the other, `claims` of claims that would
    take it as their theme, `summaries` those of the framework matrix that would be about it. `frozen` are the keys of claims that passages are linked to: with any, a merge is refused.
    `suggestions` wait for a decision on one of the merged codes, and would no longer.
    """

    recoded: int
    joined: int
    coders: int
    memos: int
    children: tuple[str, ...]
    claims: tuple[str, ...]
    summaries: int
    frozen: tuple[str, ...]
    suggestions: int


def merge_codes(
    study: OpenStudy, codes: Sequence[str], *, into: str, by: str, reason: str = "", at: datetime | None = None
) -> Merged:
    """Merge codes (keys, names or ids) into another: they are retired, and every coder's codings of them become its.

    Each coding stays its coder's. Where one coder has a span with two of the codes, it stays once, with the memos of
    both; it is no longer marked as found by a search where one of them was made by hand. Memos about the codes, codes
    below them, claims and summaries about them go to the other code (a summary follows the one there is); what becomes of what the codes say is told at
    `model.codebook_merge.merged`. Codings taken over, and those of the other code that were up to date, are up to date
    afterwards: a merge decides for all of them. Where the other code means what it meant, its codings stay untouched.

    Raises:
        NotFound: when there is no such code.
        NotAllowedHere: when no other code is named, `into` is retired, or a claim about one of the codes is frozen,
            because passages are linked to it.
        Conflict: when somebody published a codebook meanwhile.
    """
    before = current_codebook(study)
    others, target = _chosen(before, codes, into)
    claims, frozen = _about(study, others)
    if frozen:
        raise _frozen(frozen, target)
    said = f"Merged {_names(others)} into '{target.name}'"
    book = merged(before, others, target)
    current = _meaning_the_same(study, target) if meaning_changed(target, book.by_id[target.id]) else ()
    with publishing(study, "merge", book, before, said, by=by, reason=reason, at=at) as (act, fresh):
        recoded, joined = _join(study, act, others, target, current)
        for code in others:
            study.memos.move(act, "code", code.id, target.id)
            study.summaries.move(act, code.id, target.id)
        for claim in claims:
            study.claims.change_theme(act, claim.id, target.id)
    return Merged(fresh, recoded, joined)


def preview_merge(study: OpenStudy, codes: Sequence[str], into: str) -> MergePreview:
    """Return what `merge_codes` would do; nothing is written.

    Raises:
        NotFound, NotAllowedHere: as `merge_codes`, but for frozen claims, which are told.
    """
    book = current_codebook(study)
    others, target = _chosen(book, codes, into)
    ids, keys = {code.id for code in others}, {code.key for code in others}
    every = study.codings.all()
    taken = {_place(coding) for coding in every if coding.code_id == target.id}
    joined: list[Coding] = []
    for coding in (mine := [each for each in every if each.code_id in ids]):
        if _place(coding) in taken:
            joined.append(coding)
        taken.add(_place(coding))
    going = {coding.id for coding in joined}
    memos = study.memos.all()
    claims, frozen = _about(study, others)
    return MergePreview(
        recoded=len(mine) - len(joined),
        joined=len(joined),
        coders=len({coding.coder_id for coding in mine}),
        memos=sum(memo.about_kind in {"code", "coding"} and memo.about_id in ids | going for memo in memos),
        children=tuple(
            code.key for _, code in book.tree() if code.parent in keys and code.key not in {*keys, target.key}
        ),
        claims=_keys(claims),
        summaries=sum(summary.code_id in ids for summary in study.summaries.all()),
        frozen=_keys(frozen),
        suggestions=sum(each.code_id in ids for each in study.suggestions.all(pending=True)),
    )


def split_code(
    study: OpenStudy, code: str, into: Sequence[tuple[str, str]], *, by: str, reason: str = "",
    at: datetime | None = None,
) -> Codebook:  # fmt: skip
    """Split a code into new ones, each (name, definition): they stand below it, and it is retired.

    Its codings stay as they are, and `worklist` lists them for recoding, with the old code shown.

    Raises:
        CodebookInvalid: when there are fewer than two, or a name is taken.
        NotAllowedHere: when it is retired already.
        NotFound: when there is no such code.
    """
    before = current_codebook(study)
    found = usable(before.find(code))
    book = split(before, found, into)
    said = f"Split '{found.name}' into " + in_words([f"'{' '.join(name.split())}'" for name, _ in into])
    with publishing(study, "split", book, before, said, by=by, reason=reason, at=at) as (_act, fresh):
        return fresh


def _chosen(book: Codebook, codes: Sequence[str], into: str) -> tuple[list[Code], Code]:
    target = usable(book.find(into))
    others = list({code.id: code for code in map(book.find, codes) if code.id != target.id}.values())
    if not others:
        raise NotAllowedHere(
            f"No other code is named to be merged into '{target.name}' ({target.key}).", "Name one or more."
        )
    return others, target


def _about(study: OpenStudy, codes: Iterable[Code]) -> tuple[list[Claim], list[Claim]]:
    """Claims whose theme is one of these codes: those that can be changed, and those that passages are linked to."""
    ids, linked = {code.id for code in codes}, {link.claim_id for link in study.links.all()}
    themed = [claim for claim in study.claims.all() if claim.theme in ids]
    return [c for c in themed if c.id not in linked], [c for c in themed if c.id in linked]


def _frozen(claims: list[Claim], target: Code) -> NotAllowedHere:
    several = len(claims) > 1
    return NotAllowedHere(
        f"The claim{'s' if several else ''} {listed(_keys(claims))} {'are' if several else 'is'} about a code that would go, "
        f"and {'are' if several else 'is'} frozen, because passages are linked to {'them' if several else 'it'}.",
        f"Nothing was changed. Merge the other way, '{target.name}' into the code that has the claim, "
        "and rename that one afterwards.",
    )


def _meaning_the_same(study: OpenStudy, target: Code) -> set[int]:
    """Versions in which the code was given to passages and meant what it means now."""
    used = {(target.id, coding.codebook_version) for coding in study.codings.all() if coding.code_id == target.id}
    then = study.codebook.codes_at(used)
    return {version for (_, version), code in then.items() if not meaning_changed(code, target)}


def _join(
    study: OpenStudy, act: Act, others: Sequence[Code], target: Code, current: Container[int]
) -> tuple[int, int]:  # fmt: skip
    """Give the codings of the others the code; return how many took it, and how many were there twice.

    The code's own codings made under a `current` version are as up to date as those that take it.
    """
    there = {
        _place(coding): study.codings.change(act, coding, code_id=target.id)
        if coding.codebook_version in current
        else coding
        for coding in study.codings.of_codes(act, [target.id])
    }
    recoded = joined = 0
    for coding in study.codings.of_codes(act, [code.id for code in others]):
        stays = there.get(_place(coding))
        if stays is None:
            there[_place(coding)] = study.codings.change(act, coding, code_id=target.id)
            recoded += 1
        else:
            hand_over(study, act, coding.id, stays.id)
            study.codings.remove(act, coding.id)
            if stays.found_by is not None and coding.found_by is None:  # a person has read it
                there[_place(coding)] = study.codings.change(act, replace(stays, found_by=None))
            joined += 1
    return recoded, joined


def _place(coding: Coding) -> tuple[str, int, int, str]:
    return coding.source_id, coding.span.start, coding.span.end, coding.coder_id


def _keys(claims: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.key for claim in claims))


def _names(codes: Sequence[Code]) -> str:
    return in_words([f"'{code.name}'" for code in codes])
