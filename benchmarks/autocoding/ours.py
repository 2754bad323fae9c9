"""The product's own learner, as a method of the benchmark: through its public functions and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.autocoding.material import Flags, Material, Numbers, Places
from workbench.suggest.learned import Features, Learner, Talk, fit, labels_of, own_rows


@dataclass(frozen=True, slots=True)
class Learned:
    """A fitted learner beside the features of all talk."""

    learner: Learner
    inputs: Numbers
    probabilities: bool = True

    def predict_proba(self, rows: Places) -> Numbers:
        """Return calibrated probabilities (len(rows), codes)."""
        return self.learner.predict_proba(self.inputs[rows])

    def predict(self, rows: Places) -> Flags:
        """Return which codes are given (len(rows), codes)."""
        return self.learner.predict(self.inputs[rows])


@dataclass(frozen=True, slots=True)
class Room:
    """A set's talk and its codebook's own rows as features; made once for a set, labels play no part."""

    inputs: Numbers
    own_inputs: Numbers
    own_labels: Numbers
    near: slice


_ROOMS: dict[int, tuple[Material, Room]] = {}


def room(material: Material) -> Room:
    if id(material) not in _ROOMS:
        codes = list(material.codebook)
        own = own_rows(material.codebook, codes)
        texts = [row.text for row in own]
        said = [one.text for one in material.talk]
        talk = Talk(said, material.vectors, [t.source for t in material.talk], [t.speaker for t in material.talk])
        vectors = material.encode(texts)
        features = Features.of_all(talk, texts, vectors)
        own_inputs = features.of_own(texts, vectors)
        _ROOMS[id(material)] = material, Room(features.of(talk), own_inputs, labels_of(own, len(codes)), features.near)
    return _ROOMS[id(material)][1]


def learned(material: Material, rows: Places, labels: Numbers, seed: int) -> Learned:  # noqa: ARG001 - nothing is left to chance
    """Fit on the codebook's own rows and the labelled ones."""
    made = room(material)
    inputs = np.vstack([made.inputs[rows], made.own_inputs])
    groups = [*(material.talk[row].source for row in rows), *[""] * len(made.own_inputs)]
    said = np.vstack([labels.reshape(len(rows), -1) if len(rows) else made.own_labels[:0], made.own_labels])
    return Learned(fit(inputs, said, groups, pool=made.inputs, optional=made.near), made.inputs)


METHODS = {"learned": learned}
