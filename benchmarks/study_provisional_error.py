"""What the error of provisional difficulties does to scores, and whether an SE that counts it tells the truth.

`study_provisional_error.py [simulees] [years]` draws ten banks for each year group of procedural numeracy, whose true
difficulties differ from the provisional ones by N(0, sd²), and simulates sittings in them: RMSE of the reported
ability, its mean SE and the share of abilities within 1.645 SE, by the SE that takes difficulties as known and by the
one that counts their error. Prints the table of docs/item-bank.md.
"""

import sys
from dataclasses import replace

import numpy as np

from engine import ItemPool, ParameterCovariance, WithParameterError, simulate
from engine.numerics.array_types import Floats
from itembank import compile_test, numeracy_bank
from itembank.versions.difficulty_errors import PROVISIONAL_SD

SIMULEES, BANKS, SEED, Z = 2000, 10, 41, 1.645
SDS = (0.0, PROVISIONAL_SD, 0.8)
HEADS = (
    "Year",
    "SD of the errors",
    "RMSE",
    "mean SE",
    "within 90 %",
    "mean SE, errors counted",
    "within 90 %, counted",
)


def covariance(pool: ItemPool, sd: float) -> ParameterCovariance:
    """Independent errors of the difficulties alone."""
    width = pool.parameters.b.shape[1] + 3
    blocks = np.zeros((len(pool.ids), width, width))
    blocks[:, 1, 1] = sd**2
    return ParameterCovariance(pool.ids, blocks)


def row(year: int, sd: float, simulees: int) -> Floats:
    """RMSE; mean SE and coverage without the errors; and with them."""
    bank = numeracy_bank()
    test, population = compile_test(bank, bank.designs[0], year), bank.designs[0].population(year)
    counted = replace(test, report=WithParameterError(test.report, covariance(test.pool, sd)))
    found = []
    for number in range(BANKS):
        rng = np.random.default_rng((SEED, year, number))
        theta = rng.normal(population.mean, population.sd, simulees // BANKS)
        known = test.pool.parameters
        truth = replace(known, b=known.b + sd * rng.normal(size=(len(test.pool.ids), 1)))
        for each in (test, counted):
            done = simulate(each, theta, SEED + number, truth=truth)
            off = np.abs(done.theta - theta)
            found.append((np.square(off).mean(), done.se.mean(), np.mean(off <= Z * done.se)))
    plain, with_errors = np.mean(found[::2], axis=0), np.mean(found[1::2], axis=0)
    return np.array([np.sqrt(plain[0]), *plain[1:], *with_errors[1:]])


def main(simulees: int, years: list[int]) -> None:
    print(f"| {' | '.join(HEADS)} |\n| {' | '.join(['---'] * len(HEADS))} |")
    for year in years:
        for sd in SDS:
            rmse, se, inside, wider, inside_wider = row(year, sd, simulees)
            figures = f"{rmse:.3f} | {se:.3f} | {100 * inside:.1f} % | {wider:.3f} | {100 * inside_wider:.1f} %"
            print(f"| {year} | {sd:g} | {figures} |", flush=True)


if __name__ == "__main__":
    chosen = [int(year) for year in sys.argv[2].split(",")] if len(sys.argv) > 2 else [2, 5, 8]
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIMULEES, chosen)
