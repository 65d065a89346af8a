"""Item fit for any design, adaptive ones too: answers held against what a person's other answers predict.

What a person answers to an item is predicted from their other answers; where routing follows the answers, from those
that came before, since what came after was chosen in the light of the answer. Under the model a residual from its
prediction has mean 0 and a known variance, whatever the routing, and those of one item are added up in bins of
predicted ability.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2, ncx2
from scipy.stats import f as f_distribution

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.persons.posterior_abilities import (
    PosteriorBlock,
    TabulatedFit,
    normalise,
    posterior_blocks,
    posterior_moments,
)
from calibration.responses.response_matrix import ResponseMatrix

BINS = 10
FEWEST_IN_BIN = 20
"""Responses a bin must hold; an item with fewer than twice as many is not tested."""
ROUTED_P, ROUTED_SHARE = 1e-6, 0.02
"""p, and share of the variance of ability, from which sets of items are taken to be chosen by the answers."""
MET_P, MET_SHARE = 1e-3, 0.01
"""p, and mean squared correlation of ability with meeting an item, from which many sets were chosen by the answers."""
SMALLEST_EFFECT = 0.05
"""Root mean square difference between observed and expected scores, as a share of the highest score, for which power is
told."""


@dataclass(frozen=True, slots=True, eq=False)
class PredictiveFit:
    """Observed against predicted scores of n items in bins of predicted ability.

    Parameters
    ----------
    statistic : (n,) sum over bins of squared standardised residuals; NaN where too few answered
    df : (n,) bins less the parameters that the item took from the same answers, at least 1
    p : (n,) upper tail of the chi-squared distribution
    rmsd : (n,) root mean square difference of observed and predicted mean scores over the bins, as a share of the
        highest score, less what chance adds; 0 or more
    power : (n,) chance to find a difference of ``SMALLEST_EFFECT`` at the 5 % level
    theta : (n, B) mean predicted ability of each bin, logits; NaN for a bin that there is not
    observed, predicted, error : (n, B) mean scores, and standard error of their difference under the model
    counts : (n, B) responses
    sequential : whether predictions rest on earlier answers only
    """

    statistic: Floats
    df: Ints
    p: Floats
    rmsd: Floats
    power: Floats
    theta: Floats
    observed: Floats
    predicted: Floats
    error: Floats
    counts: Ints
    sequential: bool


def predictive_fit(
    data: ResponseMatrix,
    on: TabulatedFit,
    estimated: Ints,
    *,
    sequential: bool | None = None,
    routed: bool | None = None,
    bins: int = BINS,
) -> PredictiveFit:
    """Fit of every item by predictive residuals.

    Parameters
    ----------
    data : responses to the items of the fit
    on : the fit on a grid
    estimated : (n,) parameters estimated of each item from these responses, 0 for a held one
    sequential : whether a prediction uses earlier answers only, which adaptive data need. Unless given, it does where
        answers decided which items came (`routed_by_answers`); if positions are then not known nothing is tested, for
        such data may be adaptive
    routed : whether they did, where that is known already
    bins : of predicted ability, at most

    Notes
    -----
    Dawid (1984), *Journal of the Royal Statistical Society A* 147, 278–292: prequential residuals. Degrees of freedom
    as for grouped chi-squared statistics at maximum likelihood estimates (Yen, 1981, Q1).
    """
    routed, in_order = routed_by_answers(data, on) if routed is None else routed, bool(sequential)
    if sequential is None and routed:
        in_order = data.position is not None and bool((data.position >= 0).all())
    theta, mean, variance = _predictions(data, on, in_order)
    steps = np.isfinite(on.log_prob).any(axis=2).sum(axis=1) - 1
    count = len(data.items)
    shape = (count, bins)
    table = {name: np.full(shape, np.nan) for name in ("theta", "observed", "predicted", "error")}
    counts = np.zeros(shape, dtype=np.int64)
    # rounded: ties that rounding errors break would be broken by the very answer that was taken out
    order = np.lexsort((np.round(theta, 6), data.item))
    edges = np.searchsorted(data.item[order], np.arange(count + 1))
    unordered = sequential is None and routed and not in_order
    for item in range(0 if unordered else count):
        rows = order[edges[item] : edges[item + 1]]
        used = min(bins, rows.size // FEWEST_IN_BIN)
        for at, part in enumerate(np.array_split(rows, used) if used >= 2 else []):
            counts[item, at] = part.size
            table["theta"][item, at] = theta[part].mean()
            table["observed"][item, at] = data.score[part].mean()
            table["predicted"][item, at] = mean[part].mean()
            table["error"][item, at] = np.sqrt(variance[part].sum()) / part.size
    return _statistics(table, counts, np.asarray(estimated), steps, in_order)


def _statistics(table: dict[str, Floats], counts: Ints, estimated: Ints, steps: Ints, in_order: bool) -> PredictiveFit:
    difference = table["observed"] - table["predicted"]
    there = counts > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(there, difference / table["error"], 0.0)
        weight = counts / counts.sum(axis=1, keepdims=True)
        square = np.where(there, weight * (difference**2 - table["error"] ** 2), 0.0).sum(axis=1)
        noise = np.where(there, weight * table["error"] ** 2, 0.0).sum(axis=1)
    used = there.sum(axis=1)
    df = np.maximum(used - estimated, 1)
    tested = used >= 2
    statistic = np.where(tested, (z**2).sum(axis=1), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = used * (SMALLEST_EFFECT * steps) ** 2 / noise
        power = np.where(tested, ncx2.sf(chi2.isf(0.05, df), df, np.maximum(shift, 1e-12)), np.nan)
    return PredictiveFit(
        statistic,
        np.where(tested, df, 0),
        np.where(tested, chi2.sf(statistic, df), np.nan),
        np.where(tested, np.sqrt(np.maximum(square, 0.0)) / steps, np.nan),
        power,
        table["theta"],
        table["observed"],
        table["predicted"],
        table["error"],
        counts,
        in_order,
    )


def routed_by_answers(data: ResponseMatrix, on: TabulatedFit) -> bool:
    """Whether answers decided which items persons met, as far as the data show.

    Where there are more sets of items than a booklet design has, they did if who met an item and who did not differ in
    ability by more than chance: else the sets are those of a form, or of booklets, with answers that are missing. Where
    positions are known, a few sets are tested too (small pools, multistage tests): persons of a group who met different
    sets then differ in ability by more than chance, by an analysis of variance of EAP estimates over sets.
    """
    label = np.random.default_rng(0).integers(1, 2**63, len(data.items), dtype=np.uint64)
    met = data.responses_per_person()
    some = np.flatnonzero(met)
    if not some.size:
        return False
    key = np.add.reduceat(label[data.item], (np.cumsum(met) - met)[some])
    sets, which = np.unique(key, return_inverse=True)
    if sets.size > max(some.size / 20, 20):
        return _met_by_ability(data, posterior_moments(data, on).theta, on.group, some)
    if sets.size == 1 or data.position is None or (data.position < 0).any():
        return False
    return _differ_in_ability(posterior_moments(data, on).theta[some], which, on.group[some])


def _met_by_ability(data: ResponseMatrix, theta: Floats, group: Ints, some: Ints) -> bool:
    """Whether abilities of who met an item differ from those of the other persons, over all items."""
    size = np.maximum(np.bincount(group[some]), 1)
    away = theta - (np.bincount(group[some], theta[some], size.size) / size)[group]
    number = np.bincount(data.item, minlength=len(data.items))
    holes = (number > 0) & (number < some.size)
    total = np.bincount(data.item, away[data.person], number.size)
    spread = away[some].var() * number[holes] * (1 - number[holes] / some.size)
    if not holes.any() or not spread.all():
        return False
    square = total[holes] ** 2 / spread
    by_chance = chi2.sf(square.sum(), square.size) > MET_P
    return not by_chance and float(square.mean()) / some.size > MET_SHARE


def _differ_in_ability(theta: Floats, which: Ints, group: Ints) -> bool:
    cell = np.unique(np.stack((group, which)), axis=1, return_inverse=True)[1]
    within, within_group = (_squares_within(theta, each) for each in (cell, group))
    more, rest = int(cell.max() - np.unique(group).size + 1), int(theta.size - cell.max() - 1)
    if more <= 0 or rest <= 0 or within <= 0:
        return False
    ratio = (within_group - within) / more / (within / rest)
    return bool(f_distribution.sf(ratio, more, rest) < ROUTED_P and within < (1 - ROUTED_SHARE) * within_group)


def _squares_within(values: Floats, cell: Ints) -> float:
    count, total = np.bincount(cell), np.bincount(cell, values)
    return float(((values - (total / np.maximum(count, 1))[cell]) ** 2).sum())


def _predictions(data: ResponseMatrix, on: TabulatedFit, in_order: bool) -> tuple[Floats, Floats, Floats]:
    """(R,) predicted ability, mean and variance of each response's score, from the person's other answers."""
    prob = np.exp(on.log_prob)
    score = np.arange(prob.shape[1])[:, None]
    mean, square = (prob * score).sum(axis=1), (prob * score**2).sum(axis=1)
    found = np.empty((3, len(data)))
    for block in posterior_blocks(data, on):
        for rows, posterior in posteriors_without_own(data, on, block, in_order=in_order):
            item = data.item[rows]
            found[0, rows] = posterior @ on.nodes
            found[1, rows] = np.vecdot(posterior, mean[item])
            found[2, rows] = np.vecdot(posterior, square[item]) - found[1, rows] ** 2
    return found[0], found[1], found[2]


def posteriors_without_own(
    data: ResponseMatrix, on: TabulatedFit, block: PosteriorBlock, *, in_order: bool
) -> Iterator[tuple[Ints, Floats]]:
    """Rows of a block and, for each, its person's posterior (Q,) from the other, or the earlier, answers.

    Raises
    ------
    CalibrationError
        ``option`` where earlier answers are asked for and positions are not known
    """
    rows = np.arange(block.rows.start, block.rows.stop)
    own = on.log_prob[data.item[rows], data.score[rows]]
    if not in_order:
        log_posterior = block.log_posterior[block.person_index] - own
        log_posterior -= log_posterior.max(axis=1, keepdims=True)
        yield rows, normalise(log_posterior)
        return
    position = data.position
    if position is None:
        raise CalibrationError(ErrorCode.OPTION, name="position", expected="of every response", got="none")
    order = np.lexsort((position[rows], block.person_index))
    person = block.person_index[order]
    sums = np.cumsum(own[order], axis=0)
    first = np.flatnonzero(np.diff(person, prepend=-1))
    before = sums - own[order]
    start = np.repeat(before[first], np.diff(np.append(first, person.size)), axis=0)
    log_posterior = on.log_prior[on.group[block.persons]][person] + before - start
    log_posterior -= log_posterior.max(axis=1, keepdims=True)
    yield rows[order], normalise(log_posterior)
