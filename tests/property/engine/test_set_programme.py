"""Going through item sets by dynamic programming finds the test that HiGHS finds, or says that it finds none."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from engine.assembly import set_programme as module
from engine.assembly.blueprint import ConstraintRow
from engine.assembly.mixed_integer_programme import ItemSetBounds, MixedIntegerSolver, item_costs, mixed_integer_model
from engine.assembly.set_programme import SetProgramme, set_programme


class Problem(NamedTuple):
    """A pool of item sets, bounds, and three sittings, whose arrays have the shape (3, n)."""

    rows: list[ConstraintRow]
    length: int
    item_sets: ItemSetBounds
    barred: np.ndarray
    values: np.ndarray
    candidates: np.ndarray
    administered: np.ndarray

    @property
    def programme(self) -> SetProgramme | None:
        return set_programme(self.rows, (self.length,) * 2, self.barred, self.item_sets)

    @property
    def costs(self) -> np.ndarray:
        return item_costs(np.where(self.candidates, self.values, 0.0))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Seven sets of three to five items, of which three or four are used; bounds so tight that they often bind."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    set_of_item = np.repeat(np.arange(7), rng.integers(3, 6, 7))
    n, least = set_of_item.size, draw(st.integers(1, 2))
    item_sets = ItemSetBounds(set_of_item, least, least + draw(st.integers(0, 2)), 3, 4)
    length = draw(st.integers(3 * least, 4 * item_sets.maximum))
    rows = []
    for number in range(draw(st.integers(0, 3))):
        low = draw(st.integers(0, length))
        some = (rng.random(n) < 0.4).astype(float)
        rows.append(ConstraintRow(f"items {number}", some, low, low + draw(st.integers(0, 3))))
    barred = rng.random(n) < draw(st.sampled_from((0.0, 0.1)))
    candidates = rng.random((3, n)) < draw(st.sampled_from((0.6, 1.0)))
    values = rng.normal(0.5, 1, (3, n))
    begun = np.array([np.isin(set_of_item, rng.permutation(7)[: draw(st.integers(0, 3))]) for _ in range(3)])
    administered = begun & (rng.random((3, n)) < 0.4) & ~barred
    return Problem(rows, length, item_sets, barred, values, candidates & ~administered & ~barred, administered)


@settings(max_examples=100, deadline=None)
@given(problems())
def test_what_is_found_is_what_a_linear_programme_finds_and_does_not_depend_on_other_sittings(problem: Problem) -> None:
    if problem.programme is None:
        event("nothing to find")
        return
    found = problem.programme.best_tests(problem.costs, problem.candidates, problem.administered)
    length, n = problem.length, problem.barred.size
    solver = MixedIntegerSolver(
        mixed_integer_model(problem.rows, length, length, n, problem.item_sets), problem.values[:1]
    )
    for row in range(3):
        asked = np.flatnonzero(problem.administered[row])
        solved = solver.solve(problem.values[row], problem.candidates[row], asked)
        alone = problem.programme.best_tests(
            problem.costs[[row]], problem.candidates[[row]], problem.administered[[row]]
        )
        assert found.found[row] == alone.found[0]
        assert np.array_equal(found.chosen[row], alone.chosen[0])
        if found.found[row]:  # where it is not, too much would have to be gone through, or there is none
            assert solved.chosen is not None
            assert np.array_equal(found.chosen[row], solved.chosen[:n])
        elif solved.chosen is not None:
            event("a test that is not found")
    event(f"found: {np.count_nonzero(found.found)} of 3")


def test_only_counts_of_items_in_sets_are_served() -> None:
    numbers, none = np.repeat(np.arange(4), 3), np.zeros(12, dtype=bool)
    sets = ItemSetBounds(numbers, 1, 2, 3, 4)
    assert set_programme([], (6, 6), none, sets) is not None
    assert set_programme([], (6, 6), none, None) is None
    assert set_programme([], (5, 6), none, sets) is None
    assert set_programme([], (9, 9), none, sets) is None  # four sets of two items at most
    assert set_programme([], (6, 6), ~none, sets) is None
    alone = sets._replace(set_of_item=np.where(np.arange(12) < 11, numbers, -1))
    assert set_programme([], (6, 6), none, alone) is None
    assert set_programme([], (6, 6), np.arange(12) == 11, alone) is not None
    assert set_programme([ConstraintRow("words", np.linspace(1.0, 2.0, 12), 0.0, 9.0)], (6, 6), none, sets) is None


def test_where_too_much_would_have_to_be_gone_through_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers, values = np.repeat(np.arange(4), 3), np.tile([1.0, 0.9, 0.1], 4)
    wanted = ConstraintRow("wanted", np.tile([0.0, 0.0, 1.0], 4), 2.0, 6.0)
    programme = set_programme([wanted], (6, 6), np.zeros(12, dtype=bool), ItemSetBounds(numbers, 1, 2, 3, 4))
    assert programme is not None
    asked = item_costs(values[np.newaxis]), np.ones((1, 12), dtype=bool), np.zeros((1, 12), dtype=bool)
    found = programme.best_tests(*asked)
    assert (found.found.tolist(), int(found.chosen[0, 2::3].sum())) == ([True], 2)
    monkeypatch.setattr(module, "_MOST_CELLS", programme.following.size)
    assert programme.best_tests(*asked).found.tolist() == [False]
    monkeypatch.setattr(module, "_MOST_WAYS", 10)
    assert set_programme([wanted], (6, 6), np.zeros(12, dtype=bool), ItemSetBounds(numbers, 1, 2, 3, 4)) is None
