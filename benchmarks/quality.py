"""Print how often the shipped suggesters agree with people: `make quality`."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from workbench.embed.cache import Cached
from workbench.embed.sentence_transformer import load
from workbench.exchange.codebook_file import read_codebook
from workbench.exchange.demonstration.make import DESIGN, make_demo
from workbench.ingest.shipped import shipped_file, shipped_names
from workbench.model import Code, Codebook, Coding, Passage, Proposal, Span, Suggestion
from workbench.pipeline.load import load_recipe
from workbench.pipeline.run import run
from workbench.store import OpenStudy, open_study
from workbench.suggest import keywords, similarity

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("WORKBENCH_DATA", ROOT.parent / "shared" / "data")) / "nhs_fft_qdc"
COMMENTS, FRAMEWORK = DATA / "datasets" / "v6framework_230831.csv", DATA / "framework3.qmd"
SEED, DRAWN, FITTED = 1, 1200, 600  # the score's three numbers were fitted on the first 600 comments of this sample
# Older labels by their names in the final framework; labels that have no category of that name there are left out.
MERGED = {
    **dict.fromkeys(("Number & deployment of staff", "Staff responsiveness"), "Staffing levels & responsiveness"),
    **dict.fromkeys(("Staff continuity", "Referals & continuity of care"), "Continuity of care"),
    **dict.fromkeys(
        ("Provision of medical equipment", "Environment & Facilities"), "Environment, facilities & equipment"
    ),
}
NO_THEME = ("Not assigned", "Labelling not possible")
SCORES = ("covered", "precision at 1", "precision", "recall at 3")
DESIGNED = ("suggestions", "exact code", "same theme", "uncoded there", "usual code", "usual theme", "design met")

Suggest = Callable[[Sequence[Passage], Codebook], list[Proposal]]


@dataclass(frozen=True, slots=True)
class Case:
    """A passage's proposed codes, the strongest first, beside those that people gave it (keys)."""

    proposed: tuple[str, ...]
    given: frozenset[str]


def main() -> None:
    """Print every table in turn."""
    with tempfile.TemporaryDirectory() as folder:
        encoder = Cached(load(), Path(folder) / "vectors")
        print(f"Model: {encoder.name}")
        suggesters = methods(encoder)
        if COMMENTS.is_file() and FRAMEWORK.is_file():
            public_comments(suggesters)
        else:
            print(f"Public comments: not measured, {DATA} does not hold them (see benchmarks/README.md).")
        demonstration(Path(folder) / "demo")
        held_out_examples(suggesters)


def methods(encoder: Cached) -> dict[str, Suggest]:
    """Return the shipped suggesters with their own settings."""
    return {
        "keywords": keywords.suggest,
        "similarity": partial(similarity.suggest, encode=encoder.encode),
        "similarity, nothing held back": partial(similarity.suggest, encode=encoder.encode, threshold=0.0, margin=0.0),
    }


def public_comments(suggesters: Mapping[str, Suggest]) -> None:
    """Measure on patients' comments that people coded, with their framework's own definitions and examples."""
    codebook = framework(FRAMEWORK.read_text(encoding="utf-8"))
    bare = replace(codebook, codes=tuple(replace(code, cues=()) for code in codebook))
    comments = sample(COMMENTS, {code.name: code.key for code in codebook})
    usual = tuple(key for key, _ in Counter(k for _, ks in comments[:FITTED] for k in sorted(ks)).most_common(3))
    quoted = {example.strip().lower() for code in codebook for example in code.examples}
    for part, what in ((comments[:FITTED], "those the score was fitted on"), (comments[FITTED:], "not fitted on")):
        seen = sum(text.strip().lower() in quoted for text, _ in part)
        title = f"{len(part)} patients' comments, {len(codebook)} codes, {what} ({seen} stand in the framework itself)"
        given = [keys for _, keys in part]
        passages = [Passage("s", Span(n, n + 1), text) for n, (text, _) in enumerate(part)]
        books = {name: codebook if name == "keywords" else bare for name in suggesters}
        rows = {name: cases(suggest(passages, books[name]), codebook, given) for name, suggest in suggesters.items()}
        rows |= {
            "most frequent three": [Case(usual, case.given) for case in rows["similarity"]],
            "  where similarity proposes": [Case(usual, case.given) for case in rows["similarity"] if case.proposed],
        }
        chance = by_chance(given, [len(codebook)] * len(given))
        table(title, SCORES, [*((name, *scored(found)) for name, found in rows.items()), chance])


def framework(text: str) -> Codebook:
    """Return the framework's categories as codes. It has no cues: for keywords, the parts of each name stand in."""
    found = re.findall(r"^### (.+?)\n(.*?)(?=^:::\s*$)", text, re.MULTILINE | re.DOTALL)
    named = [(name.strip(), body.partition("Examples:")) for name, body in found if name.strip() not in NO_THEME]
    codes = (
        Code(str(n), f"K{n}", name, " ".join(body[0].split()), cues=cues(name), examples=quotations(body[2]), order=n)
        for n, (name, body) in enumerate(named)
    )
    return Codebook("framework", "Patient experience", tuple(codes))


def cues(name: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in re.split(r"[&,/]| to | from ", name) if len(part.strip()) > 2)


def quotations(text: str) -> tuple[str, ...]:
    """Return the quotations of a list such as: Positive: 'All good', 'Perfect.' (quotation marks of either kind)."""
    bare = re.sub(r"(Positive|Negative|Negative/ ?wishlist|Neutral)[^:'‘]{0,30}:", "", text).strip()
    parts = re.split(r"[’']\s*,\s*[‘']?|[‘’']\s*\n|^[‘']", bare, flags=re.MULTILINE)
    return tuple(part.strip(" ‘’'\n,") for part in parts if len(part.strip(" ‘’'\n,")) > 2)


def sample(path: Path, keys: Mapping[str, str]) -> list[tuple[str, frozenset[str]]]:
    """Return different comments of four words or more with the keys of their codes, drawn with a fixed seed."""
    import numpy as np
    import pandas as pd

    frame = pd.read_csv(path, low_memory=False)
    texts = frame["FFT answer"].fillna("").astype(str)
    labels = list(frame.columns[frame.columns.get_loc("Not assigned") :])
    given = frame[labels].notna()
    usable = (texts.str.split().str.len() >= 4) & given.any(axis=1) & frame["Trust"].notna()
    usable &= ~given[list(NO_THEME)].any(axis=1)
    drawn = np.random.default_rng(SEED).choice(np.flatnonzero(usable), DRAWN, replace=False)
    comments: dict[str, frozenset[str]] = {}
    for row in drawn:
        said = (MERGED.get(label, label) for label in given.columns[given.iloc[row]])
        comments.setdefault(texts.iloc[row], frozenset(keys[label] for label in said if label in keys))
    return [(text, codes) for text, codes in comments.items() if codes]


def demonstration(folder: Path) -> None:
    """Measure the recipes on the demonstration study, for somebody who has coded nothing in it."""
    study = open_study(make_demo(folder, by="maker"))
    designers = {coder.id for coder in study.coders.all() if coder.name == DESIGN}
    coded = [coding for coding in study.codings.all() if coding.coder_id in designers]
    rows = []
    for name in ("keywords", "similarity"):
        made = run(study, load_recipe(name), by="reader")
        found = [one for one in study.suggestions.all() if one.run_id == made.id]
        rows.append(agreement(f"recipe {name}", found, coded, study))
        ways = [" and ".join(sorted({why.method for why in one.why})) for one in found]
        for way in sorted(set(ways)) if len(set(ways)) > 1 else ():
            some = [one for one, by in zip(found, ways, strict=True) if by == way]
            rows.append(agreement(f"  by {way}{'' if ' and ' in way else ' alone'}", some, coded, study))
    table(f"Demonstration study: suggestions beside its {len(coded)} designed codings", DESIGNED, rows)


def agreement(name: str, found: Sequence[Suggestion], coded: Sequence[Coding], study: OpenStudy) -> tuple[str, ...]:
    """Return the row under `DESIGNED`; "usual" is the commonest designed code put in each suggestion's place."""
    codebook = study.codebook.current()
    theme = {code.id: codebook.path(code)[0].key for code in codebook}
    usual = Counter(coding.code_id for coding in coded).most_common(1)[0][0]
    pairs = [(one.code_id, [coding for coding in coded if meet(one, coding)]) for one in found]
    near = [(code, {c.code_id for c in there}, {theme[c.code_id] for c in there}) for code, there in pairs]
    return (
        name,
        str(len(found)),
        share(code in codes for code, codes, _ in near),
        share(theme[code] in themes for code, _, themes in near),
        share(not codes for _, codes, _ in near),
        share(usual in codes for _, codes, _ in near),
        share(theme[usual] in themes for _, _, themes in near),
        share(any(meet(one, c) and one.code_id == c.code_id for one in found) for c in coded),
    )


def meet(one: Suggestion, other: Coding) -> bool:
    """Say whether the two share at least half of the shorter, in the same source."""
    shorter = min(len(one.span), len(other.span))
    return one.source_id == other.source_id and 2 * one.span.overlap(other.span) >= shorter


def held_out_examples(suggesters: Mapping[str, Suggest]) -> None:
    """Put each example of each shipped codebook to the codebook without it, as a study of one passage."""
    for name in shipped_names("codebooks"):
        codebook = read_codebook(shipped_file("codebooks", name))
        examples = [(code, example, meant_with(code, codebook)) for code in codebook for example in code.examples]
        top = {code.key: codebook.path(code)[0].key for code in codebook}
        rows = []
        for method, suggest in suggesters.items():
            found = [alone(suggest, *example) for example in examples]
            alike = (top[case.proposed[0]] in {top[key] for key in case.given} for case in found if case.proposed)
            rows.append((method, *scored(found), share(alike)))
        given = [frozenset({code.key}) for code, _, _ in examples]
        kin = [sum(top[other.key] == top[code.key] for other in meant) / len(meant) for code, _, meant in examples]
        rows.append((*by_chance(given, [len(meant) for _, _, meant in examples]), share(kin)))
        title = f"{codebook.name}: its {len(examples)} examples, each held out, {len(codebook)} codes"
        table(title, (*SCORES, "first in theme"), rows)


def meant_with(code: Code, codebook: Codebook) -> Codebook:
    """Return the codes that are meant for the same varieties of source as `code`."""
    return codebook.only(lambda c: not c.applies_to or not code.applies_to or c.applies_to == code.applies_to)


def alone(suggest: Suggest, code: Code, example: str, codebook: Codebook) -> Case:
    rest = tuple(replace(c, examples=tuple(e for e in c.examples if e != example)) for c in codebook)
    proposals = suggest([Passage("s", Span(0, 1), example)], replace(codebook, codes=rest))
    return cases(proposals, codebook, [frozenset({code.key})])[0]


def cases(proposals: Sequence[Proposal], codebook: Codebook, given: Sequence[frozenset[str]]) -> list[Case]:
    """Return a case for each passage; the passage's span begins at its place in `given`."""
    proposed: dict[int, list[str]] = defaultdict(list)
    for proposal in proposals:
        proposed[proposal.span.start].append(codebook.by_id[proposal.code_id].key)
    return [Case(tuple(proposed[n]), keys) for n, keys in enumerate(given)]


def scored(found: Sequence[Case]) -> tuple[str, ...]:
    """Return the shares under `SCORES`: precision at 1 over covered passages, recall at 3 over all of them."""
    return (
        share(bool(case.proposed) for case in found),
        share(case.proposed[0] in case.given for case in found if case.proposed),
        share(key in case.given for case in found for key in case.proposed),
        share(len(case.given & set(case.proposed[:3])) / len(case.given) for case in found),
    )


def by_chance(given: Sequence[frozenset[str]], codes: Sequence[int]) -> tuple[str, ...]:
    """Return what three codes drawn at random would score in the long run, with so many codes to draw from."""
    right = share(len(keys) / many for keys, many in zip(given, codes, strict=True))
    return ("three codes at random", "1.00", right, right, share(3 / many for many in codes))


def share(values: Iterable[float]) -> str:
    listed = list(values)
    return f"{sum(listed) / len(listed):.2f}" if listed else "-"


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    print(f"\n{title}\n{'-' * len(title)}")
    for name, *cells in (("", *columns), *rows):
        print(f"{name:<30}" + "".join(f"{cell:>16}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
