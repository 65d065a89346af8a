"""A fit of two groups in which some items are free, and what its likelihood says of other models near it."""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.invariance.split_items import (
    SplitItems,
    TiedModel,
    fit_refined,
    fit_tied,
    moved_start,
    start_of,
)
from calibration.marginal.e_step import e_step_tables, expected_statistics
from calibration.marginal.em_algorithm import EMResult, ParameterPoint
from calibration.marginal.m_step import item_objective
from calibration.marginal.missing_information import missing_information
from calibration.marginal.observed_information import complete_data_scores, complete_information, prior_information
from calibration.marginal.population_derivatives import population_scores
from calibration.marginal.priors import Priors
from calibration.marginal.quadrature_grid import QuadratureGrid


@dataclass(frozen=True, slots=True, eq=False)
class Quadratic:
    """The log-likelihood near a fit, by the P saturated parameters.

    Parameters
    ----------
    gradient, information : (P,) and (P, P), the observed information without priors
    constraint : (P, p) the derivative of the saturated parameters by those of the model that was fitted
    covariance : (p, p) of its estimates, priors included; None where the information is not positive definite
    """

    gradient: Floats
    information: Floats
    constraint: Floats
    covariance: Floats | None


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """A fit with some items free.

    Parameters
    ----------
    split : the responses
    chosen : (n,) the items that are free
    model, run, grid : what was fitted, how it ended, on which grid
    near : the log-likelihood about it
    """

    split: SplitItems
    chosen: Bools
    model: TiedModel
    run: EMResult
    grid: QuadratureGrid
    near: Quadratic

    @property
    def usable(self) -> bool:
        return self.run.converged and self.near.covariance is not None

    def contrast(self, item: int, slots: Bools) -> tuple[Floats, Floats]:
        """Some parameters of an item, (M,) bool, focal less reference, and their covariance, were it free.

        An item that is held equal takes one Newton step to where it would be: S⁻¹u with covariance S⁻¹, u its score in
        the focal group and S the information on it that the other parameters leave.
        """
        one, other = self._places(item, slots)
        if self.chosen[item]:
            rows = self.near.constraint[other] - self.near.constraint[one]
            here = self.run.point.natural[self.model.place[[item, self.split.items + item]]]
            return here[1, slots] - here[0, slots], rows @ self._covariance @ rows.T
        inverse: Floats = np.linalg.pinv(self._information_left(other), hermitian=True).astype(float)
        return inverse @ self.near.gradient[other], inverse

    def move_to(self, item: int, slots: Bools) -> Floats:
        """(P,) the Newton step to where some of an item's parameters are free, or equal where they are free."""
        one, other = self._places(item, slots)
        apart = self.contrast(item, slots)
        if self.chosen[item]:
            rows = self.near.constraint[other] - self.near.constraint[one]
            by = self.near.constraint @ self._covariance @ rows.T
            return -by @ np.linalg.solve(apart[1], apart[0])
        move = np.zeros(self.near.gradient.size)
        move[other] = apart[0]
        follow = self._covariance @ (self.near.constraint.T @ self.near.information[:, other] @ apart[0])
        return np.asarray(move - self.near.constraint @ follow)

    def refit(self, wanted: TiedModel, move: Floats) -> EMResult:
        """Fit another model, started a move away from this fit."""
        start = moved_start(self.split, wanted, self.model, self.run.point, np.nan_to_num(move))
        return fit_tied(self.split, wanted, start, self.grid)

    @property
    def _covariance(self) -> Floats:
        size = self.near.constraint.shape[1]
        return np.full((size, size), np.nan) if self.near.covariance is None else self.near.covariance

    def _places(self, item: int, slots: Bools) -> tuple[Ints, Ints]:
        """Where the slots of an item stand among the saturated parameters, in the reference and the focal group."""
        free = self.split.saturated.free
        index = np.cumsum(free).reshape(free.shape) - 1
        return index[item, slots], index[self.split.items + item, slots]

    def _information_left(self, places: Ints) -> Floats:
        across = self.near.information[places] @ self.near.constraint
        return np.asarray(self.near.information[np.ix_(places, places)] - across @ self._covariance @ across.T)


def fit_baseline(split: SplitItems, chosen: Bools, before: Baseline | None) -> Baseline:
    """Fit with some items free, from scratch or from an earlier baseline."""
    model = split.free_items(chosen)
    if before is None:
        run, grid = fit_refined(split, model, start_of(split, model))
    else:
        grid, run = before.grid, before.refit(model, np.zeros(before.near.gradient.size))
    return Baseline(split, chosen, model, run, grid, _quadratic(split, model, run.point, grid))


def log_likelihood(run: EMResult) -> float:
    """Of a fit, NaN where it did not converge."""
    return run.expected.log_likelihood if run.converged else np.nan


def only(own: Bools, *, slope: bool) -> Bools:
    """(M,) the intercepts among an item's own parameters, or, with ``slope``, the others."""
    intercept = own.copy()
    intercept[[0, -2, -1]] = False
    return own & ~intercept if slope else intercept


def _quadratic(split: SplitItems, model: TiedModel, point: ParameterPoint, grid: QuadratureGrid) -> Quadratic:
    structure = split.saturated
    natural = point.natural[model.place]
    wide = ParameterPoint(structure, np.where(structure.free, natural, 0.0), np.zeros(0), point.population)
    at = e_step_tables(structure, natural, point.population, grid.nodes)
    expected = expected_statistics(split.blocks, at)
    own = item_objective(structure, natural, expected, grid.nodes, Priors()).gradient[structure.free]
    of_population = np.einsum("gq,gsq->s", expected.masses, population_scores(point.population, grid.nodes))
    missing = missing_information(split.blocks, at, complete_data_scores(wide, grid.nodes), squares=False)
    information = complete_information(wide, expected, at, Priors()) - missing.information
    constraint = model.constraint(structure, point.population.vector.size)
    covariance = _inverse(constraint.T @ information @ constraint + prior_information(point, split.priors))
    return Quadratic(np.concatenate((own, of_population)), information, constraint, covariance)


def _inverse(information: Floats) -> Floats | None:
    if not np.isfinite(information).all() or (np.diag(information) <= 0).any():
        return None
    try:
        root = np.linalg.inv(np.linalg.cholesky(information))
    except np.linalg.LinAlgError:
        return None
    found: Floats = root.T @ root
    return found
