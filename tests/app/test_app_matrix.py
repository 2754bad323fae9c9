"""The page Matrix without a browser: what it needs, and which cell comes next."""

from __future__ import annotations

from datetime import UTC, datetime

from workbench import new_study
from workbench.app.components.phases import EXAMPLE
from workbench.model import CodeStatus, Span, Summary


def test_an_empty_study_says_what_is_needed(app, tmp_path):
    study = new_study(tmp_path / "empty.workbench", by="Mair")
    at = app(study, "matrix")
    assert "has no codebook yet" in at.info[0].value


def test_without_participants_it_leads_to_where_they_come_in(app, tmp_path):
    from workbench.exchange.intake import import_codebook

    study = new_study(tmp_path / "s.workbench", by="Mair")
    import_codebook(study, b"codebook: c\ncodes:\n- {key: A, name: A, definition: A, use_when: A}\n", by="Mair")
    assert "bring a table of them in" in app(study, "matrix").info[0].value


def test_a_filter_that_nobody_fits_says_so(app, small):
    at = app(small, "matrix")
    at.text_input(key="matrix_words").set_value("weather").run()
    assert "No row is like that" in at.info[0].value


def test_without_phases_it_is_said_how_they_come_in_and_then_that_none_is_coded(app, small, words):
    from workbench import review
    from workbench.exchange.intake import import_codebook

    def phases():
        at = app(small, "matrix")
        at.session_state["matrix_part"] = "Phases"
        return at.run()

    said = words(phases())
    assert "No code here speaks of phases." in said
    assert "import case_management --merge" in said
    assert EXAMPLE in said
    import_codebook(small, "case_management", by="Mair", merge=True)
    said = words(phases())
    assert "Nothing that people say is coded with a phase yet." in said
    assert EXAMPLE in said
    assert small.codebook.current().by_key["REV"].status is CodeStatus.ACTIVE, "what was in use stays so"
    text = small.sources.get("P2").text
    start = text.index("We review the plan")
    review.add_coding(small, "P2", Span(start, start + 18), "CM.PH7", by="Mair")
    said = words(phases())
    assert "Nothing that people say" not in said
    assert EXAMPLE not in said


def test_the_next_empty_cell_is_one_with_passages_as_long_as_there_are_some():
    from workbench.app.components.matrix_cell import next_empty
    from workbench.report.matrix import Cell, Matrix, Row, Theme

    rows, themes = tuple(Row(name, name, ()) for name in "AB"), tuple(Theme(key, key, key) for key in "xyz")
    written = Summary("1", "case", "A", "y", "Said", "c", datetime(2026, 3, 2, tzinfo=UTC))
    cells = {("A", "x"): Cell(2, 1, ("1",)), ("A", "y"): Cell(1, 1, ("2",), written), ("B", "z"): Cell(1, 1, ("3",))}
    made = Matrix("case", rows, themes, cells)
    assert next_empty(made, ("", "")) == ("A", "x")
    assert next_empty(made, ("A", "x")) == ("B", "z")
    assert next_empty(made, ("B", "z")) == ("A", "x"), "and round again"
    only = Matrix("case", rows, themes, {("A", "y"): cells["A", "y"]})
    assert next_empty(only, ("A", "x")) == ("A", "z"), "then those without passages"
    one = Matrix("case", rows[:1], themes[1:2], {("A", "y"): cells["A", "y"]})
    assert next_empty(one, ("A", "y")) is None
