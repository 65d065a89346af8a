"""Estimates from plausible values, with sampling and measurement error (Rubin, 1987)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t

from calibration.array_types import Floats
from calibration.errors import CalibrationError, ErrorCode
from calibration.population.replicate_weights import ReplicateWeights, given_replicates, random_group_jackknife
from calibration.population.statistics import PlainStatistic, WeightedStatistic, applied


@dataclass(frozen=True, slots=True, eq=False)
class PooledEstimates:
    """k estimates with their errors, all (k,).

    Parameters
    ----------
    names : of the estimates, empty where the statistic has none
    estimate : mean over the plausible values
    se : root of the total variance U + (1 + 1/M) B
    sampling_variance : U, mean over the plausible values
    imputation_variance : B, between the plausible values
    degrees_of_freedom : of Barnard & Rubin (1999); infinite where neither part limits them
    """

    names: tuple[str, ...]
    estimate: Floats
    se: Floats
    sampling_variance: Floats
    imputation_variance: Floats
    degrees_of_freedom: Floats

    @property
    def missing_share(self) -> Floats:
        """The share of the variance that is due to measurement, from 0 to 1; NaN where there is no variance."""
        with np.errstate(invalid="ignore", divide="ignore"):
            share: Floats = 1 - self.sampling_variance / self.se**2
        return share

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Lower and upper limits by Student's t."""
        reach = t.ppf((1 + level) / 2, self.degrees_of_freedom) * self.se
        return self.estimate - reach, self.estimate + reach


def pool_estimates(
    values: ArrayLike,
    statistic: WeightedStatistic | PlainStatistic,
    weights: ArrayLike | None = None,
    replicates: ReplicateWeights | ArrayLike | None = None,
) -> PooledEstimates:
    """Estimate a statistic of ability from plausible values.

    Parameters
    ----------
    values : (persons, M) plausible values
    statistic : of `calibration.population.statistics`, or a function of values (persons,) and weights (persons,) that
        gives a number or k of them
    weights : (persons,) above 0; 1 by default
    replicates : for the sampling variance; an array is taken as the weights of a paired jackknife (JK2, factor 1).
        Unless given, a jackknife over random groups of persons, which is right for a simple random sample alone

    Notes
    -----
    With estimates q_m and sampling variances U_m from M sets of plausible values: estimate mean(q), variance
    T = mean(U) + (1 + 1/M) B, B the variance of the q_m. With λ = (1 + 1/M) B / T and ν the degrees of freedom of the
    replicates, those of T are 1/(1/ν_m + 1/ν_o), ν_m = (M − 1)/λ², ν_o = ν (1 − λ)(ν + 1)/(ν + 3).

    Raises
    ------
    CalibrationError
        ``option`` naming what has another shape

    References
    ----------
    Rubin, D. B. (1987). *Multiple imputation for nonresponse in surveys*. Barnard, J., & Rubin, D. B. (1999).
    *Biometrika, 86*, 948–955.
    """
    drawn = np.asarray(values, dtype=np.float64)
    drawn = drawn[:, None] if drawn.ndim == 1 else drawn
    weight = _weight(weights, drawn)
    replicated = _replicated(replicates, weight)
    if replicated.weights.shape[0] != drawn.shape[0]:
        expected, got = f"({drawn.shape[0]}, R)", str(replicated.weights.shape)
        raise CalibrationError(ErrorCode.OPTION, name="replicates", expected=expected, got=got)
    table = np.concatenate((weight[:, None], replicated.weights), axis=1)
    found = applied(statistic, drawn, table)  # (M, 1 + R, k)
    sampling = np.einsum("r,mrk->mk", replicated.factor, (found[:, 1:] - found[:, :1]) ** 2)
    names = statistic.names if isinstance(statistic, WeightedStatistic) else ()
    return pooled(names, found[:, 0], sampling, replicated.degrees_of_freedom)


def pooled(names: tuple[str, ...], estimates: Floats, sampling: Floats, freedom: float) -> PooledEstimates:
    """Rubin's rules for estimates (M, k) with sampling variances (M, k)."""
    draws = len(estimates)
    within = sampling.mean(axis=0)
    between = estimates.var(axis=0, ddof=1) if draws > 1 else np.zeros(estimates.shape[1])
    total = within + (1 + 1 / draws) * between
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, (1 + 1 / draws) * between / total, 0.0)
        by_draws = np.where(share > 0, (draws - 1) / share**2, np.inf)
        by_sample = freedom * (1 - share) * (freedom + 1) / (freedom + 3)
        degrees = 1 / (1 / by_draws + 1 / by_sample)
    return PooledEstimates(names, estimates.mean(axis=0), np.sqrt(total), within, between, degrees)


def difference(later: PooledEstimates, earlier: PooledEstimates, *, linking_error: ArrayLike = 0.0) -> PooledEstimates:
    """The change between two independent samples, with the error of the link between their scales.

    Degrees of freedom by Satterthwaite (1946); the linking error is taken as known.

    Parameters
    ----------
    linking_error : standard error of the shift between the two scales, logits, for all estimates or each
    """
    if later.estimate.shape != earlier.estimate.shape:
        expected, got = f"{earlier.estimate.size} estimates", later.estimate.size
        raise CalibrationError(ErrorCode.OPTION, name="later", expected=expected, got=got)
    parts = later.se**2, earlier.se**2
    with np.errstate(divide="ignore", invalid="ignore"):
        degrees = (parts[0] + parts[1]) ** 2 / (
            parts[0] ** 2 / later.degrees_of_freedom + parts[1] ** 2 / earlier.degrees_of_freedom
        )
    linked = np.broadcast_to(np.asarray(linking_error, dtype=np.float64) ** 2, parts[0].shape)
    return PooledEstimates(
        later.names,
        later.estimate - earlier.estimate,
        np.sqrt(parts[0] + parts[1] + linked),
        later.sampling_variance + earlier.sampling_variance + linked,
        later.imputation_variance + earlier.imputation_variance,
        degrees,
    )


def _weight(weights: ArrayLike | None, drawn: Floats) -> Floats:
    if drawn.ndim != 2 or not drawn.size or not np.isfinite(drawn).all():
        expected, got = "(persons, M) finite numbers", f"{drawn.shape}"
        raise CalibrationError(ErrorCode.OPTION, name="values", expected=expected, got=got)
    weight = np.ones(len(drawn)) if weights is None else np.asarray(weights, dtype=np.float64)
    if weight.shape != (len(drawn),) or not (np.isfinite(weight) & (weight > 0)).all():
        expected = f"({len(drawn)},) finite numbers above 0"
        got = np.array2string(weight, threshold=8) if weight.shape == (len(drawn),) else str(weight.shape)
        raise CalibrationError(ErrorCode.OPTION, name="weights", expected=expected, got=got)
    return weight


def _replicated(replicates: ReplicateWeights | ArrayLike | None, weight: Floats) -> ReplicateWeights:
    if replicates is None:
        return random_group_jackknife(weight.size, weight)
    if isinstance(replicates, ReplicateWeights):
        return replicates
    return given_replicates(replicates, method="jk2")
