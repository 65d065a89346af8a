"""A linear form is asked in its order whatever is answered, passes over what may not be asked, and then ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import (
    EAP,
    AdaptiveTest,
    Administer,
    Finish,
    FinishReason,
    InvalidTest,
    ItemParameters,
    Learner,
    LinearForm,
    MaxInformation,
    MaxItems,
    UnknownItem,
    next_action,
    start,
    step,
    tabulate,
)

POOL = tabulate(ItemParameters.logistic(1.0, np.linspace(-3, 3, 12)))
forms = st.lists(st.integers(0, 11), min_size=1, max_size=12, unique=True).map(tuple)


def asked(form: tuple[int, ...], length: int, seed: int, closed: tuple[int, ...] = ()) -> list[int]:
    """What is asked of somebody who answers by the seed, until the sitting ends."""
    test = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(length),), (LinearForm(form),))
    state = start(test, Learner(unavailable=closed))
    given: list[int] = []
    while isinstance(action := next_action(test, state, seed), Administer):
        given.append(action.item)
        state = step(test, state, action.item, seed >> len(given) & 1)
    assert action in (Finish(FinishReason.MAX_ITEMS), Finish(FinishReason.POOL_EXHAUSTED))
    return given


@given(forms, st.integers(0, 2**20))
def test_everybody_is_asked_the_same_items_in_the_same_order(form: tuple[int, ...], seed: int) -> None:
    assert asked(form, len(form), seed) == list(form)


@given(forms, st.sets(st.integers(0, 11), max_size=11), st.integers(0, 2**20))
def test_a_closed_item_is_passed_over_and_none_outside_the_form_takes_its_place(
    form: tuple[int, ...], closed: set[int], seed: int
) -> None:
    assert asked(form, len(form), seed, tuple(closed)) == [item for item in form if item not in closed]


@pytest.mark.parametrize("form", [(), (1, 1), [1, 2]])
def test_a_form_is_distinct_items_in_a_tuple(form: object) -> None:
    with pytest.raises(InvalidTest, match="distinct items"):
        LinearForm(form)  # type: ignore[arg-type]


def test_a_form_is_of_items_of_the_pool() -> None:
    with pytest.raises(UnknownItem):
        AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(1),), (LinearForm((12,)),))
