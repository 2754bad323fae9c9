"""Lines to turns: which lines are speech, whose, and where the words begin."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from workbench.ingest.clock import is_only_time, leading_time
from workbench.ingest.header import Header, find_header, is_notice, is_service_line
from workbench.ingest.labels import Labels, find_labels
from workbench.ingest.lines import Line, Shape, counted, quoted, where
from workbench.ingest.outline import Outline, find_outline
from workbench.ingest.roles import SCRIPT, role_of_label
from workbench.model import ImportWarning, Role


@dataclass
class Talk:
    """One stretch of talk before it has a place in the text: line indices and the offsets of its words in them."""

    speaker: str
    first: int
    words: int
    last: int
    time: float | None = None


@dataclass
class Found:
    """What the lines of a file hold."""

    talks: list[Talk] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    warnings: list[ImportWarning] = field(default_factory=list)


@dataclass(frozen=True)
class _Plan:
    lines: Sequence[Line]
    silent: Collection[int]
    labels: Labels
    outline: Outline | None
    by_block: bool

    def opens(self, index: int) -> tuple[str, int, float | None] | None:
        """Speaker, start of the words and time, where this line says who speaks."""
        line = self.lines[index]
        if line.speaker is not None:
            return line.speaker, len(line.label), line.start
        hit = self.labels.hits.get(index)
        return (hit.label, hit.words, hit.time) if hit else None


def find_talk(lines: Sequence[Line], shape: Shape, *, speakers: bool, known: Collection[str]) -> Found:
    """Return the stretches of talk in order, the header's metadata, and warnings.

    Without `speakers` (policy documents) every paragraph is a stretch of its own with speaker "".
    """
    header, silent = find_silent(lines)
    found = Found(metadata=dict(header.metadata), warnings=_notices(lines, silent - header.lines))
    labels, outline = Labels(), None
    if speakers and shape is not Shape.CUES:
        labels = find_labels(lines, skip=silent, known={*known, *_people(header.metadata)})
        outline = _outline(lines, silent, labels)
    found.warnings += labels.warnings
    plan = _Plan(lines, silent, labels, outline, shape is Shape.LINES and _is_wrapped(lines))
    labelled = bool(labels.hits) or any(line.speaker is not None for line in lines)
    if outline is not None:
        _read_outline(plan, found)
    elif labelled:
        _read_labelled(plan, found)
    else:
        _read_paragraphs(plan, found)
    if not labelled and speakers:
        found.warnings.append(_no_labels(plan, found))
    return found


def find_silent(lines: Sequence[Line]) -> tuple[Header, set[int]]:
    """Return the header block and the indices of all lines that are nobody's speech: header, notices, service lines."""
    header = find_header(lines)
    written = [index for index, line in enumerate(lines) if line.text.strip()]
    edges = {index for index in (written[:1] + written[-1:]) if is_notice(lines[index].text)}
    service = {index for index in written if is_service_line(lines[index].text)}
    return header, header.lines | edges | service


def _people(metadata: dict[str, str]) -> set[str]:
    """Names and initials that the header gives to somebody: `Interviewer: JB`, `TF = Trish`."""
    values = {value for key, value in metadata.items() if role_of_label(key) and len(value) <= 30}
    return values | {key for key in metadata if key.isupper() and len(key) <= 4}


def _notices(lines: Sequence[Line], indices: Collection[int]) -> list[ImportWarning]:
    return [
        ImportWarning(f"Kept in the text as a notice, nobody's speech: {quoted(lines[i].text)}.", lines[i].number)
        for i in sorted(indices)
    ]


def _outline(lines: Sequence[Line], silent: Collection[int], labels: Labels) -> Outline | None:
    asked = any(role_of_label(hit.label) is Role.INTERVIEWER for hit in labels.hits.values())
    answered = any(role_of_label(hit.label) is Role.PARTICIPANT for hit in labels.hits.values())
    if not asked or answered:
        return None
    return find_outline(lines, skip={*silent, *labels.hits})


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Say whether lines were broken at a fixed width, so that a paragraph runs to the next blank line."""
    texts = [line.text.rstrip() for line in lines]
    followed = [len(a) for a, b in pairwise(texts) if a and b]
    if not followed or "" not in texts[:-1] or max(map(len, texts)) > 120:
        return False
    return median(followed) >= 50


def _read_labelled(plan: _Plan, found: Found) -> None:
    """A label opens a turn; lines without one continue it; a line with only a time belongs to the turn after it."""
    talk, waiting, before, mute = None, None, [], []
    for index, line in enumerate(plan.lines):
        opened = plan.opens(index)
        if opened:
            speaker, words, time = opened
            talk = Talk(speaker, index, words, index, waiting if time is None else time)
            has_words = bool((line.label + line.text)[words:].strip())
            found.talks += [talk] if has_words else []
            mute += [] if has_words else [(index, talk)]
            waiting = None
        elif index in plan.silent:
            talk = None
        elif is_only_time(line.text):
            waiting = leading_time(line.text)[0]
        elif line.text.strip():
            before += [index] if talk is None else []
            _continue(talk, index, line, found)
            waiting = None
    found.warnings += _left_over(plan.lines, before)
    spoken = {id(talk) for talk in found.talks}
    found.warnings += _wordless(plan.lines, [i for i, talk in mute if id(talk) not in spoken])


def _continue(talk: Talk | None, index: int, line: Line, found: Found) -> None:
    if talk is None:
        return
    if not found.talks or found.talks[-1] is not talk:
        talk.first, talk.words = index, len(line.text) - len(line.text.lstrip())
        found.talks.append(talk)
    talk.last = index


def _read_outline(plan: _Plan, found: Found) -> None:
    """Script lines and labelled lines stand alone; what is written under them is the participant's, until a stage note."""
    assert plan.outline is not None  # noqa: S101 - the caller has just looked
    talk = None
    for index, line in enumerate(plan.lines):
        opened = plan.opens(index)
        if opened or index in plan.outline.script:
            speaker, words, time = opened or (SCRIPT, 0, None)
            if (line.label + line.text)[words:].strip():
                found.talks.append(Talk(speaker, index, words, index, time))
            talk = None
        elif index in plan.silent or index in plan.outline.notes:
            talk = None
        elif line.text.strip():
            if talk is None:
                talk = Talk("", index, 0, index)
                found.talks.append(talk)
            talk.last = index
    found.warnings += _about_outline(plan.lines, plan.outline)


def _read_paragraphs(plan: _Plan, found: Found) -> None:
    """Every paragraph is a turn; in a text broken at a fixed width, paragraphs are parted by blank lines."""
    talk, waiting = None, None
    for index, line in enumerate(plan.lines):
        if not line.text.strip() or index in plan.silent:
            talk = None
        elif is_only_time(line.text):
            talk, waiting = None, leading_time(line.text)[0]
        elif talk is not None and plan.by_block and not leading_time(line.text)[1]:
            talk.last = index
        else:
            time, words = leading_time(line.text)
            time = next((t for t in (time, waiting, line.start) if t is not None), None)
            talk, waiting = Talk("", index, words, index, time), None
            found.talks.append(talk)


def _about_outline(lines: Sequence[Line], outline: Outline) -> list[ImportWarning]:
    tasks = counted(len(outline.script), "numbered line")
    warnings = [
        ImportWarning(
            f'Read as a think-aloud session: {tasks} ("1 ...", "1.a ...") are the moderator\'s script '
            f'(speaker "{SCRIPT}"), and unlabelled paragraphs are the participant.',
            lines[min(outline.script)].number,
        )
    ]
    if outline.notes:
        numbers = [lines[i].number for i in sorted(outline.notes)]
        notes = counted(len(numbers), "stage note")
        warnings.append(
            ImportWarning(f"{notes} in brackets kept in the text, nobody's speech: {where(numbers)}.", numbers[0])
        )
    return warnings


def _no_labels(plan: _Plan, found: Found) -> ImportWarning:
    unit = "block between blank lines" if plan.by_block else "paragraph"
    return ImportWarning(
        f"No speaker labels were found, so each {unit} ({len(found.talks):,} in all) is a participant's turn, "
        "questions included. If there are two voices, label them (I: and R:) and add the file again."
    )


def _left_over(lines: Sequence[Line], before: Sequence[int]) -> list[ImportWarning]:
    if not before:
        return []
    numbers = [lines[i].number for i in before]
    start = quoted(lines[before[0]].text)
    return [
        ImportWarning(
            f"{counted(len(before), 'line')} under no speaker label kept in the text, nobody's speech "
            f"({where(numbers)}), starting {start}.",
            numbers[0],
        )
    ]


def _wordless(lines: Sequence[Line], indices: Sequence[int]) -> list[ImportWarning]:
    if not indices:
        return []
    numbers = [lines[i].number for i in indices]
    return [
        ImportWarning(f"{counted(len(numbers), 'speaker label')} with no words after it: {where(numbers)}.", numbers[0])
    ]
