"""Hostile words in every place show as they were written, and nobody is called."""

from __future__ import annotations

import http.server
import threading

import pytest

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .conftest import ready

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def beacon():
    """A server that remembers who called."""
    calls = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], calls
    server.shutdown()


@pytest.fixture(scope="module")
def words(beacon):
    port, _calls = beacon
    return f"![](http://127.0.0.1:{port}/x.png) <script>fetch('http://127.0.0.1:{port}/s')</script> :red[x] $x$"


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory, words):
    name = words.replace("/", "∕")  # a file name has no slashes; everything else stays
    talk = {
        f"{name}.txt": f"I: Why {words}?\nP1: Because {words} and no more.\nI: Yes?\nP1: No.\n".encode(),
        "second.txt": b"I: And you?\nP2: I said something else.\n",
    }
    quoted = words.replace("'", "''")
    book = f"""codebook: '{quoted}'
codes:
- {{key: REV, name: 'Name {quoted}', definition: 'Definition {quoted}', use_when: 'Use {quoted}',
   examples: ['Example {quoted}'], applies_to: [disclosed]}}
- {{key: ADM, name: Paperwork, definition: Forms., applies_to: [disclosed]}}
- {{key: IMG.REV, name: Reviewed together, definition: Policy., applies_to: [imagined], contrast_with: [REV]}}
"""
    policy = {"policy.txt": f"Plans are reviewed {words} each year.\n".encode()}
    study = make_study(tmp_path_factory.mktemp("hostile") / "s.workbench", talk=talk, book=book.encode(), policy=policy)
    with study.act("memo", by=words, summary=words) as act:
        study.coders.person(act, words)
    with serve(study.path) as served:
        yield served


def shown(page):
    return page.evaluate("document.querySelector('[data-testid=stMain]').textContent")


@pytest.mark.parametrize(
    ("path", "times"), [("", 1), ("sources", 2), ("review", 5), ("contrast", 3), ("claims", 1), ("history", 0)]
)  # the history's table is drawn on a canvas, which has no text to read
def test_hostile_words_show_as_written_and_fetch_nothing(path, times, address, visit, beacon, words):
    page = visit(f"{address}/{path}")
    if path == "sources":
        page.get_by_role("combobox", name="Source").click()
        page.get_by_role("option").first.click()
        ready(page)
        page.get_by_text("Who is who").click()
    if path == "contrast":
        page.get_by_role("tab", name="Table").click()
        for part in ("Themes", "Unmatched", "Groups", "Claims"):
            page.get_by_role("radio", name=part).click()
            ready(page)
    page.wait_for_timeout(800)
    assert shown(page).count(words) >= times, shown(page)
    assert page.locator("[data-testid=stMain] img[src*='127.0.0.1']").count() == 0
    assert page.locator("[data-testid=stMain] script").count() == 0
    assert beacon[1] == []


def test_the_beacon_hears_a_call_that_is_made(visit, address, beacon):
    page = visit(f"{address}/")
    port, calls = beacon
    page.evaluate(f"new Image().src = 'http://127.0.0.1:{port}/control'")
    page.wait_for_timeout(500)
    assert calls == ["/control"]
    calls.clear()


def test_a_request_to_another_machine_would_be_seen(visit, address, way_out):
    page = visit(address)
    page.evaluate("fetch('http://fonts.googleapis.com/css').catch(() => 0)")
    page.wait_for_timeout(500)
    assert way_out.asked == ["fonts.googleapis.com"]
    way_out.asked.clear()
