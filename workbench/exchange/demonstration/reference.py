"""What the demonstration comes with to compare your coding with: the design, and the simulated second coder.

Both are worked out from the shipped design, so that they are there in a study that was made without any coding.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from workbench.errors import NotFound
from workbench.exchange.demonstration.design import Utterance
from workbench.exchange.demonstration.laid_over import interviews_designed
from workbench.exchange.demonstration.make import DESIGN, design_of_the_demonstration
from workbench.exchange.demonstration.second_coder import SIMULATED, simulate
from workbench.model import Span
from workbench.store import OpenStudy

SHOWN = {DESIGN: "the designers' intended coding", SIMULATED: "a simulated second coder, nobody coded this"}
CODINGS = ["source_id", "start", "end", "code_key"]
NOTES = [*CODINGS, "note"]


def shipped_codings(study: OpenStudy, coder: str) -> pd.DataFrame | None:
    """Return the codings (`CODINGS`) of `design` or `simulated` in the interviews of the demonstration; None of others.

    None, too, where the study holds no source of the demonstration.
    """
    found, coder = _interviews(study), coder.casefold()
    if not found or coder not in SHOWN:
        return None
    if coder == DESIGN:
        rows = [(source, span, key) for source, span, utterance in found for key in utterance.codes]
    else:
        text = {source.id: source.text for source in study.sources.all()}
        rows = list(simulate(found, text, seed=design_of_the_demonstration().seed))
    return pd.DataFrame([(source, span.start, span.end, key) for source, span, key in rows], columns=CODINGS)


def near_misses(study: OpenStudy) -> pd.DataFrame:
    """Return where the design tempts towards another code: `NOTES`, one row each; `code_key` is the tempting one."""
    rows = [
        (source, span.start, span.end, utterance.near_miss.code, utterance.near_miss.note)
        for source, span, utterance in _interviews(study)
        if utterance.near_miss is not None
    ]
    return pd.DataFrame(rows, columns=NOTES)


def holds_the_demonstration(study: OpenStudy) -> bool:
    """Say whether any source is one of the demonstration's interviews, by file name."""
    names = {name for interview in design_of_the_demonstration().interviews for name in interview.file_names}
    return any(size["file"] in names for size in study.sources.sizes())


def differing(study: OpenStudy) -> list[str]:
    """Return the names of sources that are the demonstration's by file name and hold other words than this version's."""
    names = study.sources.names()
    return [names[source_id] for source_id, found in _by_source(study) if found is None]


def _interviews(study: OpenStudy) -> list[tuple[str, Span, Utterance]]:
    """The demonstration's utterances in the sources of this study that hold them."""
    return [row for _, found in _by_source(study) for row in found or ()]


def _by_source(study: OpenStudy) -> Iterator[tuple[str, list[tuple[str, Span, Utterance]] | None]]:
    """Yield each source that is an interview of the demonstration with its utterances; None where the words differ."""
    design = design_of_the_demonstration()
    names = {name for interview in design.interviews for name in interview.file_names}
    for source in study.sources.all():
        if source.origin.file in names:
            try:
                yield source.id, interviews_designed(design, {source.origin.file: source})
            except NotFound:
                yield source.id, None
