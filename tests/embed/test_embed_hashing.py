"""The encoder without a model: the same everywhere, rows of length 1."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.embed import hashing
from workbench.errors import RecipeInvalid


def test_its_name_says_what_it_is():
    assert hashing.load().name == "hashing (no language model)"
    assert hashing.load().digest != hashing.load(dimensions=128).digest


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6), st.sampled_from([16, 64, 256]))
def test_rows_are_float32_of_length_one(texts, dimensions):
    vectors = hashing.load(dimensions=dimensions).encode(texts)
    assert vectors.shape == (len(texts), dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_spelling_decides():
    encoder = hashing.load()
    plan, plans, dog = encoder.encode(["the care plan", "those care plans", "walking a dog"])
    assert plan @ plans > 0.4
    assert abs(plan @ dog) < 0.2


def test_every_process_gives_the_same_numbers():
    code = "from workbench.embed import hashing; print(hashing.load().encode(['the care plan']).tobytes().hex())"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert outputs == {hashing.load().encode(["the care plan"]).tobytes().hex()}


def test_too_few_dimensions_are_refused():
    with pytest.raises(RecipeInvalid, match="dimensions is 8; it must be from 16 to 4096"):
        hashing.load(dimensions=8)
