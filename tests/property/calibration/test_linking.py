"""What holds of linking whatever the items: constants are recovered, ways back are inverses, chains compose."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.linking.link import link
from calibration.linking.linking_chains import bisector, chain, inverse
from calibration.linking.linking_constants import BothWays, Form, LinkingConstants, LinkingGrid
from calibration.linking.scale_transformation import transform
from engine import ItemParameters, log_probabilities

METHODS = ("mean-mean", "mean-sigma", "haebara", "stocking-lord")
GRID, OTHER_GRID = LinkingGrid.normal(count=15), LinkingGrid.even(-3, 3, 12)

ratios, shifts = st.floats(0.5, 2.0), st.floats(-2.0, 2.0)
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=25, deadline=None)


def given_constants(ratio: float, shift: float) -> LinkingConstants:
    return LinkingConstants(ratio, shift, "given")


def pair(found: LinkingConstants) -> tuple[float, float]:
    return found.A, found.B


def form(seed: int, count: int = 6) -> Form:
    """Items of every model, as many of each kind as chance has it."""
    rng = np.random.default_rng(seed)
    slope = rng.lognormal(0, 0.3, 3 * count)
    steps = np.sort(rng.normal(0, 1, (3 * count, 3)), axis=1) + 0.01 * np.arange(3)
    steps[rng.random(3 * count) < 0.5, 2] = np.nan
    parameters = ItemParameters.concat(
        ItemParameters.logistic(slope[:count], steps[:count, 1], rng.uniform(0, 0.3, count)),
        ItemParameters.partial_credit(slope[count : 2 * count], steps[count : 2 * count]),
        ItemParameters.graded(slope[2 * count :], steps[2 * count :]),
    )
    return Form(tuple(f"i{at}" for at in range(3 * count)), parameters)


def noisy(side: Form, seed: int) -> Form:
    """The same items a little off, as another calibration finds them."""
    rng = np.random.default_rng(seed)
    was = side.parameters
    slope = was.a * rng.lognormal(0, 0.05, len(was))
    return Form(side.items, ItemParameters(was.model, slope, was.b + rng.normal(0, 0.1, (len(was), 1)), was.c, was.d))


@few
@given(seeds, ratios, shifts)
def test_constants_are_recovered_from_transformed_parameters(seed: int, ratio: float, shift: float) -> None:
    new = form(seed)
    old = Form(new.items, transform(new.parameters, given_constants(ratio, shift)))
    for method in METHODS:
        assert pair(link(new, old, method)) == pytest.approx((ratio, shift), abs=1e-8)  # type: ignore[arg-type]


@settings(max_examples=10, deadline=None)
@given(seeds, ratios, shifts)
def test_the_way_back_is_the_inverse(seed: int, ratio: float, shift: float) -> None:
    new = form(seed)
    old = noisy(Form(new.items, transform(new.parameters, given_constants(ratio, shift))), seed)
    for method in METHODS:
        there = back = None
        if method in ("haebara", "stocking-lord"):
            there, back = BothWays(GRID, OTHER_GRID), BothWays(OTHER_GRID, GRID)
        way = link(new, old, method, direction=there)  # type: ignore[arg-type]
        assert pair(link(old, new, method, direction=back)) == pytest.approx(  # type: ignore[arg-type]
            pair(inverse(way)), abs=1e-7
        )


@few
@given(ratios, shifts, ratios, shifts, st.floats(-5, 5))
def test_a_chain_is_one_link_after_the_other(a: float, b: float, c: float, d: float, theta: float) -> None:
    first, second = given_constants(a, b), given_constants(c, d)
    after = second.abilities(first.abilities(theta))
    assert chain(first, second).abilities(theta) == pytest.approx(after, abs=1e-12)
    assert chain(first, inverse(first)).abilities(theta) == pytest.approx(theta, abs=1e-9)
    parameters = form(1).parameters
    one, other = transform(transform(parameters, first), second), transform(parameters, chain(first, second))
    assert one.a == pytest.approx(other.a)
    assert one.b == pytest.approx(other.b, nan_ok=True, abs=1e-12)


@few
@given(ratios, shifts, ratios, shifts)
def test_a_bisector_treats_both_ways_alike(a: float, b: float, c: float, d: float) -> None:
    """Linear averages of lines do not: the inverse of their mean is not the mean of their inverses."""
    first, second = given_constants(a, b), given_constants(c, d)
    one, other = inverse(bisector(first, second)), bisector(inverse(first), inverse(second))
    assert pair(one) == pytest.approx(pair(other), abs=1e-9)


@few
@given(seeds, ratios, shifts, st.floats(-4, 4))
def test_curves_stay_as_they_are_on_the_other_scale(seed: int, ratio: float, shift: float, theta: float) -> None:
    parameters, constants = form(seed).parameters, given_constants(ratio, shift)
    there = log_probabilities(transform(parameters, constants), np.array([[constants.abilities(theta)]]).reshape(1, 1))
    assert there == pytest.approx(log_probabilities(parameters, np.array([[theta]])), abs=1e-9)


@few
@given(seeds, st.permutations(range(18)))
def test_the_order_of_items_means_nothing(seed: int, order: list[int]) -> None:
    new = form(seed)
    old = noisy(new, seed)
    shuffled = Form(tuple(old.items[at] for at in order), old.parameters.take(np.array(order)))
    assert pair(link(new, shuffled)) == pytest.approx(pair(link(new, old)), abs=1e-8)
