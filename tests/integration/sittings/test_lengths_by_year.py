"""A design that says otherwise for one year group is sat so by its learners, and by nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from delivery_api.bank.service import put_in_use
from itembank.design.adaptive_test_design import ForYear, strategy
from tests.integration.sittings.test_blueprints_and_seeds import answered
from tests.support.running_service import SUBJECT, House
from tests.support.small_bank import few_items

SHORT = (strategy("MaxItems", n=4),)
DESIGN = replace(
    few_items().design(SUBJECT),
    length=6,
    stop=(strategy("MaxItems", n=6),),
    masks=(strategy("YearCeiling", attribute="introduced_year", year="@year"),),
    by_year=(ForYear(4, length=4, stop=SHORT),),
)


@pytest.mark.parametrize(("year", "length"), [(4, 4), (5, 6)])
def test_a_sitting_has_the_length_of_its_year_group_and_shows_how_far_it_is(
    house: House, year: int, length: int
) -> None:
    with house.service.engine.begin() as connection:
        put_in_use(connection, replace(few_items(), designs=(DESIGN,)), DESIGN.name, house.clock())
    shown = list(answered(house.signed_in("joe"), house.assign("joe", year)))
    assert [item["progress"] for item in shown] == [round(place / length, 3) for place in range(length)]
