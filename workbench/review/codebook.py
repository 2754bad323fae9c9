"""ACT: the codebook is changed: a code is added, edited, moved, retired or restored. Each is a version with a reason.

There is no draft: what a person changes is published at once, and undo takes it back. Where they give no reason, what
was done is the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from workbench.errors import Conflict, NotAllowedHere, NotFound
from workbench.model import Code, Codebook, CodeStatus, NearMiss, NotWhen, new_id
from workbench.model import codebook_edit as edit
from workbench.store import Act, OpenStudy

CALLED = {
    "name": "name", "key": "key", "definition": "definition", "use_when": "'use when'", "not_when": "'not when'", "cues": "cues",
    "examples": "examples", "near_miss": "near-misses", "contrast_with": "contrasts", "applies_to": "varieties",
    "colour": "colour",
}  # fmt: skip
"""What people call the fields of a code that can be edited."""


def add_code(
    study: OpenStudy, name: str, *, key: str = "", parent: str | None = None, definition: str = "", colour: str = "",
    by: str, reason: str = "", at: datetime | None = None,
) -> Code:  # fmt: skip
    """Add a code, the last below its parent; in a study without a codebook this makes the first version.

    `parent` is a key, name or id. A key is made from the name, and a colour chosen, where none is given.

    Raises:
        CodebookInvalid: when the name or key is taken.
        NotFound: when there is no such parent.
    """
    before = study.codebook.current()
    book = before or Codebook(new_id(), study.about.name, ())
    above = None if parent is None else book.find(parent).key
    book, code = edit.with_code(book, name, key=key, parent=above, definition=definition, colour=colour)
    said = f"Added '{code.name}'" + (f" below '{book.by_key[above].name}'" if above else "")
    _publish(study, "add", book, before, said, by=by, reason=reason, at=at)
    return code


def edit_code(
    study: OpenStudy, code: str, *, by: str, reason: str = "", based_on: int | None = None,
    shown: Mapping[str, Any] | None = None, at: datetime | None = None, **fields: Any,
) -> Codebook:  # fmt: skip
    """Change fields of a code (`model.codebook_edit.EDITABLE`) and return the codebook.

    A rename keeps the id; a new key is put wherever the old one was named. What would change nothing publishes nothing.

    `based_on` is the version the editor had before them: what others changed since stays, unless it is one of these
    very fields. `shown` are the values that the editor had before them, where no version is known.

    Raises:
        CodebookInvalid: when a name or key is taken, or a key points nowhere.
        Conflict: when somebody changed one of these fields since, which carries both texts, or took that version back.
        NotFound: when there is no such code.
    """
    before = current_codebook(study)
    found = before.find(code)
    if based_on is not None and based_on != before.version:
        fields = _really_changed(_version_seen(study, based_on), before, found, fields)
    for name, value in (shown or {}).items():
        if getattr(found, name) not in (value, edit.cleaned(name, fields[name])):
            raise changed_meanwhile(found, name, fields[name])
    after = edit.edited(before, found.id, **fields)
    if after == before:
        return before
    said = _said(found, after.by_id[found.id])
    return _publish(study, "edit", after, before, said, by=by, reason=reason, at=at)


def move_code(
    study: OpenStudy, code: str, *, parent: str | None, before: str | None = None, by: str, reason: str = "",
    at: datetime | None = None,
) -> Codebook:  # fmt: skip
    """Put a code, with all below it, below another (None: at the top), in front of a code there (None: last).

    Raises:
        CodebookInvalid: when it would stand below itself, or `before` does not stand there.
        NotFound: when there is no such code.
    """
    book = current_codebook(study)
    found, above, next_one = book.find(code), parent and book.find(parent), before and book.find(before)
    after = edit.moved(book, found.id, parent=above.key if above else None, before=next_one.key if next_one else None)
    if after == book:
        return book
    where = f"below '{above.name}'" if above else "to the top"
    said = f"Moved '{found.name}' " + (f"in front of '{next_one.name}'" if next_one else where)
    return _publish(study, "move", after, book, said, by=by, reason=reason, at=at)


def retire_code(study: OpenStudy, code: str, *, by: str, reason: str = "", at: datetime | None = None) -> Codebook:
    """Take a code out of use: it keeps its codings and takes no new ones; codes below it stay in use.

    Raises:
        NotAllowedHere: when it is retired already.
        NotFound: when there is no such code.
    """
    book = current_codebook(study)
    found = book.find(code)
    if found.status is CodeStatus.RETIRED:
        raise NotAllowedHere(f"'{found.name}' ({found.key}) is retired already.", "")
    return _publish(
        study, "retire", edit.retired(book, found.id), book, f"Retired '{found.name}'", by=by, reason=reason, at=at
    )


def restore_code(study: OpenStudy, code: str, *, by: str, reason: str = "", at: datetime | None = None) -> Codebook:
    """Take a retired code into use again.

    Raises:
        NotAllowedHere: when it is in use.
        NotFound: when there is no such code.
    """
    book = current_codebook(study)
    found = book.find(code)
    if found.status is CodeStatus.ACTIVE:
        raise NotAllowedHere(f"'{found.name}' ({found.key}) is in use already.", "")
    return _publish(
        study, "restore", edit.restored(book, found.id), book, f"Restored '{found.name}'", by=by, reason=reason, at=at
    )


@contextmanager
def publishing(
    study: OpenStudy, verb: str, book: Codebook, before: Codebook | None, said: str, *, by: str, reason: str,
    at: datetime | None,
) -> Iterator[tuple[Act, Codebook]]:  # fmt: skip
    """Open an act that publishes `book` as the version after `before`; gives the act and the version published.

    Raises:
        Conflict: when somebody published since `before` was read.
    """
    with study.act(f"codebook.{verb}", by=by, at=at, summary=said) as act:
        coder = study.coders.person(act, by)
        told = replace(book, reason=reason.strip() or said)
        yield act, study.codebook.publish(act, told, coder, based_on=before.version if before else None)


def current_codebook(study: OpenStudy) -> Codebook:
    """Return the newest version.

    Raises:
        NotAllowedHere: when there is none yet.
    """
    book = study.codebook.current()
    if book is None:
        raise NotAllowedHere(
            "The study has no codebook yet.",
            "Add a code with `workbench codebook add NAME`, or bring a codebook in with `workbench codebook import FILE`.",
        )
    return book


def _publish(
    study: OpenStudy, verb: str, book: Codebook, before: Codebook | None, said: str, *, by: str, reason: str,
    at: datetime | None,
) -> Codebook:  # fmt: skip
    with publishing(study, verb, book, before, said, by=by, reason=reason, at=at) as (_act, fresh):
        return fresh


def _really_changed(seen: Codebook, book: Codebook, now: Code, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that the editor changed from what they had before them, unless others changed those too.

    The codebook that they had `seen` may name codes by keys that are others now.
    """
    mine = {name: edit.cleaned(name, value) for name, value in fields.items()}
    then = seen.by_id.get(now.id)
    if then is None:
        return mine
    keys = {code.key: book.by_id[code.id].key for code in seen if code.id in book.by_id}
    then, wanted = edit.repointed([then, replace(then, **mine)], keys)
    mine = {name: getattr(wanted, name) for name in mine if getattr(wanted, name) != getattr(then, name)}
    for name, value in mine.items():
        stored = getattr(now, name)
        if stored not in (getattr(then, name), value):
            raise changed_meanwhile(now, name, value)
    return mine


def changed_meanwhile(now: Code, name: str, mine: Any) -> Conflict:
    """Return what to raise where a field of a code is no longer as its editor saw it."""
    return Conflict(
        f"The {CALLED[name]} of '{now.name}' ({now.key}) {_were(CALLED[name])} changed by somebody else meanwhile.",
        "Both texts are shown; take over what you want of each and save again.",
        mine=_words(mine),
        theirs=_words(getattr(now, name)),
    )


def _version_seen(study: OpenStudy, number: int) -> Codebook:
    try:
        return study.codebook.version(number)
    except NotFound as error:
        raise Conflict(
            f"Version {number} of the codebook, which this edit began from, was taken back meanwhile.",
            "Nothing was changed. Look at the code as it is now, then edit it again.",
        ) from error


def _were(called: str) -> str:
    return "were" if called.endswith("s") else "was"


def _said(before: Code, after: Code) -> str:
    """Say what an edit did, as the reason where the person gives none."""
    parts = []
    if after.name != before.name:
        parts.append(f"renamed '{before.name}' to '{after.name}'")
    if after.key != before.key:
        parts.append(f"changed the key {before.key} to {after.key}")
    others = [
        called for name, called in CALLED.items()
        if name not in {"name", "key"} and getattr(before, name) != getattr(after, name)
    ]  # fmt: skip
    if others:
        whose = "its " if parts else "the "
        parts.append(f"changed {whose}{in_words(others)}" + ("" if parts else f" of '{after.name}'"))
    sentence = in_words(parts)
    return sentence[0].upper() + sentence[1:]


def in_words(words: list[str]) -> str:
    """Return words as they are listed in a sentence: 'a', 'a and b', 'a, b and c'."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _words(value: Any) -> str:
    if isinstance(value, NotWhen):
        return f"{value.condition} → {value.use}" if value.use else value.condition
    if isinstance(value, NearMiss):
        return f"{value.text} → {value.code}"
    return value if isinstance(value, str) else "\n".join(map(_words, value))
