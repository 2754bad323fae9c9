"""Summaries of the framework matrix with the quotations they refer to, and facets of codings."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE summary (
        id TEXT PRIMARY KEY,
        row_kind TEXT NOT NULL CHECK (row_kind = 'case' OR row_kind LIKE 'attr._%'),
        row_id TEXT NOT NULL,
        code_id TEXT NOT NULL REFERENCES code (id),
        text TEXT NOT NULL CHECK (trim(text) <> ''),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        version INTEGER NOT NULL CHECK (version > 0),
        updated TEXT NOT NULL,
        UNIQUE (row_kind, row_id, code_id)
    ) STRICT""",
    # coding_id points nowhere on purpose: a summary still says which words it rests on when they are no longer coded
    """CREATE TABLE summary_quote (
        summary_id TEXT NOT NULL REFERENCES summary (id),
        position INTEGER NOT NULL CHECK (position >= 0),
        coding_id TEXT NOT NULL,
        source_id TEXT NOT NULL REFERENCES source (id),
        start_pos INTEGER NOT NULL CHECK (start_pos >= 0),
        end_pos INTEGER NOT NULL CHECK (end_pos > start_pos),
        PRIMARY KEY (summary_id, position),
        UNIQUE (summary_id, coding_id)
    ) STRICT""",
    """CREATE TABLE coding_facet (
        coding_id TEXT NOT NULL REFERENCES coding (id),
        facet TEXT NOT NULL CHECK (trim(facet) <> ''),
        value TEXT NOT NULL CHECK (trim(value) <> ''),
        PRIMARY KEY (coding_id, facet)
    ) STRICT""",
)
# numbers of versions are given to more kinds of thing than the two that the first list named; SQLite changes no CHECK
NUMBERS = (
    """CREATE TABLE number_given (
        what TEXT NOT NULL CHECK (trim(what) <> ''),
        id TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number > 0),
        PRIMARY KEY (what, id, number)
    ) STRICT""",
    "INSERT INTO number_given SELECT what, id, number FROM number_used",
    "DROP TRIGGER number_used_never_changes",
    "DROP TRIGGER number_used_never_goes",
    "DROP TABLE number_used",
    "ALTER TABLE number_given RENAME TO number_used",
    """CREATE TRIGGER number_used_never_changes BEFORE UPDATE ON number_used
        BEGIN SELECT RAISE(ABORT, 'number_used never changes'); END""",
    """CREATE TRIGGER number_used_never_goes BEFORE DELETE ON number_used
        BEGIN SELECT RAISE(ABORT, 'number_used is never deleted'); END""",
)
INDEXES = ("CREATE INDEX summary_quote_of_coding ON summary_quote (coding_id)",)

OUTSIDE = (
    "NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id)"
)
BY_A_MACHINE = "(SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine'"
WRITTEN = "a summary is written by a person, never by a machine"
# name, event, table, what is refused in words, and when
REFUSED = (
    ("a_person_summarises", "INSERT", "summary", WRITTEN, BY_A_MACHINE),
    ("a_person_changes_a_summary", "UPDATE", "summary", WRITTEN, BY_A_MACHINE),
    ("summary_quote_inside_text_insert", "INSERT", "summary_quote", "a quotation must lie inside its source", OUTSIDE),
    ("summary_quote_inside_text_update", "UPDATE", "summary_quote", "a quotation must lie inside its source", OUTSIDE),
)


def _trigger(name: str, event: str, table: str, words: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def upgrade() -> None:
    for statement in (*TABLES, *NUMBERS, *INDEXES, *(_trigger(*refused) for refused in REFUSED)):
        op.execute(statement)
