"""ACT: a study's codebook is looked over: what is close, what is missing, what is not used."""

from __future__ import annotations

from pathlib import Path

from workbench.analysis.codebook_lint import Finding, lint
from workbench.embed.encoder import Encoder, Vectors
from workbench.model import Codebook, CodeStatus
from workbench.store import OpenStudy


def lint_codebook(study: OpenStudy, *, encoder: Encoder | None = None) -> list[Finding]:
    """Return what there is to look at in the newest version of the codebook; nothing where there is none.

    Definitions are compared only where an encoder is given (`remembering_encoder` makes one). Use is counted over the
    codings of all coders, and over the segments that each source is counted by.
    """
    book = study.codebook.current()
    if book is None:
        return []
    vectors = None if encoder is None else _vectors(book, encoder)
    return lint(book, study.frames.codings(), vectors=vectors, segments=study.frames.segments())


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
