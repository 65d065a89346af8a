"""Mantel–Haenszel statistics of items from counts by stratum, group and score."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from calibration.array_types import Floats

DELTA = -2.35
"""From a log odds ratio to the delta scale of ETS (Holland & Thayer, 1988)."""


LEAST_SHOWN = 0.1
"""An item that is answered hardly better than by chance shows no less than this share of a difference of difficulty."""


@dataclass(frozen=True, slots=True, eq=False)
class OddsRatios:
    """Mantel–Haenszel statistics of n dichotomous items; NaN where no stratum is informative.

    Parameters
    ----------
    odds_ratio : (n,) common odds ratio, reference to focal; above 1 where the focal group finds the item harder
    d_dif, se : (n,) MH D-DIF = −2.35 ln(odds ratio), negative where the item is harder for the focal group, and its
        standard error
    chi2, p : (n,) with continuity correction, one degree of freedom
    """

    odds_ratio: Floats
    d_dif: Floats
    se: Floats
    chi2: Floats
    p: Floats


@dataclass(frozen=True, slots=True, eq=False)
class MeanDifferences:
    """Standardised mean differences of n items; NaN where no stratum is informative.

    Parameters
    ----------
    smd, se : (n,) mean score of the focal group less that of the reference group, weighted by the focal group's
        distribution over strata; negative where the item is harder for the focal group; and its standard error under
        no DIF
    standardised : (n,) smd in standard deviations of the item's score over both groups
    chi2, p : (n,) Mantel's test, one degree of freedom, no continuity correction
    """

    smd: Floats
    se: Floats
    standardised: Floats
    chi2: Floats
    p: Floats


def informative_counts(counts: Floats) -> Floats:
    """The counts in strata with responses of both groups, 0 elsewhere.

    Parameters
    ----------
    counts : (n, S, 2, K) answers by item, stratum, group (reference, focal) and score
    """
    both = (counts.sum(axis=3) > 0).all(axis=2)
    return np.asarray(counts * both[:, :, None, None])


def odds_ratios(counts: Floats) -> OddsRatios:
    """Common odds ratios, from (n, S, 2, 2) counts in which the second score is right.

    References
    ----------
    Mantel & Haenszel (1959), JNCI 22, 719–748. Holland & Thayer (1988), in Wainer & Braun (eds), *Test Validity*,
    129–145: MH D-DIF. Robins, Breslow & Greenland (1986), Biometrics 42, 311–323: the variance.
    """
    counts = informative_counts(counts)
    a, b = counts[:, :, 0, 1], counts[:, :, 0, 0]  # reference right and wrong
    c, d = counts[:, :, 1, 1], counts[:, :, 1, 0]  # focal right and wrong
    total = np.maximum(a + b + c + d, 1)
    r, s, p, q = a * d / total, b * c / total, (a + d) / total, (b + c) / total
    big_r, big_s = r.sum(axis=1), s.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = big_r / big_s
        log_ratio = np.log(ratio)
        variance = (p * r).sum(axis=1) / (2 * big_r**2) + (q * s).sum(axis=1) / (2 * big_s**2)
        variance += (p * s + q * r).sum(axis=1) / (2 * big_r * big_s)
        excess, spread = _excess(counts)
        chi2 = np.maximum(np.abs(excess) - 0.5, 0) ** 2 / spread
    chi2 = np.where(spread > 0, chi2, np.nan)
    finite = np.isfinite(log_ratio)
    d_dif, se = (np.where(finite, DELTA * each, np.nan) for each in (log_ratio, -np.sqrt(variance)))
    return OddsRatios(np.where(finite, ratio, np.nan), d_dif, se, chi2, chdtrc(1, chi2))


def shown_shares(counts: Floats, lower: Floats, upper: Floats) -> Floats:
    """(n,) the share of a small difference of difficulty that the common odds ratio shows, 1 without asymptotes.

    Among persons of one ability who are right with probability P a logit of difficulty moves the log odds by
    (P − c)(d − P) / ((d − c) P (1 − P)). It is averaged with the weights of Mantel and Haenszel, N P (1 − P).

    Parameters
    ----------
    counts : (n, S, 2, 2) as for `odds_ratios`
    lower, upper : (n,) the asymptotes c and d

    References
    ----------
    Roussos, Schnipke & Pashley (1999), Journal of Educational and Behavioral Statistics 24, 293–322: the parameter that
    is estimated where answers can be guessed.
    """
    counts = informative_counts(counts)
    persons = counts.sum(axis=3)
    everyone = np.maximum(persons.sum(axis=2), 1)
    weight = persons.prod(axis=2) / everyone
    right = counts[..., 1].sum(axis=2) / everyone
    low, high = lower[:, np.newaxis], upper[:, np.newaxis]
    moved = (weight * (right - low) * (high - right) / (high - low)).sum(axis=1)
    odds = (weight * right * (1 - right)).sum(axis=1)
    share = np.divide(moved, odds, out=np.ones_like(odds), where=odds > 0)
    return np.asarray(np.clip(share, LEAST_SHOWN, 1.0))


def mean_differences(counts: Floats) -> MeanDifferences:
    """Standardised mean differences with Mantel's test, from (n, S, 2, K) counts.

    References
    ----------
    Mantel (1963), JASA 58, 690–700: the test. Dorans & Kulick (1986), Journal of Educational Measurement 23, 355–368:
    standardisation; for two scores the difference is their STD P-DIF. Zwick, Donoghue & Grima (1993), Journal of
    Educational Measurement 30, 233–251: both for more scores. The standard error is that of the weighted sum of the
    focal groups' totals, hypergeometric in each stratum.
    """
    counts = informative_counts(counts)
    score = np.arange(counts.shape[3])
    n = counts.sum(axis=3)
    sums = counts @ score
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums / n
        weight = n[:, :, 1] / n[:, :, 1].sum(axis=1, keepdims=True)
        used = n[:, :, 1] > 0
        smd = np.where(used, weight * (mean[:, :, 1] - mean[:, :, 0]), 0).sum(axis=1)
        # given the margins, the difference of means moves with the focal total by 1/n_focal + 1/n_reference
        leverage = np.where(used, weight * (1 / n).sum(axis=2), 0)
        se = np.sqrt((leverage**2 * _variances(counts)).sum(axis=1))
        excess, spread = _excess(counts)
        chi2 = np.where(spread > 0, excess**2 / spread, np.nan)
        standardised = smd / _score_sd(counts)
    there = used.any(axis=1)
    smd, se, standardised = (np.where(there, each, np.nan) for each in (smd, se, standardised))
    return MeanDifferences(smd, se, standardised, chi2, chdtrc(1, chi2))


def _excess(counts: Floats) -> tuple[Floats, Floats]:
    """(n,) sum of the reference group's scores less its expectation without DIF, and the variance of the sum."""
    score = np.arange(counts.shape[3])
    n = counts.sum(axis=3)
    everyone = n.sum(axis=2)
    sums = counts @ score
    expected = n[:, :, 0] * sums.sum(axis=2) / np.maximum(everyone, 1)
    return (sums[:, :, 0] - expected).sum(axis=1), _variances(counts).sum(axis=1)


def _variances(counts: Floats) -> Floats:
    """(n, S) variance of a group's sum of scores, given the sizes of the groups and the scores in the stratum."""
    score = np.arange(counts.shape[3])
    n = counts.sum(axis=3)
    everyone = n.sum(axis=2)
    margin = counts.sum(axis=2)
    spread = everyone * (margin @ score**2) - (margin @ score) ** 2
    return np.asarray(n[:, :, 0] * n[:, :, 1] * spread / np.maximum(everyone**2 * (everyone - 1), 1))


def _score_sd(counts: Floats) -> Floats:
    """(n,) standard deviation of the score over both groups and all informative strata."""
    score = np.arange(counts.shape[3])
    margin = counts.sum(axis=(1, 2))
    total = margin.sum(axis=1)
    mean = margin @ score / total
    return np.asarray(np.sqrt(np.maximum(margin @ score**2 / total - mean**2, 0)))
