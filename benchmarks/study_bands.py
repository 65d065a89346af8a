"""Whether 90 % bands hold the true ability nine times in ten, and whether means of groups and progress are unbiased.

`study_bands.py [sittings] [subjects]` simulates so many sittings of each year group of each built-in bank, by its own
design and exposure. Abilities are those of the year group's population. Answers to one passage depend on each other as
much as the design says. A row tells:

* the least and the most share of WLE bands, as reports draw them, that hold the ability, over its ten deciles
* the share of EAP bands that hold it; of EAP none by decile, since its prior pulls to the middle
* the mean error of WLE, which is that of a mean of many, and its Monte-Carlo standard error
* the mean error of the change between two sittings of learners who gained .45 logits, and its standard error
* how often a change is called beyond error where there was none; a tenth is what a 90 % band allows

The requirement is 88 to 92 % in each cell of 2,000 sittings or more, where ±1.3 % is two Monte-Carlo standard errors.
With 20,000 sittings a year group each decile has 2,000.
"""

import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from engine import AdaptiveTest, Simulation, simulate, start
from engine.simulation.simulate_sittings import stack_states
from itembank.builtin_banks import builtin_bank
from itembank.compilation.design_compilation import compile_test
from reports.scales.reporting_scale import Z90

SUBJECTS = "numeracy-procedural,numeracy-reasoning,reading-en,reading-cy"
GAIN = 0.45
SITTINGS = 20_000
LEAST, MOST = 0.88, 0.92


def holds(done: Simulation, most: np.ndarray) -> np.ndarray:
    """Whether the band of each sitting holds the ability; one with all or none of its answers right is open there."""
    asked = done.items >= 0
    scores, full = np.where(asked, done.scores, 0).sum(axis=1), np.where(asked, most[done.items], 0).sum(axis=1)
    above = (scores == full) | (done.truth <= done.theta + Z90 * done.se)
    below = (scores == 0) | (done.truth >= done.theta - Z90 * done.se)
    return above & below


def by_eap(test: AdaptiveTest, done: Simulation) -> float:
    """The share of 90 % bands of the running estimator, posterior mean and SD, that hold the ability."""
    cohort = stack_states([start(test)], np.zeros(1, dtype=np.uint64)).take(np.zeros(len(done.truth), dtype=np.intp))
    for place in range(done.items.shape[1]):
        cohort = cohort.stepped(test.pool, done.items[:, place], done.scores[:, place], done.scored[:, place])
    estimates = test.estimate.estimate_cohort(test.pool, cohort)
    return float((np.abs(estimates.theta - done.truth) <= Z90 * estimates.se).mean())


def row(subject: str, year: int, sittings: int) -> str:
    """Simulate a year group of a bank."""
    bank = builtin_bank(subject)
    design = bank.designs[0]
    test, population = compile_test(bank, design, year), design.population(year)
    theta = np.random.default_rng([17, year]).normal(population.mean, population.sd, sittings)
    most = np.array([item.most for item in bank.items])
    first = simulate(test, theta, 17, dependence=design.dependence or None)
    held = holds(first, most)
    decile = np.searchsorted(np.quantile(theta, np.arange(1, 10) / 10), theta)
    shares = np.array([held[decile == each].mean() for each in range(10)])
    error = first.theta - theta
    some = min(sittings, 4_000)
    again, later = (
        simulate(test, theta[:some] + gain, seed, dependence=design.dependence or None)
        for gain, seed in ((0.0, 18), (GAIN, 19))
    )
    gained = later.theta - first.theta[:some] - GAIN
    apart = np.abs(again.theta - first.theta[:some]) > Z90 * np.hypot(again.se, first.se[:some])
    mark = " " if shares.min() >= LEAST and shares.max() <= MOST else "!"
    return (
        f"| {subject} | {year} | {shares.min():.3f}–{shares.max():.3f}{mark} | {by_eap(test, first):.3f}"
        f" | {error.mean():+.3f} ± {error.std() / np.sqrt(sittings):.3f}"
        f" | {gained.mean():+.3f} ± {gained.std() / np.sqrt(some):.3f} | {apart.mean():.3f} |"
    )


def main(sittings: int = SITTINGS, subjects: str = SUBJECTS) -> None:
    print("| bank | year | WLE by decile | EAP | mean error | error of a gain | change called where there is none |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    cells = [
        (subject, year, sittings) for subject in subjects.split(",") for year in builtin_bank(subject).designs[0].years
    ]
    with ProcessPoolExecutor() as pool:
        for line in pool.map(row, *zip(*cells, strict=True)):
            print(line, flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*map(int, given[:1]), *given[1:])
