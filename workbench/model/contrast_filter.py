"""Who and what is counted in a contrast: one record for page, command, export and brief."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from workbench.errors import WorkbenchError, listed

ATTRIBUTE = "attr."
BETWEEN = ".."
_DIGITS = 6  # of a number of people


class Evidence(StrEnum):
    """Which decisions count: those made by reading alone; accepted suggestions too; and a machine's, corrected by a sample."""

    HUMAN = "human"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class ContrastFilter:
    """Who and what is counted. Empty everywhere: everybody and everything that people found by reading.

    `who` keeps people by attribute: (name, values), a value may be a range of numbers, `2..10`. `policy` keeps claims by
    country. `in_force` keeps claims in force on a day (2014-03-01), in a year (2014) or at any time of a period
    (2011..2014); `beside` lays those of a later time beside them. `voices`, `tenses` and `coders` keep links (coders:
    codings too). `least` is how many people must report something for it to be called reported.
    """

    who: tuple[tuple[str, tuple[str, ...]], ...] = ()
    policy: tuple[str, ...] = ()
    in_force: str = ""
    beside: str = ""
    voices: tuple[str, ...] = ()
    tenses: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    evidence: Evidence = Evidence.HUMAN
    least: int = 1

    def __post_init__(self) -> None:
        """Put attributes in order, so that equal filters are equal, and refuse what cannot be meant.

        Raises:
            WorkbenchError: for a period that is none, or fewer people than one.
        """
        object.__setattr__(self, "who", tuple(sorted((name, tuple(values)) for name, values in self.who if values)))
        for period in (self.in_force, self.beside):
            if period:
                days_of(period)
        if self.least < 1:
            raise WorkbenchError("At least one person has to report something.", "Give 1 or more.")

    def address(self) -> dict[str, list[str]]:
        """Return what an address or a command line says of it: names and values, only what is not as usual."""
        told = {f"{ATTRIBUTE}{name}": list(values) for name, values in self.who}
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name != "who" and value != each.default:
                told[each.name] = list(value) if isinstance(value, tuple) else [str(value)]
        return told

    @classmethod
    def from_address(cls, told: Mapping[str, Sequence[str]]) -> ContrastFilter:
        """Return the filter that an address says; what is no part of it is passed over.

        Raises:
            WorkbenchError: for a value that cannot be meant.
        """
        who = tuple(
            (name.removeprefix(ATTRIBUTE), tuple(values))
            for name, values in told.items() if name.startswith(ATTRIBUTE) and values
        )  # fmt: skip
        several = {name: tuple(told[name]) for name in ("policy", "voices", "tenses", "coders") if told.get(name)}
        single = {name: told[name][0] for name in ("in_force", "beside") if told.get(name)}
        evidence = (told.get("evidence") or [Evidence.HUMAN.value])[0]
        if evidence not in set(Evidence):
            raise WorkbenchError(f"There is no evidence '{evidence}'.", f"There is: {listed(map(str, Evidence))}.")
        least = (told.get("least") or ["1"])[0]
        if not least.isdecimal() or len(least) > _DIGITS:
            raise WorkbenchError(f"'{least[:40]}' is not a number of people.", "Give 1 or more.")
        return replace(cls(who, **several, **single), evidence=Evidence(evidence), least=int(least))  # type: ignore[arg-type]

    def of_codings(self) -> ContrastFilter:
        """Return what of it narrows people and codings: claims and links have more to be narrowed by."""
        return replace(self, policy=(), in_force="", beside="", voices=(), tenses=())

    def words(self) -> str:
        """Return in a sentence what is counted; empty where everything is."""
        return "; ".join(self._said())

    def _said(self) -> Iterator[str]:
        for name, values in self.who:
            yield f"{name}: {' or '.join(values)}"
        if self.policy:
            yield f"policy of {' or '.join(self.policy)}"
        if self.in_force:
            yield f"claims in force {_when(self.in_force)}"
        if self.beside:
            yield f"beside them those in force {_when(self.beside)}"
        for word, values in (("voice", self.voices), ("tense", self.tenses), ("judged by", self.coders)):
            if values:
                yield f"{word}: {' or '.join(values).replace('_', ' ')}"
        if self.evidence is not Evidence.HUMAN:
            yield {"accepted": "accepted suggestions too", "corrected": "machine's codes corrected by a sample"}[
                self.evidence
            ]
        if self.least > 1:
            yield f"reported by at least {self.least} people"


def days_of(period: str) -> tuple[date, date]:
    """Return the first and last day of a day, a year or a period: 2014-03-01, 2014, 2011..2014.

    Raises:
        WorkbenchError: when it is none of these.
    """
    first, _, last = period.partition(BETWEEN)
    try:
        begin, end = date.fromisoformat(_whole(first, "01-01")), date.fromisoformat(_whole(last or first, "12-31"))
    except ValueError:
        raise _no_period(period) from None
    if begin > end:
        raise _no_period(period)
    return begin, end


def in_range(value: object, wanted: str) -> bool:
    """Say whether an attribute's value, as written, is the wanted one or a number in the wanted range (2..10)."""
    first, between, last = wanted.partition(BETWEEN)
    if not between:
        return False
    try:
        return float(first or "-inf") <= float(str(value)) <= float(last or "inf")
    except ValueError:
        return False


def _whole(day: str, rest: str) -> str:
    day = day.strip()
    return f"{day}-{rest}" if len(day) == 4 and day.isdecimal() else day


def _when(period: str) -> str:
    first, between, last = period.partition(BETWEEN)
    if between:
        return f"between {first} and {last}"
    return f"in {period}" if len(period) == 4 else f"on {period}"


def _no_period(period: str) -> WorkbenchError:
    return WorkbenchError(f"'{period}' is no day, year or period.", "Write 2014-03-01, 2014 or 2011..2014.")
