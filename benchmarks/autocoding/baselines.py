"""The methods to beat, each as plain as its name.

majority                        the commonest code of the labelled segments, given to every segment
cosine zero-shot                no labels: the code whose name is nearest in MiniLM space, or its name with the definition
TF-IDF + LR                     words and pairs of words, sublinear counts, one logistic regression a code
MiniLM + LR                     the sentence vector instead
MiniLM + TF-IDF + LR, codebook  both side by side, with each definition and example as one more labelled segment

Logistic regressions are balanced by class, with C = 10, the last with C = 3. A code is given at .5 or more; in sets of coded
passages (under 5 % of the training segments uncoded) a segment that reaches it with no code gets its likeliest. A code never
seen labelled has score 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.autocoding.material import Flags, Material, Numbers, Places
from benchmarks.autocoding.methods import Fit

C, BOTH_C = 10.0, 3.0
THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of every row of the talk, (talk, codes), and whether the likeliest code is given where none reaches .5."""

    scores: Numbers
    top_else: bool
    probabilities: bool = True
    threshold: float = THRESHOLD

    def predict_proba(self, rows: Places) -> Numbers:
        """Return the scores of these rows."""
        return self.scores[rows]

    def predict(self, rows: Places) -> Flags:
        """Return the codes at the threshold or above, or else the likeliest."""
        return decided(self.scores[rows], self.threshold, top_else=self.top_else)


def decided(scores: Numbers, threshold: float, *, top_else: bool) -> Flags:
    """Return which scores reach the threshold; with `top_else` the highest where none does, unless it is 0."""
    said = scores >= threshold
    if top_else:
        lone = ~said.any(axis=1) & (scores.max(axis=1) > 0)
        said[lone, scores[lone].argmax(axis=1)] = True
    return said


def majority(material: Material, rows: Places, labels: Numbers, seed: int) -> Scored | None:  # noqa: ARG001
    """Give the commonest code to every segment, as sure as it is common."""
    if not len(rows):
        return None
    scores = np.zeros((len(material.talk), labels.shape[1]), dtype=np.float32)
    commonest = int(labels.sum(axis=0).argmax())
    scores[:, commonest] = labels[:, commonest].mean()
    return Scored(scores, top_else=True)


def _zero_shot(material: Material, words: list[str]) -> Scored:
    scores = material.vectors @ material.encode(words).T
    return Scored(scores, top_else=True, probabilities=False, threshold=np.inf)


def zero_shot_name(material: Material, rows: Places, labels: Numbers, seed: int) -> Scored:  # noqa: ARG001
    """Give the code whose name is nearest by cosine."""
    return _zero_shot(material, [code.name for code in material.codebook])


def zero_shot_definition(material: Material, rows: Places, labels: Numbers, seed: int) -> Scored:  # noqa: ARG001
    """Give the code whose name and definition, as one text, are nearest by cosine."""
    return _zero_shot(material, [f"{code.name}. {code.definition}".strip() for code in material.codebook])


def tfidf(material: Material, rows: Places, labels: Numbers, seed: int) -> Scored | None:  # noqa: ARG001
    """Learn from words and pairs of words."""
    return _learned(material, labels, *_tfidf(material, rows, [])) if len(rows) else None


def minilm(material: Material, rows: Places, labels: Numbers, seed: int) -> Scored | None:  # noqa: ARG001
    """Learn from sentence vectors."""
    return from_vectors(material, rows, labels, material.vectors) if len(rows) else None


def from_vectors(material: Material, rows: Places, labels: Numbers, vectors: Numbers) -> Scored:
    """Learn from these vectors of the talk."""
    return _learned(material, labels, vectors[rows], vectors)


def hybrid(material: Material, rows: Places, labels: Numbers, seed: int) -> Scored:  # noqa: ARG001
    """Learn from both and from the codebook's words."""
    words, owner = codebook_rows(material)
    told = np.vstack([labels, np.eye(len(material.codebook), dtype=np.float32)[owner]])
    return _learned(material, told, *_both(material, rows, words), BOTH_C)


def codebook_rows(material: Material) -> tuple[list[str], list[int]]:
    """Return the definitions (with the name) and examples, and the place of the code that each belongs to."""
    found = [
        (text, place)
        for place, code in enumerate(material.codebook)
        for text in (f"{code.name}. {code.definition}".strip(), *code.examples)
    ]
    return [text for text, _ in found], [place for _, place in found]


def _both(material: Material, rows: Places, words: list[str]) -> tuple[Any, Any]:
    from scipy.sparse import csr_matrix, hstack

    labelled, every = _tfidf(material, rows, words)
    vectors = np.vstack([material.vectors[rows], material.encode(words)])
    return hstack([csr_matrix(vectors), labelled]).tocsr(), hstack([csr_matrix(material.vectors), every]).tocsr()


def _tfidf(material: Material, rows: Places, words: list[str]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    terms = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)
    labelled = terms.fit_transform([*material.texts(rows), *words])
    return labelled, terms.transform([one.text for one in material.talk])


def _learned(material: Material, labels: Numbers, labelled: Any, every: Any, c: float = C) -> Scored:
    scores = np.zeros((len(material.talk), labels.shape[1]), dtype=np.float32)
    for code in np.flatnonzero(labels.any(axis=0)):
        scores[:, code] = one_code(labelled, labels[:, code], every, c)
    return Scored(scores, top_else=material.mostly_coded)


def one_code(labelled: Any, carried: Numbers, every: Any, c: float) -> Numbers:
    """Return the probability of one code for every row, by a balanced logistic regression; 1 where all labelled carry it."""
    from sklearn.linear_model import LogisticRegression

    if carried.all():
        return np.ones(every.shape[0], dtype=np.float32)
    model = LogisticRegression(C=c, class_weight="balanced", max_iter=500)
    return model.fit(labelled, carried > 0).predict_proba(every)[:, 1]


BASELINES: dict[str, Fit] = {
    "majority": majority,
    "cosine zero-shot, name": zero_shot_name,
    "cosine zero-shot, definition": zero_shot_definition,
    "TF-IDF + LR": tfidf,
    "MiniLM + LR": minilm,
    "MiniLM + TF-IDF + LR, codebook": hybrid,
}
WITHOUT_LABELS = ("cosine zero-shot, name", "cosine zero-shot, definition")
