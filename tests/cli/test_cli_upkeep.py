"""check, backup and restore; and the app as a child of the command."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from workbench.cli import app


def test_a_sound_study(cli, small, unchanged):
    assert "is sound" in cli("check").stdout
    assert cli("check", data=True)["rows"] == []


def test_damage_is_found_and_is_exit_one(cli, small):
    data = small.read_bytes()
    place = data.index(b"on the ward. It takes")
    small.write_bytes(data[:place] + b"in" + data[place + 2 :])
    done = cli("check", code=1)
    assert "the text is not the one that was imported" in done.stdout
    rows = json.loads(cli("check", "--json", code=1).stdout)["rows"]
    assert {"check": "texts", "where": "mair", "message": "the text is not the one that was imported"} in rows


def test_backup_and_restore(cli, small):
    assert "no backups" in cli("restore").stderr
    cli("code", "add", "mair", 0, 5, "RING")
    (made,) = cli("backup", data=True)["rows"]
    assert Path(made["path"]).is_file()
    cli("coding", "remove", cli("coding", "list", data=True)["rows"][0]["id"])
    assert cli("restore", data=True)["rows"][0] == made
    assert made["file"] in cli("restore").stdout
    done = cli("restore", made["file"])
    assert "Restored" in done.stdout
    assert "The state before is kept in" in done.stdout
    assert len(cli("coding", "list", data=True)["rows"]) == 1
    assert len(cli("restore", data=True)["rows"]) == 2
    assert cli("history", "--most", "1", data=True)["rows"][0]["coder"] == "Ann"
    assert cli("check", data=True)["rows"] == []


def test_a_lost_or_broken_study_comes_back(cli, small):
    (made,) = cli("backup", data=True)["rows"]
    for damage in (small.unlink, lambda: small.write_bytes(b"not a study")):
        damage()
        done = cli("restore", "--study", "small.workbench")
        assert made["file"] in done.stdout
        assert "cannot be opened" in done.stderr
        if not small.exists():
            cli("restore", made["path"], "--study", "small.workbench")
            assert len(cli("source", "list", data=True)["rows"]) == 3


def test_restore_refuses_what_is_no_backup(cli, small, unchanged, tmp_path):
    (tmp_path / "text.workbench.txt").write_text("hello")
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE t (x)")
    assert "There is no backup 'nothing'" in cli("restore", "nothing", code=1).stderr
    assert "the study itself" in cli("restore", small, code=1).stderr
    for wrong in ("text.workbench.txt", "other.db", str(tmp_path)):
        said = cli("restore", wrong, code=1).stderr
        assert "`workbench restore` without a file lists" in said
        assert "workbench new" not in said


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may write everywhere")
def test_a_folder_that_cannot_be_written(cli, small, unchanged, tmp_path):
    tmp_path.chmod(0o500)
    try:
        cli("backup", code=1)
    finally:
        tmp_path.chmod(0o700)


def test_a_backup_that_cannot_be_made_is_told(cli, small, unchanged, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbench.store.make_backup", full)
    assert "No space left on device" in cli("backup", code=1).stderr


def test_a_backup_that_fails_after_an_act_is_a_warning(cli, small, monkeypatch):
    monkeypatch.setattr("workbench.store.backups.when_due", lambda _study: ["Your work is saved, but no backup was."])
    done = cli("code", "add", "mair", 0, 5, "RING")
    assert "Warning: Your work is saved" in done.stderr
    assert "Coded as RING" in done.stdout


def test_the_app_is_served_to_this_machine_only_with_every_setting_as_a_flag(tmp_path):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        '[server]\naddress = "0.0.0.0"\nheadless = false\n[browser]\ngatherUsageStats = false\n'
        '[theme]\nbase = "light"\n[theme.sidebar]\nbaseRadius = 3\n[server.more]\nhosts = ["a", "b"]\n'
    )
    words = app.command(tmp_path / "streamlit_app.py", 8600)
    assert words[:5] == [sys.executable, "-m", "streamlit", "run", str(tmp_path / "streamlit_app.py")]
    assert set(words[5:]) == {
        "--server.address=127.0.0.1", "--server.port=8600", "--server.headless=true", "--browser.gatherUsageStats=false",
        "--theme.base=light", "--theme.sidebar.baseRadius=3", "--server.more.hosts=a", "--server.more.hosts=b",
    }  # fmt: skip


def test_streamlit_knows_every_flag_we_give_it():
    from streamlit.config import _config_options_template as known

    flags = app.command(app.app_script(), 8600)[5:]
    assert len(flags) >= 3
    assert {flag.removeprefix("--").partition("=")[0] for flag in flags} <= set(known)


def test_the_child_is_told_study_and_coder_and_stays_offline(tmp_path):
    told = app.environment(tmp_path / "a.workbench", "Ann")
    assert (told["WORKBENCH_STUDY"], told["WORKBENCH_CODER"], told["HF_HUB_OFFLINE"]) == (
        str(tmp_path / "a.workbench"),
        "Ann",
        "1",
    )


def test_a_taken_port_is_refused_or_passed_over(cli, small, unchanged, monkeypatch):
    with socket.socket() as taken:
        taken.bind((app.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} is in use" in cli("app", "--port", port, code=1).stderr
        monkeypatch.setattr(app, "FIRST_PORT", port)
        assert app.free_port() > port
        monkeypatch.setattr(app, "PORTS", 1)
        assert "all in use" in cli("app", code=1).stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_the_app_starts_answers_and_leaves_nobody_behind(small, tmp_path, stop, code):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell gives that to what it runs in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen(
        [sys.executable, "-m", "workbench", "app", "--study", small, "--json"], cwd=elsewhere, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        told = ""
        while not told.endswith("\n}\n"):
            line = running.stdout.readline()
            assert line, "the app ended before it answered"
            told += line
        (row,) = json.loads(told)["rows"]
        assert row["address"].startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{row['address']}/_stcore/health", timeout=30) as answer:
            assert answer.read() == b"ok"
    finally:
        running.send_signal(stop)
        assert running.wait(timeout=20) == code
    port = int(row["address"].rpartition(":")[2])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the child outlived the command"
