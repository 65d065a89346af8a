"""Merging gains under nested bounds is, in what it is worth, the integer programme."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from engine.assembly.blueprint import ConstraintRow
from engine.assembly.nested_bounds import best_items, nested_bounds


@st.composite
def families(draw, n):
    """Random sets that nest: runs of items, split again and again, some of them bounded."""
    rows, runs = [], [(0, n)]
    while runs:
        start, stop = runs.pop()
        if draw(st.booleans()):
            low = draw(st.integers(0, 3))
            members = np.zeros(n)
            members[start:stop] = 1
            rows.append(ConstraintRow(f"{start}-{stop}", members, low, low + draw(st.integers(0, 4))))
        if stop - start > 2 and draw(st.booleans()):
            middle = draw(st.integers(start + 1, stop - 1))
            runs += [(start, middle), (middle, stop)]
    return rows


@st.composite
def problems(draw):
    n = draw(st.integers(4, 24))
    order = np.array(draw(st.permutations(range(n))))
    rows = [row._replace(coefficients=row.coefficients[order]) for row in draw(families(n))]
    values = np.array(draw(st.lists(st.integers(-20, 20), min_size=n, max_size=n)), dtype=float)  # many ties
    kinds = np.array(draw(st.lists(st.sampled_from("cccca-"), min_size=n, max_size=n)))
    return n, rows, draw(st.integers(1, 10)), values, kinds == "c", np.flatnonzero(kinds == "a")


def by_integer_programme(n, rows, length, values, candidates, asked):
    lower, upper = np.zeros(n), candidates.astype(float)
    lower[asked] = upper[asked] = 1
    matrix = np.array([row.coefficients for row in rows] + [np.ones(n)])
    low, high = [*(row.low for row in rows), length], [*(row.high for row in rows), length]
    found = milp(
        -values, integrality=np.ones(n), bounds=Bounds(lower, upper), constraints=LinearConstraint(matrix, low, high)
    )
    assert found.status in (0, 2)
    return None if found.status == 2 else -found.fun


@given(problems())
@settings(max_examples=400, deadline=None)
def test_the_merger_is_worth_what_the_integer_programme_is(problem):
    n, rows, length, values, candidates, asked = problem
    tree = nested_bounds(rows, length, length, n)
    best = best_items(tree, values, candidates, asked)
    worth = by_integer_programme(*problem)
    if worth is None:
        assert best is None
        return
    items = np.concatenate([asked, best])
    assert len(set(items.tolist())) == length
    assert candidates[best].all()
    for row in rows:
        assert row.low <= row.coefficients[items].sum() <= row.high
    assert values[items].sum() == pytest.approx(worth, abs=1e-9)


@given(problems())
@settings(max_examples=50, deadline=None)
def test_of_equals_the_first_in_the_pool_is_taken(problem):
    n, rows, length, _, candidates, asked = problem
    best = best_items(nested_bounds(rows, length, length, n), np.zeros(n), candidates, asked)
    # worth nothing, so any tie may be broken: by index, as if earlier items were worth a little more
    sloped = best_items(nested_bounds(rows, length, length, n), -np.arange(n) * 1e-9, candidates, asked)
    assert best is None if sloped is None else set(best.tolist()) == set(sloped.tolist())


def masks(*members):
    return [ConstraintRow(str(index), np.array(inside, dtype=float), 0, 1) for index, inside in enumerate(members)]


def test_bounds_that_cross_or_weigh_do_not_nest():
    assert nested_bounds(masks([1, 1, 0, 0], [0, 1, 1, 0]), 2, 2, 4) is None
    assert nested_bounds(masks([1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 1, 1]), 2, 2, 4) is None
    assert nested_bounds(masks([1, 2, 0, 0]), 2, 2, 4) is None
    assert nested_bounds(masks([1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]), 2, 2, 4) is not None
