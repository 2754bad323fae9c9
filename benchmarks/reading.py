"""Print what the analysis room costs when it reads a study of 1,000,000 codings from its file: `make bench` runs this."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

from run import SEED, passages, row, table

from workbench.exchange.intake import add_sources, import_codebook, read_uploads
from workbench.ingest.shipped import shipped_file
from workbench.model import CodeStatus, Variety
from workbench.report import coded, spoken
from workbench.store import OpenStudy, new_study, open_study

SOURCES, TURNS, CODINGS, CODERS, LIMIT = 125, 80, 1_000_000, 8, 2.0


def main() -> None:
    """Make the study, then print what reading it costs, and each table after that: codings are kept until the next act."""
    with tempfile.TemporaryDirectory() as folder:
        study = open_study(large_study(Path(folder) / "large.workbench").path)
        size = study.path.stat().st_size / 1e6
        table(
            f"Analysis of a study's file: {CODINGS:,} codings, {SOURCES * TURNS:,} segments, {size:.0f} MB (CPU seconds)"
        )
        frames = study.frames
        show("codings, segments and turns, read", lambda: (frames.codings(), frames.segments(), frames.turns()))
        show("prevalence by site", lambda: coded.prevalence(study, by="attr.site"), LIMIT)
        show("co-occurrence in a segment", lambda: coded.together(study), LIMIT)
        show("co-occurrence within 2 turns", lambda: coded.together(study, unit="turn", reach=2), LIMIT)
        show("timeline", lambda: spoken.along(study), LIMIT)


def large_study(path: Path) -> OpenStudy:
    """Return a study of so many interviews, coded at random by several people."""
    study, rng, said = new_study(path, by="bench"), random.Random(SEED), passages(400)
    import_codebook(study, shipped_file("codebooks", "imagined_done"), by="bench")
    talks = [
        (f"P{n:03d}.txt", "\n".join(f"I: And then, number {t}?\nP{n:03d}: {rng.choice(said)}" for t in range(TURNS)).encode())
        for n in range(SOURCES)
    ]  # fmt: skip
    add_sources(study, read_uploads(talks, variety=Variety.DISCLOSED), by="bench")
    with study.act("coding.add", by="bench") as act:
        coders = [study.coders.person(act, f"coder {n}").id for n in range(CODERS)]
        for name, source in ((f"person {s.name}", s.id) for s in study.sources.all()):
            study.cases.put(act, name, {"site": rng.choice(["E1", "E2", "W1"])}, (source,))
    _fill(path, _rows(study, coders, rng))
    return study


def _rows(study: OpenStudy, coders: list[str], rng: random.Random) -> Iterator[tuple[Any, ...]]:
    segments = study.frames.segments()
    places = list(zip(segments["source_id"], segments["start"].tolist(), segments["end"].tolist(), strict=True))
    codes = [code.id for code in study.codebook.current() or () if code.status is CodeStatus.ACTIVE]
    made: set[tuple[int, int, int]] = set()
    while len(made) < CODINGS:
        made.add((rng.randrange(len(places)), rng.randrange(len(codes)), rng.randrange(CODERS)))
    for place, code, coder in made:
        id_ = str(UUID(int=rng.getrandbits(128)))
        yield id_, *places[place], codes[code], coders[coder], 1, "2026-01-01T00:00:00+00:00", "0" * 64, None, None


def _fill(path: Path, rows: Iterator[tuple[Any, ...]]) -> None:
    """Write the rows past the store, whose history of a million codings is not what is measured here."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        guards = file.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'coding'"
        ).fetchall()
        for (guard,) in guards:
            file.execute(f"DROP TRIGGER {guard}")
        file.execute("BEGIN")
        file.executemany("INSERT INTO coding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        file.execute("COMMIT")


def show(name: str, make: Callable[[], object], limit: float = float("inf")) -> None:
    """Print the CPU seconds of some work."""
    begun = time.process_time()
    make()
    spent = time.process_time() - begun
    row(
        name,
        f"{spent:.2f} CPU s",
        "" if limit == float("inf") else f"limit {limit:.0f} s{'' if spent < limit else '   OVER'}",
    )


if __name__ == "__main__":
    main()
