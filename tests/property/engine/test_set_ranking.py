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
    """A pool of item sets, bounds, and a sitting."""

    rows: list[ConstraintRow]
    item_sets: ItemSetBounds
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
    candidates = rng.random(n) < draw(st.sampled_from((0.6, 1.0)))
    values = rng.random(n) ** 3
    begun = rng.permutation(6)[: draw(st.integers(0, used))]
    administered = np.flatnonzero(np.isin(set_of_item, begun) & (rng.random(n) < 0.4)).astype(np.intp)
    candidates[administered] = False
    return Problem(rows, item_sets, values, candidates, administered)


def ranking_of(problem: Problem) -> SetRanking | None:
    return set_ranking(problem.rows, (problem.length,) * 2, problem.values.size, problem.item_sets)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_what_ranking_finds_is_what_the_programme_finds(problem: Problem) -> None:
    ranking = ranking_of(problem)
    if ranking is None:
        event("no split obeys the bounds on sets")
        return
    costs = item_costs(np.where(problem.candidates, problem.values, 0.0))
    ranked = ranking.best_test(costs, problem.candidates, problem.administered)
    model = mixed_integer_model(problem.rows, problem.length, problem.length, costs.size, problem.item_sets)
    solver = MixedIntegerSolver(model, problem.values[None])
    solved = solver.solve(problem.values, problem.candidates, problem.administered)
    event(f"ranked: {ranked is not None}, solved: {solved.chosen is not None}")
    if ranked is not None:
        assert solved.chosen is not None
        assert np.array_equal(ranked, solved.chosen[: costs.size])


def test_ranking_serves_no_test_whose_sets_vary() -> None:
    numbers = np.repeat(np.arange(4), 3)
    assert set_ranking([], (6, 6), 12, ItemSetBounds(numbers, 2, 2, 3, 3)) is not None
    assert set_ranking([], (6, 6), 12, ItemSetBounds(numbers, 1, 2, 3, 3)) is None
    assert set_ranking([], (4, 6), 12, ItemSetBounds(numbers, 2, 2, 2, 3)) is None
    assert set_ranking([], (6, 6), 13, ItemSetBounds(np.append(numbers, -1), 2, 2, 3, 3)) is None
    weighed = ConstraintRow("words", np.linspace(1.0, 2.0, 12), 0.0, 9.0)
    assert set_ranking([weighed], (6, 6), 12, ItemSetBounds(numbers, 2, 2, 3, 3)) is None


def test_a_bound_that_many_tests_break_is_met_by_a_multiplier() -> None:
    """The best test has none of the items that two are wanted of: the cheapest two are taken in."""
    numbers = np.repeat(np.arange(3), 3)
    values = np.tile([1.0, 0.9, 0.1], 3) * np.repeat([1.0, 0.8, 0.6], 3)
    wanted = ConstraintRow("wanted", np.tile([0.0, 0.0, 1.0], 3), 2.0, 6.0)
    ranking = set_ranking([wanted], (6, 6), 9, ItemSetBounds(numbers, 2, 2, 3, 3))
    assert ranking is not None
    found = ranking.best_test(item_costs(values), np.ones(9, dtype=bool), np.empty(0, dtype=np.intp))
    assert found is not None
    assert np.flatnonzero(found).tolist() == [0, 1, 3, 5, 6, 8]
