"""Strata of persons matched by total score or by ability."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.persons.posterior_abilities import FittedModel, TabulatedFit, normalise, posterior_blocks
from calibration.responses.label_codes import Codes
from calibration.responses.response_matrix import ResponseMatrix

PERSONS_A_FORM = 50
"""Persons to each set of items met, on average, from which total scores are compared within the sets."""


class Matching(StrEnum):
    """The matching variable."""

    TOTAL = "total score on the items kept for matching, itself included, among those who met the same items"
    ABILITY = "ability (EAP under the fit, one prior for all) from the items kept for matching, itself included"


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """The stratum (R,) of each response within its item, 0 ≤ stratum < count."""

    stratum: Ints
    count: int


Matcher = Callable[[Bools], Strata]
"""A function from the items used for matching, (items,) bool, to the strata of the responses."""


def forms(data: ResponseMatrix) -> Ints:
    """(persons,) a number for each person's set of items, equal for persons who met the same items."""
    # sets of items are identified by the sum of one random 64-bit number for each item
    label = np.random.default_rng(0).integers(1, 2**63, len(data.items), dtype=np.uint64)
    key = np.zeros(data.persons, dtype=np.uint64)
    np.add.at(key, data.person, label[data.item])
    return np.unique(key, return_inverse=True)[1].astype(np.int64)


def match_by_total_score(data: ResponseMatrix, form: Ints) -> Matcher:
    """Match by total score within forms, (persons,).

    The studied item always counts; otherwise data under the Rasch model would show DIF (Holland & Thayer, 1988).
    """

    def match(anchor: Bools) -> Strata:
        of = _total_scores(data, anchor, include=True)
        return _strata_within_items(data.item, form[data.person] * (int(of.max(initial=0)) + 1) + of)

    return match


def _total_scores(data: ResponseMatrix, anchor: Bools, *, include: bool) -> Ints:
    """(R,) each response's person's sum over the anchors, the item itself included, or left out."""
    counts = anchor[data.item]
    total = np.bincount(data.person, data.score * counts, data.persons).astype(np.int64)
    own = np.where(counts, 0, data.score) if include else -np.where(counts, data.score, 0)
    return np.asarray(total[data.person] + own)


def value_by_total_score(data: ResponseMatrix, form: Ints, anchor: Bools, *, include: bool) -> Floats:
    """(R,) total scores; with several forms standardised within each."""
    total = _total_scores(data, anchor, include=include).astype(float)
    number = int(form.max(initial=0)) + 1
    if number == 1:
        return total
    of = form[data.person]
    size = np.maximum(np.bincount(of, minlength=number), 1)
    mean = np.bincount(of, total, number) / size
    spread = np.sqrt(np.bincount(of, (total - mean[of]) ** 2, number) / size)
    return np.asarray((total - mean[of]) / np.where(spread > 0, spread, 1.0)[of])


def value_by_ability(data: ResponseMatrix, tabulated: TabulatedFit, anchor: Bools, *, include: bool) -> Floats:
    """(R,) each response's person's ability from the anchors, the item itself included, or left out."""
    values = np.empty(len(data))
    alike = replace(
        tabulated, group=np.zeros_like(tabulated.group), population=_pooled_population(tabulated), masses=None
    )
    for block in posterior_blocks(data, alike, anchor):
        theta = np.vecdot(block.posterior, tabulated.nodes)[block.person_index]
        item, score = data.item[block.rows], data.score[block.rows]
        more = ~anchor[item] if include else anchor[item]
        moved = tabulated.log_prob[item[more], score[more]]
        log_posterior = block.log_posterior[block.person_index[more]] + (moved if include else -moved)
        log_posterior -= log_posterior.max(axis=1, keepdims=True)
        theta[more] = np.vecdot(normalise(log_posterior), tabulated.nodes)
        values[block.rows] = theta
    return values


def matching_of(asked: Matching | None, data: ResponseMatrix, fit: FittedModel | None) -> tuple[Matching, Ints]:
    """How persons are matched: as asked, else by total score where the forms are large enough; and their forms.

    Raises
    ------
    CalibrationError
        ``not_complete``
    """
    form = forms(data)
    persons, count = np.unique(data.person).size, np.unique(form[data.person]).size
    in_forms = persons >= PERSONS_A_FORM * count
    how = asked or (Matching.TOTAL if in_forms else Matching.ABILITY)
    if (how is Matching.TOTAL and not in_forms) or (how is Matching.ABILITY and fit is None):
        raise CalibrationError(ErrorCode.NOT_COMPLETE, persons=persons, forms=count)
    return how, form


def match_by_ability(data: ResponseMatrix, tabulated: TabulatedFit, count: int) -> Matcher:
    """Match by quantiles of ability among the persons who met the item.

    Zwick, Thayer & Wingersky (1994), Applied Psychological Measurement 18, 121–140, match examinees of adaptive tests
    by the score expected at their ability, which for one item has the same order. Like a total score, the ability
    includes the studied item. All persons have one prior, so that equal responses give equal abilities in all groups.

    Parameters
    ----------
    count : number of strata
    """

    def match(anchor: Bools) -> Strata:
        values = value_by_ability(data, tabulated, anchor, include=True)
        return Strata(_quantile_strata(data.item, values, count), count)

    return match


def _pooled_population(tabulated: TabulatedFit) -> tuple[Floats, Floats]:
    """Mean and standard deviation of ability over all groups, weighted by their persons."""
    mean, sd = tabulated.population
    share = np.bincount(tabulated.group, minlength=mean.size) / tabulated.group.size
    centre = share @ mean
    return np.array([centre]), np.array([np.sqrt(share @ (sd**2 + (mean - centre) ** 2))])


def _strata_within_items(item: Codes, key: Ints) -> Strata:
    """Strata numbered from 0 within each item, in the order of the keys."""
    pairs, stratum = np.unique(item.astype(np.int64) * (int(key.max(initial=0)) + 1) + key, return_inverse=True)
    owner = pairs // (int(key.max(initial=0)) + 1)
    number = np.arange(pairs.size) - np.searchsorted(owner, owner)
    return Strata(number[stratum], int(number.max(initial=0)) + 1)


def _quantile_strata(item: Codes, values: Floats, count: int) -> Ints:
    """The quantile group of each value within its item; equal values share one."""
    order = np.lexsort((values, item))
    ordered, ordered_item = values[order], item[order]
    begin = np.searchsorted(ordered_item, ordered_item)
    size = np.searchsorted(ordered_item, ordered_item, side="right") - begin
    new = np.ones(ordered_item.size, dtype=bool)
    new[1:] = (ordered[1:] > ordered[:-1] + 1e-9) | (ordered_item[1:] != ordered_item[:-1])  # equal up to rounding
    rank = np.maximum.accumulate(np.where(new, np.arange(ordered_item.size), 0)) - begin
    part = np.empty(ordered_item.size, dtype=np.int64)
    part[order] = rank * count // np.maximum(size, 1)
    return part
