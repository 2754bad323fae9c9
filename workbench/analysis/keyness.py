"""Words counted: how often and by how many people; and the words that one group uses more than another."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pandas as pd

FREQUENCY_COLUMNS = ("word", "n", "per_thousand", "k", "m", "dispersion")
KEYNESS_COLUMNS = (
    "word", "n_left", "n_right", "per_thousand_left", "per_thousand_right", "k_left", "m_left", "k_right", "m_right",
    "dispersion_left", "dispersion_right", "g2", "g2_least", "log_ratio", "side",
)  # fmt: skip
# What stands in for no occurrence at all in a ratio: half of one (Hardie 2014).
HALF = 0.5
# The 5 % point of chi-squared with one degree of freedom: below it a G2 is what chance gives one word in twenty.
CRITICAL = 3.84
Counts = npt.NDArray[np.float64]


def frequency(counts: pd.DataFrame) -> pd.DataFrame:
    """Return one row per word (`FREQUENCY_COLUMNS`), the most frequent first.

    `counts` has person, word and n, a person's words in one row each. `k` of `m` people use the word; `dispersion` is
    Gries' DP, see `dispersions`.
    """
    table, people, words = _grid(counts)
    total = table.sum(axis=0)
    rows = pd.DataFrame(
        {
            "word": words, "n": total.astype(int), "per_thousand": 1000 * total / max(table.sum(), 1),
            "k": (table > 0).sum(axis=0), "m": len(people), "dispersion": dispersions(table),
        }
    )  # fmt: skip
    return rows.sort_values(["n", "word"], ascending=[False, True], ignore_index=True)[list(FREQUENCY_COLUMNS)]


def keyness(counts: pd.DataFrame, left: Collection[str], right: Collection[str], *, fewest: int = 3) -> pd.DataFrame:
    """Return the words that one of two groups of people uses more than the other (`KEYNESS_COLUMNS`), clearest first.

    `side` says which. `g2` is the log-likelihood of Rayson and Garside (2000, Comparing corpora using frequency
    profiling): 2 sum O ln(O/E) over the two groups. `log_ratio` is the binary logarithm of the ratio of relative
    frequencies (Hardie 2014), half an occurrence standing for none. `g2_least` is the least G2 with any one person left
    out, 0 where the difference then turns round. A word is kept when at least `fewest` people of its side use it and
    `g2_least` is above `CRITICAL`, so no one person carries it. Rows are by `g2_least`: words, not people, are what G2
    takes for independent, so it orders words and tests nothing.
    """
    table, people, words = _grid(counts[counts["person"].isin({*left, *right})])
    on_left = np.array([person in set(left) for person in people], dtype=bool)
    a, b = table[on_left], table[~on_left]
    n_a, n_b, all_a, all_b = a.sum(axis=0), b.sum(axis=0), a.sum(), b.sum()
    lefts = n_a * max(all_b, 1) > n_b * max(all_a, 1)
    k_a, k_b = (a > 0).sum(axis=0), (b > 0).sum(axis=0)
    rows = pd.DataFrame(
        {
            "word": words, "n_left": n_a.astype(int), "n_right": n_b.astype(int),
            "per_thousand_left": 1000 * n_a / max(all_a, 1), "per_thousand_right": 1000 * n_b / max(all_b, 1),
            "k_left": k_a, "m_left": len(a), "k_right": k_b, "m_right": len(b),
            "dispersion_left": dispersions(a), "dispersion_right": dispersions(b),
            "g2": log_likelihood(n_a, n_b, all_a, all_b), "g2_least": _without_one(table, on_left, lefts),
            "log_ratio": log_ratio(n_a, n_b, all_a, all_b), "side": np.where(lefts, "left", "right"),
        }
    )  # fmt: skip
    kept = rows[(np.where(lefts, k_a, k_b) >= fewest) & (rows["g2_least"] > CRITICAL)]
    ordered: pd.DataFrame = kept.sort_values(["g2_least", "word"], ascending=[False, True], ignore_index=True)
    return ordered[list(KEYNESS_COLUMNS)]


def log_likelihood(a: Counts, b: Counts, all_a: float, all_b: float) -> Counts:
    """Return G2 of each word with a of all_a words on one side and b of all_b on the other; 0 where a side is empty."""
    if not all_a or not all_b:
        return np.zeros_like(a)
    together = (a + b) / (all_a + all_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [np.where(o > 0, o * np.log(o / (whole * together)), 0.0) for o, whole in ((a, all_a), (b, all_b))]
    g2: Counts = np.maximum(2 * (parts[0] + parts[1]), 0)
    return g2


def log_ratio(a: Counts, b: Counts, all_a: float, all_b: float) -> Counts:
    """Return log2 of (a / all_a) / (b / all_b), with `HALF` for a count of none."""
    shares = [np.maximum(n, HALF) / max(whole, 1) for n, whole in ((a, all_a), (b, all_b))]
    ratio: Counts = np.log2(shares[0] / shares[1])
    return ratio


def dispersions(table: Counts) -> Counts:
    """Return Gries' DP of each word over people (rows): 0 is even, near 1 means that one person has nearly all of it.

    DP = 1/2 sum |share of the word's occurrences - share of all words| (Gries 2008, International Journal of Corpus
    Linguistics 13:403). NaN for a word that does not occur.
    """
    sizes = table.sum(axis=1)
    expected = sizes / max(sizes.sum(), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = table / table.sum(axis=0)
    uneven: Counts = 0.5 * np.abs(observed - expected[:, np.newaxis]).sum(axis=0)
    return uneven


def _without_one(table: Counts, on_left: npt.NDArray[np.bool_], lefts: npt.NDArray[np.bool_]) -> Counts:
    n_a, n_b = table[on_left].sum(axis=0), table[~on_left].sum(axis=0)
    least = np.full(table.shape[1], np.inf)
    for person, is_left in enumerate(on_left):
        one = table[person]
        a, b = (n_a - one, n_b) if is_left else (n_a, n_b - one)
        all_a, all_b = a.sum(), b.sum()
        turned = (a * max(all_b, 1) > b * max(all_a, 1)) != lefts
        least = np.minimum(least, np.where(turned, 0.0, log_likelihood(a, b, all_a, all_b)))
    return np.where(np.isfinite(least), least, 0.0)


def _grid(counts: pd.DataFrame) -> tuple[Counts, list[str], list[str]]:
    row, people = pd.factorize(counts["person"], sort=True)
    column, words = pd.factorize(counts["word"], sort=True)
    table = np.zeros((len(people), len(words)))
    np.add.at(table, (row, column), counts["n"].to_numpy(dtype=float))
    return table, list(map(str, people)), list(map(str, words))
