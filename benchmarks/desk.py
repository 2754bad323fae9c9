"""Print how quick the coding desk is in a real browser: `make bench` runs this after the other tables."""

from __future__ import annotations

import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from run import SEED, passages, row, table

from workbench.exchange.intake import add_sources, import_codebook, read_uploads
from workbench.ingest.shipped import shipped_file
from workbench.model import CodeStatus, Role, Span, Variety
from workbench.store import OpenStudy, new_study

SIZES = ((10_000, 500), (200_000, 5_000))  # words, codings that overlap
PACED, BURSTS, KEYS = 40, 20, 60
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Make a study of each size, serve it, and press keys in it."""
    chromium = next(
        (path for path in map(shutil.which, ("chromium", "chromium-browser", "chromium-headless-shell")) if path), None
    )
    if chromium is None:
        sys.exit("The desk's benchmark needs Chromium (Debian: apt-get install chromium).")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        for words, codings in SIZES:
            study = coded_study(Path(folder) / f"{words}.workbench", words, codings)
            with served(study.path) as address:
                measure(study, browser.new_page(viewport={"width": 1280, "height": 900}), address, words, codings)


def coded_study(path: Path, words: int, codings: int) -> OpenStudy:
    """Return a study of one interview of so many words with so many codings, some over several turns."""
    study, rng, said = new_study(path, by="bench"), random.Random(SEED), passages(400)
    import_codebook(study, shipped_file("codebooks", "imagined_done"), by="bench")
    lines, written = [], 0
    while written < words:
        answer = " ".join(rng.choice(said) for _ in range(rng.randint(1, 4)))
        lines += [f"I: And then, number {len(lines)}?", f"P1: {answer}"]
        written += len(answer.split()) + 6
    add_sources(study, read_uploads([("long.txt", "\n".join(lines).encode())], variety=Variety.DISCLOSED), by="bench")
    source = study.sources.get("long")
    answers = [turn.span for turn in study.sources.turns(source.id) if turn.role is Role.PARTICIPANT]
    codes = [code.id for code in study.codebook.current() or () if code.status is CodeStatus.ACTIVE]
    spans: dict[str, set[Span]] = {code: set() for code in codes}
    while sum(map(len, spans.values())) < codings:
        number = rng.randrange(len(answers) - 1)
        start = answers[number].start + rng.randrange(max(1, len(answers[number]) // 2))
        end = answers[number + (rng.random() < 0.1)].end
        spans[rng.choice(codes)].add(Span(start, min(end, start + rng.randint(40, 600))))
    with study.act("coding.add", by="Owain") as act:
        coder = study.coders.person(act, "Owain")
        for code, places in spans.items():
            study.codings.add_found(
                act, source.id, sorted(places, key=lambda s: s.start), code, coder, found_by="bench"
            )
    return study


@contextmanager
def served(path: Path) -> Iterator[str]:
    """Serve the app on a study and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = Path(__file__).parents[1]
    child = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(root / "streamlit_app.py"), f"--server.port={port}"],
        cwd=root, env={**os.environ, "WORKBENCH_STUDY": str(path), "WORKBENCH_CODER": "Owain", "HOME": str(path.parent)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(timeout=20)


def measure(study: OpenStudy, page: Any, address: str, words: int, codings: int) -> None:
    """Print first render, local paint, acknowledgement and lost keys of one study."""
    table(
        f"The coding desk: {words:,} words, {codings:,} overlapping codings (load {os.getloadavg()[0]:.1f} at the start)"
    )
    page.goto(f"{address}/code")
    page.wait_for_selector(".wb-bar", timeout=120_000)
    settled(page)
    page.reload()
    began = time.perf_counter()
    page.wait_for_selector(".wb-bar", timeout=120_000)
    row("page load to first bars", f"{1000 * (time.perf_counter() - began):,.0f} ms")
    settled(page)
    row("first render of the desk", f"{page.evaluate('window.workbenchOpened'):,.0f} ms")
    times(page, "workbenchPaints")
    times(page, "workbenchTimes")
    here = len(study.codings.all())
    page.locator(".wb-row:not(.wb-role-interviewer)").nth(3).click()
    for number in range(PACED):
        press(page, ("j", "j", str(1 + number % 3)))
        page.wait_for_timeout(250)
    settled(page)
    told("paint after a key, one at a time", times(page, "workbenchPaints"))
    told("key to acknowledged, one at a time", times(page, "workbenchTimes"))
    lost = 0
    for burst in range(BURSTS):
        before, page_before = len(study.codings.all()), page.evaluate("window.workbenchOutbox.sequence")
        for number in range(KEYS):
            press(page, ("]",) if number % 2 == 0 else (str(1 + burst % 9),))
        settled(page)
        sent = page.evaluate("window.workbenchOutbox.sequence") - page_before
        lost += sent - (len(study.codings.all()) - before)
    told(f"paint in {BURSTS} bursts of {KEYS} keys", times(page, "workbenchPaints"))
    told("key to acknowledged, in bursts", times(page, "workbenchTimes"))
    row("keys lost in the bursts", f"{lost}", f"{len(study.codings.all()) - here:,} codings made in all")
    row("load at the end", f"{os.getloadavg()[0]:.1f}")


def press(page: Any, keys: tuple[str, ...]) -> None:
    for key in keys:
        page.keyboard.press(key)


def settled(page: Any) -> None:
    """Wait until everything is saved and the page stands still."""
    page.wait_for_function("document.querySelector('.wb-unsent')?.textContent === 'all saved'", timeout=120_000)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=120_000)
    page.wait_for_timeout(400)


def times(page: Any, name: str) -> list[float]:
    """Return the times that the desk noted under a name, and begin anew."""
    return list(page.evaluate(f"(() => {{ const t = window.{name} || []; window.{name} = []; return t; }})()"))


def told(what: str, taken: list[float]) -> None:
    """Print median, 95th percentile and largest of some times in milliseconds."""
    if taken:
        high = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
        row(
            what,
            f"{statistics.median(taken):,.0f} ms",
            f"p95 {high:,.0f} ms, largest {max(taken):,.0f} ms, n {len(taken)}",
        )


if __name__ == "__main__":
    main()
