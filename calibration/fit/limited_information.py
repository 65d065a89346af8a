"""M2*, C2 and what rests on them: does the model reproduce the moments of single items and of pairs?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from calibration.array_types import Floats, Ints
from calibration.fit.moment_residuals import (
    ConditionalDerivatives,
    MomentStructure,
    moment_derivatives,
    moment_structure,
    observed_moments,
)
from calibration.marginal.e_step import single_threaded_blas
from calibration.marginal.parameter_structure import FIXED, ParameterStructure, parameter_structure
from calibration.persons.posterior_abilities import TabulatedFit
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration
from calibration.results.known_floors import known_floors
from calibration.slope_intercept_curves import STEPPED, category_curves

EFFECT = 0.05
"""RMSEA for which power is told: up to it a model is close (Maydeu-Olivares & Joe, 2014)."""


@dataclass(frozen=True, slots=True)
class LimitedInformation:
    """A limited-information test of a whole model.

    Parameters
    ----------
    statistic : quadratic form of the residual moments; chi-squared under the model
    df : its degrees of freedom; p : its upper tail
    rmsea : root mean square error of approximation, a size that does not grow with the number of persons
    rmsea_interval : 90 %
    srmsr : standardised root mean square residual of the items' correlations
    tli, cfi : against independent items
    persons : with every item, who count
    power : chance that a model whose RMSEA is ``EFFECT`` is rejected at the 5 % level
    """

    statistic: float
    df: int
    p: float
    rmsea: float
    rmsea_interval: tuple[float, float]
    srmsr: float
    tli: float
    cfi: float
    persons: int
    power: float


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """A group's scores on all items, its structure of moments and derivatives."""

    scores: Ints
    structure: MomentStructure
    derivatives: Floats
    weight: Floats


def limited_information(
    data: ResponseMatrix, fit: Calibration, on: TabulatedFit, *, by_category: bool
) -> LimitedInformation | None:
    """M2* (first moments are expected scores), or C2 (probabilities of categories); None where it does not apply.

    It needs persons who met every item, more moments than parameters, and persons of equal weight: weighted moments
    have another covariance than that of independent answers.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration
    on : the fit on a grid
    by_category : C2 instead of M2*; for items of two categories both are M2

    References
    ----------
    Maydeu-Olivares & Joe (2006), *Psychometrika* 71, 713–732: M2.
    Cai & Hansen (2013), *British Journal of Mathematical and Statistical Psychology* 66, 245–276: M2*.
    Cai & Monroe (2014), CRESST report 839: C2.
    MacCallum, Browne & Sugawara (1996), *Psychological Methods* 1, 130–149: power.
    """
    if data.weight is not None and np.ptp(data.weight) > 0:
        return None
    with single_threaded_blas():
        return _limited_information(_samples(data, fit, on, by_category=by_category), fit)


def _limited_information(samples: Sequence[_Sample], fit: Calibration) -> LimitedInformation | None:
    size = sum(len(sample.derivatives) for sample in samples)
    df = size - fit.free
    if not samples or df <= 0:
        return None
    blocks = [_block(sample, _categories(fit)) for sample in samples]
    statistic = _quadratic_form(blocks)
    persons = sum(len(sample.scores) for sample in samples)
    null_statistic = sum(_of_independence(sample.scores) for sample in samples)
    null_df = size - len(samples) * int((_categories(fit) - 1).sum())
    excess, null_excess = statistic - df, null_statistic - null_df
    total = persons - 1
    ratio = null_statistic / null_df
    return LimitedInformation(
        statistic,
        df,
        float(chi2.sf(statistic, df)),
        float(np.sqrt(max(excess, 0.0) / (df * total))),
        _rmsea_interval(statistic, df, total),
        _srmsr(samples),
        float((ratio - statistic / df) / (ratio - 1)),
        float(1 - max(excess, 0.0) / max(null_excess, excess, 1e-300)),
        persons,
        float(ncx2.sf(chi2.isf(0.05, df), df, df * total * EFFECT**2)),
    )


def _categories(fit: Calibration) -> Ints:
    return np.asarray(np.isfinite(fit.b.reshape(len(fit.items), -1)).sum(axis=1) + 1, dtype=np.int64)


def _samples(data: ResponseMatrix, fit: Calibration, on: TabulatedFit, *, by_category: bool) -> list[_Sample]:
    """The groups' persons who met every item."""
    met = data.responses_per_person()
    starts = np.cumsum(met) - met
    found = []
    for group in range(len(on.log_prior)):
        people = np.flatnonzero((met == len(data.items)) & (on.group == group))
        if people.size < 2:
            continue
        scores = data.score[starts[people, None] + np.arange(len(data.items))].astype(np.int64)
        weight = np.exp(on.log_prior[group])
        prob = [np.exp(each[np.isfinite(each).any(axis=1)]) for each in on.log_prob]
        structure = moment_structure(prob, weight, by_category=by_category)
        by = _conditional_derivatives(fit, on, group, structure)
        shares = np.ones(people.size) if data.weight is None else data.weight[starts[people]]
        found.append(_Sample(scores, structure, moment_derivatives(structure, by), shares))
    return found


def _conditional_derivatives(
    fit: Calibration, on: TabulatedFit, group: int, structure: MomentStructure
) -> ConditionalDerivatives:
    design = _design(fit)
    natural = _natural(fit)
    curves = category_curves(design.family, natural, on.nodes, design.floors)
    prob = np.exp(curves.log_prob)
    gradient = prob[:, :, None] * curves.gradient
    own, common = (
        np.einsum("nkmq,nmj->nkjq", gradient, matrix, optimize=True)
        for matrix in (design.own_design, design.common_design)
    )
    if design.unit_slope:  # the common slope is the population's standard deviation, which counts among its parameters
        common = common[:, :, 1:]
    score = np.arange(prob.shape[1])[:, None, None]
    own_mean, common_mean = ((each * score).sum(axis=1) for each in (own, common))
    own_value, common_value = own_mean, common_mean
    if structure.item.size != len(prob):
        category = np.concatenate([np.arange(1, number) for number in design.categories])
        own_value, common_value = (each[structure.item, category] for each in (own, common))
    column = np.where(design.free, np.cumsum(design.free).reshape(design.free.shape) - 1, -1)
    weights = _population_derivatives(fit, on, group)
    return ConditionalDerivatives(own_value, own_mean, column, common_value, common_mean, weights)


def _design(fit: Calibration) -> ParameterStructure:
    fixed = {at: fit.parameters.take(np.array([at])) for at, model in enumerate(fit.models) if model == FIXED}
    return parameter_structure(fit.models, _categories(fit), fixed, known_floors(fit))


def _natural(fit: Calibration) -> Floats:
    """(n, M) slopes, intercepts and logits of asymptotes on the scale of θ."""
    b = fit.b[:, None] if fit.b.ndim == 1 else fit.b
    known = np.isfinite(b)
    adjacent = np.isin(fit.family, STEPPED)[:, None]
    steps = np.where(adjacent, np.cumsum(np.where(known, b, 0.0), axis=1), np.where(known, b, 0.0))
    with np.errstate(divide="ignore"):
        asymptotes = np.log(np.stack((fit.c, fit.d), axis=1)) - np.log1p(-np.stack((fit.c, fit.d), axis=1))
    return np.concatenate((fit.a[:, None], np.where(known, -fit.a[:, None] * steps, -np.inf), asymptotes), axis=1)


def _population_derivatives(fit: Calibration, on: TabulatedFit, group: int) -> Floats:
    """(R, Q) derivatives of a group's log-weights by all groups' free means and standard deviations."""
    mean, sd = (each[group] for each in on.population)
    z = (on.nodes - mean) / sd
    weight = np.exp(on.log_prior[group])
    rows: list[Floats] = []
    for name, value in (("mean", z / sd), ("sd", z**2 / sd)):
        centred = np.asarray(value - weight @ value)
        free = np.flatnonzero(fit.rows[name] >= 0)
        rows += [centred if other == group else np.zeros(z.size) for other in free]
    return np.array(rows).reshape(-1, z.size)


def _block(sample: _Sample, categories: Ints) -> tuple[Floats, Floats, Floats, int]:
    """Residual moments, their covariance, derivatives, and the number of persons."""
    residual = observed_moments(sample.scores, sample.structure, categories, sample.weight) - sample.structure.expected
    return residual, sample.structure.covariance, sample.derivatives, len(sample.scores)


def _of_independence(scores: Ints) -> float:
    """The statistic under the model that items are independent, with a probability of its own for each category.

    Shares of categories are then met exactly. What products of scores have beside them are products of deviations from
    the means, which are uncorrelated, so that the quadratic form is a sum of squares: N Σ r² over pairs of items.
    """
    away = scores - scores.mean(axis=0)
    product, variance = away.T @ away, (away**2).sum(axis=0)
    first, second = np.tril_indices(variance.size, -1)
    square = product[first, second] ** 2 / np.maximum(variance[first] * variance[second], 1e-300)
    return float(len(scores) * square.sum())


def _quadratic_form(blocks: Sequence[tuple[Floats, Floats, Floats, int]]) -> float:
    """N·e′(Ξ⁻¹ − Ξ⁻¹Δ(Δ′Ξ⁻¹Δ)⁻¹Δ′Ξ⁻¹)e over groups with parameters in common (Maydeu-Olivares & Joe, 2006, eq. 15)."""
    total, cross, inner = 0.0, 0.0, 0.0
    for residual, covariance, derivatives, persons in blocks:
        factor = cho_factor(covariance + 1e-12 * np.eye(len(covariance)))
        solved = cho_solve(factor, np.column_stack((residual, derivatives)))
        total = total + persons * float(residual @ solved[:, 0])
        cross = cross + persons * (derivatives.T @ solved[:, 0])
        inner = inner + persons * (derivatives.T @ solved[:, 1:])
    return float(total - cross @ np.linalg.lstsq(inner, cross, rcond=1e-12)[0])


def _rmsea_interval(statistic: float, df: int, total: int) -> tuple[float, float]:
    """90 % interval of RMSEA from the noncentral chi-squared distribution (Browne & Cudeck, 1993)."""

    def bound(tail: float) -> float:
        if chi2.cdf(statistic, df) <= tail:
            return 0.0
        high = max(statistic, 1.0)
        while ncx2.cdf(statistic, df, high) > tail:
            high *= 2
        return float(brentq(lambda shift: ncx2.cdf(statistic, df, shift) - tail, 0.0, high))

    return tuple(float(np.sqrt(bound(tail) / (df * total))) for tail in (0.95, 0.05))  # type: ignore[return-value]


def _srmsr(samples: Sequence[_Sample]) -> float:
    """Root mean square difference of observed and expected correlations, averaged over groups by persons."""
    total, persons = 0.0, 0
    for sample in samples:
        structure, count = sample.structure, len(sample.scores)
        mean = structure.mean @ structure.weight
        product = (structure.mean * structure.weight) @ structure.mean.T
        spread = np.sqrt((structure.variance + structure.mean**2) @ structure.weight - mean**2)
        expected = (product - np.outer(mean, mean)) / np.outer(spread, spread)
        with np.errstate(invalid="ignore"):
            observed = np.corrcoef(sample.scores.T)
        below = np.tril_indices(len(mean), -1)
        total += count * float(np.nanmean((observed - expected)[below] ** 2))
        persons += count
    return float(np.sqrt(total / persons))


def correlation_residuals(data: ResponseMatrix, fit: Calibration, on: TabulatedFit) -> Mapping[tuple[str, str], float]:
    """Observed less expected correlation of each pair of items among persons who met every item, largest first."""
    found: dict[tuple[str, str], float] = {}
    for sample in _samples(data, fit, on, by_category=False)[:1]:
        structure = sample.structure
        mean = structure.mean @ structure.weight
        product = (structure.mean * structure.weight) @ structure.mean.T
        spread = np.sqrt((structure.variance + structure.mean**2) @ structure.weight - mean**2)
        difference = np.corrcoef(sample.scores.T) - (product - np.outer(mean, mean)) / np.outer(spread, spread)
        first, second = structure.pairs
        order = np.argsort(-np.abs(difference[first, second]))
        for at in order.tolist():
            found[fit.items[first[at]], fit.items[second[at]]] = float(difference[first[at], second[at]])
    return found
