"""How many items a plan's count takes where items of a passage go together."""

from __future__ import annotations

from collections import Counter

import pytest

from calibration.collection import CollectionItem
from delivery_api.trial_planning.item_choice import _spread
from delivery_api.trial_planning.plan_refusals import PlanRefused

MEANS = {4: 0.0, 5: 0.6}
PASSAGES = [
    CollectionItem(f"{year} {passage} {place}", (year,), MEANS[year] + passage / 5, f"{year} {passage}")
    for year in MEANS
    for passage in range(-4, 5)
    for place in range(5)
]


@pytest.mark.parametrize("count", [10, 24, 30])
def test_items_of_passages_are_counted_one_by_one_and_every_year_group_has_as_many(count: int) -> None:
    chosen = _spread(PASSAGES, MEANS, count)
    by_year = Counter(each.years[0] for each in chosen)
    assert sum(by_year.values()) <= count
    assert by_year[4] == by_year[5] == count // 10 * 5


def test_a_count_with_which_a_year_group_would_have_nothing_is_refused_with_one_that_would_do() -> None:
    with pytest.raises(PlanRefused, match=r"Year 4 would have none to try.*10 would do"):
        _spread(PASSAGES, MEANS, 6)
    assert set(MEANS) == {each.years[0] for each in _spread(PASSAGES, MEANS, 10)}
