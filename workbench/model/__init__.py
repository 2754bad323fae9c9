"""The nouns: frozen dataclasses that import nothing but the standard library and our errors."""

from workbench.model.case import AttributeValue, Case
from workbench.model.claim import Claim, GapType, Link, Modality, Stance, Voice
from workbench.model.codebook import Code, Codebook, CodeStatus, NearMiss, NotWhen
from workbench.model.coding import Coder, CoderKind, Coding, Memo, coding_digest
from workbench.model.identity import canonical_json, id_of, new_id, sha256_bytes, sha256_text
from workbench.model.recipe import Recipe, StageUse
from workbench.model.source import (
    ImportReport,
    ImportWarning,
    Origin,
    Passage,
    Reading,
    Role,
    Segment,
    Segmentation,
    Source,
    Turn,
    Variety,
)
from workbench.model.span import Span
from workbench.model.study import Mode, Revision, Study
from workbench.model.suggestion import Action, Decision, Proposal, Run, Suggestion, Why

__all__ = [
    "Action",
    "AttributeValue",
    "Case",
    "Claim",
    "Code",
    "CodeStatus",
    "Codebook",
    "Coder",
    "CoderKind",
    "Coding",
    "Decision",
    "GapType",
    "ImportReport",
    "ImportWarning",
    "Link",
    "Memo",
    "Modality",
    "Mode",
    "NearMiss",
    "NotWhen",
    "Origin",
    "Passage",
    "Proposal",
    "Reading",
    "Recipe",
    "Revision",
    "Role",
    "Run",
    "Segment",
    "Segmentation",
    "Source",
    "Span",
    "StageUse",
    "Stance",
    "Study",
    "Suggestion",
    "Turn",
    "Variety",
    "Voice",
    "Why",
    "canonical_json",
    "coding_digest",
    "id_of",
    "new_id",
    "sha256_bytes",
    "sha256_text",
]
