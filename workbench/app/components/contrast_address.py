"""What the address of the contrast says, value by value: what is meant is taken, and what is not is named with what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from workbench.analysis.claim_facts import UNKNOWN_SITE
from workbench.app import contrast_state, state
from workbench.app.components.claim_evidence import GAPS
from workbench.app.components.contrast_claims import STANCES
from workbench.app.components.group_contrast import compared_by, group_options, said_by
from workbench.errors import NotFound, WorkbenchError, listed
from workbench.model import ContrastFilter, Tense, Voice
from workbench.model.contrast_filter import ATTRIBUTE, in_range
from workbench.report.contrast_view import Choices
from workbench.store import OpenStudy

_READ = ("in_force", "beside", "evidence", "least")  # a filter alone says whether these can be meant
_MOST = 40  # characters of what an address says that are shown
_STUDY, _PAGE = "this study", "this page"
# What one of it is called, what several are, and what would have to have it.
_CALLED = {
    "attr.site": ("site", "sites", _STUDY), "at": ("site", "sites", _STUDY),
    "attr.country": ("country", "countries", _STUDY), "attr.profession": ("profession", "professions", _STUDY),
    "policy": ("country of policy", "countries of policy", _STUDY), "claim": ("claim", "claims", _STUDY),
    "coders": ("coder", "coders", _STUDY), "group_theme": ("theme", "themes", _STUDY),
    "voices": ("voice", "voices", _PAGE), "tenses": ("tense", "tenses", _PAGE), "part": ("part", "parts", _PAGE),
    "stance": ("stance", "stances", _PAGE), "gap": ("kind of gap", "kinds of gap", _PAGE),
    "by": ("way to compare", "ways to compare", _PAGE), "within": ("way to look inside", "ways to look inside", _PAGE),
    "said_by": ("group", "groups", "this comparison"),
}  # fmt: skip


def own_values(
    study: OpenStudy, there: Choices, told: Mapping[str, Sequence[str]], parts: Sequence[str]
) -> dict[str, Sequence[str]]:  # fmt: skip
    """Return the values that the address can have of what is the page's alone: all that the page itself can write there."""
    groups = group_options(there)
    by = compared_by(groups, *told.get("by", ()), state.chosen(contrast_state.GROUP_BY) or "")
    sites = there.attributes.get("site", ())
    placed = not sites or all("site" in case.attributes for case in study.cases.all())
    return {
        "part": [part.casefold() for part in parts], "stance": STANCES[:-1], "gap": GAPS,
        "at": sites if placed else [*sites, UNKNOWN_SITE],
        "by": groups, "within": groups, "group_theme": [code.key for code in study.codebook.current() or ()],
        "said_by": said_by(there, by),
    }  # fmt: skip


def sorted_out(
    told: Mapping[str, Sequence[str]], there: Choices, own: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[str]], WorkbenchError | None]:
    """Return what of an address can be meant here, and what is to be said of the rest, if there is any.

    `own` are names that the page alone knows (`own_values`), with the values each can have. Names that nobody knows are
    passed over.
    """
    kept, lost = dict[str, list[str]](), dict[str, list[str]]()
    lists, unread = {**_lists(there), **own}, []
    for name, values in told.items():
        for each in values:
            value = each.casefold() if name == "part" else each
            if name in _READ and (why := _cannot_be_meant(name, value)):
                unread.append(why)
            elif _known(name, value, lists):
                kept.setdefault(name, []).append(value)
            else:
                lost.setdefault(name, []).append(each)
    said = [*_said(lost, lists, there), *unread]
    return kept, NotFound(" ".join(said), "Everything else in the address was used.") if said else None


def _lists(there: Choices) -> dict[str, Sequence[str]]:
    """Return the values that can be meant, by name of the address, where there is a list of them."""
    # a voice that no link is in can be meant all the same: then nothing is counted
    return {
        "policy": there.policy, "coders": there.coders, "claim": there.claims, "voices": list(map(str, Voice)),
        "tenses": list(map(str, Tense)), **{f"{ATTRIBUTE}{name}": values for name, values in there.attributes.items()},
    }  # fmt: skip


def _known(name: str, value: str, lists: Mapping[str, Sequence[str]]) -> bool:
    if not name.startswith(ATTRIBUTE):
        return name not in lists or value in lists[name]
    known = lists.get(name, ())
    return value in known or any(in_range(each, value) for each in known)


def _cannot_be_meant(name: str, value: str) -> str:
    try:
        ContrastFilter.from_address({name: [value]})
    except WorkbenchError as error:
        message = error.message.replace(value, _cut(value)).replace(
            value[:_MOST], _cut(value)
        )  # some cut it themselves
        return f"{message} {error.hint}"
    return ""


def _said(lost: Mapping[str, Sequence[str]], lists: Mapping[str, Sequence[str]], there: Choices) -> Iterator[str]:
    """Say of each name what it asks for in vain, and what there is."""
    unknown = [name for name in lost if name not in lists]
    for name in lost:
        if name not in unknown:
            yield _vain(name, lost[name], lists[name])
    if unknown:
        names = _shown(name.removeprefix(ATTRIBUTE) for name in unknown)
        yield (
            f"The address narrows people by {names}, which nobody's record here has. There is: {listed(there.attributes)}."
        )


def _vain(name: str, values: Sequence[str], known: Sequence[str]) -> str:
    attribute = name.removeprefix(ATTRIBUTE)
    one, several, holder = _CALLED.get(name, (f"value of {attribute}", f"values of {attribute}", _STUDY))
    what = f"a {one}" if len(values) == 1 else several
    its = f"Its {one} is" if len(known) == 1 else f"Its {several} are"
    has = f"{its} {listed(known)}." if known else "It has none."
    return f"The address names {what} that {holder} does not have: {_shown(values)}. {has}"


def _shown(values: Iterable[str]) -> str:
    return listed(_cut(value) or "(empty)" for value in values)


def _cut(value: str) -> str:
    return value if len(value) <= _MOST else f"{value[: _MOST - 1]}…"
