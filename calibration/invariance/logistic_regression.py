"""DIF by logistic regression: does group, or group × ability, explain an item beyond what persons are matched by?"""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.invariance.adjacent_logits import ItemCounts, Regressions, regress
from calibration.invariance.compared_groups import TwoGroups
from calibration.invariance.dif_classes import (
    SIGNIFICANT,
    DifClass,
    DifRemark,
    Purification,
    classes_by_effect,
    remarks_by_direction,
)
from calibration.invariance.dif_tests import DifTests, chi_square_tests
from calibration.invariance.matching_strata import Matching, matching_of, value_by_ability, value_by_total_score
from calibration.invariance.purification import purify
from calibration.persons.posterior_abilities import tabulate_fit

SLIGHT_R2, LARGE_R2 = 0.035, 0.07
"""Gains of R² from which an item is B, and C (Jodoin & Gierl, 2001)."""
DECIMALS = 2
"""Abilities are rounded to hundredths of a logit, so that the cost follows the cells and not the responses."""


@dataclass(frozen=True, slots=True, eq=False)
class LogisticDif:
    """Two groups compared on n items by logistic regression.

    Parameters
    ----------
    reference, focal : the groups' labels
    items : the item ids
    n_reference, n_focal : (n,) responses
    uniform, nonuniform, both : likelihood-ratio tests of the group (1 df), of group × matching given the group (1 df),
        and of both (2 df)
    r2_uniform, r2_nonuniform, r2_both : (n,) gains of Nagelkerke's R²
    group, interaction : (n,) coefficients of the focal group in the model without, and of the product in the model with
        interaction, logits; below 0 harder for the focal group
    classes, remarks : by the gain of both, where the test of both rejects
    anchor : (n,) bool, whether the item is used for matching
    matching, purification, rounds : what persons are matched by, and how its items were chosen
    """

    reference: str
    focal: str
    items: tuple[str, ...]
    n_reference: Ints
    n_focal: Ints
    uniform: DifTests
    nonuniform: DifTests
    both: DifTests
    r2_uniform: Floats
    r2_nonuniform: Floats
    r2_both: Floats
    group: Floats
    interaction: Floats
    classes: tuple[DifClass, ...]
    remarks: tuple[DifRemark, ...]
    anchor: Bools
    matching: Matching
    purification: Purification
    rounds: int


@dataclass(frozen=True, slots=True)
class LogisticRegression:
    """Logistic regression on the matching score, the group and their product, item by item.

    Items with more than two scores take adjacent-category logits, with one coefficient for all steps.

    Parameters
    ----------
    matching : total score or ability; unless given, as for `MantelHaenszel`
    purify : leave items out of matching whose test of both rejects at a false discovery rate of .05, and match again,
        until that changes nothing
    include_item : whether the item itself counts in its matching score, also where it is no anchor
    limit : rounds of purification at most
    fewest : responses to an item that each group must have

    References
    ----------
    Swaminathan & Rogers (1990), Journal of Educational Measurement 27, 361–370. Zumbo (1999), *A Handbook on the Theory
    and Methods of DIF*. Nagelkerke (1991), Biometrika 78, 691–692. Jodoin & Gierl (2001), Applied Measurement in
    Education 14, 329–349: classes by the gain of R². French & Maller (2007), Educational and Psychological
    Measurement 67, 373–393: purification.
    """

    matching: Matching | None = None
    purify: bool = True
    include_item: bool = True
    limit: int = 10
    fewest: int = 100

    def __post_init__(self) -> None:
        for name in ("limit", "fewest"):
            if getattr(self, name) < 1:
                raise CalibrationError(ErrorCode.OPTION, name=name, expected="≥ 1", got=getattr(self, name))

    def __call__(self, groups: TwoGroups) -> LogisticDif:
        """Compare two groups."""
        data = groups.data
        how, form = matching_of(self.matching, data, groups.fit)
        tabulated = None
        if how is Matching.ABILITY and groups.fit is not None:
            tabulated = tabulate_fit(data, groups.fit, groups.population)
        size = np.bincount(data.item * 2 + groups.focal, minlength=2 * len(data.items)).reshape(-1, 2)
        enough = size.min(axis=1) >= self.fewest

        def test(anchor: Bools) -> tuple[_Found, Bools]:
            if tabulated is None:
                value = value_by_total_score(data, form, anchor, include=self.include_item)
            else:
                value = np.round(value_by_ability(data, tabulated, anchor, include=self.include_item), DECIMALS)
            found = _tests(_cells(groups, value), enough)
            return found, ~(found.both.adjusted < SIGNIFICANT)

        done = purify(test, len(data.items), limit=self.limit if self.purify else 0)
        found = done.found
        crossing = (found.nonuniform.p < SIGNIFICANT) & (found.r2_nonuniform > found.r2_uniform)
        return LogisticDif(
            *groups.names,
            data.items,
            size[:, 0],
            size[:, 1],
            found.uniform,
            found.nonuniform,
            found.both,
            found.r2_uniform,
            found.r2_nonuniform,
            found.r2_both,
            found.group,
            found.interaction,
            found.classes,
            remarks_by_direction(found.classes, found.group, crossing),
            done.anchor,
            how,
            done.ended,
            done.rounds,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    uniform: DifTests
    nonuniform: DifTests
    both: DifTests
    r2_uniform: Floats
    r2_nonuniform: Floats
    r2_both: Floats
    group: Floats
    interaction: Floats
    classes: tuple[DifClass, ...]


def _cells(groups: TwoGroups, value: Floats) -> ItemCounts:
    """Counts by item, matching value and group."""
    data, width = groups.data, max(int(groups.data.score.max(initial=0)) + 1, 2)
    known, place = np.unique(value, return_inverse=True)
    key = (data.item.astype(np.int64) * known.size + place) * 2 + groups.focal
    cell, of = np.unique(key, return_inverse=True)
    counts = np.bincount(of * width + data.score, minlength=cell.size * width).reshape(-1, width).astype(float)
    item = cell // (2 * known.size)
    starts = np.searchsorted(item, np.arange(len(data.items) + 1))
    return ItemCounts(item, known[cell // 2 % known.size], (cell % 2).astype(float), counts, starts)


def _tests(cells: ItemCounts, enough: Bools) -> _Found:
    centred, spread = _standardised(cells)
    one, focal = centred[:, None], cells.focal[:, None]
    none, matched, group, both = (
        regress(cells, np.concatenate(parts, axis=1)) if parts else regress(cells, np.zeros((cells.item.size, 0)))
        for parts in ((), (one,), (one, focal), (one, focal, one * focal))
    )
    for each in (matched, group, both):
        each.log_likelihood[~enough] = np.nan
    persons = np.bincount(cells.item, cells.counts.sum(axis=1), enough.size).astype(float)
    r2 = [_nagelkerke(none, each, persons) for each in (matched, group, both)]
    whole = chi_square_tests(2 * (both.log_likelihood - matched.log_likelihood), 2)
    gain = r2[2] - r2[0]
    return _Found(
        chi_square_tests(2 * (group.log_likelihood - matched.log_likelihood), 1),
        chi_square_tests(2 * (both.log_likelihood - group.log_likelihood), 1),
        whole,
        r2[1] - r2[0],
        r2[2] - r2[1],
        gain,
        group.coefficients[:, -1],
        both.coefficients[:, -1] / spread,
        classes_by_effect(gain, whole.adjusted, enough, SLIGHT_R2, LARGE_R2),
    )


def _standardised(cells: ItemCounts) -> tuple[Floats, Floats]:
    """(C,) matching values, standardised within each item, and (n,) the standard deviations."""
    items, number = cells.starts.size - 1, cells.counts.sum(axis=1)
    total = np.maximum(np.bincount(cells.item, number, items), 1)
    mean = np.bincount(cells.item, number * cells.value, items) / total
    away = cells.value - mean[cells.item]
    spread = np.sqrt(np.bincount(cells.item, number * away**2, items) / total)
    spread = np.where(spread > 0, spread, 1.0)
    return away / spread[cells.item], spread


def _nagelkerke(none: Regressions, fitted: Regressions, persons: Floats) -> Floats:
    """(n,) R² of Cox and Snell over the most that it can be."""
    persons = np.maximum(persons, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        gained = -np.expm1(2 * (none.log_likelihood - fitted.log_likelihood) / persons)
        return np.asarray(gained / -np.expm1(2 * none.log_likelihood / persons))
