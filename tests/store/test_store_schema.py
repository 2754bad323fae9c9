"""The schema: as reviewed, the same as the store's own names for it, and with rules that really refuse."""

from __future__ import annotations

import os
import sqlite3

import pytest

from workbench import review
from workbench.errors import NotAllowedHere, SpanOutOfText, StudyUnreadable
from workbench.model import Claim, ClaimSuggestion, Coding, Modality, Mode, Run, Span, Suggestion, new_id, sha256_text
from workbench.store import check_study, list_backups, new_study, open_study, tables

NOT_OURS = {"alembic_version"}  # Alembic's own
NEVER_READ = {"study": {"only_one"}}  # there to keep a second study row out


@pytest.fixture
def migrated(tmp_path, raw):
    with raw(new_study(tmp_path / "s.workbench", by="Mair").path) as connection:
        yield connection


def test_the_schema_is_the_one_reviewed(migrated, root):
    """After a wanted change: WORKBENCH_GOLDEN=write pytest tests/store/test_store_schema.py, and read the diff."""
    rows = migrated.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name")
    text = "".join(f"{row[0]};\n\n" for row in rows)
    golden = root / "tests" / "golden" / "schema.sql"
    if os.environ.get("WORKBENCH_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_the_golden_schema_is_sql_that_runs(root):
    with sqlite3.connect(":memory:") as connection:
        text = (root / "tests" / "golden" / "schema.sql").read_text(encoding="utf-8")
        tables_first = sorted(text.split(";\n\n"), key=lambda sql: not sql.startswith("CREATE TABLE"))
        for statement in tables_first:
            connection.execute(statement)


def test_the_stores_names_are_the_databases_names(migrated):
    there = {row[0] for row in migrated.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert set(tables.BY_NAME) == there - NOT_OURS
    for name, table in tables.BY_NAME.items():
        info = migrated.execute(f"PRAGMA table_info({name})").fetchall()
        assert {row[1] for row in info} - NEVER_READ.get(name, set()) == {column.name for column in table.columns}
        assert {row[1] for row in info if row[5]} == {column.name for column in table.primary_key}


def test_every_table_is_strict_and_every_table_has_rows_to_try(migrated, tiny_study, raw):
    strict = migrated.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    assert {name for name, is_strict in strict if not is_strict and not name.startswith("sqlite_")} == NOT_OURS
    with raw(tiny_study.path) as connection:
        empty = {n for n in tables.BY_NAME if not connection.execute(f"SELECT count(*) FROM {n}").fetchone()[0]}
    assert empty == {"replay"}


FROZEN = ["content", "revision", "segmentation", "segment", "codebook_version", "code", "code_version", "run",
          "suggestion", "decision", "draw", "drawn", "looked", "operation", "number_used", "claim_suggestion", "claim_decision",
          "claim_look"]  # fmt: skip
REFUSED = [
    *(
        f"UPDATE {name} SET {column} = {column}"
        for name in FROZEN
        for column in tables.BY_NAME[name].columns.keys()[:1]
    ),
    *(f"DELETE FROM {name}" for name in FROZEN),
    "UPDATE source SET content_id = content_id",
    "UPDATE source SET sha256 = sha256",
    "UPDATE turn SET start_pos = 1",
    "UPDATE turn SET end_pos = end_pos + 1",
    "UPDATE turn SET ordinal = 99",
    "UPDATE turn SET source_id = source_id",
    "UPDATE turn SET time = 1.5",
    "UPDATE coding SET end_pos = 100000",
    "UPDATE coding SET start_pos = end_pos",
    "UPDATE coding SET start_pos = -1",
    "UPDATE coding SET found_by = ''",
    "UPDATE link SET end_pos = 100000",
    "UPDATE claim SET statement = 'another'",
    "UPDATE claim SET end_pos = 100000",
    "DELETE FROM source",
    "DELETE FROM coder",
    "DELETE FROM claim",
    "DELETE FROM study_case",
    "UPDATE study SET mode = 'statistical'",
    "UPDATE study SET name = '  '",
    "UPDATE source SET variety = 'remembered'",
    "UPDATE source SET revision_of = id",
    "UPDATE source SET name_fold = 'same'",
    "UPDATE link SET tense = 'future'",
    "UPDATE link SET from_claim_suggestion = 'nothing'",
    "UPDATE question SET text = ' '",
    "UPDATE asked SET ordinal = 99",
    "DELETE FROM question",
    "UPDATE memo SET about_kind = 'weather'",
    "UPDATE memo SET version = 0",
    "UPDATE case_attribute SET kind = 'date'",
    "INSERT INTO study SELECT 'other', 1, name, mode, 0, 'en', created, 1 FROM study",
    "INSERT INTO study SELECT 'other', 2, name, mode, 0, 'en', created, 1 FROM study",
    *(
        f"INSERT INTO {table} SELECT {columns} FROM {table} LIMIT 1"
        for table, columns in {
            "turn": "source_id, 999, start_pos, 100000, speaker, role, time, language",
            "segment": "segmentation_id, source_id, 999, start_pos, 100000",
            "suggestion": "'new', run_id, source_id, start_pos, 100000, code_id, score, why",
            "claim": "'new', 'K', 'k', source_id, start_pos, 100000, statement, modality, theme, country, in_force_from,"
            " in_force_to, version",
            "link": "'new', claim_id, source_id, start_pos, 100000, stance, gap_type, voice, coder_id, created,"
            " from_suggestion, tense, from_claim_suggestion",
            "claim_suggestion": "'new', run_id, claim_id, source_id, start_pos, 100000, score, why",
            "claim_decision": "'new', suggestion_id, 'link', coder_id, at, place, NULL",
            "claim_look": "'new', claim_id, coder_id, at, 'exported_without', ' '",
            "question": "'new', 'q1', key_fold, text, position",
            "question_claim": "question_id, claim_id",
            "asked": "question_id, source_id, ordinal, coder_id",
            "saved_query": "'new', name, name_fold, question, unit, coder_id, created",
            "decision": "'new', suggestion_id, 'accept', coder_id, at, place, NULL, NULL",
            "drawn": "draw_id, 9, source_id, 0, 100000, probability, part",
            "looked": "'new', source_id, 0, 100000, coder_id, codebook_version, at, place, NULL",
            "draw": "'new', coder_id, at, 'some', seed, codebook_version, segmentation_id, filters, size",
            "coder": "'new', name, name_fold, kind",
            "study_case": "'new', name, name_fold",
            "revision": "sequence + 100, act, summary, coder, at, undoable, undoes, images, images_sha256,"
            " previous_hash, hash",
        }.items()
    ),
    *(
        """
        INSERT INTO suggestion SELECT 'new', run_id, source_id, 0, 2, code_id, 1.01, why FROM suggestion LIMIT 1
        INSERT INTO suggestion SELECT 'new', run_id, source_id, 0, 2, 'nothing', 0.5, why FROM suggestion LIMIT 1
        INSERT INTO coding SELECT 'new', source_id, 0, 100000, code_id, coder_id, 1, created, digest, NULL, NULL FROM coding LIMIT 1
        INSERT INTO coding SELECT 'new', source_id, start_pos, end_pos, code_id, coder_id, 1, created, digest, NULL, NULL FROM coding LIMIT 1
        INSERT INTO coding SELECT 'new', c.source_id, 0, 2, c.code_id, m.id, 1, c.created, c.digest, NULL, NULL FROM coding c, coder m WHERE m.kind = 'machine' LIMIT 1
        INSERT INTO decision SELECT 'new', d.suggestion_id, 'reject', m.id, d.at, d.place, NULL, NULL FROM decision d, coder m WHERE m.kind = 'machine' LIMIT 1
        INSERT INTO claim SELECT 'new', 'K', 'k', source_id, 0, 5, statement, modality, theme, '', '2026-02-01', '2026-01-31', 1 FROM claim LIMIT 1
        INSERT INTO decision SELECT 'new', suggestion_id, 'reject', coder_id, at, place, NULL, 99 FROM decision LIMIT 1
        INSERT INTO draw SELECT 'new', coder_id, at, method, seed, codebook_version, segmentation_id, filters, 0 FROM draw
        INSERT INTO drawn SELECT draw_id, 9, source_id, 0, 5, 0.0, part FROM drawn
        INSERT INTO drawn SELECT draw_id, 9, source_id, 0, 5, 1.01, part FROM drawn
        INSERT INTO drawn SELECT draw_id, 9, source_id, 0, 5, probability, 'chosen' FROM drawn
        INSERT INTO drawn SELECT draw_id, 9, source_id, start_pos, end_pos, probability, part FROM drawn
        INSERT INTO looked SELECT 'new', source_id, start_pos, end_pos, coder_id, codebook_version, at, place, NULL FROM looked
        INSERT INTO looked SELECT 'new', l.source_id, 0, 2, m.id, l.codebook_version, l.at, l.place, NULL FROM looked l, coder m WHERE m.kind = 'machine'
        INSERT INTO claim_suggestion SELECT 'new', run_id, claim_id, source_id, 0, 2, 1.01, why FROM claim_suggestion
        INSERT INTO claim_suggestion SELECT 'new', run_id, 'nothing', source_id, 0, 2, 0.5, why FROM claim_suggestion
        INSERT INTO claim_decision SELECT 'new', d.suggestion_id, 'reject', m.id, d.at, d.place, NULL FROM claim_decision d, coder m WHERE m.kind = 'machine'
        INSERT INTO claim_decision SELECT 'new', suggestion_id, 'accept', coder_id, at, place, NULL FROM claim_decision
        INSERT INTO claim_look SELECT 'new', l.claim_id, m.id, l.at, l.what, l.note FROM claim_look l, coder m WHERE m.kind = 'machine'
        INSERT INTO link SELECT 'new', l.claim_id, l.source_id, 0, 2, l.stance, l.gap_type, l.voice, m.id, l.created, NULL, NULL, NULL FROM link l, coder m WHERE m.kind = 'machine'
        INSERT INTO asked SELECT a.question_id, a.source_id, 1, m.id FROM asked a, coder m WHERE m.kind = 'machine'
        INSERT INTO summary SELECT 'new', row_kind, row_id, code_id, text, coder_id, 1, updated FROM summary
        INSERT INTO summary SELECT 'new', 'site', row_id, code_id, text, coder_id, 1, updated FROM summary
        INSERT INTO summary SELECT 'new', row_kind, 'other', code_id, '  ', coder_id, 1, updated FROM summary
        INSERT INTO summary SELECT 'new', row_kind, 'other', 'nothing', text, coder_id, 1, updated FROM summary
        INSERT INTO summary SELECT 'new', row_kind, 'other', code_id, text, m.id, 1, updated FROM summary, coder m WHERE m.kind = 'machine'
        UPDATE summary SET coder_id = (SELECT id FROM coder WHERE kind = 'machine')
        UPDATE coding SET coder_id = (SELECT id FROM coder WHERE kind = 'machine')
        UPDATE link SET coder_id = (SELECT id FROM coder WHERE kind = 'machine')
        INSERT INTO summary_quote SELECT summary_id, 9, coding_id, source_id, start_pos, end_pos FROM summary_quote
        INSERT INTO summary_quote SELECT summary_id, 9, 'other', source_id, 0, 100000 FROM summary_quote
        UPDATE summary_quote SET end_pos = 100000
        INSERT INTO coding_facet SELECT coding_id, facet, 'another' FROM coding_facet
        INSERT INTO coding_facet SELECT coding_id, 'other', ' ' FROM coding_facet
        INSERT INTO coding_facet SELECT 'nothing', facet, value FROM coding_facet
        INSERT INTO saved_query SELECT 'new', ' ', 'other', question, unit, coder_id, created FROM saved_query
        INSERT INTO saved_query SELECT 'new', name, 'other', question, 'line', coder_id, created FROM saved_query
        INSERT INTO saved_query SELECT 'new', q.name, 'other', q.question, q.unit, m.id, q.created FROM saved_query q, coder m WHERE m.kind = 'machine'
        UPDATE saved_query SET question = 'another'
        INSERT INTO content VALUES ('new', 'short', 'text', 4, x'00', 'short')
        INSERT INTO code_version SELECT version, 'nothing', 'K', 'k', 'N', 'n', NULL, '', '{}', '', 9, 'active' FROM codebook_version
        """.strip().splitlines()
    ),
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_itself_refuses(tiny_study, raw, dump, statement):
    before = dump(tiny_study.path)
    with raw(tiny_study.path) as connection, pytest.raises(sqlite3.IntegrityError) as refused:
        connection.execute(statement.strip())
    assert not str(refused.value).startswith("datatype")
    assert dump(tiny_study.path) == before


def test_every_trigger_was_made_to_refuse(tiny_study, raw):
    """Take each trigger out: some statement above must then get through, or fail for another reason."""
    with raw(tiny_study.path) as connection:
        triggers = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
        words = {name: sql.split("RAISE(ABORT, '")[1].split("')")[0] for name, sql in triggers.items()}
        heard = set()
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in REFUSED:
            try:
                connection.execute("SAVEPOINT one")
                connection.execute(statement)
            except sqlite3.IntegrityError as error:
                heard.add(str(error))
            finally:
                connection.execute("ROLLBACK TO one")
    unheard = {name for name, said in words.items() if said not in heard}
    # these have tests of their own
    assert unheard == {"no_suggestion_in_a_reflexive_study", "no_passage_is_proposed_in_a_reflexive_study"}


def test_what_an_undo_names_can_go_and_nothing_else(tiny_study, raw):
    with raw(tiny_study.path) as connection:
        connection.execute("INSERT INTO replay VALUES (1)")
        connection.execute("DELETE FROM decision")
        for name in ("content", "revision"):
            with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
                connection.execute(f"DELETE FROM {name}")


def test_a_reflexive_study_has_no_suggestions(tmp_path, make_reading, tiny_study):
    study = new_study(tmp_path / "r.workbench", mode=Mode.REFLEXIVE, by="Mair")
    with study.act("source.add", by="Mair") as act:
        source = study.sources.add(act, make_reading("A", "Some words."))
        codebook = tiny_study.codebook.current()
        study.codebook.publish(act, codebook, study.coders.person(act, "Mair"), based_on=None)
    with pytest.raises(NotAllowedHere, match="reflexive"), study.act("run", by="Mair") as act:  # noqa: PT012  # one act
        run = Run(new_id(), "r", "r", sha256_text("r"), 1, 0, act.at)
        study.runs.add(act, run, study.coders.machine(act, "r"))
        found = Suggestion(new_id(), run.id, source.id, Span(0, 4), codebook.codes[0].id, 0.5, ())
        study.suggestions.add(act, [found])
    with pytest.raises(NotAllowedHere, match="reflexive"), study.act("run", by="Mair") as act:  # noqa: PT012  # one act
        study.runs.add(act, Run(new_id(), "r", "r", sha256_text("r"), 1, 0, act.at), study.coders.machine(act, "r"))
        claim = study.claims.add(act, Claim(new_id(), "C1", source.id, Span(0, 4), "Some", Modality.MUST))
        proposed = ClaimSuggestion(new_id(), run.id, claim.id, source.id, Span(0, 4), 0.5, ())
        study.claim_suggestions.add(act, [proposed])
    assert study.runs.all() == []
    assert study.claims.all() == []


def test_a_machine_never_codes(tiny_study):
    source, code = tiny_study.sources.all()[0], tiny_study.codebook.current().codes[0]
    with pytest.raises(NotAllowedHere, match="by a person"), tiny_study.act("coding.add", by="Mair") as act:  # noqa: PT012  # one act
        machine = tiny_study.coders.machine(act, "tiny, run 1")
        tiny_study.codings.add(act, source.id, Span(0, 4), code.id, machine)


@pytest.mark.parametrize("beyond", [1, 100_000])
def test_a_coding_lies_inside_its_text(tiny_study, beyond):
    source, code = tiny_study.sources.all()[0], tiny_study.codebook.current().codes[0]
    with tiny_study.act("coding.add", by="Mair") as act:
        person = tiny_study.coders.person(act, "Mair")
        whole = tiny_study.codings.add(act, source.id, Span(0, len(source.text)), code.id, person)
    assert isinstance(whole, Coding)
    with pytest.raises(SpanOutOfText), tiny_study.act("coding.add", by="Mair") as act:  # noqa: PT012  # one act
        person = tiny_study.coders.person(act, "Mair")
        tiny_study.codings.add(act, source.id, Span(0, len(source.text) + beyond), code.id, person)


@pytest.mark.parametrize("statement", ["DROP TABLE alembic_version", "DELETE FROM alembic_version"])
def test_a_study_without_a_schema_version_is_not_called_newer(tiny_study, raw, statement):
    with raw(tiny_study.path) as connection:
        connection.execute(statement)
    before = tiny_study.path.read_bytes()
    with pytest.raises(StudyUnreadable, match="not a whole study") as caught:
        open_study(tiny_study.path)
    assert "newer" not in caught.value.message
    assert "`workbench restore`" in caught.value.hint
    assert tiny_study.path.read_bytes() == before


def test_a_study_of_the_first_schema_is_brought_up_to_date_with_all_that_is_in_it(tiny_study, raw):
    for _ in range(5):  # a rejection, what was looked at, drawn, charted and asked: the first schema has no room for it
        review.undo(tiny_study, by="Nia")
    before = (tiny_study.codings.all(), tiny_study.history.all(), tiny_study.sources.names())
    with raw(tiny_study.path) as connection:  # what came later is taken away: the file is as 0001 left it
        for name in ("a_person_links", "a_person_changes_a_coding", "a_person_changes_a_link"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DROP INDEX link_from_claim_suggestion")
        for name in ("from_claim_suggestion", "tense"):
            connection.execute(f"ALTER TABLE link DROP COLUMN {name}")
        for name in (
            "operation", "number_used", "looked", "drawn", "draw", "claim_look", "asked", "question_claim", "question",
            "claim_decision", "claim_suggestion", "summary_quote", "summary", "coding_facet", "saved_query",
        ):  # fmt: skip
            connection.execute(f"DROP TABLE {name}")
        connection.execute("ALTER TABLE coding DROP COLUMN found_by")
        connection.execute("ALTER TABLE decision DROP COLUMN codebook_version")
        for name in ("coding_from_suggestion", "link_from_suggestion"):
            connection.execute(f"DROP INDEX {name}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    study = open_study(tiny_study.path)
    assert (study.codings.all(), study.history.all(), study.sources.names()) == before
    assert study.operations.last("nobody") == 0
    assert check_study(study.path) == []
    assert len(list_backups(study.path)) == 1
