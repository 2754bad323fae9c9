"""A small study, made through the public acts, and the app opened on it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from workbench import new_study
from workbench.exchange.intake import add_sources, import_cases, import_codebook, read_uploads
from workbench.model import (
    Claim,
    GapType,
    Link,
    Modality,
    Role,
    Run,
    Stance,
    Suggestion,
    Variety,
    Voice,
    Why,
    new_id,
    sha256_text,
)

TALK = {
    "P1.txt": b"I: How do reviews go?\nP1: We never sit down together, there is no time for it at all.\n"
    b"I: And the paperwork?\nP1: The forms take me every evening until nine.\n",
    "P2.txt": b"I: How do reviews go?\nP2: We review the plan together every year and that helps.\n",
}
POLICY = {"policy.txt": b"A plan is reviewed together, by everyone, each year.\n\nForms are kept short.\n"}
BOOK = b"""codebook: small
codes:
- {key: REV, name: Reviews, definition: How plans are reviewed., use_when: A review is told of.,
   not_when: [{if: only the form is meant, use: ADM}], near_miss: [{text: the form was late, code: ADM}],
   examples: [we sat down together], applies_to: [disclosed]}
- {key: ADM, name: Paperwork, definition: Forms and recording., cues: [forms], applies_to: [disclosed]}
- {key: IMG.REV, name: Reviewed together, definition: Policy on reviews., applies_to: [imagined], contrast_with: [REV]}
"""


def make_study(path, *, talk=TALK, policy=POLICY, book=BOOK, synthetic=False, speaker="P1"):
    """Return a study with two interviews, a policy, a codebook, two people, a claim with links, and suggestions."""
    study = new_study(path, name="A small study", by="Mair", synthetic=synthetic)
    label = b"SYNTHETIC DATA FOR A TEST\n\n" if synthetic else b""
    for files, variety in ((talk, Variety.DISCLOSED), (policy, Variety.IMAGINED)):
        labelled = [(name, label + words) for name, words in files.items()]
        add_sources(study, read_uploads(labelled, variety=variety), by="Mair")
    import_codebook(study, book, by="Mair")
    people = path.parent / "people.csv"
    names = [name for name in study.sources.names().values() if not name.startswith("policy")]
    quoted = "".join(
        '{},"{}",E{}\n'.format(f"Person {i}", name.replace('"', '""'), i) for i, name in enumerate(names, 1)
    )
    people.write_text("case,sources,site\n" + quoted, encoding="utf-8")
    import_cases(study, people, by="Mair")
    suggest(study)
    claim(study)
    return study


def spoken(study):
    """Return (source, turn) of everything participants said."""
    every = [(source, turn) for source in study.sources.all() for turn in study.sources.turns(source.id)]
    return [(source, turn) for source, turn in every if turn.role is Role.PARTICIPANT and source.variety == "disclosed"]


def suggest(study):
    """Write one suggestion per participant's turn, as a run would."""
    now, run_id, codebook = datetime.now(UTC), new_id(), study.codebook.current()
    codes = [code for code in codebook if "disclosed" in code.applies_to]
    why = (
        Why(
            "keywords",
            "A note.",
            ("forms",),
            (("we sat down together", 0.71),),
            ("the form was late", codes[1].key, 0.5),
        ),
    )
    with study.act("run", by="Mair", summary="Ran 'similarity'") as act:
        study.runs.add(
            act,
            Run(run_id, "similarity", "x", sha256_text("x"), codebook.version, 0, now, now),
            study.coders.machine(act, f"similarity, run {run_id[:8]}"),
        )
        study.suggestions.add(
            act,
            [
                Suggestion(new_id(), run_id, source.id, turn.span, codes[i % 2].id, 0.7, why)
                for i, (source, turn) in enumerate(spoken(study))
            ],
        )


def claim(study):
    """Write a claim, a link to it per participant's turn, and a coding on either side."""
    codebook = study.codebook.current()
    policy = next(source for source in study.sources.all() if source.variety == "imagined")
    stances = [Stance.CONTRADICTED, Stance.STRAINED, Stance.FULFILLED]
    with study.act("claim.add", by="Mair", summary="Added a claim") as act:
        coder = study.coders.person(act, "Mair")
        extract = study.sources.turns(policy.id)[0].span
        made = Claim(
            new_id(), "C1", policy.id, extract, "Everyone reviews the plan together.", Modality.MUST,
            theme=codebook.by_key["IMG.REV"].id, country="Wales", in_force_from=date(2012, 6, 6),
        )  # fmt: skip
        study.claims.add(act, made)
        study.codings.add(act, policy.id, extract, codebook.by_key["IMG.REV"].id, coder)
        for i, (source, turn) in enumerate(spoken(study)):
            study.links.add(
                act,
                Link(
                    new_id(),
                    made.id,
                    source.id,
                    turn.span,
                    stances[i % 3],
                    GapType.ABSENT,
                    Voice.OWN_PRACTICE,
                    coder.id,
                    act.at,
                ),
            )


@pytest.fixture
def small(tmp_path):
    return make_study(tmp_path / "small.workbench")


@pytest.fixture
def app(root, monkeypatch):
    """Return a function that opens the app on a study (or on none) and draws a page."""
    from streamlit.testing.v1 import AppTest

    def opened(study=None, page=None):
        monkeypatch.setenv("WORKBENCH_CODER", "Owain")
        monkeypatch.chdir(root)
        if study is None:
            monkeypatch.delenv("WORKBENCH_STUDY", raising=False)
        else:
            monkeypatch.setenv("WORKBENCH_STUDY", str(study.path))
        at = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=60).run()
        if page is not None:
            at = at.switch_page(f"workbench/app/pages/{page}.py").run()
        assert not at.exception, at.exception
        return at

    return opened


@pytest.fixture
def words():
    """Return a function that gives every word on a page, our own components' included."""

    def said(at):
        found = []
        for element in [*at.main, *at.sidebar]:
            collect(element, found)
        return "\n".join(found)

    def collect(element, found):
        for child in getattr(element, "children", {}).values():
            collect(child, found)
        proto = getattr(element, "proto", None)
        raw = getattr(proto, "json", "") or getattr(proto, "body", "") or getattr(proto, "label", "")
        if isinstance(raw, str) and raw:
            found.append(raw if not raw.startswith("{") else " ".join(strings(json.loads(raw))))

    def strings(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            for each in value.values() if isinstance(value, dict) else value:
                yield from strings(each)

    return said
