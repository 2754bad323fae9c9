"""ACT: a person decides. Each function is one transaction and one Revision; undo takes any of them back."""

from workbench.review.bulk import BulkAccepted, BulkPreview, bulk_accept, does_not_hold, preview_bulk_accept
from workbench.review.codebook import add_code, edit_code, move_code, restore_code, retire_code
from workbench.review.codebook_merge import merge_codes, preview_merge, split_code
from workbench.review.decide import accept, change, queue, reject, unsure
from workbench.review.draws import draw, looked_at
from workbench.review.in_vivo import code_in_vivo
from workbench.review.memos import edit_memo, remove_memo, write_memo
from workbench.review.orders import ORDERS, Item, next_items, open_draws
from workbench.review.passages import add_coding, add_codings, merge, recode, remove_coding, resize, split
from workbench.review.search_coding import code_hits, preview_code_hits
from workbench.review.segments import join_segments, split_segment
from workbench.review.steps import redo, take_back_to, undo
from workbench.review.switches import set_role, show_suggestions
from workbench.review.touched import doings, preview_back
from workbench.review.worklist import confirm_codings, worklist

__all__ = [
    "ORDERS",
    "BulkAccepted",
    "BulkPreview",
    "Item",
    "accept",
    "add_code",
    "add_coding",
    "add_codings",
    "bulk_accept",
    "change",
    "code_hits",
    "code_in_vivo",
    "confirm_codings",
    "does_not_hold",
    "doings",
    "draw",
    "edit_code",
    "edit_memo",
    "join_segments",
    "looked_at",
    "merge",
    "merge_codes",
    "move_code",
    "next_items",
    "open_draws",
    "preview_back",
    "preview_bulk_accept",
    "preview_code_hits",
    "preview_merge",
    "queue",
    "recode",
    "redo",
    "reject",
    "remove_coding",
    "remove_memo",
    "resize",
    "restore_code",
    "retire_code",
    "set_role",
    "show_suggestions",
    "split",
    "split_code",
    "split_segment",
    "take_back_to",
    "undo",
    "unsure",
    "worklist",
    "write_memo",
]
