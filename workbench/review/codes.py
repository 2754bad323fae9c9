"""Which code is meant, and whether it takes new codings."""

from __future__ import annotations

from workbench.errors import NotAllowedHere
from workbench.model import Code, CodeStatus
from workbench.store import OpenStudy


def code_named(study: OpenStudy, words: str) -> Code:
    """Return the code with this key, name or id in the newest version of the codebook.

    Raises:
        NotAllowedHere: when there is no codebook yet.
        NotFound: naming the nearest codes.
    """
    codebook = study.codebook.current()
    if codebook is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`.")
    return codebook.find(words)


def usable(code: Code) -> Code:
    """Return the code if it takes new codings.

    Raises:
        NotAllowedHere: when it is retired.
    """
    if code.status is CodeStatus.RETIRED:
        raise NotAllowedHere(
            f"The code {code.key} ('{code.name}') is retired: it keeps its codings and takes no new ones.",
            "Use another code; `workbench codebook show` says which are in use.",
        )
    return code
