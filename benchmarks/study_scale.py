"""A Welsh year on one machine: 800,000 sittings of 30 responses over 2,000 items, and smaller sizes.

The data are adaptive: each learner met items near their ability. The model is a 2PL without standard errors. Target on
two idle cores: 30 s and 4 GB for the whole year. Each size is compared with a bare compiled loop over the same reads
and writes, one pass per EM cycle on one core.
"""

import resource
import sys
import time

import numpy as np
from numba import njit
from scipy.special import expit

from calibration import ResponseMatrix, calibrate

SITTINGS, LENGTH, ITEMS = 800_000, 30, 2_000
SHARES = (16, 8, 4, 2, 1)


def responses(sittings: int) -> ResponseMatrix:
    """What as many learners answered: items drawn from those within a window round their ability."""
    rng = np.random.default_rng(sittings)
    b = np.sort(rng.normal(0, 1, ITEMS))
    a, theta = rng.lognormal(0, 0.3, ITEMS), rng.normal(0, 1, sittings)
    person = np.repeat(np.arange(sittings, dtype=np.int32), LENGTH)
    window = 12 * LENGTH
    middle = np.searchsorted(b, theta + rng.normal(0, 0.5, sittings)).clip(window // 2, ITEMS - window // 2)
    # one of every twelve items in the window, so that no learner meets an item twice
    place = np.arange(LENGTH) * 12 + rng.integers(0, 12, (sittings, LENGTH))
    item = (middle[:, np.newaxis] - window // 2 + place).astype(np.int32).ravel()
    right = rng.random(item.size) < expit(a[item] * (theta[person] - b[item]))
    return ResponseMatrix.from_long(person, item, right.astype(np.int8), items=[str(k) for k in range(ITEMS)])


@njit
def bare_pass(cells: np.ndarray, table: np.ndarray, counts: np.ndarray, length: int) -> float:
    """One E-step's reads, adds and writes: each person's row, its exponentials, and its counts."""
    width, total = table.shape[1], 0.0
    row = np.empty(width)
    for first in range(0, cells.size, length):
        row[:] = 0.0
        for at in range(first, first + length):
            row += table[cells[at]]
        mass = np.exp(row)
        total += mass.sum()
        for at in range(first, first + length):
            counts[cells[at]] += mass
    return total


def bare_seconds(matrix: ResponseMatrix, nodes: int) -> float:
    cells = matrix.item.astype(np.int64) * 2 + matrix.score
    table = np.log(np.random.default_rng(0).uniform(0.2, 0.8, (2 * ITEMS, nodes)))
    counts = np.zeros_like(table)
    bare_pass(cells[: LENGTH * 10], table, counts, LENGTH)
    began = time.perf_counter()
    bare_pass(cells, table, counts, LENGTH)
    return time.perf_counter() - began


def main() -> None:
    warm = np.random.default_rng(0).integers(-1, 2, (500, 20))
    calibrate(ResponseMatrix.from_dense(warm))  # compiles
    print(f"2PL, {LENGTH} adaptive responses a sitting, {ITEMS:,} items")
    print(
        f"{'sittings':>10s} {'responses':>12s} {'laid out s':>11s} {'fit s':>8s} {'cycles':>7s} {'nodes':>6s}"
        f" {'ns a response':>14s} {'bare s':>8s} {'ratio':>6s} {'MB at most':>11s} status"
    )
    shares = SHARES if len(sys.argv) < 2 else tuple(map(int, sys.argv[1:]))
    for share in shares:
        sittings = SITTINGS // share
        began = time.perf_counter()
        matrix = responses(sittings)
        made = time.perf_counter() - began
        began = time.perf_counter()
        fit = calibrate(matrix, "2pl", standard_errors=None)
        seconds = time.perf_counter() - began
        limit = bare_seconds(matrix, fit.grid.size) * fit.iterations
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{sittings:10,d} {len(matrix):12,d} {made:11.1f} {seconds:8.1f} {fit.iterations:7d} {fit.grid.size:6d}"
            f" {seconds * 1e9 / len(matrix):14.0f} {limit:8.1f} {seconds / limit:6.2f} {megabytes:11,.0f}",
            fit.status,
            flush=True,
        )


if __name__ == "__main__":
    main()
