"""Commands and servers in processes of their own that begin warm: forked when the libraries are loaded, as often as a test needs.

What a person types is run whole, with its own folder, environment, output and exit code; only the seconds in which Python
loads the same libraries again are spared. That commands work from a cold start is what test_docs_readme.py and test_wheel.py see.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from tempfile import TemporaryFile

_LIBRARIES = (
    "pandas", "scipy.stats", "spacy", "sentence_transformers", "workbench.cli.main", "workbench.pipeline.run", "workbench.store",
    "workbench.embed.sentence_transformer", "workbench.exchange.demonstration.make", "workbench.report.contrast",
)  # fmt: skip
# not workbench.app: what a page brings along is known to the server that loads it
_SERVING = (
    "altair",
    "pandas",
    "scipy.stats",
    "spacy",
    "streamlit.web.cli",
    "streamlit.web.bootstrap",
    "workbench.store",
)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def workbench(*words, cwd, env):
    """Run `workbench WORDS...` in a folder, with this environment and no other."""
    return _forked(lambda: _command(words), cwd, env)


def script(text, *, cwd, env):
    """Run a Python script in a folder, with this environment and no other."""
    return _forked(lambda: exec(compile(text, "<script>", "exec"), {"__name__": "__main__"}), cwd, env)


class Server:
    """The app, served by a process of its own until `end` is called."""

    def __init__(self, pid):
        self.pid, self.code = pid, None

    def ended(self):
        """Say whether the process is no more."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code is not None

    def end(self):
        """Let the server end as a person would (SIGTERM); one that hangs for 20 seconds is killed, and that is a fault."""
        if not self.ended():
            os.kill(self.pid, signal.SIGTERM)
        for _ in range(2000):
            if self.ended():
                return
            time.sleep(0.01)
        os.kill(self.pid, signal.SIGKILL)
        raise TimeoutError(f"the server {self.pid} did not end")


def server(app, port, *, cwd, env, log):
    """Serve a Streamlit script at a port, as `python -m streamlit run` does."""
    return Server(_fork(lambda: _serve(app, port), _SERVING, cwd, env, log))


def _serve(app, port):
    from streamlit.web.cli import main

    sys.argv = ["streamlit", "run", str(app), f"--server.port={port}"]
    main()


def _command(words):
    from workbench.cli.main import main

    sys.argv = ["workbench", *words]
    main()


def _forked(run, cwd, env):
    with TemporaryFile() as out, TemporaryFile() as err:
        pid = _fork(run, _LIBRARIES, cwd, env, out, err)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return Done(code, _words(out), _words(err))


def _fork(run, libraries, cwd, env, out, err=None):
    for name in libraries:
        importlib.import_module(name)
    pid = os.fork()
    if pid == 0:
        _child(run, cwd, env, out.fileno(), (err or out).fileno())
    return pid


def _words(file):
    file.seek(0)
    return file.read().decode()


def _child(run, cwd, env, out, err):
    """Be the command: never comes back into the tests."""
    code = 70
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        sys.stdout, sys.stderr = open(1, "w", encoding="utf-8"), open(2, "w", encoding="utf-8")  # noqa: SIM115
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        try:
            run()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:  # noqa: BLE001  # what a process of its own would print
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)
