"""A bank version carries the errors of adopted parameters into the SE of a report; without them it is what it was."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Answered, replay, reported
from itembank import InvalidBank, compile_test, read_bank, write_bank
from itembank.versions.adopted_parameters import (
    AdoptedParameters,
    Adoption,
    Basis,
    ParameterErrors,
    link_error_between,
)
from itembank.versions.difficulty_errors import PROVISIONAL_SD, difficulty_sd
from tests.support.small_bank import small_numeracy_bank

BANK = small_numeracy_bank()
ADOPTION = Adoption("0" * 64, "1" * 64, "2" * 64, "fixed", 1, 250, 0.2, 0.4, 0.03)


def errors(variance: float, items: int = 20) -> AdoptedParameters:
    found = (ParameterErrors(each.id, Basis.RESPONSES, ("b1",), ((variance,),), 300) for each in BANK.items[:items])
    return AdoptedParameters((ADOPTION,), tuple(found))


def test_a_version_without_adoption_keeps_its_bytes() -> None:
    assert b'"adopted"' not in write_bank(BANK)


def test_an_adopted_version_is_read_as_it_was_written() -> None:
    made = replace(BANK, adopted=errors(0.04))
    assert read_bank(write_bank(made)) == made
    assert made.hash != BANK.hash


def test_between_two_versions_lie_the_links_of_the_adoptions_that_only_one_of_them_has() -> None:
    first, second, third = (
        replace(ADOPTION, fit=each, link_se=se) for each, se in (("a", 0.05), ("b", 0.03), ("c", 0.04))
    )
    early, late = AdoptedParameters((first,), ()), AdoptedParameters((first, second, third), ())
    assert link_error_between(early, late) == pytest.approx(0.05)  # √(.03² + .04²)
    assert link_error_between(late, early) == link_error_between(early, late)
    assert link_error_between(None, early) == pytest.approx(0.05)
    assert link_error_between(late, late) == link_error_between(None, None) == 0.0


@pytest.mark.parametrize(
    ("names", "covariance", "se"),
    [
        (("a", "b1"), ((9.0,), (5.0, 0.04)), 0.2),
        (("b1", "b2"), ((0.04,), (0.01, 0.06)), 0.03**0.5),  # √(.04 + 2 · .01 + .06) / 2
        (("a",), ((9.0,),), 0.0),
    ],
)
def test_the_error_of_a_difficulty_is_that_of_the_mean_of_its_steps(
    names: tuple[str, ...], covariance: tuple[tuple[float, ...], ...], se: float
) -> None:
    assert ParameterErrors("i", Basis.RESPONSES, names, covariance).difficulty_se == pytest.approx(se)


def test_an_item_that_a_trial_held_back_has_the_error_of_its_prediction_and_not_that_of_the_model() -> None:
    """It stays provisional: what is known of it is how far the refitted model is off."""
    held, untried = BANK.items[:2]
    kept = replace(BANK.items[2], parameters=replace(BANK.items[2].parameters, provisional=False))
    errors = (ParameterErrors(held.id, Basis.PREDICTED, ("b1",), ((0.81,),)),)
    adopted = AdoptedParameters((ADOPTION,), errors)
    assert difficulty_sd(held, adopted) == pytest.approx(0.9)
    assert difficulty_sd(untried, adopted) == difficulty_sd(held) == PROVISIONAL_SD
    assert difficulty_sd(kept, adopted) == 0.0


def test_the_errors_of_parameters_go_into_the_se_of_the_report_and_not_into_theta() -> None:
    answered = [Answered(place, place % 2) for place in range(20)]
    year, design = 2, BANK.designs[0]
    plain = compile_test(BANK, design, year)
    found = []
    for variance in (0.0, 0.01, 0.04):
        test = compile_test(replace(BANK, adopted=errors(variance)), design, year)
        found.append(reported(test, replay(test, answered)))
    before = reported(plain, replay(plain, answered))
    assert [each.theta for each in found] == [before.theta] * 3
    added = np.array([each.se**2 - before.se**2 for each in found])
    assert added[0] == pytest.approx(0.0, abs=1e-12)
    assert added[2] == pytest.approx(4 * added[1], rel=1e-9)
    # with a = 1 and no guessing an error of b moves θ by its share of the information
    assert 0.04 / 20 < added[2] < 0.04 / 4


def test_a_pool_without_items_of_the_errors_is_estimated_as_before() -> None:
    made = replace(BANK, items=BANK.items[20:], adopted=errors(0.04))
    assert compile_test(made, BANK.designs[0], 9).report == compile_test(BANK, BANK.designs[0], 9).report


@pytest.mark.parametrize(
    "wrong",
    [
        {"item": "strange"},
        {"basis": "hope"},
        {"covariance": ((0.1,), (0.0, 0.1))},
        {"names": ("b1", "b2")},
    ],
)
def test_errors_that_do_not_fit_are_refused(wrong: dict[str, object]) -> None:
    first, *others = errors(0.04).errors
    made = replace(BANK, adopted=AdoptedParameters((ADOPTION,), (replace(first, **wrong), *others)))
    with pytest.raises(InvalidBank):
        read_bank(write_bank(made))
