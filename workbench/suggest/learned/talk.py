"""Talk as the learner sees it: every row with its neighbours, and what its form says apart from its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

REACH = 2
"""How many rows before and after count as neighbours."""

_WORD = re.compile(r"\w+(?:'\w+)*")
_STRAIGHT = str.maketrans("‘’ʼ", "'''")
_QUESTION_WORDS = frozenset(["how", "what", "when", "where", "which", "who", "whose", "why"])
_AUXILIARIES = frozenset(
    [
        "are",
        "can",
        "could",
        "did",
        "do",
        "does",
        "had",
        "has",
        "have",
        "is",
        "may",
        "might",
        "should",
        "was",
        "were",
        "will",
        "would",
    ]
)
ANSWERS = frozenset(
    [
        "ah",
        "mhm",
        "mm",
        "mmm",
        "hmm",
        "huh",
        "no",
        "oh",
        "ok",
        "okay",
        "right",
        "sure",
        "so",
        "uh",
        "um",
        "well",
        "yeah",
        "yes",
    ]
)
"""Short answers and fillers: they tell what a turn does, and nothing of what it is about."""
_OWN = frozenset(["i", "i'd", "i'll", "i'm", "i've", "me", "mine", "my", "myself", "we", "us", "our"])
_OTHER = frozenset(["you", "you'd", "you'll", "you're", "you've", "your", "yours", "yourself"])


@dataclass(frozen=True, slots=True)
class Talk:
    """Rows of talk: texts, their vectors, and where each stands.

    `texts` and `vectors` (rows, dimensions) belong together; rows of length 1. `sources` names each row's source; rows
    of one source stand together and in the order in which they were said. `speakers` says who spoke, in any words
    ("therapist", "P2"); it may be empty. Talk that is never coded, such as the interviewer's, belongs in it: it is what
    the other rows stand beside.
    """

    texts: Sequence[str]
    vectors: Numbers
    sources: Sequence[str]
    speakers: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def follows(self) -> npt.NDArray[np.bool_]:
        """Whether the row before is of the same source, (rows,)."""
        names = np.asarray(self.sources, dtype=str)
        found = np.zeros(len(names), dtype=bool)
        found[1:] = names[1:] == names[:-1]
        return found


FORMS = 16
"""How many numbers tell of a row's form."""


def around(talk: Talk, placed: Numbers) -> Numbers:
    """Return the mean of what up to two rows before and two after each row in its source have, same shape as `placed`.

    `placed` (rows, dimensions) belongs to the rows of the talk. A row that stands alone has zeros.
    """
    names = np.asarray(talk.sources, dtype=str)
    total = np.zeros_like(placed)
    count = np.zeros((len(talk), 1), np.float32)
    for step in range(1, min(REACH, len(talk) - 1) + 1):
        same = (names[step:] == names[:-step])[:, None]
        total[step:] += np.where(same, placed[:-step], 0)
        total[:-step] += np.where(same, placed[step:], 0)
        count[step:] += same
        count[:-step] += same
    return np.asarray(total / np.maximum(count, 1), np.float32)


def form(talk: Talk) -> Numbers:
    """Return what a row's form says, (rows, 16), each between about 0 and 1.

    Its length; ? and ! in it and ? at its end; whether it begins with a question word, an auxiliary or a short answer;
    the shares of words for oneself and for the other; digits; and beside the row before: shared words, cosine, its
    question mark, its length, whether the same person speaks, and whether there is one at all.
    """
    words = [_WORD.findall(text.casefold().translate(_STRAIGHT)) for text in talk.texts]
    own = np.array([_own_form(text, said) for text, said in zip(talk.texts, words, strict=True)], np.float32)
    beside = np.zeros((len(talk), 6), np.float32)
    for row in np.flatnonzero(talk.follows):
        beside[row] = _beside(talk, words, int(row))
    return np.hstack([own.reshape(len(talk), 10), beside])


def _own_form(text: str, words: Sequence[str]) -> tuple[float, ...]:
    first = words[0] if words else ""
    many = max(len(words), 1)
    return (
        _length(words),
        "?" in text,
        text.rstrip(" \"'”’)").endswith("?"),
        "!" in text,
        first in _QUESTION_WORDS,
        first in _AUXILIARIES,
        first in ANSWERS,
        min(1.0, 3 * sum(word in _OWN for word in words) / many),
        min(1.0, 3 * sum(word in _OTHER for word in words) / many),
        any(letter.isdigit() for letter in text),
    )


def _beside(talk: Talk, words: Sequence[Sequence[str]], row: int) -> tuple[float, ...]:
    now, before = set(words[row]), set(words[row - 1])
    return (
        len(now & before) / max(len(now), 1),
        float(talk.vectors[row] @ talk.vectors[row - 1]),
        "?" in talk.texts[row - 1],
        _length(words[row - 1]),
        bool(talk.speakers) and talk.speakers[row] == talk.speakers[row - 1],
        1.0,
    )


def _length(words: Sequence[str]) -> float:
    return float(np.log1p(len(words)) / 3)
