"""A result is provisional while less than 80 % of its information comes from adopted items."""

from dataclasses import dataclass, replace

import pytest

from itembank import LogisticParameters, PartialCreditParameters
from itembank.compilation.adopted_share import adopted_share, is_provisional


@dataclass(frozen=True)
class Item:
    parameters: LogisticParameters | PartialCreditParameters


def logistic(b: float, *, provisional: bool) -> Item:
    return Item(LogisticParameters(1.0, b, 0.0, 1.0, provisional=provisional))


ADOPTED, STARTING = logistic(0.0, provisional=False), logistic(0.0, provisional=True)


def test_four_of_five_like_items_that_are_adopted_suffice_and_three_do_not() -> None:
    assert not is_provisional([*[ADOPTED] * 4, STARTING], 0.0)
    assert is_provisional([*[ADOPTED] * 3, STARTING, STARTING], 0.0)


def test_it_is_the_information_at_the_ability_that_counts_and_not_the_number_of_items() -> None:
    far = [logistic(-6.0, provisional=True)] * 8  # P′² / PQ at θ = 0 is 0.0025 each, against 0.25
    assert adopted_share([ADOPTED, *far], 0.0) == pytest.approx(0.25 / (0.25 + 8 * 0.002467), rel=1e-3)
    assert not is_provisional([ADOPTED, *far], 0.0)
    assert is_provisional([ADOPTED, *far], -6.0)


def test_items_of_several_marks_tell_more() -> None:
    several = Item(PartialCreditParameters(1.0, (-0.5, 0.5), provisional=False))
    assert adopted_share([several, STARTING], 0.0) > 0.5
    starting = Item(replace(several.parameters, provisional=True))
    assert adopted_share([starting, ADOPTED], 0.0) < 0.5


def test_all_adopted_none_adopted_and_no_items_at_all() -> None:
    assert adopted_share([ADOPTED], 0.0) == 1.0
    assert adopted_share([STARTING], 0.0) == 0.0
    assert not is_provisional([], 0.0)


def test_where_nothing_tells_anything_items_are_counted() -> None:
    assert adopted_share([ADOPTED, STARTING], 900.0) == 0.5
