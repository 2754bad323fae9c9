"""The one step all formats share: a draft becomes canonical text, turns and a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from workbench.errors import FileUnreadable
from workbench.ingest.clean import cleaned
from workbench.ingest.cues import join_cues
from workbench.ingest.header import says_synthetic
from workbench.ingest.lines import Draft, Line, Shape
from workbench.ingest.roles import guess_roles
from workbench.ingest.tables import spread
from workbench.ingest.turns import Found, Talk, find_talk
from workbench.model import (
    ImportReport,
    ImportWarning,
    Origin,
    Reading,
    Role,
    Source,
    Span,
    Turn,
    Variety,
    new_id,
    sha256_text,
)

_TOP, _BOTTOM = 5, 3  # lines that may say that the data are invented: a label may stand below a title
_TALK = frozenset({Variety.DISCLOSED, Variety.OBSERVED})


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller asked for, and the file it is about."""

    data: bytes
    file_name: str
    reader: str
    name: str
    variety: Variety
    language: str
    roles: Mapping[str, Role]


def assemble(draft: Draft, wish: Wish) -> Reading:
    """Return the reading of a draft.

    Raises:
        FileUnreadable: when the draft holds no text.
    """
    draft = cleaned(draft)
    speakers = wish.variety in _TALK
    lines, warnings = _lines(draft, wish, speakers=speakers)
    # Joining pieces can bring a letter and its accent together only across a label, and labels end in a space or tab.
    written = [line.label + line.text for line in lines]
    text = "\n".join(written)
    if not text.strip():
        raise FileUnreadable(
            f"{wish.file_name} holds no text.", "Check that it is the file you meant; a picture of text cannot be read."
        )
    found = find_talk(lines, draft.shape, speakers=speakers, known=wish.roles)
    source = _source(text, draft.encoding, wish)
    turns, roles, more = _turns(source, written, found, wish, speakers=speakers)
    everything = (*draft.warnings, *warnings, *found.warnings, *more)
    return Reading(
        source, turns, _report(source, turns, roles, draft=replace(draft, warnings=everything), found=found, wish=wish)
    )


def _lines(draft: Draft, wish: Wish, *, speakers: bool) -> tuple[list[Line], list[ImportWarning]]:
    if draft.shape is Shape.CUES:
        return join_cues(draft.lines, known=wish.roles)
    return spread(draft.lines, turns=speakers)


def _source(text: str, encoding: str | None, wish: Wish) -> Source:
    settings = {
        "encoding": encoding,
        "roles": {label: role.value for label, role in wish.roles.items()},
    }
    origin = Origin(wish.file_name, wish.reader, {key: value for key, value in settings.items() if value})
    return Source(new_id(), wish.name, text, sha256_text(text), wish.data, origin, wish.variety, wish.language)


def _turns(
    source: Source, written: Sequence[str], found: Found, wish: Wish, *, speakers: bool
) -> tuple[tuple[Turn, ...], dict[str, Role], list[ImportWarning]]:
    starts = [0, *accumulate(len(line) + 1 for line in written)]
    placed = [(talk, _span(source.text, starts, written, talk)) for talk in found.talks]
    words: dict[str, list[str]] = {}
    for talk, span in placed:
        words.setdefault(talk.speaker, []).append(span.of(source.text))
    if speakers:
        roles, warnings = guess_roles(words, given=wish.roles, named=found.metadata)
    else:
        roles, warnings = dict.fromkeys(words, Role.OTHER), []
    turns = tuple(
        Turn(source.id, ordinal, span, talk.speaker, roles[talk.speaker], talk.time)
        for ordinal, (talk, span) in enumerate(placed)
    )
    return turns, roles, warnings


def _span(text: str, starts: Sequence[int], written: Sequence[str], talk: Talk) -> Span:
    start = starts[talk.first] + talk.words
    end = starts[talk.last] + len(written[talk.last])
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))


def _report(
    source: Source, turns: Sequence[Turn], roles: Mapping[str, Role], *, draft: Draft, found: Found, wish: Wish
) -> ImportReport:
    last = max((line.end for line in draft.lines if line.end is not None), default=None)
    if last is None:
        last = max((turn.time for turn in turns if turn.time is not None), default=None)
    return ImportReport(
        file=wish.file_name,
        reader=wish.reader,
        encoding=draft.encoding,
        turns=len(turns),
        words=sum(len(turn.span.of(source.text).split()) for turn in turns),
        speakers=dict(roles),
        minutes=None if last is None else last / 60,
        metadata=found.metadata | _declared(draft),
        warnings=draft.warnings,
    )


def _declared(draft: Draft) -> dict[str, str]:
    """What a file declares itself to be, in one of its first or last lines or a subtitle file's first note."""
    written = [line.text for line in draft.lines if line.text.strip()]
    edges = [draft.note, *written[:_TOP], *written[-_BOTTOM:]]
    return {"synthetic": "yes"} if any(map(says_synthetic, edges)) else {}
