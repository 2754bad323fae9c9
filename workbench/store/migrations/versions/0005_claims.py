"""Passages proposed for a claim, the interview guide and which turns ask its questions, and looks for negative cases."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SPAN = "start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos)"

TABLES = (
    f"""CREATE TABLE claim_suggestion (
        id TEXT PRIMARY KEY,
        run_id TEXT NOT NULL REFERENCES run (id),
        claim_id TEXT NOT NULL REFERENCES claim (id),
        source_id TEXT NOT NULL REFERENCES source (id),
        {SPAN},
        score REAL NOT NULL CHECK (score >= 0 AND score <= 1),
        why TEXT NOT NULL,
        UNIQUE (run_id, claim_id, source_id, start_pos, end_pos)
    ) STRICT""",
    """CREATE TABLE claim_decision (
        id TEXT PRIMARY KEY,
        suggestion_id TEXT NOT NULL REFERENCES claim_suggestion (id),
        action TEXT NOT NULL CHECK (action IN ('link', 'reject', 'unsure')),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        at TEXT NOT NULL,
        place TEXT NOT NULL,
        link_id TEXT,
        CHECK ((action = 'link') = (link_id IS NOT NULL))
    ) STRICT""",
    """CREATE TABLE question (
        id TEXT PRIMARY KEY,
        key TEXT NOT NULL CHECK (trim(key) <> ''),
        key_fold TEXT NOT NULL UNIQUE,
        text TEXT NOT NULL CHECK (trim(text) <> ''),
        position INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE question_claim (
        question_id TEXT NOT NULL REFERENCES question (id),
        claim_id TEXT NOT NULL REFERENCES claim (id),
        PRIMARY KEY (question_id, claim_id)
    ) STRICT""",
    """CREATE TABLE asked (
        question_id TEXT NOT NULL REFERENCES question (id),
        source_id TEXT NOT NULL,
        ordinal INTEGER NOT NULL,
        coder_id TEXT NOT NULL REFERENCES coder (id),
        PRIMARY KEY (question_id, source_id, ordinal),
        FOREIGN KEY (source_id, ordinal) REFERENCES turn (source_id, ordinal)
    ) STRICT""",
    """CREATE TABLE claim_look (
        id TEXT PRIMARY KEY,
        claim_id TEXT NOT NULL REFERENCES claim (id),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        at TEXT NOT NULL,
        what TEXT NOT NULL CHECK (what IN ('negative_cases', 'exported_without')),
        note TEXT NOT NULL,
        CHECK (what = 'negative_cases' OR trim(note) <> '')
    ) STRICT""",
)
# without these, what an undo takes away is looked for in every row that could point at it
INDEXES = (
    "CREATE INDEX claim_suggestion_of_claim ON claim_suggestion (claim_id)",
    "CREATE INDEX claim_decision_of_suggestion ON claim_decision (suggestion_id)",
    "CREATE INDEX question_of_claim ON question_claim (claim_id)",
    "CREATE INDEX asked_of_turn ON asked (source_id, ordinal)",
    "CREATE INDEX claim_look_of_claim ON claim_look (claim_id)",
)

OUTSIDE = (
    "NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id)"
)
BY_A_MACHINE = "(SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine'"
ON_RECORD = ("claim_suggestion", "claim_decision", "claim_look")
# name, event, table, what is refused in words, and when (always where that is empty)
REFUSED = (
    ("claim_suggestion_inside_text_insert", "INSERT", "claim_suggestion", "a passage must lie inside its source", OUTSIDE),
    *((f"{t}_never_changes", "UPDATE", t, f"a row of {t} never changes", "") for t in ON_RECORD),
    *(
        (
            f"{t}_goes_by_undo_only", "DELETE", t, f"a row of {t} is taken back by undo only",
            "NOT EXISTS (SELECT 1 FROM replay)",
        )
        for t in ON_RECORD
    ),
    (
        "no_passage_is_proposed_in_a_reflexive_study", "INSERT", "claim_suggestion",
        "a reflexive study has no suggestions", "(SELECT mode FROM study) = 'reflexive'",
    ),
    ("a_person_links", "INSERT", "link", "a link is made by a person, never by a machine", BY_A_MACHINE),
    (
        "a_person_answers", "INSERT", "claim_decision", "a passage is linked or turned down by a person, never by a machine",
        BY_A_MACHINE,
    ),
    ("a_person_searches", "INSERT", "claim_look", "a person looks for negative cases, never a machine", BY_A_MACHINE),
    ("a_person_hears", "INSERT", "asked", "a person says what was asked, never a machine", BY_A_MACHINE),
)  # fmt: skip


def _trigger(name: str, event: str, table: str, words: str, when: str) -> str:
    condition = f" WHEN {when}" if when else ""
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def upgrade() -> None:
    for statement in (*TABLES, *INDEXES, *(_trigger(*refused) for refused in REFUSED)):
        op.execute(statement)
    # empty: unclear, which is also what links made before there was this column are
    op.execute("ALTER TABLE link ADD COLUMN tense TEXT CHECK (tense IN ('past', 'present', 'planned'))")
    # `from_suggestion` points at suggestions of codes, which no link was ever made from
    op.execute("ALTER TABLE link ADD COLUMN from_claim_suggestion TEXT REFERENCES claim_suggestion (id)")
    op.execute("CREATE INDEX link_from_claim_suggestion ON link (from_claim_suggestion)")
