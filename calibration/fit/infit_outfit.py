"""Infit and outfit: whether the answers to an item scatter about its curve as much as the model says."""

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

NOISY, MUTED = 1.2, 0.8
"""Mean squares beyond which an item is pointed at, where z says that it is not chance."""
CRITICAL_Z = 3.0
"""The z beyond which a mean square is not put down to chance: two in a thousand items by chance, not one in twenty."""
FEWEST = 30
"""Responses below which nothing is said of an item."""


class FitRemark(StrEnum):
    """What an item's mean squares suggest looking at."""

    NOISY = "answers scatter more than the model says: unclear wording, guessing, or a second thing measured"
    MUTED = "answers scatter less than the model says: the item may repeat another or give it away"
    SURPRISES = "a few very unlikely answers: look for careless slips, copying or a flawed option"


@dataclass(frozen=True, slots=True, eq=False)
class ItemFit:
    """Mean squares of n items; near 1 under the model.

    Parameters
    ----------
    items : the item ids
    n : (n,) responses that count
    infit, outfit : (n,) weighted and unweighted mean square, 0 or more; NaN where no response counts
    infit_z, outfit_z : (n,) standardised by the cube root (Wright & Masters, 1982); NaN where no response counts
    integrated : whether residuals are averaged over each person's posterior, or taken at given abilities
    remarks : what to look at, by item id
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


def item_fit(
    data: ResponseMatrix, fit: FittedModel, *, group: Column | Labels | None = None, ability: ArrayLike | None = None
) -> ItemFit:
    """Infit and outfit of every item, for any model and any design.

    Without ``ability`` the squared residual of a response is averaged over its person's posterior. Under the model its
    mean is then exactly 1 (outfit), or that of the variance (infit), whichever items a person met and however few: the
    posterior and the answer have one joint distribution. Standard errors are those of the model, given each person's
    other responses. At a point estimate the same residuals are too small, since the estimate has been drawn towards the
    very answer; the more so the shorter the test.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration
    group : (persons,) the fit's population that each person belongs to; may be left out where there is only one
    ability : (persons,) abilities in logits to take as known, for the classical statistics of Wright and Masters;
        persons whose ability is NaN do not count

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
        return _over_posteriors(data, tabulated)
    theta = np.asarray(ability, dtype=float)
    if theta.shape != (data.persons,):
        raise CalibrationError(ErrorCode.OPTION, name="ability", expected=f"({data.persons},)", got=str(theta.shape))
    return _at_point_estimates(data, fit, theta)


def _over_posteriors(data: ResponseMatrix, tabulated: TabulatedFit) -> ItemFit:
    """Posterior means, and what the model says of their spread given each person's other responses.

    The probability that the model gives to each score after the other responses, and the posterior after that score,
    say how the mean would have come out. Where routing follows the answers, the items met later tell something of this
    answer that is not used here; simulated z of adaptive tests have standard deviation 1 all the same.
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
    with np.errstate(divide="ignore", invalid="ignore"):  # where no variance is left no posterior is either
        relative = np.nan_to_num(square / curves.variance[:, None, :], posinf=0.0)
    return _ResidualTables(np.exp(log_prob), relative, square - curves.variance[:, None, :], curves.variance)


def _expectations(data: ResponseMatrix, block: PosteriorBlock, others: Floats, at: _ResidualTables) -> Floats:
    """(5, R) for each response, after the score it has, the means of relative, excess and variance; then the variances
    of the first two over the scores that it might have had, under which their means are 1 and 0.
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


def _at_point_estimates(data: ResponseMatrix, fit: FittedModel, theta: Floats) -> ItemFit:
    """The classical statistics, with the variances that the model gives at the abilities."""
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
) -> ItemFit:
    infit_z, outfit_z = _cube_root(*infit), _cube_root(*outfit)
    remarks = {
        item: remark
        for item, count, *numbers in zip(data.items, n, infit[0], infit_z, outfit[0], outfit_z, strict=True)
        if count >= FEWEST and (remark := _remark(*numbers)) is not None
    }
    return ItemFit(data.items, n.astype(np.int64), infit[0], infit_z, outfit[0], outfit_z, integrated, remarks)


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
