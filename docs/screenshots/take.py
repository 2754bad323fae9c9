"""Take the pictures of the README and the tutorial anew: `python docs/screenshots/take.py [NAME...]`.

A demonstration study is made, served and opened in Debian's Chromium; nothing of it stays but the pictures.
"""  # noqa: INP001  # a script beside its pictures, no package

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from workbench import open_study, review
from workbench.exchange.demonstration.make import make_demo
from workbench.pipeline.load import load_recipe
from workbench.pipeline.run import run

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WIDTH, MOST_BYTES = 1280, 200_000
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def settle(page: Page) -> None:
    """Wait until the page's script has run and everything stands still."""
    page.wait_for_timeout(400)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=60_000)
    page.wait_for_timeout(1500)


def choose(page: Page, label: str, words: str) -> None:
    """Choose from the list with this label the entry that the words find."""
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(words)
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    settle(page)


def transcript(page: Page) -> None:
    """Show an interview on the page Sources."""
    choose(page, "Source", "SYN_E3-04")


def desk(page: Page) -> None:
    """Code a sentence on the page Code, and stay there with the coding in hand."""
    choose(page, "Source", "SYN_E3-04")
    page.locator(".wb-row").nth(9).click()
    for key in ("]", "]", "/"):
        page.keyboard.press(key)
    page.keyboard.type("CON.CHASE")
    page.keyboard.press("Enter")
    settle(page)


def suggestion(page: Page) -> None:
    """Show a suggestion that waits, on the page Review."""
    choose(page, "Source", "SYN_E3-04")
    choose(page, "Code", "LIM.PLAN")


def claims(page: Page) -> None:
    """Show the claim that most people contradict, on the page Contrast, as it opens."""


def risk(page: Page) -> None:
    """Show the people who are open about risk, on the page Contrast."""
    choose(page, "Claim", "C07")
    page.get_by_role("button", name="F fulfilled 5").click()
    settle(page)


# name: with the design coding or without, page, height of the window, how to get there, scrolled to the evidence or not
PICTURES: dict[str, tuple[bool, str, int, Callable[[Page], None], bool]] = {
    "transcript": (False, "sources", 900, transcript, False),
    "code": (True, "code", 900, desk, False),
    "review": (False, "review", 1000, suggestion, False),
    "contrast": (True, "contrast", 1480, claims, False),
    "risk": (True, "contrast", 1000, risk, True),
}


def make_study(folder: Path, *, coded: bool) -> Path:
    """Make the demonstration; where it is uncoded, with the machine's suggestions to look at."""
    path = make_demo(folder, by="Priya", coded=coded)
    if not coded:
        study = open_study(path)
        run(study, load_recipe("similarity"), by="Priya")
        if not study.about.suggestions_shown:
            review.show_suggestions(study, True, by="Priya")
    return path


@contextmanager
def served(study: Path, home: Path) -> Iterator[str]:
    """Serve the app on a study and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "WORKBENCH_STUDY": str(study), "WORKBENCH_CODER": "Priya", "HOME": str(home)}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), f"--server.port={port}"]
    with (home / "log").open("wb") as log:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: S603
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()
            child.wait(timeout=20)


def wait_for(port: int) -> None:
    """Wait until somebody answers at the port.

    Raises:
        TimeoutError: after a minute.
    """
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("the app did not start")


def small(path: Path) -> None:
    """Write a picture with as many colours as keep it small enough, and no more than 256."""
    whole = Image.open(path).convert("RGB")
    for colours in (256, 128, 64, 32):
        whole.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < MOST_BYTES:
            return


def take(page: Page, address: str, name: str) -> None:
    """Take one picture and keep it."""
    _, where, height, go, evidence = PICTURES[name]
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.goto(f"{address}/{where}")
    settle(page)
    go(page)
    if evidence:
        box = page.get_by_role("combobox", name="Claim")
        box.evaluate("e => e.closest('[data-testid=stSelectbox]').scrollIntoView(true)")
        settle(page)
    page.mouse.move(WIDTH - 2, 2)
    path = HERE / f"{name}.png"
    page.screenshot(path=path)
    small(path)
    sys.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes\n")


def main(wanted: list[str]) -> None:
    """Take the pictures named, or all of them."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = (
            shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("chromium-browser")
        )
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for coded in (False, True):
            names = [name for name, (needs, *_) in PICTURES.items() if needs is coded and name in (wanted or PICTURES)]
            if not names:
                continue
            study = make_study(Path(folder) / f"coded_{coded}", coded=coded)
            with served(study, Path(folder)) as address:
                for name in names:
                    page = browser.new_page()
                    take(page, address, name)
                    page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
