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
    ItemParameters,
    MaxInformation,
    Normal,
    replay,
    tabulate,
)
from tests.support import engine_oracle

GRID = np.linspace(-engine_oracle.INTEGRATION_LIMIT, engine_oracle.INTEGRATION_LIMIT, 201)
PRIOR = Normal(0.4, 0.9)
asymptotes = st.sampled_from([(0.0, 1.0), (0.0, 1.0), (0.2, 1.0), (0.25, 0.95), (0.0, 0.9)])
answers = st.tuples(st.floats(0.4, 2.0), st.floats(-3.0, 3.0), asymptotes, st.integers(0, 1))
patterns = st.lists(answers, min_size=1, max_size=20)


def columns(pattern):
    a, b, both, scores = zip(*pattern, strict=True)
    c, d = zip(*both, strict=True)
    return np.array(a), np.array(b), np.array(c), np.array(d), scores


def sitting(a, b, c, d, scores, order=None):
    pool = tabulate(ItemParameters.logistic(a, b, c, d), grid=GRID)
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    return pool, replay(test, [Answered(item, scores[item]) for item in (order or range(len(scores)))])


def scalar(a, b, c, d, scores):
    return engine_oracle.ResponsePattern([engine_oracle.Item(*item) for item in zip(a, b, c, d, strict=True)], scores)


@given(patterns)
@settings(max_examples=30, deadline=None)
def test_bayesian_estimates_agree_with_the_oracle(pattern):
    pool, state = sitting(*columns(pattern))
    exact = scalar(*columns(pattern))
    for estimate, expected in (
        (EAP(PRIOR), engine_oracle.eap(exact, PRIOR.mean, PRIOR.sd)),
        (MAP(PRIOR), engine_oracle.map_(exact, PRIOR.mean, PRIOR.sd)),
    ):
        assert estimate(pool, state)[:2] == pytest.approx(expected, abs=1e-10)


@given(patterns)
@settings(max_examples=30, deadline=None)
def test_likelihood_estimates_agree_with_the_oracle(pattern):
    pool, state = sitting(*columns(pattern))
    exact = scalar(*columns(pattern))
    for estimate, expected in ((MLE(), engine_oracle.mle(exact)), (WLE(), engine_oracle.wle(exact))):
        theta, se, status = estimate(pool, state)
        if expected is None:
            assert status in (EstimateStatus.EDGE, EstimateStatus.CONSTANT)
            assert abs(theta) == engine_oracle.INTEGRATION_LIMIT
        else:
            assert status is EstimateStatus.CONVERGED
            # a nearly flat likelihood fixes its maximum less sharply: rounding of 1e-15 in the slope is 1e-15 · SE²
            assert (theta, se) == pytest.approx(expected, abs=1e-10 * max(1, se**2))


@given(patterns)
@settings(max_examples=40, deadline=None)
def test_the_sandwich_se_agrees_with_the_closed_form(pattern):
    a, b, c, d, scores = columns(pattern)
    pool, state = sitting(a, b, c, d, scores)
    theta, se, status = WLE("sandwich")(pool, state)
    assume(status is EstimateStatus.CONVERGED)
    expected = engine_oracle.sandwich_se([engine_oracle.Item(*item) for item in zip(a, b, c, d, strict=True)], theta)
    assert theta == WLE()(pool, state).theta
    assert se == (pytest.approx(expected, rel=1e-5) if expected > 0 else np.inf)


@given(patterns, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_answers_does_not_matter(pattern, random):
    order = list(range(len(pattern)))
    random.shuffle(order)
    pool, state = sitting(*columns(pattern))
    _, shuffled = sitting(*columns(pattern), order=order)
    for estimate in (EAP(), MAP(), WLE(), MLE()):
        one, other = estimate(pool, state), estimate(pool, shuffled)
        assert one.status == other.status
        assert one[:2] == pytest.approx(other[:2], abs=1e-12 * max(1, one.se**2))


@given(patterns)
@settings(max_examples=40, deadline=None)
def test_the_mirrored_test_gives_the_mirrored_ability(pattern):
    a, b, c, d, scores = columns(pattern)
    pool, state = sitting(a, b, c, d, scores)
    mirrored_pool, mirrored = sitting(a, -b, 1 - d, 1 - c, tuple(1 - score for score in scores))
    for estimate in (EAP(), MAP(), MLE(), WLE()):
        one, other = estimate(pool, state), estimate(mirrored_pool, mirrored)
        assert one.status == other.status
        assume(one.status is EstimateStatus.CONVERGED)
        assert (one.theta, one.se) == pytest.approx((-other.theta, other.se), abs=1e-10 * max(1, one.se**2))


@given(patterns)
@settings(max_examples=40, deadline=None)
def test_one_more_right_answer_never_lowers_eap(pattern):
    *items, scores = columns(pattern)
    assume(0 in scores)
    raised = tuple(score or int(item == scores.index(0)) for item, score in enumerate(scores))
    pool, state = sitting(*items, scores)
    _, higher = sitting(*items, raised)
    assert EAP()(pool, higher).theta > EAP()(pool, state).theta
