"""ACT: what the learner kept beside a study says of words that stand in no source, to try a code out before it is used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from workbench.errors import ModelUnusable, NotAllowedHere
from workbench.model import Code
from workbench.pipeline.load import load_recipe
from workbench.pipeline.proposing import meant_for
from workbench.pipeline.run import encoder_of, vectors_beside
from workbench.pipeline.stages import STAGES
from workbench.store import OpenStudy


@dataclass(frozen=True, slots=True)
class Likely:
    """How likely some words carry a code, in [0, 1], and whether that would be enough for a suggestion."""

    code: Code
    probability: float
    enough: bool


def likely_codes(study: OpenStudy, words: str) -> list[Likely]:
    """Return how likely some words carry each code, the likeliest first, by what the newest learned run learned; nothing is stored.

    A code that was learned for several varieties of sources counts with its highest probability. The words stand alone: what
    surroundings tell is left out.

    Raises:
        NotAllowedHere: when nothing has been learned, or there are no words.
        ModelUnusable: when the learner is not beside the study, damaged, or another run's.
    """
    from workbench.suggest.learned.kept import digest, load
    from workbench.suggest.tree import in_use

    newest = study.runs.newest_report()
    if newest is None:
        raise NotAllowedHere("Nothing has been learned in this study yet.", "`workbench run learned` learns its codes.")
    if not words.strip():
        raise NotAllowedHere("There are no words to ask about.", "Type a sentence or two, as somebody might say them.")
    run, found = newest[0], dict[str, Likely]()
    encoder = encoder_of(study.path, load_recipe(run.recipe), lambda *_: None)
    book = study.codebook.version(run.codebook_version)
    learners = {name: stage for stage, each in STAGES["suggest"].items() if each.learns for name in run.models
                if name.startswith(f"{stage}, ")}  # fmt: skip
    for name, stage in learners.items():
        learner, features = load(vectors_beside(study.path) / name)
        if digest(learner, features) != run.models[name]:
            raise ModelUnusable(
                "The learner beside the study is not that of the newest run.", "Let the study learn again."
            )
        codes = in_use(book.only(partial(meant_for, name.removeprefix(f"{stage}, "))))
        probable = learner.predict_proba(features.of_own([words], encoder.encode([words])))[0]
        for code, likely, least in zip(codes, probable.tolist(), learner.least.tolist(), strict=True):
            if code.id not in found or found[code.id].probability < likely:
                found[code.id] = Likely(code, likely, likely >= least)
    return sorted(found.values(), key=lambda one: (-one.probability, one.code.key))
