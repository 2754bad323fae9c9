"""Counselling talk in which ten experts marked what the therapist does: seven sessions, three of them tested.

What is read: `annomi_ten_coders.csv`, one row an utterance and expert. A therapist's utterance is a segment, a client's is
context. Each expert gives one main behaviour; `other` is a code like the rest. The definitions are written for this folder.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.autocoding.convert.splits import drawn
from benchmarks.autocoding.folder import Label, Talk
from workbench.model import Code, Codebook, id_of

FOLDER = "annomi_agreement"
TABLE = "annomi_ten_coders.csv"
TESTED = 3
BEHAVIOURS = {
    "question": ("Question", "The therapist asks the client something, open or closed."),
    "reflection": (
        "Reflection",
        "The therapist says back what the client has said or means, in the same words or in others, or sums it up.",
    ),
    "therapist_input": (
        "Therapist input",
        "The therapist gives something of their own: information, advice, options, a goal to agree on.",
    ),
    "other": ("Other", "Anything else: greeting, listening sounds, thanks, small talk, arranging the session."),
}


def convert(folder: Path) -> tuple[list[Talk], list[Label], Codebook]:
    """Return the utterances, every expert's codes, and the codebook."""
    import pandas as pd

    frame = pd.read_csv(folder / TABLE, keep_default_na=False)
    frame["source"] = "transcript " + frame["transcript_id"].astype(str)
    frame["id"] = frame["transcript_id"].astype(str) + "." + frame["utterance_id"].astype(str)
    test = drawn(frame["source"], TESTED)
    talk = [
        Talk(row.id, row.source, row.utterance_text, _split(row, test), "utterance", row.utterance_id, row.interlocutor)
        for row in frame.drop_duplicates("id").itertuples()
        if row.utterance_text.strip()
    ]
    scored = {one.id for one in talk if one.split != "context"}
    labels = [
        Label(row.id, row.main_therapist_behaviour, f"expert {row.annotator_id}")
        for row in frame.itertuples()
        if row.id in scored and row.main_therapist_behaviour in BEHAVIOURS
    ]
    return talk, labels, _codebook()


def _split(row: object, test: frozenset[str]) -> str:
    if row.interlocutor != "therapist":
        return "context"
    return "test" if row.source in test else "train"


def _codebook() -> Codebook:
    codes = (
        Code(id_of(FOLDER, key), key, *words, order=place) for place, (key, words) in enumerate(BEHAVIOURS.items())
    )
    return Codebook(id_of(FOLDER), "What the therapist does", tuple(codes))
