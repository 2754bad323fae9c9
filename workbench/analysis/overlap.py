"""Which segments carry which codings: spans laid over spans."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Places = npt.NDArray[np.intp]


def carried(codings: pd.DataFrame, segments: pd.DataFrame) -> tuple[Places, Places]:
    """Return row positions (coding, segment) of every pair where the segment carries the coding.

    Both tables need source_id, start and end. A segment carries a coding when what both cover is at least half of
    the shorter of the two. Segments may overlap each other. Work grows with the number of pairs that touch.
    """
    empty = np.empty(0, dtype=np.intp)
    found = [(empty, empty)]
    by_source = _positions(segments)
    for source, rows in _positions(codings).items():
        if source in by_source:
            found.append(_within_one_source(codings, rows, segments, by_source[source]))
    return np.concatenate([c for c, _ in found]), np.concatenate([s for _, s in found])


def _positions(table: pd.DataFrame) -> dict[str, Places]:
    grouped = table.groupby("source_id", sort=False).indices
    return {str(source): np.asarray(rows, dtype=np.intp) for source, rows in grouped.items()}


def _within_one_source(
    codings: pd.DataFrame, coding: Places, segments: pd.DataFrame, segment: Places
) -> tuple[Places, Places]:
    starts, ends = (segments[name].to_numpy(dtype=np.int64)[segment] for name in ("start", "end"))
    order = np.argsort(starts, kind="stable")
    segment, starts, ends = segment[order], starts[order], ends[order]
    begin, stop = (codings[name].to_numpy(dtype=np.int64)[coding] for name in ("start", "end"))
    # Candidates lie between the first segment that reaches past the coding's start and the last that begins before
    # its end; the running maximum keeps this right where segments overlap.
    first = np.searchsorted(np.maximum.accumulate(ends), begin, side="right")
    count = np.maximum(np.searchsorted(starts, stop, side="left") - first, 0)
    left = np.repeat(np.arange(len(coding)), count)
    right = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    shared = np.minimum(stop[left], ends[right]) - np.maximum(begin[left], starts[right])
    shorter = np.minimum(stop[left] - begin[left], ends[right] - starts[right])
    enough = (shared > 0) & (2 * shared >= shorter)
    return coding[left[enough]], segment[right[enough]]
