"""What speaks against a fit, from each kind of evidence: whom it is about, how large it is, and what to do."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from calibration.fit.dimensionality import EFFECT as SECOND_DIMENSION
from calibration.fit.dimensionality import Dimensionality
from calibration.fit.item_fit import ItemFit
from calibration.fit.limited_information import LimitedInformation
from calibration.fit.pair_residuals import PairResiduals
from calibration.fit.posterior_predictive import PosteriorPredictive
from calibration.results.calibration_result import Calibration, Remark
from calibration.results.usable_items import usable_items

CLOSE_FIT = 0.05
"""RMSEA up to which a model is close to the moments of pairs (Maydeu-Olivares & Joe, 2014)."""
LARGE_RESIDUAL = 0.05
"""SRMSR above which correlations are not reproduced (Maydeu-Olivares, 2013)."""
FALSE_ALARM = 0.0125
"""Level of each of the four kinds of evidence, so that a model that fits is refused once in twenty fits at most."""
STRONG_PAIR = 0.1
"""Adjusted Q3 below which a dependent pair is of no practical matter."""
MANY_ITEMS = 0.1
"""Share of items off their curves from which the model and not the items is doubted."""
LARGE_ASSOCIATION = 0.02
"""Root mean square correlation of residuals at drawn abilities from which the model is refused."""


class FitIssue(StrEnum):
    """What speaks against a fit, and what to do about it."""

    REVERSED_ITEMS = "slopes below 0: mend the keys of these items, or leave the items out; the rest are judged"
    FLAT_ITEMS = "slopes near zero: look at these items, or leave them out; the rest are judged"
    UNDETERMINED_ITEMS = "the data do not determine these items: leave them out, or use priors; the rest are judged"
    ITEMS_OFF_CURVE = "items do not follow their curves"
    MANY_ITEMS_OFF_CURVE = "many items do not follow their curves: try a model with slopes, or with a floor of guessing"
    DEPENDENT_PAIRS = "pairs of items depend on each other: fit them as testlets, or leave one of each pair out"
    SECOND_DIMENSION = (
        "items part into two sets that measure two things: fit two dimensions, or calibrate each set by itself"
    )
    MOMENTS = "the model does not reproduce how pairs of items go together"
    ASSOCIATIONS = "answers to pairs of items go together otherwise than those drawn from the model"


@dataclass(frozen=True, slots=True)
class IssueFound:
    """One thing that speaks against a fit.

    Parameters
    ----------
    issue : what it is
    sets : whom it is about, strongest first, of pairs two ids joined by ``+``: one set, or of a second dimension the
        two that its items part into
    size : its effect: share of items, largest adjusted Q3, residual variance in items, RMSEA, or root mean
        square correlation of residuals
    p : of the test that found it, None where no test did
    refuses : whether it alone makes the verdict no
    """

    issue: FitIssue
    sets: tuple[tuple[str, ...], ...]
    size: float
    p: float | None
    refuses: bool

    @property
    def items(self) -> tuple[str, ...]:
        """Whom it is about, one set after the other."""
        return tuple(chain.from_iterable(self.sets))


UNUSABLE_ISSUES = {
    Remark.REVERSED: FitIssue.REVERSED_ITEMS,
    Remark.FLAT: FitIssue.FLAT_ITEMS,
    Remark.UNDETERMINED: FitIssue.UNDETERMINED_ITEMS,
}
"""What speaks against a fit of items with these remarks."""


def unusable_issues(fit: Calibration) -> list[IssueFound]:
    """Items that cannot be used, by what their slopes are. Only many reversed ones make the verdict no."""
    unusable = [item for item, usable in zip(fit.items, usable_items(fit), strict=True) if not usable]
    found = []
    for remark, issue in UNUSABLE_ISSUES.items():
        named = tuple(item for item in unusable if fit.remarks.get(item, Remark.REVERSED) is remark)
        refuses = remark is Remark.REVERSED and _many(len(named), len(fit.items))
        if named:
            found.append(IssueFound(issue, (named,), len(named) / len(fit.items), None, refuses))
    return found


def _many(count: int, of: int) -> bool:
    return count > 2 and count >= MANY_ITEMS * of


def item_issues(found: ItemFit) -> list[IssueFound]:
    """Items off their curves, by more than is negligible."""
    tested = np.isfinite(found.adjusted)
    with np.errstate(invalid="ignore"):
        off = found.off_curve & (found.adjusted < FALSE_ALARM)
    if not off.any():
        return []
    order = np.flatnonzero(off)[np.argsort(-found.rmsd[off])]
    share = float(off.sum() / tested.sum())
    many = _many(int(off.sum()), int(tested.sum()))
    issue = FitIssue.MANY_ITEMS_OFF_CURVE if many else FitIssue.ITEMS_OFF_CURVE
    p = float(np.nanmin(found.adjusted))
    return [IssueFound(issue, (tuple(found.items[at] for at in order),), share, p, many)]


def pair_issues(found: PairResiduals | None) -> list[IssueFound]:
    """Pairs that depend on each other."""
    if found is None or not found.largest_p < FALSE_ALARM:
        return []
    adjusted = found.adjusted_q3
    with np.errstate(invalid="ignore"):
        strong = found.dependent & (adjusted > STRONG_PAIR)
    if not strong.any():
        return []
    first, second = np.nonzero(strong)
    order = np.argsort(-adjusted[first, second])
    names = tuple(f"{found.items[first[at]]}+{found.items[second[at]]}" for at in order)
    refuses = _many(np.unique(np.concatenate((first, second))).size, len(found.items))
    return [IssueFound(FitIssue.DEPENDENT_PAIRS, (names,), float(adjusted[strong].max()), found.largest_p, refuses)]


def dimension_issues(items: tuple[str, ...], found: Dimensionality | None) -> list[IssueFound]:
    """A second dimension that is of practical matter."""
    if found is None or not found.p < FALSE_ALARM or found.size < SECOND_DIMENSION:
        return []
    return [IssueFound(FitIssue.SECOND_DIMENSION, residual_clusters(found, items), found.size, found.p, True)]


def whole_issues(found: LimitedInformation | None) -> list[IssueFound]:
    """Moments of pairs that are far from the model's."""
    if found is None or found.p >= FALSE_ALARM:
        return []
    large = found.rmsea_interval[0] > CLOSE_FIT or (found.rmsea > CLOSE_FIT and found.srmsr > LARGE_RESIDUAL)
    return [IssueFound(FitIssue.MOMENTS, ((),), found.rmsea, found.p, True)] if large else []


def association_issues(found: PosteriorPredictive | None) -> list[IssueFound]:
    """Associations beyond those of answers drawn from the model."""
    if found is None or found.p >= FALSE_ALARM or found.size < LARGE_ASSOCIATION:
        return []
    return [IssueFound(FitIssue.ASSOCIATIONS, (found.pairs,), found.size, found.p, True)]


def residual_clusters(found: Dimensionality, items: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Items by the sign of their loading on the first residual dimension, strongest first."""
    order = np.argsort(-np.abs(found.loadings))
    first = np.where(found.loadings[0] < 0, -1, 1) * found.loadings
    return tuple(items[at] for at in order if first[at] > 0), tuple(items[at] for at in order if first[at] < 0)
