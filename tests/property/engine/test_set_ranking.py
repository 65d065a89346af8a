"""Ranking whole item sets finds the test that a programme finds, or says that it finds none."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from engine.assembly.blueprint import ConstraintRow
from engine.assembly.mixed_integer_programme import ItemSetBounds, MixedIntegerSolver, item_costs, mixed_integer_model
from engine.assembly.set_ranking import SetRanking, set_ranking


class Problem(NamedTuple):
    """A pool of item sets, bounds, and three sittings, whose arrays have the shape (3, n)."""

    rows: list[ConstraintRow]
    item_sets: ItemSetBounds
    barred: np.ndarray
    values: np.ndarray
    candidates: np.ndarray
    administered: np.ndarray

    @property
    def length(self) -> int:
        return self.item_sets.minimum * self.item_sets.fewest


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Six sets of three to five items; bounds on kinds of set, and two on items, so tight that they often bind."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    sizes = rng.integers(3, 6, 6)
    set_of_item = np.repeat(np.arange(6), sizes)
    n, size, used = set_of_item.size, draw(st.integers(1, 3)), draw(st.integers(1, 4))
    item_sets = ItemSetBounds(set_of_item, size, size, used, used)
    rows = []
    for number in range(draw(st.integers(0, 2))):
        low = draw(st.integers(0, 2))
        story = (np.arange(6) % 3 == number).astype(float)[set_of_item]
        rows.append(ConstraintRow(f"kind {number}", story, low * size, (low + draw(st.integers(0, 2))) * size))
    for number in range(draw(st.integers(0, 2))):
        low = draw(st.integers(0, size * used))
        some = (rng.random(n) < 0.4).astype(float)
        rows.append(ConstraintRow(f"items {number}", some, low, low + draw(st.integers(0, 3))))
    barred = rng.random(n) < draw(st.sampled_from((0.0, 0.1)))
    candidates = rng.random((3, n)) < draw(st.sampled_from((0.6, 1.0)))
    values = rng.random((3, n)) ** 3
    begun = [rng.permutation(6)[: draw(st.integers(0, used))] for _ in range(3)]
    administered = np.array([np.isin(set_of_item, some) for some in begun]) & (rng.random((3, n)) < 0.4) & ~barred
    return Problem(rows, item_sets, barred, values, candidates & ~administered & ~barred, administered)


def ranking_of(problem: Problem) -> SetRanking | None:
    return set_ranking(problem.rows, (problem.length,) * 2, problem.barred, problem.item_sets)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_what_ranking_finds_is_what_the_programme_finds(problem: Problem) -> None:
    ranking = ranking_of(problem)
    if ranking is None:
        event("no split obeys the bounds on sets")
        return
    costs = item_costs(np.where(problem.candidates, problem.values, 0.0))
    ranked = ranking.best_tests(costs, problem.candidates, problem.administered)
    model = mixed_integer_model(problem.rows, problem.length, problem.length, costs.shape[1], problem.item_sets)
    solver = MixedIntegerSolver(model, problem.values[:1])
    for row in np.flatnonzero(ranked.found):
        asked = np.flatnonzero(problem.administered[row])
        solved = solver.solve(problem.values[row], problem.candidates[row], asked)
        assert solved.chosen is not None
        assert np.array_equal(ranked.chosen[row], solved.chosen[: costs.shape[1]])
    event(f"ranked: {np.count_nonzero(ranked.found)} of 3")


@settings(max_examples=100, deadline=None)
@given(problems())
def test_what_ranking_finds_for_a_sitting_does_not_depend_on_the_others(problem: Problem) -> None:
    ranking = ranking_of(problem)
    if ranking is None:
        return
    costs = item_costs(np.where(problem.candidates, problem.values, 0.0))
    many = ranking.best_tests(costs, problem.candidates, problem.administered)
    for row in range(3):
        alone = ranking.best_tests(costs[[row]], problem.candidates[[row]], problem.administered[[row]])
        assert alone.found[0] == many.found[row]
        assert not alone.found[0] or np.array_equal(alone.chosen[0], many.chosen[row])


def test_ranking_serves_no_test_whose_sets_vary() -> None:
    numbers, none = np.repeat(np.arange(4), 3), np.zeros(12, dtype=bool)
    assert set_ranking([], (6, 6), none, ItemSetBounds(numbers, 2, 2, 3, 3)) is not None
    assert set_ranking([], (6, 6), none, ItemSetBounds(numbers, 1, 2, 3, 3)) is None
    assert set_ranking([], (4, 6), none, ItemSetBounds(numbers, 2, 2, 2, 3)) is None
    assert set_ranking([], (6, 6), np.append(none, False), ItemSetBounds(np.append(numbers, -1), 2, 2, 3, 3)) is None
    weighed = ConstraintRow("words", np.linspace(1.0, 2.0, 12), 0.0, 9.0)
    assert set_ranking([weighed], (6, 6), none, ItemSetBounds(numbers, 2, 2, 3, 3)) is None


def test_ranking_serves_no_test_whose_sets_are_all_barred() -> None:
    bounds = ItemSetBounds(np.repeat(np.arange(4), 3), 2, 2, 3, 3)
    assert set_ranking([], (6, 6), np.arange(12) > 5, bounds) is None
    assert set_ranking([], (6, 6), np.ones(12, dtype=bool), bounds) is None


def test_a_bound_that_many_tests_break_is_met_by_a_multiplier() -> None:
    """The best test has none of the items that two are wanted of: the cheapest two are taken in."""
    numbers = np.repeat(np.arange(3), 3)
    values = np.tile([1.0, 0.9, 0.1], 3) * np.repeat([1.0, 0.8, 0.6], 3)
    wanted = ConstraintRow("wanted", np.tile([0.0, 0.0, 1.0], 3), 2.0, 6.0)
    ranking = set_ranking([wanted], (6, 6), np.zeros(9, dtype=bool), ItemSetBounds(numbers, 2, 2, 3, 3))
    assert ranking is not None
    found = ranking.best_tests(item_costs(values[np.newaxis]), np.ones((1, 9), bool), np.zeros((1, 9), bool))
    assert found.found.tolist() == [True]
    assert np.flatnonzero(found.chosen[0]).tolist() == [0, 1, 3, 5, 6, 8]
