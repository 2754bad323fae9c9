"""Words from outside reach a page through `plain_text` and `passage` only: read from the pages' own source."""

from __future__ import annotations

import ast
import tomllib

import pytest

# What Streamlit reads as markdown or HTML. In lists of options: radio, pills and segmented_control.
SINKS = {
    "markdown", "write", "caption", "title", "header", "subheader", "html", "info", "warning", "error", "success", "toast",
    "metric", "badge", "expander", "tabs", "popover", "button", "checkbox", "toggle", "radio", "pills", "segmented_control",
    "selectbox", "multiselect", "text_input", "text_area", "number_input", "file_uploader", "form_submit_button",
    "download_button", "link_button", "page_link", "progress", "status", "spinner", "table", "exception", "latex",
    "chat_message", "dialog", "slider", "date_input",
}  # fmt: skip
VALUE_FIRST = {"page_link", "progress"}  # their words come as label= and text=
FREE_OPTIONS = {"radio", "pills", "segmented_control"}
MARKDOWN_ARGUMENTS = {"label", "help", "text", "body", "captions", "icon"}
CLOSED_TABLES = {"_DONE", "STANCE_LABELS", "GAP_LABELS"}
OUR_WORDS = {"number", "counted"}


def app_files(root):
    return [root / "streamlit_app.py", *sorted((root / "workbench" / "app").rglob("*.py"))]


def ours(node):
    """Say whether an expression can only be words written in the program, and numbers."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name in OUR_WORDS and all(ours(a) for a in node.args[1:])
    parts = {
        ast.JoinedStr: lambda n: [v.value if isinstance(v, ast.FormattedValue) else v for v in n.values],
        ast.List: lambda n: n.elts,
        ast.Tuple: lambda n: n.elts,
        ast.IfExp: lambda n: [n.body, n.orelse],
    }.get(type(node))
    return all(ours(each) for each in parts(node)) if parts else isinstance(node, ast.Constant)


class Finder(ast.NodeVisitor):
    def __init__(self, tree):
        self.found, self.known = [], {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.known.setdefault(node.targets[0].id, []).append(node.value)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                self.known.setdefault(node.target.id, []).append(node.value)

    def allowed(self, node):
        if isinstance(node, ast.Subscript | ast.Call) and "STAGES" in ast.dump(node):
            return True  # a closed table of our own words
        if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") in CLOSED_TABLES:
            return True
        if isinstance(node, ast.BinOp):
            return self.allowed(node.left) and self.allowed(node.right)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            return self.allowed(node.value)
        if isinstance(node, ast.ListComp) and ast.unparse(node.elt) == ast.unparse(node.generators[0].target):
            node = node.generators[0].iter  # some of a list that is allowed
        if isinstance(node, ast.Name):
            values = self.known.get(node.id, [])
            return bool(values) and all(value is not node and self.allowed(value) for value in values)
        return ours(node)

    def visit_Call(self, node):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name in SINKS and not self._is_plain_text(node):
            said = node.args[:1] if name not in VALUE_FIRST else []
            said += [k.value for k in node.keywords if k.arg in MARKDOWN_ARGUMENTS]
            if name in FREE_OPTIONS:
                said += node.args[1:2]
            if name == "metric":
                said = node.args
            self.found += [ast.unparse(node)[:120] for each in said if not self.allowed(each)]
        self.generic_visit(node)

    def _is_plain_text(self, node):
        return isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "plain_text"


def leaks(text):
    tree = ast.parse(text)
    finder = Finder(tree)
    finder.visit(tree)
    return finder.found


def test_no_page_gives_streamlit_words_from_outside(root):
    found = {str(file.relative_to(root)): leaks(file.read_text(encoding="utf-8")) for file in app_files(root)}
    assert {file: lines for file, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "st.markdown(source.text)", "st.caption(f'In {name}')", "left.expander(code.name)", "st.button(label=code.name)",
        "st.toast('a' + name)", "st.metric('Codes', code.name)", "st.selectbox('Code', codes, help=code.definition)",
        "st.pills('Code', [c.name for c in codes])", "x = 'a'\nx = source.text\nst.write(x)", "st.progress(0.1, text=stage)",
    ],
)  # fmt: skip
def test_the_check_finds_what_it_is_for(planted):
    assert leaks(planted)


def test_nothing_lets_markup_through(root):
    for file in app_files(root):
        text = file.read_text(encoding="utf-8")
        assert "unsafe_allow" not in text, file
    for script in (root / "workbench" / "app" / "components" / "frontend").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "fetch(", "eval(", "http"):
            assert way not in text, f"{script.name} uses {way}"


def test_only_state_touches_the_session(root):
    for file in app_files(root):
        if file.name not in {
            "state.py",
            "book_state.py",
            "claim_state.py",
            "contrast_state.py",
            "matrix_state.py",
            "analysis_state.py",
        }:
            assert "session_state" not in file.read_text(encoding="utf-8"), file


def test_the_front_door_is_short(root):
    assert len((root / "streamlit_app.py").read_text(encoding="utf-8").splitlines()) <= 40


def test_every_setting_has_its_reason_and_the_ones_that_protect_are_set(root):
    text = (root / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    for line in text.splitlines():
        if "=" in line and not line.startswith("#"):
            assert line.rpartition("  # ")[1], f"no reason beside: {line}"
    settings = tomllib.loads(text)
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["server"]["enableStaticServing"] is False
    assert settings["runner"]["postScriptGC"] is False, "all of memory would be looked through after every key press"
