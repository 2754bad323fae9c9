"""Where sentences end: spaCy's rule-based sentencizer on a blank pipeline, and a few abbreviations it must not stop at."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from workbench.model import Span

_MANY_LANGUAGES = "xx"
_LONGEST = 1_000_000_000  # spaCy's own limit guards parsers against long texts; a sentencizer needs none

_ALWAYS = r"dr|mr|mrs|ms|mx|prof|rev|approx|e\.g|i\.e|e\.e|h\.y|vs|cf"
_BEFORE_NUMBER = r"no|nos|p|pp|para|paras|fig|ch|vol|art|sec|s|rhif|t"
_BEFORE_SMALL = r"etc|ayyb|incl|dept|ext|est|st"
_OPENING = r"(?:^|[\s(\[\"'“‘/])"
_HELD = tuple(
    (re.compile(rf"{_OPENING}(?:{words})\.$", re.IGNORECASE), re.compile(following))
    for words, following in ((_ALWAYS, r"\S"), (_BEFORE_NUMBER, r"[(\[]?\d"), (_BEFORE_SMALL, r"[a-zà-ÿ\d,]"))
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def sentence_spans(text: str, language: str = "en") -> list[Span]:
    """Return the sentences of a text, in order, disjoint, without the white space around them.

    Every character that is not white space lies in exactly one of them. A blank line ends a sentence; a single line
    break does not, because transcripts are often broken at a fixed width. `language` is a tag such as "en", "cy" or
    "en-GB"; languages that spaCy has no rules for (Welsh among them) use its rules for many languages.
    """
    found: list[Span] = []
    start = 0
    for gap in [*(match.span() for match in _BLANK_LINE.finditer(text)), (len(text), len(text))]:
        found += [span.shift(start) for span in _in_paragraph(text[start : gap[0]], language)]
        start = gap[1]
    return found


def _in_paragraph(text: str, language: str) -> list[Span]:
    if not text.strip():
        return []
    ends = [sentence.end_char for sentence in _pipeline(_known(language))(text).sents]
    spans, start = [], 0
    for end in ends:
        if end < len(text) and _is_held(text, start, end):
            continue
        trimmed = trim(text, start, end)
        if trimmed is not None:
            spans.append(trimmed)
        start = end
    return spans


def trim(text: str, start: int, end: int) -> Span | None:
    """Return `text[start:end]` without the white space around it; None where there is nothing else."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    return Span(start, end) if start < end else None


def _is_held(text: str, start: int, end: int) -> bool:
    """Say whether the full stop before `end` belongs to an abbreviation rather than to the end of a sentence."""
    before = text[max(start, end - 16) : end].rstrip()
    after = text[end : end + 16].lstrip()
    return any(ending.search(before) and following.match(after) for ending, following in _HELD)


def stop_words(language: str) -> frozenset[str]:
    """Return spaCy's list of words that carry no topic in this language; empty where it has none."""
    return frozenset(_pipeline(_known(language)).Defaults.stop_words)


@cache
def _known(language: str) -> str:
    import spacy

    short = re.split(r"[-_]", language.strip().lower())[0]
    try:
        spacy.blank(short)
    except (ImportError, ValueError):  # no such language in spaCy, or one whose tokenizer is a package of its own
        return _MANY_LANGUAGES
    return short


@cache
def _pipeline(language: str) -> Any:
    import spacy

    nlp = spacy.blank(language)
    nlp.max_length = _LONGEST
    nlp.add_pipe("sentencizer")
    if language == "en":
        # English rules keep a capital and its stop together (an initial), which would hide "So did I." from us.
        nlp.tokenizer.add_special_case("I.", [{"ORTH": "I"}, {"ORTH": "."}])
    return nlp
