CREATE TRIGGER a_linked_claim_is_frozen BEFORE UPDATE ON claim WHEN EXISTS (SELECT 1 FROM link WHERE claim_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'a claim is frozen once passages are linked to it'); END;

CREATE TRIGGER a_person_answers BEFORE INSERT ON claim_decision WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine' BEGIN SELECT RAISE(ABORT, 'a passage is linked or turned down by a person, never by a machine'); END;

CREATE TRIGGER a_person_changes_a_coding BEFORE UPDATE ON coding
        WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine'
        BEGIN SELECT RAISE(ABORT, 'a coding is changed by a person, never by a machine'); END;

CREATE TRIGGER a_person_changes_a_link BEFORE UPDATE ON link
        WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine'
        BEGIN SELECT RAISE(ABORT, 'a link is changed by a person, never by a machine'); END;

CREATE TRIGGER a_person_changes_a_summary BEFORE UPDATE ON summary WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine' BEGIN SELECT RAISE(ABORT, 'a summary is written by a person, never by a machine'); END;

CREATE TRIGGER a_person_codes BEFORE INSERT ON coding WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine' BEGIN SELECT RAISE(ABORT, 'a coding is made by a person, never by a machine'); END;

CREATE TRIGGER a_person_decides BEFORE INSERT ON decision WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine' BEGIN SELECT RAISE(ABORT, 'a decision is made by a person, never by a machine'); END;

CREATE TRIGGER a_person_hears BEFORE INSERT ON asked WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine' BEGIN SELECT RAISE(ABORT, 'a person says what was asked, never a machine'); END;

CREATE TRIGGER a_person_links BEFORE INSERT ON link WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine' BEGIN SELECT RAISE(ABORT, 'a link is made by a person, never by a machine'); END;

CREATE TRIGGER a_person_looks BEFORE INSERT ON looked WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine' BEGIN SELECT RAISE(ABORT, 'a passage is looked at by a person, never by a machine'); END;

CREATE TRIGGER a_person_saves_a_query BEFORE INSERT ON saved_query
        WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine'
        BEGIN SELECT RAISE(ABORT, 'a query is saved by a person, never by a machine'); END;

CREATE TRIGGER a_person_searches BEFORE INSERT ON claim_look WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine' BEGIN SELECT RAISE(ABORT, 'a person looks for negative cases, never a machine'); END;

CREATE TRIGGER a_person_summarises BEFORE INSERT ON summary WHEN (SELECT kind FROM coder WHERE id = NEW.coder_id) = 'machine' BEGIN SELECT RAISE(ABORT, 'a summary is written by a person, never by a machine'); END;

CREATE TRIGGER a_saved_query_asks_the_same BEFORE UPDATE OF id, question, unit, coder_id, created ON saved_query
        WHEN NOT EXISTS (SELECT 1 FROM replay)
        BEGIN SELECT RAISE(ABORT, 'of a saved query only the name changes'); END;

CREATE TRIGGER claim_decision_goes_by_undo_only BEFORE DELETE ON claim_decision WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a row of claim_decision is taken back by undo only'); END;

CREATE TRIGGER claim_decision_never_changes BEFORE UPDATE ON claim_decision BEGIN SELECT RAISE(ABORT, 'a row of claim_decision never changes'); END;

CREATE TRIGGER claim_inside_text_insert BEFORE INSERT ON claim WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a claim must lie inside its source'); END;

CREATE TRIGGER claim_inside_text_update BEFORE UPDATE ON claim WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a claim must lie inside its source'); END;

CREATE TRIGGER claim_look_goes_by_undo_only BEFORE DELETE ON claim_look WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a row of claim_look is taken back by undo only'); END;

CREATE TRIGGER claim_look_never_changes BEFORE UPDATE ON claim_look BEGIN SELECT RAISE(ABORT, 'a row of claim_look never changes'); END;

CREATE TRIGGER claim_suggestion_goes_by_undo_only BEFORE DELETE ON claim_suggestion WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a row of claim_suggestion is taken back by undo only'); END;

CREATE TRIGGER claim_suggestion_inside_text_insert BEFORE INSERT ON claim_suggestion WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a passage must lie inside its source'); END;

CREATE TRIGGER claim_suggestion_never_changes BEFORE UPDATE ON claim_suggestion BEGIN SELECT RAISE(ABORT, 'a row of claim_suggestion never changes'); END;

CREATE TRIGGER code_goes_by_undo_only BEFORE DELETE ON code WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a code is taken back by undo only'); END;

CREATE TRIGGER code_never_changes BEFORE UPDATE ON code BEGIN SELECT RAISE(ABORT, 'a code never changes'); END;

CREATE TRIGGER code_version_goes_by_undo_only BEFORE DELETE ON code_version WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a code_version is taken back by undo only'); END;

CREATE TRIGGER code_version_never_changes BEFORE UPDATE ON code_version BEGIN SELECT RAISE(ABORT, 'a code_version never changes'); END;

CREATE TRIGGER codebook_version_goes_by_undo_only BEFORE DELETE ON codebook_version WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a codebook_version is taken back by undo only'); END;

CREATE TRIGGER codebook_version_never_changes BEFORE UPDATE ON codebook_version BEGIN SELECT RAISE(ABORT, 'a codebook_version never changes'); END;

CREATE TRIGGER coding_inside_text_insert BEFORE INSERT ON coding WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a coding must lie inside its source'); END;

CREATE TRIGGER coding_inside_text_update BEFORE UPDATE ON coding WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a coding must lie inside its source'); END;

CREATE TRIGGER content_never_changes BEFORE UPDATE ON content BEGIN SELECT RAISE(ABORT, 'content never changes'); END;

CREATE TRIGGER content_never_goes BEFORE DELETE ON content BEGIN SELECT RAISE(ABORT, 'content is never deleted'); END;

CREATE TRIGGER decision_goes_by_undo_only BEFORE DELETE ON decision WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a decision is taken back by undo only'); END;

CREATE TRIGGER decision_never_changes BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'a decision never changes'); END;

CREATE TRIGGER draw_goes_by_undo_only BEFORE DELETE ON draw WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a row of draw is taken back by undo only'); END;

CREATE TRIGGER draw_never_changes BEFORE UPDATE ON draw BEGIN SELECT RAISE(ABORT, 'a row of draw never changes'); END;

CREATE TRIGGER drawn_goes_by_undo_only BEFORE DELETE ON drawn WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a row of drawn is taken back by undo only'); END;

CREATE TRIGGER drawn_inside_text_insert BEFORE INSERT ON drawn WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a drawn passage must lie inside its source'); END;

CREATE TRIGGER drawn_never_changes BEFORE UPDATE ON drawn BEGIN SELECT RAISE(ABORT, 'a row of drawn never changes'); END;

CREATE TRIGGER link_inside_text_insert BEFORE INSERT ON link WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a link must lie inside its source'); END;

CREATE TRIGGER link_inside_text_update BEFORE UPDATE ON link WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a link must lie inside its source'); END;

CREATE TRIGGER looked_goes_by_undo_only BEFORE DELETE ON looked WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a row of looked is taken back by undo only'); END;

CREATE TRIGGER looked_inside_text_insert BEFORE INSERT ON looked WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a looked passage must lie inside its source'); END;

CREATE TRIGGER looked_never_changes BEFORE UPDATE ON looked BEGIN SELECT RAISE(ABORT, 'a row of looked never changes'); END;

CREATE TRIGGER no_passage_is_proposed_in_a_reflexive_study BEFORE INSERT ON claim_suggestion WHEN (SELECT mode FROM study) = 'reflexive' BEGIN SELECT RAISE(ABORT, 'a reflexive study has no suggestions'); END;

CREATE TRIGGER no_suggestion_in_a_reflexive_study BEFORE INSERT ON suggestion WHEN (SELECT mode FROM study) = 'reflexive' BEGIN SELECT RAISE(ABORT, 'a reflexive study has no suggestions'); END;

CREATE TRIGGER number_used_never_changes BEFORE UPDATE ON number_used
        BEGIN SELECT RAISE(ABORT, 'number_used never changes'); END;

CREATE TRIGGER number_used_never_goes BEFORE DELETE ON number_used
        BEGIN SELECT RAISE(ABORT, 'number_used is never deleted'); END;

CREATE TRIGGER operation_never_changes BEFORE UPDATE ON operation
        BEGIN SELECT RAISE(ABORT, 'operation never changes'); END;

CREATE TRIGGER operation_never_goes BEFORE DELETE ON operation
        BEGIN SELECT RAISE(ABORT, 'operation is never deleted'); END;

CREATE TRIGGER revision_never_changes BEFORE UPDATE ON revision BEGIN SELECT RAISE(ABORT, 'revision never changes'); END;

CREATE TRIGGER revision_never_goes BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, 'revision is never deleted'); END;

CREATE TRIGGER run_goes_by_undo_only BEFORE DELETE ON run WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a run is taken back by undo only'); END;

CREATE TRIGGER run_never_changes BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'a run never changes'); END;

CREATE TRIGGER segment_goes_by_undo_only BEFORE DELETE ON segment WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a segment is taken back by undo only'); END;

CREATE TRIGGER segment_inside_text_insert BEFORE INSERT ON segment WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a segment must lie inside its source'); END;

CREATE TRIGGER segment_inside_text_update BEFORE UPDATE ON segment WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a segment must lie inside its source'); END;

CREATE TRIGGER segment_never_changes BEFORE UPDATE ON segment BEGIN SELECT RAISE(ABORT, 'a segment never changes'); END;

CREATE TRIGGER segmentation_goes_by_undo_only BEFORE DELETE ON segmentation WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a segmentation is taken back by undo only'); END;

CREATE TRIGGER segmentation_never_changes BEFORE UPDATE ON segmentation BEGIN SELECT RAISE(ABORT, 'a segmentation never changes'); END;

CREATE TRIGGER source_keeps_its_text BEFORE UPDATE OF content_id, sha256 ON source BEGIN SELECT RAISE(ABORT, 'the text of a source never changes'); END;

CREATE TRIGGER suggestion_goes_by_undo_only BEFORE DELETE ON suggestion WHEN NOT EXISTS (SELECT 1 FROM replay) BEGIN SELECT RAISE(ABORT, 'a suggestion is taken back by undo only'); END;

CREATE TRIGGER suggestion_inside_text_insert BEFORE INSERT ON suggestion WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a suggestion must lie inside its source'); END;

CREATE TRIGGER suggestion_inside_text_update BEFORE UPDATE ON suggestion WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a suggestion must lie inside its source'); END;

CREATE TRIGGER suggestion_never_changes BEFORE UPDATE ON suggestion BEGIN SELECT RAISE(ABORT, 'a suggestion never changes'); END;

CREATE TRIGGER summary_quote_inside_text_insert BEFORE INSERT ON summary_quote WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a quotation must lie inside its source'); END;

CREATE TRIGGER summary_quote_inside_text_update BEFORE UPDATE ON summary_quote WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a quotation must lie inside its source'); END;

CREATE TRIGGER turn_inside_text_insert BEFORE INSERT ON turn WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a turn must lie inside its source'); END;

CREATE TRIGGER turn_inside_text_update BEFORE UPDATE ON turn WHEN NEW.end_pos > (SELECT c.characters FROM source s JOIN content c ON c.id = s.content_id WHERE s.id = NEW.source_id) BEGIN SELECT RAISE(ABORT, 'a turn must lie inside its source'); END;

CREATE TRIGGER turn_keeps_its_place BEFORE UPDATE OF source_id, ordinal, start_pos, end_pos, time ON turn BEGIN SELECT RAISE(ABORT, 'a turn never moves'); END;

CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE asked (
        question_id TEXT NOT NULL REFERENCES question (id),
        source_id TEXT NOT NULL,
        ordinal INTEGER NOT NULL,
        coder_id TEXT NOT NULL REFERENCES coder (id),
        PRIMARY KEY (question_id, source_id, ordinal),
        FOREIGN KEY (source_id, ordinal) REFERENCES turn (source_id, ordinal)
    ) STRICT;

CREATE TABLE case_attribute (
        case_id TEXT NOT NULL REFERENCES study_case (id),
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        kind TEXT NOT NULL CHECK (kind IN ('text', 'integer', 'number', 'boolean')),
        value TEXT NOT NULL,
        PRIMARY KEY (case_id, name)
    ) STRICT;

CREATE TABLE case_source (
        case_id TEXT NOT NULL REFERENCES study_case (id),
        source_id TEXT NOT NULL REFERENCES source (id),
        PRIMARY KEY (case_id, source_id)
    ) STRICT;

CREATE TABLE claim (
        id TEXT PRIMARY KEY,
        key TEXT NOT NULL CHECK (trim(key) <> ''),
        key_fold TEXT NOT NULL,
        source_id TEXT NOT NULL REFERENCES source (id),
        start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos),
        statement TEXT NOT NULL CHECK (trim(statement) <> ''),
        modality TEXT NOT NULL CHECK (modality IN ('must', 'should', 'will', 'aspiration')),
        theme TEXT REFERENCES code (id),
        country TEXT NOT NULL,
        in_force_from TEXT,
        in_force_to TEXT,
        version INTEGER NOT NULL CHECK (version > 0),
        CHECK (in_force_to >= in_force_from),
        UNIQUE (key_fold, version)
    ) STRICT;

CREATE TABLE claim_decision (
        id TEXT PRIMARY KEY,
        suggestion_id TEXT NOT NULL REFERENCES claim_suggestion (id),
        action TEXT NOT NULL CHECK (action IN ('link', 'reject', 'unsure')),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        at TEXT NOT NULL,
        place TEXT NOT NULL,
        link_id TEXT,
        CHECK ((action = 'link') = (link_id IS NOT NULL))
    ) STRICT;

CREATE TABLE claim_look (
        id TEXT PRIMARY KEY,
        claim_id TEXT NOT NULL REFERENCES claim (id),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        at TEXT NOT NULL,
        what TEXT NOT NULL CHECK (what IN ('negative_cases', 'exported_without')),
        note TEXT NOT NULL,
        CHECK (what = 'negative_cases' OR trim(note) <> '')
    ) STRICT;

CREATE TABLE claim_suggestion (
        id TEXT PRIMARY KEY,
        run_id TEXT NOT NULL REFERENCES run (id),
        claim_id TEXT NOT NULL REFERENCES claim (id),
        source_id TEXT NOT NULL REFERENCES source (id),
        start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos),
        score REAL NOT NULL CHECK (score >= 0 AND score <= 1),
        why TEXT NOT NULL,
        UNIQUE (run_id, claim_id, source_id, start_pos, end_pos)
    ) STRICT;

CREATE TABLE code (id TEXT PRIMARY KEY) STRICT;

CREATE TABLE code_version (
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
    ) STRICT;

CREATE TABLE codebook_version (
        version INTEGER PRIMARY KEY CHECK (version > 0),
        codebook_id TEXT NOT NULL,
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        reason TEXT NOT NULL,
        facets TEXT NOT NULL,
        sources TEXT NOT NULL,
        published TEXT NOT NULL,
        coder_id TEXT NOT NULL REFERENCES coder (id)
    ) STRICT;

CREATE TABLE coder (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        name_fold TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('person', 'machine'))
    ) STRICT;

CREATE TABLE coding (
        id TEXT PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES source (id),
        start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos),
        code_id TEXT NOT NULL REFERENCES code (id),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        codebook_version INTEGER NOT NULL REFERENCES codebook_version (version),
        created TEXT NOT NULL,
        digest TEXT NOT NULL CHECK (length(digest) = 64),
        from_suggestion TEXT REFERENCES suggestion (id), found_by TEXT CHECK (found_by <> ''),
        UNIQUE (source_id, start_pos, end_pos, code_id, coder_id)
    ) STRICT;

CREATE TABLE coding_facet (
        coding_id TEXT NOT NULL REFERENCES coding (id),
        facet TEXT NOT NULL CHECK (trim(facet) <> ''),
        value TEXT NOT NULL CHECK (trim(value) <> ''),
        PRIMARY KEY (coding_id, facet)
    ) STRICT;

CREATE TABLE content (
        id TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        text TEXT NOT NULL CHECK (text <> ''),
        characters INTEGER NOT NULL CHECK (characters > 0),
        original BLOB NOT NULL,
        original_sha256 TEXT NOT NULL CHECK (length(original_sha256) = 64)
    ) STRICT;

CREATE TABLE decision (
        id TEXT PRIMARY KEY,
        suggestion_id TEXT NOT NULL REFERENCES suggestion (id),
        action TEXT NOT NULL CHECK (action IN ('accept', 'change', 'reject', 'unsure')),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        at TEXT NOT NULL,
        place TEXT NOT NULL,
        coding_id TEXT, codebook_version INTEGER REFERENCES codebook_version (version),
        CHECK ((action IN ('accept', 'change')) = (coding_id IS NOT NULL))
    ) STRICT;

CREATE TABLE draw (
        id TEXT PRIMARY KEY,
        coder_id TEXT NOT NULL REFERENCES coder (id),
        at TEXT NOT NULL,
        method TEXT NOT NULL CHECK (method IN ('audit', 'mixed', 'bulk')),
        seed INTEGER NOT NULL,
        codebook_version INTEGER NOT NULL REFERENCES codebook_version (version),
        segmentation_id TEXT REFERENCES segmentation (id),
        filters TEXT NOT NULL,
        size INTEGER NOT NULL CHECK (size > 0)
    ) STRICT;

CREATE TABLE drawn (
        draw_id TEXT NOT NULL REFERENCES draw (id),
        position INTEGER NOT NULL CHECK (position >= 0),
        source_id TEXT NOT NULL REFERENCES source (id),
        start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos),
        probability REAL NOT NULL CHECK (probability > 0 AND probability <= 1),
        part TEXT NOT NULL CHECK (part IN ('random', 'uncertain')),
        PRIMARY KEY (draw_id, position),
        UNIQUE (draw_id, source_id, start_pos, end_pos)
    ) STRICT;

CREATE TABLE link (
        id TEXT PRIMARY KEY,
        claim_id TEXT NOT NULL REFERENCES claim (id),
        source_id TEXT NOT NULL REFERENCES source (id),
        start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos),
        stance TEXT NOT NULL CHECK (stance IN ('fulfilled', 'strained', 'contradicted', 'unclear')),
        gap_type TEXT NOT NULL CHECK (gap_type IN ('none', 'absent', 'workaround', 'trade_off', 'intensification',
            'distortion', 'displacement', 'invisible_work', 'better_than_imagined')),
        voice TEXT NOT NULL CHECK (voice IN
            ('own_practice', 'team_practice', 'reported_other', 'hypothetical', 'general_opinion')),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        created TEXT NOT NULL,
        from_suggestion TEXT REFERENCES suggestion (id), tense TEXT CHECK (tense IN ('past', 'present', 'planned')), from_claim_suggestion TEXT REFERENCES claim_suggestion (id),
        UNIQUE (claim_id, source_id, start_pos, end_pos, coder_id)
    ) STRICT;

CREATE TABLE looked (
        id TEXT PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES source (id),
        start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        codebook_version INTEGER NOT NULL REFERENCES codebook_version (version),
        at TEXT NOT NULL,
        place TEXT NOT NULL,
        draw_id TEXT REFERENCES draw (id),
        UNIQUE (source_id, start_pos, end_pos, coder_id, codebook_version)
    ) STRICT;

CREATE TABLE memo (
        id TEXT PRIMARY KEY,
        about_kind TEXT NOT NULL CHECK (about_kind IN ('study', 'source', 'case', 'code', 'coding', 'claim', 'link')),
        about_id TEXT NOT NULL,
        text TEXT NOT NULL,
        coder_id TEXT NOT NULL REFERENCES coder (id),
        created TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0)
    ) STRICT;

CREATE TABLE "number_used" (
        what TEXT NOT NULL CHECK (trim(what) <> ''),
        id TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number > 0),
        PRIMARY KEY (what, id, number)
    ) STRICT;

CREATE TABLE operation (
        client TEXT NOT NULL CHECK (client <> ''),
        sequence INTEGER NOT NULL CHECK (sequence > 0),
        at TEXT NOT NULL,
        fault TEXT NOT NULL,
        PRIMARY KEY (client, sequence)
    ) STRICT;

CREATE TABLE question (
        id TEXT PRIMARY KEY,
        key TEXT NOT NULL CHECK (trim(key) <> ''),
        key_fold TEXT NOT NULL UNIQUE,
        text TEXT NOT NULL CHECK (trim(text) <> ''),
        position INTEGER NOT NULL
    ) STRICT;

CREATE TABLE question_claim (
        question_id TEXT NOT NULL REFERENCES question (id),
        claim_id TEXT NOT NULL REFERENCES claim (id),
        PRIMARY KEY (question_id, claim_id)
    ) STRICT;

CREATE TABLE replay (sequence INTEGER PRIMARY KEY) STRICT;

CREATE TABLE revision (
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
    ) STRICT;

CREATE TABLE run (
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
    ) STRICT;

CREATE TABLE saved_query (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        name_fold TEXT NOT NULL UNIQUE,
        question TEXT NOT NULL CHECK (trim(question) <> ''),
        unit TEXT NOT NULL CHECK (unit IN ('segment', 'turn', 'question', 'source', 'person')),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        created TEXT NOT NULL
    ) STRICT;

CREATE TABLE segment (
        segmentation_id TEXT NOT NULL REFERENCES segmentation (id),
        source_id TEXT NOT NULL REFERENCES source (id),
        ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
        start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos),
        PRIMARY KEY (segmentation_id, source_id, ordinal)
    ) STRICT;

CREATE TABLE segmentation (
        id TEXT PRIMARY KEY,
        method TEXT NOT NULL,
        settings TEXT NOT NULL,
        UNIQUE (method, settings)
    ) STRICT;

CREATE TABLE source (
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
    ) STRICT;

CREATE TABLE study (
        id TEXT PRIMARY KEY,
        only_one INTEGER NOT NULL DEFAULT 1 UNIQUE CHECK (only_one = 1),
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        mode TEXT NOT NULL CHECK (mode IN ('codebook', 'reflexive')),
        synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
        language TEXT NOT NULL,
        created TEXT NOT NULL,
        suggestions_shown INTEGER NOT NULL CHECK (suggestions_shown IN (0, 1))
    ) STRICT;

CREATE TABLE study_case (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        name_fold TEXT NOT NULL UNIQUE
    ) STRICT;

CREATE TABLE suggestion (
        id TEXT PRIMARY KEY,
        run_id TEXT NOT NULL REFERENCES run (id),
        source_id TEXT NOT NULL REFERENCES source (id),
        start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos),
        code_id TEXT NOT NULL REFERENCES code (id),
        score REAL NOT NULL CHECK (score >= 0 AND score <= 1),
        why TEXT NOT NULL,
        UNIQUE (run_id, source_id, start_pos, end_pos, code_id)
    ) STRICT;

CREATE TABLE summary (
        id TEXT PRIMARY KEY,
        row_kind TEXT NOT NULL CHECK (row_kind = 'case' OR row_kind LIKE 'attr._%'),
        row_id TEXT NOT NULL,
        code_id TEXT NOT NULL REFERENCES code (id),
        text TEXT NOT NULL CHECK (trim(text) <> ''),
        coder_id TEXT NOT NULL REFERENCES coder (id),
        version INTEGER NOT NULL CHECK (version > 0),
        updated TEXT NOT NULL,
        UNIQUE (row_kind, row_id, code_id)
    ) STRICT;

CREATE TABLE summary_quote (
        summary_id TEXT NOT NULL REFERENCES summary (id),
        position INTEGER NOT NULL CHECK (position >= 0),
        coding_id TEXT NOT NULL,
        source_id TEXT NOT NULL REFERENCES source (id),
        start_pos INTEGER NOT NULL CHECK (start_pos >= 0),
        end_pos INTEGER NOT NULL CHECK (end_pos > start_pos),
        PRIMARY KEY (summary_id, position),
        UNIQUE (summary_id, coding_id)
    ) STRICT;

CREATE TABLE turn (
        source_id TEXT NOT NULL REFERENCES source (id),
        ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
        start_pos INTEGER NOT NULL CHECK (start_pos >= 0), end_pos INTEGER NOT NULL CHECK (end_pos > start_pos),
        speaker TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('interviewer', 'participant', 'other')),
        time REAL CHECK (time >= 0),
        language TEXT,
        PRIMARY KEY (source_id, ordinal)
    ) STRICT;

CREATE INDEX asked_of_turn ON asked (source_id, ordinal);

CREATE INDEX case_of_source ON case_source (source_id);

CREATE INDEX claim_decision_of_suggestion ON claim_decision (suggestion_id);

CREATE INDEX claim_look_of_claim ON claim_look (claim_id);

CREATE INDEX claim_suggestion_of_claim ON claim_suggestion (claim_id);

CREATE INDEX coding_from_suggestion ON coding (from_suggestion);

CREATE INDEX coding_of_code ON coding (code_id);

CREATE INDEX decision_of_suggestion ON decision (suggestion_id);

CREATE INDEX link_from_claim_suggestion ON link (from_claim_suggestion);

CREATE INDEX link_from_suggestion ON link (from_suggestion);

CREATE INDEX link_of_source ON link (source_id);

CREATE INDEX looked_of_draw ON looked (draw_id);

CREATE INDEX memo_about ON memo (about_kind, about_id);

CREATE INDEX question_of_claim ON question_claim (claim_id);

CREATE INDEX segment_of_source ON segment (source_id);

CREATE INDEX suggestion_of_span ON suggestion (source_id, start_pos, end_pos, code_id);

CREATE INDEX summary_quote_of_coding ON summary_quote (coding_id);

