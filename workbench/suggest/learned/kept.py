"""A learner on disk: arrays in an npz, the rest in JSON, never a pickle; and the digest that names it in a Run."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.errors import ModelUnusable
from workbench.model import canonical_json
from workbench.suggest.learned.calibrate import Calibration
from workbench.suggest.learned.features import Features
from workbench.suggest.learned.learner import Learner
from workbench.suggest.learned.words import Terms

_FORMAT = 1
_ARRAYS, _PLAIN = "arrays.npz", "learner.json"
_NAMES = (
    "gate",
    "weights",
    "offset",
    "parts",
    "least",
    "labels",
    "outside",
    "told",
    "words",
    "pieces",
    "axes",
    "usual_form",
)


def digest(learner: Learner, features: Features) -> str:
    """Return the SHA-256, in hex, of everything that decides what the learner says."""
    hashed = hashlib.sha256(canonical_json(_plain(learner, features)).encode())
    for name, array in _arrays(learner, features).items():
        hashed.update(f"{name} {array.dtype.str} {array.shape}".encode())
        hashed.update(np.ascontiguousarray(array).tobytes())
    return hashed.hexdigest()


def save(folder: Path, learner: Learner, features: Features) -> str:
    """Write the learner into a folder, made where there is none, and return its digest."""
    folder.mkdir(parents=True, exist_ok=True)
    named = digest(learner, features)
    held = io.BytesIO()
    np.savez(held, allow_pickle=False, **_arrays(learner, features))
    (folder / _ARRAYS).write_bytes(held.getvalue())
    plain = _plain(learner, features) | {"digest": named}
    (folder / _PLAIN).write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    return named


def load(folder: Path) -> tuple[Learner, Features]:
    """Read a learner and its feature maker.

    Raises:
        ModelUnusable: when the files are missing, of another format, damaged, or not those that were saved together.
    """
    try:
        plain = json.loads((folder / _PLAIN).read_text("utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as held:
            arrays = {name: held[name] for name in _NAMES}
        found = _joined(plain, arrays)
        sound = plain["digest"] == digest(*found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as fault:
        raise ModelUnusable(f"No learner can be read from '{folder}': {fault}", "Let the study learn again.") from fault
    if not sound:
        raise ModelUnusable(f"The learner in '{folder}' is not what was saved there.", "Let the study learn again.")
    return found


def _plain(learner: Learner, features: Features) -> dict[str, object]:
    said = {"words": list(features.words.known), "pieces": list(features.parts.known)}
    return {
        "format": _FORMAT,
        "spread": learner.calibration.spread,
        "honest": learner.honest,
        "cold": learner.cold,
        **said,
    }


def _arrays(learner: Learner, features: Features) -> dict[str, npt.NDArray[Any]]:
    calibration = learner.calibration
    gate = np.array([learner.gate])
    said = (
        gate,
        learner.weights,
        learner.offset,
        calibration.parts,
        learner.least,
        learner.labels,
        learner.outside,
        learner.told,
    )
    made = (features.words.rarity, features.parts.rarity, features.axes, features.usual_form)
    return dict(zip(_NAMES, (*said, *made), strict=True))


def _joined(plain: dict[str, object], arrays: dict[str, npt.NDArray[Any]]) -> tuple[Learner, Features]:
    if plain["format"] != _FORMAT:
        raise ValueError(f"format {plain['format']} is not {_FORMAT}")
    calibration = Calibration(float(plain["spread"]), arrays["parts"])  # type: ignore[arg-type]  # the digest is checked
    learner = Learner(
        arrays["weights"],
        arrays["offset"],
        calibration,
        arrays["least"],
        arrays["labels"],
        arrays["outside"],
        arrays["told"],
        float(arrays["gate"][0]),
        bool(plain["honest"]),
        bool(plain["cold"]),
    )
    words, pieces = (Terms(_columns(plain[name]), arrays[name]) for name in ("words", "pieces"))
    return learner, Features(words, pieces, arrays["axes"], arrays["usual_form"])


def _columns(terms: object) -> dict[str, int]:
    """Return each term's column; terms are kept in the order of their columns."""
    listed: list[str] = terms  # type: ignore[assignment]  # the digest is checked
    return {term: column for column, term in enumerate(listed)}
