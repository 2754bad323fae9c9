"""A sentence-transformers model from this machine, its weights checked, never from the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.embed.encoder import CHUNK, Progress, Vectors, longest_first
from workbench.embed.model_folder import DEFAULT, digest_of, find_model, offline, refuse_code
from workbench.errors import ModelUnusable

_FEW_BATCH, _MANY_BATCH = 8, 32  # few texts differ much in length, and large batches would be mostly padding


@dataclass(frozen=True, slots=True)
class SentenceTransformerEncoder:
    """A loaded model with its name and the digest of its files."""

    name: str
    digest: str
    dimensions: int
    model: Any

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return a row of length 1 for each text, float32, shape (len(texts), dimensions).

        Give it all texts at once. `progress` is told (done, total) after each 2,000; stopping there loses nothing but
        the result.
        """
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        places = longest_first(texts)
        for first in range(0, len(places), CHUNK):
            chunk = places[first : first + CHUNK]
            vectors[chunk] = self.model.encode(
                [texts[place] for place in chunk],
                batch_size=_MANY_BATCH if len(texts) >= CHUNK else _FEW_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
            if progress:
                progress(first + len(chunk), len(texts))
        return vectors


def load(*, model: str = DEFAULT) -> SentenceTransformerEncoder:
    """Return an encoder for a model on this machine.

    Args:
        model: the default, which is installed with the workbench and whose files are checked against their published
            hashes; or the path of a folder; or a hub name that is already in this machine's cache.

    Raises:
        ModelUnusable: when the model is missing, damaged, not the one expected, or would run code of its own.
    """
    name, folder = find_model(model)
    refuse_code(folder)
    digest = digest_of(folder)
    offline()
    loaded = _loaded(str(folder))
    return SentenceTransformerEncoder(name, digest, len(_numbers(loaded.encode(["a"]))), loaded)


def _numbers(vectors: Any) -> Any:
    return np.atleast_2d(vectors)[0]


def _loaded(folder: str) -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # a bar for a quarter of a second, on a stream that belongs to the caller
    try:
        return SentenceTransformer(
            folder,
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:  # every library below raises its own kind for a damaged file
        raise ModelUnusable(
            f"The model in {folder} cannot be loaded: {type(error).__name__}: {error}", "Copy or install it again."
        ) from error
