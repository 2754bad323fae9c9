"""`workbench segment`: cut and joined by place, and refused with a sentence."""

from __future__ import annotations

import pytest

TALK = "I: How is it?\nP1: We met early on a Monday. Then a long wait came for us.\nI: And now?\nP1: Better, I would say.\n"


@pytest.fixture
def segments(cli, tmp_path, monkeypatch):
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    cli("new", "mine")
    monkeypatch.setenv("WORKBENCH_STUDY", str(tmp_path / "mine.workbench"))
    cli("source", "add", "talk.txt")
    return lambda: cli("segment", "list", "talk", data=True)["rows"]


def test_segments_are_listed_cut_and_joined(cli, segments):
    before = segments()
    assert [row["words"] for row in before] == [
        "We met early on a Monday. Then a long wait came for us.", "Better, I would say."
    ]  # fmt: skip
    assert "Now two segments" in cli("segment", "split", "talk", TALK.index("Then")).stdout
    assert segments()[0]["words"] == "We met early on a Monday."
    cli("segment", "join", "talk", before[0]["start"])
    assert segments() == before
    cli("undo")
    assert len(segments()) == 3


def test_a_place_without_a_segment_says_so(cli, segments):
    assert "holds character 999999" in cli("segment", "split", "talk", 999999, code=1).stderr
    assert "speaks between" in cli("segment", "join", "talk", segments()[0]["start"], code=1).stderr
