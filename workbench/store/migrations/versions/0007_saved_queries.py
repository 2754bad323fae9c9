"""Questions about codes are kept under a name."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE saved_query (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        name_fold TEXT NOT NULL UNIQUE,
        question TEXT NOT NULL CHECK (trim(question) <> ''),
        unit TEXT NOT NULL CHECK (unit IN ('segment', 'turn', 'question', 'source', 'person')),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        created TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER a_person_saves_a_query BEFORE INSERT ON saved_query
        WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine'
        BEGIN SELECT RAISE(ABORT, 'a query is saved by a person, never by a machine'); END""",
    """CREATE TRIGGER a_saved_query_asks_the_same BEFORE UPDATE OF id, question, unit, coder_id, created ON saved_query
        WHEN NOT EXISTS (SELECT 1 FROM replay)
        BEGIN SELECT RAISE(ABORT, 'of a saved query only the name changes'); END""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
