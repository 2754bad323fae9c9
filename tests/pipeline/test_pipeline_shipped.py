"""Where the shipped files are found, in a checkout and in an installed package."""

from __future__ import annotations

import pytest

from workbench.errors import NotFound
from workbench.ingest import shipped as shipped_module
from workbench.ingest.shipped import find_file, shipped, shipped_file, shipped_names


def test_in_a_checkout(root):
    assert shipped("codebooks") == root / "codebooks"
    assert shipped("pipelines") == root / "pipelines"


def test_in_an_installed_package(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "workbench"
    inside = package / "shipped" / "pipelines"
    inside.mkdir(parents=True)
    (inside / "only.yml").write_text("x: 1")
    (package.parent / "pipelines").mkdir()  # another distribution's folder of the same name
    monkeypatch.setattr(shipped_module, "_PACKAGE", package)
    assert shipped("pipelines") == inside
    assert shipped_names("pipelines") == ("only",)
    with pytest.raises(NotFound, match="shipped codebooks are missing"):
        shipped("codebooks")


@pytest.mark.parametrize("name", ["similarity", "similarity.yml"])
def test_by_bare_name(name):
    assert shipped_file("pipelines", name) == shipped("pipelines") / "similarity.yml"


@pytest.mark.parametrize("name", ["README", "README.md", "Similarity", "..", "", "sim*"])
def test_what_is_no_shipped_file(name):
    with pytest.raises(NotFound, match="Shipped: keywords, learned, similarity"):
        shipped_file("pipelines", name)


def test_a_users_own_file_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_file("pipelines", "similarity.yml") == shipped("pipelines") / "similarity.yml"
    (tmp_path / "similarity.yml").write_text("x: 1")
    assert find_file("pipelines", "similarity.yml").resolve() == tmp_path / "similarity.yml"
    assert find_file("pipelines", tmp_path / "gone.yml") == tmp_path / "gone.yml"
