"""Where sentences end: spaCy's blank pipelines with its rule-based sentencizer, and a few abbreviations protected."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from workbench.model import Span

# A full stop after these does not end a sentence, though the sentencizer alone would say so.
_ABBREVIATIONS = frozenset(
    {"dr", "mr", "mrs", "ms", "prof", "rev", "st", "no", "nos", "approx", "e.g", "i.e", "etc", "vs", "cf", "fig", "p", "pp"}
)
_ENDS_EVEN_SO = frozenset({"etc", "no"})  # these end a sentence too, when a capital letter follows


def sentences(text: str, language: str = "en") -> list[Span]:
    """Return the sentences of a text in order, without the spaces around them; together they cover every word."""
    starts = [start for start in _starts(language)(text) if not _after_abbreviation(text, start)]
    ends = [*starts[1:], len(text)]
    found = (_trimmed(text, start, end) for start, end in zip(starts, ends, strict=True))
    return [span for span in found if span]


def content_words(text: str, language: str = "en") -> list[str]:
    """Return the words of a text that carry content, in small letters: no punctuation, no stop words."""
    return [token.lower_ for token in _pipeline(language).tokenizer(text) if token.is_alpha and not token.is_stop]


def _trimmed(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return Span(start, end) if start < end else None


def _after_abbreviation(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    if not before.endswith(".") or start == 0:
        return False
    word = before[:-1].rsplit(maxsplit=1)[-1].lstrip("(\"'“‘").casefold() if before[:-1].split() else ""
    if word in _ENDS_EVEN_SO and text[start : start + 1].isupper():
        return False
    return word in _ABBREVIATIONS


def _starts(language: str) -> Callable[[str], list[int]]:
    def found(text: str) -> list[int]:
        return [sentence.start_char for sentence in _pipeline(language)(text).sents] if text.strip() else []

    return found


@cache
def _pipeline(language: str) -> Any:
    import spacy

    try:
        pipeline = spacy.blank(language)
    except ImportError:  # spaCy has no Welsh, among others; its language-free tokenizer serves there
        pipeline = spacy.blank("xx")
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = 10**9  # the limit guards parsers, of which there is none here
    return pipeline
