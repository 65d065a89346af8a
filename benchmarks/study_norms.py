"""Norms recovered from samples of 10,000 learners of Years 2 to 9, in four shapes of which one is not of the family.

What is promised: the age-standardised score is right with an RMSE of 1 between 75 and 125 and of 2 beyond, and its 90 %
band, with the error of measurement and that of the norms, holds 88 to 92 % of the true scores. It is printed too how
often the norms' error alone says enough, and what learners who come in whole schools cost.
"""

import sys
import time
from dataclasses import replace

import numpy as np

from reports.norms.model_choice import choose_model
from reports.norms.model_fit import FittedModel
from reports.norms.norm_sample import NormSample
from reports.norms.standardised_scores import Z90
from tests.support.norm_population import SHAPES, Bools, Floats, NormPopulation

PERSONS, REPLICATIONS, SE = 10_000, 10, 0.35
SCHOOLS, ALIKE = 200, 0.05
"""Schools of the clustered samples, and the share of the variance that lies between them within a year group."""


def main() -> None:
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATIONS
    print(f"{PERSONS} learners, {replications} samples; RMSE of the age-standardised score by its true value")
    print(
        f"{'shape':24s}{'70-75':>7s}{'75-125':>7s}{'125-140':>8s}{'band':>7s}{'norms alone':>12s}{'terms':>7s}{'s':>6s}"
    )
    failed = [shape for shape in SHAPES if not studied(shape, replications)]
    studied("normal", max(replications // 3, 1), alike=ALIKE)
    if failed:
        sys.exit(f"not recovered: {', '.join(failed)}")


def studied(shape: str, replications: int, alike: float = 0.0) -> bool:
    population, began = NormPopulation(shape), time.monotonic()
    fits = [fitted(population, seed, alike) for seed in range(replications)]
    new, z = population.learners(20_000, seed=10_000)
    true = 100 + 15 * z
    parts = (true >= 70) & (true < 75), (true >= 75) & (true <= 125), (true > 125) & (true <= 140)
    within = (true >= 70) & (true <= 140)
    off, own, banded = (
        np.array(each) for each in zip(*(_compared(fit, population, new, z) for fit in fits), strict=True)
    )
    rmse = [float(np.sqrt(np.mean(off[:, part] ** 2))) for part in parts]
    covered, alone = float(banded[:, within].mean()), float(own[:, within].mean())
    terms = np.mean([fit.model.coefficients.size for fit in fits])
    name = f"{shape}, whole schools" if alike else shape
    seconds = (time.monotonic() - began) / replications
    figures = "".join(f"{each:{width}.2f}" for each, width in zip(rmse, (7, 7, 8), strict=True))
    print(f"{name:24s}{figures}{covered:7.1%}{alone:12.1%}{terms:7.1f}{seconds:6.1f}", flush=True)
    return rmse[1] <= 1 and max(rmse[0], rmse[2]) <= 2 and 0.88 <= covered <= 0.92


def fitted(population: NormPopulation, seed: int, alike: float) -> FittedModel:
    sample, _ = population.learners(PERSONS, seed)
    if alike:
        rng = np.random.default_rng(seed + 500)
        school = rng.integers(0, SCHOOLS, PERSONS)
        shared = np.sqrt(alike) * rng.normal(size=SCHOOLS)[school] * 1.3
        mixed = sample.theta + shared - (1 - np.sqrt(1 - alike)) * (sample.theta - _mean(population, sample.level))
        sample = replace(sample, theta=mixed, school=school)
    return choose_model(sample).chosen


def _mean(population: NormPopulation, level: Floats) -> Floats:
    return population.score(np.zeros(1), level, np.zeros(1))


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
    main()
