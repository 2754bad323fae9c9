"""An encoder that remembers: each text is encoded once per model, on this machine, for good."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from workbench.embed.encoder import CHUNK, Encoder, Progress, Vectors, longest_first
from workbench.embed.shards import read_shards, write_shard
from workbench.model import sha256_text


class Cached:
    """An encoder in front of another one, keeping its vectors in a folder beside the study.

    Vectors are found by the SHA-256 of the text, in a folder per model digest. The folder can be deleted at any time;
    several processes may use it at once. `hits` and `misses` count distinct texts over all calls.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.encoder = encoder
        self.folder = Path(folder) / encoder.digest[:32]
        self.hits = 0
        self.misses = 0
        self._known: dict[str, tuple[Vectors, int]] | None = None

    @property
    def name(self) -> str:
        """The name of the encoder behind it."""
        return self.encoder.name

    @property
    def digest(self) -> str:
        """The digest of the encoder behind it."""
        return self.encoder.digest

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self.encoder.dimensions

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return a row of length 1 for each text, float32, shape (len(texts), dimensions).

        New texts are encoded in chunks of 2,000, each kept as soon as it is done: an interrupted call goes on from there.

        Raises:
            DiskFull: when there is no room to keep the vectors.
            WorkbenchError: when the folder cannot be written.
        """
        keys = [sha256_text(text) for text in texts]
        known = self._load()
        by_key = dict(zip(keys, texts, strict=True))
        new = [key for key in by_key if key not in known]
        self.hits += len(by_key) - len(new)
        self.misses += len(new)
        self._encode_new([by_key[key] for key in new], new, progress, len(by_key))
        vectors = np.empty((len(keys), self.dimensions), dtype=np.float32)
        for row, key in enumerate(keys):
            shard, place = known[key]
            vectors[row] = shard[place]
        return vectors

    def _encode_new(self, texts: list[str], keys: list[str], progress: Progress | None, total: int) -> None:
        known, before = self._load(), total - len(texts)
        tell = progress or (lambda _done, _total: None)
        if before or not texts:
            tell(before, total)
        places = longest_first(texts)
        for first in range(0, len(places), CHUNK):
            chunk = places[first : first + CHUNK]
            vectors = self.encoder.encode([texts[place] for place in chunk])
            chunk_keys = [keys[place] for place in chunk]
            write_shard(self.folder, self.digest, chunk_keys, vectors)
            known.update((key, (vectors, row)) for row, key in enumerate(chunk_keys))
            tell(before + first + len(chunk), total)

    def _load(self) -> dict[str, tuple[Vectors, int]]:
        if self._known is None:
            self._known = {}
            for keys, vectors in read_shards(self.folder, self.digest, self.dimensions):
                self._known.update((key, (vectors, row)) for row, key in enumerate(keys))
        return self._known
