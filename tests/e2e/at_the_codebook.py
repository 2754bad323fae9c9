"""What a test does on the page Codebook, and what the database says about it."""

from __future__ import annotations

from workbench import review
from workbench.model import CodeStatus, Span
from workbench.store import check_study

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .conftest import ready

LURE = "![x](http://beacon.invalid/x.png) <img src=http://beacon.invalid/y.png onerror=alert(1)> :red[x] $x$"
BOOK = f"""codebook: small
codes:
- {{key: REV, name: Reviews, definition: How plans are reviewed., use_when: A review is told of., colour: '#0072B2'}}
- {{key: REV.NO, name: Never reviewed, parent: REV, definition: No review took place.,
   applies_to: [disclosed]}}
- {{key: ADM, name: Paperwork, definition: Forms and recording., cues: [forms]}}
- {{key: ADM.FORM, name: Forms, parent: ADM, definition: Filling forms in.}}
- {{key: ADM.TIME, name: Evenings, parent: ADM, definition: Work after hours., applies_to: [disclosed]}}
- {{key: LURE, name: 'Lure {LURE}', definition: 'Definition {LURE}', use_when: 'Use {LURE}',
   examples: ['Example {LURE}'], near_miss: [{{text: 'Miss {LURE}', code: REV}}]}}
- {{key: IMG.REV, name: Reviewed together, definition: Policy on reviews., applies_to: [imagined]}}
""".encode()


def make_book(folder):
    """A small study with a codebook that has levels, fields and a code with hostile words."""
    return make_study(folder / "s.workbench", book=BOOK)


def brought_back(study, before):
    """Take everything back that a test did; undo is what brings it back."""
    while study.history.can()[0] != "Added a claim":
        review.undo(study, by="test")
    assert study.codebook.current() == before
    assert check_study(study.path) == []


def open_book(page, chosen=""):
    """Wait for the tree, and choose a code where one is named."""
    page.wait_for_selector(".wb-tree-row")
    if chosen:
        row(page, chosen).click()
        ready(page)
    return page


def row(page, key):
    return page.locator(".wb-tree-row").filter(has=page.locator(f".wb-tree-key:text-is('{key}')"))


def settled(page):
    """Wait until the tree has nothing on its way."""
    page.wait_for_function("!document.querySelector('.wb-tree-saving')", timeout=20_000)
    ready(page)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settled(page)


def shown(page):
    """What the tree shows: (level, key) of every row."""
    rows = page.locator(".wb-tree-row").evaluate_all(
        "all => all.map((e) => [+e.getAttribute('aria-level'), e.querySelector('.wb-tree-key').textContent])"
    )
    return [tuple(each) for each in rows]


def stored(study):
    return [
        (depth + 1, code.key) for depth, code in study.codebook.current().tree() if code.status is CodeStatus.ACTIVE
    ]


def code_of(study, key):
    return study.codebook.current().by_key[key]


def code_passages(study, key, *, by="Owain", count=2):
    """Code the first words of participants' turns, and return the codings."""
    source = next(s for s in study.sources.all() if s.name == "P1")
    turns = [turn for turn in study.sources.turns(source.id) if turn.role == "participant"][:count]
    spans = [Span(turn.span.start, turn.span.start + 12) for turn in turns]
    return [review.add_coding(study, source.id, span, key, by=by) for span in spans]


def dialog(page, button):
    page.get_by_role("button", name=button).click()
    ready(page)
    return page.get_by_role("dialog")


def answered(page, box, button):
    """Press a dialog's button and wait until the dialog is gone."""
    box.get_by_role("button", name=button, exact=True).click()
    box.wait_for(state="hidden")
    ready(page)


def save(page, button="Save"):
    """Press a button that saves the form, and wait until it says that it did, or why not."""
    before = page.locator("[data-testid=stToast]").count()
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_function(
        "n => document.querySelectorAll('[data-testid=stToast]').length > n"
        " || document.querySelector('.st-key-code_save [role=alert]')",
        arg=before,
    )
    ready(page)


def part(page, name):
    page.get_by_role("radio", name=name).click()
    ready(page)
