"""Infit and outfit mean squares of items."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.persons.posterior_abilities import (
    FittedModel,
    PosteriorBlock,
    TabulatedFit,
    leave_one_out_posteriors,
    posterior_blocks,
    tabulate_fit,
)
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix
from engine import log_probabilities

NOISY, MUTED = 1.1, 0.9
"""Mean squares beyond which an item is pointed at, where z says that it is not chance. Averaged over posteriors they
lie nearer to 1 than at known abilities: .8 and 1.2 let items pass whose z is 11."""
CRITICAL_Z = 3.5
"""The z beyond which a mean square is not put down to chance: one item in two thousand by chance, not one in twenty."""
FEWEST = 30
"""Fewest responses for a remark."""


class FitRemark(StrEnum):
    """Remarks on the mean squares of an item."""

    NOISY = "answers scatter more than the model says: unclear wording, guessing, or a second thing measured"
    MUTED = "answers scatter less than the model says: the item may repeat another or give it away"
    CURVE = "answers follow another curve than the model’s: look at the dots of its chart, its key and its options"
    SURPRISES = "a few very unlikely answers: look for careless slips, copying or a flawed option"


@dataclass(frozen=True, slots=True, eq=False)
class MeanSquares:
    """Mean squares of n items; near 1 under the model.

    Parameters
    ----------
    items : the item ids
    n : (n,) responses that count
    infit, outfit : (n,) weighted and unweighted mean square, 0 or more; NaN where no response counts
    infit_z, outfit_z : (n,) standardised by the cube root (Wright & Masters, 1982); NaN where no response counts
    integrated : whether residuals are averaged over each person's posterior, or taken at given abilities
    remarks : by item id
    """

    items: tuple[str, ...]
    n: Ints
    infit: Floats
    infit_z: Floats
    outfit: Floats
    outfit_z: Floats
    integrated: bool
    remarks: dict[str, FitRemark]


@dataclass(frozen=True, slots=True, eq=False)
class _ScoreMoments:
    """Each item's expected score, variance and fourth central moment at the nodes, (n, Q) each."""

    mean: Floats
    variance: Floats
    fourth: Floats


def mean_squares(
    data: ResponseMatrix, fit: FittedModel, *, group: Column | Labels | None = None, ability: ArrayLike | None = None
) -> MeanSquares:
    """Infit and outfit of every item, for any model and any design.

    Without ``ability`` the squared residual of a response is averaged over the person's posterior. Under the model its
    expectation is then exactly 1 (outfit) or that of the variance (infit) in any design, because posterior and response
    have one joint distribution. Standard errors are those of the model given the person's other responses. Residuals at
    point estimates are too small, since the response itself has moved the estimate; the more so the shorter the test.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration
    group : (persons,) population of the fit that each person belongs to; optional where there is only one
    ability : (persons,) known abilities in logits, for the statistics of Wright and Masters; persons with NaN do not
        count

    Raises
    ------
    CalibrationError
        ``items_differ``, ``option`` naming the group or the abilities, or ``score`` naming the item

    References
    ----------
    Wright & Masters (1982), *Rating Scale Analysis*, chapter 5: the mean squares and their cube-root standardisation.
    Wu (1997), *The development and application of a fit test for use with marginal maximum likelihood estimation and
    generalised item response models*, University of Melbourne: residuals over the posterior.
    """
    tabulated = tabulate_fit(data, fit, group)
    if ability is None:
        return posterior_mean_squares(data, tabulated)
    theta = np.asarray(ability, dtype=float)
    if theta.shape != (data.persons,):
        raise CalibrationError(ErrorCode.OPTION, name="ability", expected=f"({data.persons},)", got=str(theta.shape))
    return _at_point_estimates(data, fit, theta)


def posterior_mean_squares(data: ResponseMatrix, tabulated: TabulatedFit) -> MeanSquares:
    """Mean squares over posteriors, with model variances given each person's other responses.

    The variances follow from the probability of each score given the other responses, and the posterior after that
    score. In adaptive tests later items also depend on the response, which is ignored here; in simulations the z still
    have standard deviation 1.
    """
    on_nodes = _residual_tables(tabulated.log_prob)
    found = np.zeros((5, len(data)))
    for block in posterior_blocks(data, tabulated):
        found[:, block.rows] = _expectations(data, block, leave_one_out_posteriors(data, tabulated, block), on_nodes)
    relative, excess, variance, relative_spread, excess_spread = (_sums(data, slice(None), each) for each in found)
    n = data.responses_per_item().astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        outfit, infit = relative / n, 1 + excess / variance
        outfit_error, infit_error = np.sqrt(relative_spread) / n, np.sqrt(excess_spread) / variance
    return _result(data, n, (infit, infit_error), (outfit, outfit_error), integrated=True)


@dataclass(frozen=True, slots=True, eq=False)
class _ResidualTables:
    """At the nodes, by item and score (n, K, Q): P, (x − E)²/W and (x − E)² − W; by item (n, Q): W."""

    prob: Floats
    relative: Floats
    excess: Floats
    variance: Floats


def _residual_tables(log_prob: Floats) -> _ResidualTables:
    curves = _score_moments(log_prob)
    square = (np.arange(log_prob.shape[1])[:, None] - curves.mean[:, None, :]) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):  # where the variance is 0 the posterior is 0 too
        relative = np.nan_to_num(square / curves.variance[:, None, :], posinf=0.0)
    return _ResidualTables(np.exp(log_prob), relative, square - curves.variance[:, None, :], curves.variance)


def _expectations(data: ResponseMatrix, block: PosteriorBlock, others: Floats, at: _ResidualTables) -> Floats:
    """(5, R) for each response the posterior means of relative, excess, variance, then variances of the first two
    over all possible scores, for which their means are 1 and 0.
    """
    item, score = data.item[block.rows], data.score[block.rows]
    found = np.zeros((5, item.size))
    found[3] = -1.0
    for category in range(at.prob.shape[1]):
        joint = others * at.prob[item, category]
        chance = joint.sum(axis=1)
        possible = np.maximum(chance, np.finfo(float).tiny)
        relative = np.vecdot(joint, at.relative[item, category]) / possible
        excess = np.vecdot(joint, at.excess[item, category]) / possible
        found[3] += chance * relative**2
        found[4] += chance * excess**2
        here = score == category
        found[0, here], found[1, here] = relative[here], excess[here]
        found[2, here] = np.vecdot(joint[here], at.variance[item[here]]) / possible[here]
    return found


def _at_point_estimates(data: ResponseMatrix, fit: FittedModel, theta: Floats) -> MeanSquares:
    """Mean squares at given abilities, with the model variances there."""
    counted = np.isfinite(theta)[data.person]
    square, variance, fourth = np.zeros((3, len(data)))
    order = np.argsort(data.item, kind="stable")
    order = order[counted[order]]
    for rows in np.split(order, np.flatnonzero(np.diff(data.item[order])) + 1):
        if rows.size:
            one = fit.parameters.take(data.item[rows[:1]].astype(np.int64))
            at = _score_moments(log_probabilities(one, theta[data.person[rows]][None, :]))
            square[rows] = (data.score[rows] - at.mean[0]) ** 2
            variance[rows], fourth[rows] = at.variance[0], at.fourth[0]
    n, total, weight = (_sums(data, counted, each) for each in (np.ones(len(data)), square, variance))
    with np.errstate(divide="ignore", invalid="ignore"):
        infit, outfit = total / weight, _sums(data, counted, square / variance) / n
        infit_error = np.sqrt(_sums(data, counted, fourth - variance**2)) / weight
        outfit_error = np.sqrt(_sums(data, counted, fourth / variance**2) - n) / n
    return _result(data, n, (infit, infit_error), (outfit, outfit_error), integrated=False)


def _score_moments(log_prob: Floats) -> _ScoreMoments:
    """Moments of the score, from (n, K, Q) log-probabilities."""
    prob = np.exp(log_prob)
    category = np.arange(prob.shape[1])[:, None]
    mean = (prob * category).sum(axis=1)
    distance = category - mean[:, None, :]
    return _ScoreMoments(mean, (prob * distance**2).sum(axis=1), (prob * distance**4).sum(axis=1))


def _sums(data: ResponseMatrix, counted: Bools | slice, values: Floats) -> Floats:
    """(items,) sums over the responses that count."""
    return np.bincount(data.item[counted], values[counted], len(data.items)).astype(float)


def _result(
    data: ResponseMatrix, n: Floats, infit: tuple[Floats, Floats], outfit: tuple[Floats, Floats], *, integrated: bool
) -> MeanSquares:
    infit_z, outfit_z = _cube_root(*infit), _cube_root(*outfit)
    remarks = {
        item: remark
        for item, count, *numbers in zip(data.items, n, infit[0], infit_z, outfit[0], outfit_z, strict=True)
        if count >= FEWEST and (remark := _remark(*numbers)) is not None
    }
    return MeanSquares(data.items, n.astype(np.int64), infit[0], infit_z, outfit[0], outfit_z, integrated, remarks)


def _cube_root(square: Floats, error: Floats) -> Floats:
    """The z of a mean square v is (v^⅓ − 1)(3/q) + q/3, with q the standard error of v (Wright & Masters, 1982)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (np.cbrt(square) - 1) * 3 / error + error / 3
    return np.where(np.isfinite(z), z, np.nan)


def _remark(infit: float, infit_z: float, outfit: float, outfit_z: float) -> FitRemark | None:
    if infit > NOISY and infit_z > CRITICAL_Z:
        return FitRemark.NOISY
    if infit < MUTED and infit_z < -CRITICAL_Z:
        return FitRemark.MUTED
    return FitRemark.SURPRISES if outfit > NOISY and outfit_z > CRITICAL_Z else None
