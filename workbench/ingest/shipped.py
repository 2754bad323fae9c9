"""Where the shipped codebooks, recipes and studies lie: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from workbench.errors import NotFound, listed

Kind = Literal["codebooks", "pipelines", "studies"]

_PACKAGE = Path(__file__).resolve().parents[1]
_YAML = (".yml", ".yaml")


def shipped(kind: Kind) -> Path:
    """Return the folder of shipped files of one kind.

    Raises:
        NotFound: naming the places where it should have been.
    """
    places = (_PACKAGE / "shipped" / kind, _PACKAGE.parent / kind)
    for folder in places:
        if folder.is_dir():
            return folder
    raise NotFound(
        f"The shipped {kind} are missing: there is no folder {places[0]} and none {places[1]}.",
        "Install the workbench again.",
    )


def shipped_names(kind: Kind) -> tuple[str, ...]:
    """Return the names of the shipped YAML files of one kind, without their endings, in alphabetical order."""
    return tuple(sorted(file.stem for file in shipped(kind).iterdir() if file.suffix in _YAML))


def shipped_file(kind: Kind, name: str) -> Path:
    """Return the shipped YAML file called `name`, with or without its ending (`similarity`, `similarity.yml`).

    Raises:
        NotFound: naming the files there are.
    """
    for file in sorted(shipped(kind).iterdir()):
        if file.suffix in _YAML and name in (file.name, file.stem):
            return file
    raise NotFound(
        f"There is no file '{name}' here, and none of the shipped {kind} is called that. "
        f"Shipped: {listed(shipped_names(kind))}.",
        "Give the path of a file, or one of those names.",
    )


def find_file(kind: Kind, name: str | Path) -> Path:
    """Return the file at the path `name`, or else the shipped file of that name.

    A file of the user's own comes first. Only a bare name, without a folder, is looked up among the shipped files.

    Raises:
        NotFound: when there is neither, naming the shipped files.
    """
    path = Path(name)
    return path if path.is_file() or path.name != str(name) else shipped_file(kind, str(name))
