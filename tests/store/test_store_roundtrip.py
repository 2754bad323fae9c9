"""What goes in comes out, to the character: every family of tables, with any words in it."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, date, datetime, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import Conflict, DuplicateSource, NotAllowedHere, NotFound
from workbench.model import (
    Action,
    Claim,
    Code,
    Codebook,
    CodeStatus,
    Decision,
    GapType,
    ImportReport,
    ImportWarning,
    Link,
    Modality,
    NearMiss,
    NotWhen,
    Origin,
    Role,
    Run,
    Segment,
    Segmentation,
    Span,
    Stance,
    Suggestion,
    Variety,
    Voice,
    Why,
    coding_digest,
    new_id,
    sha256_text,
)
from workbench.model.codebook import folded, is_blank
from workbench.store import check_study, new_study

HARD = ["ŵ ŷ Ŵ Ŷ ll Dŵr", "👩🏽‍⚕️🕰️🐑", "e\u0301 vs é", "שלום עולם", "مرحبا", "a\u202eb\u200b\ufeff", "'; DROP TABLE content;--",
        "%s {x} \\ \" '", "a\tb\r\nc\u2028d", "<b>&amp;</b>", "n" * 20_000, "a\0b", "ＡＢＣ ﬁ ß İ ı", "𝔘𝔫𝔦"]  # fmt: skip
ANY = st.one_of(st.sampled_from(HARD), st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
NAME = ANY.filter(lambda name: not is_blank(name))
WHEN = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001, UP017
NUMBER = st.floats(0, 1)
JSON = st.dictionaries(
    ANY, st.one_of(ANY, st.integers(), st.booleans(), st.none(), st.lists(ANY, max_size=2)), max_size=3
)
FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(name=NAME, text=ANY, settings_=JSON, file=ANY, variety=st.sampled_from(Variety), data=st.data())
def test_sources(another, make_reading, name, text, settings_, file, variety, data):
    study, text = another(), f"P: {text}."
    reading = make_reading("x", text)
    original = data.draw(st.binary(min_size=0, max_size=50))
    source = replace(
        reading.source, name=name, original=original, origin=Origin(file, "text", settings_), variety=variety,
        language=data.draw(st.sampled_from(["en", "cy", ""])), revision_of=study.sources.all()[0].id,
    )  # fmt: skip
    turns = tuple(
        replace(
            turn, speaker=file, role=data.draw(st.sampled_from(Role)), time=data.draw(st.none() | st.floats(0, 1e6))
        )
        for turn in reading.turns
    )
    report = ImportReport(
        file, "text", data.draw(st.none() | ANY), len(turns), 3, {file: Role.OTHER}, data.draw(st.none() | NUMBER),
        {file: text}, (ImportWarning(text, 3), ImportWarning(file)),
    )  # fmt: skip
    with study.act("source.add", by=name) as act:
        study.sources.add(act, replace(reading, source=source, turns=turns, report=report))
    assert study.sources.get(source.id) == source
    assert study.sources.get(name) == source
    assert source in study.sources.all()
    assert study.sources.turns(source.id) == turns
    assert study.sources.report(source.id) == report
    assert study.sources.names()[source.id] == name
    size = next(row for row in study.sources.sizes() if row["id"] == source.id)
    assert (size["characters"], size["turns"], size["file"]) == (len(text), len(turns), file)
    assert study.history.all()[0].coder == name
    assert check_study(study.path) == []


@st.composite
def codebooks(draw):
    keys = draw(st.lists(NAME, min_size=1, max_size=6, unique_by=folded))
    keys = [key for key in keys if folded(key) not in {folded(f"name {k}") for k in keys}]
    some = st.lists(ANY, max_size=3).map(tuple)
    codes = [
        Code(
            new_id(), key, f"name {key}", draw(st.just("") | ANY),
            parent=draw(st.sampled_from([None, *keys[:place]])), use_when=draw(st.just("") | ANY),
            not_when=tuple(NotWhen(words, key) for words in draw(some)), cues=draw(some), examples=draw(some),
            near_miss=tuple(NearMiss(words, keys[0]) for words in draw(some)), contrast_with=(keys[-1],),
            applies_to=draw(some), colour=draw(st.just("") | ANY), order=place, status=draw(st.sampled_from(CodeStatus)),
        )
        for place, key in enumerate(keys)
    ]  # fmt: skip
    return Codebook(
        new_id(), draw(NAME), tuple(codes), reason=draw(st.just("") | ANY),
        facets=draw(st.dictionaries(ANY, some, max_size=3)), sources=draw(some),
    )  # fmt: skip


@FEW
@given(book=codebooks(), by=NAME)
def test_codebooks(tmp_path_factory, book, by):
    study = new_study(tmp_path_factory.mktemp("book") / "s.workbench", by=by)
    assert study.codebook.current() is None
    with study.act("codebook.publish", by=by) as act:
        published = study.codebook.publish(act, book, study.coders.person(act, by), based_on=None)
    assert published == replace(book, version=1) == study.codebook.current() == study.codebook.version(1)
    ((version, name, reason, at, coder),) = study.codebook.versions()
    assert (version, name, reason, at, coder) == (1, book.name, book.reason, act.at, " ".join(by.split()))
    assert check_study(study.path) == []


@FEW
@given(attributes=st.dictionaries(NAME, st.one_of(st.booleans(), st.integers(), ANY, st.floats(allow_nan=False)), max_size=4),
       name=NAME)  # fmt: skip
def test_cases(another, name, attributes):
    study = another()
    sources = tuple(sorted(study.sources.names()))
    with study.act("case.put", by="Mair") as act:
        case_id = study.cases.put(act, name, attributes, sources)
    case = next(case for case in study.cases.all() if case.id == case_id)
    assert (case.name, case.attributes, case.sources) == (name, attributes, sources)
    assert {k: type(v) for k, v in case.attributes.items()} == {k: type(v) for k, v in attributes.items()}
    with study.act("case.put", by="Mair") as act:
        assert (
            study.cases.put(act, name.upper() if name.upper().casefold() == name.casefold() else name, {"x": 1})
            == case_id
        )
    assert check_study(study.path) == []


@FEW
@given(words=ANY, key=NAME, when=WHEN, start=st.integers(0, 100), length=st.integers(1, 100), data=st.data())
def test_codings_memos_claims_and_links(another, words, key, when, start, length, data):
    study = another()
    source, code = study.sources.get("Mair"), study.codebook.current().codes[1]
    span = Span(start, min(len(source.text), start + length))
    day = data.draw(st.none() | st.dates())
    with study.act("coding.add", by="Nia", at=when) as act:
        person = study.coders.person(act, "Nia")
        coding = study.codings.add(act, source.id, span, code.id, person)
        memo = study.memos.add(act, "coding", coding.id, words, person)
        claim = study.claims.add(act, Claim(
            new_id(), key, source.id, span, f"That {words}", data.draw(st.sampled_from(Modality)),
            data.draw(st.sampled_from([None, code.id])), words, day, day and date.max, 1))  # fmt: skip
        link = study.links.add(act, Link(
            new_id(), claim.id, source.id, span, data.draw(st.sampled_from(Stance)), data.draw(st.sampled_from(GapType)),
            data.draw(st.sampled_from(Voice)), person.id, when))  # fmt: skip
    assert coding in study.codings.all()
    assert study.codings.get(coding.id[:12]) == coding
    assert (coding.created, coding.digest) == (when, coding_digest(source.sha256, span, span.of(source.text)))
    assert study.memos.all("coding", coding.id) == [memo]
    assert (memo.text, memo.created) == (words, when)
    assert claim in study.claims.all()
    assert study.claims.find(key) == claim
    assert link in study.links.all(source.id)
    assert check_study(study.path) == []


@FEW
@given(
    words=NAME, when=WHEN, score=NUMBER, seed=st.integers(-(2**62), 2**62), counts=JSON, settings_=JSON, data=st.data()
)
def test_runs_segments_suggestions_and_decisions(another, words, when, score, seed, counts, settings_, data):
    study = another()
    source, book = study.sources.get("Mair"), study.codebook.current()
    layer = Segmentation(words, settings_)
    cut = [Segment(layer.id, source.id, n, Span(n * 3, n * 3 + 2)) for n in range(3)]
    recipe = f"name: {words}"
    run = Run(
        new_id(), words, recipe, sha256_text(recipe), 1, seed, when, data.draw(st.none() | WHEN), {words: "digest"},
        {words: "1"}, layer.id, counts,
    )  # fmt: skip
    why = Why(words, words, (words,), ((words, score),), data.draw(st.none() | st.just((words, "K", score))))
    made = [Suggestion(new_id(), run.id, source.id, s.span, book.codes[0].id, score, (why, Why("x"))) for s in cut]
    with study.act("run", by=words) as act:
        study.segments.add(act, layer, cut)
        study.segments.add(act, layer, cut)  # a source that is cut already is left as it is
        study.runs.add(act, run, study.coders.machine(act, f"machine {run.id}"))
        study.suggestions.add(act, made)
        person = study.coders.person(act, "Nia")
        decision = Decision(new_id(), made[0].id, Action.REJECT, person.id, when, words)
        study.suggestions.decide(act, decision)
    assert study.segments.layers()[-1] == layer
    assert study.segments.of(layer.id) == cut
    assert study.segments.sources_cut(layer.id) == {source.id}
    assert run in study.runs.all()
    assert [s for s in study.suggestions.all() if s.run_id == run.id] == made
    assert study.suggestions.get(made[1].id) == made[1]
    version = study.codebook.current().version  # the store says under which one it was decided
    assert replace(decision, codebook_version=version) in study.suggestions.decisions()
    assert check_study(study.path) == []


@FEW
@given(name=NAME, by=ANY, language=ANY, synthetic=st.booleans(), when=WHEN)
def test_what_a_study_is(tmp_path_factory, name, by, language, synthetic, when):
    folder = tmp_path_factory.mktemp("about")
    study = new_study(folder / "s", name=name, by=by, language=language, synthetic=synthetic, at=when)
    about = study.about
    assert (about.name, about.language, about.synthetic, about.created) == (name, language, synthetic, when)
    assert [path.name for path in folder.iterdir()] == ["s.workbench"]
    (revision,) = study.history.all()
    assert (revision.act, revision.coder, revision.at, revision.sequence) == ("study.new", by, when, 1)


def adds_person(study, name):
    with study.act("coder.add", by="Mair") as act:
        return study.coders.person(act, name)


@pytest.mark.parametrize(("name", "same"), [("mair", True), ("MAIR", True), (" Mair  ", True), ("Mair G", False)])
def test_a_person_is_the_same_whatever_the_capitals(tiny_study, name, same):
    known = {coder.id for coder in tiny_study.coders.all()}
    assert (adds_person(tiny_study, name).id in known) is same


def test_names_that_cannot_be_coders(tiny_study):
    for name in ("", "   ", "tiny, run 1"):
        with pytest.raises(NotAllowedHere):
            adds_person(tiny_study, name)


def test_the_same_text_or_name_comes_in_once(tiny_study, make_reading, dump):
    before = dump(tiny_study.path)
    text = tiny_study.sources.get("Tomos").text
    for name, words in (("Other", text), ("tomos", "P: Other words."), ("TOMOS", "P: Other words.")):
        with pytest.raises(DuplicateSource) as twice, tiny_study.act("source.add", by="Mair") as act:
            tiny_study.sources.add(act, make_reading(name, words))
        assert "Tomos" in twice.value.message
    assert dump(tiny_study.path) == before


def test_one_of_several_sources_refused_means_none_is_added(tiny_study, make_reading, dump):
    before = dump(tiny_study.path)
    with pytest.raises(DuplicateSource), tiny_study.act("source.add", by="Mair") as act:  # noqa: PT012  # one act
        tiny_study.sources.add(act, make_reading("New", "P: New words."))
        tiny_study.sources.add(act, make_reading("Tomos", "P: Newer words."))
    assert dump(tiny_study.path) == before


def test_a_rename_to_a_name_that_is_taken_is_a_conflict(tiny_study):
    source = tiny_study.sources.get("Tomos")
    with pytest.raises(Conflict), tiny_study.act("source.rename", by="Mair") as act:
        tiny_study.sources.rename(act, source.id, "MAIR")


def test_unknown_names_say_what_there_is(tiny_study):
    with pytest.raises(NotFound, match=r"Mair, Policy, Tomos"):
        tiny_study.sources.get("Nia")
    with pytest.raises(NotFound, match="C1"):
        tiny_study.claims.find("C9")
    with pytest.raises(NotFound, match=r"It has version 1\."):
        tiny_study.codebook.version(2)
    with pytest.raises(NotFound):
        tiny_study.codings.get("no such id")
    with pytest.raises(NotFound, match="More than one"):
        tiny_study.suggestions.get("")


def test_codes_left_out_are_kept_as_retired_with_their_ids(tiny_study):
    book = tiny_study.codebook.current()
    gone, kept = book.find("REL"), book.only(lambda code: code.key != "REL")
    taken = replace(kept, codes=(*kept.codes, Code(new_id(), "REL", "Another thing")))
    with tiny_study.act("codebook.publish", by="Mair") as act:
        new = tiny_study.codebook.publish(act, taken, tiny_study.coders.person(act, "Mair"), based_on=1)
    assert new.by_id[gone.id].status is CodeStatus.RETIRED
    assert new.by_id[gone.id].key == "REL (retired, version 1)"
    assert new.find("REL").name == "Another thing"
    assert tiny_study.codebook.version(1) == book


def test_runs_replace_each_other_in_the_order_they_were_stored_whatever_the_clock(tiny_study):
    """A clock set back must not hide what the newest run suggests."""
    source, book, old = tiny_study.sources.get("Mair"), tiny_study.codebook.current(), tiny_study.runs.all()[0]
    run = replace(old, id=new_id(), started=datetime(2001, 1, 1, tzinfo=UTC))
    fresh = Suggestion(new_id(), run.id, source.id, Span(0, 4), book.codes[0].id, 0.5, ())
    with tiny_study.act("run", by="Mair") as act:
        tiny_study.runs.add(act, run, tiny_study.coders.machine(act, "tiny, run 2"))
        tiny_study.suggestions.add(act, [fresh])
    assert tiny_study.suggestions.all(pending=True) == [fresh]


def test_two_writes_of_an_act_are_seen_by_its_own_connection(tiny_study):
    with tiny_study.act("coder.add", by="Mair") as act:
        first = tiny_study.coders.person(act, "Nia")
        assert tiny_study.coders.person(act, string.capwords("nia")) == first


def test_nothing_done_is_nothing_on_record(tiny_study):
    before = tiny_study.history.last()
    with tiny_study.act("coder.add", by="Mair") as act:
        tiny_study.coders.person(act, "Mair")
    assert tiny_study.history.last() == before
