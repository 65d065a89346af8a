"""Properties of a bank's health: more items never cost precision."""

from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from itembank.content.item_versions import LogisticParameters
from itembank.design.adaptive_test_design import Population
from itembank.health import bank_health
from tests.support.sample_bank import sample_design
from tests.support.small_bank import small_numeracy_bank

PLAN = replace(sample_design(6), populations=(Population(4, -0.9, 1.3),))
LEVELS = st.lists(st.floats(-5, 4).map(lambda b: round(b, 2)), min_size=8, max_size=20)
SLOPES = st.floats(0.3, 2.5).map(lambda a: round(a, 2))


@cache
def drawn_from():
    return [item for item in small_numeracy_bank().items if item.introduced_year <= 4]


@given(levels=LEVELS, a=SLOPES, rate=st.sampled_from([0.25, 0.5, 1.0]))
@settings(max_examples=15, deadline=None)
def test_no_bank_beats_the_ideal_and_nothing_that_is_written_does_harm(levels, a, rate):
    items = tuple(
        replace(item, parameters=LogisticParameters(a, b, 0.0, 1.0, provisional=True))
        for item, b in zip(drawn_from(), levels, strict=False)
    )
    found = bank_health(replace(small_numeracy_bank(), items=items, designs=(PLAN,)), PLAN, items=2, highest_rate=rate)
    (year,) = found.years
    for at in year.abilities:
        assert at.se >= at.best_se - 1e-9
        assert at.best_se >= at.ideal_se - 1e-9
        assert at.se_after <= at.se + 1e-9
    assert all(0 <= cell.told <= 1 for cell in year.cells)
    assert all(cell.saves >= 0 for cell in year.cells if cell.saves is not None)
    assert all(saving.saves > 0 for item in found.next_items for saving in item.savings)
