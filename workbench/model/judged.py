"""What people have said about a passage so far, as the learner takes it: for each code yes, no, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.model.span import Span


@dataclass(frozen=True, slots=True)
class Judged:
    """A passage with the codes it carries and those it does not.

    `present` are ids of codes that somebody gave it, `absent` of codes that somebody said it does not carry. `whole`
    says that somebody looked at the whole passage for every code: then all codes not in `present` are absent. About
    every other code nobody said anything, which is not the same as no.

    Raises:
        WorkbenchError: when a code is both present and absent.
    """

    source_id: str
    span: Span
    text: str
    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    whole: bool = False

    def __post_init__(self) -> None:
        both = self.present & self.absent
        if both:
            raise WorkbenchError(
                f"The passage {self.span.start} to {self.span.end} of source {self.source_id} both carries and does not "
                f"carry the code {min(both)}.",
                "Where people disagree, decide first which of the two counts.",
            )

    def says(self, code_id: str) -> bool | None:
        """Return whether the passage carries the code; None where nobody said."""
        if code_id in self.present:
            return True
        return False if self.whole or code_id in self.absent else None
