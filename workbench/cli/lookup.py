"""What a person types to name a thing: its name, its key, or the first eight characters of its id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workbench.cli.tables import SHORT_ID
from workbench.errors import NotAllowedHere, NotFound
from workbench.model import Code, Source

if TYPE_CHECKING:
    from workbench.store import OpenStudy


def source_named(study: OpenStudy, words: str) -> Source:
    """Return the source with this name or id.

    Raises:
        NotFound: naming the sources there are.
    """
    return study.sources.get(_whole_id(words, study.sources.names()) or words)


def code_named(study: OpenStudy, words: str) -> Code:
    """Return the code with this key, name or id in the newest version of the codebook.

    Raises:
        NotFound: naming the nearest codes.
        NotAllowedHere: when there is no codebook yet.
    """
    codebook = study.codebook.current()
    if codebook is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`.")
    return codebook.find(_whole_id(words, codebook.by_id) or words)


def suggestion_ids(study: OpenStudy, beginnings: Iterable[str]) -> list[str]:
    """Return whole ids for their beginnings, each once; all are found before anything is done with one.

    Raises:
        NotFound: when a beginning fits none, or more than one.
    """
    return list(dict.fromkeys(study.suggestions.get(_said(words)).id for words in beginnings))


def coding_id(study: OpenStudy, beginning: str) -> str:
    """Return the whole id of the coding whose id begins so.

    Raises:
        NotFound: when a beginning fits none, or more than one.
    """
    return study.codings.full_id(_said(beginning))


def _whole_id(words: str, ids: Iterable[str]) -> str | None:
    if len(words) < SHORT_ID:  # shorter beginnings could be anybody's name
        return None
    found = [each for each in ids if each.startswith(words.casefold())]
    return found[0] if len(found) == 1 else None


def _said(words: str) -> str:
    if not words.strip():  # the empty text begins every id
        raise NotFound("An id is empty.", "Give its first eight characters or more.")
    return words.strip()
