"""Commands in processes of their own that begin warm: forked when the libraries are loaded, as often as a test needs.

What a person types is run whole, with its own folder, environment, output and exit code; only the seconds in which Python
loads the same libraries again are spared. That commands work from a cold start is what test_docs_readme.py and test_wheel.py see.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from dataclasses import dataclass
from tempfile import TemporaryFile

_LIBRARIES = (
    "pandas", "scipy.stats", "spacy", "sentence_transformers", "workbench.cli.main", "workbench.pipeline.run", "workbench.store",
    "workbench.embed.sentence_transformer", "workbench.exchange.demonstration.make", "workbench.report.contrast",
)  # fmt: skip


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


def _command(words):
    from workbench.cli.main import main

    sys.argv = ["workbench", *words]
    main()


def _forked(run, cwd, env):
    for name in _LIBRARIES:
        importlib.import_module(name)
    with TemporaryFile() as out, TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            _child(run, cwd, env, out.fileno(), err.fileno())
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return Done(code, _words(out), _words(err))


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
