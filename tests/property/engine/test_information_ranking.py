"""A shortcut finds what a look at everything finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import EAP, AdaptiveTest, ItemParameters, MaxInformation, MaxItems, Normal, simulate, start, tabulate
from engine.selection.selectors import best_eligible
from engine.simulation.simulate_sittings import stack_states
from engine.sitting.estimate import Estimates
from engine.sitting.posterior import grid_moments, posterior_moments, posterior_weights


def pool_of(n, seed, distinct):
    """A pool in which some items are equal, where ``distinct`` is less than ``n``."""
    rng = np.random.default_rng(seed)
    which = rng.integers(0, distinct, n)
    a, b = rng.uniform(0.3, 2.5, distinct), rng.normal(0, 1, distinct)
    return tabulate(ItemParameters.logistic(a[which], b[which], 0.2))


@given(
    seed=st.integers(0, 2**32),
    n=st.sampled_from([2, 31, 32, 33, 200]),
    share=st.sampled_from([0.0, 0.02, 0.5, 1.0]),
    people=st.integers(1, 6),
)
@settings(max_examples=150, deadline=None)
def test_the_best_informed_item_is_that_of_the_whole_pool(seed, n, share, people):
    pool = pool_of(n, seed, distinct=max(1, n // 2))
    rng = np.random.default_rng(seed)
    # at nodes, between them, and beyond both ends of the grid
    theta = np.where(rng.random(people) < 0.3, rng.choice(pool.grid, people), rng.uniform(-20, 20, people))
    estimates = Estimates(theta, np.ones(people), np.zeros(people, dtype=np.int8))
    eligible = rng.random((people, n)) < share
    cohort = stack_states(
        [start(AdaptiveTest(pool, EAP(), MaxInformation(), ()))] * people, np.zeros(people, np.uint64)
    )
    expected, among = best_eligible(MaxInformation()(pool, cohort, estimates, eligible), eligible)
    item, found = MaxInformation().best(pool, cohort, estimates, eligible)
    assert found.tolist() == among.tolist()
    assert item[among].tolist() == expected[among].tolist()


@given(seed=st.integers(0, 2**32), depth=st.sampled_from([0.0, -300.0, -600.0, -900.0]), mean=st.floats(-3, 3))
@settings(max_examples=60, deadline=None)
def test_posterior_moments_are_those_of_the_posterior(seed, depth, mean):
    pool, rng = pool_of(5, seed, 5), np.random.default_rng(seed)
    state = start(AdaptiveTest(pool, EAP(), MaxInformation(), ()))
    cohort = stack_states([state] * 3, np.zeros(3, np.uint64))
    # likelihoods of any depth: the last of them would be 0 if taken as it is
    peaks = -((pool.grid - rng.normal(mean, 1, (3, 1))) ** 2) / rng.uniform(0.05, 2, (3, 1))
    cohort = stack_states([state] * 3, np.zeros(3, np.uint64))
    object.__setattr__(cohort, "log_likelihood", peaks + np.array([[0.0], [depth / 2], [depth]]))
    theta, sd, ends = posterior_moments(Normal(), pool, cohort)
    mass = posterior_weights(Normal(), pool, cohort)
    expected, variance = grid_moments(pool, mass)
    assert theta == pytest.approx(expected, abs=1e-12)
    assert sd == pytest.approx(np.sqrt(variance), rel=1e-11)
    # a sum of 1e-250 leaves no double for weights below 1e-74 of it
    assert ends == pytest.approx(np.maximum(mass[:, 0], mass[:, -1]), rel=1e-11, abs=1e-70)


def test_a_simulee_does_as_well_in_any_block():
    test = AdaptiveTest(pool_of(40, 3, 40), EAP(), MaxInformation(), (MaxItems(4),))
    theta = np.linspace(-2, 2, 2300)
    many = simulate(test, theta, 5)
    few = simulate(test, theta[:20], 5)
    assert (many.items[:20] == few.items).all()
    assert (many.theta[:20] == few.theta).all()
    assert (many.truth == theta).all()
    assert len(many.reasons) == len(many.statuses) == len(many.relaxed) == many.exposure_lifted.size == theta.size
