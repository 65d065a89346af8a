"""Person fit: is a person's pattern of answers as likely as the patterns of others of the same ability?"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.fit.sequential_person_fit import sequential_statistics
from calibration.persons.posterior_abilities import FittedModel, TabulatedFit
from calibration.persons.weighted_likelihood import weighted_likelihood
from calibration.responses.response_matrix import ResponseMatrix
from engine import log_probabilities
from engine.irt.response_models import theta_derivatives

FEWEST_ANSWERS = 5
"""Answers below which nothing is said of a person."""
CHUNK = 2**20


@dataclass(frozen=True, slots=True, eq=False)
class PersonFit:
    """Standardised log-likelihoods of persons' answers; strongly negative ones point at unlikely patterns.

    Parameters
    ----------
    theta : (persons,) the abilities at which they are taken, logits; NaN where there is none
    answers : (persons,) how many count
    lz : (persons,) of Drasgow, Levine and Williams (1985); too seldom beyond ±2, since the ability is estimated from
        the same answers; NaN with fewer than ``FEWEST_ANSWERS``
    lz_star : (persons,) corrected for that (Snijders, 2001; Sinharay, 2016, for several categories)
    """

    theta: Floats
    answers: Ints
    lz: Floats
    lz_star: Floats


def person_fit(
    data: ResponseMatrix, fit: FittedModel, theta: Floats | None = None, *, correction: Floats | None = None
) -> PersonFit:
    """Lz and lz* of every person, at weighted likelihood estimates unless abilities are given.

    They hold where items were not chosen by the answers; for adaptive sittings see `sequential_person_fit`.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration
    theta : (persons,) other estimates of ability, logits; a person without a finite one is left out
    correction : (persons,) r₀ of Snijders (2001, eq. 15), by which the estimator's equation differs from that of
        maximum likelihood: 0 for MLE, (mean − θ)/sd² for MAP, J/(2I) for WLE; 0 unless given

    Raises
    ------
    CalibrationError
        ``option`` where there is not one ability for each person

    References
    ----------
    Drasgow, Levine & Williams (1985), *British Journal of Mathematical and Statistical Psychology* 38, 67–86, eq. 1.
    Snijders (2001), *Psychometrika* 66, 331–342, eq. 9 to 16.
    Sinharay (2016), *Psychometrika* 81, 992–1013: categories.
    """
    if theta is None:
        theta, correction = weighted_likelihood(data, fit)
    at = _per_person(theta, "theta", data.persons)
    sums = np.zeros((6, data.persons))
    rows = np.flatnonzero(np.isfinite(at)[data.person])
    for first in range(0, rows.size, CHUNK):
        sums += _sums(data, fit, at, rows[first : first + CHUNK])
    answers, log_likelihood, expected, variance, cross, information = sums
    known = (answers >= FEWEST_ANSWERS) & (variance > 0)
    shift = np.zeros(data.persons) if correction is None else _per_person(correction, "correction", data.persons)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = cross / information  # c of Snijders: regression of the weights on the score function
        residual = variance - slope * cross
        lz = (log_likelihood - expected) / np.sqrt(variance)
        star = (log_likelihood - expected + slope * shift) / np.sqrt(residual)
    return PersonFit(
        np.where(np.isfinite(at), at, np.nan),
        np.rint(answers).astype(np.int64),
        np.where(known, lz, np.nan),
        np.where(known & (residual > 1e-12), star, np.nan),
    )


def _per_person(values: Floats, name: str, persons: int) -> Floats:
    given = np.asarray(values, dtype=np.float64)
    if given.shape != (persons,):
        raise CalibrationError(ErrorCode.OPTION, name=name, expected=f"({persons},)", got=str(given.shape))
    return given


@dataclass(frozen=True, slots=True)
class FlaggedPersons:
    """How many persons' answers are unlikely.

    Parameters
    ----------
    tested : persons with enough answers
    share : of them, those whose lz* (in adaptive data the sequential lz) lies below its 5 % point, 0 to 1; .05 where
        nobody answers otherwise than the model says
    in_order : whether answers were predicted from earlier ones, as adaptive data need
    """

    tested: int
    share: float
    in_order: bool


def flagged_persons(data: ResponseMatrix, fit: FittedModel, on: TabulatedFit, *, routed: bool) -> FlaggedPersons | None:
    """Share of persons with unlikely answers; None where nobody has enough answers, or the order is not known.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration
    on : the fit on a grid
    routed : whether answers decided which items came
    """
    if routed and (data.position is None or (data.position < 0).any()):
        return None
    p = sequential_statistics(data, on).lz_p if routed else norm.cdf(person_fit(data, fit).lz_star)
    known = np.isfinite(p)
    return FlaggedPersons(int(known.sum()), float((p[known] < 0.05).mean()), routed) if known.any() else None


def _sums(data: ResponseMatrix, fit: FittedModel, theta: Floats, rows: Ints) -> Floats:
    """(6, persons) answers, log-likelihood, its mean, variance and covariance with the score function, information."""
    person = data.person[rows]
    item = data.item[rows].astype(np.int64)
    parameters = fit.parameters.take(item)
    place = theta[person][:, None]
    log_prob = log_probabilities(parameters, place)[:, :, 0]
    prob = np.exp(log_prob)
    weight = np.where(np.isfinite(log_prob), log_prob, 0.0)
    slope = theta_derivatives(parameters, place)[:, :, 0]
    mean = (prob * weight).sum(axis=1)
    values = (
        np.ones(rows.size),
        np.take_along_axis(weight, data.score[rows].astype(np.int64)[:, None], axis=1)[:, 0],
        mean,
        (prob * weight**2).sum(axis=1) - mean**2,
        (prob * weight * slope).sum(axis=1),
        (prob * slope**2).sum(axis=1),
    )
    return np.array([np.bincount(person, value, data.persons) for value in values])
