"""The logistic models of two categories, from Rasch to four parameters: P(1 | θ) = c + (d − c) σ(a(θ − b)).

``a``, ``b``, ``c`` and ``d`` have shape (n,), and ``theta`` its first axis along the items (length n, or 1 for all).
"""

from typing import NamedTuple

import numpy as np

from engine.numerics.array_types import Floats
from engine.numerics.log_sigmoid import log_sigmoids


class LogisticCurves(NamedTuple):
    """The quantities from which every function of a logistic item is computed.

    Parameters
    ----------
    a : slopes, shape (n, 1, …)
    logit : z = a(θ − b), shape (n, …)
    log_curve_slope, log_incorrect, log_correct : log P′, log(1 − P) and log P, shape (n, …)
    """

    a: Floats
    logit: Floats
    log_curve_slope: Floats
    log_incorrect: Floats
    log_correct: Floats

    @property
    def log_prob(self) -> Floats:
        """The log of P(category | θ), shape (n, 2, …)."""
        return np.stack([self.log_incorrect, self.log_correct], axis=1)

    @property
    def log_derivative(self) -> Floats:
        """The derivative by θ of log P(category | θ), shape (n, 2, …), in 1/logits."""
        return np.stack(
            [-np.exp(self.log_curve_slope - self.log_incorrect), np.exp(self.log_curve_slope - self.log_correct)],
            axis=1,
        )

    @property
    def information(self) -> Floats:
        """Fisher's information P′² / (P(1 − P)), shape (n, …), in 1/logits².

        P′ = a(d − c)σ(1 − σ). The upper asymptote d enters P′, P and 1 − P.

        References
        ----------
        Birnbaum (1968), in Lord & Novick, Statistical theories of mental test scores, chapter 20; Magis (2013), Applied
        Psychological Measurement 37, 304–315 (upper asymptote).
        """
        curve: Floats = np.exp(2 * self.log_curve_slope - self.log_incorrect - self.log_correct)
        return curve

    @property
    def warm(self) -> Floats:
        """Warm's J = Σₖ P′ₖ P″ₖ / Pₖ, shape (n, …). Since P″ = P′ · a(1 − 2σ), J = I · a(1 − 2σ)."""
        term: Floats = -self.information * self.a * np.tanh(self.logit / 2)
        return term


def logistic_curves(a: Floats, b: Floats, c: Floats, d: Floats, theta: Floats) -> LogisticCurves:
    """The curves of n logistic items.

    References
    ----------
    Birnbaum (1968), in Lord & Novick, Statistical theories of mental test scores, chapter 17; Barton & Lord (1981), ETS
    Research Bulletin 81-20 (upper asymptote).
    """
    a, b, c, d = (column.reshape(-1, *(1,) * (theta.ndim - 1)) for column in (a, b, c, d))
    logit = a * (theta - b)
    log_up, log_down = log_sigmoids(logit)
    return LogisticCurves(
        a=a,
        logit=logit,
        log_curve_slope=np.log(a * (d - c)) + log_up + log_down,
        log_incorrect=_log_share(1 - d, d - c, log_down, c, log_up),
        log_correct=_log_share(c, d - c, log_up, 1 - d, log_down),
    )


def _log_share(floor: Floats, span: Floats, log_part: Floats, other_floor: Floats, log_other: Floats) -> Floats:
    """log(floor + span · part), computed from its complement where the value is near 1."""
    complement = other_floor + span * np.exp(log_other)
    with np.errstate(divide="ignore"):  # a floor of 0 is log 0 = −inf, which adds nothing
        small = _log_sum(np.log(floor), np.log(span) + log_part)
    share: Floats = np.where(complement < 0.5, np.log1p(-np.minimum(complement, 0.5)), small)
    return share


def _log_sum(one: Floats, other: Floats) -> Floats:
    """log(exp(one) + exp(other)), where at least one is finite; six times as fast as NumPy's logaddexp."""
    top = np.maximum(one, other)
    total: Floats = top + np.log1p(np.exp(np.minimum(one, other) - top))
    return total
