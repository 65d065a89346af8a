import numpy as np
import pytest

from engine import (
    EAP,
    AdaptiveTest,
    Blueprint,
    Dependence,
    InvalidTest,
    ItemParameters,
    ItemSets,
    MaxInformation,
    MaxItems,
    Random,
    Shadow,
    UnknownAttribute,
    item_set_effects,
    simulate,
    simulated_scores,
    simulee_seeds,
    tabulate,
)

POOL = tabulate(
    ItemParameters.logistic(1.0, np.linspace(-2, 2, 12)),
    content={"passage": ["", "", "", *"aaa", *"bbb", *"ccc"], "year": np.repeat([2, 3], 6)},
)
LOOSE = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(6),))
SETS = AdaptiveTest(
    POOL,
    EAP(),
    MaxInformation(),
    (MaxItems(6),),
    blueprint=Shadow(Blueprint(6, (ItemSets("passage", 2, 3, 1, 2),))),
)
THETA = np.linspace(-2, 2, 40)


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("items", "scores", "theta", "se"))


@pytest.mark.parametrize("test", [LOOSE, SETS])
def test_an_effect_without_spread_changes_nothing_bit_for_bit(test):
    plain = simulate(test, THETA, 3)
    assert same(plain, simulate(test, THETA, 3, dependence=Dependence("passage", 0.0)))
    assert not same(plain, simulate(test, THETA, 3, dependence=Dependence("passage", 1.5)))


def test_a_number_means_the_item_sets_of_the_blueprint():
    named = simulate(SETS, THETA, 3, dependence=Dependence("passage", 0.8))
    assert same(named, simulate(SETS, THETA, 3, dependence=0.8))


def test_a_number_without_item_sets_is_refused_with_what_to_do():
    with pytest.raises(InvalidTest, match=r"needs a blueprint with ItemSets; .* Dependence\(attribute, 0.8\)"):
        simulate(LOOSE, THETA, 3, dependence=0.8)


@pytest.mark.parametrize("sd", [-0.1, np.nan, np.inf])
def test_an_sd_that_cannot_be_is_refused(sd):
    with pytest.raises(InvalidTest, match="finite SD of 0 logits or more"):
        simulate(SETS, THETA, 3, dependence=sd)


def test_an_attribute_that_the_pool_does_not_hold_is_refused():
    with pytest.raises(UnknownAttribute, match="passages"):
        simulate(LOOSE, THETA, 3, dependence=Dependence("passages", 1.0))


def test_items_of_a_set_share_one_effect_and_items_alone_have_none():
    effects = item_set_effects(LOOSE, Dependence("passage", 1.0))
    seeds = simulee_seeds(9, 50)
    by_item = np.stack([effects(seeds, np.full(50, item)) for item in range(12)], axis=1)
    assert not by_item[:, :3].any()
    for first in (3, 6, 9):
        assert (by_item[:, first : first + 3] == by_item[:, [first]]).all()
    assert len({*by_item[:, 3], *by_item[:, 6], *by_item[:, 9]}) == 150


def test_another_value_may_stand_for_items_that_are_alone():
    effects = item_set_effects(LOOSE, Dependence("year", 1.0, alone=2))
    shared = effects(simulee_seeds(9, 12), np.arange(12))
    assert not shared[:6].any()
    assert shared[6:].all()


def test_an_answer_depends_on_nothing_but_simulee_and_item():
    # the same items in another order, and with another selector, are answered alike
    dependence, seeds = Dependence("passage", 1.2), simulee_seeds(4, 40)
    everything = AdaptiveTest(POOL, EAP(), Random(), (MaxItems(12),))
    done = simulate(everything, THETA, 4, dependence=dependence)
    fewer = simulate(LOOSE, THETA, 4, dependence=dependence)
    effects = item_set_effects(LOOSE, dependence)
    answers = np.full((40, 12), -1)
    np.put_along_axis(answers, done.items, done.scores, axis=1)
    assert np.array_equal(np.take_along_axis(answers, fewer.items, axis=1), fewer.scores)
    for item in range(12):
        scores = simulated_scores(POOL.parameters, THETA, seeds, np.full(40, item), effects)
        assert np.array_equal(scores, answers[:, item])


def test_exposure_control_that_gives_way_is_counted():
    class AdmitsNothing:
        def admits(self, pool, cohort, estimates, eligible):
            return eligible & (cohort.presented >= 4)

        def narrows(self, pool, cohort, estimates, values, eligible):
            return eligible

    barred = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(6),), exposure=AdmitsNothing())
    assert simulate(barred, [0.0, 1.0], 3).exposure_lifted.tolist() == [4, 4]
    assert simulate(LOOSE, [0.0, 1.0], 3).exposure_lifted.tolist() == [0, 0]
