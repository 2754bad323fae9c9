"""How much each person says of what: one row per person, which is what comparisons between people are made of."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.analysis.overlap import Places, carried
from workbench.analysis.sides import places
from workbench.model import Codebook, Variety


@dataclass(frozen=True, slots=True)
class Talk:
    """`people` has one row per person (index: case): `n` segments, the `attr.` columns; `hits` how many carry each code.

    Segments of sources that several people share say nothing of any one of them: they are left out, and
    `shared_sources` says how many such sources there are. `left_out` names the people of whom nothing is left.
    """

    people: pd.DataFrame
    hits: pd.DataFrame
    shared_sources: int
    left_out: tuple[str, ...]


def talk(codings: pd.DataFrame, segments: pd.DataFrame, codebook: Codebook | None = None) -> Talk:
    """Return what each person says: segments of *disclosed* sources of one person, of one layer per source.

    A segment carries a code by the rule of `overlap.carried`, once whoever coded it; with `codebook`, a coding also
    counts for the codes above its own. Columns of `hits` are keys of codes.
    """
    mine, owners, once = _of_one_person(segments)
    attributes = [name for name in once.columns if str(name).startswith("attr.")]
    people = once.drop_duplicates("case").set_index("case")[attributes].sort_index()
    people.insert(0, "n", once.groupby("case").size().reindex(people.index))
    shared = int((owners > 1).sum())
    return Talk(people, _hits(codings, once, codebook, people.index), shared, _lost(mine, people.index))


def passages(
    codings: pd.DataFrame, segments: pd.DataFrame, code_key: str, codebook: Codebook | None = None
) -> pd.DataFrame:
    """Return the codings that `talk` counts for a code, one row each in the order given: `case`, `coding_id`."""
    once = _of_one_person(segments)[2]
    found, coding, segment = _carried(codings, once)
    whose = {int(which): once["case"].iloc[int(where)] for which, where in zip(coding, segment, strict=True)}
    mine = [which for which in sorted(whose) if code_key in _chain(found["code_key"].iloc[which], codebook)]
    return pd.DataFrame(
        {"case": [whose[which] for which in mine], "coding_id": [found["coding_id"].iloc[which] for which in mine]}
    )


def _of_one_person(segments: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """Return what participants disclose, how many people each of its sources is of, and the segments of one person each."""
    mine = segments[(segments["variety"] == Variety.DISCLOSED.value) & (segments["case_id"] != "")]
    owners = mine.groupby("source_id")["case_id"].nunique()
    alone = mine[mine["source_id"].isin(owners.index[owners == 1])]
    return mine, owners, alone.drop_duplicates(["source_id", "start", "end"]).reset_index(drop=True)


def _carried(codings: pd.DataFrame, segments: pd.DataFrame) -> tuple[pd.DataFrame, Places, Places]:
    once = codings[codings["source_id"].isin(set(segments["source_id"]))].drop_duplicates("coding_id")
    once = once.reset_index(drop=True)
    coding, segment = carried(once, places(segments))
    return once, coding, segment


def _hits(codings: pd.DataFrame, segments: pd.DataFrame, codebook: Codebook | None, cases: pd.Index) -> pd.DataFrame:
    once, coding, segment = _carried(codings, segments)
    keys, whose = once["code_key"].to_list(), segments["case"].to_list()
    counted = {
        (int(where), above)
        for which, where in zip(coding, segment, strict=True)
        for above in _chain(keys[which], codebook)
    }
    found = pd.DataFrame([(whose[where], key) for where, key in counted], columns=["case", "code_key"])
    table = pd.crosstab(found["case"], found["code_key"])
    return table.reindex(index=cases, fill_value=0).astype(int)


def _chain(key: str, codebook: Codebook | None) -> tuple[str, ...]:
    code = codebook.by_key.get(key) if codebook else None
    return tuple(each.key for each in codebook.path(code)) if codebook and code else (key,)


def _lost(segments: pd.DataFrame, kept: pd.Index) -> tuple[str, ...]:
    return tuple(sorted(set(segments["case"]) - set(kept)))
