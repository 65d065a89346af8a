"""With items calibrated in error, the SE that knows of it is honest and the plain one is not.

Fixed seeds; each bound is four Monte-Carlo standard errors, taken over calibrations, since people scored with the same
parameters share their errors.
"""

import numpy as np
import pytest

from engine import (
    EAP,
    WLE,
    AdaptiveTest,
    ItemParameters,
    ParameterCovariance,
    Random,
    WithParameterError,
    log_probabilities,
    start,
    tabulate,
)
from engine.simulation.simulate_sittings import stack_states

ITEMS, CALIBRATIONS, PEOPLE = 24, 200, 40
RNG = np.random.default_rng(12)
TRUTH = ItemParameters.logistic(RNG.uniform(0.9, 1.6, ITEMS), RNG.normal(0.0, 1.2, ITEMS))
GRID = np.linspace(-7, 7, 71)
IDS = tuple(f"i{number}" for number in range(ITEMS))
NAMES = [(item, name) for name in ("a", "b1") for item in IDS]
# small errors of each item's own, and one of the origin that all share, as a link leaves it
SIGMA = np.diag([0.05**2] * ITEMS + [0.12**2] * ITEMS)
SIGMA[ITEMS:, ITEMS:] += 0.25**2


def answered(pool, theta, rng):
    """People with these abilities after all items of the pool, answered as the true parameters have it."""
    chances = np.exp(log_probabilities(TRUTH, theta[np.newaxis, :]))[:, 1]
    before = stack_states([start(AdaptiveTest(pool, EAP(), Random(), ()))], np.zeros(1, dtype=np.uint64))
    cohort = before.take(np.zeros(theta.size, dtype=np.intp))
    for item, right in enumerate(rng.random(chances.shape) < chances):
        everyone = np.ones(theta.size, dtype=bool)
        cohort = cohort.stepped(pool, np.full(theta.size, item), right.astype(np.intp), everyone)
    return cohort


def ratios(estimators, abilities):
    """Of each calibration the mean of (θ̂ − θ)² / SE², shape (CALIBRATIONS, estimators)."""
    rng = np.random.default_rng(99)
    found = np.empty((CALIBRATIONS, len(estimators)))
    for calibration, moved in enumerate(rng.multivariate_normal(np.zeros(2 * ITEMS), SIGMA, CALIBRATIONS)):
        items = ItemParameters.logistic(TRUTH.a + moved[:ITEMS], TRUTH.b[:, 0] + moved[ITEMS:])
        pool, theta = tabulate(items, ids=IDS, grid=GRID), abilities(rng)
        cohort = answered(pool, theta, rng)
        for place, estimator in enumerate(estimators):
            estimates = estimator.estimate_cohort(pool, cohort)
            found[calibration, place] = (((estimates.theta - theta) / estimates.se) ** 2).mean()
    return found


def from_the_prior(rng):
    return rng.normal(size=PEOPLE)


def of_one_ability(rng):
    return np.full(PEOPLE, 0.8)


@pytest.mark.parametrize(("estimator", "abilities"), [(EAP(), from_the_prior), (WLE(), of_one_ability)])
def test_the_se_is_honest_with_the_error_of_the_parameters_and_not_without(estimator, abilities):
    told = WithParameterError(estimator, ParameterCovariance.from_names(IDS, NAMES, SIGMA))
    found = ratios((estimator, told), abilities)
    (plain, honest), bounds = found.mean(axis=0), 4 * found.std(axis=0, ddof=1) / np.sqrt(CALIBRATIONS)
    assert abs(honest - 1) <= bounds[1]
    assert plain - 1 > bounds[0]
