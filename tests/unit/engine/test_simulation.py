import numpy as np
import pytest

from engine import (
    EAP,
    AdaptiveTest,
    InvalidParameters,
    InvalidTest,
    ItemParameters,
    Learner,
    MaxInformation,
    MaxItems,
    simulate,
    simulated_scores,
    simulee_seeds,
    tabulate,
)

POOL = tabulate(ItemParameters.logistic(1.0, np.linspace(-2, 2, 9)))
TEST = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(5),))


def test_shapes_and_padding():
    done = simulate(TEST, [0.0, 1.0, -1.0], 3, learners=[Learner(), Learner(accessible=(0, 4)), Learner()])
    assert done.items.shape == done.scores.shape == done.scored.shape == (3, 5)
    assert done.lengths.tolist() == [5, 2, 5]
    assert done.items[1, 2:].tolist() == done.scores[1, 2:].tolist() == [-1, -1, -1]
    assert not done.scored[1, 2:].any()
    assert [str(reason) for reason in done.reasons] == ["max_items", "pool_exhausted", "max_items"]


def test_answers_may_come_from_other_parameters_than_the_pools():
    never = ItemParameters.logistic(1.0, np.full(9, 50.0))
    assert not simulate(TEST, np.zeros(20), 3, truth=never).scores.any()
    assert simulate(TEST, np.zeros(20), 3).scores.any()


def test_truth_of_another_pool_is_refused():
    with pytest.raises(InvalidParameters, match="pool's 9 items; received 2"):
        simulate(TEST, [0.0], 3, truth=ItemParameters.logistic(1.0, [0.0, 1.0]))


def test_learners_of_another_number_are_refused():
    with pytest.raises(InvalidTest, match="each of 2 simulees; received 3"):
        simulate(TEST, [0.0, 0.0], 3, learners=[Learner()] * 3)


@pytest.mark.parametrize("theta", [[0.0, np.nan], [np.inf], [[0.0]]])
def test_abilities_that_cannot_be_are_refused(theta):
    with pytest.raises(InvalidTest, match="finite abilities"):
        simulate(TEST, theta, 3)


def test_nobody_takes_no_test():
    assert simulate(TEST, [], 3).items.shape == (0, 0)


def test_scores_come_as_often_as_their_probability():
    item = ItemParameters.logistic(1.0, 0.0, 0.2)
    theta = np.full(40_000, 0.5)
    right = simulated_scores(item, theta, simulee_seeds(4, theta.size), np.zeros(theta.size, dtype=int)).mean()
    expected = 0.2 + 0.8 / (1 + np.exp(-0.5))
    assert abs(right - expected) < 4 * np.sqrt(expected * (1 - expected) / theta.size)
