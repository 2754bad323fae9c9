"""A small study as tables: two policy documents, seven people, eight interviews."""

from __future__ import annotations

import pandas as pd
import pytest

CODING = [
    "coding_id",
    "source_id",
    "source",
    "variety",
    "start",
    "end",
    "code_id",
    "code",
    "code_key",
    "code_name",
    "coder",
    "case_id",
    "case",
    "quotation",
]
SEGMENT = [
    "segmentation_id",
    "source_id",
    "source",
    "variety",
    "ordinal",
    "start",
    "end",
    "case_id",
    "case",
    "attr.site",
]
LINK = [
    "link_id",
    "claim_id",
    "claim_key",
    "source_id",
    "source",
    "start",
    "end",
    "stance",
    "gap_type",
    "voice",
    "coder",
    "case_id",
    "case",
    "quotation",
]
CLAIM = [
    "claim_id",
    "key",
    "version",
    "statement",
    "modality",
    "theme_key",
    "country",
    "in_force_from",
    "in_force_to",
    "source_id",
    "source",
    "start",
    "end",
    "quotation",
]
CASE = ["case_id", "case", "n_sources", "varieties", "attr.site"]
SITES = {"p1": "E1", "p2": "E1", "p3": "E1", "p4": "W1", "p5": "W1", "p6": "W2", "p7": "W2"}


class Tables:
    """Writes the tables row by row; every interview and document has ten segments of 90 characters, 100 apart."""

    def __init__(self, people=7, documents=2):
        self.owners = {f"i{n}": (f"p{n}",) for n in range(1, people + 1)}
        self.owners |= {f"d{n}": () for n in range(1, documents + 1)}
        self.codings, self.links = [], []

    def code(self, source, segment, key, *, coder="Mair", start=0, end=90, name=""):
        at = 100 * segment
        for case in self.owners[source] or ("",):
            row = (f"{source}/{at + start}-{at + end}/{key}/{coder}", source, source.upper(), variety(source), at + start,
                   at + end, f"id-{key}", key, key, name or key.title(), coder, case, case.upper(), "words")  # fmt: skip
            self.codings.append(row)
        return row[0]

    def link(self, name, claim, source, stance):
        for case in self.owners[source] or ("",):
            row = (
                name,
                claim,
                claim.upper(),
                source,
                source.upper(),
                0,
                90,
                stance,
                "none",
                "own_practice",
                "Mair",
                case,
                case,
                "w",
            )
            self.links.append(row)
        return name

    def coding_table(self):
        return pd.DataFrame(self.codings, columns=CODING)

    def link_table(self):
        return pd.DataFrame(self.links, columns=LINK)

    def segment_table(self, layer="L"):
        rows = [
            (
                layer,
                source,
                source.upper(),
                variety(source),
                i,
                100 * i,
                100 * i + 90,
                case,
                case.upper(),
                SITES.get(case),
            )
            for source, cases in self.owners.items()
            for i in range(10)
            for case in cases or ("",)
        ]
        return pd.DataFrame(rows, columns=SEGMENT)

    def case_table(self):
        cases = sorted({case for cases in self.owners.values() for case in cases})
        return pd.DataFrame([(c, c.upper(), 1, ("disclosed",), SITES.get(c)) for c in cases], columns=CASE)

    def claim_table(self, *claims):
        rows = [
            (c, c.upper(), 1, f"Statement {c}", "must", "IMG", "England", None, None, "d1", "D1", 0, 90, "words")
            for c in claims
        ]
        return pd.DataFrame(rows, columns=CLAIM)


def variety(source):
    return "imagined" if source.startswith("d") else "disclosed"


@pytest.fixture
def tables():
    return Tables()


@pytest.fixture(scope="session")
def make_tables():
    return Tables
