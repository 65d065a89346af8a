"""Rubin's rules, replicate weights and statistics against formulas and hand-worked cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration import CalibrationError, pool_estimates
from calibration.population.pooled_estimates import difference, pooled
from calibration.population.replicate_weights import given_replicates, jackknife, paired_jackknife
from calibration.population.statistics import (
    ByGroup,
    Contrast,
    LinearRegression,
    Mean,
    Percentiles,
    ShareAbove,
    StandardDeviation,
    Together,
)


def drawn(persons: int = 60, draws: int = 4) -> np.ndarray:
    random = np.random.default_rng(2)
    return random.normal(size=(persons, 1)) + 0.4 * random.normal(size=(persons, draws))


def test_rules_by_hand() -> None:
    """Three estimates 1, 2, 3 with variances 2, 3, 4: U = 3, B = 1, T = 3 + 4/3; λ = 4/13."""
    found = pooled(("a",), np.array([[1.0], [2.0], [3.0]]), np.array([[2.0], [3.0], [4.0]]), 20)
    share = 4 / 13
    by_draws, by_sample = 2 / share**2, 20 * (1 - share) * 21 / 23
    assert found.estimate.tolist() == [2]
    assert found.se**2 == pytest.approx([13 / 3])
    assert found.missing_share == pytest.approx([share])
    assert found.degrees_of_freedom == pytest.approx([1 / (1 / by_draws + 1 / by_sample)])


def test_known_values_have_the_degrees_of_the_sample() -> None:
    found = pooled((), np.full((5, 1), 2.0), np.full((5, 1), 0.5), 40)
    assert found.se**2 == pytest.approx([0.5])
    assert found.degrees_of_freedom == pytest.approx([40 * 41 / 43])


def test_delete_one_jackknife_of_a_mean() -> None:
    values = drawn(30, 1)
    found = pool_estimates(values, Mean(), replicates=jackknife(np.arange(30)))
    assert found.se**2 == pytest.approx([values.var(ddof=1) / 30])
    assert pool_estimates(values, Mean()).se == pytest.approx(found.se)  # groups of one person each


def test_paired_jackknife_of_a_total() -> None:
    """For two units a zone the variance of a sum is Σ (difference of the two)²."""
    zones, units = np.repeat(np.arange(10), 2), np.arange(20)
    replicates = paired_jackknife(zones, units)
    values = drawn(20, 1)[:, 0]
    totals = replicates.weights.T @ values
    pairs = values.reshape(10, 2)
    assert ((totals - values.sum()) ** 2).sum() == pytest.approx((np.diff(pairs, axis=1) ** 2).sum())
    assert sorted(np.unique(replicates.weights).tolist()) == [0, 1, 2]


def test_factors_of_given_replicates() -> None:
    table = np.ones((3, 20))
    assert given_replicates(table, method="jk1").factor[0] == pytest.approx(0.95)
    assert given_replicates(table, method="brr").factor[0] == pytest.approx(0.05)
    assert given_replicates(table, method="fay", fay=0.5).factor[0] == pytest.approx(0.2)
    assert given_replicates(table).factor[0] == 1


@given(st.integers(0, 2**32 - 1))
def test_statistics_of_repeated_persons_are_those_under_weights(seed: int) -> None:
    random = np.random.default_rng(seed)
    values, weights = random.normal(size=25), random.integers(1, 4, 25)
    regressors = random.normal(size=(25, 2))
    rows = np.repeat(np.arange(25), weights)
    ones = np.ones((rows.size, 1))
    for statistic, repeated in (
        (Mean(), Mean()),
        (StandardDeviation(), StandardDeviation()),
        (ShareAbove((0.0, 1.0)), ShareAbove((0.0, 1.0))),
        (LinearRegression(("a", "b"), regressors), LinearRegression(("a", "b"), regressors[rows])),
    ):
        one = statistic.each(values[:, None], weights[:, None].astype(float))
        assert one == pytest.approx(repeated.each(values[rows, None], ones), abs=1e-9)


def test_regression_is_least_squares() -> None:
    values, table = drawn(50, 1)[:, 0], np.random.default_rng(1).normal(size=(50, 2))
    found = LinearRegression(("a", "b"), table).each(values[:, None], np.ones((50, 1)))[0, 0]
    wide = np.column_stack((np.ones(50), table))
    expected, rest, *_ = np.linalg.lstsq(wide, values, rcond=None)
    assert found[:3] == pytest.approx(expected)
    assert found[3] == pytest.approx(1 - rest[0] / ((values - values.mean()) ** 2).sum())


def test_percentiles_of_equal_weights() -> None:
    found = Percentiles((0, 25, 50, 75, 100)).each(np.array([[4.0], [1], [3], [2]]), np.ones((4, 1)))
    assert found[0, 0].tolist() == [1, 1.5, 2.5, 3.5, 4]


def test_groups_and_their_difference() -> None:
    values, labels = drawn(40, 3), np.array(["a", "b", "", "b"] * 10)
    means = ByGroup.of(labels, Together((Mean(), StandardDeviation())))
    found = pool_estimates(values, means)
    assert found.names == ("a: mean", "a: sd", "b: mean", "b: sd")
    assert found.estimate[2] == pytest.approx(values[labels == "b"].mean())
    apart = pool_estimates(values, Contrast(means, ("b − a",), np.array([[-1.0, 0, 1, 0]])))
    assert apart.estimate[0] == pytest.approx(found.estimate[2] - found.estimate[0])


def test_function_serves_as_statistic() -> None:
    values, weights = drawn(), np.linspace(1, 2, 60)
    by_function = pool_estimates(values, lambda each, weight: np.average(each, weights=weight), weights)
    assert by_function.estimate == pytest.approx(pool_estimates(values, Mean(), weights).estimate)
    assert by_function.se == pytest.approx(pool_estimates(values, Mean(), weights).se)


def test_change_has_the_linking_error() -> None:
    one, other = pool_estimates(drawn(), Mean()), pool_estimates(drawn() + 1, Mean())
    change = difference(other, one, linking_error=0.1)
    assert change.estimate == pytest.approx([1])
    assert change.se**2 == pytest.approx(one.se**2 + other.se**2 + 0.01)
    assert difference(other, one).degrees_of_freedom > one.degrees_of_freedom
    low, high = change.interval()
    assert low < 1 < high


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: pool_estimates(np.array([np.nan, 1]), Mean()), "values: expected"),
        (lambda: pool_estimates(drawn(), Mean(), weights=np.zeros(60)), r"weights: expected \(60,\) finite"),
        (lambda: pool_estimates(drawn(), Mean(), replicates=np.ones((3, 5))), "replicates: expected"),
        (lambda: given_replicates(np.ones((3, 5)), method="jk9"), "method: expected jk1, jk2"),
        (lambda: given_replicates(-np.ones((3, 5))), "weights of 0 or more"),
        (lambda: paired_jackknife([1, 2], [1, 1]), "each unit in one zone"),
        (lambda: pool_estimates(drawn(), "mean"), "statistic: expected a statistic"),  # type: ignore[arg-type]
    ],
)
def test_what_does_not_fit_is_refused(call, expected: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CalibrationError, match=expected):
        call()


@settings(deadline=None)  # the first call compiles
@given(st.integers(0, 2**32 - 1))
def test_percentiles_interpolate_half_weights(seed: int) -> None:
    random = np.random.default_rng(seed)
    values, weights = random.normal(size=(30, 2)).round(1), random.integers(0, 3, (30, 4)) + np.eye(30, 4)
    found = Percentiles((90, 10, 50)).each(values, weights)
    for draw in range(2):
        order = np.argsort(values[:, draw], kind="stable")
        for column in range(4):
            rows = order[weights[order, column] > 0]
            weight = weights[rows, column]
            reached = np.cumsum(weight)
            wanted = np.interp(np.array([0.9, 0.1, 0.5]) * reached[-1], reached - weight / 2, values[rows, draw])
            assert found[draw, column] == pytest.approx(wanted)
