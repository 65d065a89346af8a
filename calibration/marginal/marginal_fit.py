"""A marginal maximum-likelihood fit: start values, EM on successive grids, standard errors, result."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from calibration.array_types import Bools, Floats
from calibration.marginal.e_step import e_step_tables
from calibration.marginal.em_algorithm import EMOptions, EMResult, OnCycle, ParameterPoint, run_em
from calibration.marginal.fit_remarks import fit_status, grid_too_coarse, item_remarks, undetermined_items
from calibration.marginal.latent_regression import LatentRegression
from calibration.marginal.model_specification import ModelSpecification
from calibration.marginal.observed_information import (
    complete_data_scores,
    complete_information,
    covariance_from_information,
    prior_information,
)
from calibration.marginal.population_distribution import Population
from calibration.marginal.priors import Priors
from calibration.marginal.quadrature_grid import QuadratureGrid, equally_spaced_grid
from calibration.marginal.reported_parameters import ReportedParameters, reported_parameters, with_fixed_parameters
from calibration.marginal.start_values import start_values
from calibration.marginal.statistics_source import StatisticsSource
from calibration.results.calibration_result import Calibration, StandardErrors
from calibration.results.regressed_population import FittedPopulation, RegressionEstimates
from engine import Normal

MAX_HALVINGS = 3
"""Most halvings of the default grid: to a step of 0.025."""
MAX_WIDENINGS = 4
"""Most widenings of the default grid."""
ROUGH_TOLERANCE = 0.02
"""Largest change of a parameter at which a latent regression has shown how far the grid is to go."""
MAX_DIFFICULTY_SE = 100.0
"""Logits. A difficulty with a larger standard error is not determined by the data."""
MOST_UNDETERMINED = 0.5
"""Share of items without a determined difficulty above which not these items but the whole fit is undetermined."""


@dataclass(frozen=True, slots=True, eq=False)
class MarginalFit:
    """The inputs of a fit.

    Parameters
    ----------
    source : the E-step statistics of the responses
    specification : models, fixed items and groups
    priors : on the item parameters
    options : of the EM algorithm
    histogram : whether the ability distributions are free masses on the nodes
    standard_errors : ``observed``, ``sandwich`` or None
    on_cycle : called with each ``Cycle``
    regression : of ability on variables of the persons, of whom there is then one group
    """

    source: StatisticsSource
    specification: ModelSpecification
    priors: Priors
    options: EMOptions
    histogram: bool = False
    standard_errors: str | None = "observed"
    on_cycle: OnCycle | None = None
    regression: LatentRegression | None = None

    def calibration(self, grid: Floats | None = None) -> Calibration:
        """Fit on the given grid, or on the default one, refined as the data need."""
        nodes = equally_spaced_grid(
            grid, histogram=self.histogram, common_slope=self.specification.structure.unit_slope
        )
        response_counts = self.specification.response_counts
        start = start_values(
            self.specification.structure, response_counts.by_category, len(response_counts.groups), self.priors
        )
        if self.regression is not None:
            start = replace(start, population=start.population.regressed(self.regression))
        if self.histogram:
            start = replace(start, population=start.population.as_histogram(nodes.nodes))
        if self.regression is not None and grid is None:
            start, nodes = self.placed(start, nodes)
        runs, nodes = self.fit_on_grids(start, nodes, refine=grid is None)
        return _calibration(self, runs, nodes)

    def placed(self, start: ParameterPoint, grid: QuadratureGrid) -> tuple[ParameterPoint, QuadratureGrid]:
        """A start near the maximum, and a grid that reaches beyond every person's mean there."""
        options = replace(self.options, tol=max(self.options.tol, ROUGH_TOLERANCE))
        rough = run_em(self.source.expected_statistics, start, grid, self.priors, options, self.on_cycle)
        population = rough.point.population
        far = population.limits[1]
        if rough.converged and not grid.reaches(rough.means, population.sd, far):
            grid = grid.widened(rough.means, population.sd, far)
        return rough.point if rough.converged else start, grid

    def fit_on_grids(
        self, start: ParameterPoint, grid: QuadratureGrid, *, refine: bool
    ) -> tuple[list[EMResult], QuadratureGrid]:
        """Run EM; with ``refine`` again on finer or wider grids until one suffices. Returns the runs and last grid."""
        runs = [run_em(self.source.expected_statistics, start, grid, self.priors, self.options, self.on_cycle)]
        halvings, widenings = (MAX_HALVINGS, MAX_WIDENINGS) if refine else (0, 0)
        while runs[-1].converged or runs[-1].sd_unresolved:
            last = runs[-1].point
            mean, sd, (least, best) = runs[-1].means, last.population.sd, last.population.limits
            if halvings and (runs[-1].sd_unresolved or grid_too_coarse(runs[-1], grid)):
                grid, halvings = grid.halved(), halvings - 1
            elif widenings and not grid.reaches(mean, sd, least):
                grid, widenings = grid.widened(mean, sd, best), widenings - 1
            else:
                break
            if last.population.masses is not None:
                last = replace(last, population=last.population.as_histogram(grid.nodes))
            runs.append(run_em(self.source.expected_statistics, last, grid, self.priors, self.options, self.on_cycle))
        return runs, grid


def _calibration(fit: MarginalFit, runs: Sequence[EMResult], grid: QuadratureGrid) -> Calibration:
    last, specification, response_counts = runs[-1], fit.specification, fit.specification.response_counts
    wanted = bool(fit.standard_errors and last.converged and last.point.vector.size)
    determined = np.zeros(len(response_counts.items), dtype=bool)
    free_covariance, undetermined = _covariance(fit, last, grid) if wanted else (None, determined)
    estimates = with_fixed_parameters(
        reported_parameters(last.point, response_counts.items, response_counts.groups), specification.fixed
    )
    covariance = None if free_covariance is None else estimates.covariance(free_covariance)
    errors = None if covariance is None else _standard_errors(estimates, covariance)
    if errors is not None:
        undetermined = _undetermined_difficulties(errors)
        errors = _known_errors(errors, undetermined)
        covariance = None if errors is None else covariance
    status = fit_status(last, grid, fit.priors, undetermined=wanted and errors is None)
    return Calibration(
        model=specification.model,
        models=specification.structure.models,
        items=response_counts.items,
        a=estimates.a,
        b=_columns(estimates.b),
        c=estimates.c,
        d=estimates.d,
        family=specification.structure.family,
        floors=specification.structure.floors,
        names=estimates.names,
        free=last.point.vector.size + _free_masses(last.point, grid),
        covariance=covariance,
        rows=estimates.rows,
        standard_errors=errors,
        population=FittedPopulation(
            _normals(response_counts.groups, estimates),
            _regression_estimates(last.point.population, estimates, covariance),
        ),
        population_errors=None
        if covariance is None or _population_derived(last.point.population)
        else _population_errors(response_counts.groups, estimates, covariance),
        histogram=_histogram(response_counts.groups, last.point.population),
        log_likelihood=last.expected.log_likelihood,
        log_prior=last.log_prior,
        log_likelihoods=last.objective,
        status=status,
        iterations=sum(run.cycles for run in runs),
        grid=grid.nodes,
        persons=response_counts.persons,
        responses=response_counts.responses,
        group_persons=response_counts.persons_by_group,
        remarks=item_remarks(response_counts.items, last, estimates, fit.priors, errors, undetermined),
    )


def _covariance(fit: MarginalFit, result: EMResult, grid: QuadratureGrid) -> tuple[Floats | None, Bools]:
    """(P, P) covariance of the free parameters, or None; and (n,) whether an item is not determined by the data."""
    point = result.point
    at = e_step_tables(point.structure, point.natural, point.population, grid.nodes)
    missing = fit.source.missing_information(
        at, complete_data_scores(point, grid.nodes), squares=fit.standard_errors == "sandwich"
    )
    information = complete_information(point, result.expected, at, fit.priors) - missing.information
    square = None if missing.square is None else missing.square + prior_information(point, fit.priors)
    found = covariance_from_information(information, square)
    return found, np.zeros(len(point.own), dtype=bool) if found is not None else undetermined_items(information, point)


def _columns(b: Floats) -> Floats:
    """(n,) where there is one column."""
    return b[:, 0] if b.shape[1] == 1 else b


def _standard_errors(estimates: ReportedParameters, found: Floats) -> StandardErrors:
    a, b, c, d = (estimates.errors(found, name) for name in "abcd")
    return StandardErrors(a, _columns(np.where(np.isnan(estimates.b), np.nan, b)), c, d)


def _normals(groups: Sequence[str], estimates: ReportedParameters) -> dict[str, Normal]:
    tiny = np.finfo(float).tiny
    pairs = zip(groups, estimates.mean, estimates.sd, strict=True)
    return {group: Normal(float(mean), max(float(sd), tiny)) for group, mean, sd in pairs}


def _undetermined_difficulties(errors: StandardErrors) -> Bools:
    """(n,) whether a difficulty is not determined: the slope is near zero, or the information barely positive."""
    beyond = np.nan_to_num(errors.b.reshape(len(errors.a), -1)) > MAX_DIFFICULTY_SE
    return np.asarray(beyond.any(axis=1))


def _known_errors(errors: StandardErrors, undetermined: Bools) -> StandardErrors | None:
    """The standard errors without those of difficulties that are not determined; None where that is most of them."""
    if undetermined.mean() > MOST_UNDETERMINED:
        return None
    several = undetermined if errors.b.ndim == 1 else undetermined[:, None]
    return replace(errors, b=np.where(several, np.nan, errors.b))


def _population_errors(
    groups: Sequence[str], estimates: ReportedParameters, found: Floats
) -> dict[str, tuple[float, float]]:
    means, sds = estimates.errors(found, "mean"), estimates.errors(found, "sd")
    return {group: (float(mean), float(sd)) for group, mean, sd in zip(groups, means, sds, strict=True)}


def _regression_estimates(
    population: Population, estimates: ReportedParameters, covariance: Floats | None
) -> RegressionEstimates | None:
    if population.regression is None:
        return None
    values, total = estimates.coefficients, float(estimates.sd[0] ** 2)
    unknown = np.full(values.size, np.nan)
    errors = unknown if covariance is None else estimates.errors(covariance, "coefficients")
    residual = float(estimates.residual_sd[0])
    residual_error = np.nan if covariance is None else float(estimates.errors(covariance, "residual_sd")[0])
    return RegressionEstimates(
        population.regression.names[1:],
        values[1:],
        errors[1:],
        float(values[0]),
        float(errors[0]),
        residual,
        residual_error,
        1 - residual**2 / total if total > 0 else 0.0,
    )


def _population_derived(population: Population) -> bool:
    """Whether means or standard deviations follow from masses or coefficients, and have no standard errors here."""
    if population.regression is not None:
        return True
    return population.masses is not None and bool((population.free_mean | population.free_sd).any())


def _histogram(groups: Sequence[str], population: Population) -> dict[str, Floats] | None:
    return None if population.masses is None else dict(zip(groups, population.masses, strict=True))


def _free_masses(point: ParameterPoint, grid: QuadratureGrid) -> int:
    """The number of free masses of a histogram: less one for each sum, fixed mean and fixed standard deviation."""
    population = point.population
    if population.masses is None:
        return 0
    fixed = (~population.free_mean).sum() + (~population.free_sd).sum() + population.mean.size
    return int(population.mean.size * grid.nodes.size - fixed)
