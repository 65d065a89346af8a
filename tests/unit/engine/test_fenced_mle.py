"""Maximum likelihood with fences."""

import numpy as np
import pytest

from engine import (
    MLE,
    AdaptiveTest,
    Answered,
    EstimateStatus,
    FencedMLE,
    InvalidTest,
    ItemParameters,
    MaxInformation,
    replay,
    start,
    tabulate,
)
from tests.support import engine_oracle

SLOPES, PLACES = [1.0, 1.4, 0.8, 1.2, 1.0, 0.9], [-2.0, -1.0, -0.2, 0.4, 1.1, 2.0]
POOL = tabulate(ItemParameters.logistic(SLOPES, PLACES))
TEST = AdaptiveTest(POOL, FencedMLE(), MaxInformation(), ())
FENCES = [engine_oracle.Item(3.0, -5.0), engine_oracle.Item(3.0, 5.0)]


def sitting(*scores):
    return replay(TEST, [Answered(item, score) for item, score in enumerate(scores)])


@pytest.mark.parametrize("scores", [(1, 1, 1, 1, 1, 1), (0, 0, 0), (1,), (1, 0, 1, 1, 0, 0)])
def test_the_estimate_is_that_of_mle_with_two_more_answers(scores):
    real = [engine_oracle.Item(a, b) for a, b in zip(SLOPES, PLACES, strict=True)][: len(scores)]
    theta, se, _ = FencedMLE()(POOL, sitting(*scores))
    expected = engine_oracle.mle(engine_oracle.ResponsePattern([*real, *FENCES], [*scores, 1, 0]))
    assert theta == pytest.approx(expected[0], abs=1e-10)
    assert se == pytest.approx(engine_oracle.ResponsePattern(real, scores).information(theta) ** -0.5, rel=1e-10)


def test_a_constant_pattern_has_a_finite_estimate_and_is_still_called_constant():
    theta, _, status = FencedMLE()(POOL, sitting(1, 1, 1, 1, 1, 1))
    assert status is EstimateStatus.CONSTANT
    assert 2 < theta < 6


def test_inside_the_fences_the_estimate_is_that_of_mle():
    state = sitting(1, 1, 1, 0, 0, 0)
    assert FencedMLE()(POOL, state).theta == pytest.approx(MLE()(POOL, state).theta, abs=1e-4)
    assert FencedMLE()(POOL, state).status is EstimateStatus.CONVERGED


def test_an_estimate_moved_by_a_fence_says_so():
    near = FencedMLE(low=-1.0, high=1.0)(POOL, sitting(1, 1, 1, 1, 1, 0))
    assert near.status is EstimateStatus.FENCED
    assert near.theta < MLE()(POOL, sitting(1, 1, 1, 1, 1, 0)).theta


def test_before_any_answer_it_says_so():
    assert FencedMLE()(POOL, start(TEST)) == (0.0, np.inf, EstimateStatus.NO_ANSWERS)


@pytest.mark.parametrize("arguments", [{"low": 2.0, "high": 1.0}, {"slope": 0.0}, {"high": np.inf}, {"low": np.nan}])
def test_fences_that_enclose_nothing_are_refused(arguments):
    with pytest.raises(InvalidTest, match="low < high and a slope above 0"):
        FencedMLE(**arguments)


@pytest.mark.parametrize("fences", [FencedMLE(low=-6.0), FencedMLE(high=50.0)])
def test_fences_beyond_the_grid_hold_nothing_and_are_refused(fences):
    with pytest.raises(InvalidTest, match="inside the pool's grid, -6 to 6; received FencedMLE"):
        AdaptiveTest(POOL, fences, MaxInformation(), ())
