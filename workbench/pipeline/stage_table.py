"""The list of slots, stages and parameters in pipelines/README.md, written from the table of stages itself."""

from __future__ import annotations

from pathlib import Path

from workbench.errors import FileUnreadable
from workbench.pipeline.stages import SLOTS, STAGES, Parameter, Stage

BEGIN, END = "<!-- stages: begin (written from workbench/pipeline/stages.py) -->", "<!-- stages: end -->"
"""The lines between which the list stands."""


def stage_table() -> str:
    """Return the list as Markdown: a heading for each slot, and a table of its stages and their parameters."""
    return "\n\n".join(f"### `{slot}`\n\n{about}\n\n{_rows(slot)}" for slot, about in SLOTS.items()) + "\n"


def _rows(slot: str) -> str:
    head = "| stage | what it does | parameters |\n|---|---|---|\n"
    return head + "\n".join(_row(name, stage) for name, stage in STAGES[slot].items())


def _row(name: str, stage: Stage) -> str:
    needs = "".join(f" Needs the slot `{slot}`." for slot in stage.needs)
    parameters = "<br>".join(map(_parameter, stage.parameters.values())) or "none"
    return f"| `{name}` | {stage.about}{needs} | {parameters} |"


def _parameter(parameter: Parameter) -> str:
    usual = "must be given" if parameter.required else f"`{_written(parameter.default)}`"
    return f"`{parameter.name}` ({parameter.kind}): {usual}"


def _written(default: object) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    return "null" if default is None else str(default)


def with_table(readme: str) -> str:
    """Return the text of a README with the list between its two marks brought up to date.

    Raises:
        FileUnreadable: when the marks are missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise FileUnreadable(
            "The README lacks the marks between which the stages are listed.", f"Add {BEGIN} and {END}."
        )
    return f"{before}{BEGIN}\n\n{stage_table()}\n{END}{after}"


def refresh(readme: Path) -> None:
    """Bring the list in a README file up to date."""
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    refresh(Path("pipelines/README.md"))
