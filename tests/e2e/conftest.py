"""A real browser on the real app: its own port, its own profile, and a log of every request."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from .wire import listen, settle

CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser")) if path), None)
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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def serve(root, tmp_path_factory):
    """Return a context manager that serves the app on a study and gives its address."""

    @contextmanager
    def served(study, port=None):
        port = port or free_port()
        home = tmp_path_factory.mktemp("home")
        environment = {**os.environ, "WORKBENCH_STUDY": str(study), "WORKBENCH_CODER": "Owain", "HOME": str(home)}
        log = (home / "log").open("wb")
        command = [sys.executable, "-m", "streamlit", "run", str(root / "streamlit_app.py"), f"--server.port={port}"]
        child = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(port, child, home / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()
            child.wait(timeout=20)
            log.close()

    return served


def _wait_for(port, child, log):
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if child.poll() is not None:
            break
        time.sleep(0.2)
    pytest.fail("the app did not start:\n" + log.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def chromium():
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed, so the browser tests cannot run (Debian: apt-get install chromium).")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Return a function that opens an address in a fresh profile; no request may leave this machine."""
    contexts, hosts = [], set()

    def opened(address, *, zoom=1.0):
        # a browser at 125 % lays the page out in a window that is a quarter smaller
        size = {"width": round(WIDTH / zoom), "height": round(HEIGHT / zoom)}
        context = chromium.new_context(viewport=size, device_scale_factor=zoom)
        contexts.append(context)
        page = context.new_page()
        listen(page)
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or urlsplit(request.url).scheme))
        page.goto(address)
        ready(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert hosts <= {"127.0.0.1", "blob", "data"}, hosts


def ready(page):
    """Wait until the script has run and the page stands still."""
    settle(page)


@pytest.fixture
def desk(visit, address):
    """Return a function that opens the coding desk on a source, in a fresh profile; `address` is the test file's own."""
    from .at_the_desk import open_desk

    return lambda source="P1", **how: open_desk(visit(f"{address}/code", **how), source)
