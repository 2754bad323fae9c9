"""What acts changed, in the words of a person: counted by kind, with the passages and memos among it. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors import listed
from workbench.model import Span
from workbench.store import Image, OpenStudy

# the kinds of row in words, in the order in which they are told
_KINDS: Mapping[str, tuple[str, str]] = {
    "source": ("source", "sources"),
    "codebook_version": ("codebook version", "codebook versions"),
    "coding": ("coding", "codings"),
    "memo": ("memo", "memos"),
    "coding_facet": ("facet of a coding", "facets of codings"),
    "summary": ("summary in the matrix", "summaries in the matrix"),
    "summary_quote": ("quotation of a summary", "quotations of summaries"),
    "link": ("link to a claim", "links to claims"),
    "claim": ("policy claim", "policy claims"),
    "claim_suggestion": ("passage proposed for a claim", "passages proposed for claims"),
    "claim_decision": ("answer to a proposed passage", "answers to proposed passages"),
    "claim_look": ("note on looking for negative cases", "notes on looking for negative cases"),
    "question": ("question of the guide", "questions of the guide"),
    "question_claim": ("claim a question asks about", "claims that questions ask about"),
    "asked": ("turn that asks a question", "turns that ask questions"),
    "run": ("run of a recipe", "runs of recipes"),
    "suggestion": ("suggestion", "suggestions"),
    "decision": ("answer to a suggestion", "answers to suggestions"),
    "draw": ("random draw", "random draws"),
    "drawn": ("passage drawn", "passages drawn"),
    "looked": ("passage looked at whole", "passages looked at whole"),
    "saved_query": ("saved question about codes", "saved questions about codes"),
    "study_case": ("participant", "participants"),
    "study": ("setting of the study", "settings of the study"),
    "case_attribute": ("detail of a participant", "details of participants"),
    "case_source": ("source of a participant", "sources of participants"),
    "turn": ("turn", "turns"),
    "segment": ("segment", "segments"),
    "segmentation": ("way of cutting into segments", "ways of cutting into segments"),
    "code": ("code", "codes"),
    "code_version": ("wording of a code", "wordings of codes"),
    "coder": ("name of a coder", "names of coders"),
}
# what comes and goes with something else is not told beside it
_PARTS: Mapping[str, tuple[str, ...]] = {
    "turn": ("source",),
    "segment": ("source", "run", "segmentation"),
    "segmentation": ("source", "run"),
    "code": ("codebook_version",),
    "code_version": ("codebook_version",),
    "case_attribute": ("study_case",),
    "drawn": ("draw",),
    "question_claim": ("question",),
    "coding_facet": ("coding",),
    "summary_quote": ("summary",),
    "case_source": ("study_case", "source"),
    "coder": tuple(_KINDS),
}
_WITH_PASSAGE = ("coding", "link", "claim", "suggestion")
MOST = 5


@dataclass(frozen=True, slots=True)
class Touched:
    """How many things of each kind (the store's names for them) came, went and changed."""

    come: Mapping[str, int]
    gone: Mapping[str, int]
    changed: Mapping[str, int]

    def sentences(self, come: str, gone: str, changed: str) -> list[str]:
        """Return a sentence for each of the three that there is, beginning with the word given for it."""
        three = ((come, self.come), (gone, self.gone), (changed, self.changed))
        return [f"{word} {in_words(counts)}." for word, counts in three if counts]


@dataclass(frozen=True, slots=True)
class GoingBack:
    """What taking the study back to how it was after act `sequence` would do, as of act `last`.

    `acts` are taken back; `again` are acts taken back since then that would stand again. `people` did the first.
    """

    sequence: int
    last: int
    acts: tuple[int, ...]
    again: tuple[int, ...]
    people: tuple[str, ...]
    touched: Touched

    @property
    def nothing(self) -> bool:
        """Whether the study is as it was then."""
        return not (self.touched.come or self.touched.gone or self.touched.changed)

    def sentences(self) -> list[str]:
        """Return what it would do, for a person to read before deciding."""
        if self.nothing:
            return [f"The study is as it was after act {self.sequence} already."]
        said = []
        if self.acts:
            who = f"{_counted(len(self.people), 'person', 'people')} ({listed(self.people, most=6)})"
            said.append(f"Takes back {_counted(len(self.acts), 'act', 'acts')} by {who}.")
        if self.again:
            said.append(f"Does again {_counted(len(self.again), 'act', 'acts')} that had been taken back since then.")
        return [*said, *self.touched.sentences("Brings back", "Removes", "Changes back")]


@dataclass(frozen=True, slots=True)
class TouchedPassage:
    """A passage among what an act changed. `how` is written, removed or changed; `code` and `coder` may be empty."""

    kind: str
    how: str
    source_id: str
    span: Span
    code: str
    coder: str


@dataclass(frozen=True, slots=True)
class TouchedMemo:
    """A memo among what an act changed: its text before and after (empty: there was none)."""

    how: str
    about_kind: str
    about_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Doings:
    """What one act changed: counted, and some of it to read. `more` is how many passages are not among `passages`."""

    touched: Touched
    passages: tuple[TouchedPassage, ...]
    more: int
    memos: tuple[TouchedMemo, ...]


def preview_back(study: OpenStudy, sequence: int) -> GoingBack:
    """Return what taking the study back to how it was after act `sequence` would do; nothing is written.

    Raises:
        NotFound: when there is no such act.
        NotAllowedHere: when an act since then cannot be undone; the sentence names it.
    """
    way = study.history.way_back(sequence)
    people = Counter(way.gone.values())
    return GoingBack(
        sequence, way.last, tuple(sorted(way.gone)), tuple(sorted(way.again)),
        tuple(name for name, _ in people.most_common()), counts(way.images),
    )  # fmt: skip


def doings(study: OpenStudy, sequence: int, *, most: int = MOST) -> Doings:
    """Return what one act changed, with up to `most` of the passages (where their source is in the study) and memos.

    Raises:
        NotFound: when there is no such act.
    """
    images = study.history.did(sequence)
    there = study.sources.names()
    with_passage = [image for image in images if image.table in _WITH_PASSAGE and _row(image).get("source_id") in there]
    with_passage.sort(key=lambda image: _WITH_PASSAGE.index(image.table))
    named = _names(study)
    return Doings(
        counts(images),
        tuple(_passage(image, named) for image in with_passage[:most]),
        max(0, len(with_passage) - most),
        tuple(_memo(image) for image in images if image.table == "memo")[:most],
    )


def counts(images: Iterable[Image]) -> Touched:
    """Count images, one per row, by what they did to rows of which kind."""
    found: dict[str, Counter[str]] = {"written": Counter(), "removed": Counter(), "changed": Counter()}
    for image in images:
        found[_how(image)][image.table] += 1
    return Touched(*(_told(each) for each in found.values()))


def in_words(counted: Mapping[str, int]) -> str:
    """Return '14 codings, 2 memos and 1 codebook version'."""
    words = [_counted(number, *_KINDS.get(kind, (kind.replace("_", " "),) * 2)) for kind, number in counted.items()]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _told(found: Mapping[str, int]) -> dict[str, int]:
    """Leave out what comes and goes with something else, and put the rest in the order of telling."""
    order = {kind: place for place, kind in enumerate(_KINDS)}
    kept = {kind: n for kind, n in found.items() if not (set(_PARTS.get(kind, ())) - {kind}) & found.keys()}
    return dict(sorted(kept.items(), key=lambda pair: order.get(pair[0], len(order))))


def _how(image: Image) -> str:
    if image.before is None:
        return "written"
    return "removed" if image.after is None else "changed"


def _row(image: Image) -> Mapping[str, Any]:
    return image.after or image.before or {}


def _passage(image: Image, named: Callable[[str], str]) -> TouchedPassage:
    row = _row(image)
    code = named(str(row.get("code_id") or row.get("theme") or ""))
    coder = named(str(row.get("coder_id") or ""))
    span = Span(row["start_pos"], row["end_pos"])
    return TouchedPassage(image.table, _how(image), row["source_id"], span, code, coder)


def _memo(image: Image) -> TouchedMemo:
    before, after = image.before or {}, image.after or {}
    row = _row(image)
    return TouchedMemo(
        _how(image), row["about_kind"], row["about_id"], str(before.get("text", "")), str(after.get("text", ""))
    )


def _names(study: OpenStudy) -> Callable[[str], str]:
    """Return a function that names a code or a coder by its id; empty for what the study no longer has."""
    book = study.codebook.current()
    known = {code.id: f"{code.name} ({code.key})" for code in book or ()}
    known |= {coder.id: coder.name for coder in study.coders.all()}
    return lambda key: known.get(key, "")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
