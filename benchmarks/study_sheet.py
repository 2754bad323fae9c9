"""Print the demonstration study's sheet: what is in it, and how much one author's hand shows. `make sheet` keeps it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workbench.exchange.demonstration.design import LABEL, DemonstrationStudy, Interview, Utterance
from workbench.exchange.demonstration.make import design_of_the_demonstration

ROOT = Path(__file__).resolve().parents[1]
SHEET = ROOT / "docs" / "demonstration_sheet.md"
THEMES = ("REL", "LIM", "REC", "CON", "ADM", "PRF", "GEN", "SCA", "RSK", "ORG")
STANCES = ("fulfilled", "strained", "contradicted")
PAIRS, SHORT, FOLDS, SEED = 20, 25, 5, 28
TOKENS = 1000  # type-token ratio falls with length, so everybody's first thousand words are compared


def main() -> None:
    """Print the sheet and keep it in the docs."""
    text = "\n".join(sheet(design_of_the_demonstration()))
    SHEET.write_text(text + "\n", encoding="utf-8")
    print(text)


def sheet(design: DemonstrationStudy) -> Iterator[str]:
    """Yield the lines of the sheet, in Markdown."""
    yield from ("# The demonstration study's sheet", "", f"**{LABEL}.** Made by `make sheet`; do not edit.", "")
    yield from counts(design)
    yield from hands(design)


def counts(design: DemonstrationStudy) -> Iterator[str]:
    """Yield tables of what there is; they need no model."""
    every = [(interview, part) for interview in design.interviews for part in interview.utterances]
    yield from ("## How much of what", "")
    kernels = [part for _, part in every if is_kernel(part)]
    yield f"{len(design.interviews)} interviews, {len(every):,} segments, {sum(map(spoken, design.interviews)):,} words. "
    yield f"{len(kernels):,} kernels (a theme, and {SHORT} to 90 words), each used once.\n"
    yield from table(
        ("format", "files"), Counter(format_of(i) for i in design.interviews for _ in i.file_names).items()
    )
    yield from themed("site", every, lambda interview: interview.participant.site.key)
    yield from themed("profession", every, lambda interview: interview.participant.profession)
    yield from ("## Stances by theme (links)", "")
    linked = {
        theme: Counter(link.stance.value for _, part in every if theme in themes(part) for link in part.links)
        for theme in THEMES
    }
    yield from table(("theme", *STANCES), ((theme, *(linked[theme][s] for s in STANCES)) for theme in THEMES))
    yield from ("## Designed difficulties (segments)", "")
    marks = Counter(mark for _, part in every for mark in part.marks)
    marks["near miss"] = sum(part.near_miss is not None for _, part in every)
    marks["interrupted by a back-channel"] = sum(bool(part.heard) for _, part in every)
    marks["two themes"] = sum(len(themes(part)) == 2 for _, part in every)
    marks["no theme"] = sum(not part.codes for _, part in every)
    yield from table(("difficulty", "segments", "share"), ((m.replace("_", " "), k, f"{k / len(every):.1%}") for m, k in sorted(marks.items())))  # fmt: skip


def hands(design: DemonstrationStudy) -> Iterator[str]:
    """Yield what shows of the author behind 28 voices: near pairs, richness of words, guessing who speaks."""
    yield from ("## Words per person", "")
    yield f"Segments, words, median words per segment, and type-token ratio of the first {TOKENS:,} words.\n"
    yield from table(
        ("person", "segments", "words", "median", "type-token ratio"), (person(i) for i in design.interviews)
    )
    yield from nearest([(i.participant.key, part) for i in design.interviews for part in i.utterances])
    yield from guessed(design)


def nearest(said: Sequence[tuple[str, Utterance]]) -> Iterator[str]:
    """Yield the kernels closest to each other by cosine of the default model."""
    from workbench.embed.sentence_transformer import load

    ours = [(who, part.text) for who, part in said if is_kernel(part)]
    vectors = load().encode([text for _, text in ours])
    likeness = np.triu(vectors @ vectors.T, k=1)
    order = np.argsort(likeness, axis=None)[::-1][:PAIRS]
    yield from (f"## The {PAIRS} nearest pairs of kernels, by cosine of the default model", "")
    rows = []
    for one, other in zip(*np.unravel_index(order, likeness.shape), strict=True):
        (who, text), (whom, words) = ours[one], ours[other]
        rows.append((f"{likeness[one, other]:.2f}", f"{who}: {brief(text)}", f"{whom}: {brief(words)}"))
    yield from table(("cosine", "one", "the other"), rows)


def guessed(design: DemonstrationStudy) -> Iterator[str]:
    """Yield how often a bag-of-words classifier names the right speaker among people talking of one theme."""
    yield from ("## Who is speaking, guessed from words alone, inside a theme", "")
    yield (
        "Multinomial naive Bayes on word counts, five folds. `by chance` is what always naming the person with most "
        "segments would get. A share far above chance would mean that a classifier of themes could learn people instead.\n"
    )
    rows = []
    for theme in THEMES:
        said = [(i.participant.key, p.text) for i in design.interviews for p in i.utterances if theme in themes(p)]
        people = Counter(who for who, _ in said)
        said = [(who, text) for who, text in said if people[who] >= FOLDS]
        if len({who for who, _ in said}) > 1:
            names = [who for who, _ in said]
            right = share_right([text for _, text in said], names)
            chance = max(Counter(names).values()) / len(names)
            rows.append((theme, len(set(names)), len(names), f"{right:.0%}", f"{chance:.0%}"))
    yield from table(("theme", "people with 5 or more", "segments", "named rightly", "by chance"), rows)


def share_right(texts: Sequence[str], names: Sequence[str]) -> float:
    """Return the share of texts whose speaker is named rightly by a classifier that has not seen them."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    told: npt.NDArray[np.str_] = cross_val_predict(
        make_pipeline(CountVectorizer(token_pattern=r"(?u)\b\w+(?:'\w+)?\b"), MultinomialNB(alpha=0.1)), texts, names, cv=folds
    )  # fmt: skip
    return float(np.mean(told == np.array(names)))


def themed(
    name: str, every: Sequence[tuple[Interview, Utterance]], group_of: Callable[[Interview], str]
) -> Iterator[str]:
    """Yield a table of segments by theme in each group."""
    yield from (
        f"## Segments by {name} and theme",
        "",
        "Share of the segments, in per cent; a segment may have two themes.",
        "",
    )
    groups: dict[str, list[Utterance]] = {}
    for interview, part in every:
        groups.setdefault(group_of(interview), []).append(part)
    rows = [
        (group, len(parts), *(f"{100 * sum(t in themes(p) for p in parts) / len(parts):.1f}" for t in THEMES))
        for group, parts in sorted(groups.items())
    ]
    yield from table((name, "segments", *THEMES), rows)


def person(interview: Interview) -> tuple[object, ...]:
    """Return a person's row: key, segments, words, median length, type-token ratio."""
    lengths = [len(part.text.split()) for part in interview.utterances]
    words = " ".join(part.text for part in interview.utterances).casefold().split()[:TOKENS]
    ratio = len({word.strip(".,?!;:\"'()[]") for word in words}) / len(words)
    return interview.participant.key, len(lengths), sum(lengths), int(np.median(lengths)), f"{ratio:.2f}"


def spoken(interview: Interview) -> int:
    """Return the words of both speakers."""
    return sum(len(part.text.split()) for turn in interview.turns for part in turn.parts)


def is_kernel(part: Utterance) -> bool:
    """Say whether an utterance has a theme and a length that a coder can work with."""
    return bool(part.codes) and SHORT <= len(part.text.split()) <= 90


def themes(part: Utterance) -> set[str]:
    """Return the themes of an utterance: the first part of its codes' keys."""
    return {key[:3] for key in part.codes}


def format_of(interview: Interview) -> str:
    """Return a format's name as people say it."""
    return {
        "docx": "Word, from a transcriber", "txt": "plain text", "otter_txt": "text as Otter writes it",
        "vtt_teams": "subtitles as Teams writes them", "zoom_vtt": "subtitles as Zoom writes them",
    }[interview.format]  # fmt: skip


def brief(text: str, most: int = 90) -> str:
    """Return the beginning of a text, fit for a cell."""
    return (text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " ...").replace("|", "/")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a Markdown table."""
    yield "| " + " | ".join(columns) + " |"
    yield "|" + " --- |" * len(columns)
    for row in rows:
        yield "| " + " | ".join(map(str, row)) + " |"
    yield ""


if __name__ == "__main__":
    main()
