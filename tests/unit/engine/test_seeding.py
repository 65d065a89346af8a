import dataclasses
import math

import numpy as np
import pytest

from engine import (
    EAP,
    AdaptiveTest,
    Administer,
    Answered,
    Finish,
    FinishReason,
    InvalidTest,
    ItemParameters,
    Learner,
    MaxInformation,
    MaxItems,
    Normal,
    SeedAtRandom,
    SeedByDesign,
    TimeLimit,
    UnknownItem,
    Withdrawn,
    YearCeiling,
    amend,
    next_action,
    replay,
    simulate,
    start,
    step,
    tabulate,
)
from tests.support import engine_oracle

RASCH = (0.0, 0.8, 0.0, 0.0)
EVERYTHING = (0.4, 0.8, 0.1, 0.05)
MIXED = [
    engine_oracle.Item(1.3, -0.4),
    engine_oracle.Item(0.8, 0.6, 0.2, 0.95),
    engine_oracle.PartialCredit(1.1, [-0.5, 0.7]),
    engine_oracle.Graded(1.4, [-1.0, 0.2, 0.9]),
]
POOL = tabulate(
    ItemParameters.concat(
        ItemParameters.logistic([1.3, 0.8], [-0.4, 0.6], [0, 0.2], [1, 0.95]),
        ItemParameters.partial_credit(1.1, [[-0.5, 0.7]]),
        ItemParameters.graded(1.4, [[-1.0, 0.2, 0.9]]),
        ItemParameters.logistic(1.0, np.linspace(-2, 2, 8)),
    ),
    content={"year": [2, 3, 4, 5] + [2] * 8},
)
PLAIN = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(5),))


def seeding(value):
    return dataclasses.replace(PLAIN, seeding=value)


def unscored_positions(test, seed=3, learner=None):
    done = simulate(test, [0.0], seed, learners=learner)
    length = done.lengths[0]
    return {int(at) + 1: int(done.items[0, at]) for at in np.flatnonzero(~done.scored[0, :length])}


def moved(item, **change):
    """The item with some of its parameters moved by a little."""
    values = {
        name: [b + step for b, step in zip(getattr(item, name), by, strict=True)]
        if isinstance(by, list)
        else getattr(item, name) + by
        for name, by in change.items()
    }
    return dataclasses.replace(item, **values)


def directions(item):
    """Each of a, b1 … bm, c, d as a change of 1 to it."""
    if isinstance(item, engine_oracle.Item):
        return [{"a": 1.0}, {"b": 1.0}, {"c": 1.0}, {"d": 1.0}]
    steps = [{"steps": [float(at == one) for one in range(len(item.steps))]} for at in range(len(item.steps))]
    return [{"a": 1.0}, *steps]


def scaled(direction, by):
    return {
        name: [by * one for one in value] if isinstance(value, list) else by * value
        for name, value in direction.items()
    }


def expected_information(item, categories, theta, free, h=1e-5):
    """Fisher's information about some parameters, from differences of probabilities."""
    total = np.zeros((len(free), len(free)))
    for score in range(categories):
        rise = [
            (moved(item, **scaled(one, h)).chance(score, theta) - moved(item, **scaled(one, -h)).chance(score, theta))
            / (2 * h)
            for one in free
        ]
        total += np.outer(rise, rise) / item.chance(score, theta)
    return total


@pytest.mark.parametrize("index", range(4))
def test_a_gain_is_the_rise_of_the_log_determinant_over_the_posterior(index):
    item, categories = MIXED[index], int(POOL.categories[index])
    free = directions(item)
    sds = [EVERYTHING[0], *[EVERYTHING[1]] * (categories - 1), *EVERYTHING[2:]][: len(free)]
    # the 2PL item's c and d lie on their bounds, beyond which there is no difference to take
    known = index == 0
    if known:
        free, sds = free[:2], sds[:2]
    gathered = np.eye(len(free)) + 0.5
    value = SeedByDesign(
        (index,), (1,), (tuple(map(tuple, gathered.tolist())),), (*EVERYTHING[:2], 0.0, 0.0) if known else EVERYTHING
    )
    state = replay(PLAIN, [Answered(7, 1), Answered(8, 0)])
    before = gathered + np.diag(np.array(sds) ** -2.0)
    rises = [
        math.log(np.linalg.det(before + expected_information(item, categories, theta, free)) / np.linalg.det(before))
        for theta in POOL.grid.tolist()
    ]
    posterior = np.exp(state.log_likelihood - POOL.grid**2 / 2)
    expected = math.fsum(posterior * rises) / posterior.sum()
    assert value.gains(POOL, state.cohort())[0, 0] == pytest.approx(expected, rel=1e-7)


def test_of_a_rasch_item_only_the_difficulty_is_unknown():
    value = SeedByDesign((6,), (1,), (((2.0,),),), RASCH)
    chance = 1 / (1 + np.exp(POOL.parameters.b[6, 0] - POOL.grid))
    mass = Normal().log_weights(POOL.grid)
    expected = (np.exp(mass) * np.log1p(chance * (1 - chance) / (2 + 0.8**-2))).sum()
    assert value.gains(POOL, start(PLAIN).cohort())[0, 0] == pytest.approx(expected, rel=1e-12)


def test_a_person_far_from_where_an_item_needs_information_gets_another():
    test = seeding(SeedByDesign((4, 11), (1,), sds=RASCH))  # b = −2 and b = 2
    for mean, item in ((-2.0, 4), (2.0, 11)):
        assert next_action(test, start(test, Learner(prior=Normal(mean, 0.5))), 1) == Administer(item, scored=False)


def test_of_two_equal_items_the_one_of_which_less_is_known_is_seeded():
    pool = tabulate(ItemParameters.logistic(1.0, [0.3, 0.3, 0.0, 0.1]))
    value = SeedByDesign((0, 1), (1,), sds=RASCH).with_answers(pool, [0, 0, 0], [0.1, -0.4, 0.9])
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(2),), seeding=value)
    assert next_action(test, start(test), 1) == Administer(1, scored=False)


def test_what_is_gathered_adds_up_whatever_its_order():
    value = SeedByDesign((3, 0, 2), (1,), sds=EVERYTHING)
    items, theta = [0, 3, 0, 2, 3], [0.5, -1.0, 1.5, 0.0, 2.0]
    at_once = value.with_answers(POOL, items, theta)
    one_by_one = value
    for item, ability in zip(items, theta, strict=True):
        one_by_one = one_by_one.with_answers(POOL, [item], [ability])
    assert [len(matrix) for matrix in at_once.gathered] == [4, 4, 3]
    for left, right in zip(at_once.gathered, one_by_one.gathered, strict=True):
        assert np.array(left) == pytest.approx(np.array(right), rel=1e-12)
    assert np.array(value.with_answers(POOL, [3], [0.7]).gathered[0]) == pytest.approx(
        expected_information(MIXED[3], 4, 0.7, directions(MIXED[3])), rel=1e-7
    )
    assert value.with_answers(POOL, [], []).gathered == tuple(
        tuple((0.0,) * size for _ in range(size)) for size in (4, 4, 3)
    )


def test_positions_count_everything_presented_from_1():
    assert unscored_positions(seeding(SeedAtRandom((0,), (1,)))) == {1: 0}
    assert list(unscored_positions(seeding(SeedAtRandom((0, 1, 2), (2, 4, 6))))) == [2, 4, 6]
    # the last scored item is the fifth: a position behind it is never reached
    assert list(unscored_positions(seeding(SeedAtRandom((0, 1, 2), (5, 7, 8))))) == [5]


def test_a_position_is_drawn_evenly_from_its_window():
    done = simulate(seeding(SeedAtRandom((0, 1), (1, (3, 6)))), np.zeros(4000), 5)
    at = (~done.scored[:, 1:]).argmax(axis=1) + 2
    counts = np.bincount(at, minlength=7)[3:7]
    assert counts.sum() == 4000
    assert ((counts - 1000) ** 2 / 1000).sum() < 16.3  # chi-squared with 3 degrees of freedom, 0.1 %


def test_items_are_drawn_evenly_of_those_that_are_open():
    done = simulate(seeding(SeedAtRandom((0, 1, 2, 3), (1,))), np.zeros(3000), 5, learners=Learner(unavailable=(2,)))
    counts = np.bincount(done.items[:, 0], minlength=4)[:4]
    assert counts[2] == 0
    assert ((counts[[0, 1, 3]] - 1000) ** 2 / 1000).sum() < 13.9  # 2 degrees of freedom, 0.1 %


@pytest.mark.parametrize("value", [SeedAtRandom((0, 1), (1, 2, 3)), SeedByDesign((0, 1), (1, 2, 3))])
def test_where_no_unscored_item_is_open_the_scored_one_comes(value):
    test = seeding(value)
    assert list(unscored_positions(test)) == [1, 2]
    assert list(unscored_positions(test, learner=Learner(unavailable=(1,)))) == [1]
    assert unscored_positions(test, learner=Learner(accessible=tuple(range(2, 12)))) == {}
    withdrawn = amend(test, start(test), Withdrawn((0, 1)))
    assert next_action(test, withdrawn, 4).scored


def test_an_unscored_item_obeys_the_masks_of_its_seeding():
    assert set(
        unscored_positions(seeding(SeedAtRandom((0, 1, 2, 3), (1, 2, 3), (YearCeiling("year", 3),)))).values()
    ) == {0, 1}


def test_nothing_is_seeded_once_the_sitting_is_over():
    test = seeding(SeedAtRandom((0, 1, 2), (1, 6)))
    state = replay(test, [Answered(item, 1) for item in range(4, 9)])
    assert next_action(test, state, 1) == Finish(FinishReason.MAX_ITEMS)
    exhausted = start(test, Learner(accessible=(0, 1)))
    assert next_action(test, exhausted, 1) == Finish(FinishReason.POOL_EXHAUSTED)


def test_time_spent_on_an_unscored_item_is_time_spent():
    test = dataclasses.replace(seeding(SeedAtRandom((0,), (1,))), stop=(TimeLimit(),))
    state = start(test, Learner(seconds=60.0))
    state = step(test, state, 0, 1, scored=False, elapsed=61.0)
    assert next_action(test, state, 1) == Finish(FinishReason.TIME_LIMIT)


@pytest.mark.parametrize(
    ("unscored", "positions", "message"),
    [
        ((), (1,), "at least 1"),
        ((1, 1), (1,), "distinct"),
        ([1, 2], (1,), "a tuple of distinct items"),
        ((1,), [1], "a tuple"),
        ((1,), (0,), "from 1"),
        ((1,), (3, 3), "without overlap"),
        ((1,), ((2, 5), 5), "without overlap"),
        ((1,), ((5, 2),), "rising"),
        ((1,), (2.0,), "whole numbers"),
        ((1,), ((1, 2, 3),), "pairs of a first and a last"),
    ],
)
@pytest.mark.parametrize("make", [SeedAtRandom, SeedByDesign])
def test_items_and_positions_that_mean_nothing_are_refused(make, unscored, positions, message):
    with pytest.raises(InvalidTest, match=message):
        make(unscored, positions)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"gathered": (((1.0,),),) * 2}, "a matrix for each item"),
        ({"gathered": (((1.0, 0.0),),)}, "square"),
        ({"gathered": (((1.0, 0.1), (0.2, 1.0)),)}, "symmetric"),
        ({"gathered": (((1.0, math.inf), (math.inf, 1.0)),)}, "finite"),
        ({"gathered": (((1.0, 2.0), (2.0, 1.0)),)}, "negative eigenvalues"),
        ({"gathered": (((),),)}, "square"),
        ({"sds": (0.0, 0.0, 0.0, 0.0)}, "not all 0"),
        ({"sds": (0.5, -1.0, 0.0, 0.0)}, "at least 0"),
        ({"sds": (0.5, 0.8)}, "SDs of a, b, c and d"),
    ],
)
def test_a_design_that_means_nothing_is_refused(settings, message):
    with pytest.raises(InvalidTest, match=message):
        SeedByDesign((1,), (1,), **settings)


def test_what_does_not_fit_the_pool_is_refused_when_the_test_is_made():
    with pytest.raises(UnknownItem, match="received 99"):
        seeding(SeedAtRandom((99,), (1,)))
    with pytest.raises(InvalidTest, match="must be 3 × 3 for item 2"):
        seeding(SeedByDesign((2,), (1,), (((1.0, 0.0), (0.0, 1.0)),)))


def test_only_answers_to_unscored_items_are_gathered():
    value = SeedByDesign((1, 2), (1,))
    with pytest.raises(InvalidTest, match=r"some of \(1, 2\); received \[5\]"):
        value.with_answers(POOL, [1, 5], [0.0, 0.0])
    with pytest.raises(InvalidTest, match="abilities of shape"):
        value.with_answers(POOL, [1, 2], [0.0])


def test_equal_designs_hash_alike():
    assert SeedByDesign((1,), (1,), sds=RASCH) == SeedByDesign((1,), (1,), sds=RASCH)
    assert len({SeedByDesign((1,), (1,)), SeedByDesign((1,), (1,)), SeedByDesign((1,), (2,))}) == 2
