"""A test inside the training part, so that settings can be chosen without a look at the real one."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.autocoding.convert.splits import drawn
from benchmarks.autocoding.folder import CodedSet

SHARE = 0.3


def inside_training(coded: CodedSet) -> CodedSet:
    """Return the set without its test sources, 30 % of its training sources (one at least) tested in their place."""
    seen = {one.source for one in coded.talk if one.split == "test"}
    kept = [one for one in coded.talk if one.source not in seen]
    sources = {one.source for one in kept if one.split == "train"}
    tested = drawn(sources, max(1, round(SHARE * len(sources))))
    talk = tuple(replace(one, split="test") if one.split == "train" and one.source in tested else one for one in kept)
    ids = {one.id for one in talk}
    labels = tuple(label for label in coded.labels if label.id in ids)
    return replace(coded, name=f"{coded.name}, inside training", talk=talk, labels=labels)
