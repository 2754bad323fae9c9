"""`workbench app`: the app runs as a child of this command, on this machine only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from workbench.cli.call import Call, about_a_study, example
from workbench.cli.tables import note, say
from workbench.errors import NotFound, WorkbenchError

HOST = "127.0.0.1"
FIRST_PORT, PORTS = 8501, 50
_PACKAGE = Path(__file__).resolve().parents[1]


@click.command(epilog=example("workbench app --port 8600"))
@click.option(
    "--port", type=click.IntRange(1, 65535), help=f"Port to use; default: the first free one from {FIRST_PORT}."
)
@about_a_study
def app(call: Call, port: int | None) -> None:
    """Open the study in the app and print its address. Ctrl+C ends it."""
    path = call.study.path.resolve()  # opened here, so that a wrong study is told here and not in the browser
    script = app_script()
    port = free_port() if port is None else _require_free(port)
    sys.exit(_serve(command(script, port), environment(path, call.coder), port, call))


def app_script() -> Path:
    """Return the app's script: beside the package in a checkout, inside it when installed.

    Raises:
        NotFound: when it is in neither place.
    """
    places = (_PACKAGE / "shipped" / "streamlit_app.py", _PACKAGE.parent / "streamlit_app.py")
    for place in places:
        if place.is_file():
            return place
    raise NotFound(f"The app is missing: there is no {places[0]} and no {places[1]}.", "Install the workbench again.")


def command(script: Path, port: int) -> list[str]:
    """Return the command that serves the app, with every setting of its config.toml as a flag.

    Flags, because they hold from any working directory and over any configuration of the user's own.
    """
    settings = dict(_flat(tomllib.loads((script.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))))
    settings.update({"server.address": HOST, "server.port": port, "server.headless": True})
    flags = [flag for name, value in settings.items() for flag in _flags(name, value)]
    return [sys.executable, "-m", "streamlit", "run", str(script), *flags]


def environment(study: Path, coder: str) -> dict[str, str]:
    """Return the child's environment: the study, the coder, and no network for the language model."""
    return {**os.environ, "WORKBENCH_STUDY": str(study), "WORKBENCH_CODER": coder, "HF_HUB_OFFLINE": "1"}


def free_port() -> int:
    """Return the first port from `FIRST_PORT` that nobody listens on.

    Raises:
        WorkbenchError: when all of them are taken.
    """
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        if _is_free(port):
            return port
    raise WorkbenchError(f"The ports {FIRST_PORT} to {FIRST_PORT + PORTS - 1} are all in use.", "Name one: `--port N`.")


def _require_free(port: int) -> int:
    if not _is_free(port):
        raise WorkbenchError(f"The port {port} is in use, or may not be used by you.", "Choose another: `--port N`.")
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name != "nt":  # there, the option would let two programs share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _flat(settings: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _flags(name: str, value: Any) -> list[str]:
    if isinstance(value, list):
        return [flag for each in value for flag in _flags(name, each)]
    return [f"--{name}={str(value).lower() if isinstance(value, bool) else value}"]


def _serve(words: list[str], surroundings: Mapping[str, str], port: int, call: Call) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the child never outlives us
    child = subprocess.Popen(words, env=surroundings, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)  # noqa: S603  # our own words
    try:
        if _answers(child, port):
            _tell(call, f"http://{HOST}:{port}")
            note("Ctrl+C ends it; your work is saved as you go.")
        code = child.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _end(child)
    return 1 if code else 0


def _tell(call: Call, address: str) -> None:
    call.answer([{"address": address}], lambda _rows: say(f"The study '{call.path.name}' is open at {address}"))
    sys.stdout.flush()


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()


def _answers(child: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the app answers; say False when it ended instead."""
    while child.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((HOST, port)) == 0:
                return True
        time.sleep(0.1)
    return False
