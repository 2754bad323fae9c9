"""What was drawn at random and how likely it was, which passages were looked at whole, and what a decision was made under."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SPAN = "start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos)"

TABLES = (
    """CREATE TABLE draw (
        id TEXT PRIMARY KEY,
        coder_id TEXT NOT NULL REFERENCES coder (id),
        at TEXT NOT NULL,
        method TEXT NOT NULL CHECK (method IN ('audit', 'mixed', 'bulk')),
        seed INTEGER NOT NULL,
        codebook_version INTEGER NOT NULL REFERENCES codebook_version (version),
        segmentation_id TEXT REFERENCES segmentation (id),
        filters TEXT NOT NULL,
        size INTEGER NOT NULL CHECK (size > 0)
    ) STRICT""",
    f"""CREATE TABLE drawn (
        draw_id TEXT NOT NULL REFERENCES draw (id),
        position INTEGER NOT NULL CHECK (position >= 0),
        source_id TEXT NOT NULL REFERENCES source (id),
        {SPAN},
        probability REAL NOT NULL CHECK (probability > 0 AND probability <= 1),
        part TEXT NOT NULL CHECK (part IN ('random', 'uncertain')),
        PRIMARY KEY (draw_id, position),
        UNIQUE (draw_id, source_id, start_pos, end_pos)
    ) STRICT""",
    f"""CREATE TABLE looked (
        id TEXT PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES source (id),
        {SPAN},
        coder_id TEXT NOT NULL REFERENCES coder (id),
        codebook_version INTEGER NOT NULL REFERENCES codebook_version (version),
        at TEXT NOT NULL,
        place TEXT NOT NULL,
        draw_id TEXT REFERENCES draw (id),
        UNIQUE (source_id, start_pos, end_pos, coder_id, codebook_version)
    ) STRICT""",
)
# without these, every draw that an undo takes away is looked for in all passages looked at
INDEXES = ("CREATE INDEX looked_of_draw ON looked (draw_id)",)

OUTSIDE = (
    "NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id)"
)
BY_A_MACHINE = "(SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine'"
# name, event, table, what is refused in words, and when (always where that is empty)
REFUSED = (
    *((f"{t}_inside_text_insert", "INSERT", t, f"a {t} passage must lie inside its source", OUTSIDE) for t in ("drawn", "looked")),
    *((f"{t}_never_changes", "UPDATE", t, f"a row of {t} never changes", "") for t in ("draw", "drawn", "looked")),
    *(
        (
            f"{t}_goes_by_undo_only", "DELETE", t, f"a row of {t} is taken back by undo only",
            "NOT EXISTS (SELECT 1 FROM replay)",
        )
        for t in ("draw", "drawn", "looked")
    ),
    ("a_person_looks", "INSERT", "looked", "a passage is looked at by a person, never by a machine", BY_A_MACHINE),
)  # fmt: skip


def _trigger(name: str, event: str, table: str, words: str, when: str) -> str:
    condition = f" WHEN {when}" if when else ""
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def upgrade() -> None:
    for statement in (*TABLES, *INDEXES, *(_trigger(*refused) for refused in REFUSED)):
        op.execute(statement)
    # empty in decisions older than this column: there the time of the decision says which version it was
    op.execute("ALTER TABLE decision ADD COLUMN codebook_version INTEGER REFERENCES codebook_version (version)")
