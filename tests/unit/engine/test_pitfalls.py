"""What goes wrong in other engines, each with what should happen instead."""

import numpy as np
import pytest

from engine import (
    EAP,
    MAP,
    MLE,
    WLE,
    AdaptiveTest,
    Answered,
    EstimateStatus,
    FencedMLE,
    InvalidParameters,
    ItemParameters,
    Learner,
    MaxInformation,
    MaxItems,
    Normal,
    replay,
    reported,
    running,
    simulate,
    tabulate,
)

ANYONE = Learner()


def sitting(pool, scores, learner=ANYONE):
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    return replay(test, [Answered(item, score) for item, score in enumerate(scores)], learner)


def test_a_mixed_pattern_without_a_finite_maximum_is_declared():
    # 3PL: right by guessing on the hard item, wrong on the easy one
    pool = tabulate(ItemParameters.logistic([1.0, 2.0], [-1.0, 2.0], 0.3))
    state = sitting(pool, [0, 1])
    estimate = MLE()(pool, state)
    assert estimate.status is EstimateStatus.EDGE
    assert estimate.theta == pool.grid[0]
    fenced = FencedMLE()(pool, state)
    assert fenced.status is EstimateStatus.FENCED
    assert pool.grid[0] < fenced.theta < 0


@pytest.mark.parametrize("make", [ItemParameters.graded, ItemParameters.partial_credit])
@pytest.mark.parametrize("score", [0, 3])
def test_only_top_or_only_bottom_categories_give_a_finite_ability(make, score):
    pool = tabulate(make(1.5, np.tile([-1.0, 0.0, 1.0], (5, 1))))
    state = sitting(pool, [score] * 5)
    for estimate in (EAP(), MAP(), WLE(), FencedMLE()):
        assert np.isfinite(estimate(pool, state)[:2]).all()
    assert MLE()(pool, state).status is EstimateStatus.CONSTANT


def test_a_pattern_of_middle_categories_is_not_constant():
    pool = tabulate(ItemParameters.graded(1.5, np.tile([-1.0, 1.0], (4, 1))))
    assert MLE()(pool, sitting(pool, [1, 1, 1, 1])).status is EstimateStatus.CONVERGED


def test_an_se_that_the_grid_cannot_hold_is_declared():
    pool = tabulate(ItemParameters.logistic(3.0, np.zeros(40)), grid=np.linspace(-6, 6, 25))
    assert EAP()(pool, sitting(pool, [0, 1] * 20)).status is EstimateStatus.COARSE


def test_the_reported_estimate_never_sees_the_prior_that_steers():
    pool = tabulate(ItemParameters.logistic(1.0, np.zeros(4)))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), ())
    known = sitting(pool, [1, 0, 1], Learner(prior=Normal(2.0, 0.5)))
    assert running(test, known).theta > 1
    assert reported(test, known) == reported(test, sitting(pool, [1, 0, 1]))


def test_each_person_of_a_batch_has_their_own_prior_and_place():
    pool = tabulate(ItemParameters.logistic(1.0, np.linspace(-3, 3, 30)))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(1),))
    learners = [Learner(prior=Normal(mean, 0.3)) for mean in (2.0, -2.0, 0.0)]
    first = simulate(test, np.zeros(3), 4, learners=learners).items[:, 0]
    assert pool.parameters.b[first, 0] == pytest.approx([2.0, -2.0, 0.0], abs=0.15)


def test_numbers_as_text_are_refused():
    with pytest.raises(InvalidParameters, match="b must be numbers"):
        ItemParameters.partial_credit(1.0, [["0.5", "1.0"]])
