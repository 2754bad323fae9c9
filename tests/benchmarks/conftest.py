"""The benchmarks are no installed package: they are found from the project's root."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

SEGMENTS = """id,unit,source,order,speaker,text,split
a1,sentence,a,2,P,We fill in forms all day.,train
a0,sentence,a,1,I,What fills your day?,context
a2,sentence,a,3,P,"Well, hello.",train
b1,sentence,b,1,P,The forms again!,test
b2,sentence,b,2,P,Trust takes a year.,test
c1,sentence,c,1,P,I keep my word.,train
"""
LABELS = """id,code,coder
a1,PAPER,Ann
a1,Paperwork,Bob
b1,paper,Ann
b2,TRUST,Ann
b2,PAPER,Bob
c1,TRUST,Bob
"""
CODEBOOK = """codes:
  - {key: PAPER, name: Paperwork, definition: Forms., examples: ["the forms, again", Two more forms], near_miss: {text: My own words, code: TRUST}}
  - {key: TRUST, name: Trust, definition: Being relied on., examples: [I keep my word]}
  - {key: OLD, name: Old, status: retired}
"""


@pytest.fixture
def write_set(tmp_path):
    """A function that writes a folder in the neutral format, any of its three files replaced, and returns its path."""

    def write(segments=SEGMENTS, labels=LABELS, codebook=CODEBOOK):
        for name, text in (("segments.csv", segments), ("labels.csv", labels), ("codebook.yaml", codebook)):
            (tmp_path / name).write_text(text, "utf-8")
        return tmp_path

    return write


@pytest.fixture
def letters():
    """An encoder of 26 dimensions: how often each letter comes, length 1."""

    def encode(texts):
        counts = np.array([[text.casefold().count(chr(97 + n)) for n in range(26)] for text in texts], dtype=np.float32)
        return (counts + 1e-3) / np.linalg.norm(counts + 1e-3, axis=1, keepdims=True)

    return encode
