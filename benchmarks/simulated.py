"""How often intervals hold the truth and tests find what is not there, on studies whose truth is known.

Each study has people with about 55 segments each (coefficient of variation .35) that carry a code with probability 3 % or
10 %, alike within a person to a correlation of .05 or .15 (beta-binomial). Ranges beside each figure are those of earlier
simulations by other code; a figure outside them by more than its Monte-Carlo error is marked.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from workbench.analysis.corrected import corrected_share
from workbench.analysis.differences import unevenness
from workbench.analysis.shares import korn_graubard_rows, logit_t_rows
from workbench.analysis.shuffles import shuffled

Floats = npt.NDArray[np.float64]
MEAN_SEGMENTS, VARIATION = 55, 0.35
SETTINGS = [(p, rho) for p in (0.03, 0.10) for rho in (0.05, 0.15)]
METHODS = ("naive Wilson", "bootstrap", "linearised t", "logit t", "Korn-Graubard")
REFERENCE = {  # coverage in per cent: least and most over the four settings
    4: ((48, 73), (61, 78), (67, 91), (94, 99), (94, 100)),
    5: ((47, 71), (65, 84), (70, 93), (94, 98), (95, 99)),
    9: ((45, 67), (74, 86), (76, 91), (88, 94), (88, 95)),
    19: ((45, 68), (83, 92), (83, 94), (91, 95), (90, 96)),
    28: ((46, 69), (87, 92), (86, 94), (92, 95), (93, 96)),
}
SITES = np.repeat(np.arange(6), (5, 5, 4, 5, 5, 4))
COUNTRIES = np.repeat([0, 1], (19, 9))


def studies(random: np.random.Generator, p: npt.ArrayLike, rho: float, people: int, many: int) -> tuple[Floats, Floats]:
    """Return hits and sizes of `many` studies (studies x people); `p` is one probability, or one per person."""
    shape = 1 / VARIATION**2
    sizes = np.maximum(5, np.rint(random.gamma(shape, MEAN_SEGMENTS / shape, (many, people))))
    spread = 1 / rho - 1
    own = random.beta(np.broadcast_to(p, people) * spread, (1 - np.broadcast_to(p, people)) * spread, (many, people))
    return random.binomial(sizes.astype(int), own).astype(float), sizes


def coverages(random: np.random.Generator, p: float, rho: float, people: int, many: int) -> list[float]:
    """Return how often each method's 95 % interval holds p (`METHODS`)."""
    hits, sizes = studies(random, p, rho, people, many)
    korn = korn_graubard_rows(hits, sizes)
    ends = (
        _wilson(hits.sum(axis=1), sizes.sum(axis=1)), _bootstrap(random, hits, sizes), _linearised(hits, sizes),
        logit_t_rows(hits, sizes), (korn["low"].to_numpy(), korn["high"].to_numpy()),
    )  # fmt: skip
    return [float(np.mean((low <= p) & (p <= high))) for low, high in (_known(*each) for each in ends)]


def _known(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    known = ~np.isnan(low)  # logit t says nothing where nobody, or everybody, has the code
    return low[known], high[known]


def _wilson(k: Floats, n: Floats) -> tuple[Floats, Floats]:
    z2 = 1.959963984540054**2
    middle, half = (k + z2 / 2) / (n + z2), np.sqrt(z2 * (k * (n - k) / n + z2 / 4)) / (n + z2)
    return middle - half, middle + half


def _bootstrap(random: np.random.Generator, hits: Floats, sizes: Floats, draws: int = 300) -> tuple[Floats, Floats]:
    people = hits.shape[1]
    counts = random.multinomial(people, [1 / people] * people, draws).astype(float)
    shares = (hits @ counts.T) / (sizes @ counts.T)
    low, high = np.quantile(shares, [0.025, 0.975], axis=1)
    return low, high


def _linearised(hits: Floats, sizes: Floats) -> tuple[Floats, Floats]:
    from scipy.special import stdtrit

    m, n = hits.shape[1], sizes.sum(axis=1)
    share = hits.sum(axis=1) / n
    apart = (hits - share[:, None] * sizes) / n[:, None]
    reach = stdtrit(m - 1, 0.975) * np.sqrt(m / (m - 1) * (apart**2).sum(axis=1))
    return share - reach, share + reach


def rejected(
    random: np.random.Generator, p: npt.ArrayLike, rho: float, group: npt.NDArray[np.int_], many: int
) -> tuple[float, float]:
    """Return how often groups are called different at .05: by a chi-square over segments, by shuffling people."""
    from scipy.special import chdtrc

    hits, sizes = studies(random, p, rho, len(group), many)
    member = np.eye(group.max() + 1)[group]
    seen = unevenness(hits @ member, sizes @ member)
    share = hits.sum(axis=1) / sizes.sum(axis=1)
    naive = chdtrc(group.max(), seen / (share * (1 - share))) <= 0.05
    labels = shuffled(group, np.zeros(len(group), dtype=int), 199, 1)
    others = np.stack(
        [unevenness(hits @ np.eye(group.max() + 1)[row], sizes @ np.eye(group.max() + 1)[row]) for row in labels]
    )
    return float(naive.mean()), float(((others >= seen - 1e-12).sum(axis=0) + 1 <= 0.05 * 200).mean())


def corrected(
    random: np.random.Generator, truth: float, right: tuple[float, float], rho: float, many: int
) -> list[float]:
    """Return of a machine (sensitivity, specificity) with a fifth of segments coded by a person: mean share and coverage."""
    sensitivity, specificity = right
    rows = []
    for _ in range(many):
        hits, sizes = studies(random, truth, rho, 28, 1)
        cluster = np.repeat(np.arange(28), sizes[0].astype(int))
        human = np.concatenate([np.arange(n) < k for k, n in zip(hits[0], sizes[0], strict=True)])
        machine = random.random(len(human)) < np.where(human, sensitivity, 1 - specificity)
        weights = np.where(random.random(len(human)) < 0.2, 5.0, 0.0)
        found = corrected_share(machine, human, weights, cluster)
        counts = np.bincount(cluster, machine)[None, :]
        naive = korn_graubard_rows(counts, sizes).iloc[0]
        rows.append(
            (found.machine, naive["low"] <= truth <= naive["high"], found.share, found.low <= truth <= found.high,
             found.high - found.low, found.sample_high - found.sample_low)
        )  # fmt: skip
    return [float(each) for each in np.mean(np.array(rows, dtype=float), axis=0)]


def mark(value: float, wanted: Sequence[float], many: int) -> str:
    """Return a per cent, starred where it lies outside the reference by more than three Monte-Carlo errors."""
    error = 3 * np.sqrt(max(value * (1 - value), 0.01) / many)
    outside = value < wanted[0] / 100 - 0.005 - error or value > wanted[1] / 100 + 0.005 + error
    return f"{value:4.0%}{'*' if outside else ' '}"


def tables(many: int, seed: int) -> list[str]:
    """Return the lines of all tables; a star marks what is not as before."""
    random = np.random.default_rng(seed)
    lines = [
        f"Coverage of nominal 95 %, least to most over four settings ({many} studies each; reference in brackets)",
        "",
    ]
    lines += ["| people | " + " | ".join(METHODS) + " |", "|---|" + "---|" * len(METHODS)]
    for people, wanted in REFERENCE.items():
        found = np.array([coverages(random, p, rho, people, many) for p, rho in SETTINGS])
        cells = [
            f"{mark(column.min(), ends, many)}to {mark(column.max(), ends, many)}({ends[0]}-{ends[1]})"
            for column, ends in zip(found.T, wanted, strict=True)
        ]
        lines.append(f"| {people} | " + " | ".join(cells) + " |")
    return [*lines, "", *_group_lines(random, many // 2), "", *_machine_lines(random, many // 8)]


def _group_lines(random: np.random.Generator, many: int) -> list[str]:
    lines = ["Groups called different at .05 (rho .05 and .15)", ""]
    lines += ["| studies | chi-square over segments | shuffling people |", "|---|---|---|"]
    rows = [
        ("no difference, 19 and 9 people", 0.1, COUNTRIES, (33, 53), (3, 7)),
        ("no difference, six sites", 0.1, SITES, (73, 95), (3, 7)),
        ("10 % and 15 %, 19 and 9 people", np.where(COUNTRIES, 0.15, 0.10), COUNTRIES, None, (17, 36)),
        ("10 % and 20 %, 19 and 9 people", np.where(COUNTRIES, 0.20, 0.10), COUNTRIES, None, (41, 75)),
    ]
    for said, p, group, naive_wanted, wanted in rows:
        found = np.array([rejected(random, p, rho, group, many) for rho in (0.05, 0.15)])
        cells = [
            " ".join(mark(v, ends, many) for v in sorted(column)) + f"({ends[0]}-{ends[1]})" if ends else "-"
            for column, ends in zip(found.T, (naive_wanted, wanted), strict=True)
        ]
        lines.append(f"| {said} | {cells[0]} | {cells[1]} |")
    return lines


def _machine_lines(random: np.random.Generator, many: int) -> list[str]:
    lines = ["A machine's share, corrected by a random fifth that a person coded (rho .05 and .15)", ""]
    lines += [
        "| machine, truth | machine says | holds the truth | corrected | holds the truth | width, and of the sample alone |"
    ]
    lines += ["|---|---|---|---|---|---|"]
    rows = [
        ("sensitivity .75, specificity .95, 5 %", 0.05, (0.75, 0.95), (9, 11), (94, 94)),
        ("sensitivity .60, specificity .98, 12 %", 0.12, (0.60, 0.98), (39, 43), (91, 94)),
    ]
    for said, truth, right, naive_wanted, wanted in rows:
        for rho in (0.05, 0.15):
            machine, naive, share, holds, width, alone = corrected(random, truth, right, rho, many)
            lines.append(
                f"| {said}, rho {rho} | {machine:.1%} | {naive:.0%} ({naive_wanted[0]}-{naive_wanted[1]}) | {share:.1%} |"
                f" {mark(holds, wanted, many)}({wanted[0]}-{wanted[1]}) | {width:.3f}, {alone:.3f} |"
            )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=28)
    given = parser.parse_args()
    began = time.perf_counter()
    print("\n".join(tables(given.studies, given.seed)))
    print(f"\n* outside the reference by more than three Monte-Carlo errors. {time.perf_counter() - began:.0f} s.")


if __name__ == "__main__":
    main()
