"""The tables as the store queries them: names only. Types, keys and constraints stand in the migrations, once.

A test compares these names with the migrated database, in both directions.
"""

from __future__ import annotations

import sqlalchemy as sa


def _table(name: str, columns: str, key: str) -> sa.Table:
    keys = key.split()
    return sa.Table(name, _METADATA, *(sa.Column(c, primary_key=c in keys) for c in columns.split()))


_METADATA = sa.MetaData()

study = _table("study", "id name mode synthetic language created suggestions_shown", "id")
content = _table("content", "id sha256 text characters original original_sha256", "id")
source = _table(
    "source",
    "id name name_fold content_id sha256 origin_file origin_reader origin_settings variety language revision_of"
    " report added",
    "id",
)
turn = _table("turn", "source_id ordinal start_pos end_pos speaker role time language", "source_id ordinal")
segmentation = _table("segmentation", "id method settings", "id")
segment = _table("segment", "segmentation_id source_id ordinal start_pos end_pos", "segmentation_id source_id ordinal")
coder = _table("coder", "id name name_fold kind", "id")
study_case = _table("study_case", "id name name_fold", "id")
case_attribute = _table("case_attribute", "case_id name kind value", "case_id name")
case_source = _table("case_source", "case_id source_id", "case_id source_id")
codebook_version = _table(
    "codebook_version", "version codebook_id name reason facets sources published coder_id", "version"
)
code = _table("code", "id", "id")
code_version = _table(
    "code_version",
    "version code_id key key_fold name name_fold parent_id definition details colour position status",
    "version code_id",
)
coding = _table(
    "coding",
    "id source_id start_pos end_pos code_id coder_id codebook_version created digest from_suggestion found_by",
    "id",
)
memo = _table("memo", "id about_kind about_id text coder_id created version", "id")
claim = _table(
    "claim",
    "id key key_fold source_id start_pos end_pos statement modality theme country in_force_from in_force_to version",
    "id",
)
link = _table(
    "link",
    "id claim_id source_id start_pos end_pos stance gap_type voice coder_id created from_suggestion tense"
    " from_claim_suggestion",
    "id",
)
claim_suggestion = _table("claim_suggestion", "id run_id claim_id source_id start_pos end_pos score why", "id")
claim_decision = _table("claim_decision", "id suggestion_id action coder_id at place link_id", "id")
claim_look = _table("claim_look", "id claim_id coder_id at what note", "id")
question = _table("question", "id key key_fold text position", "id")
question_claim = _table("question_claim", "question_id claim_id", "question_id claim_id")
asked = _table("asked", "question_id source_id ordinal coder_id", "question_id source_id ordinal")
run = _table(
    "run",
    "id coder_id recipe_name recipe recipe_sha256 codebook_version seed started finished models versions"
    " segmentation_id counts",
    "id",
)
suggestion = _table("suggestion", "id run_id source_id start_pos end_pos code_id score why", "id")
decision = _table("decision", "id suggestion_id action coder_id at place coding_id codebook_version", "id")
draw = _table("draw", "id coder_id at method seed codebook_version segmentation_id filters size", "id")
drawn = _table("drawn", "draw_id position source_id start_pos end_pos probability part", "draw_id position")
looked = _table("looked", "id source_id start_pos end_pos coder_id codebook_version at place draw_id", "id")
summary = _table("summary", "id row_kind row_id code_id text coder_id version updated", "id")
summary_quote = _table(
    "summary_quote", "summary_id position coding_id source_id start_pos end_pos", "summary_id position"
)
coding_facet = _table("coding_facet", "coding_id facet value", "coding_id facet")
saved_query = _table("saved_query", "id name name_fold question unit coder_id created", "id")
revision = _table(
    "revision",
    "sequence act summary coder at undoable undoes images images_sha256 previous_hash hash",
    "sequence",
)
replay = _table("replay", "sequence", "sequence")
operation = _table("operation", "client sequence at fault", "client sequence")
number_used = _table("number_used", "what id number", "what id number")

BY_NAME = dict(_METADATA.tables)
