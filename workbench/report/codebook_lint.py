"""ACT: a study's codebook is looked over: what is close, what is missing, what is not used."""

from __future__ import annotations

from pathlib import Path

from workbench.analysis.codebook_lint import NOT_KEPT_APART, Finding, lint
from workbench.embed.encoder import Encoder, Vectors
from workbench.model import Codebook, CodeStatus
from workbench.report.from_decisions import Unseparated, unseparated
from workbench.store import OpenStudy


def lint_codebook(study: OpenStudy, *, encoder: Encoder | None = None) -> list[Finding]:
    """Return what there is to look at in the newest version of the codebook; nothing where there is none.

    Definitions are compared only where an encoder is given (`remembering_encoder` makes one). Use is counted over the
    codings of all coders, and over the segments that each source is counted by. *Not kept apart* are two codes into each
    other of which people changed suggestions, both ways: their definitions do not separate them in use.
    """
    book = study.codebook.current()
    if book is None:
        return []
    vectors = None if encoder is None else _vectors(book, encoder)
    found = lint(book, study.frames.codings(), vectors=vectors, segments=study.frames.segments())
    return [*found, *map(_not_kept_apart, unseparated(study))]


def _not_kept_apart(pair: Unseparated) -> Finding:
    one, other = pair.first, pair.second
    sentence = (
        f"'{one.name}' ({one.key}) and '{other.name}' ({other.key}) are not kept apart: people changed suggestions of the "
        f"first to the second {pair.first_to_second} times, and the other way {pair.second_to_first} times."
    )
    numbers = {"first to second": pair.first_to_second, "second to first": pair.second_to_first}
    return Finding(NOT_KEPT_APART, (one.key, other.key), sentence, numbers)


def remembering_encoder(study: Path) -> Encoder:
    """Return the language model that came with the installation, in front of the vectors kept beside a study's file.

    Raises:
        ModelUnusable: when it is missing or not the one expected.
    """
    from workbench.embed.cache import Cached
    from workbench.embed.sentence_transformer import load

    return Cached(load(), study.with_name(f"{study.stem}.vectors"))


def _vectors(book: Codebook, encoder: Encoder) -> dict[str, Vectors]:
    codes = [code for code in book if code.status is CodeStatus.ACTIVE and code.definition.strip()]
    rows = encoder.encode([code.definition for code in codes])
    return {code.id: row for code, row in zip(codes, rows, strict=True)}
