"""The demonstration study's interviews with the coding they were written for. Everything in it is SYNTHETIC.

Train sites E1, E2 and W1, test sites E3, E4 and W2. Utterances are written to show a code, so results on them flatter: they
say that the machine works, not how well it works.
"""

from __future__ import annotations

from benchmarks.autocoding.folder import Label, Talk
from workbench.exchange.codebook_file import read_codebook
from workbench.exchange.demonstration.design import Interview
from workbench.exchange.demonstration.make import design_of_the_demonstration
from workbench.ingest.shipped import shipped_file
from workbench.model import Codebook, Role

TRAINED = ("E1", "E2", "W1")


def convert() -> tuple[list[Talk], list[Label], Codebook]:
    """Return the interviews' utterances and the designed codes; the interviewer's words are context.

    The codebook holds the codes for accounts of work that are meant to be given: those of policy and headings apart.
    """
    talk: list[Talk] = []
    labels: list[Label] = []
    for interview in design_of_the_demonstration().interviews:
        one = list(_of(interview))
        talk += [said for said, _ in one]
        labels += [Label(said.id, code, "design") for said, codes in one for code in codes]
    return talk, labels, _codebook({label.code for label in labels})


def _of(interview: Interview) -> list[tuple[Talk, tuple[str, ...]]]:
    person = interview.participant
    split = "train" if person.site.key in TRAINED else "test"
    parts = [(turn.role, part) for turn in interview.turns for part in turn.parts]
    return [
        (
            Talk(
                f"SYN-{person.key} {order}",
                person.case_name,
                part.text,
                split if role is Role.PARTICIPANT else "context",
                "utterance",
                order,
                role.value,
            ),
            part.codes,
        )
        for order, (role, part) in enumerate(parts)
    ]


def _codebook(given: set[str]) -> Codebook:
    book = read_codebook(shipped_file("codebooks", "imagined_done"))
    return book.only(lambda code: code.key in given or "disclosed" in code.applies_to)
