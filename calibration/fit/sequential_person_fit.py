"""Person fit for adaptive sittings: each answer held against what the person's earlier answers predict.

In an adaptive test lz and lz* have no known distribution: items are chosen by the answers, and difficulties follow the
ability (van Krimpen-Stoop & Meijer, 1999). What earlier answers predict of the next one does not depend on why the
item was chosen. Under the model the residuals from these predictions are martingale differences with a known variance,
whatever the routing, so that their sums and cumulative sums have known distributions.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.fit.predictive_fit import posteriors_without_own
from calibration.persons.posterior_abilities import FittedModel, TabulatedFit, posterior_blocks, tabulate_fit
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix

FEWEST_ANSWERS = 10
"""Answers below which nothing is said of a person."""
DISCRETE = 1.166
"""Twice .583, by which a sum that moves in steps passes a bound and a reflecting barrier (Siegmund, 1985)."""
TERMS = 40


@dataclass(frozen=True, slots=True, eq=False)
class SequentialPersonFit:
    """Person fit from predictions by earlier answers; (persons,) each, NaN with fewer than ``FEWEST_ANSWERS``.

    Parameters
    ----------
    answers : how many count
    lz : standardised sum of the log-probabilities of the answers, predicted; strongly negative: unlikely answers
    lz_p : lower tail of lz, corrected for its skewness
    rise, fall : largest cumulative sums of standardised residuals upwards and downwards, divided by √answers: from
        some point answers are better (worse) than all before let expect. About 2.2 is passed by one person in twenty
    cusum_p : chance of a larger of the two
    """

    answers: Ints
    lz: Floats
    lz_p: Floats
    rise: Floats
    fall: Floats
    cusum_p: Floats


def sequential_person_fit(
    data: ResponseMatrix, fit: FittedModel, *, group: Column | Labels | None = None
) -> SequentialPersonFit:
    """Person fit of adaptive sittings, for items of two or more categories.

    Parameters
    ----------
    data : responses to the items of the fit, with positions
    fit : a calibration
    group : (persons,) the fit's population that each person belongs to; may be left out where there is only one

    Raises
    ------
    CalibrationError
        ``option`` where positions are not known; ``items_differ`` or ``score``

    References
    ----------
    van Krimpen-Stoop & Meijer (1999), *Applied Psychological Measurement* 23, 327–345: lz* in adaptive tests.
    van Krimpen-Stoop & Meijer (2001), *Journal of Educational and Behavioral Statistics* 26, 199–217: CUSUM of
    residuals at the updated ability; (2002), *Applied Psychological Measurement* 26, 164–180, for several categories.
    Here the residuals are from posterior predictions, which makes them martingale differences (Dawid, 1984), and the
    critical values are those of Brownian motion reflected at 0: sup (B − min B) has the distribution of sup |B|.
    Siegmund (1985), *Sequential Analysis*, chapter 10: correction for steps.
    """
    return sequential_statistics(data, tabulate_fit(data, fit, group))


def sequential_statistics(data: ResponseMatrix, on: TabulatedFit) -> SequentialPersonFit:
    """The same from the fit on a grid."""
    residual, gain, variance, third = _predicted(data, on)
    person = data.person.astype(np.int64)
    answers = np.bincount(person, minlength=data.persons)
    known = answers >= FEWEST_ANSWERS
    total, spread, skew = (np.bincount(person, each, data.persons) for each in (gain, variance, third))
    rise, fall = _cumulative_sums(data, _positions(data), residual)
    with np.errstate(invalid="ignore", divide="ignore"):
        lz = np.where(known & (spread > 0), total / np.sqrt(spread), np.nan)
        root = np.sqrt(np.where(known, answers, np.nan))
        return SequentialPersonFit(
            answers,
            lz,
            norm.cdf(_unskewed(lz, skew / spread**1.5)),
            rise / root,
            fall / root,
            np.minimum(2 * _supremum_tail((np.maximum(rise, fall) + DISCRETE) / root), 1.0),
        )


def _predicted(data: ResponseMatrix, on: TabulatedFit) -> Floats:
    """(4, R) standardised residual; log-probability less its mean, with its variance and third central moment."""
    prob = np.exp(on.log_prob)
    score = np.arange(prob.shape[1])
    found = np.zeros((4, len(data)))
    for block in posterior_blocks(data, on):
        for rows, posterior in posteriors_without_own(data, on, block, in_order=True):
            share = np.einsum("rq,rkq->rk", posterior, prob[data.item[rows]])
            own = data.score[rows].astype(np.int64)
            mean = share @ score
            found[0, rows] = (own - mean) / np.sqrt(share @ score**2 - mean**2)
            log_share = np.log(np.maximum(share, np.finfo(float).tiny))
            centred = log_share - (share * log_share).sum(axis=1)[:, None]
            found[1, rows] = np.take_along_axis(centred, own[:, None], axis=1)[:, 0]
            found[2, rows] = (share * centred**2).sum(axis=1)
            found[3, rows] = (share * centred**3).sum(axis=1)
    return found


def _positions(data: ResponseMatrix) -> NDArray[np.int32]:
    if data.position is None:
        raise CalibrationError(ErrorCode.OPTION, name="data", expected="positions", got="none")
    return data.position


def _cumulative_sums(data: ResponseMatrix, position: NDArray[np.int32], residual: Floats) -> tuple[Floats, Floats]:
    """(persons,) the largest rise and the largest fall of the sums of residuals, in the order of the sitting."""
    order = np.lexsort((position, data.person))
    person = data.person[order].astype(np.int64)
    met = data.responses_per_person()
    place = np.arange(person.size) - np.repeat(np.cumsum(met) - met, met)
    table = np.zeros((data.persons, int(met.max(initial=0)) + 1))
    table[person, place + 1] = residual[order]
    path = table.cumsum(axis=1)
    rise = (path - np.minimum.accumulate(path, axis=1)).max(axis=1)
    fall = (np.maximum.accumulate(path, axis=1) - path).max(axis=1)
    return rise, fall


def _unskewed(z: Floats, skewness: Floats) -> Floats:
    """Z less the first term of its Cornish–Fisher expansion, held where that term would turn."""
    bend = np.clip(z, -3.0, 3.0)
    return np.asarray(z - skewness * (bend**2 - 1) / 6)


def _supremum_tail(x: Floats) -> Floats:
    """P(sup |B| > x) for Brownian motion on [0, 1] (Feller, 1971, X.5)."""
    odd = 2 * np.arange(TERMS) + 1
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        terms = np.exp(-(np.pi**2) * odd**2 / (8 * x[..., None] ** 2)) / odd * np.where(odd % 4 == 1, 1.0, -1.0)
    return np.asarray(np.where(np.isnan(x), np.nan, np.clip(1 - 4 / np.pi * terms.sum(axis=-1), 0.0, 1.0)))
