"""The app's front door: page settings and the list of pages. Start it with `workbench app`."""

from __future__ import annotations

import streamlit as st

from workbench.app import shell

st.set_page_config(page_title="Interview workbench", layout="wide", initial_sidebar_state="auto")
page = st.navigation(shell.pages(), expanded=True)
shell.frame()
shell.show(page)
