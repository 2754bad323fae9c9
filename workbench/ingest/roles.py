"""Who is who: the labels people use for interviewers and participants, and a guess for the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from workbench.ingest.lines import quoted
from workbench.model import ImportWarning, Role

SCRIPT = "script"

_INTERVIEWER = re.compile(
    r"(i|iv|ivr|int|interviewer|moderator|mod|facilitator|fac|researcher|res|host|q|question|cyfwelydd|holwr)[ .]?\d{0,2}\.?"
)
_PARTICIPANT = re.compile(
    r"(r|resp|respondent|p|part|participant|interviewee|ie|a|answer|coordinator|care coordinator|cyfranogwr)[ .]?\d{0,3}[a-z]?\.?"
)
_OTHER = re.compile(
    r"(all|both|several|observer|carer|carers|translator|interpreter|note[ -]?taker|transcriber|unknown|unknown speaker|"
    r"unidentified|female voice|male voice|colleague|group|multiple speakers|several speakers)[ .]?\d{0,2}"
)
_NUMBERED = re.compile(r"(speaker|spk|siaradwr|voice)[ .]?\d{1,2}")

Words = Mapping[str, Sequence[str]]


def role_of_label(label: str) -> Role | None:
    """Return the role a label names by itself ('INT', 'P07', 'Carer'), or None for names and initials."""
    key = folded(label)
    for pattern, role in ((_INTERVIEWER, Role.INTERVIEWER), (_PARTICIPANT, Role.PARTICIPANT), (_OTHER, Role.OTHER)):
        if pattern.fullmatch(key):
            return role
    return None


def is_numbered_speaker(label: str) -> bool:
    """Say whether a label is one that transcription programs give ('Speaker 1')."""
    return _NUMBERED.fullmatch(folded(label)) is not None


def folded(label: str) -> str:
    """Return the label as compared: lower case, single spaces."""
    return " ".join(label.casefold().split())


def guess_roles(
    words: Words, *, given: Mapping[str, Role], named: Mapping[str, str]
) -> tuple[dict[str, Role], list[ImportWarning]]:
    """Return a role for every speaker, and a warning wherever it is a guess or a given role fits nobody.

    Args:
        words: speaker -> what they said, turn by turn.
        given: label -> role, as told by a person; wins over everything.
        named: metadata of the file; `Interviewer: JB` makes JB the interviewer.
    """
    told = {folded(label): role for label, role in given.items()}
    header = {folded(value): role for key, value in named.items() if (role := role_of_label(key))}
    header |= {folded(key): role for key, value in named.items() if (role := role_of_label(value))}
    roles: dict[str, Role] = {}
    for speaker in words:
        key = folded(speaker)
        role = told.get(key) or header.get(key) or (Role.INTERVIEWER if speaker == SCRIPT else role_of_label(speaker))
        if role is not None:
            roles[speaker] = role
    unknown = [speaker for speaker in words if speaker not in roles]
    guessed, warnings = _guess(unknown, words, known=set(roles.values()))
    return {speaker: (roles | guessed)[speaker] for speaker in words}, _strangers(words, given) + warnings


def _guess(unknown: list[str], words: Words, *, known: set[Role]) -> tuple[dict[str, Role], list[ImportWarning]]:
    guessed = dict.fromkeys(unknown, Role.PARTICIPANT)
    named = [speaker for speaker in unknown if speaker]
    if not named:
        return guessed, []
    asker = None if Role.INTERVIEWER in known else _asker(named, words, alone=not known)
    if asker is not None:
        guessed[asker] = Role.INTERVIEWER
    said = ", ".join(f"{speaker} {guessed[speaker].value}" for speaker in named)
    why = f"{asker} asks the most questions" if asker else "nobody stands out by asking questions"
    if Role.INTERVIEWER in known:
        why = "the interviewer has a label of their own"
    message = f"Roles guessed, because the labels do not say: {said} ({why}). Give the roles if this is wrong."
    return guessed, [ImportWarning(message)]


def _asker(named: list[str], words: Words, *, alone: bool) -> str | None:
    """The one with the most questions, when a quarter or more of their turns hold one."""
    if alone and len(named) < 2:
        return None
    asked = {speaker: sum("?" in turn for turn in words[speaker]) for speaker in named}
    best = max(asked, key=lambda speaker: asked[speaker])
    return best if asked[best] * 4 >= len(words[best]) else None


def _strangers(words: Words, given: Mapping[str, Role]) -> list[ImportWarning]:
    here = {folded(speaker) for speaker in words}
    missing = [label for label in given if folded(label) not in here]
    there = ", ".join(speaker or "(no label)" for speaker in words) or "none"
    return [
        ImportWarning(f"A role was given for {quoted(label)}, but no turn has that label; the labels are: {there}.")
        for label in missing
    ]
