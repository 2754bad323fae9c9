"""The child process that opens a document: bytes on stdin, JSON on stdout, limits on memory and time.

Run as `python -m workbench.ingest.document_child .docx`. It imports only what it needs, and answers
`{"lines": [...], "warnings": [[message, number], ...]}` or `{"refused": ..., "hint": ...}`. Anything unexpected ends it
with a traceback that the parent turns into a sentence.
"""

from __future__ import annotations

import json
import sys
from typing import Any

_MEMORY = 1_000_000_000
_CPU_SECONDS = 30

# {n}: how many; {s}: plural s; {where}: paragraph numbers; {what}: the words, where there are any.
_SENTENCES = {
    "deletion": "{n} tracked deletion{s} left out ({where}){what}",
    "insertion": "{n} tracked insertion{s} kept as text ({where})",
    "comment": "{n} comment{s} not taken into the text ({where}){what}",
    "footnote": "{n} footnote{s} or endnote{s} not taken into the text ({where}){what}",
    "header": "{n} page header{s} or footer{s} not taken into the text{what}",
    "number": "{n} automatic paragraph number{s} or bullet{s} that the file does not hold as text left out ({where})",
    "picture": "{n} picture{s} or drawing{s} left out ({where})",
    "symbol": "{n} symbol{s} of a special font replaced by \ufffd ({where})",
    "box": "{n} paragraph{s} in text boxes read after the paragraph the box hangs on ({where}){what}",
}


def main() -> None:
    """Read a document from stdin and write what it holds to stdout."""
    _limit()
    from workbench.ingest.zip_parts import Refused

    try:
        answer = _answer(sys.stdin.buffer.read(), sys.argv[1])
    except Refused as refused:
        answer = {"refused": refused.why, "hint": refused.hint}
    sys.stdout.write(json.dumps(answer))


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still holds
        return
    for what, limit in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _CPU_SECONDS)):
        hard = resource.getrlimit(what)[1]
        most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (most, hard))


def _answer(data: bytes, suffix: str) -> dict[str, Any]:
    from workbench.ingest.zip_parts import Parts

    parts = Parts(data)
    if suffix == ".docx":
        from workbench.ingest.word_xml import read_word as read
    else:
        from workbench.ingest.odt_xml import read_odt as read
    body = read(parts)
    return {"lines": body.rows, "warnings": [_sentence(kind, places) for kind, places in body.notes.items()]}


def _sentence(kind: str, places: list[tuple[int, str]]) -> tuple[str, int | None]:
    numbers = list(dict.fromkeys(number for number, _ in places))
    shown = ", ".join(map(str, numbers[:8])) + (f" and {len(numbers) - 8} more" if len(numbers) > 8 else "")
    words = [text for _, text in places if text]
    # Comments and notes are somebody's words: each is quoted with its place, so that none is lost.
    what = "; ".join(f'{number}: "{text}"' if number else f'"{text}"' for number, text in places if text)
    sentence = _SENTENCES[kind].format(
        n=len(places),
        s="" if len(places) == 1 else "s",
        where=f"paragraph{'' if len(numbers) == 1 else 's'} {shown}",
        what=f": {what}" if words else "",
    )
    return sentence + ".", numbers[0] or None


if __name__ == "__main__":
    main()
