"""Text from outside reaches a page here and in `passage.py` only, as text nodes.

Streamlit reads markdown in almost everything it shows, and markdown fetches remote images. A test refuses any other
way to show words that are not written in the program.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

FRONTEND = Path(__file__).with_name("frontend")


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph: its style (title, heading, subheading, text, note, item, quote, notice) and its runs.

    A run is a text, or a text and its look: `strong` or `muted`.
    """

    style: str
    runs: tuple[str | tuple[str, str], ...]

    def data(self) -> dict[str, object]:
        """Return what the browser is sent."""
        pairs = [(run, "") if isinstance(run, str) else run for run in self.runs]
        runs = [{"text": visible(text), "strong": look == "strong", "muted": look == "muted"} for text, look in pairs]
        return {"style": self.style, "runs": runs}


def source_of(name: str) -> str:
    """Return the text of one of our own scripts or style sheets."""
    return (FRONTEND / name).read_text(encoding="utf-8")


_WORDS = st.components.v2.component(
    "workbench_words", js=source_of("plain_text.js"), css=source_of("plain_text.css"), isolate_styles=False
)


def words(parts: Sequence[Part], *, key: str) -> None:
    """Show paragraphs of any origin, exactly as written."""
    _WORDS(key=key, data={"parts": [part.data() for part in parts]})


def title(text: str, *, key: str = "title") -> None:
    """Show a page's title."""
    words([Part("title", (text,))], key=key)


def heading(text: str, *, key: str, note: str = "") -> None:
    """Show a heading, with a quieter line below where there is one."""
    words([Part("heading", (text,)), *([Part("note", (note,))] if note else [])], key=key)


def text(said: str, *, key: str) -> None:
    """Show a paragraph."""
    words([Part("text", (said,))], key=key)


def note(said: str, *, key: str) -> None:
    """Show a quieter, smaller paragraph."""
    words([Part("note", (said,))], key=key)


def notice(message: str, hint: str, *, key: str) -> None:
    """Show what went wrong and what to do."""
    words([Part("notice", ((message, "strong"), *((hint,) if hint else ())))], key=key)


def visible(said: str) -> str:
    """Return the text with what cannot be seen made visible: control and direction characters as their code points.

    A right-to-left override in a file name could show `gpj.exe` as `exe.jpg`. Joiners inside words stay as they are.
    """
    return "".join(f"⟨U+{ord(c):04X}⟩" if _hidden(c) else c for c in said)


def _hidden(character: str) -> bool:
    if character in "\n\t":
        return False
    control = unicodedata.category(character) in {"Cc", "Cs"}
    return control or unicodedata.bidirectional(character) in {
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    }


def number(value: float) -> str:
    """Return a number for a label: the only thing besides the program's own words that may stand in one.

    Raises:
        TypeError: when it is no number.
    """
    if not isinstance(value, int | float):
        raise TypeError(f"a label takes a number, not {type(value).__name__}")
    return f"{value:,}"


def counted(value: int, thing: str, things: str = "") -> str:
    """Return '1 source', '3 sources': `thing` and `things` are the program's own words."""
    return f"{number(value)} {thing if value == 1 else things or thing + 's'}"
