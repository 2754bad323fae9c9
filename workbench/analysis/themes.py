"""Themes side by side: for each code, how many people on either side, and how much of their talk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from workbench.analysis.overlap import Places, carried
from workbench.analysis.shares import korn_graubard_rows, people_share
from workbench.analysis.sides import Side, places, side, values_of
from workbench.model import Codebook, Variety

SIDE_COLUMNS = (
    "k", "m", "unit", "people_share", "people_low", "people_high", "people_readable",
    "segments", "n_segments", "segment_share", "segment_low", "segment_high", "segment_readable", "clusters",
    "coding_ids",
)  # fmt: skip
ROW_COLUMNS = ("code_key", "code_name", "by", "left", "right", "codes_left", "codes_right")
INVISIBLE_COLUMNS = (
    "code_key", "code_name", "k", "m", "unit", "coding_ids", "partners", "left", "m_left", "unit_left",
)  # fmt: skip
# Policy speaks in more than one variety; what none of them names is what practice adds.
POLICY = (Variety.IMAGINED.value, Variety.PRESCRIBED.value, Variety.INSTRUCTED.value)
THEME_COLUMNS = (*ROW_COLUMNS, *(f"{c}_left" for c in SIDE_COLUMNS), *(f"{c}_right" for c in SIDE_COLUMNS))


def themes(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    by: str = "variety",
    left: object = Variety.IMAGINED.value,
    right: object = Variety.DISCLOSED.value,
    pairs: Mapping[str, Sequence[str]] | None = None,
    codebook: Codebook | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return one row per code, with people, segments and evidence on the left and the right (`THEME_COLUMNS`).

    `by` is a column of `segments` (variety, attr.site, ...); `left` and `right` are two of its values, or lists of
    values that stand together. Sources without segments belong to no side. `pairs` maps a policy code's key to the
    keys it is contrasted with: then there is one row per pair, the policy code on the left and its partners on the
    right. With `codebook`, a coding also counts for the codes above its own, rows stand in the codebook's order and
    names come from it.

    Of each side: `k` of `m` units have at least one coding (`unit` says people, documents or both; a source of no
    case is a unit of its own), with Jeffreys interval; `segments` of `n_segments` carry the code (half of the
    shorter of the two spans overlaps), each counted once whoever and however many coded it, with the Korn-Graubard
    interval over `clusters`; `coding_ids` lists every coding behind the row, in reading order.

    Raises:
        NotFound: when `segments` has no column `by`.
        WorkbenchError: when `segments` mixes two layers.
    """
    sides = {"left": side(segments, by, left), "right": side(segments, by, right)}
    sources = set().union(*(s.members["source_id"] for s in sides.values()))
    once = _reading_order(codings[codings["source_id"].isin(sources)].drop_duplicates("coding_id"))
    table = _rows(once, pairs, codebook).assign(
        by=by, left=", ".join(values_of(left)), right=", ".join(values_of(right))
    )
    laid = _laid(once, segments, carried(once, segments))
    for name, members in sides.items():
        wanted = _wanted(table[f"codes_{name}"], codebook)
        table = table.join(_one_side(members, once, laid, wanted, len(table), confidence).add_suffix(f"_{name}"))
    return table[list(THEME_COLUMNS)]


def contrast_pairs(codebook: Codebook, *, left: str = Variety.IMAGINED.value) -> dict[str, tuple[str, ...]]:
    """Return policy code key -> keys of the codes it is contrasted with, as the codebook says.

    A policy code is one meant for the variety `left` (`applies_to`). Its own `contrast_with` counts; where it names
    none, the codes that name it do. Policy codes without any partner are left out.
    """
    policy = {code.key for code in codebook if left in code.applies_to}
    pairs = {
        key: codebook.by_key[key].contrast_with
        or tuple(code.key for code in codebook if key in code.contrast_with and code.key not in policy)
        for key in (code.key for code in codebook if code.key in policy)
    }
    return {key: partners for key, partners in pairs.items() if partners}


def invisible(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    by: str = "variety",
    left: object = POLICY,
    right: object = Variety.DISCLOSED.value,
    pairs: Mapping[str, Sequence[str]] | None = None,
    codebook: Codebook | None = None,
) -> pd.DataFrame:
    """Return the codes found on the right that have no partner coded on the left: done but not imagined.

    A code's partners are the policy codes that `pairs` sets against it or, with `codebook`, against a code above it;
    without `pairs` a code's partner is itself. A partner is found when it, or a code below it, is coded on the left.
    One row per code with codings of its own, most people first (`INVISIBLE_COLUMNS`); `partners` holds the keys of
    partners that exist but are coded nowhere on the left (empty: no policy code is set against this code).
    """
    table = themes(codings, segments, by=by, left=left, right=right)
    coded_left = table.loc[table["k_left"] > 0, "code_key"]
    found = {*coded_left, *(above for key in coded_left for above in _above(key, codebook))}
    partners = [_partners(key, pairs, codebook) for key in table["code_key"]]
    unseen = np.array([not found.intersection(keys) for keys in partners], dtype=bool)
    table["partners"] = pd.Series(partners, index=table.index, dtype=object)
    only_right = table[unseen & (table["k_right"] > 0).to_numpy(dtype=bool)]
    kept = only_right.rename(columns={f"{c}_right": c for c in ("k", "m", "unit", "coding_ids")})
    kept = kept.sort_values(["k", "code_key"], ascending=[False, True], ignore_index=True)
    return kept[list(INVISIBLE_COLUMNS)]


def _partners(key: str, pairs: Mapping[str, Sequence[str]] | None, codebook: Codebook | None) -> tuple[str, ...]:
    if pairs is None:
        return (key,)
    chain = {key, *_above(key, codebook)}
    return tuple(policy for policy, partners in pairs.items() if chain.intersection(partners))


def _reading_order(codings: pd.DataFrame) -> pd.DataFrame:
    return codings.sort_values(["source", "source_id", "start", "end", "coding_id"], ignore_index=True)


def _rows(codings: pd.DataFrame, pairs: Mapping[str, Sequence[str]] | None, codebook: Codebook | None) -> pd.DataFrame:
    name = dict(sorted(set(zip(codings["code_key"], codings["code_name"], strict=True))))
    name |= {code.key: code.name for code in codebook or ()}
    across = pairs if pairs is not None else {key: (key,) for key in _ordered(codings["code_key"], codebook)}
    rows = [(key, name.get(key, key), (key,), tuple(partners)) for key, partners in across.items()]
    return pd.DataFrame(rows, columns=["code_key", "code_name", "codes_left", "codes_right"])


def _ordered(coded: Iterable[str], codebook: Codebook | None) -> list[str]:
    keys = set(coded)
    for key in sorted(keys):
        keys.update(_above(key, codebook))
    place = {code.key: i for i, (_, code) in enumerate(codebook.tree())} if codebook else {}
    return sorted(keys, key=lambda key: (place.get(key, len(place)), key))


def _above(key: str, codebook: Codebook | None) -> list[str]:
    code = codebook.by_key.get(key) if codebook else None
    return [c.key for c in codebook.path(code)[:-1]] if codebook and code else []


def _wanted(codes: Iterable[tuple[str, ...]], codebook: Codebook | None) -> pd.DataFrame:
    # Row number and every code whose codings count for that row: the row's codes and the codes below them.
    below: dict[str, list[str]] = {}
    for code in codebook or ():
        for key in _above(code.key, codebook):
            below.setdefault(key, []).append(code.key)
    pairs = {(i, key) for i, keys in enumerate(codes) for top in keys for key in (top, *below.get(top, ()))}
    return pd.DataFrame(sorted(pairs), columns=["row", "code_key"])


def _laid(codings: pd.DataFrame, segments: pd.DataFrame, pairs: tuple[Places, Places]) -> pd.DataFrame:
    # One row per code and place where a segment carries it, however many coders and cases stand behind it.
    coding, segment = pairs
    spots = places(segments.iloc[segment]).reset_index(drop=True)
    return spots.assign(code_key=codings["code_key"].to_numpy()[coding]).drop_duplicates(ignore_index=True)


def _one_side(
    members: Side, codings: pd.DataFrame, laid: pd.DataFrame, wanted: pd.DataFrame, rows: int, confidence: float
) -> pd.DataFrame:
    evidence = codings[codings["source_id"].isin(set(members.members["source_id"]))].merge(wanted, on="code_key")
    evidence = evidence.drop_duplicates(["row", "coding_id"])
    units = evidence[["row", "source_id"]].merge(members.members, on="source_id")[["row", "unit"]].drop_duplicates()
    k = np.bincount(units["row"].to_numpy(dtype=np.intp), minlength=rows)
    ids = evidence.groupby("row")["coding_id"].agg(list)
    table = pd.DataFrame({"k": k, "m": members.m, "unit": members.unit}, index=range(rows))
    table = table.join(_people(k, members.m, confidence)).join(_segments(members, laid, wanted, rows, confidence))
    table["coding_ids"] = [ids.get(i, []) for i in range(rows)]
    return table[list(SIDE_COLUMNS)]


def _people(k: Places, m: int, confidence: float) -> pd.DataFrame:
    shares = [people_share(int(each), m, confidence) for each in k]
    return pd.DataFrame(
        [(s.share, s.low, s.high, s.readable) for s in shares],
        columns=["people_share", "people_low", "people_high", "people_readable"],
    )


def _segments(members: Side, laid: pd.DataFrame, wanted: pd.DataFrame, rows: int, confidence: float) -> pd.DataFrame:
    hits = laid.merge(wanted, on="code_key").merge(members.segments, on=["source_id", "start", "end"])
    hits = hits.drop_duplicates(["row", "source_id", "start", "end"])
    place = hits["row"].to_numpy(dtype=np.intp) * members.clusters + hits["cluster"].to_numpy(dtype=np.intp)
    by_cluster = np.bincount(place, minlength=rows * members.clusters).reshape(rows, members.clusters)
    shares = korn_graubard_rows(by_cluster, members.cluster_sizes, confidence)
    shares = shares.rename(columns={"n": "n_segments", "m": "clusters"}).drop(columns="n_eff")
    shares = shares.rename(columns={c: f"segment_{c}" for c in ("share", "low", "high", "readable")})
    return shares.assign(segments=by_cluster.sum(axis=1))
