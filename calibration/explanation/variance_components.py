"""Restricted maximum likelihood of a linear mixed model whose error covariance is known, and its predictors.

y = Xη + Σ_k Z_k u_k + ε, with u_k ~ N(0, σ_k² I) and ε ~ N(0, C). The covariance C is given, the variances σ_k² are
estimated. A kernel is Z_k Z_kᵀ.

References
----------
Patterson & Thompson (1971), Biometrika 58, 545–554. Harville (1977), JASA 72, 320–338. Prasad & Rao (1990), JASA 85,
163–171. Kenward & Roger (1997), Biometrics 53, 983–997. Datta & Lahiri (2000), Statistica Sinica 10, 613–627.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
from scipy import linalg, sparse

from calibration.array_types import Bools, Floats

Factor: TypeAlias = sparse.csr_array
"""(n, r) the effects of each observation."""

SMALLEST_VARIANCE = 1e-6
"""Lower bound of a variance, logits²; one at the bound is reported as 0."""
MOST_STEPS = 100
MOST_HALVINGS = 12
FEWEST_DF = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class MixedModelData:
    """What is known before the variances are estimated.

    Parameters
    ----------
    y : (n,) observed values
    fixed : (n, p) columns of full rank
    error : (n, n) covariance of the observation errors
    factors : the Z_k, each (n, r_k), sparse
    """

    y: Floats
    fixed: Floats
    error: Floats
    factors: tuple[Factor, ...]

    def without(self, left_out: Bools) -> "MixedModelData":
        """The same without some observations, where the (n,) array is true."""
        kept = np.flatnonzero(~left_out)
        return MixedModelData(
            self.y[kept], self.fixed[kept], self.error[np.ix_(kept, kept)], tuple(each[kept] for each in self.factors)
        )


@dataclass(frozen=True, eq=False)
class MixedModelFit:
    """The model at some variances.

    Parameters
    ----------
    data : what was fitted
    variances : (K,) σ_k²
    inverse : (n, n) V⁻¹, V the covariance of y
    fixed_covariance : (p, p) of the coefficients η, the variances taken as known
    projection : (n, n) P = V⁻¹ − V⁻¹X(XᵀV⁻¹X)⁻¹XᵀV⁻¹
    log_likelihood : restricted, up to a constant
    converged : whether the variances are at a maximum
    """

    data: MixedModelData
    variances: Floats
    inverse: Floats
    fixed_covariance: Floats
    projection: Floats
    log_likelihood: float
    converged: bool = False

    @cached_property
    def coefficients(self) -> Floats:
        """(p,) η, by generalised least squares."""
        return np.asarray(self.fixed_covariance @ (self.data.fixed.T @ (self.inverse @ self.data.y)))

    @cached_property
    def weighted_residuals(self) -> Floats:
        """(n,) Py = V⁻¹(y − Xη)."""
        return np.asarray(self.projection @ self.data.y)

    @cached_property
    def crossed(self) -> list[list[Floats]]:
        """Z_jᵀ V⁻¹ Z_k for each two factors."""
        through = [self.inverse @ factor for factor in self.data.factors]
        return [[factor.T @ each for each in through] for factor in self.data.factors]

    @cached_property
    def loadings(self) -> list[Floats]:
        """XᵀV⁻¹Z_k, each (p, r_k)."""
        weighted = self.data.fixed.T @ self.inverse
        return [weighted @ factor for factor in self.data.factors]

    @cached_property
    def score(self) -> Floats:
        """(K,) derivatives of the restricted log-likelihood by the variances."""
        through = [self.projection @ factor for factor in self.data.factors]
        traces = [float(factor.multiply(each).sum()) for factor, each in zip(self.data.factors, through, strict=True)]
        squares = [float(((factor.T @ self.weighted_residuals) ** 2).sum()) for factor in self.data.factors]
        return np.asarray(0.5 * (np.array(squares) - np.array(traces)))

    @cached_property
    def information(self) -> Floats:
        """(K, K) expected information on the variances."""
        through = [self.projection @ factor for factor in self.data.factors]
        return np.array(
            [[0.5 * float(((factor.T @ each) ** 2).sum()) for each in through] for factor in self.data.factors]
        )

    @cached_property
    def variance_covariance(self) -> Floats:
        """(K, K) asymptotic covariance of the estimated variances."""
        return np.asarray(np.linalg.pinv(self.information, hermitian=True))

    @cached_property
    def adjusted_covariance(self) -> Floats:
        """(p, p) covariance of the coefficients, with the error of the variances (Kenward & Roger, 1997)."""
        plain, total = self.fixed_covariance, np.zeros_like(self.fixed_covariance)
        for j, left in enumerate(self.loadings):
            for k, right in enumerate(self.loadings):
                both = left @ self.crossed[j][k] @ right.T
                total += self.variance_covariance[j, k] * (both - left @ (left.T @ plain @ right) @ right.T)
        adjusted: Floats = plain + 2 * plain @ total @ plain
        return (adjusted + adjusted.T) / 2

    def degrees_of_freedom(self, contrasts: Floats) -> Floats:
        """(m,) degrees of freedom of (m, p) contrasts of the coefficients (Satterthwaite)."""
        plain = self.fixed_covariance
        value = ((contrasts @ plain) * contrasts).sum(axis=1)
        by = np.stack([((contrasts @ plain @ each) ** 2).sum(axis=1) for each in self.loadings], axis=1)
        return satterthwaite(value, by, self.variance_covariance)


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Values to be predicted, t = X₀η + Σ_k Z₀_k u_k.

    Parameters
    ----------
    fixed : (m, p)
    factors : the Z₀_k, each (m, r_k); rows of 0 where a target shares no effect with the observations
    variances : for each k, (m,) the variance of the target's own effect in units of σ_k²
    """

    fixed: Floats
    factors: tuple[Factor, ...]
    variances: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Best linear unbiased predictors with their errors.

    Parameters
    ----------
    mean : (m,)
    se : (m,) root of the mean squared error, the error of coefficients and of variances included
    df : (m,) degrees of freedom of a band
    weights : (m, n) of the observations in each predictor
    """

    mean: Floats
    se: Floats
    df: Floats
    weights: Floats


def satterthwaite(value: Floats, by: Floats, covariance: Floats) -> Floats:
    """(m,) 2v² / (gᵀAg): v (m,) estimated variances, g (m, K) derivatives by those with covariance A."""
    spread = ((by @ covariance) * by).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.nan_to_num(np.maximum(2 * value**2 / spread, FEWEST_DF), nan=np.inf, posinf=np.inf))


def mixed_model_at(data: MixedModelData, variances: Floats) -> MixedModelFit:
    """The model at given variances."""
    covariance = data.error.copy()
    for variance, factor in zip(variances, data.factors, strict=True):
        covariance += variance * (factor @ factor.T).toarray()
    lower = linalg.cholesky(covariance, lower=True)
    inverse = linalg.cho_solve((lower, True), np.eye(len(data.y)))
    weighted = data.fixed.T @ inverse
    information = weighted @ data.fixed
    scale = 1 / np.sqrt(np.diag(information))
    scaled = information * np.outer(scale, scale)
    fixed_covariance = np.linalg.inv(scaled) * np.outer(scale, scale)
    projection = inverse - weighted.T @ fixed_covariance @ weighted
    determinants = 2 * np.log(np.diag(lower)).sum() + np.linalg.slogdet(scaled)[1] - 2 * np.log(scale).sum()
    log_likelihood = -0.5 * (determinants + data.y @ projection @ data.y)
    return MixedModelFit(data, variances, inverse, fixed_covariance, projection, float(log_likelihood))


def fit_mixed_model(data: MixedModelData, start: Floats | None = None, tol: float = 1e-7) -> MixedModelFit:
    """Maximise the restricted likelihood by Fisher scoring, each variance at or above its bound.

    Parameters
    ----------
    start : (K,) variances to start from; by default a share each of the variance of the residuals
    tol : expected gain of log-likelihood below which the fit has converged
    """
    point = mixed_model_at(data, _start(data) if start is None else np.maximum(start, SMALLEST_VARIANCE))
    for _ in range(MOST_STEPS):
        steps = _steps(point)
        if max(abs(float(step @ point.score)) for step in steps) < tol:
            return replace(point, converged=True)
        better = next((found for step in steps if (found := _uphill(point, step)) is not None), None)
        if better is None:
            return point
        point = better
    return point


def _steps(point: MixedModelFit) -> tuple[Floats, Floats]:
    """A step of Fisher scoring within the bounds, and one along the gradient, which always leads uphill."""
    free = (point.variances > SMALLEST_VARIANCE) | (point.score > 0)
    scoring, gradient = np.zeros_like(point.variances), np.zeros_like(point.variances)
    if free.any():
        inside = point.information[np.ix_(free, free)]
        scoring[free] = np.linalg.lstsq(inside, point.score[free], rcond=None)[0]
        gradient[free] = point.score[free] / np.maximum(np.diag(inside), 1e-300)
    bounded = [np.maximum(point.variances + step, SMALLEST_VARIANCE) - point.variances for step in (scoring, gradient)]
    return bounded[0], bounded[1]


def _start(data: MixedModelData) -> Floats:
    left = data.y - data.fixed @ np.linalg.lstsq(data.fixed, data.y, rcond=None)[0]
    spread = float(left @ left) / max(len(left) - data.fixed.shape[1], 1) - float(np.median(np.diag(data.error)))
    share = max(spread, 0.05) / len(data.factors)
    return np.array([share / max(float(factor.multiply(factor).sum() / len(left)), 1e-12) for factor in data.factors])


def _uphill(point: MixedModelFit, step: Floats) -> MixedModelFit | None:
    """The model a whole, half, quarter … step on, as soon as its likelihood is no lower; None where none is."""
    for halving in range(MOST_HALVINGS):
        found = mixed_model_at(point.data, point.variances + step * 0.5**halving)
        if found.log_likelihood > point.log_likelihood:
            return found
    return None


def predict(fit: MixedModelFit, targets: Targets) -> Predictions:
    """Predict targets with their mean squared errors g₁ + g₂ + 2 g₃ (Prasad & Rao, 1990; Datta & Lahiri, 2000).

    g₁ is the variance left when coefficients and variances are known, g₂ the error of the coefficients, g₃ that of the
    variances; its double makes good what g₁ at estimated variances lacks.
    """
    data, variances = fit.data, fit.variances
    shared = sum(
        (v * (own @ z.T).toarray() for v, own, z in zip(variances, targets.factors, data.factors, strict=True)),
        start=np.zeros((len(targets.fixed), len(data.y))),
    )
    through = shared @ fit.inverse
    rest = targets.fixed - through @ data.fixed
    left = [own.toarray() - through @ z for own, z in zip(targets.factors, data.factors, strict=True)]
    g1 = np.stack(targets.variances, axis=1) @ variances - (through * shared).sum(axis=1)
    g2 = ((rest @ fit.fixed_covariance) * rest).sum(axis=1)
    g3 = np.zeros_like(g1)
    for j, one in enumerate(left):
        for k, other in enumerate(left):
            g3 += fit.variance_covariance[j, k] * ((one @ fit.crossed[j][k]) * other).sum(axis=1)
    by = np.stack(
        [
            own_variance
            - own.multiply(own).sum(axis=1)
            + (each**2).sum(axis=1)
            + ((rest @ fit.fixed_covariance @ loading) ** 2).sum(axis=1)
            for own_variance, own, each, loading in zip(
                targets.variances, targets.factors, left, fit.loadings, strict=True
            )
        ],
        axis=1,
    )
    weights = targets.fixed @ fit.fixed_covariance @ (data.fixed.T @ fit.inverse) + shared @ fit.projection
    known = np.maximum(g1 + g2, 0.0)
    return Predictions(
        mean=targets.fixed @ fit.coefficients + shared @ fit.weighted_residuals,
        se=np.sqrt(known + 2 * np.maximum(g3, 0.0)),
        df=satterthwaite(known, by, fit.variance_covariance),
        weights=weights,
    )
