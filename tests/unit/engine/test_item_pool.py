import tracemalloc

import numpy as np
import pytest

from engine import (
    InvalidGrid,
    InvalidPool,
    ItemParameters,
    Normal,
    UnknownAttribute,
    UnknownItem,
    ability_grid,
    information,
    log_sum_exp,
    tabulate,
)
from engine.errors import InvalidLearner

ITEMS = ItemParameters.logistic([1.0, 1.5, 0.8], [-1.0, 0.0, 2.0], [0.0, 0.2, 0.0], [1.0, 1.0, 0.95])


def test_tables_hold_what_the_models_say():
    pool = tabulate(ITEMS)
    assert pool.log_prob.shape == (3, 2, pool.grid.size)
    assert pool.information.shape == (3, pool.grid.size)
    node = 17
    theta = pool.grid[node]
    right = 0.2 + 0.8 / (1 + np.exp(-1.5 * theta))
    assert np.exp(pool.log_prob[1, :, node]) == pytest.approx([1 - right, right], rel=1e-14)
    assert pool.information[:, node] == pytest.approx(information(ITEMS, theta), rel=1e-14)


def test_tables_cannot_be_written():
    pool = tabulate(ITEMS, content={"strand": ["x", "y", "z"]})
    for table in (pool.grid, pool.log_prob, pool.information, pool.content["strand"]):
        with pytest.raises(ValueError, match="read-only"):
            table[0] = table[1]


def test_ids_are_the_only_crossing_into_the_pool():
    pool = tabulate(ITEMS, ids=["v7", "q2", "k9"])
    assert [pool.index(item) for item in ("v7", "q2", "k9")] == [0, 1, 2]
    assert len(pool) == 3
    for stranger in ("v8", 0, None, ["v7"]):
        with pytest.raises(UnknownItem, match="one of the pool's 3 ids"):
            pool.index(stranger)


def test_ids_default_to_numbers_from_one():
    assert tabulate(ITEMS).ids == ("1", "2", "3")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"ids": ["x", "y"]}, "as many as the items, 3; received 2"),
        ({"ids": ["x", "y", "x"]}, "distinct; received 'x' more than once"),
        ({"content": {"strand": ["number"]}}, "'strand' must have one value for each of the 3 items"),
    ],
)
def test_a_pool_that_does_not_fit_its_items_is_refused(arguments, message):
    with pytest.raises(InvalidPool, match=message):
        tabulate(ITEMS, **arguments)


@pytest.mark.parametrize("grid", [[0.0, 1.0], [0.0, 1.0, 3.0], [2.0, 1.0, 0.0], [0.0, np.nan, 1.0], [[0.0, 1.0, 2.0]]])
def test_a_grid_that_is_not_even_is_refused(grid):
    with pytest.raises(InvalidGrid):
        tabulate(ITEMS, grid=grid)


def test_an_attribute_that_is_not_there_is_named_beside_those_that_are():
    pool = tabulate(ITEMS, content={"year": [2, 3, 4], "strand": ["x", "y", "z"]})
    with pytest.raises(UnknownAttribute, match=r"\['strand', 'year'\]; received 'Year'"):
        pool.attribute("Year")


def test_the_grid_reaches_six_sd_beyond_every_population_and_past_the_items():
    grid = ability_grid(ITEMS, [Normal(-2.0, 1.0), Normal(1.0, 0.5)])
    assert (grid[0], grid[-1]) == (-8.0, 4.0)
    wide = ability_grid(
        ItemParameters.concat(ItemParameters.logistic(1.0, -20.0), ItemParameters.graded(1.0, [0.0, 9.0]))
    )
    assert (wide[0], wide[-1]) == (-21.0, 10.0)


def test_the_step_is_within_eight_tenths_of_the_sharpest_posterior():
    items = ItemParameters.logistic(2.0, np.zeros(100))
    grid = ability_grid(items, length=100)
    sharpest = 1 / np.sqrt(100 * 2.0**2 / 4 + 1)
    assert grid[1] - grid[0] <= 0.8 * sharpest
    shorter = ability_grid(items, length=25)
    assert grid.size > shorter.size
    assert shorter[1] - shorter[0] <= 0.8 / np.sqrt(25 * 2.0**2 / 4 + 1)
    assert np.array_equal(ability_grid(items, length=101), grid)
    assert np.array_equal(ability_grid(items), ability_grid(items, length=40))


def test_of_unequal_items_the_sharpest_count():
    items = ItemParameters.logistic(np.repeat([0.5, 3.0, 0.5], 20), 0.0)
    assert np.array_equal(ability_grid(items, length=20), ability_grid(ItemParameters.logistic(3.0, np.zeros(20))))


def test_5000_mixed_items_are_tabulated_within_30_megabytes():
    rng = np.random.default_rng(1)
    places, steps = rng.normal(size=(3, 1667, 1)), np.array([-1.0, 0.0, 1.0])
    slopes = rng.lognormal(0, 0.3, (3, 1667))
    items = ItemParameters.concat(
        ItemParameters.logistic(slopes[0], places[0, :, 0], rng.beta(20, 80, 1667)),
        ItemParameters.partial_credit(slopes[1], places[1] + steps),
        ItemParameters.graded(slopes[2], places[2] + steps),
    )
    tracemalloc.start()
    pool = tabulate(items)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pool.log_prob.shape[:2] == (5001, 4)
    assert kept <= peak <= 30e6


def test_prior_weights_sum_to_one_on_the_grid():
    grid = np.linspace(-8, 8, 81)
    assert log_sum_exp(Normal(1.0, 0.7).log_weights(grid)) == pytest.approx(0.0, abs=1e-14)


def test_log_sum_exp_neither_overflows_nor_underflows():
    assert log_sum_exp(np.array([1e4, 1e4])) == pytest.approx(1e4 + np.log(2))
    assert log_sum_exp(np.array([[-1e4, -1e4], [0.0, -1e9]])) == pytest.approx([-1e4 + np.log(2), 0.0])


@pytest.mark.parametrize("arguments", [(0.0, 0.0), (0.0, -1.0), (np.nan, 1.0), (0.0, np.inf)])
def test_a_prior_without_spread_is_refused(arguments):
    with pytest.raises(InvalidLearner, match="finite sd above 0"):
        Normal(*arguments)
