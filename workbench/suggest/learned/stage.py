"""A study in, proposals out: what people judged and the codebook's words are learnt from, and the rest is proposed for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt

from workbench.errors import RecipeInvalid
from workbench.model import (
    AtLeast,
    Code,
    Codebook,
    Judged,
    Passage,
    Proposal,
    Why,
    Within,
    canonical_json,
    check_ranges,
    sha256_bytes,
    sha256_text,
)
from workbench.suggest.learned.choose import given, proposed
from workbench.suggest.learned.features import Features
from workbench.suggest.learned.learner import Learner, fit
from workbench.suggest.learned.report import report, uncertainty
from workbench.suggest.learned.rows import OwnRow, labels_of, own_rows
from workbench.suggest.learned.talk import Talk
from workbench.suggest.learned.why import Exemplars, Shares, told
from workbench.suggest.tree import ancestors, in_use

Numbers = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
Encode = Callable[[Sequence[str]], Numbers]
_Place = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of learning: proposals, the record of each code by its id, and the learner with its feature maker.

    `learner` and `features` are None where there was nothing to learn from: no passages, or no codes in use.
    """

    proposals: list[Proposal]
    report: dict[str, dict[str, Any]]
    learner: Learner | None = None
    features: Features | None = None


@dataclass(frozen=True, slots=True)
class _Room:
    """Everything laid out in rows: the talk, the codebook's own rows after it, and the labels of both (nan: nobody said)."""

    codes: Sequence[Code]
    above: Flags
    talk: Talk
    own: Sequence[str]
    features: Features
    inputs: Numbers
    vectors: Numbers
    labels: Numbers
    settled: Flags
    spoken_for: Places

    @property
    def taught(self) -> Places:
        """The rows about which something is known."""
        return np.flatnonzero(~np.isnan(self.labels).all(axis=1))

    @property
    def groups(self) -> list[str]:
        """The source of each row, "" for the codebook's own."""
        return [*self.talk.sources, *[""] * len(self.own)]

    @property
    def shown(self) -> list[str]:
        """The words of each row as people see them."""
        return [*self.talk.texts, *self.own]


def learn(
    passages: Sequence[Passage],
    codebook: Codebook,
    encode: Encode | None,
    *,
    judged: Sequence[Judged] = (),
    context: Sequence[Passage] = (),
    unsaying: frozenset[str] = frozenset(),
    top: Annotated[int, AtLeast(1)] = 3,
    least: Annotated[float, Within(0, 1)] = 0.2,
) -> Learned:
    """Learn from the codebook and from everything people said, and propose codes for passages, with the reasons.

    Codes are learnt together: from their names, definitions, cues, examples and near-misses, from passages that carry them,
    and from those that people looked at without giving them. A code is proposed where its calibrated probability reaches
    its own threshold and `least`, or is the likeliest of talk that looks coded; never about what people have said already,
    for a parent where a child of it is proposed, or for retired codes. Facets are no codes and are never learnt.

    The same state gives the same proposals, bit for bit on one machine: there is no chance in it, hence no seed.

    Args:
        passages: what proposals are wanted for. Proposals come in their order, the likeliest first within each.
        codebook: the codes; it is what is learnt from while nothing is judged.
        encode: gives a row of length 1 for each text; ask it through a cache.
        judged: what people said so far; where it is about one of the passages (same source and span) the two are one row, and
            where people contradict each other the majority counts.
        context: talk that is never coded, such as the interviewer's; it counts as surroundings.
        unsaying: small words of the language ("so", "the") that no reason names; they are learnt from like all others.
        top: most proposals per passage.
        least: below this probability nothing is proposed.

    Raises:
        RecipeInvalid: without `encode`, or when a setting is out of range.
    """
    check_ranges(learn, top=top, least=least)
    if encode is None:
        raise RecipeInvalid(
            "The suggester 'learned' needs vectors, and nothing makes them.",
            "Add an `embed:` slot to the recipe, for instance `embed: {use: sentence_transformer}`.",
        )
    codes = in_use(codebook)
    if not codes or not (passages or judged):
        return Learned([], {})
    room = _room(passages, codebook, codes, encode, judged, context)
    taught = room.taught
    groups = [room.groups[row] for row in taught]
    pool = room.inputs[: len(room.talk)]
    learner = fit(room.inputs[taught], room.labels[taught], groups, pool=pool, optional=room.features.near)
    record = report(learner, [code.id for code in codes])
    chosen, probability = _chosen(room, learner, top, least)
    reasons, unsure = _reasons(room, learner, chosen, unsaying), uncertainty(probability)
    proposals = []
    for place, code in _in_order(chosen, probability):
        why = replace(reasons[place, code], unsure=round(float(unsure[place]), 4))
        score, there = round(float(probability[place, code]), 4), passages[place]
        proposals.append(Proposal(there.source_id, there.span, codes[code].id, score, (why,)))
    return Learned(proposals, record, learner, room.features)


def suggest(
    passages: Sequence[Passage],
    codebook: Codebook,
    encode: Encode | None,
    *,
    judged: Sequence[Judged] = (),
    context: Sequence[Passage] = (),
    unsaying: frozenset[str] = frozenset(),
    top: Annotated[int, AtLeast(1)] = 3,
    least: Annotated[float, Within(0, 1)] = 0.2,
) -> list[Proposal]:
    """Return the proposals of `learn`, in the shape of every suggester."""
    given: dict[str, Any] = {"judged": judged, "context": context, "unsaying": unsaying}
    return learn(passages, codebook, encode, **given, top=top, least=least).proposals


def _room(
    passages: Sequence[Passage],
    codebook: Codebook,
    codes: Sequence[Code],
    encode: Encode,
    judged: Sequence[Judged],
    context: Sequence[Passage],
) -> _Room:
    placed = _placed(passages, judged, context)
    at = {each: row for row, each in enumerate(placed)}
    texts = [text for _, _, _, text in placed]
    vectors = np.asarray(encode(texts), np.float32)
    talk = Talk(texts, vectors, [source for source, *_ in placed])
    own = _not_said_there(own_rows(codebook, codes), judged)
    own_texts = [row.text for row in own]
    own_vectors = np.asarray(encode(own_texts), np.float32)
    features, inputs = _inputs(talk, own_texts, own_vectors)
    labels = np.vstack([_said(at, judged, codes), labels_of(own, len(codes))])
    spoken_for = np.array([at[_key(one)] for one in passages], dtype=np.intp)
    above = ancestors(codebook)
    kin = np.array([[one.key in above[other.key] for other in codes] for one in codes], dtype=bool)
    shown = [row.shown for row in own]
    every = np.vstack([vectors, own_vectors])
    return _Room(codes, kin, talk, shown, features, inputs, every, labels, _settled(at, judged, codes, kin), spoken_for)


def _not_said_there(own: Sequence[OwnRow], judged: Sequence[Judged]) -> list[OwnRow]:
    """Leave out the codebook's words that are a judged passage: it is a row already, and must not vouch for its own source."""
    there = {_plain(one.text) for one in judged}
    return [row for row in own if _plain(row.text) not in there]


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _settled(at: Mapping[_Place, int], judged: Sequence[Judged], codes: Sequence[Code], above: Flags) -> Flags:
    """Return about which rows and codes somebody decided, (rows of talk, codes); who gave a code said those above it too."""
    settled = np.zeros((len(at), len(codes)), dtype=bool)
    for one in judged:
        carries = np.array([code.id in one.present for code in codes])
        settled[at[_key(one)]] |= np.array([one.settled(code.id) for code in codes]) | (above & carries).any(axis=1)
    return settled


_LAST: dict[str, tuple[Features, Numbers]] = {}
_MOST = 8  # a study has up to seven varieties of sources, each learned by itself


def _inputs(talk: Talk, own_texts: Sequence[str], own_vectors: Numbers) -> tuple[Features, Numbers]:
    """Return the feature maker and the features of all rows. Those of the talks seen last are remembered.

    They hang on no label, and making them takes far longer than learning, which comes again after every few decisions.
    """
    seen = canonical_json([list(talk.texts), list(talk.sources), list(own_texts)])
    named = sha256_text(seen + sha256_bytes(talk.vectors.tobytes() + own_vectors.tobytes()))
    found = _LAST.get(named)
    if found is None:
        features = Features.of_all(talk, own_texts, own_vectors)
        found = features, np.vstack([features.of(talk), features.of_own(own_texts, own_vectors)])
        if len(_LAST) == _MOST:
            _LAST.pop(next(iter(_LAST)))
        _LAST[named] = found
    return found


def _key(one: Passage | Judged) -> _Place:
    return one.source_id, one.span.start, one.span.end, one.text


def _placed(*kinds: Sequence[Passage | Judged]) -> list[_Place]:
    """Return every stretch of talk once, in order within its source."""
    return sorted({_key(one) for kind in kinds for one in kind})


def _said(at: Mapping[_Place, int], judged: Sequence[Judged], codes: Sequence[Code]) -> Numbers:
    """Return what was said of each row, (rows, codes); where as many said yes as no, it is as if nobody had."""
    votes = np.zeros((len(at), len(codes)))
    for one in judged:
        for place, code in enumerate(codes):
            said = one.says(code.id)
            if said is not None:
                votes[at[_key(one)], place] += 1 if said else -1
    return np.select([votes > 0, votes < 0], [1.0, 0.0], np.nan).astype(np.float32)


def _chosen(room: _Room, learner: Learner, top: int, least: float) -> tuple[Flags, Numbers]:
    # All talk at once and in its own order, so that the last digits do not hang on what was asked for.
    rows = room.spoken_for
    probability, overall = (found[rows] for found in learner.looked_at(room.inputs[: len(room.talk)]))
    flags = given(probability, overall, learner.least, learner.gate) & (probability >= least)
    return proposed(probability, flags & ~room.settled[rows], room.above, top), probability


def _in_order(chosen: Flags, probability: Numbers) -> Iterator[tuple[int, int]]:
    for row in np.flatnonzero(chosen.any(axis=1)):
        codes = np.flatnonzero(chosen[row])
        yield from ((int(row), int(code)) for code in sorted(codes, key=lambda code: (-probability[row, code], code)))


def _reasons(room: _Room, learner: Learner, chosen: Flags, unsaying: frozenset[str]) -> dict[tuple[int, int], Why]:
    taught = room.taught
    known = Exemplars([room.shown[row] for row in taught], room.vectors[taught], room.labels[taught])
    place = np.full(len(room.labels), -1, dtype=np.intp)
    place[taught] = np.arange(len(taught))
    maker, meaning = room.features, room.vectors.shape[1]
    weights = maker.axes @ learner.weights[: maker.axes.shape[1]]
    first = meaning + len(maker.words.known)
    keys = [code.key for code in room.codes]
    found: dict[tuple[int, int], Why] = {}
    for code in np.flatnonzero(chosen.any(axis=0)).tolist():
        asked = np.flatnonzero(chosen[:, code])
        asked = asked[np.argsort(room.spoken_for[asked])]
        rows = room.spoken_for[asked]
        related = frozenset(np.flatnonzero(room.above[code] | room.above[:, code]).tolist())
        nearest = known.nearest(room.vectors[rows], code, place[rows])
        against = known.against(room.vectors[rows], code, place[rows], related, keys)
        shares = Shares(maker.words, maker.parts, weights[meaning:first, code], weights[first:, code], unsaying)
        for at, row in enumerate(rows):
            said = shares.cues(room.talk.texts[row])
            found[int(asked[at]), code] = told(room.codes[code], said, nearest[at], against[at])
    return found
