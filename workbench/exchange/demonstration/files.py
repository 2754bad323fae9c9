"""The files the demonstration study becomes: transcripts in five formats, policies, notes and returns.

The same study gives the same bytes each time, on every machine. Every file carries the synthetic label first and last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from workbench.exchange.demonstration.design import LABEL, Interview, PolicyDocument, SiteDocument
from workbench.exchange.demonstration.word import word_document
from workbench.model import Role
from workbench.model.identity import id_of

_WORDS_PER_SECOND = 2.4
_PAUSE = 0.7  # seconds between two speakers
_WORDS_PER_CUE = 14
_SHORT = {Role.INTERVIEWER: "I:", Role.PARTICIPANT: "P:"}
Said = list[tuple[Role, tuple[str, ...]]]  # who, and the paragraphs they say


def transcripts(interview: Interview) -> dict[str, bytes]:
    """Return the transcript files of an interview by name, in its own format (UTF-8).

    Times are worked out from the number of words, so that the bytes are the same each time.
    """
    files: dict[str, bytes] = {}
    for number, name in enumerate(interview.file_names, 1):
        said = [line for turn in interview.turns if turn.file == number for line in turn.spoken]
        part = {"Part": str(number)} if len(interview.file_names) > 1 else {}
        files[name] = _WRITERS[interview.format](_head(interview) | part, said, name)
    return files


def policy_text(document: PolicyDocument) -> bytes:
    """Return the policy as a file (UTF-8): label, title, publisher, date, country, a paragraph per extract, label."""
    head = {
        "Title": document.title,
        "Publisher": document.issuer,
        "Date": document.issued.isoformat(),
        "Country": document.country,
    }
    return _typed_document(head, [part.text for part in document.extracts])


def site_text(document: SiteDocument) -> bytes:
    """Return an observer's note or an audit return as a file (UTF-8), in paragraphs."""
    head = {
        "Title": document.title,
        "Site": f"{document.site.name}, {document.site.country}",
        "Date": document.written.isoformat(),
    }
    return _typed_document(head, [part.text for part in document.paragraphs])


def _typed_document(head: Mapping[str, str], paragraphs: list[str]) -> bytes:
    body = [line for paragraph in paragraphs for line in (paragraph, "")]
    return _lines(LABEL, "", *(f"{key}: {value}" for key, value in head.items()), "", *body, LABEL)


def _lines(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode("utf-8")


def _head(interview: Interview) -> dict[str, str]:
    person = interview.participant
    return {
        "Interview id": person.case_name,
        "Site": f"{person.site.name}, {person.site.country}",
        "Date": interview.recorded.isoformat(),
    }


def _typed(head: Mapping[str, str], said: Said, _name: str) -> bytes:
    return _typed_document(head, [f"{_SHORT[role]} {' '.join(paragraphs)}" for role, paragraphs in said])


def _word(head: Mapping[str, str], said: Said, _name: str) -> bytes:
    return word_document(LABEL, head, [(_SHORT[role], paragraphs) for role, paragraphs in said])


def _otter(head: Mapping[str, str], said: Said, _name: str) -> bytes:
    lines = [LABEL, ""]
    for role, words, start in _timed(said):
        lines += [f"{_full(head)[role]}  {int(start) // 60}:{int(start) % 60:02d}", " ".join(words), ""]
    return _lines(*lines, LABEL)


def _teams(head: Mapping[str, str], said: Said, name: str) -> bytes:
    recording = id_of("recording", name)
    lines = ["WEBVTT", "", f"NOTE {LABEL}", ""]
    for number, (role, start, end, words) in enumerate(_cues(said)):
        lines += [f"{recording}/{number}-0", f"{_clock(start)} --> {_clock(end)}"]
        lines += [f"<v {_full(head)[role]}>{words}</v>", ""]
    return _lines(*lines, f"NOTE {LABEL}")


def _zoom(head: Mapping[str, str], said: Said, _name: str) -> bytes:
    lines = ["WEBVTT", "", f"NOTE {LABEL}", ""]
    for number, (role, start, end, words) in enumerate(_cues(said), start=1):
        lines += [str(number), f"{_clock(start)} --> {_clock(end)}", f"{_full(head)[role]}: {words}", ""]
    return _lines(*lines, f"NOTE {LABEL}")


def _full(head: Mapping[str, str]) -> dict[Role, str]:
    return {Role.INTERVIEWER: "Interviewer", Role.PARTICIPANT: head["Interview id"]}


def _timed(said: Said) -> Iterator[tuple[Role, list[str], float]]:
    """Who speaks, the words, and the start in seconds, at an even speaking rate."""
    start = 3.0
    for role, paragraphs in said:
        words = " ".join(paragraphs).split()
        yield role, words, start
        start += len(words) / _WORDS_PER_SECOND + _PAUSE


def _cues(said: Said) -> Iterator[tuple[Role, float, float, str]]:
    """Each turn cut into subtitle cues of a few words, with their start and end in seconds."""
    for role, words, start in _timed(said):
        for first in range(0, len(words), _WORDS_PER_CUE):
            some = words[first : first + _WORDS_PER_CUE]
            begin = start + first / _WORDS_PER_SECOND
            yield role, begin, begin + len(some) / _WORDS_PER_SECOND, " ".join(some)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


_WRITERS: dict[str, Callable[[Mapping[str, str], Said, str], bytes]] = {
    "docx": _word,
    "txt": _typed,
    "otter_txt": _otter,
    "vtt_teams": _teams,
    "zoom_vtt": _zoom,
}
