"""The cache of vectors: encoded once, never trusted when damaged, safe with several writers."""

from __future__ import annotations

import errno
import json
import subprocess
import sys

import numpy as np
import pytest

from workbench.embed import cache, hashing, shards
from workbench.embed.cache import Cached
from workbench.errors import DiskFull, WorkbenchError

TEXTS = ["We ring him.", "Nothing.", "The plan stays in the drawer.", "Nothing.", ""]


class Counting:
    """The hashing encoder, counting what it is asked for."""

    name = "counting"
    dimensions = 32

    def __init__(self, digest="d" * 64):
        self.digest = digest
        self.asked = []

    def encode(self, texts, *, progress=None):
        self.asked.append(list(texts))
        return hashing.load(dimensions=32).encode(texts)


def expected(texts=TEXTS):
    return hashing.load(dimensions=32).encode(texts)


def filled(folder):
    encoder = Counting()
    Cached(encoder, folder).encode(TEXTS)
    return next(folder.rglob("*.json"))


def test_each_text_is_encoded_once(tmp_path):
    encoder = Counting()
    cached = Cached(encoder, tmp_path)
    assert np.array_equal(cached.encode(TEXTS), expected())
    assert (cached.hits, cached.misses) == (0, 4)
    assert sum(map(len, encoder.asked)) == 4
    assert np.array_equal(cached.encode(TEXTS[:3]), expected(TEXTS[:3]))
    assert (cached.hits, cached.misses) == (3, 4)
    assert sum(map(len, encoder.asked)) == 4


def test_another_process_finds_them_again(tmp_path):
    filled(tmp_path)
    encoder = Counting()
    again = Cached(encoder, tmp_path)
    assert np.array_equal(again.encode(TEXTS), expected())
    assert encoder.asked == []
    assert (again.hits, again.misses) == (4, 0)


def test_models_are_kept_apart(tmp_path):
    filled(tmp_path)
    other = Counting(digest="e" * 64)
    Cached(other, tmp_path).encode(TEXTS)
    assert sum(map(len, other.asked)) == 4


def test_the_order_of_texts_does_not_change_the_work(tmp_path):
    one, two = Counting(), Counting()
    Cached(one, tmp_path / "1").encode(TEXTS)
    Cached(two, tmp_path / "2").encode(TEXTS[::-1])
    assert one.asked == two.asked


def flip(path, place):
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(bytes(data))


DAMAGE = {
    "a bit of a vector": lambda index: flip(index.with_suffix(".npy"), -3),
    "vectors cut short": lambda index: index.with_suffix(".npy").write_bytes(
        index.with_suffix(".npy").read_bytes()[:-8]
    ),
    "vectors gone": lambda index: index.with_suffix(".npy").unlink(),
    "a letter of a key": lambda index: index.write_text(
        json.dumps({**json.loads(index.read_text()), "keys": ["0" * 64, *json.loads(index.read_text())["keys"][1:]]})
    ),
    "index cut short": lambda index: index.write_bytes(index.read_bytes()[:-9]),
    "index empty": lambda index: index.write_bytes(b""),
    "index of something else": lambda index: index.write_text("[1, 2]"),
    "index of another model": lambda index: index.write_text(index.read_text().replace("dddd", "eeee")),
    "pickle": lambda index: np.save(index.with_suffix(".npy"), np.array([{}], dtype=object), allow_pickle=True),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_shard_is_made_anew(tmp_path, damage):
    index = filled(tmp_path)
    damage(index)
    encoder = Counting()
    assert np.array_equal(Cached(encoder, tmp_path).encode(TEXTS), expected())
    assert sum(map(len, encoder.asked)) == 4
    assert not index.exists()
    again = Cached(Counting(), tmp_path)
    again.encode(TEXTS)
    assert again.misses == 0


class Bomb:
    """Runs when it is unpickled."""

    def __reduce__(self):
        return (print, ("a pickle was opened",))


def test_a_pickle_with_a_right_checksum_is_not_opened(tmp_path, capsys):
    index = filled(tmp_path)
    np.save(index.with_suffix(".npy"), np.array([Bomb()], dtype=object), allow_pickle=True)
    about = {**json.loads(index.read_text()), "vectors_sha256": shards._sha256(index.with_suffix(".npy"))}
    index.write_text(json.dumps(about))
    assert np.array_equal(Cached(Counting(), tmp_path).encode(TEXTS), expected())
    assert capsys.readouterr().out == ""


def test_an_interrupted_call_goes_on_from_there(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "CHUNK", 2)

    def stop(done, total):
        if done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Cached(Counting(), tmp_path).encode(TEXTS, progress=stop)
    encoder = Counting()
    assert np.array_equal(Cached(encoder, tmp_path).encode(TEXTS), expected())
    assert sum(map(len, encoder.asked)) == 2


def test_progress_counts_distinct_texts(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "CHUNK", 3)
    told = []
    cached = Cached(Counting(), tmp_path)
    cached.encode(TEXTS, progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 4), (4, 4)]
    cached.encode([*TEXTS, "New."], progress=lambda done, total: told.append((done, total)))
    assert told[2:] == [(4, 5), (5, 5)]


def test_a_full_disk_is_said_and_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full(path, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shards, "_replace", full)
    with pytest.raises(DiskFull, match="disk is full"):
        Cached(Counting(), tmp_path).encode(TEXTS)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "vectors").write_text("")
    with pytest.raises(WorkbenchError, match="cannot be kept"):
        Cached(Counting(), tmp_path / "vectors").encode(TEXTS)


def test_no_texts_give_no_rows(tmp_path):
    assert Cached(Counting(), tmp_path).encode([]).shape == (0, 32)


def test_two_processes_at_once_corrupt_nothing(tmp_path):
    code = (
        "import sys; from pathlib import Path; from workbench.embed import cache, hashing\n"
        "cache.CHUNK = 5\n"
        "cached = cache.Cached(hashing.load(dimensions=32), Path(sys.argv[1]))\n"
        "for start in range(0, 200, 20): cached.encode([f'text {n}' for n in range(start, start + 40)])\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    cached = Cached(hashing.load(dimensions=32), tmp_path)
    texts = [f"text {n}" for n in range(220)]
    assert np.array_equal(cached.encode(texts), expected(texts))
    assert cached.misses == 0
    assert list(tmp_path.rglob("*.part")) == []
