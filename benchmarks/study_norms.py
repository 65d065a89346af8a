"""Norms recovered from samples of 10,000 learners of Years 2 to 9, in four shapes of which one is not of the family.

What is promised: the age-standardised score is right with an RMSE of 1 between 75 and 125 and of 2 beyond, and its 90 %
band, with the error of measurement and that of the norms, holds 88 to 92 % of the true scores. The same is asked where
learners come in whole schools. It is printed too how often the norms' error alone says enough. Behind each figure is
its Monte-Carlo standard error over the samples.

`study_norms [samples] [cases]`; cases are shapes, and "whole schools".
"""

import sys
import time
from dataclasses import replace

import numpy as np

from benchmarks.targets import Targets
from reports.norms.model_choice import choose_model
from reports.norms.model_fit import FittedModel
from reports.norms.norm_sample import NormSample
from reports.norms.standardised_scores import Z90
from tests.support.norm_population import SHAPES, Bools, Floats, NormPopulation

PERSONS, REPLICATIONS, SE = 10_000, 10, 0.35
LEAST, MOST = 0.88, 0.92
WHOLE_SCHOOLS = "whole schools"
CASES = (*SHAPES, WHOLE_SCHOOLS)
SCHOOLS, ALIKE = 200, 0.05
"""Schools of the clustered samples, and the share of the variance that lies between them within a year group."""


def main(replications: int = REPLICATIONS, cases: str = ",".join(CASES)) -> None:
    print(f"{PERSONS} learners, {replications} samples; RMSE of the age-standardised score by its true value")
    targets = Targets()
    for case in cases.split(","):
        shape, alike = ("normal", ALIKE) if case == WHOLE_SCHOOLS else (case, 0.0)
        studied(targets, case, shape, max(replications, 2), alike)
    targets.exit()


def studied(targets: Targets, case: str, shape: str, replications: int, alike: float) -> None:
    population, began = NormPopulation(shape), time.monotonic()
    fits = [fitted(population, seed, alike) for seed in range(replications)]
    seconds = (time.monotonic() - began) / replications
    new, z = population.learners(20_000, seed=10_000)
    true = 100 + 15 * z
    parts = {
        "70 to 75": ((true >= 70) & (true < 75), 2.0),
        "75 to 125": ((true >= 75) & (true <= 125), 1.0),
        "125 to 140": ((true > 125) & (true <= 140), 2.0),
    }
    within = (true >= 70) & (true <= 140)
    off, own, banded = (
        np.array(each) for each in zip(*(_compared(fit, population, new, z) for fit in fits), strict=True)
    )
    terms = np.mean([fit.model.coefficients.size for fit in fits])
    print(f"{case}: {terms:.1f} terms, {seconds:.1f} s a fit", flush=True)
    for name, (part, most) in parts.items():
        of_each = np.sqrt(np.mean(off[:, part] ** 2, axis=1))
        error = of_each.std(ddof=1) / np.sqrt(replications)
        targets.within(f"RMSE from {name} (± {error:.2f})", float(np.sqrt(np.mean(off[:, part] ** 2))), 0, most)
    for name, held in (("the 90 % band holds", banded), ("the norms' error alone holds", own)):
        of_each = held[:, within].mean(axis=1)
        error = of_each.std(ddof=1) / np.sqrt(replications)
        low, high = (LEAST, MOST) if held is banded else (0, 1)
        targets.within(f"{name} (± {error:.3f})", float(of_each.mean()), low, high)


def fitted(population: NormPopulation, seed: int, alike: float) -> FittedModel:
    sample, z = population.learners(PERSONS, seed)
    if alike:
        rng = np.random.default_rng(seed + 500)
        school = rng.integers(0, SCHOOLS, PERSONS)
        mixed = np.sqrt(1 - alike) * z + np.sqrt(alike) * rng.normal(size=SCHOOLS)[school]
        theta = population.score(mixed, sample.level, sample.relative_age)
        sample = replace(sample, theta=theta, school=school)
    return choose_model(sample).chosen


def _compared(fit: FittedModel, population: NormPopulation, new: NormSample, z: Floats) -> tuple[Floats, Bools, Bools]:
    """How far each new learner's score is off, whether the norms' error alone covers it, and whether the band does."""
    level, age, true_score = new.level, new.relative_age, new.theta
    there, error = fit.model.distribution(level, age), fit.model.standardised_error(true_score, level, age)
    off = 15 * (there.standardised(true_score) - z)
    observed = true_score + SE * np.random.default_rng(7).normal(size=len(z))
    both = np.hypot(SE, fit.model.standardised_error(observed, level, age) / there.slope(observed))
    low, high = (there.standardised(observed + sign * Z90 * both) for sign in (-1, 1))
    return off, np.abs(off / 15) <= Z90 * error, (low <= z) & (z <= high)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*map(int, given[:1]), *given[1:])
