"""What a person coded or linked is no machine's once it is changed, either."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TRIGGER a_person_changes_a_coding BEFORE UPDATE ON coding
        WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine'
        BEGIN SELECT RAISE(ABORT, 'a coding is changed by a person, never by a machine'); END""",
    """CREATE TRIGGER a_person_changes_a_link BEFORE UPDATE ON link
        WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine'
        BEGIN SELECT RAISE(ABORT, 'a link is changed by a person, never by a machine'); END""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
