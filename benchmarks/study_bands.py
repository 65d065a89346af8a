"""Whether 90 % bands hold the true ability nine times in ten, and whether means of groups and progress are unbiased.

`study_bands [sittings] [subjects] [years]` simulates so many sittings of each year group of each built-in bank, by its
own design and exposure. Abilities are those of the year group's population. Answers to one passage depend on each other
as much as the design says. A year group tells:

* the least and the most share of WLE bands, as reports draw them, that hold the ability, over its ten deciles
* the share of EAP bands that hold it; of EAP none by decile, since its prior pulls to the middle
* the mean error of WLE, which is that of a mean of many, in Monte-Carlo standard errors
* the mean error of the change between two sittings of learners who gained .45 logits, in the same
* how often a change is called beyond error where there was none; a tenth is what a 90 % band allows

The requirement is 88 to 92 % in each cell of 2,000 sittings or more, where ±1.3 % is two Monte-Carlo standard errors:
with 20,000 sittings a year group each decile has 2,000. With fewer two such errors are allowed beyond. Of 320 deciles
whose bands hold 91 %, some twenty would be beyond by chance alone, so a decile that is beyond is simulated again with
other numbers and five times as many sittings, and what that finds counts, whatever it is. Means and gains
are unbiased within Monte-Carlo error: at most three standard errors off, or .02 logits, which no mean of fewer than
2,000 learners could tell from none.
"""

import math
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm

from benchmarks.targets import Targets
from delivery_api.feedback.service import question
from engine import AdaptiveTest, Simulation, simulate, start
from engine.simulation.simulate_sittings import stack_states
from itembank.builtin_banks import builtin_bank
from itembank.compilation.design_compilation import compile_test
from reports.claims.chance_alone import may_be_chance
from reports.feedback.sitting_results import AnsweredItem
from reports.scales.reporting_scale import Z90

SUBJECTS = "numeracy-procedural,numeracy-reasoning,reading-en,reading-cy"
GAIN = 0.45
SITTINGS = 20_000
LEAST, MOST, ALLOWED = 0.88, 0.92, 0.1
DECILE_AGAIN = 5
"""How many times as many sittings a decile beyond the limits is simulated again with."""
UNSEEN = 0.02
"""Logits that a mean or a gain may be off, whatever the Monte-Carlo error."""


@dataclass(frozen=True)
class Cell:
    """What a year group of a bank tells.

    Parameters
    ----------
    once : share of WLE bands that hold the ability, by decile
    again : the same of each decile, from 0, that was beyond the limits, when it was simulated again
    eap : share of EAP bands that hold it
    mean, gain : mean error of ability and of a change, each with its Monte-Carlo standard error
    called : share of changes that are called beyond error where there is none
    twice : number of learners who sat twice
    """

    name: str
    once: np.ndarray
    again: dict[int, float]
    eap: float
    mean: tuple[float, float]
    gain: tuple[float, float]
    called: float
    twice: int

    @property
    def deciles(self) -> np.ndarray:
        """What counts: the share of each decile, from more sittings where the first were beyond the limits."""
        return np.array([self.again.get(place, share) for place, share in enumerate(self.once)])


def holds(done: Simulation, most: np.ndarray, questions: Sequence[AnsweredItem]) -> np.ndarray:
    """Whether the band of each sitting, as reports draw it, holds the ability.

    One with all or none of its answers right is open there, and one whose answers may all be guesses is open below.
    """
    asked = done.items >= 0
    scores, full = np.where(asked, done.scores, 0).sum(axis=1), np.where(asked, most[done.items], 0).sum(axis=1)
    above = (scores == full) | (done.truth <= done.theta + Z90 * done.se)
    below = (scores == 0) | (done.truth >= done.theta - Z90 * done.se)
    for place in np.flatnonzero(~below):
        given = zip(done.items[place], done.scores[place], strict=True)
        answers = [replace(questions[item], score=int(score)) for item, score in given if item >= 0]
        below[place] = may_be_chance(float(done.theta[place]), answers)
    return above & below


def by_eap(test: AdaptiveTest, done: Simulation) -> float:
    """The share of 90 % bands of the running estimator, posterior mean and SD, that hold the ability."""
    cohort = stack_states([start(test)], np.zeros(1, dtype=np.uint64)).take(np.zeros(len(done.truth), dtype=np.intp))
    for place in range(done.items.shape[1]):
        cohort = cohort.stepped(test.pool, done.items[:, place], done.scores[:, place], done.scored[:, place])
    estimates = test.estimate.estimate_cohort(test.pool, cohort)
    return float((np.abs(estimates.theta - done.truth) <= Z90 * estimates.se).mean())


def cell(subject: str, year: int, sittings: int) -> Cell:
    """Simulate a year group of a bank."""
    bank = builtin_bank(subject)
    design = bank.designs[0]
    test, population = compile_test(bank, design, year), design.population(year)
    most, questions = np.array([item.most for item in bank.items]), [question(item) for item in bank.items]

    def sit(abilities: np.ndarray, seed: int) -> Simulation:
        return simulate(test, abilities, seed, dependence=design.dependence or None)

    def sit_again(decile: int) -> float:
        """The share of bands that hold the ability in more sittings of a decile, whose abilities are new."""
        count, chance = DECILE_AGAIN * sittings // 10, np.random.default_rng([20, year, decile])
        abilities = norm.ppf((decile + chance.random(count)) / 10, population.mean, population.sd)
        return float(holds(sit(abilities, 20), most, questions).mean())

    theta = np.random.default_rng([17, year]).normal(population.mean, population.sd, sittings)
    first = sit(theta, 17)
    held, decile = holds(first, most, questions), np.searchsorted(np.quantile(theta, np.arange(1, 10) / 10), theta)
    once = np.array([held[decile == each].mean() for each in range(10)])
    again = {int(each): sit_again(int(each)) for each in np.flatnonzero((once < LEAST) | (once > MOST))}
    some = min(sittings, 4_000)
    same, later = sit(theta[:some], 18), sit(theta[:some] + GAIN, 19)
    apart = np.abs(same.theta - first.theta[:some]) > Z90 * np.hypot(same.se, first.se[:some])
    return Cell(
        f"{subject}, Year {year}",
        once,
        again,
        by_eap(test, first),
        _mean(first.theta - theta),
        _mean(later.theta - first.theta[:some] - GAIN),
        float(apart.mean()),
        some,
    )


def _mean(errors: np.ndarray) -> tuple[float, float]:
    return float(errors.mean()), float(errors.std() / math.sqrt(len(errors)))


def judge(targets: Targets, found: Cell, sittings: int) -> None:
    """Print a cell beside what it must be."""
    print(f"{found.name}: {sittings} sittings, deciles {' '.join(f'{each:.3f}' for each in found.once)}")
    for place, share in found.again.items():
        print(f"  decile {place + 1} again, {DECILE_AGAIN} times as many: {share:.3f}")
    of_decile, of_year = (0.0 if n >= 2_000 else 2 * math.sqrt(0.09 / n) for n in (sittings / 10, sittings))
    targets.within("WLE band holds, least of ten deciles", float(found.deciles.min()), LEAST - of_decile, 1)
    targets.within("WLE band holds, most of ten deciles", float(found.deciles.max()), 0, MOST + of_decile)
    targets.within("EAP band holds", found.eap, LEAST - of_year, MOST + of_year)
    for name, (value, error) in (("mean error of ability", found.mean), ("mean error of a gain", found.gain)):
        most = max(3 * error, UNSEEN)
        targets.within(f"{name} (± {error:.3f})", value, -most, most)
    most = ALLOWED + 3 * math.sqrt(ALLOWED * (1 - ALLOWED) / found.twice)
    targets.within("change called where there is none", found.called, 0, most)


def main(sittings: int = SITTINGS, subjects: str = SUBJECTS, years: str = "") -> None:
    targets, only = Targets(), [int(year) for year in years.split(",") if year]
    cells = [
        (subject, year, sittings)
        for subject in subjects.split(",")
        for year in only or builtin_bank(subject).designs[0].years
    ]
    with ProcessPoolExecutor() as pool:
        for found in pool.map(cell, *zip(*cells, strict=True)):
            judge(targets, found, sittings)
    targets.exit()


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*map(int, given[:1]), *given[1:])
