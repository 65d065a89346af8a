"""Whatever is answered, a sitting repeats no template and no family beyond its limits, and neighbours differ."""

from collections import Counter
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import AdaptiveTest, Administer, amend, next_action, start, step
from engine.sitting.sitting_state import Relaxed
from itembank import ItemVersion, compile_practice_test, compile_test, numeracy_bank

BANK = numeracy_bank()
(DESIGN,) = BANK.designs
LIMITS = {2: (2, 3), 3: (1, 2), 4: (1, 2), 9: (1, 2)}
"""The most of one template and of one family, by year group."""


@cache
def compiled(year: int, *, practice: bool) -> AdaptiveTest:
    return (compile_practice_test if practice else compile_test)(BANK, DESIGN, year)


def sat(test: AdaptiveTest, scores: list[int], seed: int) -> list[str]:
    """Ids of the items of a sitting with these answers."""
    state = start(test)
    for score in scores:
        action = next_action(test, state, seed)
        if not isinstance(action, Administer):
            break
        if action.relaxed:
            state = amend(test, state, Relaxed(action.relaxed))
        state = step(test, state, action.item, score)
    return [test.pool.ids[answer.item] for answer in state.answers]


def most(values: list[str]) -> int:
    return max(Counter(values).values())


def assert_varied(items: list[ItemVersion], template: int, family: int) -> None:
    assert most([item.template for item in items]) <= template
    assert most([item.family for item in items]) <= family
    assert all(item.topic != after.topic for item, after in pairwise(items))


@pytest.mark.parametrize("year", LIMITS)
@given(st.lists(st.integers(0, 1), min_size=30, max_size=30), st.integers(0, 2**64 - 1))
@settings(max_examples=6, deadline=None)
def test_a_sitting_is_varied_whatever_is_answered(year: int, scores: list[int], seed: int) -> None:
    items = [BANK.item(item) for item in sat(compiled(year, practice=False), scores, seed)]
    assert len(items) == 30
    assert_varied(items, *LIMITS[year])


@given(st.integers(2, 9), st.lists(st.integers(0, 1), min_size=10, max_size=10), st.integers(0, 2**64 - 1))
@settings(max_examples=20, deadline=None)
def test_practice_is_varied_whatever_is_answered(year: int, scores: list[int], seed: int) -> None:
    items = [BANK.item(item) for item in sat(compiled(year, practice=True), scores, seed)]
    assert len(items) == 10
    assert most([item.template for item in items]) == 1
    assert most([item.family for item in items]) <= 2
