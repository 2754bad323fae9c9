"""ACT: files come in. Everything is read and checked before anything is written; each call is one act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from workbench.errors import DuplicateSource, FileUnreadable, NotAllowedHere, NotFound, WorkbenchError, listed
from workbench.exchange.case_table import attributes_of, case_rows
from workbench.exchange.codebook_file import read_codebook
from workbench.ingest import read, read_bytes
from workbench.model import Codebook, CodeStatus, Reading, Role, Segment, Segmentation, Source, Variety
from workbench.model.colours import free_colour
from workbench.segment.layer import cut, layer_of
from workbench.store import Act, OpenStudy

Layers = Callable[[Reading], Sequence[tuple[Segmentation, list[Segment]]]]


def read_files(
    paths: Sequence[Path],
    *,
    variety: Variety,
    name: str | None = None,
    language: str = "en",
    encoding: str | None = None,
    roles: Mapping[str, Role] | None = None,
) -> list[Reading]:
    """Read files without storing anything. `roles` gives speakers their role by label, over the guess.

    Raises:
        FileUnreadable: telling of every file that could not be read; a single file's own error otherwise.
    """

    def reading(path: Path) -> Callable[[], Reading]:
        return lambda: read(path, variety=variety, name=name, language=language, encoding=encoding, roles=roles)

    return _all_or_none((path.name, reading(path)) for path in paths)


def read_uploads(
    files: Sequence[tuple[str, bytes]],
    *,
    variety: Variety,
    language: str = "en",
    encoding: str | None = None,
    roles: Mapping[str, Role] | None = None,
) -> list[Reading]:
    """Read files handed over as (name, bytes); otherwise as `read_files`."""

    def reading(name: str, data: bytes) -> Callable[[], Reading]:
        return lambda: read_bytes(data, name, variety=variety, language=language, encoding=encoding, roles=roles)

    return _all_or_none((name, reading(name, data)) for name, data in files)


def add_sources(
    study: OpenStudy, readings: Sequence[Reading], *, by: str, mix: bool = False, layers: Layers | None = None,
    at: datetime | None = None,
) -> list[Source]:  # fmt: skip
    """Store what was read, cut into segments, as one act: all of the files or none.

    Args:
        study: the study.
        readings: what `read_files` or `read_uploads` gave.
        by: who adds them.
        mix: take invented sources into a study of real ones or the other way round; it is put on record as such.
        layers: gives a reading's layers of segments, the one that shares are counted in first; default: by turns.
        at: when, in UTC; default now.

    Raises:
        DuplicateSource: when one is already in the study, or two of them are the same.
        NotAllowedHere: when invented and real sources would be mixed without `mix`.
    """
    _refuse_twins(readings)
    strangers = [reading.source.name for reading in readings if is_synthetic(reading) is not study.about.synthetic]
    if strangers and not mix:
        raise _mixed(strangers, into_synthetic=study.about.synthetic)
    names = ", ".join(f"'{r.source.name}'" for r in readings[:3]) + (
        f" and {len(readings) - 3} more" if len(readings) > 3 else ""
    )
    cut_already = [(reading, (layers or _turns)(reading)) for reading in readings]
    forced = f", forced: invented and real sources in one study ({listed(strangers)})" if strangers else ""
    with study.act("source.mix" if strangers else "source.add", by=by, at=at, summary=f"Added {names}{forced}") as act:
        return [_add(study, act, reading, made) for reading, made in cut_already]


def is_synthetic(reading: Reading) -> bool:
    """Say whether a file declares synthetic data in its first or last lines, or in a subtitle file's first note."""
    return reading.report.metadata.get("synthetic") == "yes"


def _mixed(names: list[str], *, into_synthetic: bool) -> NotAllowedHere:
    one = len(names) == 1
    these = f"{listed(names)} {'does' if one else 'do'}"
    if into_synthetic:
        return NotAllowedHere(
            f"This study holds invented data, and {these} not say it is invented. Nothing was added.",
            "Put real sources into a study of their own. An invented file says SYNTHETIC DATA in its first line. To mix them "
            "all the same: `--mix` (it is kept in the history).",
        )
    return NotAllowedHere(
        f"This study is not marked as invented, and {these} say it holds synthetic data. Nothing was added.",
        "Make a study for invented data: `workbench new NAME --synthetic`. To mix them all the same: `--mix` (it is kept "
        "in the history).",
    )


def turn_layer(reading: Reading) -> tuple[Segmentation, list[Segment]]:
    """Return a reading cut by turns, the default layer of segments."""
    from workbench.segment.turns import segment  # spaCy loads only when something is cut

    return layer_of(segment), cut(reading.source, reading.turns, segment)


def _turns(reading: Reading) -> list[tuple[Segmentation, list[Segment]]]:
    return [turn_layer(reading)]


def import_codebook(
    study: OpenStudy, file: str | Path | bytes, *, by: str, name: str = "codebook.yml", reason: str = "",
    merge: bool = False, at: datetime | None = None,
) -> Codebook:  # fmt: skip
    """Publish a codebook file as the study's next codebook version.

    `file` is a path, the bare name of a shipped codebook, or an upload's bytes with its `name`. Codes keep their id by
    key. Codes the file leaves out are retired, unless `merge` adds the file to what there is. The reason on record is
    `reason`, else the file's own, else where it came from. A file that would change nothing but the reason is not
    published: the current version is returned as it is.

    Raises:
        FileUnreadable, CodebookInvalid: telling every fault; nothing was changed then.
    """
    before = study.codebook.current()
    codebook = read_codebook(file, ids_from=before, name=name)
    came_from = "an upload" if isinstance(file, bytes) else Path(file).name
    why = reason or codebook.reason or f"Imported from {came_from}"
    if before is not None:
        codebook = _merged(before, codebook) if merge else replace(codebook, id=before.id)
    codebook = _coloured(codebook, before)
    if before is not None and _says_the_same(before, codebook):
        return before
    codebook = replace(codebook, reason=why)
    summary = f"Published the codebook '{codebook.name}' ({len(codebook)} codes)"
    with study.act("codebook.publish", by=by, at=at, summary=summary) as act:
        coder = study.coders.person(act, by)
        return study.codebook.publish(act, codebook, coder, based_on=before.version if before else None)


def _merged(before: Codebook, file: Codebook) -> Codebook:
    """Return the codebook there was, with a file's codes, facets and sources added to it."""
    kept = tuple(code for code in before if code.id not in file.by_id)
    return replace(
        before,
        codes=(*kept, *file.codes),
        facets={**before.facets, **file.facets},
        sources=tuple(dict.fromkeys([*before.sources, *file.sources])),
    )


def _coloured(codebook: Codebook, before: Codebook | None) -> Codebook:
    """Return the codebook with a colour for every code: its own, the one it had, or one that is free."""
    known = {code.id: code.colour for code in before or ()}
    left_out = [colour for id_, colour in known.items() if id_ not in codebook.by_id]
    colours = [code.colour or known.get(code.id, "") for code in codebook]
    codes = []
    for place, code in enumerate(codebook):
        colours[place] = colours[place] or free_colour(filter(None, (*colours, *left_out)))
        codes.append(replace(code, colour=colours[place]))
    return replace(codebook, codes=tuple(codes))


def _says_the_same(before: Codebook, after: Codebook) -> bool:
    """Say whether publishing `after` would change nothing; codes it leaves out may be retired already."""
    left_out = [code for code in before if code.id not in after.by_id]
    return (
        all(code.status is CodeStatus.RETIRED for code in left_out)
        and {code.id: code for code in before if code not in left_out} == after.by_id
        and (before.name, dict(before.facets), before.sources) == (after.name, dict(after.facets), after.sources)
    )


def import_cases(study: OpenStudy, path: Path, *, by: str, at: datetime | None = None) -> list[str]:
    """Read a table of participants (CSV: a `case` column, an optional `sources` column, the rest attributes).

    `sources` holds source names parted by semicolons; left out, a source named like the case (or beginning with its
    name) belongs to it. Returns the names of the cases.

    Raises:
        FileUnreadable: when the table cannot be read, has no `case` column, a case stands twice, or a cell would be
            lost.
        NotFound: when it names a source that is not in the study.
    """
    rows = case_rows(path)
    names = study.sources.names()
    wanted = [(row, _sources_of(row, names)) for row in rows]
    with study.act("case.import", by=by, at=at, summary=f"Imported {len(rows)} cases from {path.name}") as act:
        for (row, sources), attributes in zip(wanted, attributes_of(rows), strict=True):
            study.cases.put(act, row["case"], attributes, sources)
    return [row["case"] for row in rows]


def _all_or_none(tasks: Iterable[tuple[str, Callable[[], Reading]]]) -> list[Reading]:
    done: list[Reading] = []
    failed: list[tuple[str, WorkbenchError]] = []
    for name, task in tasks:
        try:
            done.append(task())
        except WorkbenchError as error:
            failed.append((name, error))
    if len(failed) == 1:
        raise failed[0][1]
    if failed:
        said = "\n".join(f"  {name}: {error.message}" for name, error in failed)
        raise FileUnreadable(
            f"{len(failed)} of {len(failed) + len(done)} files could not be read; none was added:\n{said}",
            "Mend or leave out these files and try again.",
        )
    return done


def _refuse_twins(readings: Sequence[Reading]) -> None:
    seen: dict[str, str] = {}
    for source in (reading.source for reading in readings):
        if source.sha256 in seen:
            raise DuplicateSource(
                f"'{source.origin.file}' has the same text as '{seen[source.sha256]}'; none of these files was added.",
                "Leave one of them out.",
            )
        seen[source.sha256] = source.origin.file


def _add(study: OpenStudy, act: Act, reading: Reading, layers: Sequence[tuple[Segmentation, list[Segment]]]) -> Source:
    source = study.sources.add(act, reading)
    for layer, segments in layers:
        study.segments.add(act, layer, segments)
    return source


def _sources_of(row: dict[str, str], names: dict[str, str]) -> tuple[str, ...]:
    ids = {name.casefold(): source_id for source_id, name in names.items()}
    named = [name.strip() for name in row.get("sources", "").split(";") if name.strip()]
    missing = [name for name in named if name.casefold() not in ids]
    if missing:
        raise NotFound(
            f"The case '{row['case']}' names sources that are not in the study: {listed(missing)}. "
            f"There is: {listed(names.values())}.",
            "Add the sources first, or mend the names in the table.",
        )
    if named:
        return tuple(ids[name.casefold()] for name in named)
    case = row["case"].casefold()
    return tuple(
        i for name, i in ids.items() if name == case or (name.startswith(case) and not name[len(case)].isalnum())
    )
