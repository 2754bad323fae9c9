"""Streamlit's own decorators, with the function's types kept: answers kept between drawings, parts drawn alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import streamlit as st

Function = TypeVar("Function", bound=Callable[..., Any])


def kept(function: Function) -> Function:
    """Keep a function's last answers by its arguments. None of them may begin with an underscore: those are no key."""
    return cast("Function", st.cache_data(max_entries=8, show_spinner=False)(function))


def drawn_alone(function: Function) -> Function:
    """Let a part of a page be drawn again without the rest of it."""
    return cast("Function", st.fragment(function))
