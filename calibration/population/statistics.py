"""Weighted statistics of one set of plausible values, for several sets of weights at once."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.population.weighted_order import values_at_weights
from calibration.responses.label_codes import Labels


class PlainStatistic(Protocol):
    """A statistic of values (persons,) under weights (persons,): a number or k numbers."""

    def __call__(self, values: Floats, weights: Floats, /) -> ArrayLike: ...


@runtime_checkable
class WeightedStatistic(Protocol):
    """A statistic with k parts of M sets of values under W sets of weights."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the k parts."""

    def each(self, values: Floats, weights: Floats, /) -> Floats:
        """(M, W, k) from values (persons, M) and weights (persons, W)."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The weighted mean."""

    @property
    def names(self) -> tuple[str, ...]:
        return ("mean",)

    def each(self, values: Floats, weights: Floats, /) -> Floats:
        return _averages(values, weights)[:, :, None]


@dataclass(frozen=True, slots=True)
class StandardDeviation:
    """The weighted standard deviation of the population (divided by the sum of weights)."""

    @property
    def names(self) -> tuple[str, ...]:
        return ("sd",)

    def each(self, values: Floats, weights: Floats, /) -> Floats:
        centred = values - values.mean(axis=0)
        variance = _averages(centred**2, weights) - _averages(centred, weights) ** 2
        spread: Floats = np.sqrt(np.maximum(variance, 0.0))[:, :, None]
        return spread


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Weighted percentiles: of the distribution that has each value's weight half below and half above it.

    Parameters
    ----------
    percents : each from 0 to 100
    """

    percents: tuple[float, ...] = (5, 10, 25, 50, 75, 90, 95)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"p{percent:g}" for percent in self.percents)

    def each(self, values: Floats, weights: Floats, /) -> Floats:
        ascending = np.argsort(self.percents, kind="stable")
        targets = np.outer(weights.sum(axis=0), np.array(self.percents)[ascending] / 100)
        found = np.empty((values.shape[1], *targets.shape))
        for draw, column in enumerate(values.T):
            order = np.argsort(column, kind="stable")
            found[draw][:, ascending] = values_at_weights(column, order, weights, targets)
        return found


@dataclass(frozen=True, slots=True)
class ShareAbove:
    """The weighted share of persons at or above each cut, from 0 to 1; ``cuts`` in logits."""

    cuts: tuple[float, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"above {cut:g}" for cut in self.cuts)

    def each(self, values: Floats, weights: Floats, /) -> Floats:
        return np.stack([_averages((values >= cut).astype(np.float64), weights) for cut in self.cuts], axis=2)


@dataclass(frozen=True, slots=True, eq=False)
class LinearRegression:
    """Weighted least squares of the values on regressors; then the share of variance that is explained.

    Parameters
    ----------
    columns : names of the k regressors
    regressors : (persons, k), without a column for the intercept
    """

    columns: tuple[str, ...]
    regressors: Floats

    @property
    def names(self) -> tuple[str, ...]:
        return ("intercept", *self.columns, "r_squared")

    def each(self, values: Floats, weights: Floats, /) -> Floats:
        table = np.concatenate((np.ones((len(values), 1)), self.regressors), axis=1)
        size, draws = table.shape[1], values.shape[1]
        row, column = np.triu_indices(size)
        products = np.zeros((weights.shape[1], size, size))
        products[:, row, column] = weights.T @ (table[:, row] * table[:, column])
        products[:, column, row] = products[:, row, column]
        sides = np.stack([weights.T @ (table * values[:, draw, None]) for draw in range(draws)])
        solved = np.linalg.solve(products[None], sides[..., None])[..., 0]
        mean, square = _averages(values, weights), _averages(values**2, weights)
        explained = np.vecdot(solved, sides) / weights.sum(axis=0)
        share = (explained - mean**2) / np.maximum(square - mean**2, np.finfo(float).tiny)
        return np.concatenate((solved, share[:, :, None]), axis=2)


@dataclass(frozen=True, slots=True, eq=False)
class ByGroup:
    """A statistic in each group of persons, group after group; NaN in a group without weight.

    Parameters
    ----------
    groups : names of the G groups
    rows : the persons of each group
    statistic : with k parts, of which a group has all
    """

    groups: tuple[str, ...]
    rows: tuple[Ints, ...]
    statistic: WeightedStatistic

    @classmethod
    def of(cls, labels: ArrayLike | Labels, statistic: WeightedStatistic) -> "ByGroup":
        """By (persons,) labels; persons without one are in no group."""
        coded = labels if isinstance(labels, Labels) else Labels.from_values(labels)
        order = np.argsort(coded.code, kind="stable")
        ends = np.searchsorted(coded.code[order], np.arange(len(coded.names) + 1))
        rows = tuple(np.sort(order[first:last]) for first, last in pairwise(ends.tolist()))
        return cls(coded.names, rows, statistic)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{group}: {name}" for group in self.groups for name in self.statistic.names)

    def each(self, values: Floats, weights: Floats, /) -> Floats:
        return np.concatenate([self._of(rows, values, weights) for rows in self.rows], axis=2)

    def _of(self, rows: Ints, values: Floats, weights: Floats) -> Floats:
        here = weights[rows]
        found = np.full((values.shape[1], weights.shape[1], len(self.statistic.names)), np.nan)
        some = here.sum(axis=0) > 0
        if some.any():
            found[:, some] = self.statistic.each(values[rows], here if some.all() else here[:, some])
        return found


@dataclass(frozen=True, slots=True)
class Together:
    """Several statistics of the same values, one after the other."""

    statistics: tuple[WeightedStatistic, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for each in self.statistics for name in each.names)

    def each(self, values: Floats, weights: Floats, /) -> Floats:
        return np.concatenate([each.each(values, weights) for each in self.statistics], axis=2)


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """Linear combinations of the parts of a statistic, such as differences of groups.

    Parameters
    ----------
    statistic : with k parts
    names : of the combinations
    coefficients : (combinations, k)
    """

    statistic: WeightedStatistic
    names: tuple[str, ...]
    coefficients: Floats

    def each(self, values: Floats, weights: Floats, /) -> Floats:
        combined: Floats = self.statistic.each(values, weights) @ self.coefficients.T
        return combined


def applied(statistic: WeightedStatistic | PlainStatistic, values: Floats, weights: Floats) -> Floats:
    """(M, W, k) a statistic of M sets of values (persons, M) under W sets of weights (persons, W)."""
    if isinstance(statistic, WeightedStatistic):
        return statistic.each(values, weights)
    if not callable(statistic):
        expected, got = "a statistic, or a function of values and weights", type(statistic).__name__
        raise CalibrationError(ErrorCode.OPTION, name="statistic", expected=expected, got=got)
    found = [[np.atleast_1d(statistic(column, weight)) for weight in weights.T] for column in values.T]
    return np.array(found, dtype=np.float64)


def _averages(values: Floats, weights: Floats) -> Floats:
    """(M, W) weighted means."""
    means: Floats = values.T @ weights / weights.sum(axis=0)
    return means
