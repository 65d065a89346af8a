"""Every model and every estimator against the scalar oracle, over random pools and patterns."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine import (
    EAP,
    MAP,
    MLE,
    WLE,
    AdaptiveTest,
    Answered,
    EstimateStatus,
    FencedMLE,
    ItemParameters,
    MaxInformation,
    Normal,
    information,
    replay,
    simulee_seeds,
    tabulate,
)
from engine.simulation.simulate_sittings import stack_states
from tests.support import engine_oracle

GRID = np.linspace(-engine_oracle.INTEGRATION_LIMIT, engine_oracle.INTEGRATION_LIMIT, 201)
FENCES = (-5.0, 5.0, 3.0)
slopes = st.floats(0.4, 2.0)
places = st.floats(-3.0, 3.0)
steps = st.lists(places, min_size=1, max_size=4)
rising = st.builds(
    lambda first, gaps: np.cumsum([first, *gaps]).tolist(), places, st.lists(st.floats(0.2, 2.0), max_size=3)
)
MODELS = {
    "rasch": st.builds(engine_oracle.Item, st.just(1.0), places),
    "2pl": st.builds(engine_oracle.Item, slopes, places),
    "3pl": st.builds(engine_oracle.Item, slopes, places, st.floats(0.01, 0.35)),
    "4pl": st.builds(engine_oracle.Item, slopes, places, st.floats(0.0, 0.35), st.floats(0.7, 0.99)),
    "pcm": st.builds(engine_oracle.PartialCredit, st.just(1.0), steps),
    "gpcm": st.builds(engine_oracle.PartialCredit, slopes, steps),
    "rsm": st.builds(engine_oracle.RatingScale, places, steps),
    "grm": st.builds(engine_oracle.Graded, slopes, rising),
}
MODELS["mixed"] = st.one_of(*MODELS.values())


def parameters(item):
    match item:
        case engine_oracle.Item(a, b, c, d):
            return ItemParameters.logistic(a, b, c, d)
        case engine_oracle.PartialCredit(a, places):
            return ItemParameters.partial_credit(a, [places])
        case engine_oracle.RatingScale(location, thresholds):
            return ItemParameters.rating_scale(location, thresholds)
        case engine_oracle.Graded(a, places):
            return ItemParameters.graded(a, [places])


def patterns(model):
    return st.lists(st.tuples(MODELS[model], st.integers(0, 4)), min_size=1, max_size=10)


def sitting(pattern):
    """The pool with one item more, of which an unscored answer is in the middle of the sitting."""
    items = [item for item, _ in pattern]
    seeded = ItemParameters.logistic(2.0, 0.3)
    pool = tabulate(ItemParameters.concat(*map(parameters, items), seeded), grid=GRID)
    scores = [min(score, engine_oracle.categories(item) - 1) for item, score in pattern]
    log = [Answered(item, score) for item, score in enumerate(scores)]
    log.insert(len(log) // 2, Answered(len(items), 1, scored=False))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    return pool, replay(test, log), engine_oracle.ResponsePattern(items, scores)


def close(estimate, expected):
    # where little is known a maximum is fixed less sharply: rounding of 1e-15 in the slope is 1e-15 · SE² in θ
    return estimate == pytest.approx(expected, abs=1e-10 * max(1, expected[1] ** 2))


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data(), mean=st.floats(-0.5, 0.5), sd=st.floats(0.6, 1.1))
@settings(max_examples=6, deadline=None)
def test_bayesian_estimates(model, data, mean, sd):
    # the priors leave the grid at 7.7 SD or more: a tail cut off would weigh differently in other steps
    pool, state, exact = sitting(data.draw(patterns(model)))
    for estimate, expected in (
        (EAP(Normal(mean, sd)), engine_oracle.eap(exact, mean, sd)),
        (MAP(Normal(mean, sd)), engine_oracle.map_(exact, mean, sd)),
    ):
        *found, status = estimate(pool, state)
        assert found == pytest.approx(expected, abs=1e-10)
        assert status is EstimateStatus.CONVERGED


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_likelihood_estimates(model, data):
    pool, state, exact = sitting(data.draw(patterns(model)))
    without = EstimateStatus.CONSTANT if engine_oracle.is_constant(exact) else EstimateStatus.EDGE
    for estimate, expected, otherwise in (
        (MLE(), engine_oracle.mle(exact), without),
        (WLE(), engine_oracle.wle(exact), EstimateStatus.EDGE),
    ):
        theta, se, status = estimate(pool, state)
        if expected is None:
            assert status is otherwise
            assert abs(theta) == engine_oracle.INTEGRATION_LIMIT
            assert se == pytest.approx(1 / math.sqrt(exact.information(theta)), rel=1e-10)
        else:
            assert status is EstimateStatus.CONVERGED
            assert close((theta, se), expected)


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_fenced_estimates(model, data):
    pool, state, exact = sitting(data.draw(patterns(model)))
    theta, se, pull = engine_oracle.fences_estimate(exact, *FENCES)
    moved = abs(pull) * se  # pull / I against SE, which is 1/√I
    assume(abs(moved - 0.01) > 1e-6)
    *found, status = FencedMLE(*FENCES)(pool, state)
    assert close(found, (theta, se))
    if engine_oracle.is_constant(exact):
        assert status is EstimateStatus.CONSTANT
    else:
        assert status is (EstimateStatus.FENCED if moved > 0.01 else EstimateStatus.CONVERGED)


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data(), theta=st.floats(-6.0, 6.0))
@settings(max_examples=15, deadline=None)
def test_information(model, data, theta):
    items = data.draw(st.lists(MODELS[model], min_size=1, max_size=6))
    every = ItemParameters.concat(*map(parameters, items))
    expected = [item.information(theta) for item in items]
    assert information(every, np.array([theta])) == pytest.approx(expected, rel=1e-10, abs=1e-14)
    node = int(np.abs(GRID - theta).argmin())
    tabled = tabulate(every, grid=GRID).information[:, node]
    assert tabled == pytest.approx([item.information(float(GRID[node])) for item in items], rel=1e-10, abs=1e-14)


@given(st.lists(MODELS["mixed"], min_size=4, max_size=8), st.integers(0, 2**32))
@settings(max_examples=5, deadline=None)
def test_a_cohort_of_many_is_estimated_as_the_oracle_does_each(items, seed):
    rng = np.random.default_rng(seed)
    pool = tabulate(ItemParameters.concat(*map(parameters, items)), grid=GRID)
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    sittings = [
        [(int(item), int(rng.integers(pool.categories[item]))) for item in rng.permutation(len(items))[:4]]
        for _ in range(3)
    ]
    cohort = stack_states(
        [replay(test, [Answered(*answer) for answer in log]) for log in sittings], simulee_seeds(1, 3)
    )
    bayesian, weighted = EAP().estimate_cohort(pool, cohort), WLE().estimate_cohort(pool, cohort)
    for row, log in enumerate(sittings):
        exact = engine_oracle.ResponsePattern([items[item] for item, _ in log], [score for _, score in log])
        assert bayesian.for_person(row)[:2] == pytest.approx(engine_oracle.eap(exact), abs=1e-10)
        expected = engine_oracle.wle(exact)
        if expected is not None:
            assert close(weighted.for_person(row)[:2], expected)
