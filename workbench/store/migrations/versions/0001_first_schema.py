"""The first schema: every noun of the design, with the rules that the database itself keeps."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SPAN = "start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos)"

# Parents of codes are rows of the same version that already exist, and rows never change: a circle cannot be written.
# No json_valid(): some SQLite versions call it unsafe in a schema that is not trusted, and ours never is.
TABLES = (
    """CREATE TABLE study (
        id TEXT PRIMARY KEY,
        only_one INTEGER NOT NULL DEFAULT 1 UNIQUE CHECK (only_one = 1),
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        mode TEXT NOT NULL CHECK (mode IN ('codebook', 'reflexive')),
        synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
        language TEXT NOT NULL,
        created TEXT NOT NULL,
        suggestions_shown INTEGER NOT NULL CHECK (suggestions_shown IN (0, 1))
    ) STRICT""",
    """CREATE TABLE content (
        id TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        text TEXT NOT NULL CHECK (text <> ''),
        characters INTEGER NOT NULL CHECK (characters > 0),
        original BLOB NOT NULL,
        original_sha256 TEXT NOT NULL CHECK (length(original_sha256) = 64)
    ) STRICT""",
    """CREATE TABLE source (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        name_fold TEXT NOT NULL UNIQUE,
        content_id TEXT NOT NULL REFERENCES content (id),
        sha256 TEXT NOT NULL UNIQUE,
        origin_file TEXT NOT NULL,
        origin_reader TEXT NOT NULL,
        origin_settings TEXT NOT NULL,
        variety TEXT NOT NULL CHECK (variety IN
            ('imagined', 'prescribed', 'instructed', 'disclosed', 'observed', 'measured', 'judged')),
        language TEXT NOT NULL,
        revision_of TEXT REFERENCES source (id) CHECK (revision_of <> id),
        report TEXT NOT NULL,
        added TEXT NOT NULL
    ) STRICT""",
    f"""CREATE TABLE turn (
        source_id TEXT NOT NULL REFERENCES source (id),
        ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
        {SPAN},
        speaker TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('interviewer', 'participant', 'other')),
        time REAL CHECK (time >= 0),
        language TEXT,
        PRIMARY KEY (source_id, ordinal)
    ) STRICT""",
    """CREATE TABLE segmentation (
        id TEXT PRIMARY KEY,
        method TEXT NOT NULL,
        settings TEXT NOT NULL,
        UNIQUE (method, settings)
    ) STRICT""",
    f"""CREATE TABLE segment (
        segmentation_id TEXT NOT NULL REFERENCES segmentation (id),
        source_id TEXT NOT NULL REFERENCES source (id),
        ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
        {SPAN},
        PRIMARY KEY (segmentation_id, source_id, ordinal)
    ) STRICT""",
    """CREATE TABLE coder (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        name_fold TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('person', 'machine'))
    ) STRICT""",
    """CREATE TABLE study_case (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        name_fold TEXT NOT NULL UNIQUE
    ) STRICT""",
    """CREATE TABLE case_attribute (
        case_id TEXT NOT NULL REFERENCES study_case (id),
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        kind TEXT NOT NULL CHECK (kind IN ('text', 'integer', 'number', 'boolean')),
        value TEXT NOT NULL,
        PRIMARY KEY (case_id, name)
    ) STRICT""",
    """CREATE TABLE case_source (
        case_id TEXT NOT NULL REFERENCES study_case (id),
        source_id TEXT NOT NULL REFERENCES source (id),
        PRIMARY KEY (case_id, source_id)
    ) STRICT""",
    """CREATE TABLE codebook_version (
        version INTEGER PRIMARY KEY CHECK (version > 0),
        codebook_id TEXT NOT NULL,
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        reason TEXT NOT NULL,
        facets TEXT NOT NULL,
        sources TEXT NOT NULL,
        published TEXT NOT NULL,
        coder_id TEXT NOT NULL REFERENCES coder (id)
    ) STRICT""",
    "CREATE TABLE code (id TEXT PRIMARY KEY) STRICT",
    """CREATE TABLE code_version (
        version INTEGER NOT NULL REFERENCES codebook_version (version),
        code_id TEXT NOT NULL REFERENCES code (id),
        key TEXT NOT NULL CHECK (trim(key) <> ''),
        key_fold TEXT NOT NULL,
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        name_fold TEXT NOT NULL,
        parent_id TEXT CHECK (parent_id <> code_id),
        definition TEXT NOT NULL,
        details TEXT NOT NULL,
        colour TEXT NOT NULL,
        position INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('active', 'retired')),
        PRIMARY KEY (version, code_id),
        UNIQUE (version, key_fold),
        UNIQUE (version, name_fold),
        FOREIGN KEY (version, parent_id) REFERENCES code_version (version, code_id)
    ) STRICT""",
    """CREATE TABLE run (
        id TEXT PRIMARY KEY,
        coder_id TEXT NOT NULL REFERENCES coder (id),
        recipe_name TEXT NOT NULL,
        recipe TEXT NOT NULL,
        recipe_sha256 TEXT NOT NULL CHECK (length(recipe_sha256) = 64),
        codebook_version INTEGER NOT NULL REFERENCES codebook_version (version),
        seed INTEGER NOT NULL,
        started TEXT NOT NULL,
        finished TEXT,
        models TEXT NOT NULL,
        versions TEXT NOT NULL,
        segmentation_id TEXT REFERENCES segmentation (id),
        counts TEXT NOT NULL
    ) STRICT""",
    f"""CREATE TABLE suggestion (
        id TEXT PRIMARY KEY,
        run_id TEXT NOT NULL REFERENCES run (id),
        source_id TEXT NOT NULL REFERENCES source (id),
        {SPAN},
        code_id TEXT NOT NULL REFERENCES code (id),
        score REAL NOT NULL CHECK (score >= 0 AND score <= 1),
        why TEXT NOT NULL,
        UNIQUE (run_id, source_id, start_pos, end_pos, code_id)
    ) STRICT""",
    f"""CREATE TABLE coding (
        id TEXT PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES source (id),
        {SPAN},
        code_id TEXT NOT NULL REFERENCES code (id),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        codebook_version INTEGER NOT NULL REFERENCES codebook_version (version),
        created TEXT NOT NULL,
        digest TEXT NOT NULL CHECK (length(digest) = 64),
        from_suggestion TEXT REFERENCES suggestion (id),
        UNIQUE (source_id, start_pos, end_pos, code_id, coder_id)
    ) STRICT""",
    """CREATE TABLE decision (
        id TEXT PRIMARY KEY,
        suggestion_id TEXT NOT NULL REFERENCES suggestion (id),
        action TEXT NOT NULL CHECK (action IN ('accept', 'change', 'reject', 'unsure')),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        at TEXT NOT NULL,
        place TEXT NOT NULL,
        coding_id TEXT,
        CHECK ((action IN ('accept', 'change')) = (coding_id IS NOT NULL))
    ) STRICT""",
    """CREATE TABLE memo (
        id TEXT PRIMARY KEY,
        about_kind TEXT NOT NULL CHECK (about_kind IN ('study', 'source', 'case', 'code', 'coding', 'claim', 'link')),
        about_id TEXT NOT NULL,
        text TEXT NOT NULL,
        coder_id TEXT NOT NULL REFERENCES coder (id),
        created TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0)
    ) STRICT""",
    f"""CREATE TABLE claim (
        id TEXT PRIMARY KEY,
        key TEXT NOT NULL CHECK (trim(key) <> ''),
        key_fold TEXT NOT NULL,
        source_id TEXT NOT NULL REFERENCES source (id),
        {SPAN},
        statement TEXT NOT NULL CHECK (trim(statement) <> ''),
        modality TEXT NOT NULL CHECK (modality IN ('must', 'should', 'will', 'aspiration')),
        theme TEXT REFERENCES code (id),
        country TEXT NOT NULL,
        in_force_from TEXT,
        in_force_to TEXT,
        version INTEGER NOT NULL CHECK (version > 0),
        CHECK (in_force_to >= in_force_from),
        UNIQUE (key_fold, version)
    ) STRICT""",
    f"""CREATE TABLE link (
        id TEXT PRIMARY KEY,
        claim_id TEXT NOT NULL REFERENCES claim (id),
        source_id TEXT NOT NULL REFERENCES source (id),
        {SPAN},
        stance TEXT NOT NULL CHECK (stance IN ('fulfilled', 'strained', 'contradicted', 'unclear')),
        gap_type TEXT NOT NULL CHECK (gap_type IN ('none', 'absent', 'workaround', 'trade_off', 'intensification',
            'distortion', 'displacement', 'invisible_work', 'better_than_imagined')),
        voice TEXT NOT NULL CHECK (voice IN
            ('own_practice', 'team_practice', 'reported_other', 'hypothetical', 'general_opinion')),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        created TEXT NOT NULL,
        from_suggestion TEXT REFERENCES suggestion (id),
        UNIQUE (claim_id, source_id, start_pos, end_pos, coder_id)
    ) STRICT""",
    """CREATE TABLE revision (
        sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
        act TEXT NOT NULL,
        summary TEXT NOT NULL,
        coder TEXT NOT NULL,
        at TEXT NOT NULL,
        undoable INTEGER NOT NULL CHECK (undoable IN (0, 1)),
        undoes INTEGER REFERENCES revision (sequence) CHECK (undoes < sequence),
        images BLOB NOT NULL,
        images_sha256 TEXT NOT NULL CHECK (length(images_sha256) = 64),
        previous_hash TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
    ) STRICT""",
    "CREATE TABLE replay (sequence INTEGER PRIMARY KEY) STRICT",
)

INDEXES = (
    "CREATE INDEX segment_of_source ON segment (source_id)",
    "CREATE INDEX coding_of_code ON coding (code_id)",
    "CREATE INDEX suggestion_of_span ON suggestion (source_id, start_pos, end_pos, code_id)",
    "CREATE INDEX decision_of_suggestion ON decision (suggestion_id)",
    "CREATE INDEX link_of_source ON link (source_id)",
    "CREATE INDEX memo_about ON memo (about_kind, about_id)",
    "CREATE INDEX case_of_source ON case_source (source_id)",
)


# SQLite's length() stops at a NUL, so the length of a text is the number of code points counted at ingest.
OUTSIDE = (
    "NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id)"
)
BY_A_MACHINE = "(SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine'"
WITH_SPAN = ("turn", "segment", "coding", "suggestion", "claim", "link")
# What is on record goes only when an undo on record takes it back: the store names that revision in `replay`.
ON_RECORD = ("segmentation", "segment", "codebook_version", "code", "code_version", "run", "suggestion", "decision")

# name, event, table, what is refused in words, and when (always where that is empty)
REFUSED = (
    *((f"{t}_inside_text_insert", "INSERT", t, f"a {t} must lie inside its source", OUTSIDE) for t in WITH_SPAN),
    *((f"{t}_inside_text_update", "UPDATE", t, f"a {t} must lie inside its source", OUTSIDE) for t in WITH_SPAN),
    *((f"{t}_never_changes", "UPDATE", t, f"{t} never changes", "") for t in ("content", "revision")),
    *((f"{t}_never_goes", "DELETE", t, f"{t} is never deleted", "") for t in ("content", "revision")),
    *((f"{t}_never_changes", "UPDATE", t, f"a {t} never changes", "") for t in ON_RECORD),
    *(
        (f"{t}_goes_by_undo_only", "DELETE", t, f"a {t} is taken back by undo only", "NOT EXISTS (SELECT 1 FROM replay)")
        for t in ON_RECORD
    ),
    ("source_keeps_its_text", "UPDATE OF content_id, sha256", "source", "the text of a source never changes", ""),
    ("turn_keeps_its_place", "UPDATE OF source_id, ordinal, start_pos, end_pos, time", "turn", "a turn never moves", ""),
    (
        "no_suggestion_in_a_reflexive_study", "INSERT", "suggestion", "a reflexive study has no suggestions",
        "(SELECT mode FROM study) = 'reflexive'",
    ),
    ("a_person_codes", "INSERT", "coding", "a coding is made by a person, never by a machine", BY_A_MACHINE),
    ("a_person_decides", "INSERT", "decision", "a decision is made by a person, never by a machine", BY_A_MACHINE),
    (
        "a_linked_claim_is_frozen", "UPDATE", "claim", "a claim is frozen once passages are linked to it",
        "EXISTS (SELECT 1 FROM link WHERE claim_id = OLD.id)",
    ),
)  # fmt: skip


def _trigger(name: str, event: str, table: str, words: str, when: str) -> str:
    condition = f" WHEN {when}" if when else ""
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def upgrade() -> None:
    for statement in (*TABLES, *INDEXES, *(_trigger(*refused) for refused in REFUSED)):
        op.execute(statement)
