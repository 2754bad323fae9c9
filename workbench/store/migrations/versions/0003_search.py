"""A coding that was made from a search says so: which words, pattern or meaning was searched for."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # without these, every suggestion that an undo takes away is looked for in all codings and links
    op.execute("CREATE INDEX coding_from_suggestion ON coding (from_suggestion)")
    op.execute("CREATE INDEX link_from_suggestion ON link (from_suggestion)")
    op.execute("ALTER TABLE coding ADD COLUMN found_by TEXT CHECK (found_by <> '')")
