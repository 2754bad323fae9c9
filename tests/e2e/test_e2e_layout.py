"""Every page fits a small laptop's window, and the same window at 125 %."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from workbench.exchange.demonstration.make import make_demo

from ..app.conftest import suggest  # noqa: TID252  # two folders of tests share one small study
from .conftest import ready

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    from workbench import open_study

    path = make_demo(tmp_path_factory.mktemp("demo"), by="Mair")
    suggest(open_study(path))
    with serve(path) as served:
        yield served


# Tables scroll inside their own frame; everything else has to end where the window ends.
OVER_THE_EDGE = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter(e => !e.closest('[data-testid=stDataFrame], .wb-matrix, [data-testid=stVegaLiteChart] details'))
  .filter(e => e.getBoundingClientRect().width > 0 && e.getBoundingClientRect().right > window.innerWidth + 1)
  .map(e => `${e.tagName}.${e.className}`)"""


@pytest.mark.parametrize(
    "path",
    [
        "",
        "sources",
        "code",
        "review",
        "codebook",
        "search",
        "memos",
        "claims",
        "contrast",
        "matrix",
        "analysis",
        "history",
    ],
)
@pytest.mark.parametrize("zoom", [1.0, 1.25])
def test_no_page_scrolls_sideways_or_is_cut_off(path, zoom, address, visit):
    page = visit(f"{address}/{path}", zoom=zoom)
    page.wait_for_timeout(600)
    wide = page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')].map(e => e.scrollWidth - e.clientWidth)"
    )
    assert wide == [0, 0]
    assert page.evaluate(OVER_THE_EDGE) == []
    expect(page.get_by_text("Synthetic demonstration data").first).to_be_visible()
    assert page.get_by_text("encountered an error").count() == 0


def test_a_click_on_a_bar_opens_its_quotations(address, visit):
    page = visit(f"{address}/contrast")
    before = page.locator(".wb-card .wb-said").first.inner_text()
    box = page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first.bounding_box()
    for part in (0.5, 0.52, 0.54):  # of three places so close together, at most one lies between two bars
        page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * part)
        ready(page)
    after = page.locator(".wb-card .wb-said").first.inner_text()
    assert after != before
