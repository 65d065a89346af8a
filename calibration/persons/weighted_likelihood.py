"""Weighted likelihood estimates of ability (Warm, 1989) for many persons at once."""

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.persons.posterior_abilities import FittedModel
from calibration.responses.response_matrix import ResponseMatrix
from engine.irt.response_models import information, theta_derivatives, warm_term

LOWEST, HIGHEST, NODES = -12.0, 12.0, 97
"""Abilities among which estimates are sought, logits."""
STEPS = 10
"""Steps of the Illinois method within a bracket of a quarter of a logit."""
CHUNK = 2**16


def weighted_likelihood(data: ResponseMatrix, fit: FittedModel) -> tuple[Floats, Floats]:
    """WLE of every person, and J/(2I) there, the term by which its equation differs from that of maximum likelihood.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration

    Returns
    -------
    theta : (persons,) logits; NaN without a response, and where no estimate lies between −12 and 12
    correction : (persons,) J/(2I), 1/logits; NaN likewise

    References
    ----------
    Warm (1989), *Psychometrika* 54, 427–450, eq. 6 and 9. Samejima (1993), *Psychometrika* 58, 119–138: categories.
    """
    theta, correction = np.full(data.persons, np.nan), np.full(data.persons, np.nan)
    met = data.responses_per_person()
    ends = np.cumsum(met)
    first = 0
    while first < data.persons:
        start = int(ends[first] - met[first])
        last = max(first + 1, int(np.searchsorted(ends, start + CHUNK, side="right")))
        rows = np.arange(start, int(ends[last - 1]))
        if rows.size:
            theta[first:last], correction[first:last] = _estimates(data, fit, rows, first, last - first)
        first = last
    return theta, correction


def _estimates(data: ResponseMatrix, fit: FittedModel, rows: Ints, first: int, persons: int) -> tuple[Floats, Floats]:
    nodes = np.linspace(LOWEST, HIGHEST, NODES)
    person = data.person[rows].astype(np.int64) - first
    low = _brackets(*_sums_at_nodes(data, fit, rows, person, persons, nodes), nodes)
    high = low + (nodes[1] - nodes[0])
    known = np.isfinite(low)
    kept = known[person]
    at_low, at_high = (_equation(data, fit, rows[kept], person[kept], end) for end in (low, high))
    for _ in range(STEPS):
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.where(at_low == at_high, low, (low * at_high - high * at_low) / (at_high - at_low))
        value = _equation(data, fit, rows[kept], person[kept], found)
        crossed = value * at_high <= 0
        low, at_low = np.where(crossed, high, low), np.where(crossed, at_high, at_low / 2)
        high, at_high = found, value
    return np.where(known, found, np.nan), np.where(
        known, _score_and_term(data, fit, rows[kept], person[kept], found)[1], np.nan
    )


def _sums_at_nodes(
    data: ResponseMatrix, fit: FittedModel, rows: Ints, person: Ints, persons: int, nodes: Floats
) -> tuple[Floats, Floats, Floats]:
    """(persons, Q) derivative of the log-likelihood, Warm's J, and information."""
    by_category = theta_derivatives(fit.parameters, nodes[None, :])
    tables = (warm_term(fit.parameters, nodes[None, :]), information(fit.parameters, nodes[None, :]))
    item, score = data.item[rows], data.score[rows]
    sums = [np.zeros((persons, nodes.size)) for _ in range(3)]
    starts = np.flatnonzero(np.diff(person, prepend=-1))
    who = person[starts]
    for total, values in zip(sums, (by_category[item, score], tables[0][item], tables[1][item]), strict=True):
        total[who] = np.add.reduceat(values, starts, axis=0)
    return sums[0], sums[1], sums[2]


def _brackets(score: Floats, warm: Floats, information_: Floats, nodes: Floats) -> Floats:
    """(persons,) the node before the highest maximum of the weighted likelihood, NaN where there is none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = score + np.where(information_ > 0, warm / (2 * information_), np.nan)
    step = nodes[1] - nodes[0]
    height = np.cumsum(np.nan_to_num(slope), axis=1) * step  # the log of the weighted likelihood, up to a constant
    turns = (slope[:, :-1] > 0) & (slope[:, 1:] <= 0)
    best = np.where(turns, height[:, :-1], -np.inf).argmax(axis=1)
    return np.where(turns.any(axis=1), nodes[best], np.nan)


def _equation(data: ResponseMatrix, fit: FittedModel, rows: Ints, person: Ints, theta: Floats) -> Floats:
    score, term = _score_and_term(data, fit, rows, person, theta)
    return score + term


def _score_and_term(
    data: ResponseMatrix, fit: FittedModel, rows: Ints, person: Ints, theta: Floats
) -> tuple[Floats, Floats]:
    """(persons,) derivative of the log-likelihood, and J/(2I), at each person's ability."""
    parameters, place = fit.parameters.take(data.item[rows].astype(np.int64)), theta[person][:, None]
    own = np.take_along_axis(
        theta_derivatives(parameters, place)[:, :, 0], data.score[rows].astype(np.int64)[:, None], axis=1
    )[:, 0]
    score, warm, held = (
        np.bincount(person, each, theta.size)
        for each in (own, warm_term(parameters, place)[:, 0], information(parameters, place)[:, 0])
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(score, dtype=np.float64), np.asarray(warm / (2 * held), dtype=np.float64)
