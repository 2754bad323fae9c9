"""What a test does at the coding desk, and what the database says about it."""

from __future__ import annotations

from .conftest import ready


def open_desk(page, source="P1"):
    """Choose a source on the page Code and wait for its turns."""
    if page.get_by_role("combobox", name="Source").input_value() != source:
        page.get_by_role("combobox", name="Source").click()
        page.get_by_role("option", name=source, exact=True).click()
        ready(page)
    page.wait_for_selector(".wb-row")
    return page


def mine(study):
    coders = {coder.id: coder.name for coder in study.coders.all()}
    return [coding for coding in study.codings.all() if coders[coding.coder_id] == "Owain"]


def saved(page):
    """Wait until the desk says that everything is saved."""
    page.wait_for_function("document.querySelector('.wb-unsent')?.textContent === 'all saved'", timeout=30_000)
    ready(page)


def words_of(study, codings):
    texts = {source.id: source.text for source in study.sources.all()}
    return [coding.span.of(texts[coding.source_id]) for coding in codings]


def row(page, words):
    return page.locator(".wb-row", has_text=words).first


def keys(page, *pressed):
    for key in pressed:
        page.keyboard.press(key)


def drag(page, begin, end):
    """Drag the mouse from one place in the window to another."""
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()
