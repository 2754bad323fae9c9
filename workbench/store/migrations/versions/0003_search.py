"""A coding made from a search says which; a version number that was given once is never given again, also after undo."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBERS = (
    """CREATE TABLE number_used (
        what TEXT NOT NULL CHECK (what IN ('codebook', 'memo')),
        id TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number > 0),
        PRIMARY KEY (what, id, number)
    ) STRICT""",
    """CREATE TRIGGER number_used_never_changes BEFORE UPDATE ON number_used
        BEGIN SELECT RAISE(ABORT, 'number_used never changes'); END""",
    """CREATE TRIGGER number_used_never_goes BEFORE DELETE ON number_used
        BEGIN SELECT RAISE(ABORT, 'number_used is never deleted'); END""",
)


def upgrade() -> None:
    # without these, every suggestion that an undo takes away is looked for in all codings and links
    op.execute("CREATE INDEX coding_from_suggestion ON coding (from_suggestion)")
    op.execute("CREATE INDEX link_from_suggestion ON link (from_suggestion)")
    op.execute("ALTER TABLE coding ADD COLUMN found_by TEXT CHECK (found_by <> '')")
    for statement in NUMBERS:
        op.execute(statement)
