"""Stopping rules that end a sitting once it is clear on which side of a cut the ability lies."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from engine.arrays import Bools, Floats
from engine.cohort import Cohort
from engine.errors import InvalidTest
from engine.estimate import Estimates
from engine.models import log_probabilities
from engine.pool import ItemPool
from engine.stopping import FinishReason


@dataclass(frozen=True, slots=True)
class SPRT:
    """Ends once the likelihoods at the two ends of the indifference region are far enough apart.

    The log of L(cut + indifference) / L(cut − indifference) is held against log((1 − β)/α) and log(β/(1 − α)). An
    ability near the cut may never be decided: cap the length beside it.

    Parameters
    ----------
    cut : logits
    indifference : half the region in which either decision will do, above 0, logits
    alpha, beta : chance of deciding above when below, and below when above; between 0 and .5

    References
    ----------
    Wald (1947), Sequential Analysis, chapter 3; Eggen (1999), Applied Psychological Measurement 23, 249–261.
    """

    cut: float
    indifference: float
    alpha: float = 0.05
    beta: float = 0.05

    def __post_init__(self) -> None:
        _require_errors(self)

    @property
    def reason(self) -> FinishReason:
        return FinishReason.CLASSIFIED

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        return _decided(self, _log_ratio_at_ends(self, pool, cohort)) & (cohort.count > 0)


@dataclass(frozen=True, slots=True)
class GLR:
    """As `SPRT`, with the highest likelihood on either side of the indifference region in place of that at its ends.

    Where the likelihood has one maximum it decides no later than `SPRT`. The highest likelihood is that at the nodes of
    the grid beyond the ends and at the ends themselves; between the nodes of a default grid it may lie higher, by at
    most a tenth on the log scale, which is left out on both sides.

    Parameters
    ----------
    cut : logits
    indifference : half the region in which either decision will do, above 0, logits
    alpha, beta : as for `SPRT`

    References
    ----------
    Thompson (2011), Practical Assessment, Research & Evaluation 16(4).
    """

    cut: float
    indifference: float
    alpha: float = 0.05
    beta: float = 0.05

    def __post_init__(self) -> None:
        _require_errors(self)

    @property
    def reason(self) -> FinishReason:
        return FinishReason.CLASSIFIED

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        below, above = _log_likelihood_at_ends(self, pool, cohort)
        low = pool.grid < self.cut - self.indifference
        high = pool.grid > self.cut + self.indifference
        highest_below = np.where(low, cohort.log_likelihood, -np.inf).max(axis=1)
        highest_above = np.where(high, cohort.log_likelihood, -np.inf).max(axis=1)
        ratio = np.maximum(highest_above, above) - np.maximum(highest_below, below)
        return _decided(self, ratio) & (cohort.count > 0)


@dataclass(frozen=True, slots=True)
class AbilityInterval:
    """Ends once the confidence interval of the running estimate, θ ± z · SE, leaves out the cut.

    Parameters
    ----------
    cut : logits
    confidence : between 0 and 1, both sides together

    References
    ----------
    Kingsbury & Weiss (1983), in Weiss (ed.), New Horizons in Testing, 257–283.
    """

    cut: float
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if not (np.isfinite(self.cut) and 0 < self.confidence < 1):
            message = f"AbilityInterval needs a finite cut and a confidence between 0 and 1; received {self!r}"
            raise InvalidTest(message)

    @property
    def reason(self) -> FinishReason:
        return FinishReason.CLASSIFIED

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        reach = float(ndtri((1 + self.confidence) / 2)) * estimates.se
        return (np.abs(estimates.theta - self.cut) > reach) & (cohort.count > 0)


def _log_ratio_at_ends(rule: SPRT, pool: ItemPool, cohort: Cohort) -> Floats:
    below, above = _log_likelihood_at_ends(rule, pool, cohort)
    return above - below


def _log_likelihood_at_ends(rule: SPRT | GLR, pool: ItemPool, cohort: Cohort) -> tuple[Floats, Floats]:
    """The exact log-likelihoods at both ends of the indifference region, shape (P,) each."""
    ends = np.array([[rule.cut - rule.indifference, rule.cut + rule.indifference]])
    table = pool.derived(("ends", rule.cut, rule.indifference), lambda: log_probabilities(pool.parameters, ends))
    at_ends = np.where(cohort.scored[:, :, np.newaxis], table[cohort.items, cohort.scores], 0.0).sum(axis=1)
    return at_ends[:, 0], at_ends[:, 1]


def _decided(rule: SPRT | GLR, log_ratio: Floats) -> Bools:
    above = log_ratio >= np.log((1 - rule.beta) / rule.alpha)
    below = log_ratio <= np.log(rule.beta / (1 - rule.alpha))
    return np.asarray(above | below)


def _require_errors(rule: SPRT | GLR) -> None:
    bounded = 0 < rule.alpha < 0.5 and 0 < rule.beta < 0.5
    if not (np.isfinite(rule.cut) and 0 < rule.indifference < np.inf and bounded):
        message = (
            f"{type(rule).__name__} needs a finite cut, an indifference above 0, and alpha and beta between 0 and .5; "
            f"received {rule!r}"
        )
        raise InvalidTest(message)
