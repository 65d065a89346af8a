"""Shadow tests against what TestDesign's own tests demand of them."""

import numpy as np
import pytest

from engine import (
    EAP,
    AdaptiveTest,
    Administer,
    Blueprint,
    Count,
    ItemParameters,
    Learner,
    MaxInformation,
    MaxItems,
    Random,
    Shadow,
    Sum,
    information,
    next_action,
    shadow_test,
    simulate,
    start,
    step,
    tabulate,
)

RNG = np.random.default_rng(12)
PARAMETERS = ItemParameters.logistic(RNG.uniform(0.5, 1.5, 200), RNG.normal(size=200), 0.2)


@pytest.mark.parametrize("theta", [-1.0, 0.0, 1.0])
def test_a_goal_for_information_against_testdesign(theta):
    # test-gfi.R: with a goal of 5 every shadow test of 30 items has that information, within 5 %
    informed = information(PARAMETERS, theta)
    assert np.sort(informed)[-30:].sum() > 7  # without a goal there could be more
    pool = tabulate(PARAMETERS, content={"informed": informed, "strand": np.resize(["n", "m", "d"], 200)})
    goal = Sum("informed", 4.75, 5.25)
    blueprint = Blueprint(30, (goal, *(Count("strand", (value,), 8, 12) for value in "nmd")))
    test = AdaptiveTest(pool, EAP(), Random(), (MaxItems(30),), blueprint=Shadow(blueprint))
    state = start(test)
    while isinstance(action := next_action(test, state, 4), Administer):
        if len(state.answers) % 10 == 0:
            shadow = shadow_test(test, state, 4)
            assert not shadow.relaxed
            assert informed[[*shadow.administered, *shadow.free]].sum() == pytest.approx(5.0, rel=0.05)
        state = step(test, state, action.item, len(state.answers) % 2)
    asked = [answer.item for answer in state.answers]
    assert informed[asked].sum() == pytest.approx(5.0, rel=0.05)


def test_nobody_meets_an_item_on_two_occasions_against_testdesign():
    # test_overlap_control.r: after two sittings of 30 items everyone has used 60
    pool = tabulate(PARAMETERS, content={"strand": np.resize(["n", "m", "d"], 200)})
    blueprint = Blueprint(30, tuple(Count("strand", (value,), 8, 12) for value in "nmd"))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(30),), blueprint=Shadow(blueprint))
    theta = np.random.default_rng(1).normal(size=25)
    first = simulate(test, theta, 5)
    used = np.zeros((25, 200), dtype=int)
    np.add.at(used, (np.arange(25)[:, np.newaxis], first.items), 1)
    assert (used > 0).sum(axis=1).tolist() == [30] * 25
    again = simulate(test, theta, 6, learners=[Learner(unavailable=tuple(items.tolist())) for items in first.items])
    np.add.at(used, (np.arange(25)[:, np.newaxis], again.items), 1)
    assert (used > 0).sum(axis=1).tolist() == [60] * 25
    assert used.max() == 1
    # and without being told, the second sitting repeats some of the first
    alike = simulate(test, theta, 6)
    assert any(set(one) & set(other) for one, other in zip(first.items.tolist(), alike.items.tolist(), strict=True))
