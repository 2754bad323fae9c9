"""Codings as one table: small tables are looked up in memory, which a million rows need."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from workbench.errors import StudyUnreadable
from workbench.store import tables

Places = npt.NDArray[np.intp]
Small = dict[str, Any]  # the rows of a small table by id, in the order that codings are to have


def coding_frame(connection: sa.Connection) -> pd.DataFrame:
    """Return one row per coding and case, in the order of source, place, code, coder and case; see `Frames.codings`.

    Raises:
        StudyUnreadable: when a coding points at something that is not there.
    """
    coding = tables.coding.c
    ids, source_id, start, end, code_id, coder_id, found_by, suggestion = _columns(
        connection, coding.id, coding.source_id, coding.start_pos, coding.end_pos, coding.code_id, coding.coder_id,
        coding.found_by, coding.from_suggestion,
    )  # fmt: skip
    sources, codes, coders = _sources(connection), _codes(connection), _coders(connection)
    source, code, coder = _at(sources, source_id), _at(codes, code_id), _at(coders, coder_id)
    first, last = np.array(start, np.int64), np.array(end, np.int64)
    order = np.lexsort((coder, code, last, first, source))
    row, case, cases = _with_cases(connection, sources, source, order)
    source, code, coder = source[row], code[row], coder[row]
    return pd.DataFrame(
        {
            "coding_id": pd.Series(ids).take(row).array,
            "source_id": spread(list(sources), source),
            "source": spread([s.name for s in sources.values()], source),
            "variety": spread([s.variety for s in sources.values()], source),
            "start": first[row],
            "end": last[row],
            "code_id": spread(list(codes), code),
            "code_key": spread([c.key for c in codes.values()], code),
            "code_name": spread([c.name for c in codes.values()], code),
            "coder": spread([c.name for c in coders.values()], coder),
            "found_by": pd.Series([said or "" for said in found_by]).take(row).array,
            "from_suggestion": pd.Series([said or "" for said in suggestion]).take(row).array,
            "case_id": spread([c.id for c in cases] + [""], case),
            "case": spread([c.name for c in cases] + [""], case),
        }
    )


def spread(values: Sequence[Any], at: Places) -> Any:
    """Return a column (rows,) of few values at places (rows,), of the kind that the values in use are of."""
    used, back = np.unique(at, return_inverse=True)
    return pd.Series([values[place] for place in used]).take(back).array


def _columns(connection: sa.Connection, *columns: sa.Column[Any]) -> list[list[Any]]:
    """Return whole columns, each handed over as one JSON text: in half the time that a million tuples take."""
    row = connection.execute(sa.select(*map(sa.func.json_group_array, columns))).one()
    return [json.loads(column) for column in row]


def _at(small: Small, ids: Iterable[str]) -> Places:
    place = {id_: number for number, id_ in enumerate(small)}
    try:
        return np.fromiter(map(place.__getitem__, ids), np.intp)
    except KeyError as missing:  # the database forbids it; another program may have written to the file
        raise StudyUnreadable(
            f"A coding points at {missing}, which is not in the study: the file is damaged.",
            "`workbench check` lists what is damaged; `workbench restore` lists the backups.",
        ) from None


def _sources(connection: sa.Connection) -> Small:
    source = tables.source.c
    rows = connection.execute(sa.select(source.id, source.name, source.variety).order_by(source.name_fold))
    return {row.id: row for row in rows}


def _codes(connection: sa.Connection) -> Small:
    """Return codes as the newest version of the codebook has them: none is ever left out, retired ones neither."""
    code = tables.code_version.c
    newest = sa.select(sa.func.max(tables.codebook_version.c.version)).scalar_subquery()
    rows = connection.execute(
        sa.select(code.code_id, code.key, code.name).where(code.version == newest).order_by(code.key_fold)
    )
    return {row.code_id: row for row in rows}


def _coders(connection: sa.Connection) -> Small:
    coder = tables.coder.c
    rows = connection.execute(sa.select(coder.id, coder.name).order_by(coder.name_fold))
    return {row.id: row for row in rows}


def _with_cases(
    connection: sa.Connection, sources: Small, source: Places, order: Places
) -> tuple[Places, Places, list[Any]]:
    """Return rows in order, each as often as its source has cases (at least once), their cases' places, and the cases.

    A source of no case has the place after the last.
    """
    case, of = tables.study_case.c, tables.case_source.c
    cases = list(connection.execute(sa.select(case.id, case.name).order_by(case.name_fold)))
    place = {one.id: number for number, one in enumerate(cases)}
    number = {id_: at for at, id_ in enumerate(sources)}
    members: list[list[int]] = [[] for _ in sources]
    for case_id, source_id in connection.execute(sa.select(of.case_id, of.source_id)):
        members[number[source_id]].append(place[case_id])
    each = [sorted(found) or [len(cases)] for found in members]
    many = np.array([len(found) for found in each], np.intp)
    first = np.concatenate([[0], np.cumsum(many)]).astype(np.intp)
    times = many[source[order]]
    row = np.repeat(order, times)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    flat = np.array([at for found in each for at in found], np.intp)
    return row, flat[first[source[row]] + nth], cases
