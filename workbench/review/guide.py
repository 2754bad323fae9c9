"""ACT: the interview guide is written down, its questions tagged with claims, and turns marked as asking them.

With it, somebody's silence on a claim can be told apart: asked and silent, or not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from workbench.errors import Conflict, NotAllowedHere, NotFound
from workbench.model import Asked, Claim, Question, Role, Source, new_id
from workbench.store import Act, OpenStudy


def add_question(
    study: OpenStudy, key: str, text: str, *, by: str, claims: Sequence[str] = (), at: datetime | None = None
) -> Question:
    """Write down a question at the end of the guide. `claims` are keys of the claims it asks about.

    Raises:
        NotFound: naming the claims there are.
        NotAllowedHere: when key or text is empty.
        Conflict: when there is a question of that key.
    """
    key, text = " ".join(key.split()), " ".join(text.split())
    _require_words(key, text)
    every = study.questions.all()
    _refuse_double(every, key)
    about = tuple(claim.id for each in dict.fromkeys(claims) for claim in _versions(study, each))
    question = Question(new_id(), key, text, max((q.position for q in every), default=0) + 1, about)
    with study.act("question.add", by=by, at=at, summary=f"Added the question {key} to the guide") as act:
        study.coders.person(act, by)
        return study.questions.add(act, question)


def edit_question(
    study: OpenStudy, key: str, *, by: str, text: str = "", new_key: str = "", claims: Sequence[str] | None = None,
    at: datetime | None = None,
) -> Question:  # fmt: skip
    """Give a question other words, another key, or the claims (keys) it asks about; what is left empty stays.

    Raises:
        NotFound: when there is no such question or claim.
        Conflict: when another question has that key.
    """
    old = study.questions.find(key)
    new = replace(old, key=" ".join(new_key.split()) or old.key, text=" ".join(text.split()) or old.text)
    _refuse_double([each for each in study.questions.all() if each.id != old.id], new.key)
    about = set(old.claims) if claims is None else _about(study, claims)
    with study.act("question.edit", by=by, at=at, summary=f"Changed the question {old.key}") as act:
        study.coders.person(act, by)
        study.questions.change(act, new)
        _tag(study, act, old, about)
    return study.questions.find(old.id)


def remove_question(study: OpenStudy, key: str, *, by: str, at: datetime | None = None) -> None:
    """Take a question away with its tags and the turns that ask it; undo brings all of it back."""
    question = study.questions.find(key)
    with study.act("question.remove", by=by, at=at, summary=f"Removed the question {question.key}") as act:
        study.coders.person(act, by)
        study.questions.remove(act, question.id)


def tag_question(study: OpenStudy, key: str, claims: Sequence[str], *, by: str, at: datetime | None = None) -> Question:
    """Say exactly which claims (keys) a question asks about, in every version of them; others are taken off.

    Raises:
        NotFound: naming the questions or claims there are.
    """
    question = study.questions.find(key)
    about = _about(study, claims)
    said = f"Said which claims the question {question.key} asks about"
    with study.act("question.tag", by=by, at=at, summary=said) as act:
        study.coders.person(act, by)
        _tag(study, act, question, about)
    return study.questions.find(question.id)


def say_asked(study: OpenStudy, key: str, source: str, ordinal: int, *, by: str, at: datetime | None = None) -> Asked:
    """Say that an interviewer's turn (its number from 0) asks a question of the guide.

    Raises:
        NotFound: when there is no such question, source or turn.
        NotAllowedHere: when somebody else than an interviewer speaks there.
        Conflict: when that is said already.
    """
    question, found = study.questions.find(key), study.sources.get(source)
    _require_interviewer(study, found, ordinal)
    said = f"Said that turn {ordinal} of '{found.name}' asks {question.key}"
    with study.act("question.asked", by=by, at=at, summary=said) as act:
        asked = Asked(question.id, found.id, ordinal, study.coders.person(act, by).id)
        if not study.questions.say_asked(act, asked):
            raise Conflict(f"Turn {ordinal} of '{found.name}' is known to ask {question.key} already.", "")
    return asked


def say_not_asked(
    study: OpenStudy, key: str, source: str, ordinal: int, *, by: str, at: datetime | None = None
) -> None:
    """Take back that a turn asks a question.

    Raises:
        NotFound: when nobody had said so.
    """
    question, found = study.questions.find(key), study.sources.get(source)
    said = f"Took back that turn {ordinal} of '{found.name}' asks {question.key}"
    with study.act("question.asked", by=by, at=at, summary=said) as act:
        study.coders.person(act, by)
        study.questions.not_asked(act, question.id, found.id, ordinal)


def say_what_is_asked(
    study: OpenStudy, source: str, asks: Mapping[int, Sequence[str]], *, by: str, at: datetime | None = None
) -> int:
    """Say exactly which questions (keys) turns of a source ask, in one act; return how many turns that changed.

    Turns that are not among `asks` stay as they are.

    Raises:
        NotFound, NotAllowedHere: as `say_asked`; nothing is written then.
    """
    found = study.sources.get(source)
    wanted = {(study.questions.find(key).id, ordinal) for ordinal, keys in asks.items() for key in keys}
    for ordinal in {ordinal for _, ordinal in wanted}:
        _require_interviewer(study, found, ordinal)
    there = {(one.question_id, one.ordinal) for one in study.questions.asked(found.id) if one.ordinal in asks}
    with study.act("question.asked", by=by, at=at, summary=f"Said what is asked in '{found.name}'") as act:
        coder = study.coders.person(act, by)
        for question_id, ordinal in sorted(wanted - there):
            study.questions.say_asked(act, Asked(question_id, found.id, ordinal, coder.id))
        for question_id, ordinal in sorted(there - wanted):
            study.questions.not_asked(act, question_id, found.id, ordinal)
    return len({ordinal for _, ordinal in wanted ^ there})


def _about(study: OpenStudy, keys: Sequence[str]) -> set[str]:
    return {claim.id for each in keys for claim in _versions(study, each)}


def _tag(study: OpenStudy, act: Act, question: Question, about: Collection[str]) -> None:
    for claim_id in sorted(set(about) - set(question.claims)):
        study.questions.tag(act, question.id, claim_id)
    for claim_id in sorted(set(question.claims) - set(about)):
        study.questions.untag(act, question.id, claim_id)


def _versions(study: OpenStudy, key: str) -> list[Claim]:
    newest = study.claims.find(key)
    return [claim for claim in study.claims.all() if claim.key.casefold() == newest.key.casefold()]


def _require_words(key: str, text: str) -> None:
    if not key or not text:
        raise NotAllowedHere("A question needs a short key and its words.", 'Such as Q3 and "Tell me about a review."')


def _refuse_double(every: Sequence[Question], key: str) -> None:
    if any(each.key.casefold() == key.casefold() for each in every):
        raise Conflict(f"There is a question {key} already.", "Give another key.")


def _require_interviewer(study: OpenStudy, source: Source, ordinal: int) -> None:
    turns = {turn.ordinal: turn for turn in study.sources.turns(source.id)}
    if ordinal not in turns:
        raise NotFound(
            f"'{source.name}' has no turn {ordinal}; it has {len(turns)}, numbered from 0.",
            "`workbench source show` numbers them.",
        )
    if turns[ordinal].role is not Role.INTERVIEWER:
        raise NotAllowedHere(
            f"'{turns[ordinal].speaker}' speaks there, not an interviewer.", "Name the turn that asks, not the answer."
        )
