"""What a person types to search for, read so that nothing they type is an error.

`plan review` both words in one turn; `"annual review"` the phrase; `review*` words that begin so; AND, OR, NOT and
brackets; `NEAR(plan review, 5)` or `plan NEAR/5 review`. Where the signs make no sense they are taken for words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.errors import NotAllowedHere
from workbench.store.words import Word, words_of

Place = tuple[int, int]

_DEEPEST = 20
_MOST_NARROWING = 12  # phrases: more of them narrow hardly any further
_NEAR = 10
_LEXER = re.compile(
    r"\s*(?:[\"“”](?P<quoted>[^\"“”]*)[\"“”](?P<star>\*?)|(?P<near>NEAR(?:/(?P<within>\d{1,4}))?(?=[\s(]|$))"
    r"|(?P<sign>AND|OR|NOT)(?=[\s()]|$)|(?P<bracket>[()])|(?P<word>[^\s()\"“”]+)|(?P<stray>[\"“”]))"
)
_SAME_GAP = str.maketrans(dict.fromkeys("’‘`´＇ʼ", "'") | dict.fromkeys("‐‑‒–−\u00ad", "-"))


@dataclass(frozen=True, slots=True)
class Term:
    """Words in a row. `gaps` says what has to stand between each two (None: anything but a word)."""

    words: tuple[tuple[str, str], ...]
    gaps: tuple[str | None, ...]
    begins: bool = False

    def places(self, text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """Yield the first and last word (their numbers) of every place where the term stands."""
        many, begins = len(self.words), self.words[0][1]
        for first, word in enumerate(words[: len(words) - many + 1] if many > 1 else words):
            # most words differ in their first letters, and are passed over before anything else is asked
            if word.plain.startswith(begins) and all(self._fits(text, words, first, n) for n in range(many)):
                yield first, first + many - 1

    def _fits(self, text: str, words: Sequence[Word], first: int, n: int) -> bool:
        word, (spelling, plain) = words[first + n], self.words[n]
        if self.begins and n == len(self.words) - 1:
            same = word.plain.startswith(plain) and (spelling == plain or word.spelling.startswith(spelling))
        else:
            same = word.plain == plain and spelling in (plain, word.spelling)
        if not same or n == 0 or self.gaps[n - 1] is None:
            return same
        between, gap = text[words[first + n - 1].end : word.start], self.gaps[n - 1]
        return _gap(between) in {gap, _or_space(gap)} or (gap == "" and "\n" in between and not between.strip())

    def narrowing(self) -> str:
        """Return the term for the index, which holds plain spellings only."""
        phrase = " ".join(plain for _, plain in self.words)
        return f'"{phrase}" *' if self.begins else f'"{phrase}"'


@dataclass(frozen=True, slots=True)
class Node:
    """Parts joined by a sign: AND, OR, NOT (the first without any of the others) or NEAR."""

    sign: str
    parts: tuple[Term | Node, ...]
    within: int = _NEAR

    def narrowing(self) -> str:
        """Return what a turn must hold at least, for the index."""
        parts = self.parts[:1] if self.sign == "NOT" else self.parts
        if self.sign != "OR":
            parts = parts[:_MOST_NARROWING]
        return f"({(' OR ' if self.sign == 'OR' else ' AND ').join(part.narrowing() for part in parts)})"


def read_query(typed: str) -> tuple[Term | Node, bool]:
    """Return what was typed as something to look for, and whether its signs made sense (if not: all words of it).

    Raises:
        NotAllowedHere: when there is no word in it at all.
    """
    typed = unicodedata.normalize("NFC", typed)
    lexemes = list(_lexemes(typed))
    try:
        query, rest = _either(lexemes, 0)
        if rest == len(lexemes):
            return query, True
    except _Senseless:
        pass
    return _all([_term(part) for part in re.split(r"[\s()\"“”]+", typed)], typed), False


def remark(typed: str) -> str:
    """Return what to know about signs that were typed and are not read as somebody may mean them; else nothing."""
    said = []
    if re.search(r"\*\w|(?<![\w\"“”*])\*|\w\?\w|\w[+#]", typed):
        said.append(
            "* stands only at the end of a word, and ?, + and # are passed over: for anything else search by a pattern."
        )
    if re.search(r"NEAR\s*\([^()]*[^(),\s]\s+\d{1,4}\s*\)", typed):
        said.append("How near stands after a comma, as in NEAR(plan review, 5); without it the number is a word.")
    return " ".join(said)


def places(query: Term | Node, text: str, words: Sequence[Word]) -> list[Place]:
    """Return the places in a turn's text where the query's words stand, in order and apart; none where it does not fit."""
    found = _matches(query, text, words)
    if not found:
        return []
    kept: list[Place] = []
    for first, last in sorted(found, key=lambda pair: (pair[0], -pair[1])):
        place = (words[first].start, words[last].end)
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


def may_hold(query: Term | Node, plain_text: str) -> bool:
    """Say whether a text, in plain spelling, can fit the query at all: a quick look before its words are parted."""
    if isinstance(query, Term):
        return all(plain in plain_text for spelling, plain in query.words if plain.isalnum())
    if query.sign == "NOT":
        return may_hold(query.parts[0], plain_text)
    return (any if query.sign == "OR" else all)(may_hold(part, plain_text) for part in query.parts)


def _matches(query: Term | Node, text: str, words: Sequence[Word]) -> set[tuple[int, int]]:
    if isinstance(query, Term):
        return set(query.places(text, words))
    if query.sign == "NEAR":
        return _close(query, text, words)
    first = _matches(query.parts[0], text, words)
    if query.sign == "NOT":
        return set() if any(_matches(part, text, words) for part in query.parts[1:]) else first
    found = set(first)
    for part in query.parts[1:]:
        if query.sign == "AND" and not found:
            return set()
        more = _matches(part, text, words)
        if query.sign == "AND" and not more:
            return set()
        found |= more
    return found


def _close(query: Node, text: str, words: Sequence[Word]) -> set[tuple[int, int]]:
    """Return the stretches that hold one place of every part, with at most `within` other words between neighbours."""
    stretches = _matches(query.parts[0], text, words)
    for part in query.parts[1:]:
        others = sorted(_matches(part, text, words))
        longest = max((end - begin for begin, end in others), default=0)
        joined = set()
        for first, last in stretches:
            nearest = bisect_left(others, (first - query.within - 1 - longest, 0))
            furthest = bisect_right(others, (last + query.within + 2, 0))
            for begin, end in others[nearest:furthest]:
                if 0 <= max(begin - last, first - end) - 1 <= query.within:
                    joined.add((min(first, begin), max(last, end)))
        stretches = joined
    return stretches


class _Senseless(Exception):
    """The signs do not make an expression; what was typed is taken for plain words."""


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str
    text: str = ""
    begins: bool = False
    within: int = _NEAR


def _lexemes(typed: str) -> Iterator[_Lexeme]:
    for match in _LEXER.finditer(typed):
        if match["quoted"] is not None:
            yield _Lexeme("term", match["quoted"], begins=bool(match["star"]))
        elif match["near"]:
            yield _Lexeme("NEAR", within=int(match["within"] or _NEAR))
        elif match["stray"]:
            yield _Lexeme("stray")
        else:
            yield _Lexeme("word" if match["word"] else "sign", match["word"] or match["sign"] or match["bracket"])


def _either(given: list[_Lexeme], at: int, depth: int = 0) -> tuple[Term | Node, int]:
    part, at = _every(given, at, depth)
    parts = [part]
    while at < len(given) and given[at] == _Lexeme("sign", "OR"):
        part, at = _every(given, at + 1, depth)
        parts.append(part)
    return _joined("OR", parts), at


def _every(given: list[_Lexeme], at: int, depth: int) -> tuple[Term | Node, int]:
    part, at = _beside(given, at, depth)
    parts: list[Term | Node] = [part]
    without: list[Term | Node] = []
    while at < len(given) and given[at] not in {_Lexeme("sign", "OR"), _Lexeme("sign", ")")}:
        sign = given[at].text if given[at].kind == "sign" else ""
        part, at = _beside(given, at + 1 if sign in {"AND", "NOT"} else at, depth)
        (without if sign == "NOT" else parts).append(part)
    wanted = _joined("AND", parts)
    return (Node("NOT", (wanted, *without)) if without else wanted), at


def _beside(given: list[_Lexeme], at: int, depth: int) -> tuple[Term | Node, int]:
    part, at = _one(given, at, depth)
    while at < len(given) and given[at].kind == "NEAR":
        within = given[at].within
        other, at = _one(given, at + 1, depth)
        part = Node("NEAR", (part, other), within)
    return part, at


def _one(given: list[_Lexeme], at: int, depth: int) -> tuple[Term | Node, int]:
    if at >= len(given) or depth > _DEEPEST:
        raise _Senseless
    here = given[at]
    if here.kind in {"word", "term"}:
        term = _term(here.text) if here.kind == "word" else _term(here.text, quoted=True, begins=here.begins)
        if term is None:
            raise _Senseless
        return term, at + 1
    opens = _Lexeme("sign", "(")
    if here.kind == "NEAR" and given[at + 1 : at + 2] == [opens]:
        return _near_of(given, at + 2)
    if here != opens:
        raise _Senseless
    inside, at = _either(given, at + 1, depth + 1)
    if given[at : at + 1] != [_Lexeme("sign", ")")]:
        raise _Senseless
    return inside, at + 1


def _near_of(given: list[_Lexeme], at: int) -> tuple[Node, int]:
    """Read the inside of NEAR(one two "three four", 5)."""
    parts: list[Term | Node] = []
    within = _NEAR
    while at < len(given) and given[at].kind in {"word", "term"}:
        text = given[at].text
        is_last = given[at + 1 : at + 2] == [_Lexeme("sign", ")")]
        if (
            parts
            and is_last
            and re.fullmatch(r",?\d{1,4}", text)
            and (text[0] == "," or given[at - 1].text[-1:] == ",")
        ):
            within = int(text.lstrip(","))
        else:
            parts.append(_one(given, at, 0)[0])
        at += 1
    if len(parts) < 2 or given[at : at + 1] != [_Lexeme("sign", ")")]:
        raise _Senseless
    return Node("NEAR", tuple(parts), within), at + 1


def _term(said: str, *, quoted: bool = False, begins: bool = False) -> Term | None:
    found = words_of(said)
    if not found:
        return None
    between = (said[one.end : other.start] for one, other in pairwise(found))
    gaps = tuple(None if quoted and gap else _gap(gap) for gap in between)
    begins = begins or (not quoted and said[found[-1].end :].startswith("*"))
    return Term(tuple((word.spelling, word.plain) for word in found), gaps, begins)


def _all(terms: Sequence[Term | None], typed: str) -> Term | Node:
    there = [term for term in terms if term is not None]
    if not there:
        raise NotAllowedHere(
            f"There is no word in “{typed.strip()[:80]}” to look for." if typed.strip() else "Nothing to look for.",
            "Type a word; for signs such as ? or %, search by a pattern.",
        )
    return _joined("AND", there)


def _joined(sign: str, parts: Sequence[Term | Node]) -> Term | Node:
    different = tuple(dict.fromkeys(parts))
    return different[0] if len(different) == 1 else Node(sign, different)


def _gap(between: str) -> str:
    """Return what stands between two words, in one spelling; a line may end after a hyphen."""
    return re.sub(r"\s+", " ", re.sub(r"-[^\S\n]*\n\s*", "-", between.translate(_SAME_GAP)))


def _or_space(gap: str | None) -> str:
    return " " if gap == "-" else gap or ""
