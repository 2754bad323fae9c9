"""`workbench codebook worklist` and `lint`: what in codings and codebook is worth another look."""

from __future__ import annotations

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import coding_id
from workbench.cli.tables import brief, counted, note, say, short, shown, table

_WORKLIST = table(
    {
        "id": short("id"), "source": "source", "line": "line", "coder": "coder", "code": "code",
        "why": lambda row: row["why"] + (f" ({', '.join(row['changed'])})" if row["changed"] else ""),
        "instead": lambda row: ", ".join(row["candidates"]), "words": brief("quotation", 60),
    },
    empty="No coding waits for another look.",
)  # fmt: skip
_LINT = table({"what": "kind", "codes": lambda row: ", ".join(row["codes"]), "in words": "sentence"})


@click.command(
    "worklist",
    epilog=example("workbench codebook worklist", "workbench codebook worklist --confirm 5b0e7f21 --confirm 9c1d2e3f"),
)
@click.option("--everyone", is_flag=True, help="The codings of all coders; default: your own.")
@click.option("--confirm", multiple=True, metavar="ID", help="This coding of yours still holds; repeat it for more.")
@about_a_study
def worklist(call: Call, everyone: bool, confirm: tuple[str, ...]) -> None:
    """List codings made when their code meant something else, or was still in use.

    `workbench coding recode ID CODE` gives one another code; --confirm says that it holds as it is.
    """
    from workbench import review

    if confirm:
        ids = [coding_id(call.study, each) for each in confirm]
        done = review.confirm_codings(call.study, ids, by=call.coder)
        note(f"Confirmed {counted(len(done), 'coding')}.")
    rows = _stale(call, None if everyone else call.coder)
    call.answer(rows, _WORKLIST)


@click.command("lint", epilog=example("workbench codebook lint --meanings"))
@click.option("--meanings", is_flag=True, help="Also compare what definitions mean, with the language model.")
@about_a_study
def lint(call: Call, meanings: bool) -> None:
    """Look the codebook over: names and definitions that are close, gaps, codes used nowhere or everywhere."""
    from workbench.report.codebook_lint import lint_codebook, remembering_encoder

    encoder = remembering_encoder(call.study.path) if meanings else None
    found = lint_codebook(call.study, encoder=encoder)
    rows = [
        {"kind": each.kind, "codes": list(each.codes), "sentence": each.sentence, "numbers": dict(each.numbers)}
        for each in found
    ]

    def print_rows(rows: list[Row]) -> None:
        _LINT(rows)
        if not rows:
            say("Nothing to look at.")

    call.answer(rows, print_rows, meanings=meanings)


def _stale(call: Call, by: str | None) -> list[Row]:
    from workbench import review

    study = call.study
    sources, coders = {each.id: each for each in study.sources.all()}, {c.id: c.name for c in study.coders.all()}
    return [
        {
            "id": each.coding.id,
            "source": (source := sources[each.coding.source_id]).name,
            "source_id": source.id,
            "start": each.coding.span.start,
            "end": each.coding.span.end,
            "line": source.text.count("\n", 0, each.coding.span.start) + 1,
            "code": each.code_now.key,
            "code_id": each.code_now.id,
            "coder": coders[each.coding.coder_id],
            "codebook_version": each.coding.codebook_version,
            "why": each.why,
            "changed": list(each.changed),
            "definition_now": each.code_now.definition,
            "definition_then": each.code_then.definition,
            "candidates": [code.key for code in each.candidates],
            "quotation": shown(each.coding.span.of(source.text)),
        }
        for each in review.worklist(study, by=by)
    ]


COMMANDS = (worklist, lint)
