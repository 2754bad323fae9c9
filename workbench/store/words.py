"""Words as a search compares them: without capitals, in one spelling, with and without their accents.

A typed word without accents finds the word with them too (`ty` finds `tŷ`); one with accents finds only itself.
Scripts that leave no spaces between words (Chinese, Japanese, Thai and others) are read letter by letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

RULES = f"words 2, Unicode {unicodedata.unidata_version}"
"""What a word is: an index made under other rules is made anew."""

_JOINERS = "\u00ad\u200c\u200d\u2060\ufeff"  # soft hyphen, (non-)joiners: inside a word, and no part of its spelling
_WITHOUT_JOINERS = dict.fromkeys(map(ord, _JOINERS))
_TONES = "\U0001f3fb-\U0001f3ff"
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x323AF),
)  # fmt: skip  # Thai and Lao, Burmese, Khmer, Japanese kana, Chinese characters: blocks of Unicode
_LAST = 0xE01F0  # past the last combining mark and the last symbol there are


class Word(NamedTuple):
    """A word or symbol of a text: its place (code points), its spelling, and that without accents."""

    start: int
    end: int
    spelling: str
    plain: str


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order. Apostrophes and hyphens part words; emoji and other symbols are words."""
    if "\u02bc" in text:  # an apostrophe that Unicode counts as a letter
        text = text.replace("\u02bc", "'")
    return [Word(*match.span(), *_folded(match.group())) for match in _pattern(text.isascii()).finditer(text)]


def plain(text: str) -> str:
    """Return a whole text as `Word.plain` spells its words, to look whether a word can be in it at all."""
    if text.isascii():
        return text.lower()
    if "\u02bc" in text:
        text = text.replace("\u02bc", "'")
    return _without_marks(unicodedata.normalize("NFD", text.translate(_WITHOUT_JOINERS)).casefold())


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> tuple[str, str]:
    if word.isascii():
        return word.lower(), word.lower()
    if unicodedata.category(word[0])[0] == "S":
        bare = "".join(c for c in word if unicodedata.category(c)[0] == "S")
        return bare, bare
    folded = unicodedata.normalize("NFD", word.translate(_WITHOUT_JOINERS)).casefold()
    return unicodedata.normalize("NFC", folded), _without_marks(folded)


def _without_marks(folded: str) -> str:
    parted = unicodedata.normalize("NFD", folded)
    return "".join(c for c in parted if unicodedata.category(c) != "Mn" or _is_unspaced(c))


def _is_unspaced(character: str) -> bool:
    """Say whether it belongs to a script without spaces: there, marks are vowels and sounds, and no accents."""
    return any(first <= ord(character) <= last for first, last in _UNSPACED)


@cache
def _pattern(ascii_only: bool) -> re.Pattern[str]:
    if ascii_only:
        return re.compile(r"\w+", re.ASCII)
    marks = _ranges(lambda category: category[0] == "M")
    symbols = _ranges(lambda category: category[0] == "S")
    one = rf"[{symbols}][{marks}{_TONES}]*"  # an emoji of several parts is one word
    letters = "".join(_ranges(lambda category: category[0] == "L" or category == "Nl", *block) for block in _UNSPACED)
    rest = rf"[{marks}{_JOINERS}]"
    spaced = rf"[^\W{letters}]"
    return re.compile(rf"[{letters}]{rest}*|{spaced}+(?:{rest}+{spaced}*)*|{one}(?:\u200d{one})*")


def _ranges(wanted: Callable[[str], bool], begin: int = 0x80, end: int = _LAST) -> str:
    """Return every character of the wanted categories, as the inside of a character class; ASCII's are left out."""
    found: list[list[int]] = []
    for code in range(begin, end + 1):
        if wanted(unicodedata.category(chr(code))):
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)
