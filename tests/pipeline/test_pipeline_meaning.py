"""Search by meaning: an order over segments, read once, stopped and gone on with, and never taken for a count."""

from __future__ import annotations

import pytest

from workbench.errors import NotAllowedHere
from workbench.model import Role, Scope, StageUse, Variety
from workbench.pipeline import meaning
from workbench.pipeline.meaning import nearest
from workbench.review.search_coding import code_hits

SPELLING = StageUse("hashing", {"dimensions": 512})


def found(study, asked, scope=meaning.EVERYWHERE, **more):
    return nearest(study, asked, scope, embed=SPELLING, **more)


def test_the_nearest_come_first_and_interviewers_never(tiny_study):
    got = found(tiny_study, "the forms go in twice for the paperwork")
    assert "The forms go in twice" in got.hits[0].words
    assert {hit.role for hit in got.hits} == {Role.PARTICIPANT}
    assert len(got.hits) == len({(hit.source_id, hit.span) for hit in got.hits})
    assert got.is_count is False
    assert got.search.startswith("meaning: ")
    assert "not a count" in got.note
    texts = {source.id: source.text for source in tiny_study.sources.all()}
    assert all(hit.words == hit.span.of(texts[hit.source_id]) for hit in got.hits)
    assert found(tiny_study, "forms", most=2).hits == found(tiny_study, "forms").hits[:2]


def test_the_scope_holds_here_too(tiny_study):
    names = tiny_study.sources.names()

    def sources(**scope):
        return {names[hit.source_id] for hit in found(tiny_study, "trust", Scope(**scope)).hits}

    assert sources(varieties=frozenset({Variety.IMAGINED})) == {"Policy"}
    assert sources(cases=frozenset({tiny_study.cases.all()[0].id})) == {"Mair"}
    assert sources(code_id=tiny_study.codebook.current().find("REL").id) == {"Tomos"}
    assert sources(sources=frozenset({"nowhere"})) == set()


def test_what_was_read_is_not_read_again_and_a_stop_loses_nothing(tiny_study, monkeypatch):
    encoder, read = meaning.encoder_of(SPELLING), []
    monkeypatch.setattr(meaning, "_AT_ONCE", 2)
    monkeypatch.setattr(type(encoder), "encode", _counting(type(encoder).encode, read))
    stages = []

    def stop(stage, done, total):
        stages.append((stage, done, total))
        if stage == "Reading the segments" and done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        found(tiny_study, "forms", progress=stop)
    assert sum(read) == 4, "what was read before the stop"
    got = found(tiny_study, "forms")
    stage, done, segments = stages[-1]
    assert (stage, done) == ("Reading the segments", 4)
    assert sum(read) == segments + 1, "every segment once, and the words asked for"
    assert got.hits
    assert found(tiny_study, "forms").hits == got.hits
    assert sum(read) == segments + 2


def _counting(encode, read):
    def counted(self, texts, **more):
        read.append(len(texts))
        return encode(self, texts, **more)

    return counted


def test_nothing_is_asked_and_nothing_is_there(tiny_study, tmp_path):
    from workbench.store import new_study

    with pytest.raises(NotAllowedHere, match="Nothing to look for"):
        found(tiny_study, "  ")
    assert found(new_study(tmp_path / "e.workbench", by="Mair"), "trust").hits == ()


def test_what_a_model_found_is_never_coded_all_at_once(tiny_study):
    got = found(tiny_study, "trust")
    before = tiny_study.history.last()
    with pytest.raises(NotAllowedHere, match="a person decides"):
        code_hits(tiny_study, got.hits, "REL", search=got.search, by="Nia")
    assert tiny_study.history.last() == before


@pytest.mark.model
def test_the_model_that_is_installed_knows_other_words_for_it(tiny_study):
    got = nearest(tiny_study, "relationships are built slowly", most=3)
    assert "Trust" in " ".join(hit.words for hit in got.hits)
