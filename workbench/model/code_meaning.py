"""What a code means, and whether that is another thing now than it was."""

from __future__ import annotations

from workbench.model.codebook import Code, NearMiss, NotWhen

MEANING = ("definition", "use_when", "not_when", "near_miss", "examples")
"""The fields that say what a code means: where one of them changed, what was decided about it is looked at again."""

CALLED = {"definition": "definition", "use_when": "'use when'", "not_when": "'not when'", "near_miss": "near-misses",
          "examples": "examples"}  # fmt: skip
"""What people call these fields."""


_ILLUSTRATES = {"near_miss", "examples"}  # one more unsays nothing; one that is gone, or says something else, does


def meaning_changed(then: Code, now: Code) -> tuple[str, ...]:
    """Return which fields of `MEANING` say something else now.

    Spare white space and the order of a list make no difference, nor does an example or near-miss more.
    """
    return tuple(name for name in MEANING if _differs(_meant(then, name), _meant(now, name), name in _ILLUSTRATES))


def _differs(then: object, now: object, illustrates: bool) -> bool:
    if illustrates and isinstance(then, set) and isinstance(now, set):
        return not then <= now
    return then != now


def _meant(code: Code, name: str) -> object:
    value = getattr(code, name)
    if isinstance(value, str):
        return " ".join(value.split())
    return {_words(each) for each in value}


def _words(each: str | NotWhen | NearMiss) -> str:
    """What an entry says of the code itself; which other code it points to makes no difference to that."""
    said = each.condition if isinstance(each, NotWhen) else each.text if isinstance(each, NearMiss) else each
    return " ".join(said.split())
