"""ACT: a person decides. Each function is one transaction and one Revision; undo takes any of them back."""

from workbench.review.bulk import BulkAccepted, BulkPreview, bulk_accept, does_not_hold, preview_bulk_accept
from workbench.review.claim_queue import Proposed, claim_queue
from workbench.review.claims import (
    Wording,
    add_claim,
    edit_claim,
    exported_without,
    looked_for_negative_cases,
    next_key,
    remove_claim,
    wording_is_kept,
    wording_of,
)
from workbench.review.codebook import add_code, edit_code, move_code, restore_code, retire_code
from workbench.review.codebook_merge import merge_codes, preview_merge, split_code
from workbench.review.decide import accept, change, queue, reject, unsure
from workbench.review.draws import draw, looked_at
from workbench.review.facets import set_facets
from workbench.review.guide import (
    add_question,
    edit_question,
    remove_question,
    say_asked,
    say_not_asked,
    say_what_is_asked,
    tag_question,
)
from workbench.review.in_vivo import code_in_vivo
from workbench.review.links import (
    Earlier,
    Judgement,
    add_link,
    carry_over,
    change_link,
    earlier_wording,
    leave_unsure,
    link_suggestion,
    remove_link,
    turn_down,
)
from workbench.review.memos import edit_memo, remove_memo, write_memo
from workbench.review.orders import ORDERS, Item, next_items, open_draws
from workbench.review.passages import add_coding, add_codings, merge, recode, remove_coding, resize, split
from workbench.review.search_coding import code_hits, preview_code_hits
from workbench.review.segments import join_segments, split_segment
from workbench.review.steps import redo, take_back_to, undo
from workbench.review.summaries import remove_summary, write_summary
from workbench.review.switches import set_role, show_suggestions
from workbench.review.touched import doings, preview_back
from workbench.review.worklist import confirm_codings, worklist

__all__ = [
    "ORDERS",
    "BulkAccepted",
    "BulkPreview",
    "Earlier",
    "Item",
    "Judgement",
    "Proposed",
    "Wording",
    "accept",
    "add_claim",
    "add_code",
    "add_coding",
    "add_codings",
    "add_link",
    "add_question",
    "bulk_accept",
    "carry_over",
    "change",
    "change_link",
    "claim_queue",
    "code_hits",
    "code_in_vivo",
    "confirm_codings",
    "does_not_hold",
    "doings",
    "draw",
    "earlier_wording",
    "edit_claim",
    "edit_code",
    "edit_memo",
    "edit_question",
    "exported_without",
    "join_segments",
    "leave_unsure",
    "link_suggestion",
    "looked_at",
    "looked_for_negative_cases",
    "merge",
    "merge_codes",
    "move_code",
    "next_items",
    "next_key",
    "open_draws",
    "preview_back",
    "preview_bulk_accept",
    "preview_code_hits",
    "preview_merge",
    "queue",
    "recode",
    "redo",
    "reject",
    "remove_claim",
    "remove_coding",
    "remove_link",
    "remove_memo",
    "remove_question",
    "remove_summary",
    "resize",
    "restore_code",
    "retire_code",
    "say_asked",
    "say_not_asked",
    "say_what_is_asked",
    "set_facets",
    "set_role",
    "show_suggestions",
    "split",
    "split_code",
    "split_segment",
    "tag_question",
    "take_back_to",
    "turn_down",
    "undo",
    "unsure",
    "wording_is_kept",
    "wording_of",
    "worklist",
    "write_memo",
    "write_summary",
]
