"""Proposes the codes whose words a passage is unusually near to. Nearness is of topic, never of stance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt

from workbench.errors import RecipeInvalid
from workbench.model import AtLeast, Code, Codebook, Passage, Proposal, Why, Within, check_ranges
from workbench.suggest.anchors import Anchor, Refusal, anchors_of, refusals_of
from workbench.suggest.closeness import Numbers, Places, pooled, scores, unusualness
from workbench.suggest.tree import ancestors, in_use

Encode = Callable[[Sequence[str]], Numbers]
_Reason = tuple[tuple[tuple[str, float], ...], tuple[str, str, float] | None]


@dataclass(frozen=True, slots=True)
class _Field:
    """The codes, their anchors and near-misses, and the cosines of every passage to each of them."""

    codes: Sequence[Code]
    anchors: Sequence[Anchor]
    refusals: Sequence[Refusal]
    to_anchors: Numbers
    to_refusals: Numbers
    kin: npt.NDArray[np.bool_]

    @property
    def owner(self) -> Places:
        """The place of each anchor's code."""
        return np.array([anchor.code for anchor in self.anchors], dtype=np.intp)


def suggest(
    passages: Sequence[Passage],
    codebook: Codebook,
    encode: Encode | None,
    *,
    top: Annotated[int, AtLeast(1)] = 3,
    threshold: Annotated[float, Within(0, 1)] = 0.5,
    margin: Annotated[float, AtLeast(0)] = 0.5,
) -> list[Proposal]:
    """Return proposals in the order of the passages, the strongest first within each.

    Each code stands at its anchors: its name and definition, its cues, its examples, and what other codes list as
    near-misses belonging to it. How near a passage is to a code is set against how near passages are to that code as a
    rule (`closeness.unusualness`), and turned into a score (`closeness.scores`). Nothing is proposed

    - where the score is below `threshold`: the passage is like no code in particular;
    - where more than `top` codes lie within `margin` of the best, in z: the passage is like everything;
    - for a code whose near-miss is nearer to the passage than any of the code's own words;
    - for a parent, where a code below it is proposed.

    Args:
        passages: what to look at.
        codebook: the codes; retired ones are left out.
        encode: gives a row of length 1 for each text.
        top: most proposals per passage.
        threshold: least score, in [0, 1].
        margin: how far, in z, the best code has to be ahead of the first one that is not proposed.

    Raises:
        RecipeInvalid: without `encode`, or when a setting is out of range.
    """
    check_ranges(suggest, top=top, threshold=threshold, margin=margin)
    _require(encode)
    codes = in_use(codebook)
    if not passages or not codes or encode is None:
        return []
    field, between = _measured([passage.text for passage in passages], codebook, codes, encode)
    near = pooled(field.to_anchors, field.owner, len(codes))
    z = unusualness(near, pooled(between, field.owner, len(codes)), field.owner)
    # Rounded, so that the last digits, which hang on how texts were batched, decide nothing.
    standing: Numbers = np.round(np.where(_refused(field), np.float32(-np.inf), z), 5).astype(np.float32)
    chosen, score = _chosen(standing, field.kin, top=top, threshold=threshold, margin=margin)
    reasons = _reasons(field, chosen)
    return [
        _proposal(passages[row], codes[code], float(score[row, code]), float(z[row, code]), reasons[row, code])
        for row, code in _in_order(chosen, score)
    ]


def _require(encode: Encode | None) -> None:
    if encode is None:
        raise RecipeInvalid(
            "The suggester 'similarity' needs vectors, and nothing makes them.",
            "Add an `embed:` slot to the recipe, for instance `embed: {use: sentence_transformer}`.",
        )


def _measured(
    texts: Sequence[str], codebook: Codebook, codes: Sequence[Code], encode: Encode
) -> tuple[_Field, Numbers]:
    """Return the cosines of passages to the codebook's words, and those of the anchors among themselves."""
    anchors, refusals = anchors_of(codes), refusals_of(codes)
    own = np.asarray(
        encode([*(anchor.text for anchor in anchors), *(refusal.text for refusal in refusals)]), np.float32
    )
    rows = np.asarray(encode(list(texts)), np.float32)
    at_anchors, at_refusals = own[: len(anchors)], own[len(anchors) :]
    field = _Field(codes, anchors, refusals, rows @ at_anchors.T, rows @ at_refusals.T, _kin(codebook, codes))
    return field, at_anchors @ at_anchors.T


def _kin(codebook: Codebook, codes: Sequence[Code]) -> npt.NDArray[np.bool_]:
    """Return whether the code of the row lies above the code of the column, shape (codes, codes)."""
    above = ancestors(codebook)
    return np.array([[one.key in above[other.key] for other in codes] for one in codes], dtype=bool)


def _refused(field: _Field) -> npt.NDArray[np.bool_]:
    """Return where a near-miss of the code is nearer than all its own anchors, shape (passages, codes)."""
    refused = np.zeros((len(field.to_anchors), len(field.codes)), dtype=bool)
    for code in {refusal.code for refusal in field.refusals}:
        against = [place for place, refusal in enumerate(field.refusals) if refusal.code == code]
        nearest = field.to_anchors[:, field.owner == code].max(axis=1)
        refused[:, code] = field.to_refusals[:, against].max(axis=1) > nearest
    return refused


def _chosen(
    z: Numbers, above: npt.NDArray[np.bool_], *, top: int, threshold: float, margin: float
) -> tuple[npt.NDArray[np.bool_], Numbers]:
    """Return which codes are proposed for which passage, and every score; both of shape (passages, codes)."""
    best = z.max(axis=1, keepdims=True)
    score = np.where(np.isfinite(z), scores(np.maximum(z, -50.0), np.maximum(best, -50.0)), 0.0).astype(np.float32)
    fits = np.isfinite(z) & (score >= threshold)
    # A parent whose child fits leaves the race, so that it neither takes a place nor makes the passage look unclear.
    child_fits = (fits.astype(np.float32) @ above.T.astype(np.float32)) > 0
    racing = np.where(child_fits, -np.inf, z)
    ranked = np.argsort(-racing, axis=1, kind="stable")
    first = np.zeros_like(fits)
    np.put_along_axis(first, ranked[:, :top], True, axis=1)
    chosen = first & fits & ~child_fits
    if z.shape[1] > top:
        lead = np.take_along_axis(racing, ranked[:, [0]], axis=1)
        runner = np.take_along_axis(racing, ranked[:, [top]], axis=1)
        chosen &= (lead - np.maximum(runner, -50.0)) >= margin
    return chosen, score


def _reasons(field: _Field, chosen: npt.NDArray[np.bool_]) -> dict[tuple[int, int], _Reason]:
    """Return, for each proposal by (passage, code), its nearest anchors and what speaks against it most."""
    found: dict[tuple[int, int], _Reason] = {}
    for code in np.flatnonzero(chosen.any(axis=0)):
        rows = np.flatnonzero(chosen[:, code])
        own = np.flatnonzero(field.owner == code)
        near = field.to_anchors[np.ix_(rows, own)]
        nearest = np.argsort(-near, axis=1, kind="stable")[:, :2]
        against = _against(field, int(code), rows)
        for place, row in enumerate(rows):
            shown = tuple((field.anchors[own[at]].shown, _cosine(near[place, at])) for at in nearest[place])
            found[int(row), int(code)] = (shown, against[place])
    return found


def _against(field: _Field, code: int, rows: Places) -> list[tuple[str, str, float] | None]:
    """Return the words nearest to each passage that stand for another code, kin left out, or are this code's near-miss."""
    others = np.flatnonzero([not _related(field.kin, code, anchor.code) for anchor in field.anchors])
    misses = np.flatnonzero([refusal.code == code for refusal in field.refusals])
    told = [(field.anchors[at].shown, field.codes[field.anchors[at].code].key) for at in map(int, others)]
    told += [(field.refusals[at].text, field.refusals[at].instead) for at in map(int, misses)]
    if not told:
        return [None] * len(rows)
    cosines = np.hstack([field.to_anchors[np.ix_(rows, others)], field.to_refusals[np.ix_(rows, misses)]])
    at = cosines.argmax(axis=1)
    return [(*told[best], _cosine(cosines[place, best])) for place, best in enumerate(at)]


def _related(above: npt.NDArray[np.bool_], one: int, other: int) -> bool:
    return one == other or bool(above[one, other] or above[other, one])


def _cosine(value: np.float32) -> float:
    return round(min(1.0, max(-1.0, float(value))), 4)


def _in_order(chosen: npt.NDArray[np.bool_], score: Numbers) -> Iterator[tuple[int, int]]:
    for row in np.flatnonzero(chosen.any(axis=1)):
        codes = np.flatnonzero(chosen[row])
        yield from ((int(row), int(code)) for code in sorted(codes, key=lambda code: (-score[row, code], code)))


def _proposal(passage: Passage, code: Code, score: float, z: float, reason: _Reason) -> Proposal:
    nearest, against = reason
    note = f"It is nearer to the words of “{code.name}” than passages usually are, by {z:.1f} times the usual spread."
    why = Why(method="similarity", nearest=nearest, against=against, note=note)
    return Proposal(passage.source_id, passage.span, code.id, round(score, 4), (why,))
