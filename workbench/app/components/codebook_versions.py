"""The versions of a codebook: when, who and why, and what differs between any two of them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from workbench.app import state
from workbench.app.components.code_words import FIELDS
from workbench.app.components.plain_text import counted, number
from workbench.app.components.side_by_side import Compared, of_code, side_by_side
from workbench.app.components.wording import local
from workbench.exchange.codebook_diff import diff_codebooks
from workbench.model import Code, Codebook
from workbench.store import OpenStudy


def versions_part(study: OpenStudy, codebook: Codebook) -> None:
    """Show every version, the newest first, and two of them beside each other."""
    every = study.codebook.versions()[::-1]
    rows = [
        {"Version": version, "When": local(published), "Who": who, "Why": reason}
        for version, _name, reason, published, who in every
    ]
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, width="stretch", height=min(300, 38 + 35 * len(rows)),
        alt="Every version of the codebook: when, who, why",
        column_config={
            "Version": st.column_config.NumberColumn(width=80),
            "When": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm", width=160),
            "Who": st.column_config.TextColumn(width=110),
        },
    )  # fmt: skip
    if len(every) < 2:
        st.caption("There is one version so far. Every change to a code makes the next one.")
        return
    before, after = _chosen([row[0] for row in every], codebook)
    groups = list(differences(study.codebook.version(before), study.codebook.version(after)))
    if groups:
        st.caption(f"{counted(len(groups), 'code')} differ.") if len(groups) > 1 else st.caption("One code differs.")
        side_by_side(groups, left=f"Version {before}", right=f"Version {after}", key="versions_beside")
    else:
        st.caption(f"Versions {number(before)} and {number(after)} have the same codes.")


def _chosen(numbers: list[int], codebook: Codebook) -> tuple[int, int]:
    """Let two versions be chosen, at first the newest and the one before; return them, the older first."""
    state.choose_number_if_there(state.VERSION_BEFORE, numbers)
    state.choose_number_if_there(state.VERSION_AFTER, numbers)
    left, right, _ = st.columns([1, 1, 2])
    first = left.selectbox("Compare version", numbers, min(1, len(numbers) - 1), key=state.VERSION_BEFORE)
    second = right.selectbox("with version", numbers, 0, key=state.VERSION_AFTER)
    one, two = int(first or codebook.version), int(second or codebook.version)
    return min(one, two), max(one, two)


def differences(before: Codebook, after: Codebook) -> Iterator[Compared]:
    """Yield what differs between two versions, code by code in the order of the newer one's tree."""
    diff = diff_codebooks(before, after)
    new, restored, retired = ({code.id for code in codes} for codes in (diff.added, diff.restored, diff.retired))
    touched = {change.code for change in (*diff.renamed, *diff.moved, *diff.changed)}
    notes = {"New.": new, "Restored.": restored, "Retired.": retired}
    for _, code in after.tree():
        said = [note for note, ids in notes.items() if code.id in ids]
        if said or code.key in touched:
            then = None if code.id in new else _then(before, code)
            fields = of_code(then, code, _told(then, code))
            yield Compared(fields, heading=f"{code.name} ({code.key})", note=" ".join(said))
    for code in diff.removed:
        yield Compared(of_code(code, None, FIELDS), heading=f"{code.name} ({code.key})", note="Gone.")
    for parent in diff.reordered:
        yield Compared((_order(before, after, parent),), heading=_branch(after, parent), note="In another order.")


def _then(before: Codebook, code: Code) -> Code | None:
    return before.by_id.get(code.id) or before.by_key.get(code.key)


def _told(then: Code | None, code: Code) -> list[str]:
    """Return the fields to compare: of a new code those that say something."""
    if then is not None:
        return list(FIELDS)
    return [name for name in FIELDS if name not in {"status", "name", "key"} and getattr(code, name)]


def _branch(codebook: Codebook, parent: str | None) -> str:
    return "The codes at the top" if parent is None else f"The codes below {codebook.by_key[parent].name} ({parent})"


def _order(before: Codebook, after: Codebook, parent: str | None) -> tuple[str, str, str]:
    former = parent
    if parent is not None:
        code = before.by_id.get(after.by_key[parent].id)
        former = code.key if code else parent
    then, now = (
        "\n".join(code.name for code in book.children(key)) for book, key in ((before, former), (after, parent))
    )
    return ("Order", then, now)
