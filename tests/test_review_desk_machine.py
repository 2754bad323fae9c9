"""The coding desk against a model: two people, three pages, batches that overlap, come twice or never.

After every step: the database is what the model says, codings quote what stands there, other people's codings are untouched,
the file is sound with its chain of acts, and each page, told only of changes, knows what a fresh one is told.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
import uuid
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from workbench.review import desk
from workbench.review.desk_changes import changes
from workbench.store import check_study, open_study

CODES = ("REL", "ADM.DUP")
PAGES = {"a1": "Ana", "a2": "Ana", "b1": "Bo"}  # two tabs of one person, and another person
KINDS = ("code", "code", "code", "remove", "recode", "resize", "split", "merge", "undo", "redo")


class Refused(Exception):
    """The model says no."""


class Model:
    """What is coded, in plain Python, with everything that can be taken back."""

    def __init__(self, text):
        self.text, self.codings, self.done, self.undone = text, {}, [], []

    def do(self, coder, said):
        before = dict(self.codings)
        kind = said["kind"]
        if kind in {"undo", "redo"}:
            self.step(coder, kind)
            return
        after = getattr(self, kind)(dict(before), coder, said)
        if after != before:
            self.done.append((coder, before, after))
            self.undone.clear()
            self.codings = after

    def step(self, coder, kind):
        away, to = (self.done, self.undone) if kind == "undo" else (self.undone, self.done)
        if not away or away[-1][0] != coder:
            raise Refused
        whose, before, after = away.pop()
        to.append((whose, before, after))
        self.codings = before if kind == "undo" else after

    def own(self, codings, coder, ident):
        if ident not in codings or codings[ident][3] != coder:
            raise Refused
        return codings[ident]

    def code(self, codings, coder, said):
        wanted = (said["start"], said["end"], said["codes"][0], coder)
        if wanted not in codings.values():
            codings[said["ids"][0]] = wanted
        return codings

    def remove(self, codings, coder, said):
        self.own(codings, coder, said["coding"])
        del codings[said["coding"]]
        return codings

    def recode(self, codings, coder, said):
        start, end, _code, _coder = self.own(codings, coder, said["coding"])
        return self.changed(codings, said["coding"], (start, end, said["code"], coder))

    def resize(self, codings, coder, said):
        _start, _end, code, _coder = self.own(codings, coder, said["coding"])
        return self.changed(codings, said["coding"], (said["start"], said["end"], code, coder))

    def split(self, codings, coder, said):
        start, end, code, _coder = self.own(codings, coder, said["coding"])
        place = said["end"]
        first, second = self.trimmed(start, place), self.trimmed(place, end)
        if not start < place < end or not first or not second:
            raise Refused
        codings = self.changed(codings, said["coding"], (*first, code, coder))
        if (*second, code, coder) in codings.values():
            raise Refused
        return codings | {said["ids"][0]: (*second, code, coder)}

    def merge(self, codings, coder, said):
        ids = sorted(set(said["codings"]), key=lambda ident: self.own(codings, coder, ident)[:2])
        if len(ids) < 2 or len({codings[ident][2] for ident in ids}) > 1:
            raise Refused
        end = codings[ids[0]][1]
        for ident in ids[1:]:
            if self.text[end : codings[ident][0]].strip():
                raise Refused
            end = max(end, codings[ident][1])
        start, _end, code, _coder = codings[ids[0]]
        left = {ident: row for ident, row in codings.items() if ident not in ids[1:]}
        return self.changed(left, ids[0], (start, end, code, coder))

    def changed(self, codings, ident, row):
        if row in {other for each, other in codings.items() if each != ident} and row != codings[ident]:
            raise Refused
        return codings | {ident: row}

    def trimmed(self, start, end):
        words = self.text[start:end]
        return (
            (start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))
            if words.strip()
            else None
        )


class AtTheDesk(RuleBasedStateMachine):
    file: Path

    @initialize()
    def open(self):
        self.folder = tempfile.TemporaryDirectory()
        self.study = open_study(shutil.copyfile(self.file, Path(self.folder.name) / "s.workbench"))
        self.source = self.study.sources.get("Mair")
        at = self.source.text.index("Gwaith papur")
        line = self.source.text[at : self.source.text.index("\n", at)]
        self.edges = [at + n for n in range(len(line)) if n == 0 or line[n - 1] == " "] + [at + len(line)]
        self.others = {coding.id: coding for coding in self.study.codings.all()}
        self.model = Model(self.source.text)
        self.sent = {page: [] for page in PAGES}
        self.known = {page: ({}, 0) for page in PAGES}

    def teardown(self):
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(
        page=st.sampled_from(sorted(PAGES)), kind=st.sampled_from(KINDS), numbers=st.tuples(*[st.integers(0, 30)] * 4)
    )
    def press(self, page, kind, numbers):
        """A key is pressed: it goes into the page's outbox and nowhere else."""
        start, end = sorted((self.edges[numbers[0] % len(self.edges)], self.edges[numbers[1] % len(self.edges)]))
        if start == end:
            start, end = self.edges[0], self.edges[-1]
        end -= self.source.text[end - 1] == " "
        there = [*self.model.codings, "00000000-0000-4000-8000-000000000000"]
        coding, other = there[numbers[2] % len(there)], there[numbers[3] % len(there)]
        if kind == "split" and coding in self.model.codings:  # the desk quotes the first part
            start = self.model.codings[coding][0]
            end = max(start + 1, min(end, self.model.codings[coding][1]))
        said = {"client": page, "sequence": len(self.sent[page]) + 1, "kind": kind, "coder": PAGES[page]}
        span = {"start": start, "end": end, "quote": self.source.text[start:end]}
        code, ids = CODES[numbers[3] % 2], [str(uuid.uuid5(uuid.NAMESPACE_OID, f"{page} {len(self.sent[page])}"))]
        said |= {
            "code": {**span, "codes": [code], "ids": ids}, "remove": {"coding": coding},
            "recode": {"coding": coding, "code": code}, "resize": {"coding": coding, **span},
            "split": {"coding": coding, **span, "ids": ids}, "merge": {"codings": [coding, other]},
        }.get(kind, {})  # fmt: skip
        self.sent[page].append(said)

    @rule(page=st.sampled_from(sorted(PAGES)), cut=st.tuples(st.integers(0, 4), st.integers(0, 4)))
    def deliver(self, page, cut):
        """A batch arrives: some of it for the second time, or after a gap, in which case nothing may be done."""
        last = self.study.operations.last(page)
        first = max(0, last + 1 - cut[0])
        batch = self.sent[page][first : len(self.sent[page]) - cut[1] or None]
        faults = desk.apply(self.study, self.source.id, copy.deepcopy(batch), by="Somebody else")
        expected = []
        for said in batch if first <= last else ():
            if said["sequence"] > last:
                try:
                    self.model.do(said["coder"], said)
                except Refused:
                    expected.append(said["sequence"])
        assert [number for number, _ in faults] == expected

    @rule()
    def reopen(self):
        self.study = open_study(self.study.path)

    @rule(page=st.sampled_from(sorted(PAGES)))
    def look(self, page):
        """A page is told what changed since it was told last; a fresh one is told the same in all."""
        known, have = self.known[page]
        told = changes(self.study, self.source.id, since=have, by=PAGES[page])
        after = ({} if told.base == 0 else dict(known)) | {row[0]: row for row in told.put}
        after = {ident: row for ident, row in after.items() if ident not in told.gone}
        fresh = changes(self.study, self.source.id, since=0, by=PAGES[page])
        assert after == {row[0]: row for row in fresh.put}
        self.known[page] = (after, told.revision)

    @invariant()
    def the_database_is_the_model(self):
        if not hasattr(self, "model"):
            return
        whose = {coder.id: coder.name for coder in self.study.coders.all()}
        key = {code.id: code.key for code in self.study.codebook.current()}
        mine = {
            c.id: (c.span.start, c.span.end, key[c.code_id], whose[c.coder_id])
            for c in self.study.codings.all()
            if c.id not in self.others
        }
        assert mine == self.model.codings
        assert {c.id: c for c in self.study.codings.all() if c.id in self.others} == self.others

    @rule()
    def check(self):
        """Every quotation, every reference and the chain of acts are sound."""
        assert check_study(self.study.path) == []


@pytest.fixture
def machine(tiny_study_file):
    class Here(AtTheDesk):
        file = tiny_study_file

    return Here


def test_whatever_is_pressed_and_however_it_arrives_the_study_is_what_the_model_says(machine):
    machine.TestCase.settings = settings(deadline=None, max_examples=12, stateful_step_count=30)
    machine.TestCase().runTest()
