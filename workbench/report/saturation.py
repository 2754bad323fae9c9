"""ACT: whether further interviews still brought new codes. Only codes that were found in the interviews can tell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.saturation import (
    OverOrders,
    Settings,
    first_found,
    new_codes,
    over_orders,
    reached,
    runs,
)
from workbench.model import Codebook
from workbench.report.coded import Tables, tables_of
from workbench.store import OpenStudy

ORDERS, SEED = 1000, 20200505
_NONE_CODED = "Nothing is coded in interviews yet, so there is nothing to look at."
_FIXED = (
    "Every code was published before the interviews were coded. With a codebook that was fixed beforehand, a curve that "
    "flattens says only that the codes expected have been met; it cannot say that nothing new was left to find. "
    "Saturation can be looked at for codes that were added while coding."
)
THEME_COLUMNS = ("theme", "name", "codes", "last_new", "reached")


@dataclass(frozen=True, slots=True)
class Saturation:
    """What base, run and threshold say of a study; `why_not` says why they are not offered, and is empty otherwise.

    `interviews` are names in the order in which they were coded first, `new` the new codes of each. `runs`, `over` and
    `codes` are those of `analysis.saturation`, with the `theme` of each; `themes` has a row per theme with its codes, the interview that brought
    its last new code, and after how many interviews it reaches the threshold by itself (NaN: it does not). Codes
    published before coding began (`fixed` of them) are left out, and so are interviews in which nothing is coded yet
    (`uncoded` of them): they bring no new code because nobody has looked for one.
    """

    why_not: str
    settings: Settings
    fixed: int = 0
    interviews: tuple[str, ...] = ()
    new: tuple[int, ...] = ()
    reached: int | None = None
    runs: pd.DataFrame = field(default_factory=pd.DataFrame)
    over: OverOrders | None = None
    codes: pd.DataFrame = field(default_factory=pd.DataFrame)
    themes: pd.DataFrame = field(default_factory=pd.DataFrame)
    uncoded: int = 0


def saturation(
    study: OpenStudy, settings: Settings | None = None, *, orders: int = ORDERS, seed: int = SEED
) -> Saturation:
    """Return what saturation looks like among codes added while coding, or why it cannot be looked at."""
    settings, tables = settings or Settings(), tables_of(study)
    when = {coding.id: (coding.created, coding.code_id) for coding in study.codings.all()}
    ids = [each for each in tables.codings["coding_id"] if each in when]
    if not ids:
        return Saturation(_NONE_CODED, settings)
    begun = min(when[each][0] for each in ids)
    published = {number: at for number, _, _, at, _ in study.codebook.versions()}
    there = {code for code, (first, _) in study.codebook.lives().items() if published[first] <= begun}
    # Who begins with no codebook makes the first code for the first passage: it was found there as much as any other.
    added = set(study.codebook.lives()) - (there if len(there) > 1 else set())
    fixed = len({when[each][1] for each in ids} - added)
    open_codes = tables.codings[
        [when[each][1] in added if each in when else False for each in tables.codings["coding_id"]]
    ]
    if open_codes.empty:
        return Saturation(_FIXED, settings, fixed)
    order = _order(tables, {each: when[each][0].isoformat() for each in ids})
    uncoded = len({*tables.segments["source_id"]} - {source for source, _ in order})
    found = _looked_at(open_codes, order, tables.codebook, settings, fixed, orders, seed)
    return replace(found, uncoded=uncoded)


def said(found: Saturation) -> str:
    """Return in words what base, run and threshold give, in the order of coding and over random ones."""
    settings, over = found.settings, found.over
    codes = int(sum(found.new))
    words = f"{_counted(codes, 'code')} added while coding, in {_counted(len(found.interviews), 'interview')}. "
    limit = f"at most {settings.threshold:.0%} new information"
    if found.reached is None:
        words += f"In the order of coding, {limit} is not reached."
    else:
        words += f"In the order of coding, {limit} is reached at {found.reached} (+{settings.run}) interviews."
    if over is not None:
        words += f" Of {over.orders:,} random orders, {over.reached:,} reach it"
        words += f", half of these by {over.usual:.0f} (+{settings.run})." if over.reached else "."
    if found.fixed:
        words += f" Left out: {_counted(found.fixed, 'code')} published before coding began."
    if found.uncoded:
        words += f" Not counted: {_counted(found.uncoded, 'interview')} in which nothing is coded yet."
    return words


def _counted(many: int, thing: str) -> str:
    return f"{many:,} {thing}" if many == 1 else f"{many:,} {thing}s"


def _order(tables: Tables, when: dict[str, str]) -> list[tuple[str, str]]:
    """Return (id, name) of the interviews in which something is coded, in the order in which that was done first."""
    first: dict[str, str] = {}
    for source, coding in zip(tables.codings["source_id"], tables.codings["coding_id"], strict=True):
        first[source] = min(first.get(source, "~"), when[coding])
    named = dict(zip(tables.codings["source_id"], tables.codings["source"], strict=True))
    return sorted(named.items(), key=lambda pair: (first[pair[0]], pair[1]))


def _looked_at(
    codings: pd.DataFrame, order: list[tuple[str, str]], codebook: Codebook | None, settings: Settings, fixed: int,
    orders: int, seed: int,
) -> Saturation:  # fmt: skip
    keys = sorted(set(codings["code_key"]))
    has = np.zeros((len(order), len(keys)), dtype=bool)
    row, column = {source: n for n, (source, _) in enumerate(order)}, {key: n for n, key in enumerate(keys)}
    for source, key in zip(codings["source_id"], codings["code_key"], strict=True):
        has[row[source], column[key]] = True
    new = new_codes(has)
    names = dict(zip(codings["code_key"], codings["code_name"], strict=True))
    codes = first_found(has, keys)
    codes.insert(1, "code_name", [names[key] for key in codes["code_key"]])
    codes["theme"] = [_top(key, codebook) for key in codes["code_key"]]
    return Saturation(
        "", settings, fixed, tuple(name for _, name in order), tuple(new), reached(new, settings), runs(new, settings),
        over_orders(has, settings, orders=orders, seed=seed), codes, _themes(has, keys, codebook, settings),
    )  # fmt: skip


def _themes(has: npt.NDArray[np.bool_], keys: list[str], codebook: Codebook | None, settings: Settings) -> pd.DataFrame:
    known = codebook.by_key if codebook else {}
    tops = [_top(key, codebook) for key in keys]
    rows = []
    for top in dict.fromkeys(tops):
        mine = [n for n, each in enumerate(tops) if each == top]
        new = new_codes(has[:, mine])
        at = reached(new, settings)
        rows.append((top, known[top].name if top in known else top, len(mine), int(np.flatnonzero(new)[-1]) + 1, at))
    return pd.DataFrame(rows, columns=list(THEME_COLUMNS)).astype({"reached": "float64"})


def _top(key: str, codebook: Codebook | None) -> str:
    """Return the key of the code at the top of a code's branch; its own where the codebook does not have it."""
    code = codebook.by_key.get(key) if codebook else None
    return codebook.path(code)[0].key if codebook and code else key
