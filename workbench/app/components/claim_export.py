"""What can be taken along from the contrast: a brief of a claim or of all, and the table behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from workbench import review
from workbench.analysis.export_gate import Lacking
from workbench.app import contrast_state, shell, state
from workbench.app.components import plain_text
from workbench.app.components.figure_download import figure_download
from workbench.app.components.plain_text import Part
from workbench.report.brief import Brief, brief, looked_for
from workbench.report.brief_files import brief_docx, brief_html
from workbench.report.contrast_files import claims_csv
from workbench.report.contrast_view import ContrastView
from workbench.report.figures import stance_bars
from workbench.store import OpenStudy, open_study

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def take_along(study: OpenStudy, shown: ContrastView, key: str, lacks: Sequence[Lacking]) -> None:
    """Offer briefs, table and figure; what a claim lacks (`what_lacks`) before it leaves as contradicted is asked for here."""
    with st.expander("Take it along: a brief (Word or HTML), the table (CSV), the figure", icon=":material/download:"):
        every = st.toggle("All claims", key=contrast_state.EVERY_CLAIM, persist_state="session")
        chosen = shown if every else shown.only([key])
        lacking = [one for one in lacks if every or one.key == key]
        reason = ""
        if lacking:
            plain_text.words([Part("note", (one.words,)) for one in lacking], key="lacking")
            reason = st.text_input(
                "Why it goes out all the same (kept with the study and printed)", key=contrast_state.REASON, max_chars=500,
                help="Otherwise name the kinds of gap and put a look for negative cases on record, on the page Claims.",
            ).strip()  # fmt: skip
        why = {one.key: reason for one in lacking}
        _buttons(study, chosen, why, ready=not lacking or (bool(reason) and not study.read_only))


def what_lacks(study: OpenStudy, shown: ContrastView) -> tuple[Lacking, ...]:
    """Return what these claims lack before they may leave as contradicted."""
    return shown.lacking(looked_for(study, shown))


def _buttons(
    study: OpenStudy, chosen: ContrastView, why: Mapping[str, str], *, ready: bool
) -> None:  # fmt: skip
    keep = partial(_keep_reasons, study, {one: why[key] for one, key in _ids(chosen, why).items()})
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(
            "Brief (Word)", _file(study, chosen, why, brief_docx), "brief.docx", WORD, on_click=keep, disabled=not ready
        )
        st.download_button(
            "Brief (HTML)", _file(study, chosen, why, brief_html), "brief.html", "text/html", on_click=keep,
            disabled=not ready,
        )  # fmt: skip
        st.download_button(
            "Table (CSV)", partial(claims_csv, chosen, study.about, why), "claims.csv", "text/csv", on_click=keep,
            disabled=not ready, help="What is counted, and the controls, in every row.",
        )  # fmt: skip
        draw = partial(stance_bars, chosen.claims, synthetic=study.about.synthetic)
        figure_download(draw, chosen.claims, study.about, name="claims", key="taken", then=keep, disabled=not ready)


def _file(
    study: OpenStudy, chosen: ContrastView, why: Mapping[str, str], form: Callable[[Brief], bytes | str]
) -> Callable[[], bytes | str]:  # fmt: skip
    path, home = study.path, contrast_state.home()

    def made() -> bytes | str:
        found = brief(open_study(path), chosen, (), at=datetime.now(UTC), reasons=why, home=home)
        return form(found)

    return made


def _ids(chosen: ContrastView, why: Mapping[str, str]) -> dict[str, str]:
    ids = dict(zip(chosen.claims["key"], chosen.claims["claim_id"], strict=True))
    return {str(ids[key]): key for key in why}


def _keep_reasons(study: OpenStudy, why: Mapping[str, str]) -> None:
    if why:
        shell.act(review.exported_without, study, list(why), next(iter(why.values())), by=state.coder())
