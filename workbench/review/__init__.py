"""ACT: a person decides. Each function is one transaction and one Revision; undo takes any of them back."""

from workbench.review.decide import accept, change, queue, reject, unsure
from workbench.review.memos import edit_memo, remove_memo, write_memo
from workbench.review.passages import add_coding, add_codings, merge, recode, remove_coding, resize, split
from workbench.review.steps import redo, undo
from workbench.review.switches import set_role, show_suggestions

__all__ = [
    "accept",
    "add_coding",
    "add_codings",
    "change",
    "edit_memo",
    "merge",
    "queue",
    "recode",
    "redo",
    "reject",
    "remove_coding",
    "remove_memo",
    "resize",
    "set_role",
    "show_suggestions",
    "split",
    "undo",
    "unsure",
    "write_memo",
]
