"""Proposes a code where one of its cues is said: whole words and phrases, inflected or not."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from workbench.model import AtLeast, Code, Codebook, Passage, Proposal, Why, check_ranges
from workbench.suggest.inflection import forms
from workbench.suggest.tree import ancestors, in_use, most_specific

_TOKEN = re.compile(r"\w+(?:'\w+)*|[^\w\s'\"\-]")
_SAME = str.maketrans("‘’ʼ“”‐‑", "'''\"\"--")
_PARTICLES = frozenset({"up", "in", "on", "over", "out", "off", "down", "back", "through"})
_FEWEST = 30  # rarity among fewer passages than this would be chance
_SURE = 0.6  # what one cue can say at the very most; further cues add to it


@dataclass(frozen=True, slots=True)
class _Cue:
    text: str
    code: str
    words: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    cue: _Cue
    start: int
    end: int


def suggest(
    passages: Sequence[Passage],
    codebook: Codebook,
    encode: Callable[[Sequence[str]], Any] | None = None,  # noqa: ARG001 - every suggester is called alike
    *,
    top: Annotated[int, AtLeast(1)] = 3,
) -> list[Proposal]:
    """Return proposals in the order of the passages, the strongest first within each.

    A cue found inside a longer cue of the same code ("plan" in "care plan") does not count beside it. A parent is
    proposed only where none of the codes below it is.

    The score is `1 - (1 - 0.6 r1)(1 - 0.6 r2)...` over the code's different cues found, with rarity
    `r = (1 - ln(1 + f) / ln(2 + n)) / sqrt(c)`: f passages out of n hold the cue (n counts as 30 at least) and c codes
    share it. One rare cue gives about 0.5, two about 0.75; a cue that every other passage holds gives almost nothing.

    Args:
        passages: what to look at.
        codebook: the codes; retired ones are left out.
        encode: not used; cues are compared as words.
        top: most proposals per passage.

    Raises:
        RecipeInvalid: when `top` is below 1.
    """
    check_ranges(suggest, top=top)
    codes = {code.key: code for code in in_use(codebook)}
    cues = _cues(codes.values())
    found = [_found(_tokens(passage.text), cues) for passage in passages]
    rarity = _rarity(found, cues)
    above = ancestors(codebook)
    return [
        Proposal(passage.source_id, passage.span, codes[key].id, score, (_why(codes[key], hits),))
        for passage, by_code in zip(passages, found, strict=True)
        for key, score, hits in _best(by_code, rarity, above, tuple(codes), top)
    ]


def _tokens(text: str) -> list[str]:
    """Return words in small letters and, between them, the marks that end a phrase; hyphens part words as spaces do."""
    plain = unicodedata.normalize("NFC", text).translate(_SAME).casefold()
    return [token.removesuffix("'s") for token in _TOKEN.findall(plain)]


def _cues(codes: Any) -> Mapping[str, list[_Cue]]:
    """Return the cues by each form that their first word may have."""
    by_first: dict[str, list[_Cue]] = defaultdict(list)
    for code in codes:
        for text in dict.fromkeys(code.cues):
            words = _forms_of(_tokens(text))
            for first in words[0] if words else ():
                by_first[first].append(_Cue(text, code.key, words))
    return by_first


def _forms_of(tokens: Sequence[str]) -> tuple[frozenset[str], ...]:
    """Return the forms of each word of a cue; none for a cue without words."""
    if not any(token[0].isalnum() for token in tokens):
        return ()
    words = [forms(token) for token in tokens]
    if len(words) > 1 and tokens[-1] in _PARTICLES:  # follow-up, drop-in, handing over
        words[-1] |= {tokens[-1] + "s"}
    return tuple(words)


def _found(tokens: Sequence[str], cues: Mapping[str, list[_Cue]]) -> dict[str, list[str]]:
    """Return, for each code, the different cues that the tokens hold, without those inside a longer one."""
    hits: dict[str, list[_Hit]] = defaultdict(list)
    for start, token in enumerate(tokens):
        for cue in cues.get(token, ()):
            said = tokens[start : start + len(cue.words)]
            if len(said) == len(cue.words) and all(word in form for word, form in zip(said, cue.words, strict=True)):
                hits[cue.code].append(_Hit(cue, start, start + len(said)))
    return {code: list(dict.fromkeys(hit.cue.text for hit in _outermost(of_code))) for code, of_code in hits.items()}


def _outermost(hits: Sequence[_Hit]) -> list[_Hit]:
    def inside(hit: _Hit, other: _Hit) -> bool:
        return other.start <= hit.start and hit.end <= other.end and other.end - other.start > hit.end - hit.start

    return [hit for hit in hits if not any(inside(hit, other) for other in hits)]


def _rarity(
    found: Sequence[Mapping[str, Sequence[str]]], cues: Mapping[str, list[_Cue]]
) -> dict[tuple[str, str], float]:
    """Return how much each cue of each code says, in [0, 1]."""
    every = {(cue.code, cue.text): cue.words for of_form in cues.values() for cue in of_form}
    shared = Counter(every.values())
    passages = max(len(found), _FEWEST)
    held = Counter((code, text) for by_code in found for code, texts in by_code.items() for text in texts)
    return {
        cue: max(0.0, 1 - math.log1p(times) / math.log(2 + passages)) / math.sqrt(shared[every[cue]])
        for cue, times in held.items()
    }


def _best(
    by_code: Mapping[str, list[str]],
    rarity: Mapping[tuple[str, str], float],
    above: Mapping[str, frozenset[str]],
    order: Sequence[str],
    top: int,
) -> list[tuple[str, float, list[str]]]:
    scored = []
    for key in most_specific([key for key in order if key in by_code], above):
        cues = sorted(by_code[key], key=lambda text: (-rarity[key, text], text))
        doubt = math.prod(1 - _SURE * rarity[key, text] for text in cues)
        scored.append((key, round(1 - doubt, 6), cues))
    return sorted(scored, key=lambda each: (-each[1], order.index(each[0])))[:top]


def _why(code: Code, cues: Sequence[str]) -> Why:
    quoted = [f"“{cue}”" for cue in cues]
    listed = quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]
    what = "a cue" if len(quoted) == 1 else "cues"
    return Why(method="keywords", cues=tuple(cues), note=f"It says {listed}, {what} of “{code.name}”.")
