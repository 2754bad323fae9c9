"""The program's own words for its closed lists: varieties, roles, stances, modes."""

from __future__ import annotations

from datetime import datetime

from workbench.model import Mode, Role, Variety

VARIETIES = {
    Variety.DISCLOSED.value: "Disclosed: what people report of their work (interviews)",
    Variety.IMAGINED.value: "Imagined: what policy expects of the work",
    Variety.PRESCRIBED.value: "Prescribed: procedures and protocols",
    Variety.INSTRUCTED.value: "Instructed: what people are told to do",
    Variety.OBSERVED.value: "Observed: field notes of work being done",
    Variety.MEASURED.value: "Measured: what records and audits say",
    Variety.JUDGED.value: "Judged: inspections, reviews, inquiries",
}
ROLES = {
    Role.PARTICIPANT.value: "participant",
    Role.INTERVIEWER.value: "interviewer (never coded)",
    Role.OTHER.value: "other",
}
MODES = {
    Mode.CODEBOOK: "Codebook mode: the machine may suggest codes; a person decides on each.",
    Mode.REFLEXIVE: "Reflexive mode: no suggestions and no agreement scores; meaning is made by people reading.",
}


def variety_words(value: str) -> str:
    """Return what a variety means, for a list to choose from."""
    return VARIETIES.get(value, value)


def role_words(value: str) -> str:
    """Return what a role means, for a list to choose from."""
    return ROLES.get(value, value)


def spaced(value: str) -> str:
    """Return one of our own underscored values as words: `own_practice` becomes 'own practice'."""
    return value.replace("_", " ")


def local(moment: datetime) -> datetime:
    """Return a UTC time as this computer's own, without its zone, as a table shows it."""
    return moment.astimezone().replace(tzinfo=None)
