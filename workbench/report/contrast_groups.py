"""ACT: themes compared between groups of people, and the machine's shares corrected by what people found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.analysis import narrowed
from workbench.analysis.concentration import Concentration, concentration
from workbench.analysis.corrected import corrected_share
from workbench.analysis.differences import DRAWS, differences
from workbench.analysis.left_out import difference_without, hangs_on, theme_without
from workbench.analysis.sides import written
from workbench.analysis.talk import Talk, passages, talk
from workbench.errors import NotFound, listed
from workbench.model import ContrastFilter, Variety
from workbench.model.contrast_filter import ATTRIBUTE
from workbench.report.contrast import EVERYTHING
from workbench.report.drawn_units import DrawnUnits, Place, Unit
from workbench.store import OpenStudy

CORRECTED_COLUMNS = (
    "code_key", "code_name", "machine", "share", "low", "high", "sample", "sample_low", "sample_high", "n", "coded", "m",
    "readable", "words",
)  # fmt: skip


def told(study: OpenStudy, wanted: ContrastFilter = EVERYTHING) -> Talk:
    """Return how much each person says of what, of those that `wanted` keeps."""
    frames = study.frames
    cases = narrowed.people(frames.cases(), wanted)
    codings = narrowed.codings(frames.codings(), cases, wanted)
    return talk(codings, narrowed.segments(frames.segments(), cases), study.codebook.current())


def group_differences(
    study: OpenStudy, by: str, *, within: str | None = None, wanted: ContrastFilter = EVERYTHING, controlled: bool = True,
    every_code: bool = False, draws: int = DRAWS,
) -> pd.DataFrame:  # fmt: skip
    """Return one row per theme (code without a code above it; with `every_code`, all codes) that at least `wanted.least` people speak of: code_key, code_name, and `differences`.

    `by` and `within` are names of attributes.

    Raises:
        NotFound: when people have no such attribute.
    """
    said = told(study, wanted)
    columns = [attribute(said.people, name) for name in (by, within) if name]
    tops = {code.key for code in study.codebook.current() or () if code.parent is None}
    kept = [key for key in said.hits.columns if every_code or key in tops or not tops]
    hits = said.hits[kept].loc[:, (said.hits[kept] > 0).sum() >= wanted.least]
    found = differences(
        said.people, hits, columns[0], sizes=said.people["n"], within=columns[1] if within else None,
        controlled=controlled, draws=draws,
    )  # fmt: skip
    names = {code.key: code.name for code in study.codebook.current() or ()}
    found.insert(1, "code_name", [names.get(key, key) for key in found["outcome"]])
    order = {key: place for place, key in enumerate(names)}
    found = found.rename(columns={"outcome": "code_key"})
    return found.sort_values("code_key", key=lambda keys: keys.map(order), ignore_index=True)


def group_passages(
    study: OpenStudy, code_key: str, by: str, wanted: ContrastFilter = EVERYTHING
) -> dict[str, tuple[str, ...]]:
    """Return, for each group of `by`, the ids of the codings behind its number of one theme.

    Raises:
        NotFound: when people have no such attribute.
    """
    frames = study.frames
    cases = narrowed.people(frames.cases(), wanted)
    codings = narrowed.codings(frames.codings(), cases, wanted)
    found = passages(codings, narrowed.segments(frames.segments(), cases), code_key, study.codebook.current())
    group = cases.drop_duplicates("case").set_index("case")[attribute(cases, by)].dropna().map(written)
    found["group"] = found["case"].map(group)
    return {str(name): tuple(mine["coding_id"]) for name, mine in found.dropna(subset="group").groupby("group")}


@dataclass(frozen=True)
class ThemeFacts:
    """One theme: how its passages are shared out, what is left without each person, and whether a difference hangs on one site."""

    concentration: Concentration
    without_person: pd.DataFrame
    difference_without: pd.DataFrame
    hangs_on: str


def theme_facts(
    said: Talk, code_key: str, by: str, *, leave: str, within: str | None = None, draws: int = 1999
) -> ThemeFacts:
    """Return what a difference of one theme between the groups of `by` rests on; `leave` names the groups left out in turn."""
    people, hits = said.people, said.hits[code_key]
    without = difference_without(
        people, hits, attribute(people, by), leave=attribute(people, leave), sizes=people["n"],
        within=attribute(people, within) if within else None, draws=draws,
    )  # fmt: skip
    passages, of = ({str(case): int(n) for case, n in each.items()} for each in (hits, people["n"]))
    shares = concentration(passages, of)
    return ThemeFacts(shares, theme_without(people, hits, people["n"]), without, hangs_on(without))


def corrected_themes(study: OpenStudy, wanted: ContrastFilter = EVERYTHING) -> pd.DataFrame:
    """Return one row per code that the newest run suggested: its share of passages by the machine, and corrected (`CORRECTED_COLUMNS`).

    Units are the interviews' segments of the layer the run read, of the people that `wanted` keeps. The sample is what people
    looked at in random draws under this codebook version, with the probabilities recorded then. Empty without a run.
    """
    book = study.codebook.current()
    runs = [run for run in study.runs.all() if run.segmentation_id]  # one that proposes for claims suggests no codes
    if book is None or not runs:
        return pd.DataFrame(columns=list(CORRECTED_COLUMNS))
    run_id, cases = runs[-1].id, narrowed.people(study.frames.cases(), wanted)
    layer = study.runs.newest_layer()
    segments, counted = study.frames.segments(layer), study.frames.segments()
    same = set(_places(_disclosed(segments))) == set(
        _places(_disclosed(counted))
    )  # then draws before any run are of it too
    drawn = DrawnUnits(study, frozenset({layer, None} if same else {layer}))
    said_here = _disclosed(segments)
    mine = said_here[said_here["case_id"].isin(cases["case_id"])].drop_duplicates(["source_id", "start", "end"])
    places = _places(mine)
    looked = _looked(drawn.weights({book.version}))
    weights = [sum(weight for _, weight in looked.get(place, ())) for place in places]
    said = {
        (one.source_id, one.span.start, one.span.end, one.code_id)
        for one in study.suggestions.all() if one.run_id == run_id
    }  # fmt: skip
    rows = []
    for code in book:
        machine = [(*place, code.id) in said for place in places]
        if any(machine):
            human = [_found(drawn, looked.get(place, ()), code.id) for place in places]
            found = corrected_share(machine, human, weights, [drawn.clusters[place[0]] for place in places])
            rows.append((code.key, code.name, *(getattr(found, name) for name in CORRECTED_COLUMNS[2:])))
    return pd.DataFrame(rows, columns=list(CORRECTED_COLUMNS))


def _disclosed(segments: pd.DataFrame) -> pd.DataFrame:
    return segments[segments["variety"] == Variety.DISCLOSED.value]


def _places(units: pd.DataFrame) -> list[Place]:
    return list(zip(units["source_id"], units["start"].astype(int), units["end"].astype(int), strict=True))


def _looked(weights: pd.Series) -> dict[Place, list[tuple[Unit, float]]]:
    looked: dict[Place, list[tuple[Unit, float]]] = {}
    for unit, weight in zip(weights.index, weights, strict=True):
        looked.setdefault(unit[1], []).append((unit, float(weight)))
    return looked


def _found(drawn: DrawnUnits, looks: Sequence[tuple[Unit, float]], code_id: str) -> float:
    """Return whether a passage has the code as the people see it who looked at it, weighted as they count."""
    whole = sum(weight for _, weight in looks)
    return sum(weight for unit, weight in looks if code_id in drawn.codes[unit]) / whole if looks else 0.0


def attribute(people: pd.DataFrame, name: str) -> str:
    """Return the column of an attribute.

    Raises:
        NotFound: when nobody has it.
    """
    column = name if name.startswith(ATTRIBUTE) else f"{ATTRIBUTE}{name}"
    if column not in people or people[column].isna().all():
        there = [str(each).removeprefix(ATTRIBUTE) for each in people.columns if str(each).startswith(ATTRIBUTE)]
        raise NotFound(f"Participants have no attribute '{name}'. There is: {listed(there)}.", "Choose one of these.")
    return column
