"""What the address of the contrast says, value by value: what is meant is taken, and what is not is named with what there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench.errors import NotFound, WorkbenchError, listed
from workbench.model import ContrastFilter, Tense, Voice
from workbench.model.contrast_filter import ATTRIBUTE, in_range
from workbench.report.contrast_view import Choices

_READ = ("in_force", "beside", "evidence", "least")  # a filter alone says whether these can be meant
_CALLED = {
    "policy": "policy of", "voices": "voice", "tenses": "tense", "coders": "coder", "gap": "kind of gap", "at": "site",
    "by": "attribute", "within": "attribute",
}  # fmt: skip


def sorted_out(
    told: Mapping[str, Sequence[str]], there: Choices, own: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[str]], WorkbenchError | None]:
    """Return what of an address can be meant here, and what is to be said of the rest, if there is any.

    `own` are names that the page alone knows (its parts, stances), with the values each can have. Names that nobody knows
    are passed over.
    """
    kept: dict[str, list[str]] = {}
    lost, unread, choices = [], [], dict[str, str]()
    for name, values in told.items():
        for value in values:
            known, meant = _known(name, there, own), True
            if name in _READ:
                meant = not (why := _cannot_be_meant(name, value))
                unread += [why] if why else []
            elif known is not None and not (meant := value in known or any(in_range(each, value) for each in known)):
                called = _CALLED.get(name, name.removeprefix(ATTRIBUTE))
                lost.append(f"{called} '{value}'")
                choices |= _there(called, known, there)
            if meant:
                kept.setdefault(name, []).append(value)
    return kept, _said(lost, unread, choices) if lost or unread else None


def _known(name: str, there: Choices, own: Mapping[str, Sequence[str]]) -> Sequence[str] | None:
    """Return the values that a name of the address can have; None where there is no list of them."""
    if name.startswith(ATTRIBUTE):
        return there.attributes.get(name.removeprefix(ATTRIBUTE), ())
    # a voice that no link is in can be meant all the same: then nothing is counted
    lists: dict[str, Sequence[str]] = {
        "policy": there.policy, "coders": there.coders, "claim": there.claims, "voices": list(map(str, Voice)),
        "tenses": list(map(str, Tense)), "at": there.attributes.get("site", ()), **own,
    }  # fmt: skip
    return lists.get(name)


def _cannot_be_meant(name: str, value: str) -> str:
    try:
        ContrastFilter.from_address({name: [value]})
    except WorkbenchError as error:
        return f"{error.message} {error.hint}"
    return ""


def _there(called: str, known: Sequence[str], there: Choices) -> dict[str, str]:
    """Return what there is in place of a value, by what it is called."""
    return {called: listed(known)} if known else {"attributes": listed(there.attributes)}


def _said(lost: Sequence[str], unread: Iterable[str], choices: Mapping[str, str]) -> WorkbenchError:
    said = list(unread)
    if lost:
        here = "; ".join(f"{called}: {names}" for called, names in choices.items())
        said.insert(0, f"The address asks for {' and '.join(lost)}, which this study does not have. There is {here}.")
    return NotFound(" ".join(said), "The page counts without it. Choose among the controls.")
