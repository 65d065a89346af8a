"""Time, retained memory and peak memory of tabulating 5,000 items, compared with bare exponentials."""

import time
import tracemalloc
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine import ItemParameters, ItemPool, tabulate

ITEMS = 5000
RUNS = 5
MEGABYTE = 1e6


class Case(NamedTuple):
    name: str
    parameters: ItemParameters


def steps(rng: np.random.Generator, n: int, categories: int) -> np.ndarray:
    """Steps in rising order, spread over about 2 logits round each item's place."""
    even = np.linspace(-1, 1, categories - 1)
    return np.sort(rng.normal(0, 1, (n, 1)) + even + rng.normal(0, 0.25, (n, categories - 1)), axis=1)


def slopes(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.lognormal(0, 0.3, n)


def dichotomous_case() -> Case:
    rng = np.random.default_rng(1)
    parameters = ItemParameters.logistic(slopes(rng, ITEMS), rng.normal(0, 1, ITEMS), rng.beta(20, 80, ITEMS))
    return Case("3PL", parameters)


def thirds_case() -> Case:
    rng, n = np.random.default_rng(2), ITEMS // 3
    parts = (
        ItemParameters.logistic(slopes(rng, n), rng.normal(0, 1, n), rng.beta(20, 80, n)),
        ItemParameters.partial_credit(slopes(rng, n), steps(rng, n, 4)),
        ItemParameters.graded(slopes(rng, ITEMS - 2 * n), steps(rng, ITEMS - 2 * n, 4)),
    )
    return Case("3PL, GPCM and GRM of 4 categories", ItemParameters.concat(*parts))


def quarters_case() -> Case:
    rng, n = np.random.default_rng(3), ITEMS // 4
    parts = (
        ItemParameters.logistic(1.0, rng.normal(0, 1, n)),
        ItemParameters.logistic(slopes(rng, n), rng.normal(0, 1, n)),
        ItemParameters.partial_credit(1.0, steps(rng, n, 5)),
        ItemParameters.graded(slopes(rng, n), steps(rng, n, 5)),
    )
    return Case("Rasch, 2PL, PCM and GRM of 5 categories", ItemParameters.concat(*parts))


def quickest_seconds(act: Callable[[], object]) -> float:
    """The quickest of a few runs."""
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def memory(parameters: ItemParameters) -> tuple[float, float]:
    """Bytes kept with the pool, and bytes at the peak of compiling it."""
    tracemalloc.start()
    pool = tabulate(parameters)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del pool
    return kept, peak


def bare_exponentials(pool: ItemPool) -> float:
    """Seconds for one exponential for each value that the tables hold."""
    values = np.linspace(-5, 0, int(pool.categories.sum() + len(pool)) * pool.grid.size)
    out = np.empty_like(values)
    return quickest_seconds(lambda: np.exp(values, out=out))


def report(case: Case) -> None:
    pool = tabulate(case.parameters)
    taken, limit = quickest_seconds(lambda: tabulate(case.parameters)), bare_exponentials(pool)
    kept, peak = memory(case.parameters)
    print(
        f"{case.name:42s} {len(pool):6d} {pool.grid.size:6d} {taken:8.3f} {kept / MEGABYTE:8.1f} {peak / MEGABYTE:8.1f}"
        f" {taken / limit:10.1f}×"
    )


def main() -> None:
    print("A bank compiled into a pool, its ability grid included")
    print(f"{'':42s} {'items':>6s} {'nodes':>6s} {'seconds':>8s} {'MB kept':>8s} {'MB peak':>8s} {'bare exps':>11s}")
    for case in (dichotomous_case(), thirds_case(), quarters_case()):
        report(case)


if __name__ == "__main__":
    main()
