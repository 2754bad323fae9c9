"""ACT: every memo of a study with what it is about in words, and the ones that are asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workbench.model import Claim, Code, Coding, Link, Memo, Source, Span
from workbench.store import OpenStudy

KIND_WORDS = {
    "study": "the study",
    "source": "source",
    "case": "participant",
    "code": "code",
    "coding": "coded passage",
    "claim": "policy claim",
    "link": "link to a claim",
}
GONE = "something that is no longer there"


@dataclass(frozen=True, slots=True)
class Thing:
    """What a memo is about, in words. `span` is the passage in the source, where there is one to open."""

    words: str
    source_id: str = ""
    source: str = ""
    span: Span | None = None
    quotation: str = ""
    code_id: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class MemoRow:
    """A memo, what it is about, who wrote it and when; `edited` is when its text was changed last, and by whom."""

    memo: Memo
    thing: Thing
    coder: str
    edited: datetime | None = None
    edited_by: str = ""

    @property
    def heading(self) -> str:
        """What the memo is about, with its kind: 'Source: interview07'."""
        kind = self.memo.about_kind
        return kind_words(kind) if kind == "study" else f"{kind_words(kind)}: {self.thing.words}"

    @property
    def line(self) -> str:
        """The memo's first words, on one line."""
        said = " ".join(self.memo.text.split())
        return said if len(said) <= 120 else f"{said[:119]}…"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which memos are asked for; what is left out asks for all.

    `words` must all occur in the memo or in what it is about, whatever the capitals. `code` and `source` are ids.
    `since` and `until` are days, both included, on this computer's calendar, of writing or of the last change.
    """

    kind: str | None = None
    coder: str | None = None
    words: str = ""
    code: str | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None

    def has(self, row: MemoRow) -> bool:
        """Say whether this memo is asked for."""
        return (
            self.kind in (None, row.memo.about_kind)
            and (self.coder is None or self.coder.casefold() == row.coder.casefold())
            and self.code in (None, row.thing.code_id)
            and self.source in (None, row.thing.source_id)
            and self._said(row)
            and any(self._then(moment) for moment in (row.memo.created, row.edited) if moment is not None)
        )

    def _said(self, row: MemoRow) -> bool:
        said = _folded(f"{row.memo.text} {row.thing.words} {row.thing.quotation} {row.thing.source}")
        return all(word in said for word in _folded(self.words).split())

    def _then(self, moment: datetime) -> bool:
        day = moment.astimezone().date()
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def memo_rows(study: OpenStudy, wanted: Wanted | None = None) -> list[MemoRow]:
    """Return the memos asked for (default: all), the oldest first, with what they are about."""
    memos = study.memos.all()
    things, edits = _Things(study, {memo.about_kind for memo in memos}), _edits(study, memos)
    coders = {coder.id: coder.name for coder in study.coders.all()}
    rows = (
        MemoRow(
            memo,
            things.about(memo.about_kind, memo.about_id),
            coders.get(memo.coder_id, ""),
            *edits.get(memo.id, (None, "")),
        )
        for memo in memos
    )
    return [row for row in rows if wanted is None or wanted.has(row)]


def kind_words(kind: str) -> str:
    """Return what a kind of thing that memos are about is called, beginning with a capital."""
    words = KIND_WORDS.get(kind, kind)
    return words[:1].upper() + words[1:]


def thing(study: OpenStudy, kind: str, key: str) -> Thing:
    """Return what a memo about a thing of this kind and id is about, in words."""
    return _Things(study, {kind}).about(kind, key)


def link_words(link: Link, claim: Claim | None, source: str) -> str:
    """Return how a link to a claim is named."""
    return f"{claim.key if claim else 'a claim'}, {link.stance.value}, in {source}"


def claim_words(claim: Claim) -> str:
    """Return how a claim is named."""
    return f"{claim.key}: {claim.statement}"


def code_words(code: Code) -> str:
    """Return how a code is named."""
    return f"{code.name} ({code.key})"


def _folded(words: str) -> str:
    return unicodedata.normalize("NFC", words).casefold()


def _edits(study: OpenStudy, memos: Iterable[Memo]) -> Mapping[str, tuple[datetime, str]]:
    """When and by whom the texts that stand now were written, for memos that were changed: the history knows."""
    now = {memo.id: (memo.version, memo.text) for memo in memos if memo.version > 1}
    if not now:
        return {}
    found: dict[str, tuple[datetime, str]] = {}
    for at, coder, row in study.history.made_by("memo.edit", "memo"):
        if now.get(row["id"]) == (row["version"], row["text"]):
            found[row["id"]] = (at, coder)
    return found


class _Things:
    """Puts into words what memos are about, reading each family of the study once, and only where one asks for it."""

    def __init__(self, study: OpenStudy, kinds: set[str]) -> None:
        book = study.codebook.current() if kinds & {"code", "coding"} else None
        self._study = study
        self._names = study.sources.names()
        self._texts: dict[str, Source] = {}
        self._codes: Mapping[str, Code] = book.by_id if book else {}
        self._cases = {case.id: case.name for case in study.cases.all()} if "case" in kinds else {}
        self._codings = {one.id: one for one in study.codings.all()} if "coding" in kinds else {}
        self._claims = {one.id: one for one in study.claims.all()} if kinds & {"claim", "link"} else {}
        self._links = {one.id: one for one in study.links.all()} if "link" in kinds else {}

    def about(self, kind: str, key: str) -> Thing:
        known = {
            "study": self._about_study, "source": self._about_source, "case": self._about_case, "code": self._about_code,
            "coding": self._about_coding, "claim": self._about_claim, "link": self._about_link,
        }  # fmt: skip
        found = known[kind](key) if kind in known else None
        return found or Thing(GONE)

    def _about_study(self, _key: str) -> Thing:
        return Thing("the study")

    def _about_source(self, key: str) -> Thing | None:
        return Thing(self._names[key], key, self._names[key], Span(0, 1)) if key in self._names else None

    def _about_case(self, key: str) -> Thing | None:
        return Thing(self._cases[key]) if key in self._cases else None

    def _about_code(self, key: str) -> Thing | None:
        code = self._codes.get(key)
        return Thing(code_words(code), code_id=code.id, code=code_words(code)) if code else None

    def _about_coding(self, key: str) -> Thing | None:
        coding: Coding | None = self._codings.get(key)
        if coding is None:
            return None
        code = self._codes.get(coding.code_id)
        named = code_words(code) if code else "a code"
        words = f"{named}, in {self._names[coding.source_id]}"
        return self._passage(words, coding.source_id, coding.span, code_id=coding.code_id, code=named)

    def _about_claim(self, key: str) -> Thing | None:
        claim = self._claims.get(key)
        return self._passage(claim_words(claim), claim.source_id, claim.span) if claim else None

    def _about_link(self, key: str) -> Thing | None:
        link = self._links.get(key)
        if link is None:
            return None
        words = link_words(link, self._claims.get(link.claim_id), self._names[link.source_id])
        return self._passage(words, link.source_id, link.span)

    def _passage(self, words: str, source_id: str, span: Span, *, code_id: str = "", code: str = "") -> Thing:
        if source_id not in self._texts:
            self._texts[source_id] = self._study.sources.get(source_id)
        source = self._texts[source_id]
        return Thing(words, source_id, source.name, span, span.of(source.text), code_id, code)
