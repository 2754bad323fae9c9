"""Commands and servers in processes of their own that begin warm: forked when the libraries are loaded, as often as a test needs.

What a person types is run whole, with its own folder, environment, output and exit code; only the seconds in which Python
loads the same libraries again are spared. They are forked from a process that has done nothing but load them: one forked
from the tests may inherit a thread's lock without the thread, and hang. That commands work from a cold start is what
test_docs_readme.py and test_wheel.py see.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload([f"{__package__}.libraries"])


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def workbench(*words, cwd, env):
    """Run `workbench WORDS...` in a folder, with this environment and no other."""
    return _done(_command, words, cwd, env)


def script(text, *, cwd, env):
    """Run a Python script in a folder, with this environment and no other."""
    return _done(_script, (text,), cwd, env)


class Server:
    """The app, served by a process of its own until `end` is called."""

    def __init__(self, process):
        self.process = process

    def ended(self):
        """Say whether the process is no more."""
        return not self.process.is_alive()

    def end(self):
        """Let the server end as a person would (SIGTERM); one that hangs for 20 seconds is killed, and that is a fault."""
        self.process.terminate()
        self.process.join(20)
        if self.process.is_alive():
            self.process.kill()
            raise TimeoutError(f"the server {self.process.pid} did not end")


def server(app, port, *, cwd, env, log):
    """Serve a Streamlit script at a port, as `python -m streamlit run` does; what it says goes to the file `log`."""
    return Server(_fork(_serve, (str(app), port), cwd, env, log, log))


def _serve(app, port):
    from streamlit.web.cli import main

    sys.argv = ["streamlit", "run", app, f"--server.port={port}"]
    main()


def _command(*words):
    from workbench.cli.main import main

    sys.argv = ["workbench", *words]
    main()


def _script(text):
    exec(compile(text, "<script>", "exec"), {"__name__": "__main__"})


def _done(run, words, cwd, env):
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _fork(run, words, cwd, env, out, err)
        process.join()
        return Done(process.exitcode, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


def _fork(run, words, cwd, env, out, err):
    process = _FORKED.Process(
        target=_child, args=(run, tuple(words), str(cwd), dict(env), str(out), str(err)), daemon=True
    )
    process.start()
    return process


def _child(run, words, cwd, env, out, err):
    """Be the command: never comes back into the tests."""
    code = 70
    try:
        for path, number in ((out, 1), (err, 2)):
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(opened, number)
            os.close(opened)
        sys.stdout, sys.stderr = open(1, "w", encoding="utf-8"), open(2, "w", encoding="utf-8")  # noqa: SIM115
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        try:
            run(*words)
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
