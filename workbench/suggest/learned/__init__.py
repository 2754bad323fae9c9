"""Learns a study's codes from what people decided, with the codebook's own words as its first examples.

For a recipe: `learn` (proposals, the record of each code, the learner) or `suggest` (the proposals alone). For a notebook,
plain arrays:

    talk = Talk(texts, vectors, sources, speakers)     every row, coded or not, in order within its source
    features = Features.of_all(talk)                   fitted without labels
    x = features.of(talk)                              float32 (rows, dimensions)
    learner = fit(x[rows], labels, sources_of_rows)    labels (rows, codes): 1, 0, nan where nobody said
    learner.predict_proba(x), learner.predict(x)       (rows, codes)
    report(learner, code_ids)                          how often it was right about sources it had not seen
    uncertainty(probabilities)                         where a person's look is worth most

Kept without pickle, and named by a digest: `save(folder, learner, features)`, `load(folder)`, `digest(learner, features)`.

The codebook's words are rows as well: `own_rows(codebook, codes)`, `labels_of(rows, len(codes))` and
`features.of_own(texts, vectors)`, with the group "".
"""

from workbench.suggest.learned.features import Features
from workbench.suggest.learned.kept import digest, load, save
from workbench.suggest.learned.learner import Learner, fit
from workbench.suggest.learned.report import report, uncertainty
from workbench.suggest.learned.rows import OwnRow, labels_of, own_rows
from workbench.suggest.learned.stage import Learned, learn, suggest
from workbench.suggest.learned.talk import Talk

__all__ = [
    "Features",
    "Learned",
    "Learner",
    "OwnRow",
    "Talk",
    "digest",
    "fit",
    "labels_of",
    "learn",
    "load",
    "own_rows",
    "report",
    "save",
    "suggest",
    "uncertainty",
]
