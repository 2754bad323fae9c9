"""`python -m benchmarks.autocoding.convert NAME --out FOLDER [--data DIR]`: one public set as a neutral folder."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.autocoding.convert import annomi, demonstration, nhs_fft_qdc, swj
from benchmarks.autocoding.folder import CodedSet, Label, Talk, read_folder, write_folder
from benchmarks.autocoding.leaks import shared, without_leaks
from workbench.errors import WorkbenchError
from workbench.model import Codebook

DATA = Path(os.environ.get("WORKBENCH_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
Converted = tuple[list[Talk], list[Label], Codebook]
PUBLIC: dict[str, tuple[str, Callable[[Path], Converted]]] = {
    "nhs_fft_qdc": (nhs_fft_qdc.FOLDER, nhs_fft_qdc.convert),
    "swj_passages": (swj.FOLDER, swj.passages),
    "swj_transcripts": (swj.FOLDER, swj.transcripts),
    "annomi": (annomi.FOLDER, annomi.convert),
}
NAMES = (*PUBLIC, "demonstration")


def main(argv: Sequence[str] | None = None) -> int:
    """Convert one set and say what is in it; 1 when its files are not there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.autocoding.convert", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.add_argument("--data", type=Path, default=DATA, help="where the public data lie (default: WORKBENCH_DATA)")
    asked = parser.parse_args(argv)
    try:
        write_folder(asked.out, *converted(asked.name, asked.data))
        print(described(read_folder(asked.out)))
    except (WorkbenchError, OSError) as fault:
        print(f"{asked.name}: {fault}", file=sys.stderr)
        return 1
    return 0


def converted(name: str, data: Path) -> Converted:
    if name not in PUBLIC:
        return demonstration.convert()
    folder, convert = PUBLIC[name]
    if not (data / folder).is_dir():
        raise FileNotFoundError(f"'{data}' has no folder '{folder}' (see benchmarks/README.md for where it is from)")
    return convert(data / folder)


def described(coded: CodedSet) -> str:
    """Return what the folder holds, in lines."""
    split = {one.id: one.split for one in coded.talk}
    carried = Counter(split[said] for said in {label.id for label in coded.labels})
    many = Counter(split.values())
    sources = {part: len({one.source for one in coded.talk if one.split == part}) for part in many}
    _, taken = without_leaks(coded)
    examples = sum(len(code.examples) + len(code.near_miss) for code in coded.codebook)
    return "\n".join(
        [
            f"{coded.name}: {len(coded.codebook)} codes, {len(coded.labels)} labels by {len(coded.coders)} coder(s)",
            *(f"  {part}: {many[part]} segments of {sources[part]} sources, {carried[part]} coded" for part in many),
            f"  {examples} examples and near-misses in the codebook; {taken} stand in test text and are left out in runs",
            f"  {shared(coded)} test segments have the very words of a training segment",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
