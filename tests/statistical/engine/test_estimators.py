"""Bias and honest SEs, with fixed seeds; each bound is four Monte-Carlo standard errors around what theory says."""

import numpy as np
import pytest

from engine import (
    EAP,
    WLE,
    AdaptiveTest,
    EstimateStatus,
    ItemParameters,
    MaxInformation,
    MaxItems,
    Normal,
    Random,
    ability_grid,
    simulate,
    tabulate,
)

RNG = np.random.default_rng(20)
SIMULEES = 2000
PRIOR = Normal(0.5, 1.2)
ITEMS = ItemParameters.logistic(RNG.uniform(0.7, 1.8, 300), RNG.uniform(-4, 4, 300), RNG.choice([0.0, 0.15], 300))
POOL = tabulate(ITEMS, grid=ability_grid(ITEMS, [PRIOR, Normal(0.0, 2.0)]))


def within(values, expected, allowance=0.0):
    """Whether the mean of the values is the expected one, give or take four Monte-Carlo standard errors."""
    return abs(values.mean() - expected) <= allowance + 4 * values.std(ddof=1) / np.sqrt(values.size)


@pytest.mark.parametrize("select", [MaxInformation(), Random()])
@pytest.mark.parametrize("length", [5, 20])
def test_eap_and_its_se_are_exact_for_people_from_its_prior(select, length):
    # whatever chose the items: E(θ − EAP) = 0 and E((θ − EAP)² / SE²) = 1
    test = AdaptiveTest(POOL, EAP(PRIOR), select, (MaxItems(length),))
    theta = np.random.default_rng(length).normal(PRIOR.mean, PRIOR.sd, SIMULEES)
    done = simulate(test, theta, 31)
    assert within(theta - done.theta, 0.0)
    assert within(((theta - done.theta) / done.se) ** 2, 1.0)
    assert set(done.statuses) == {EstimateStatus.CONVERGED}


@pytest.mark.parametrize("theta", [-2.0, -1.0, 0.0, 1.0, 2.0])
def test_wle_is_unbiased_and_its_se_honest_at_each_ability(theta):
    test = AdaptiveTest(POOL, EAP(Normal(0.0, 2.0)), MaxInformation(), (MaxItems(30),), report=WLE())
    done = simulate(test, np.full(SIMULEES, theta), 47)
    assert within(done.theta, theta, allowance=0.01)  # Warm: what is left is of order 1/n²
    assert within(((done.theta - theta) / done.se) ** 2, 1.0, allowance=0.05)


def test_answers_of_a_stronger_cohort_raise_its_estimates():
    test = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(10),))
    low, high = (simulate(test, np.full(500, theta), 3).theta.mean() for theta in (-1.0, 1.0))
    assert low < -0.6
    assert high > 0.6
