"""Finding the study, the three exit codes, errors as sentences, pipes that close."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from workbench.cli.main import Door
from workbench.cli.tables import shown
from workbench.errors import Conflict, WorkbenchError

EVERY_READER = [
    ["source", "list"], ["source", "show", "mair"], ["case", "list"], ["codebook", "show"], ["suggestion", "list"],
    ["coding", "list"], ["history"], ["check"], ["restore"],
]  # fmt: skip


@pytest.mark.parametrize("words", EVERY_READER, ids=" ".join)
def test_every_reading_command_wraps_its_json_the_same_way(cli, small, unchanged, words):
    told = cli(*words, data=True)
    assert told["study"] == "Small"
    assert told["synthetic"] is False
    assert isinstance(told["rows"], list)


@pytest.mark.parametrize("words", EVERY_READER, ids=" ".join)
def test_results_go_to_stdout_and_only_remarks_to_stderr(cli, small, words):
    done = cli(*words)
    assert done.stderr.splitlines()[0] == "Study: small.workbench"
    assert "Study:" not in done.stdout


def test_the_only_study_in_the_folder_is_taken_and_said(cli, small):
    assert "Study: small.workbench" in cli("source", "list").stderr
    assert "Study:" not in cli("source", "list", "--study", small).stderr


def test_the_environment_names_the_study_and_the_option_wins(cli, small, tmp_path):
    other = tmp_path / "elsewhere"
    other.mkdir()
    cli("new", other / "empty")
    assert cli("source", "list", data=True, env={"WORKBENCH_STUDY": str(other / "empty.workbench")})["rows"] == []
    assert len(cli("source", "list", "--study", "small", data=True, env={"WORKBENCH_STUDY": str(other)})["rows"]) == 3


def test_no_study_and_two_studies_are_told(cli, tmp_path):
    assert "there is none in this folder" in cli("source", "list", code=1).stderr
    cli("new", "one")
    cli("new", "two")
    said = cli("source", "list", code=1).stderr
    assert "one.workbench, two.workbench" in said
    assert "Try: " in said


@pytest.mark.parametrize(
    "words", [*EVERY_READER, ["undo"], ["backup"], ["source", "add", "x.txt"], ["contrast"], ["app"]], ids=" ".join
)
@pytest.mark.parametrize(
    ("name", "content"), [("missing.workbench", None), ("text.workbench", b"hello"), ("empty.workbench", b"")]
)
def test_what_is_no_study_is_refused_and_left_alone(cli, tmp_path, words, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = cli(*words, "--study", path, code=0 if words == ["restore"] else 1)
    assert name in done.stderr
    assert (path.read_bytes() if path.exists() else None) == content
    assert [p.name for p in tmp_path.iterdir()] == ([name] if content is not None else [])


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"], ["source"], ["source", "add"], ["source", "show"], ["source", "list", "--nonsense"],
        ["source", "role", "mair", "Mair", "king"], ["source", "add", "x.txt", "--variety", "dreamed"],
        ["code", "add", "mair", "one", "two", "REVIEW"], ["code", "add", "mair", "-1", "5", "REVIEW"],
        ["review", "accept"], ["review", "change", "abcd"], ["history", "--most", "0"], ["codebook", "show", "--version", "x"],
        ["source", "add", "a.txt", "b.txt", "--name", "one"], ["new"], ["new", "x", "--mode", "dreaming"], ["undo", "--coder", " "],
        ["app", "--port", "0"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_exit_two_and_changes_nothing(cli, small, unchanged, words):
    done = cli(*words, code=2)
    assert done.stdout == ""
    assert "Usage:" in done.stderr


def test_a_synthetic_study_says_so_everywhere(cli):
    cli("new", "invented", "--synthetic")
    done = cli("source", "list")
    assert "SYNTHETIC DEMONSTRATION DATA" in done.stderr
    assert "SYNTHETIC" not in done.stdout
    assert cli("history", data=True)["synthetic"] is True


def test_an_error_shows_message_and_hint_and_a_conflict_both_texts(capsys):
    @click.command()
    def clash():
        raise Conflict("Edited twice.", "Look at both.", mine="my words", theirs="their words")

    door = Door(commands={"clash": clash})
    done = CliRunner().invoke(door, ["clash"])
    assert done.exit_code == 1
    assert done.stderr == "Error: Edited twice.\nYours:\nmy words\nStored now:\ntheir words\nTry: Look at both.\n"


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (WorkbenchError("No.", ""), 1, "Error: No.\n"),
        (KeyboardInterrupt(), 130, "Stopped.\n"),
        (BrokenPipeError(32, "x"), 0, ""),
    ],
)
def test_what_is_raised_becomes_an_exit_code(raised, code, said):
    @click.command()
    def fall():
        raise raised

    done = CliRunner().invoke(Door(commands={"fall": fall}), ["fall"])
    assert (done.exit_code, done.stderr.lstrip("\n")) == (code, said)


def test_a_bug_keeps_its_traceback():
    @click.command()
    def fall():
        raise ZeroDivisionError

    assert isinstance(CliRunner().invoke(Door(commands={"fall": fall}), ["fall"]).exception, ZeroDivisionError)


@pytest.mark.skipif(os.name == "nt", reason="pipes close otherwise there")
@pytest.mark.parametrize("words", ["source list", "history --json", "--help"])
def test_a_closed_pipe_is_no_error(small, words):
    read, write = os.pipe()
    os.close(read)  # nobody reads at all, which is as early as a pipe can close
    done = subprocess.run(
        [sys.executable, "-m", "workbench", *words.split()], stdout=write, stderr=subprocess.PIPE, text=True, check=False,
        env={**os.environ, "WORKBENCH_STUDY": str(small)},
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


def test_output_is_utf8_whatever_the_terminal_says(small):
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "source", "show", "mair", "--json"], capture_output=True, check=True,
        env={**os.environ, "WORKBENCH_STUDY": str(small), "PYTHONIOENCODING": "cp1252"},
    )  # fmt: skip
    assert "Café ☕ first." in json.loads(done.stdout.decode("utf-8"))["rows"][3]["text"]


def test_text_from_outside_cannot_steer_the_terminal():
    assert shown("a\x1b[31mred\x9b0m\u202eback\nnext") == "a�[31mred�0m�back next"
    assert shown("x" * 20, 5) == "xxxx…"


def test_a_terminal_gets_a_table_with_the_words_as_they_are(small, monkeypatch, cli):
    monkeypatch.setattr("workbench.cli.tables.sys.stdout", _Terminal(), raising=False)
    from workbench.cli.tables import table

    table({"words": "words"})([{"words": "[red]to be honest[/red] [link=x]"}])
    assert "[red]to be honest[/red] [link=x]" in sys.stdout.written


class _Terminal:
    encoding = "utf-8"

    def __init__(self):
        self.written = ""

    def write(self, words):
        self.written += words

    def flush(self):
        pass

    def isatty(self):
        return True


def test_new_makes_one_file_and_never_replaces_one(cli, tmp_path):
    assert "Made the study 'My study'" in cli("new", "mine", "--name", "My study", "--language", "cy").stdout
    made = tmp_path / "mine.workbench"
    before = made.read_bytes()
    assert "already a file" in cli("new", "mine", code=1).stderr
    assert made.read_bytes() == before
    assert "no folder" in cli("new", "nowhere/mine", code=1).stderr
    assert [p.name for p in tmp_path.iterdir()] == ["mine.workbench"]
    (row,) = cli("new", "other", "--mode", "reflexive", data=True)["rows"]
    assert row == {"path": "other.workbench", "name": "other", "mode": "reflexive", "language": "en"}


def test_the_coder_is_on_record(cli, small):
    cli("suggestion", "hide", "--coder", "  Bea   Jones ")
    cli("suggestion", "show", env={"WORKBENCH_CODER": "Carl"})
    assert [r["coder"] for r in cli("history", "--most", "2", data=True)["rows"]] == ["Carl", "Bea Jones"]


def test_without_a_name_the_login_name_is_taken(cli, small, monkeypatch):
    monkeypatch.delenv("WORKBENCH_CODER")
    monkeypatch.setattr("getpass.getuser", lambda: "dilys")
    cli("suggestion", "hide")
    assert cli("history", "--most", "1", data=True)["rows"][0]["coder"] == "dilys"

    def nobody():
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    assert "needs a name" in cli("undo", code=2).stderr


def test_the_demonstration_is_made_once_and_says_what_it_is(cli, tmp_path):
    done = cli("demo", "here")
    assert "SYNTHETIC DEMONSTRATION DATA" in done.stderr
    (path,) = (tmp_path / "here").glob("*.workbench")
    assert str(Path("here") / path.name) in done.stdout
    assert "already a demonstration" in cli("demo", "here", code=1).stderr
    assert cli("coding", "list", "--study", path, data=True)["rows"]
    table = cli("contrast", "--study", path, data=True)
    assert table["synthetic"] is True
    assert table["themes"]
    assert table["claims"]


def test_the_demonstration_can_come_uncoded(cli, tmp_path):
    (row,) = cli("demo", "here", "--uncoded", data=True)["rows"]
    assert cli("coding", "list", "--study", row["path"], data=True)["rows"] == []
    assert cli("source", "list", "--study", row["path"], data=True)["rows"]


def test_a_folder_that_cannot_be_written_is_told(cli, tmp_path):
    (tmp_path / "file").write_text("x")
    assert "cannot be written" in cli("demo", "file/here", code=1).stderr


@pytest.mark.parametrize("path", [".", "..", "/"])
def test_a_folder_named_as_the_study_is_told(cli, path):
    assert "is a folder" in cli("history", "--study", path, code=1).stderr


@pytest.mark.parametrize(
    "words",
    [
        ["code", "add", "mair", "0", "5", "REVIEW", "--coder", "\udcff"], ["source", "show", "\udcff"],
        ["source", "add", "other.txt", "--name", "\udcff"], ["review", "accept", "\udcff"], ["new", "other", "--name", "\udcff"],
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_told(cli, small, unchanged, tmp_path, words):
    (tmp_path / "other.txt").write_text("Interviewer: What else?\n\nMair: Nothing else at all, I should think.\n")
    assert "no text in UTF-8" in cli(*words, code=1).stderr
    assert not list(tmp_path.glob("*other.workbench*"))
