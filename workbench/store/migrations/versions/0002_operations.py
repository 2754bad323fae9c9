"""Which keys pressed at the coding desk have arrived: a batch that is sent twice is done once."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE operation (
        client TEXT NOT NULL CHECK (client <> ''),
        sequence INTEGER NOT NULL CHECK (sequence > 0),
        at TEXT NOT NULL,
        fault TEXT NOT NULL,
        PRIMARY KEY (client, sequence)
    ) STRICT""",
    """CREATE TRIGGER operation_never_changes BEFORE UPDATE ON operation
        BEGIN SELECT RAISE(ABORT, 'operation never changes'); END""",
    """CREATE TRIGGER operation_never_goes BEFORE DELETE ON operation
        BEGIN SELECT RAISE(ABORT, 'operation is never deleted'); END""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
