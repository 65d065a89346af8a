"""A design that says otherwise for one year group is sat so by its learners, and by nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from delivery_api.bank.service import put_in_use
from itembank.design.adaptive_test_design import YearOverrides, strategy
from tests.integration.sittings.test_blueprints_and_seeds import answered
from tests.support.service_harness import SUBJECT, ServiceHarness
from tests.support.small_bank import small_numeracy_bank

SHORT = (strategy("MaxItems", n=4),)
DESIGN = replace(
    small_numeracy_bank().design(SUBJECT),
    length=6,
    stop=(strategy("MaxItems", n=6),),
    masks=(strategy("YearCeiling", attribute="introduced_year", year="@year"),),
    by_year=(YearOverrides(4, length=4, stop=SHORT),),
)


@pytest.mark.parametrize(("year", "length"), [(4, 4), (5, 6)])
def test_a_sitting_has_the_length_of_its_year_group_and_shows_how_far_it_is(
    harness: ServiceHarness, year: int, length: int
) -> None:
    with harness.service.engine.begin() as connection:
        put_in_use(connection, replace(small_numeracy_bank(), designs=(DESIGN,)), DESIGN.name, harness.clock())
    shown = list(answered(harness.signed_in("joe"), harness.assign("joe", year)))
    assert [item["progress"] for item in shown] == [round(place / length, 3) for place in range(length)]
