"""A real browser on the real app: its own port, its own profile, and a log of every request."""

from __future__ import annotations

import os
import shutil
import socket
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from .. import warm  # noqa: TID252  # servers and commands begin warm in the same way
from .way_out import WayOut
from .wire import listen, settle

CHROMIUM = next(
    (path for path in map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser")) if path), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTH, HEIGHT = 1280, 900


@pytest.fixture(scope="session")
def usual_port():
    """The port that one server after the other is given: what browsers keep of the program itself stays good."""
    return free_port()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def taken(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def serve(root, usual_port, tmp_path_factory):
    """Return a context manager that serves the app on a study and gives its address."""

    @contextmanager
    def served(study, port=None):
        port = port or (free_port() if taken(usual_port) else usual_port)
        home = tmp_path_factory.mktemp("home")
        environment = {**os.environ, "WORKBENCH_STUDY": str(study), "WORKBENCH_CODER": "Owain", "HOME": str(home)}
        child = warm.server(root / "streamlit_app.py", port, cwd=root, env=environment, log=home / "log")
        try:
            _wait_for(port, child, home / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            child.end()

    return served


def _wait_for(port, child, log):
    for _ in range(1200):
        if taken(port):
            return
        if child.ended():
            break
        time.sleep(0.05)
    pytest.fail("the app did not start:\n" + log.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def way_out():
    """Where requests to other machines arrive."""
    return WayOut()


@pytest.fixture(scope="session")
def profile(way_out):
    """Return a function that gives the nth profile of a zoom; a profile is used by one test after the other."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed, so the browser tests cannot run (Debian: apt-get install chromium).")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=[*FLAGS, way_out.flag])
        there = {}

        def made(zoom, number):
            if (zoom, number) not in there:
                # a browser at 125 % lays the page out in a window that is a quarter smaller
                size = {"width": round(WIDTH / zoom), "height": round(HEIGHT / zoom)}
                there[zoom, number] = browser.new_context(viewport=size, device_scale_factor=zoom)
            return there[zoom, number]

        yield made
        browser.close()


@pytest.fixture
def visit(profile, way_out):
    """Return a function that opens an address, each time in another profile; no request may leave this machine.

    A profile knows nothing of the tests before but the program's own files, which take longest to load.
    """
    pages = []
    way_out.asked.clear()

    def opened(address, *, zoom=1.0):
        context = profile(zoom, len(pages))
        page = context.new_page()
        pages.append(page)
        _forget(page, address)
        listen(page)
        page.goto(address)
        ready(page)
        return page

    yield opened
    for page in pages:
        context = page.context
        context.set_offline(False)
        for each in context.pages:
            each.close()
    assert not way_out.asked, "asked of other machines"


def _forget(page, address):
    """Take away whatever an earlier test left in this profile: cookies, and what pages keep."""
    page.context.clear_cookies()
    tools = page.context.new_cdp_session(page)
    where = urlsplit(address)
    kept = "cookies,local_storage,indexeddb,service_workers,cache_storage"
    tools.send("Storage.clearDataForOrigin", {"origin": f"{where.scheme}://{where.netloc}", "storageTypes": kept})
    tools.detach()


def ready(page):
    """Wait until the script has run and the page stands still."""
    settle(page)


@pytest.fixture
def desk(visit, address):
    """Return a function that opens the coding desk on a source, in a fresh profile; `address` is the test file's own."""
    from .at_the_desk import open_desk

    return lambda source="P1", **how: open_desk(visit(f"{address}/code", **how), source)
