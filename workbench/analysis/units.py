"""What is counted: segments, turns, answers to a question, sources or people; and codes laid on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.overlap import Places, carried
from workbench.errors import NotFound, listed

SEGMENT, TURN, QUESTION, SOURCE, PERSON = UNITS = ("segment", "turn", "question", "source", "person")
# How a unit is called where several of it are counted.
PLURALS = {SEGMENT: "segments", TURN: "turns", QUESTION: "answers", SOURCE: "sources", PERSON: "people"}
_ASKED = "interviewer"


@dataclass(frozen=True, slots=True)
class Laid:
    """Codes laid on units: one entry of `unit`, `code` and `coding` for each unit that carries a coding.

    `units` has one row per unit (block, place, source_id, start, end): a block is a source or, where the unit is a
    person, that person; `place` counts units within their block from 0. `unit` are rows of `units`, `code` are
    places in `keys`, and `coding` are rows of `codings`, which has each coding once; `coded` is the code of each of its
    rows. `owners` lists, per block, the people (places in `people`) it belongs to.
    """

    units: pd.DataFrame
    codings: pd.DataFrame
    keys: tuple[str, ...]
    names: tuple[str, ...]
    unit: Places
    code: Places
    coding: Places
    coded: Places
    owners: tuple[tuple[int, ...], ...]
    people: tuple[str, ...]

    @property
    def m(self) -> int:
        """How many people there are."""
        return len(self.people)

    def place_of(self, key: str) -> int:
        """Return the place of a code among `keys`.

        Raises:
            NotFound: when no coding here has it.
        """
        if key not in self.keys:
            raise NotFound(f"Nothing here is coded '{key}'. Coded are: {listed(self.keys)}.", "Choose one of these.")
        return self.keys.index(key)


def owners_of(segments: pd.DataFrame) -> pd.DataFrame:
    """Return source_id and person of each source that was cut into segments; a source of no case is its own person."""
    pairs = segments[["source_id", "case_id"]].fillna("").astype("str").drop_duplicates(ignore_index=True)
    return pairs.assign(person=pairs["case_id"].where(pairs["case_id"] != "", "source:" + pairs["source_id"]))


def places_of(unit: str, segments: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Return the units of the sources that were cut into segments: source_id, start, end, in reading order.

    Turns are those of others than interviewers; a question's unit is the answer: all turns between two of the
    interviewer's. For a person the rows are the person's sources.

    Raises:
        NotFound: when there is no such unit.
    """
    if unit not in UNITS:
        raise NotFound(f"There is no unit '{unit}'. There is: {listed(UNITS)}.", "Choose one of these.")
    sources = list(dict.fromkeys(segments["source_id"].astype("str")))
    here = turns[turns["source_id"].isin(set(sources))]
    if unit == SEGMENT:
        found = segments[["source_id", "start", "end"]].drop_duplicates()
    elif unit == TURN:
        found = here.loc[here["role"] != _ASKED, ["source_id", "start", "end"]]
    elif unit == QUESTION:
        asked = (here["role"] == _ASKED).groupby(here["source_id"]).cumsum()
        said = here.assign(question=asked)[here["role"] != _ASKED]
        found = said.groupby(["source_id", "question"], sort=False).agg(start=("start", "min"), end=("end", "max"))
        found = found.reset_index()[["source_id", "start", "end"]]
    else:
        both = pd.concat([segments[["source_id", "start", "end"]], here[["source_id", "start", "end"]]])
        found = both.groupby("source_id", sort=False).agg(start=("start", "min"), end=("end", "max")).reset_index()
    order = {source: place for place, source in enumerate(sources)}
    found = found.assign(at=found["source_id"].map(order)).sort_values(["at", "start", "end"], kind="stable")
    return found.drop(columns="at").astype({"source_id": "str", "start": "int64", "end": "int64"})


def lay(codings: pd.DataFrame, segments: pd.DataFrame, turns: pd.DataFrame, unit: str = SEGMENT) -> Laid:
    """Lay codings on units. All three tables are those of a study's frames; segments are of one layer per source.

    Only sources that were cut into segments are looked at, and only what others than interviewers say.

    Raises:
        NotFound: when there is no such unit.
    """
    once, names = _once(codings, owners_of(segments))
    code, keys = pd.factorize(once["code_key"], sort=True)
    named = tuple(names.get(str(key), str(key)) for key in keys)
    return _laid_on(once, code.astype(np.intp), tuple(map(str, keys)), named, segments, turns, unit)


def laid_again(laid: Laid, segments: pd.DataFrame, turns: pd.DataFrame, unit: str) -> Laid:
    """Lay the same codings on other units of the same sources: half the time of laying them anew.

    Raises:
        NotFound: when there is no such unit.
    """
    return _laid_on(laid.codings, laid.coded, laid.keys, laid.names, segments, turns, unit)


def _laid_on(
    once: pd.DataFrame, coded: Places, keys: tuple[str, ...], names: tuple[str, ...], segments: pd.DataFrame,
    turns: pd.DataFrame, unit: str,
) -> Laid:  # fmt: skip
    spots = places_of(TURN if unit in {SOURCE, PERSON} else unit, segments, turns).reset_index(drop=True)
    of = owners_of(segments)
    people = tuple(dict.fromkeys(of["person"]))
    number = {person: place for place, person in enumerate(people)}
    coding, spot = carried(once, spots)
    block, sources = pd.factorize(spots["source_id"])
    lists = of.groupby("source_id")["person"].agg(list)
    owners = tuple(tuple(number[p] for p in lists[source]) for source in sources)
    if unit == PERSON:
        coding, spot = _by_person(coding, block[spot], owners)
        units, owners = _people(spots, block, owners, of), tuple((n,) for n in range(len(people)))
    elif unit == SOURCE:
        spot, units = block[spot], _whole(spots, block)
    else:
        units = spots.assign(block=block, place=pd.Series(block).groupby(block).cumcount().to_numpy())
    return Laid(units, once, keys, names, spot, coded[coding], coding, coded, owners, people)


def _once(codings: pd.DataFrame, of: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return each coding of these sources once, with the columns that matter, and the codes' names."""
    named = codings[["code_key", "code_name"]].drop_duplicates("code_key")
    narrow = codings[["coding_id", "source_id", "start", "end", "code_key"]]
    narrow = narrow[narrow["source_id"].isin(set(of["source_id"]))]
    # Codings repeat only where a source belongs to several people; comparing a million ids takes its time.
    if of["source_id"].duplicated().any():
        narrow = narrow.drop_duplicates("coding_id")
    return narrow.reset_index(drop=True), dict(zip(named["code_key"], named["code_name"], strict=True))


def _whole(spots: pd.DataFrame, block: Places) -> pd.DataFrame:
    whole = spots.groupby(block).agg(source_id=("source_id", "first"), start=("start", "min"), end=("end", "max"))
    return whole.assign(block=np.arange(len(whole)), place=0)


def _people(
    spots: pd.DataFrame, block: Places, owners: tuple[tuple[int, ...], ...], of: pd.DataFrame
) -> pd.DataFrame:  # fmt: skip
    """Return a row per person, with the place of the first of their sources; empty where only interviewers speak there."""
    first: dict[int, int] = {}
    for source, each in enumerate(owners):
        for person in each:
            first.setdefault(person, source)
    sources = of.drop_duplicates("person")["source_id"].to_list()
    whole = _whole(spots, block)[["source_id", "start", "end"]].to_numpy(dtype=object)
    rows = [whole[first[n]] if n in first else (source, 0, 0) for n, source in enumerate(sources)]
    table = pd.DataFrame(rows, columns=["source_id", "start", "end"]).astype({"start": "int64", "end": "int64"})
    return table.assign(block=np.arange(len(table)), place=0)


def _by_person(coding: Places, source: Places, owners: tuple[tuple[int, ...], ...]) -> tuple[Places, Places]:
    """Return coding and person for coding and source: what is said in a source of two people is of both."""
    many = np.array([len(each) for each in owners], dtype=np.intp)
    flat = np.array([person for each in owners for person in each], dtype=np.intp)
    begin = np.cumsum(many) - many
    repeat = many[source]
    within = np.arange(repeat.sum()) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    return np.repeat(coding, repeat), flat[np.repeat(begin[source], repeat) + within]


def carriers(laid: Laid) -> npt.NDArray[np.bool_]:
    """Return units x codes: which unit carries which code."""
    grid = np.zeros((len(laid.units), len(laid.keys)), dtype=bool)
    grid.ravel()[laid.unit * len(laid.keys) + laid.code] = True
    return grid
