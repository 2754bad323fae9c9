"""Patients' comments with the codes of the NHS England framework, one or several a comment.

What is read: `datasets/v6framework_230831.csv` (one-hot columns of an earlier framework) and `framework3.qmd` (the final
framework: definitions and example quotes). Comments without words, or marked as not assigned or not possible to label, are
left out. Codes are the columns with at least 28 of the comments left; a comment that has only rarer ones carries none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.autocoding.convert.splits import drawn
from benchmarks.autocoding.folder import Label, Talk
from workbench.model import Code, Codebook, id_of

FOLDER = "nhs_fft_qdc"
COMMENTS, FRAMEWORK = Path("datasets") / "v6framework_230831.csv", "framework3.qmd"
FIRST_CODE, NO_CODE = "Not assigned", ("Not assigned", "Labelling not possible")
FEWEST, TEST_SHARE = 28, 0.3
# Columns of the earlier framework that the final one merged, and the category whose definition and quotes they take: each
# column takes all of them, for nothing says which quote belonged to which. Columns with no successor have only a name.
MERGED = {
    "Number & deployment of staff": "Staffing levels & responsiveness",
    "Staff responsiveness": "Staffing levels & responsiveness",
    "Staff continuity": "Continuity of care",
    "Diagnosis & triage": "Continuity of care",
    "Referals & continuity of care": "Continuity of care",
    "Care plans": "Continuity of care",
    "Provision of medical equipment": "Environment, facilities & equipment",
    "Environment & Facilities": "Environment, facilities & equipment",
}
_CATEGORY = re.compile(r"^### (.+?)\n(.*?)(?=^:::\s*$)", re.MULTILINE | re.DOTALL)
_KIND = re.compile(
    r"^\s*(?:Positi?ve|Negative|Mixed|Neutral)(?:\s*(?:/|or)\s*(?:wish\s?list|neutral))?\s*:\s*", re.IGNORECASE
)
_BETWEEN = re.compile(r"[’'‘][\s.]*,[\s‘’']*|[’']\s*\.?\s+[‘]")


def convert(folder: Path) -> tuple[list[Talk], list[Label], Codebook]:
    """Return the comments, their codes and the codebook out of a copy of the public files."""
    import pandas as pd

    frame = pd.read_csv(folder / COMMENTS, low_memory=False)
    columns = list(frame.columns[frame.columns.get_loc(FIRST_CODE) :])
    given = frame[columns].notna()
    words = frame["FFT answer"].fillna("").astype(str).str.strip()
    used = (words != "") & ~given[list(NO_CODE)].any(axis=1)
    frame, given, words = frame[used], given[used], words[used]
    codes = [c for c in columns if c not in NO_CODE and given[c].sum() >= FEWEST]
    people = frame["Respondent ID"].astype(str)
    test = drawn(people, round(TEST_SHARE * people.nunique()))
    talk = [
        Talk(str(id_), who, text, "test" if who in test else "train", "comment", float(order), "respondent")
        for order, (id_, who, text) in enumerate(zip(frame["Comment ID"], people, words, strict=True))
    ]
    labels = [Label(str(id_), code, "team") for code in codes for id_ in frame["Comment ID"][given[code]]]
    return talk, labels, codebook(codes, (folder / FRAMEWORK).read_text("utf-8"))


def codebook(columns: list[str], framework: str) -> Codebook:
    """Return a codebook of these columns in the framework's words."""
    categories = {" ".join(name.split()): body for name, body in _CATEGORY.findall(framework)}
    codes = []
    for place, name in enumerate(columns):
        words = definition_and_examples(categories.get(MERGED.get(name, name), ""))
        codes.append(Code(id_of(FOLDER, name), name, name, words[0], examples=words[1], order=place))
    return Codebook(id_of(FOLDER), "Patient experience, columns of v6", tuple(codes))


def definition_and_examples(body: str) -> tuple[str, tuple[str, ...]]:
    """Return a category's definition, in one line, and its example quotes."""
    definition, _, rest = body.partition("Examples:")
    return " ".join(definition.split()), tuple(dict.fromkeys(quotes(rest)))


def quotes(text: str) -> Iterator[str]:
    """Yield the quotes of lines such as `Positive: 'All good', ‘Perfect.’`, whatever the marks; of three letters or more."""
    for line in text.splitlines():
        for part in _BETWEEN.split(_KIND.sub("", line)):
            quote = " ".join(part.strip(" ‘’',.\t").split())
            if len(quote) > 2:
                yield quote
