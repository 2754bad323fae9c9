"""Questions about codes, answered: which units they are true of, and which codings make them so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.overlap import Places
from workbench.analysis.relations import AFTER, BEFORE, SEGMENTS, TURNS, WORDS, Beside, Joined, Named, Question
from workbench.analysis.units import SEGMENT, TURN, Laid

HIT_COLUMNS = ("source_id", "start", "end", "people", "coding_ids")
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Line:
    """Where each coding begins and ends on a line of segments, turns or words: `block`, `first` and `last` place in it.

    Codings that are not on the line have a block of -1.
    """

    block: Places
    first: Places
    last: Places


def line_of(laid: Laid) -> Line:
    """Return codings on the line of the units they were laid on; `laid` is on segments or turns."""
    many = len(laid.codings)
    first, last, block = np.full(many, np.iinfo(np.intp).max), np.full(many, -1), np.full(many, -1)
    place, of = (laid.units[name].to_numpy(dtype=np.intp)[laid.unit] for name in ("place", "block"))
    np.minimum.at(first, laid.coding, place)
    np.maximum.at(last, laid.coding, place)
    block[laid.coding] = of
    return Line(block, first, last)


def line_of_words(laid: Laid, words: Mapping[str, Places]) -> Line:
    """Return codings on the line of the words said in each source; `words` is as in `timeline.timeline`."""
    many = len(laid.codings)
    first, last, block = np.zeros(many, dtype=np.intp), np.zeros(many, dtype=np.intp), np.full(many, -1)
    start, end = (laid.codings[name].to_numpy(dtype=np.intp) for name in ("start", "end"))
    for number, (source, rows) in enumerate(laid.codings.groupby("source_id", sort=False).indices.items()):
        spoken = words.get(str(source), np.empty(0, dtype=np.intp))
        first[rows] = np.searchsorted(spoken, start[rows], side="left")
        last[rows] = np.searchsorted(spoken, end[rows], side="left") - 1
        block[rows] = np.where(last[rows] >= first[rows], number, -1)
    return Line(block, first, last)


def answered(
    question: Question, laid: Laid, codes: Mapping[Named, frozenset[str]], lines: Mapping[str, Line]
) -> pd.DataFrame:
    """Return a row per unit of `laid` that the question is true of (`HIT_COLUMNS`), in reading order.

    `codes` gives the keys that each code named in the question stands for, and `lines` a line for each of `s`, `t`, `w`
    that it uses (`lines_needed`). `people` are places in `laid.people`; `coding_ids` are the codings in the unit that the question
    names and does not exclude, and those nearest to them that make a near, before or after true.

    A distance is counted from the end of one coding to the beginning of the other: 0 where they share a place, 1 from
    one place to the next.
    """
    asked = _Asked(laid, codes, lines)
    units, used = asked.ask(question)
    carried = used[laid.coding] & units[laid.unit]
    unit, coding = laid.unit[carried], laid.coding[carried]
    pairs = np.concatenate([np.empty((0, 2), dtype=np.intp), *asked.pairs])
    beside = pd.DataFrame(pairs, columns=["coding", "partner"]).drop_duplicates()
    partners = pd.DataFrame({"unit": unit, "coding": coding}).merge(beside, on="coding")[["unit", "partner"]]
    both = pd.concat([pd.DataFrame({"unit": unit, "coding": coding}), partners.set_axis(["unit", "coding"], axis=1)])
    both = both.drop_duplicates().sort_values(["unit", "coding"]).astype(np.intp)
    ids = laid.codings["coding_id"].to_numpy(dtype=object)
    told = both.assign(id=ids[both["coding"]]).groupby("unit")["id"].agg(list)
    hits = laid.units[units]
    table = hits[["source_id", "start", "end"]].reset_index(drop=True)
    table["people"] = [laid.owners[block] for block in hits["block"]]
    table["coding_ids"] = [told.get(unit, []) for unit in hits.index]
    return table[list(HIT_COLUMNS)]


def lines_needed(question: Question) -> set[str]:
    """Return which lines a question measures distances on: `s`, `t`, `w`."""
    if isinstance(question, Named):
        return set()
    if isinstance(question, Beside):
        return {question.line}
    return set().union(*map(lines_needed, question.parts))


class _Asked:
    """Answers each part of a question with the units it is true of and the codings that make it so."""

    def __init__(self, laid: Laid, codes: Mapping[Named, frozenset[str]], lines: Mapping[str, Line]) -> None:
        self._laid, self._codes, self._lines = laid, codes, lines
        self.pairs: list[Places] = []

    def ask(self, question: Question) -> tuple[Mask, Mask]:
        if isinstance(question, Named):
            codings = self._coded(question)
            return self._units(codings), codings
        if isinstance(question, Beside):
            hits, partners = self._beside(question)
            alike = self._alike() if (hits & partners).any() else None
            self.pairs += _nearest(self._lines[question.line], hits, partners, question, alike)
            return self._units(hits), hits | partners
        answers = [self.ask(part) for part in question.parts]
        if question.sign == "not":
            return self._without(answers)
        units = [units for units, _ in answers]
        both = np.logical_and.reduce(units) if question.sign == "and" else np.logical_or.reduce(units)
        return both, np.logical_or.reduce([codings for _, codings in answers])

    def _without(self, answers: list[tuple[Mask, Mask]]) -> tuple[Mask, Mask]:
        if len(answers) == 1:
            return ~answers[0][0], np.zeros(len(self._laid.codings), dtype=bool)
        (units, codings), others = answers[0], answers[1:]
        return units & ~np.logical_or.reduce([each for each, _ in others]), codings

    def _coded(self, question: Question) -> Mask:
        """Return the codings of a code, or of several joined by or."""
        if isinstance(question, Joined):
            mask: Mask = np.logical_or.reduce([self._coded(part) for part in question.parts])
            return mask
        assert isinstance(question, Named)  # noqa: S101  # the reader lets nothing else stand here
        wanted = [place for place, key in enumerate(self._laid.keys) if key in self._codes[question]]
        return np.isin(self._laid.coded, wanted)

    def _units(self, codings: Mask) -> Mask:
        units = np.zeros(len(self._laid.units), dtype=bool)
        units[self._laid.unit[codings[self._laid.coding]]] = True
        return units

    def _beside(self, question: Beside) -> tuple[Mask, Mask]:
        line, left, right = self._lines[question.line], self._coded(question.left), self._coded(question.right)
        if question.how == BEFORE:
            return _ahead(line, left, right, question.within), _behind(line, right, left, question.within)
        if question.how == AFTER:
            return _behind(line, left, right, question.within), _ahead(line, right, left, question.within)
        within = question.within or 0
        alike = self._alike() if (left & right).any() else None
        return _close(line, left, right, within, alike), _close(line, right, left, within, alike)

    def _alike(self) -> Places:
        """Return a number for each coding, the same for those of one code on the same words, whoever made them."""
        place = self._laid.codings.groupby(["source_id", "start", "end"], sort=False).ngroup().to_numpy()
        alike: Places = pd.factorize(place * max(len(self._laid.keys), 1) + self._laid.coded)[0]
        return alike


def _ahead(line: Line, left: Mask, right: Mask, within: int | None) -> Mask:
    """Return the codings of `left` with one of `right` that begins after their end, at most `within` on."""
    far, wide = _far(line, within)
    firsts = np.sort((line.block * wide + line.first)[right & (line.block >= 0)])
    mine = np.flatnonzero(left & (line.block >= 0))
    end = line.block[mine] * wide + line.last[mine]
    return _some(left, mine, np.searchsorted(firsts, end + far, "right") - np.searchsorted(firsts, end, "right"))


def _behind(line: Line, left: Mask, right: Mask, within: int | None) -> Mask:
    """Return the codings of `left` with one of `right` that ends before their beginning, at most `within` back."""
    far, wide = _far(line, within)
    lasts = np.sort((line.block * wide + line.last)[right & (line.block >= 0)])
    mine = np.flatnonzero(left & (line.block >= 0))
    start = line.block[mine] * wide + line.first[mine]
    return _some(left, mine, np.searchsorted(lasts, start, "left") - np.searchsorted(lasts, start - far, "left"))


def _close(line: Line, left: Mask, right: Mask, within: int, alike: Places | None = None) -> Mask:
    """Return the codings of `left` with one of `right` at most `within` away on either side, or sharing a place.

    As in co-occurrence: those that begin early enough, less those among them that end too early. Where both sides have
    codings in common, none is near itself, nor near the same code on the same words (`alike`).
    """
    far, wide = _far(line, within)
    there = right & (line.block >= 0)
    firsts, lasts = (np.sort((line.block * wide + each)[there]) for each in (line.first, line.last))
    mine = np.flatnonzero(left & (line.block >= 0))
    start, end = (line.block[mine] * wide + each[mine] for each in (line.first, line.last))
    many = np.searchsorted(firsts, end + far, "right") - np.searchsorted(lasts, start - far, "left")
    if alike is not None:
        many = many - np.bincount(alike[there], minlength=int(alike.max(initial=0)) + 1)[alike[mine]]
    return _some(left, mine, many)


def _nearest(
    line: Line, hits: Mask, partners: Mask, question: Beside, alike: Places | None = None
) -> list[Places]:  # fmt: skip
    """Return each hit with the partner that begins next after its beginning, or ends last before its end, in reach."""
    far, wide = _far(line, question.within)
    mine, theirs = np.flatnonzero(hits), np.flatnonzero(partners)
    begin, end = (line.block * wide + each for each in (line.first, line.last))
    after, before = theirs[np.argsort(begin[theirs], kind="stable")], theirs[np.argsort(end[theirs], kind="stable")]
    found: list[Places] = []
    if question.how != AFTER:
        past = end[mine] + 1 if question.how == BEFORE else begin[mine]
        at = _past_alike(mine, after, np.searchsorted(begin[after], past, "left"), 1, alike)
        found.append(_in_reach(mine, after, at, lambda i, j: begin[j] - end[i] <= far))
    if question.how != BEFORE:
        until = begin[mine] - 1 if question.how == AFTER else end[mine]
        at = _past_alike(mine, before, np.searchsorted(end[before], until, "right") - 1, -1, alike)
        found.append(_in_reach(mine, before, at, lambda i, j: begin[i] - end[j] <= far))
    return found


def _past_alike(mine: Places, theirs: Places, at: Places, step: int, alike: Places | None) -> Places:
    """Move on from a coding itself, and from the same code on the same words, to the next one that is another."""
    while alike is not None and len(theirs):
        there = (at >= 0) & (at < len(theirs))
        same = there & (alike[mine] == alike[theirs[np.clip(at, 0, len(theirs) - 1)]])
        if not same.any():
            break
        at = at + step * same
    return at


def _in_reach(mine: Places, theirs: Places, at: Places, close: Callable[[Places, Places], Mask]) -> Places:
    there = (at >= 0) & (at < len(theirs))
    i, j = mine[there], theirs[at[there]]
    kept = close(i, j) & (i != j)
    return np.stack([i[kept], j[kept]], axis=1)


def _far(line: Line, within: int | None) -> tuple[int, int]:
    """Return the reach, and how far apart to set sources on one line so that no reach leads into the next."""
    longest = int(line.last.max(initial=0)) + 1
    reach = longest if within is None else min(within, longest)
    return reach, 2 * longest + 2


def _some(left: Mask, mine: Places, many: Places) -> Mask:
    hits = np.zeros(len(left), dtype=bool)
    hits[mine[many > 0]] = True
    return hits


LINE_UNITS = {SEGMENTS: SEGMENT, TURNS: TURN, WORDS: ""}
"""The unit that each line is made of; words are no unit."""
