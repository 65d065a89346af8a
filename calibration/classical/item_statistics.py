"""Classical item statistics: difficulty, item–rest correlation, score categories, missing rates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.invariance.matching_strata import forms
from calibration.persons.posterior_abilities import (
    FittedModel,
    leave_one_out_posteriors,
    posterior_blocks,
    tabulate_fit,
)
from calibration.responses.label_codes import Column, Labels
from calibration.responses.missing_responses import STATUSES
from calibration.responses.response_matrix import ResponseMatrix

EASY, HARD = 0.95, 0.05
"""Mean scores, as shares of the highest, beyond which an item gets a remark."""
LOW_CORRELATION = 0.15
FEWEST = 30
"""Fewest responses for other remarks than ``FEW``."""


class Criterion(StrEnum):
    """The criterion variable with which the score on an item is correlated."""

    REST_SCORE = "rest score: the sum of the person’s scores on the other items"
    REST_IN_FORM = "rest score, standardised among the persons who met the very same items"
    ABILITY = "ability (EAP under the fit) from the person’s other responses"


class ItemRemark(StrEnum):
    """Remarks on the classical statistics of an item."""

    REVERSED = "the abler do worse: check the key"
    WEAK = "hardly tells the able from the less able"
    TOO_EASY = "nearly everyone who met it got it right"
    TOO_HARD = "nearly no one who met it got it right"
    UNUSED = "a score that no one got: consider joining it to the next one"
    DISORDERED = "those with a higher score are not abler on average: check the scoring rule"
    FEW = "too few responses to say anything"


@dataclass(frozen=True, slots=True, eq=False)
class ItemStatistics:
    """Classical statistics of n items with scores up to K − 1; NaN where there are no responses.

    Parameters
    ----------
    items : the item ids
    n : (n,) responses
    highest : (n,) highest score
    p : (n,) mean score / highest score, 0 to 1
    sd : (n,) standard deviation of the score
    item_rest : (n,) correlation of the score with ``criterion``, which leaves out the item itself, −1 to 1
    counts : (n, K) responses with each score
    means : (n, K) mean of ``criterion`` among those with each score
    criterion : the variable that persons are compared by
    remarks : by item id
    """

    items: tuple[str, ...]
    n: Ints
    highest: Ints
    p: Floats
    sd: Floats
    item_rest: Floats
    counts: Ints
    means: Floats
    criterion: Criterion
    remarks: dict[str, tuple[ItemRemark, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class MissingRates:
    """Shares of presented responses, both (n,), 0 to 1; NaN for an item in no row."""

    items: tuple[str, ...]
    omitted: Floats
    not_reached: Floats


def classical_statistics(
    data: ResponseMatrix,
    *,
    fit: FittedModel | None = None,
    group: Column | Labels | None = None,
    highest: ArrayLike | None = None,
) -> ItemStatistics:
    """Classical statistics of every item.

    The criterion is the rest score in complete data. In incomplete data it is the ability from the other responses if a
    fit is given, which also holds for adaptive data, else the rest score standardised within each set of items. In an
    adaptive test an item is met by persons near its difficulty, so p is near 0.5 and correlations are low.

    Parameters
    ----------
    data : scored responses
    fit : a calibration of the same items, to compare persons by ability; not needed for complete data
    group : (persons,) population of the fit that each person belongs to; optional where there is only one
    highest : (items,) highest score of each item; by default the highest that occurs, at least 1

    Raises
    ------
    CalibrationError
        ``items_differ``, ``option`` naming the group or the highest scores, or ``score`` naming the item
    """
    if group is not None and (shape := np.shape(np.asarray(group))) != (data.persons,):
        raise CalibrationError(ErrorCode.OPTION, name="group", expected=f"({data.persons},)", got=str(shape))
    criterion, criterion_values = criterion_scores(data, fit, group)
    count = len(data.items)
    top = _highest(data, highest)
    width = int(top.max(initial=1)) + 1
    n = data.responses_per_item()
    counts = _by_category(data, None, width)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = _by_category(data, criterion_values, width) / counts
        mean = np.bincount(data.item, data.score, count) / n
        sd = np.sqrt(np.bincount(data.item, (data.score - mean[data.item]) ** 2, count) / n)
    found = ItemStatistics(
        items=data.items,
        n=n,
        highest=top,
        p=mean / top,
        sd=sd,
        item_rest=correlations(data.item, data.score.astype(float), criterion_values, count),
        counts=counts.astype(np.int64),
        means=means,
        criterion=criterion,
        remarks={},
    )
    found.remarks.update(_all_remarks(found))
    return found


def missing_rates(item: ArrayLike, status: ArrayLike, *, items: Sequence[str] | None = None) -> MissingRates:
    """Rates of omitted and not-reached responses of each item.

    Parameters
    ----------
    item, status : (R,) item id and ``answered``, ``omitted`` or ``not reached`` of everything presented, as
        ``ResponseMatrix.from_long`` takes them
    items : the item ids in order; by default those that occur, sorted

    Raises
    ------
    CalibrationError
        ``lengths``, or ``option`` naming a status or an item that is not known
    """
    labels, states = np.asarray(item).astype(str), np.asarray(status).astype(str)
    if labels.shape != states.shape or labels.ndim != 1:
        raise CalibrationError(ErrorCode.LENGTHS, got=f"{labels.shape}, {states.shape}")
    found, place = np.unique(labels, return_inverse=True)
    ids = tuple(map(str, found if items is None else items))
    for name, expected, got in (("status", STATUSES, np.unique(states)), ("item", ids, found)):
        unknown = sorted(set(map(str, got)) - set(expected))
        if unknown:
            raise CalibrationError(ErrorCode.OPTION, name=name, expected=", ".join(expected), got=", ".join(unknown))
    at = {name: index for index, name in enumerate(ids)}
    column = np.array([at[str(name)] for name in found], dtype=np.int64)[place]
    with np.errstate(invalid="ignore"):
        rates = [
            np.bincount(column, states == state, len(ids)) / np.bincount(column, minlength=len(ids))
            for state in STATUSES[1:]
        ]
    return MissingRates(ids, *rates)


def criterion_scores(
    data: ResponseMatrix, fit: FittedModel | None = None, group: Column | Labels | None = None
) -> tuple[Criterion, Floats]:
    """The criterion, and (R,) its value at each response with that response left out."""
    if is_complete(data):
        return Criterion.REST_SCORE, _rest_scores(data)
    if fit is not None:
        return Criterion.ABILITY, _leave_one_out_abilities(data, fit, group)
    return Criterion.REST_IN_FORM, _standardised_rest_scores(data)


def is_complete(data: ResponseMatrix) -> bool:
    """Whether every person with a response met every item."""
    return len(data) == np.unique(data.person).size * len(data.items)


def correlations(cell: NDArray[np.signedinteger], one: Floats, other: Floats, cells: int) -> Floats:
    """(cells,) product-moment correlation of two columns within each cell; NaN where one is constant."""
    n = np.bincount(cell, minlength=cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        x, y = (each - (np.bincount(cell, each, cells) / n)[cell] for each in (one, other))
        both, xx, yy = (np.bincount(cell, each, cells) for each in (x * y, x * x, y * y))
        # rounding error of a constant column is not variance
        some = (xx > 1e-12 * n) & (yy > 1e-12 * n)
        return np.where(some, both / np.sqrt(xx * yy), np.nan)


def _rest_scores(data: ResponseMatrix) -> Floats:
    total: Floats = np.bincount(data.person, data.score, data.persons).astype(float)
    return np.asarray(total[data.person] - data.score)


def _leave_one_out_abilities(data: ResponseMatrix, fit: FittedModel, group: Column | Labels | None) -> Floats:
    tabulated = tabulate_fit(data, fit, group)
    theta = np.empty(len(data))
    for block in posterior_blocks(data, tabulated):
        theta[block.rows] = np.vecdot(leave_one_out_posteriors(data, tabulated, block), tabulated.nodes)
    return theta


def _standardised_rest_scores(data: ResponseMatrix) -> Floats:
    """Rest scores standardised among persons who met the same items; 0 where all are equal."""
    rest = _rest_scores(data)
    cell = np.unique(forms(data)[data.person] * len(data.items) + data.item, return_inverse=True)[1]
    n = np.bincount(cell)
    distance = rest - (np.bincount(cell, rest) / n)[cell]
    spread = np.sqrt(np.bincount(cell, distance**2) / n)[cell]
    return np.divide(distance, spread, out=np.zeros_like(rest), where=spread > 0)


def _highest(data: ResponseMatrix, given: ArrayLike | None) -> Ints:
    top = np.ones(len(data.items), dtype=np.int64)
    np.maximum.at(top, data.item, data.score)
    if given is None:
        return top
    wanted = np.asarray(given)
    if wanted.shape != top.shape or (wanted < top).any():
        expected = f"{top.shape}, ≥ {top.tolist()}" if top.size < 50 else str(top.shape)
        raise CalibrationError(ErrorCode.OPTION, name="highest", expected=expected, got=str(wanted.tolist())[:200])
    return wanted.astype(np.int64)


def _by_category(data: ResponseMatrix, values: Floats | None, width: int) -> Floats:
    """(items, width) sums of values by item and score; numbers of responses where none are given."""
    cells = data.item.astype(np.int64) * width + data.score
    total: Floats = np.bincount(cells, values, len(data.items) * width).astype(float)
    return total.reshape(-1, width)


def _all_remarks(found: ItemStatistics) -> Iterator[tuple[str, tuple[ItemRemark, ...]]]:
    for at, item in enumerate(found.items):
        remarks = (ItemRemark.FEW,) if found.n[at] < FEWEST else tuple(_remarks(found, at))
        if remarks:
            yield item, remarks


def _remarks(found: ItemStatistics, at: int) -> Iterator[ItemRemark]:
    correlation, error = found.item_rest[at], 1 / np.sqrt(found.n[at])
    if correlation < -2 * error:
        yield ItemRemark.REVERSED
    elif correlation < LOW_CORRELATION and found.criterion is not Criterion.ABILITY:
        yield ItemRemark.WEAK
    if not HARD <= found.p[at] <= EASY:
        yield ItemRemark.TOO_EASY if found.p[at] > EASY else ItemRemark.TOO_HARD
    categories = found.counts[at, : found.highest[at] + 1]
    if (categories == 0).any():
        yield ItemRemark.UNUSED
    means = found.means[at, : categories.size][categories >= FEWEST]
    if found.highest[at] > 1 and (np.diff(means) <= 0).any():
        yield ItemRemark.DISORDERED
