"""Reported parameters a, b, c, d, means and standard deviations, with their covariance by the delta method."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse
from scipy.special import expit

from calibration.array_types import Floats, Ints
from calibration.marginal.em_algorithm import ParameterPoint
from calibration.marginal.latent_regression import LatentRegression
from calibration.marginal.prior_penalty import location_matrix
from engine import ItemParameters


@dataclass(frozen=True, slots=True, eq=False)
class ReportedParameters:
    """Reported parameters in the metric D = 1, logit = a(θ − b).

    Parameters
    ----------
    a, c, d : (n,)
    b : (n, W), NaN behind an item's last step
    mean, sd : (G,) of the groups
    names : of the k estimated parameters
    jacobian : (k, P) derivatives of these by the free parameters of the fit
    rows : for each of a, b, c, d, mean and sd the indices among the names, −1 where not estimated; with a latent
        regression also for coefficients, (k,), and residual_sd, (1,)
    coefficients, residual_sd : (k,) and (1,) of a latent regression, empty without one; ``mean`` and ``sd`` then follow
    """

    a: Floats
    b: Floats
    c: Floats
    d: Floats
    mean: Floats
    sd: Floats
    names: tuple[str, ...]
    jacobian: sparse.csr_array
    rows: dict[str, Ints]
    coefficients: Floats = field(default_factory=lambda: np.zeros(0))
    residual_sd: Floats = field(default_factory=lambda: np.zeros(0))

    def covariance(self, free: Floats) -> Floats:
        """(k, k) covariance of the estimated parameters, from that (P, P) of the free ones."""
        reported: Floats = self.jacobian @ (self.jacobian @ free.T).T
        return (reported + reported.T) / 2

    def errors(self, covariance: Floats, name: str) -> Floats:
        """Standard errors of one kind of parameter, 0 where it is not estimated."""
        rows = self.rows[name]
        spread = np.sqrt(np.maximum(np.diag(covariance), 0.0))
        return np.where(rows >= 0, spread[rows], 0.0) if spread.size else np.zeros(rows.shape)


@dataclass
class _JacobianRows:
    """The rows of the Jacobian while they are collected."""

    point: ParameterPoint
    names: list[str] = field(default_factory=list)
    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)

    def add(self, names: Sequence[str], columns: Ints, values: Floats) -> Ints:
        """Add rows with (r, c) columns and values; a column of −1 is skipped. Returns the indices of the rows."""
        rows = len(self.names) + np.arange(len(names))
        there = columns >= 0
        self.names += names
        self.row.append(np.broadcast_to(rows[:, None], columns.shape)[there])
        self.column.append(columns[there])
        self.value.append(values[there])
        return rows

    def add_items(self, names: Sequence[str], items: Ints, by: Floats) -> Ints:
        """Add a row for each of some items, ``by`` (r, M) being its derivative by the item's natural parameters."""
        structure = self.point.structure
        places = np.where(structure.free, np.cumsum(structure.free).reshape(structure.free.shape) - 1, -1)[items]
        own = (by[:, None] @ structure.own_design[items])[:, 0]
        common = (by[:, None] @ structure.common_design[items])[:, 0]
        last = int(structure.free.sum()) + np.arange(common.shape[1])
        columns = np.concatenate((places, np.broadcast_to(last, common.shape)), axis=1)
        return self.add(names, columns, np.concatenate((own, common), axis=1))

    def matrix(self) -> sparse.csr_array:
        row, column, value = (np.concatenate(part) for part in (self.row, self.column, self.value))
        return sparse.csr_array((value, (row, column)), shape=(len(self.names), self.point.vector.size))


def reported_parameters(point: ParameterPoint, ids: Sequence[str], groups: Sequence[str]) -> ReportedParameters:
    """The reported parameters at a point, by ids of items and names of groups.

    Notes
    -----
    With a slope s and intercepts e, a = s and b = −e/s; for adjacent categories b_k = (e_{k−1} − e_k)/s. In a test of
    Rasch, partial credit and rating scale items the slope of all is the population's standard deviation in the unit
    in which a is 1, and b is −e or e_{k−1} − e_k as it stands.
    """
    structure, natural = point.structure, point.natural
    unit = float(np.abs(point.common[0])) if structure.unit_slope else 1.0
    unit = max(unit, np.finfo(float).tiny)  # 0 within rounding where there is no spread; see the status
    matrix = location_matrix(structure.family, structure.categories, natural.shape[1])
    scale = np.ones(len(natural)) if structure.unit_slope else natural[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        b = (matrix @ np.where(np.isfinite(natural), natural, 0.0)[:, :, None])[:, :, 0] / scale[:, None]
    b[np.arange(b.shape[1]) >= (structure.categories - 1)[:, None]] = np.nan
    jacobian = _JacobianRows(point)
    rows = _slope_rows(jacobian, ids, groups)
    rows["b"] = _location_rows(jacobian, ids, b, matrix, scale)
    rows["c"], rows["d"] = (_asymptote_rows(jacobian, ids, name, place) for name, place in (("c", -2), ("d", -1)))
    unit_row, regression = rows.pop("unit"), point.population.regression
    mean, sd = point.population.mean * unit, point.population.sd * unit
    coefficients, residual_sd = np.zeros(0), np.zeros(0)
    if regression is None:
        rows["mean"], rows["sd"] = _population_rows(jacobian, groups, unit, unit_row)
    else:
        rows["mean"] = rows["sd"] = np.full(1, -1)
        rows |= _regression_rows(jacobian, regression, unit, unit_row)
        coefficients, residual_sd = regression.coefficients * unit, sd
        mean, sd = np.array([regression.mean * unit]), np.hypot(sd, np.sqrt(regression.variance) * unit)
    return ReportedParameters(
        a=np.ones(len(natural)) if structure.unit_slope else natural[:, 0].copy(),
        b=b,
        c=expit(natural[:, -2]),
        d=expit(natural[:, -1]),
        mean=mean,
        sd=sd,
        names=tuple(jacobian.names),
        jacobian=jacobian.matrix(),
        rows=rows,
        coefficients=coefficients,
        residual_sd=residual_sd,
    )


def with_fixed_parameters(estimates: ReportedParameters, fixed: Mapping[int, ItemParameters]) -> ReportedParameters:
    """The estimates with fixed items' parameters exactly as given, free of rounding by the transformation."""
    a, b, c, d = (getattr(estimates, letter).copy() for letter in "abcd")
    for at, item in fixed.items():
        a[at], c[at], d[at] = item.a[0], item.c[0], item.d[0]
        finite_b = item.b[0][np.isfinite(item.b[0])]
        b[at, : finite_b.size] = finite_b
    return replace(estimates, a=a, b=b, c=c, d=d)


def _slope_rows(jacobian: _JacobianRows, ids: Sequence[str], groups: Sequence[str]) -> dict[str, Ints]:
    structure = jacobian.point.structure
    a = np.full(len(ids), -1)
    mine, unit = int(structure.free.sum()), np.full(1, -1)
    if structure.unit_slope:
        unit = jacobian.add(["sd" if len(groups) == 1 else f"sd[{groups[0]}]"], np.array([[mine]]), np.ones((1, 1)))
    if structure.common_slope is not None:
        row = jacobian.add(["a"], np.array([[mine + structure.common_slope]]), np.ones((1, 1)))
        a[structure.common_design[:, 0, structure.common_slope] != 0] = row[0]
    items = np.flatnonzero(structure.free[:, 0])
    by = np.zeros((items.size, structure.free.shape[1]))
    by[:, 0] = 1
    a[items] = jacobian.add_items([f"a[{ids[at]}]" for at in items.tolist()], items, by)
    return {"a": a, "unit": unit}


def _location_rows(jacobian: _JacobianRows, ids: Sequence[str], b: Floats, matrix: Floats, scale: Floats) -> Ints:
    structure = jacobian.point.structure
    item, step = np.nonzero(np.isfinite(b) & ~structure.fixed[:, None])
    by = matrix[item, step] / scale[item, None]
    if not structure.unit_slope:
        by[:, 0] = -b[item, step] / scale[item]
    several = structure.categories > 2
    names = [
        f"b{place + 1}[{ids[at]}]" if several[at] else f"b[{ids[at]}]"
        for at, place in zip(item.tolist(), step.tolist(), strict=True)
    ]
    rows = np.full(b.shape, -1)
    rows[item, step] = jacobian.add_items(names, item, by)
    return rows


def _asymptote_rows(jacobian: _JacobianRows, ids: Sequence[str], name: str, place: int) -> Ints:
    structure, natural = jacobian.point.structure, jacobian.point.natural
    items = np.flatnonzero(structure.free[:, place])
    by = np.zeros((items.size, natural.shape[1]))
    by[:, place] = expit(natural[items, place]) * expit(-natural[items, place])
    rows = np.full(len(ids), -1)
    rows[items] = jacobian.add_items([f"{name}[{ids[at]}]" for at in items.tolist()], items, by)
    return rows


def _regression_rows(
    jacobian: _JacobianRows, regression: LatentRegression, unit: float, unit_row: Ints
) -> dict[str, Ints]:
    """Coefficients and residual standard deviation, in the unit that the items set or the residuals."""
    point, rows = jacobian.point, np.full(regression.free.size, -1)
    place = point.vector.size - point.population.vector.size
    unit_place = int(point.structure.free.sum()) if point.structure.unit_slope else -1
    for at, column in enumerate(np.flatnonzero(regression.free).tolist()):
        columns = np.array([[place + at, unit_place]])
        by = np.array([[unit, regression.coefficients[column]]])
        rows[column] = jacobian.add([f"coefficient[{regression.names[column]}]"], columns, by)[0]
    residual = unit_row
    if point.population.free_sd[0]:
        sd = float(point.population.sd[0])
        last = np.array([[point.vector.size - 1, unit_place]])
        residual = jacobian.add(["residual_sd"], last, np.array([[unit * sd, sd]]))
    return {"coefficients": rows, "residual_sd": residual}


def _population_rows(jacobian: _JacobianRows, groups: Sequence[str], unit: float, unit_row: Ints) -> tuple[Ints, Ints]:
    """Means and standard deviations of the groups, in the unit that the items set or the first group."""
    population, point = jacobian.point.population, jacobian.point
    rows = np.full((2, len(groups)), -1)
    if point.structure.unit_slope:
        rows[1, 0] = unit_row[0]
    if population.masses is not None:
        return rows[0], rows[1]
    place = point.vector.size - population.vector.size
    unit_place = int(point.structure.free.sum()) if point.structure.unit_slope else -1
    means = np.flatnonzero(population.free_mean)
    for at, group in enumerate(means.tolist()):
        columns = np.array([[place + at, unit_place]])
        rows[0, group] = jacobian.add([f"mean[{groups[group]}]"], columns, np.array([[unit, population.mean[group]]]))[
            0
        ]
    for at, group in enumerate(np.flatnonzero(population.free_sd).tolist(), means.size):
        sd = float(population.sd[group])
        name = "sd" if len(groups) == 1 else f"sd[{groups[group]}]"
        rows[1, group] = jacobian.add([name], np.array([[place + at, unit_place]]), np.array([[unit * sd, sd]]))[0]
    return rows[0], rows[1]
