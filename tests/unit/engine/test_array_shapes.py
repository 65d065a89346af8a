"""Arrays that are crossed are crossed by an explicit rule; others of another length are refused, with what came."""

from collections.abc import Callable

import numpy as np
import pytest

import engine as e

ITEMS, NODES = 5, 61
PARAMETERS = e.ItemParameters.logistic(a=np.ones(ITEMS), b=np.linspace(-1, 1, ITEMS))
POOL = e.tabulate(PARAMETERS)
TEST = e.AdaptiveTest(POOL, e.EAP(), e.MaxInformation(), stop=(e.MaxItems(3),))
THETA = np.zeros(4)
SHORTER = e.ItemParameters.logistic(a=np.ones(3), b=np.zeros(3))


@pytest.mark.parametrize("nodes", [1, ITEMS, NODES])
def test_items_are_crossed_with_abilities_however_many_there_are(nodes: int) -> None:
    theta = np.linspace(-3, 3, nodes)
    assert e.information(PARAMETERS, theta).shape == (ITEMS, nodes)
    assert e.log_probabilities(PARAMETERS, theta).shape == (ITEMS, 2, nodes)


CALLS: dict[str, Callable[[], object]] = {
    "slopes and difficulties": lambda: e.ItemParameters.logistic(a=np.ones(4), b=np.zeros(ITEMS)),
    "slopes and thresholds": lambda: e.ItemParameters.partial_credit(a=np.ones(4), b=np.zeros((ITEMS, 2))),
    "graded slopes": lambda: e.ItemParameters.graded(a=np.ones(4), b=np.tile([0.0, 1.0], (ITEMS, 1))),
    "ids of a pool": lambda: e.tabulate(PARAMETERS, ids=["1", "2"]),
    "abilities in two dimensions": lambda: e.information(PARAMETERS, np.zeros((2, 2))),
    "learners of a simulation": lambda: e.simulate(TEST, THETA, seed=1, learners=[e.Learner()] * 3),
    "seeds and abilities": lambda: e.simulated_scores(
        PARAMETERS, np.zeros((ITEMS, 4)), e.simulee_seeds(1, 3), np.arange(ITEMS), None
    ),
    "items of a truth": lambda: e.simulate(TEST, THETA, seed=1, truth=SHORTER),
}


@pytest.mark.parametrize("call", CALLS)
def test_arrays_of_unequal_lengths_are_refused(call: str) -> None:
    with pytest.raises(Exception, match=r"\d") as refused:
        CALLS[call]()
    assert type(refused.value).__module__.startswith("engine"), repr(refused.value)
