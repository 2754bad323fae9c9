"""Questions about codes: `REVIEW and not (TIME or FORMS)`, `REVIEW before/2t PLAN`. This file reads them.

    question  = every { "or" every }
    every     = beside { ("and" | "and not" | "not") beside }
    beside    = one { ("near" | "before" | "after") [ "/" number [unit] ] one }
    one       = code [ "+" ] | "(" question ")" | "not" one
    unit      = "s" | "t" | "w"          segments (the usual one), turns, words

A code is its key, or its key or full name in double quotes; `CODE+` means the code and those below it. Capitals matter
nowhere. `and`, `or`, `not` ask about one unit: a segment, unless another is chosen. `A near/3t B` is A with B at most
three turns away on either side, `A before/3t B` is A with B beginning after its end, at most three turns on; without a
number, anywhere later in the same source. On either side of these three may stand codes and `or`, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.errors import NotAllowedHere

NEAR, BEFORE, AFTER = "near", "before", "after"
SEGMENTS, TURNS, WORDS = LINES = ("s", "t", "w")
_USUAL_REACH = 1  # of `near` without a number: the unit beside
_DEEPEST = 40
_TOKEN = re.compile(
    r'\s*(?:"(?P<quoted>[^"]*)"(?P<plus>\+)?|(?P<sign>[()])|(?P<word>[^\s()"]+))'
)  # a word runs to the next space or bracket: keys may hold dots, hyphens and ampersands
_BESIDE = re.compile(r"(near|before|after)(?:/(\d{1,6})\s*(s|t|w|segments?|turns?|words?)?)?", re.IGNORECASE)
_HINT = "For example: REVIEW and not TIME, or REVIEW near/2t PLAN (s segments, t turns, w words)."


@dataclass(frozen=True, slots=True)
class Named:
    """A code, by what was typed; `below` says whether the codes below it count too."""

    code: str
    below: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts joined by `sign`: and, or, not (the first part, without the others; alone: everything without it)."""

    sign: str
    parts: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Codings on the left with one on the right in reach: at most `within` of `line` away (None: anywhere)."""

    how: str
    left: Question
    right: Question
    within: int | None
    line: str


Question = Named | Joined | Beside


def read_question(typed: str) -> Question:
    """Return what was typed as a question.

    Raises:
        NotAllowedHere: saying where it stops making sense.
    """
    lexemes = _lexemes(typed)
    if not lexemes:
        raise NotAllowedHere("There is no question yet.", _HINT)
    question, at = _either(lexemes, 0, 0)
    if at < len(lexemes):
        raise _lost(lexemes, at)
    return question


def named_in(question: Question) -> list[Named]:
    """Return every code that a question names, in order, each once."""
    if isinstance(question, Named):
        return [question]
    parts = question.parts if isinstance(question, Joined) else (question.left, question.right)
    return list(dict.fromkeys(each for part in parts for each in named_in(part)))


def written(question: Question, called: Callable[[Named], str]) -> str:
    """Return a question as it is typed, brackets included; `called` gives each code's key, name or id."""
    if isinstance(question, Named):
        return f'"{called(question)}"' + ("+" if question.below else "")
    if isinstance(question, Beside):
        reach = "" if question.within is None else f"/{question.within}{question.line}"
        return f"{_inner(question.left, called)} {question.how}{reach} {_inner(question.right, called)}"
    if question.sign != "not":
        return f" {question.sign} ".join(_inner(part, called) for part in question.parts)
    first, *others = (_inner(part, called) for part in question.parts)
    return " and not ".join((first, *others)) if others else f"not {first}"


def _inner(question: Question, called: Callable[[Named], str]) -> str:
    said = written(question, called)
    return said if isinstance(question, Named) else f"({said})"


@dataclass(frozen=True, slots=True)
class _Lexeme:
    text: str
    quoted: bool = False
    below: bool = False

    @property
    def sign(self) -> str:
        return "" if self.quoted else self.text.casefold()


def _lexemes(typed: str) -> list[_Lexeme]:
    found, at, text = [], 0, typed.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotAllowedHere("A quotation mark is open to the end.", 'Close it: "Care plan".')
        at = match.end()
        if match["quoted"] is not None:
            found.append(_Lexeme(" ".join(match["quoted"].split()), quoted=True, below=bool(match["plus"])))
        else:
            found.append(_Lexeme(match["sign"] or match["word"]))
    return _with_units(found)


def _with_units(found: list[_Lexeme]) -> list[_Lexeme]:
    """Join `near/3` and a unit that stands apart from it, as in `near/3 turns`."""
    joined: list[_Lexeme] = []
    for each in found:
        before = joined[-1].sign if joined else ""
        if re.fullmatch(r"(near|before|after)/\d+", before) and re.fullmatch(r"segments?|turns?|words?", each.sign):
            joined[-1] = _Lexeme(joined[-1].text + each.text)
        else:
            joined.append(each)
    return joined


def _either(given: Sequence[_Lexeme], at: int, depth: int) -> tuple[Question, int]:
    part, at = _every(given, at, depth)
    parts = [part]
    while at < len(given) and given[at].sign == "or":
        part, at = _every(given, at + 1, depth)
        parts.append(part)
    return (Joined("or", tuple(parts)) if len(parts) > 1 else parts[0]), at


def _every(given: Sequence[_Lexeme], at: int, depth: int) -> tuple[Question, int]:
    part, at = _beside(given, at, depth)
    wanted: list[Question] = [part]
    without: list[Question] = []
    while at < len(given) and given[at].sign in {"and", "not"}:
        at += given[at].sign == "and"
        negated = at < len(given) and given[at].sign == "not"
        part, at = _beside(given, at + negated, depth)
        (without if negated else wanted).append(part)
    whole = Joined("and", tuple(wanted)) if len(wanted) > 1 else wanted[0]
    return (Joined("not", (whole, *without)) if without else whole), at


def _beside(given: Sequence[_Lexeme], at: int, depth: int) -> tuple[Question, int]:
    part, at = _one(given, at, depth)
    while at < len(given) and (match := _BESIDE.fullmatch(given[at].sign)):
        other, after = _one(given, at + 1, depth)
        for side in (part, other):
            if not _only_codes(side):
                raise NotAllowedHere(f"Beside '{given[at].text}' only codes and 'or' can stand.", _HINT)
        within = int(match[2]) if match[2] else _USUAL_REACH if match[1] == NEAR else None
        part, at = Beside(match[1], part, other, within, (match[3] or SEGMENTS)[0]), after
    return part, at


def _one(given: Sequence[_Lexeme], at: int, depth: int) -> tuple[Question, int]:
    if at >= len(given) or depth > _DEEPEST:
        raise _lost(given, at)
    here = given[at]
    if here.sign == "not":
        part, at = _one(given, at + 1, depth + 1)
        return Joined("not", (part,)), at
    if here.sign == "(":
        part, at = _either(given, at + 1, depth + 1)
        if at >= len(given) or given[at].sign != ")":
            raise NotAllowedHere("A bracket is open to the end.", _HINT)
        return part, at + 1
    if (here.sign in {"", "and", "or", ")"} and not (here.quoted and here.text)) or _BESIDE.fullmatch(here.sign):
        raise _lost(given, at)
    below = here.below or (not here.quoted and here.text.endswith("+"))
    name = here.text if here.quoted else here.text.removesuffix("+")
    if not name:
        raise _lost(given, at)
    return Named(name, below), at + 1


def _only_codes(question: Question) -> bool:
    if isinstance(question, Joined):
        return question.sign == "or" and all(map(_only_codes, question.parts))
    return isinstance(question, Named)


def _lost(given: Sequence[_Lexeme], at: int) -> NotAllowedHere:
    where = f"at '{given[at].text}'" if at < len(given) else "at its end"
    return NotAllowedHere(f"The question stops making sense {where}.", _HINT)
