"""The tutorial's commands give what it shows, and every number it says about the study is the study's.

How to read it. In a `console` block each `$` line is run, one after the other, in one folder; below it stand lines of its output,
in order, where `...` skips any number of lines and a line ending in ` ...` goes on. Ids and times differ from run to run: an id
in the tutorial stands for the id that was printed in its place. A `diff` block is an edit of `framework.yml`. The `python` blocks are
one growing script, and the `text` block after each is what it adds to the output.
"""

from __future__ import annotations

import os
import re
import shlex

import pytest
from openpyxl import load_workbook

from workbench.exchange.demonstration.make import DESIGN
from workbench.exchange.demonstration.reference import shipped_codings
from workbench.exchange.demonstration.second_coder import SIMULATED
from workbench.report import compare, contrast

from . import warm

BLOCK = re.compile(r"```(console|diff|python|text)\n(.*?)```", re.DOTALL)
ID = re.compile(r"\b[0-9a-f]{8}\b")
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\d{8}T\d{6}\.\d{6}Z-\d{6}")
READ = "SYN_E3-04"  # the interview that is coded by hand
QUOTED = (
    "if you like", "if it was up to me", "forty minutes", "[trust]",
    "i had shouting, at the foundry, i was sixteen",
)  # fmt: skip


@pytest.fixture(scope="module")
def tutorial(root):
    return (root / "docs" / "tutorial.md").read_text(encoding="utf-8")


class Afternoon:
    """One reader's folder, settings, ids and script, as they grow from block to block."""

    def __init__(self, folder):
        self.folder, self.ids, self.script, self.printed = folder, {}, "", ""
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("WORKBENCH_")}

    def told(self, done, asked):
        assert done.returncode == 0, (asked, done.stderr)
        return done.stdout

    def run(self, words):
        assert words[0] == "workbench", words
        return self.told(warm.workbench(*words[1:], cwd=self.folder, env=self.environment), words)

    def command(self, line):
        words = shlex.split(ID.sub(lambda found: self.ids.get(found[0], found[0]), line))
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.environment[name] = value
            return ""
        if words[:2] == ["workbench", "app"]:
            return ""  # it would wait for ever; tests/e2e open it
        if ">" not in words:
            return self.run(words)
        *words, _, into = words
        (self.folder / into).write_text(self.run(words), encoding="utf-8")
        return ""

    def edit(self, block):
        path = self.folder / "framework.yml"
        lines = block.splitlines()
        before = "\n".join(line for line in lines if not line.startswith("+"))
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, before
        after = "\n".join(line.removeprefix("+") for line in lines)
        path.write_text(text.replace(before, after), encoding="utf-8")

    def more(self, block):
        self.script += block
        whole = self.told(warm.script(self.script, cwd=self.folder, env=self.environment), block)
        assert whole.startswith(self.printed)
        added, self.printed = whole.removeprefix(self.printed), whole
        return added

    def compare(self, shown, printed, where):
        """Hold the lines shown against what was printed, and learn the ids that stand for others."""
        real = [words for words in map(plain, printed.splitlines()) if words]
        at, skipped = 0, False
        for line in filter(None, map(plain, shown)):
            if line == "...":
                skipped = True
                continue
            places = range(at, len(real)) if skipped else range(at, min(at + 1, len(real)))
            place = next((p for p in places if self.same(line, real[p])), None)
            assert place is not None, f"{where}\nshown:   {line}\nprinted: {nearest(line, real[at:])}"
            self.ids.update(zip(ID.findall(line), ID.findall(real[place]), strict=False))
            at, skipped = place + 1, False
        assert skipped or at == len(real), f"{where}\nprinted, and not shown: {real[at:]}"

    def same(self, shown, real):
        shown, real = (TIME.sub("TIME", words) for words in (shown, real))
        given = [self.ids.get(found) for found in ID.findall(shown)]
        if any(known and known != found for known, found in zip(given, ID.findall(real), strict=False)):
            return False
        shown, real = (ID.sub("ID", words) for words in (shown, real))
        return real.startswith(shown.removesuffix(" ...")) if shown.endswith(" ...") else real == shown


def plain(line):
    return " ".join(line.split())


def nearest(line, real):
    from difflib import get_close_matches

    return (get_close_matches(line, real, n=1, cutoff=0) or ["nothing"])[0]


def calls(block):
    """Return the commands of a console block, each with the lines shown below it."""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line)
    return found


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.timeout(900)
def test_every_command_gives_what_is_shown(tutorial, tmp_path):
    afternoon, printed, seen = Afternoon(tmp_path), None, 0
    for kind, block in BLOCK.findall(tutorial):
        if kind == "diff":
            afternoon.edit(block)
        elif kind == "python":
            printed = afternoon.more(block)
        elif kind == "text":
            afternoon.compare(block.splitlines(), printed, "the python block above")
        else:
            for command, shown in calls(block):
                afternoon.compare(shown, afternoon.command(command), command)
                seen += 1
    assert seen > 30
    assert (tmp_path / "history.txt").read_text(encoding="utf-8").count("Priya") > 10
    cells = [
        cell.value for sheet in load_workbook(tmp_path / "matrix.xlsx") for row in sheet for cell in row if cell.value
    ]
    assert any("Keeps the sheet green at a price: 'I knock now.'" in str(cell) for cell in cells)
    assert any("synthetic" in str(cell).casefold() for cell in cells), "the file says that it is invented"


def of(part, whole):
    return f"{part} of {whole}"


def percent(part, whole):
    return f"{100 * part / whole:.0f} %"


class Study:
    """The demonstration, counted from its tables."""

    def __init__(self, demo, design):
        self.demo, self.design = demo, design
        self.segments = said(demo.frames.segments())
        self.codings = said(demo.frames.codings()).assign(theme=lambda rows: rows["code_key"].str[:3])
        self.coded = self.codings.drop_duplicates(["source_id", "start", "end", "theme"])
        self.cases = demo.frames.cases().rename(columns=lambda name: name.removeprefix("attr."))
        self.people = contrast.people(demo)
        self.links = demo.frames.links()

    def who(self, claim, stance):
        rows = self.people[(self.people["claim_key"] == claim) & (self.people["stance"] == stance)]
        return set(rows["case"])

    def share(self, theme, column, value, *, but=""):
        """The passages with a theme, and all, where a column has a value, without the site `but`."""
        coded, every = (
            (t[(t[f"attr.{column}"] == value) & (t["attr.site"] != but)]) for t in (self.coded, self.segments)
        )
        return int((coded["theme"] == theme).sum()), len(every)

    def sites(self, theme):
        return {site: self.share(theme, "site", site) for site in sorted(set(self.cases["site"]))}

    def met(self, code):
        """In how many passages at least one of `simulated` and `design` saw a code, and in how many both."""
        left, right = (shipped_codings(self.demo, coder) for coder in (SIMULATED, DESIGN))
        row = compare.compare(self.demo, left, right).codes.set_index("code_key").loc[code]
        return int(row[["both", "only_left", "only_right"]].sum()), int(row["both"])


def said(table):
    return table[table["variety"] == "disclosed"]


def about_sources(study):
    varieties = [source.variety.value for source in study.demo.sources.all()]
    people, places = len(study.cases), study.cases["site"].nunique()
    yield f"the {people} people, the {places} places"
    yield f"{people} interviews, in {varieties.count('disclosed')} files"
    yield f"{varieties.count('observed')} sets of notes"
    assert varieties.count("measured") == places
    yield f"{places} audit returns, one for each site"
    yield f"{len(study.demo.codebook.current().codes)} codes are not better than 20"
    either, both = study.met("PRF.MEASURE")
    yield f"on nearly all of {len(study.segments):,} passages neither used it"
    yield f"{either} of them, and they met in {both}"


def about_people(study):
    n = len(study.cases)
    each = study.coded.groupby(["case", "theme"]).size()
    yield f"SYN-E3-01 has {each['SYN-E3-01', 'PRF']} passages on PRF and SYN-E4-02 has {each['SYN-E4-02', 'PRF']}"
    for claim, stance, words in (
        ("C04", "fulfilled", "report it as policy has it"), ("C09", "contradicted", "report the contrary, and"),
        ("C09", "fulfilled", "the promise kept"), ("C12", "silent", "are silent"), ("C07", "silent", "say nothing"),
        ("C07", "fulfilled", "are open about risk"), ("C10", "contradicted", "say the contrary"),
        ("C10", "fulfilled", "report it fulfilled: " + " and ".join(sorted(study.who("C10", "fulfilled")))),
    ):  # fmt: skip
        yield f"{of(len(study.who(claim, stance)), n)} {words}"
    site = study.cases.set_index("case")["site"]
    country = study.cases.set_index("case")["country"]
    silent, open_about_risk = study.who("C12", "silent"), study.who("C07", "fulfilled")
    yield f"{sum(country[list(silent)] == 'England')} of those {len(silent)} are in England"
    yield f"at {site[list(open_about_risk)].nunique()} of the {site.nunique()} sites"
    yield f"the {len(study.who('C07', 'contradicted'))} others"
    yield f"one of the {len(study.who('C07', 'contradicted'))}."
    links = study.links[(study.links["claim_key"] == "C07") & (study.links["stance"] == "fulfilled")]
    at_least_once = set(links["case"])
    yield f"{of(len(at_least_once), n)} have at least one passage"
    yield f"but {len(at_least_once & study.who('C07', 'strained'))} of them also have one"
    mention = study.coded.groupby("theme")["case"].nunique()
    yield f"{of(mention['ADM'], n)} speak of ADM and {of(mention['PRF'], n)} of PRF"


def about_sites(study):
    shares = {site: 100 * part / whole for site, (part, whole) in study.sites("ADM").items()}
    low, high = (f"{end(shares.values()):.0f}" for end in (min, max))
    yield f"At each of the {len(shares)} sites it is coded in {low} to {high} of every 100 passages"
    distortion = study.sites("PRF")
    at_e3 = distortion.pop("E3")
    most = max(distortion.values(), key=lambda counts: counts[0] / counts[1])
    yield f"{of(*at_e3)} passages, {percent(*at_e3)}"
    yield f"each of the other {len(distortion)} sites it is {percent(*most)} or less"
    england, wales = (percent(*study.share("PRF", "country", country)) for country in ("England", "Wales"))
    yield f"England with {england} against Wales with {wales}"
    yield f"England comes to {percent(*study.share('PRF', 'country', 'England', but='E3'))}"
    generic = study.sites("GEN")
    assert max(generic, key=lambda site: generic[site][0] / generic[site][1]) == "E4"
    yield f"{of(*generic['E4'])}, {percent(*generic['E4'])}, the highest of the sites"
    jobs = [
        percent(*study.share("GEN", "profession", job))
        for job in ("occupational therapist", "social worker", "mental health nurse")
    ]
    yield "By profession it is {} for occupational therapists, {} for social workers and {} for nurses".format(*jobs)
    therapists = study.cases[study.cases["profession"] == "occupational therapist"]
    there = therapists[therapists["site"] == "E4"]["case"]
    yield f"{len(there)} of the {len(therapists)} occupational therapists"
    yield f"{len(therapists)} people are {len(therapists)} people"
    from_them = study.coded[(study.coded["theme"] == "GEN") & study.coded["case"].isin(there)]
    yield f"{len(from_them)} of the {generic['E4'][0]} passages come from those {len(there)} people"


NO_COUNT = re.compile(
    r"SYN[-_][EW]\d-\d\d|\b[EW]\d-\d\d|\b[EW]\d\b|\bC\d\d\b|[Ss]tages? \d|\blines? \d+(?:, \d+)*(?: and \d+)?"
    r"|\(2013\), BMC Medical Research Methodology 13:117|\.61|\.80|\.667|\b1 is perfect, 0 no better|below 0"
    r"|120 characters"
)  # names, places in a text, what others wrote, and settings


def numbers(text, study):
    """Return what the text says in numbers and the study does not: sentences that are missing, numbers that nobody checked."""
    prose = re.sub(r"```.*?```", " ", text, flags=re.DOTALL)
    prose = re.sub(r"`[^`]*`|!?\[[^\]]*\]\([^)]*\)|^\|.*$|^\d+\. ", " ", prose, flags=re.MULTILINE)
    prose = plain(prose.replace("*", ""))
    counted = [*about_sources(study), *about_people(study), *about_sites(study)]
    missing = [words for words in counted if not re.search(rf"(?<!\d){re.escape(words)}(?!\d)", prose)]
    for words in counted:
        prose = prose.replace(words, " ")
    return missing, re.findall(r".{0,30}\d.{0,30}", NO_COUNT.sub(" ", prose))


@pytest.fixture(scope="module")
def study(demo, design):
    return Study(demo, design)


def test_every_number_in_a_sentence_is_the_study_s(tutorial, study):
    assert numbers(tutorial, study) == ([], [])


@pytest.mark.parametrize(
    ("true", "false"), [("44 of 243", "45 of 243"), ("28 interviews", "27 interviews"), ("are in England", "and 5 are in England")]
)  # fmt: skip
def test_a_false_number_would_be_seen(true, false, tutorial, study):
    assert true in tutorial
    assert numbers(tutorial.replace(true, false, 1), study) != ([], [])


@pytest.mark.parametrize("words", QUOTED)
def test_words_quoted_in_sentences_are_in_the_interview(words, tutorial, demo):
    sentences = re.sub(r"```.*?```", " ", tutorial, flags=re.DOTALL)
    assert words in plain(demo.sources.get(READ).text).lower()
    assert words in plain(sentences).lower()


def test_the_two_lines_to_look_for_are_where_he_contradicts_himself(tutorial, demo, design):
    (interview,) = [each for each in design.interviews if each.participant.key == "E3-04"]
    source = demo.sources.get(READ)
    places = [
        re.search(r"\s+".join(map(re.escape, part.text.split()[:6])), source.text).start()
        for part in interview.utterances
        if "contradicts_self" in part.marks
    ]
    lines = [str(source.text.count("\n", 0, place) + 1) for place in places]
    assert lines == re.findall(r"near line (\d+)", plain(tutorial))


def test_pictures_are_there_and_small(tutorial, root):
    pictures = re.findall(r"!\[[^\]]{30,}\]\(([^)]+\.png)\)", tutorial)
    assert len(pictures) >= 4
    for picture in pictures:
        assert (root / "docs" / picture).stat().st_size < 200_000, picture
