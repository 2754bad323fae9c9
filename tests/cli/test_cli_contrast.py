"""The contrast's filter, groups and briefs from the command line, on the demonstration study."""

from __future__ import annotations

import shutil

import pytest

from workbench.model import ContrastFilter, LookKind
from workbench.report.contrast_view import view
from workbench.store import open_study


@pytest.fixture
def demo_cli(cli, demo_path):
    """Run a command on the demonstration, which is only read."""
    return lambda *words, **how: cli(*words, "--study", demo_path, **how)


@pytest.fixture
def own_demo(tmp_path, demo_path):
    return shutil.copyfile(demo_path, tmp_path / "own.workbench")


def test_options_are_the_controls_of_the_page(demo_cli, demo):
    told = demo_cli(
        "contrast", "--claims", "--site", "E3", "--site", "W2", "--who", "caseload=20..30", "--voice", "own_practice",
        "--in-force", "2010", "--beside", "2013", "--least", "2", data=True,
    )  # fmt: skip
    wanted = ContrastFilter(
        (("site", ("E3", "W2")), ("caseload", ("20..30",))),
        voices=("own_practice",),
        in_force="2010",
        beside="2013",
        least=2,
    )
    assert told["filter"] == wanted.address()
    shown = view(demo, wanted)
    assert told["left_out"] == list(shown.left_out)
    assert [row["contradicted"] for row in told["claims"]] == shown.claims["contradicted"].tolist()
    assert {row["m"] for row in told["claims"]} == {3}
    assert len(told["beside"]) == 12
    assert told["at_least"][0]["k"] == 1


def test_each_claim_comes_with_its_index_gaps_negative_cases_and_words(demo_cli):
    rows = {row["key"]: row for row in demo_cli("contrast", "--claims", data=True)["claims"]}
    risk = rows["C07"]
    assert round(risk["gap_index"], 2) == 0.68
    assert risk["gap_types"][0] == {"gap_type": "absent", "people": 18, "passages": 38}
    assert len(risk["negative_cases"]) == 5
    assert risk["concentration"].startswith("83 passages of 25 people")
    assert sum(site["contradicted"] for site in risk["sites"]) == risk["contradicted"] == 14
    said = demo_cli("contrast", "--claims").stdout
    assert "gap index" in said
    assert "14 of 28" in said


def test_json_says_of_each_claim_what_it_lacks_before_it_may_be_given_out(cli, own_demo):
    """It is printed to be read, so nothing is refused; whoever keeps it can see what is missing."""

    def lacks():
        rows = cli("contrast", "--claims", "--study", own_demo, data=True)["claims"]
        return {row["key"]: row["lacks"] for row in rows if row["contradicted"] or row["lacks"]}

    before = lacks()
    assert "C07" in before
    assert set(map(tuple, before.values())) == {("nobody has said that they looked for negative cases",)}
    cli("claim", "look", "C07", "--note", "Read everybody at W2.", "--study", own_demo)
    after = lacks()
    assert after.pop("C07") == []
    assert after == {key: said for key, said in before.items() if key != "C07"}


def test_who_is_not_there_is_said(demo_cli):
    assert "There is: E1, E2, E3, E4, W1, W2" in demo_cli("contrast", "--site", "E9", code=1).stderr
    assert "no attribute 'shoe'" in demo_cli("contrast", "--who", "shoe=9", code=1).stderr
    assert "NAME=VALUE" in demo_cli("contrast", "--who", "shoe", code=2).stderr
    assert "2014 or 2011..2014" in demo_cli("contrast", "--in-force", "soon", code=1).stderr


def test_groups_say_what_may_be_read(demo_cli):
    told = demo_cli("contrast", "groups", "--by", "country", data=True)
    rows = {row["code_key"]: row for row in told["rows"]}
    assert [group["m"] for group in rows["PRF"]["groups"]] == [19, 9]
    assert rows["PRF"]["p"] < 0.05 < rows["PRF"]["q"]
    assert "That is no sign that the groups are alike" in rows["ADM"]["words"]
    exploratory = demo_cli("contrast", "groups", "--by", "profession", "--exploratory", data=True)["rows"]
    assert all("Exploratory: one of 10 comparisons" in row["words"] for row in exploratory)
    assert "no attribute 'shoe'" in demo_cli("contrast", "groups", "--by", "shoe", code=1).stderr


def test_a_contradicted_claim_leaves_with_a_look_for_negative_cases_or_a_reason_that_is_kept(cli, own_demo):
    brief = ("contrast", "brief", "c07", "--study", own_demo, "--out")
    refused = cli(*brief, "b.docx", code=1).stderr
    assert "C07 is reported contradicted by 14: nobody has said that they looked for negative cases." in refused
    assert "workbench claim look" in refused
    assert not own_demo.with_name("b.docx").exists()
    for name, why in (("b.pdf", "cannot be written as"), ("nowhere/b.docx", "could not be written")):
        assert why in cli(*brief, name, "--reason", "A draft for the team.", code=1).stderr
    study = open_study(own_demo)
    assert study.claim_looks.all(study.claims.find("C07").id) == [], "nothing went out, so no reason is kept"
    (row,) = cli(*brief, "b.html", "--reason", "A draft for the team.", data=True)["rows"]
    assert not list(own_demo.parent.glob(".b*"))
    assert (row["claims"], row["without"]) == (["C07"], ["C07"])
    page = own_demo.with_name("b.html").read_text("utf-8")
    assert "because: A draft for the team." in page
    study = open_study(own_demo)
    (look,) = study.claim_looks.all(study.claims.find("C07").id)
    assert (look.what, look.note) == (LookKind.EXPORTED_WITHOUT, "A draft for the team.")
    cli("claim", "look", "C07", "--note", "Read everybody at W2.", "--study", own_demo)
    (row,) = cli(*brief, "b.docx", data=True)["rows"]
    assert row["without"] == []
    assert own_demo.with_name("b.docx").read_bytes()[:2] == b"PK"


def test_a_brief_is_of_named_claims_or_of_all(demo_cli):
    assert "Name claims, or give --all" in demo_cli("contrast", "brief", "--out", "b.html", code=2).stderr
    assert "no claim 'C99'" in demo_cli("contrast", "brief", "C99", "--out", "b.html", code=1).stderr
