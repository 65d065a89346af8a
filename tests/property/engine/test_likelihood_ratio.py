"""The generalized likelihood ratio against a search that knows nothing of grids."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine import (
    EAP,
    GLR,
    AdaptiveTest,
    Answered,
    ItemParameters,
    MaxInformation,
    replay,
    simulate,
    simulated_scores,
    simulee_seeds,
    tabulate,
)
from engine.simulation.simulate_sittings import stack_states
from tests.support import engine_oracle

REACH = 6.0
GRIDS = st.sampled_from([31, 61, 88])
logistic = st.builds(
    engine_oracle.Item,
    st.floats(0.5, 2.5),
    st.floats(-2.5, 2.5),
    st.sampled_from([0.0, 0.25]),
    st.sampled_from([0.95, 1.0]),
)
partial_credit = st.builds(
    engine_oracle.PartialCredit, st.floats(0.5, 1.5), st.lists(st.floats(-2, 2), min_size=2, max_size=2)
)
patterns = st.lists(st.tuples(logistic | partial_credit, st.integers(0, 2)), min_size=1, max_size=12)


def sitting(pattern, nodes):
    items = [item for item, _ in pattern]
    parts = [
        ItemParameters.logistic(item.a, item.b, item.c, item.d)
        if isinstance(item, engine_oracle.Item)
        else ItemParameters.partial_credit(item.a, [item.steps])
        for item in items
    ]
    seeded = ItemParameters.logistic(2.0, 0.0)
    pool = tabulate(ItemParameters.concat(seeded, *parts), grid=np.linspace(-REACH, REACH, nodes))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    scores = [min(score, int(k) - 1) for (_, score), k in zip(pattern, pool.categories[1:], strict=True)]
    log = [Answered(0, 1, scored=False), *(Answered(item + 1, score) for item, score in enumerate(scores))]
    return test, replay(test, log), engine_oracle.ResponsePattern(items, scores)


def highest(pattern, low, high):
    """The highest log-likelihood from low to high: scanned in steps of .01, then by golden sections."""
    count = max(1, math.ceil((high - low) / 0.01))
    places = [low + (high - low) * i / count for i in range(count + 1)]
    best = max(range(count + 1), key=lambda i: pattern.log_likelihood(places[i]))
    low, high = places[max(best - 1, 0)], places[min(best + 1, count)]
    for _ in range(40):
        left, right = high - 0.618034 * (high - low), low + 0.618034 * (high - low)
        low, high = (left, high) if pattern.log_likelihood(left) < pattern.log_likelihood(right) else (low, right)
    return max(pattern.log_likelihood(t) for t in (places[best], low, high))


def decided(test, state, cut, indifference, limit):
    error = 1 / (1 + math.exp(limit))
    cohort = state.cohort()
    estimates = test.estimate.estimate_cohort(test.pool, cohort)
    return bool(GLR(cut, indifference, error, error)(test.pool, cohort, estimates, cohort.available)[0])


@given(patterns, GRIDS, st.floats(-2.5, 2.5), st.floats(0.05, 0.8))
@settings(max_examples=60, deadline=None)
def test_the_ratio_is_that_of_the_highest_likelihoods_wherever_the_nodes_lie(pattern, nodes, cut, indifference):
    test, state, exact = sitting(pattern, nodes)
    above = highest(exact, cut + indifference, REACH)
    below = highest(exact, -REACH, cut - indifference)
    ratio = abs(above - below)
    assume(ratio > 1e-3)
    assert decided(test, state, cut, indifference, ratio - 1e-9)
    assert not decided(test, state, cut, indifference, ratio + 1e-9)


@pytest.mark.parametrize("cut", [-5.95, 5.95, -9.0, 9.0])
def test_a_side_without_nodes_is_its_end(cut):
    items = [(engine_oracle.Item(1.5, b), score) for b, score in ((-1.0, 1), (0.0, 1), (0.5, 0), (1.0, 0))]
    test, state, exact = sitting(items, 61)
    low, high = cut - 0.3, cut + 0.3
    ratio = abs(highest(exact, high, max(REACH, high)) - highest(exact, min(-REACH, low), low))
    assert decided(test, state, cut, 0.3, ratio - 1e-9)
    assert not decided(test, state, cut, 0.3, ratio + 1e-9)


def test_each_sitting_is_decided_alike_alone_and_among_others():
    rng = np.random.default_rng(8)
    pool = tabulate(ItemParameters.logistic(rng.uniform(1, 2.5, 60), rng.normal(size=60), 0.2))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    states = [
        replay(test, [Answered(int(item), int(rng.integers(2))) for item in rng.permutation(60)[:9]]) for _ in range(80)
    ]
    together = stack_states(states, simulee_seeds(1, 80))
    for error in (0.05, 0.2, 0.35, 0.45):
        rule = GLR(0.1, 0.1, error, error)
        many = rule(pool, together, test.estimate.estimate_cohort(pool, together), together.available)
        one = [rule(pool, s.cohort(), test.estimate.estimate_cohort(pool, s.cohort()), s.available)[0] for s in states]
        assert many.tolist() == one
        assert 0 < many.sum() < 80 or error == 0.05


def test_a_simulated_sitting_ends_where_the_fold_would_end_it():
    rng = np.random.default_rng(9)
    parameters = ItemParameters.logistic(rng.uniform(0.8, 2, 80), rng.normal(size=80), 0.2)
    test = AdaptiveTest(tabulate(parameters), EAP(), MaxInformation(), (GLR(0.0, 0.2, 0.1, 0.1),))
    theta = rng.normal(size=40)
    done, seeds = simulate(test, theta, 3), simulee_seeds(3, 40)
    for person in range(40):
        length = done.lengths[person]
        items = done.items[person, :length]
        scores = simulated_scores(parameters, np.repeat(theta[person], length), np.repeat(seeds[person], length), items)
        state = replay(test, [Answered(int(i), int(s)) for i, s in zip(items[:-1], scores[:-1], strict=True)])
        last = replay(test, [*state.answers, Answered(int(items[-1]), int(scores[-1]))])
        rule = test.stop[0]
        for sat, expected in ((state, False), (last, done.reasons[person] == "classified")):
            cohort = sat.cohort()
            assert (
                rule(test.pool, cohort, test.estimate.estimate_cohort(test.pool, cohort), cohort.available)[0]
                == expected
            )
