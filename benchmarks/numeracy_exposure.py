"""Item exposure of the numeracy bank's design: `python -m benchmarks.numeracy_exposure [simulees]`.

Each year group's simulees, drawn from its population, sit the test once. Prints the table of docs/item-bank.md.
"""

import sys

import numpy as np

from engine import Counts, simulate
from itembank import BankVersion, compile_test, numeracy_bank
from itembank.simulation_study.exposure_and_content import overlap_rate, presented_items

SEED = 20_261
HEADS = (
    "Year",
    "N",
    "L/N",
    "highest rate",
    "overlap",
    "its limit",
    "mean SE",
    "RMSE",
    "counts kept",
    "above the ceiling",
)


def year_row(bank: BankVersion, year: int, simulees: int) -> tuple[list[str], np.ndarray]:
    design = bank.designs[0]
    test, population = compile_test(bank, design, year), design.population(year)
    theta = np.random.default_rng((SEED, year)).normal(population.mean, population.sd, simulees)
    done = simulate(test, theta, SEED)
    shown = presented_items(done, len(bank.items))
    eligible = np.array([item.introduced_year <= year for item in bank.items])
    n, length = int(eligible.sum()), design.length
    kept = np.ones(simulees, dtype=bool)
    for bound in next(mask for mask in test.masks if isinstance(mask, Counts)).bounds:
        asked = shown[:, [item.strand == bound.value for item in bank.items]].sum(axis=1)
        kept &= (bound.minimum <= asked) & (asked <= bound.maximum)
    row = [
        str(year),
        str(n),
        f"{length / n:.3f}",
        f"{shown.mean(axis=0).max():.3f}",
        f"{overlap_rate(shown):.3f}",
        f"{max(0.15, 1.3 * length / n):.3f}",
        f"{done.se.mean():.3f}",
        f"{np.sqrt(np.mean((done.theta - theta) ** 2)):.3f}",
        f"{100 * kept.mean():.0f} %",
        str(int(shown[:, ~eligible].sum())),
    ]
    return row, shown.any(axis=0)


def main(simulees: int) -> None:
    bank = numeracy_bank()
    used = np.zeros(len(bank.items), dtype=bool)
    print(f"| {' | '.join(HEADS)} |\n| {' | '.join(['---'] * len(HEADS))} |")
    for year in bank.designs[0].years:
        row, seen = year_row(bank, year, simulees)
        used |= seen
        print(f"| {' | '.join(row)} |", flush=True)
    print(f"\n{(~used).sum()} of {len(used)} items in no sitting of any year, {100 * (~used).mean():.1f} %")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
