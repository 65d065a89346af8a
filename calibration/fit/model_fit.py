"""Does the model fit? Items, pairs, dimensions and the whole, and a verdict that can say no."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from calibration.fit.dimensionality import EFFECT as SECOND_DIMENSION
from calibration.fit.dimensionality import Dimensionality, dimensionality
from calibration.fit.item_fit import ItemFit, item_fit
from calibration.fit.limited_information import LimitedInformation, limited_information
from calibration.fit.mean_square_tests import MeanSquareTests, mean_square_tests
from calibration.fit.pair_residuals import PairResiduals, pair_residuals
from calibration.fit.person_fit import FlaggedPersons, flagged_persons
from calibration.fit.posterior_predictive import PosteriorPredictive, posterior_predictive
from calibration.fit.refitted_simulations import refit_like
from calibration.persons.posterior_abilities import TabulatedFit, tabulate_fit
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration

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
MOST_RESPONSES = 400_000
"""Responses from which pairs and dimensions are judged; of larger data those of evenly spaced persons."""
MOST_ITEMS = 2000
"""Items that are tested for fit at most: each pair of them takes some numbers, and the dimensions the cube of them."""
MOST_REPEATED = 100_000
"""Responses from which answers are drawn anew; of larger data those of evenly spaced persons."""
LARGE_ASSOCIATION = 0.02
"""Root mean square correlation of residuals at drawn abilities from which the model is refused."""


class FitVerdict(StrEnum):
    """What the evidence says of using the parameters."""

    ADEQUATE = "nothing speaks against using these parameters"
    ITEMS = "the model fits but for some items: look at these before you use their parameters"
    NO = "the model does not fit: do not use these parameters"
    UNTESTED = "the data do not allow a test of fit: who uses these parameters takes them on trust"


class FitIssue(StrEnum):
    """What speaks against a fit, and what to do about it."""

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
    items : whom it is about, strongest first; of pairs two ids joined by ``+``
    size : its effect: share of items, largest adjusted Q3, residual variance in items, RMSEA, or root mean
        square correlation of residuals
    p : of the test that found it, None where an effect is judged by its interval
    refuses : whether it alone makes the verdict no
    sets : of a second dimension the two sets that its items part into, strongest first; else empty
    """

    issue: FitIssue
    items: tuple[str, ...]
    size: float
    p: float | None
    refuses: bool
    sets: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ModelFit:
    """All evidence on a fit, and the verdict.

    Parameters
    ----------
    verdict : what it says of using the parameters
    issues : what speaks against it, what refuses first
    m2 : M2*, None where it does not apply
    c2 : C2 for items of several categories, None where it does not apply
    item_fit, pair_fit, dimensions : the evidence on items, pairs and dimensions; None where too few met pairs of items
    predicted : associations beside those of answers drawn anew, where there is neither M2* nor C2; else None
    mean_squares : p of the items' infit and outfit, from simulated data
    persons : how many persons' answers are unlikely; None where no person answered enough
    """

    verdict: FitVerdict
    issues: tuple[IssueFound, ...]
    m2: LimitedInformation | None
    c2: LimitedInformation | None
    item_fit: ItemFit
    pair_fit: PairResiduals | None
    dimensions: Dimensionality | None
    predicted: PosteriorPredictive | None
    persons: FlaggedPersons | None
    mean_squares: MeanSquareTests

    @property
    def whole(self) -> LimitedInformation | None:
        """M2* where it applies, else C2."""
        return self.m2 or self.c2


def model_fit(
    data: ResponseMatrix, fit: Calibration, *, group: Column | Labels | None = None, seed: int = 0
) -> ModelFit:
    """Evidence on the fit of items, pairs, dimensions and the whole model, and a verdict.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration; one with testlets is judged by its items, since its pairs are meant to depend
    group : (persons,) the fit's population that each person belongs to; may be left out where there is only one
    seed : of the data sets that critical values are simulated from

    Raises
    ------
    CalibrationError
        ``items_differ``, ``option`` naming the group, or ``score`` naming the item
    """
    on = tabulate_fit(data, fit, group)
    by_item, refit = item_fit(data, fit, group=group), refit_like(fit, on)
    several = bool((np.isfinite(on.log_prob).any(axis=2).sum(axis=1) > 2).any())
    m2 = c2 = by_pair = dimensions = predicted = None
    if fit.testlets is None and len(data.items) > 2:
        m2 = limited_information(data, fit, on, by_category=False)
        c2 = limited_information(data, fit, on, by_category=True) if several else None
        pairs = pair_residuals(_sample_of_persons(data, MOST_RESPONSES), on, refit=refit, seed=seed)
        if np.isfinite(pairs.q3).any():
            by_pair, dimensions = pairs, dimensionality(pairs, on)
        if m2 is None and c2 is None:
            predicted = posterior_predictive(_sample_of_persons(data, MOST_REPEATED), on, seed=seed)
    issues = [
        *_dimension_issues(data.items, dimensions),  # first: curves and pairs may be off for it
        *_item_issues(by_item),
        *_pair_issues(by_pair),
        *_whole_issues(m2 or c2),
        *_association_issues(predicted),
    ]
    issues.sort(key=lambda each: not each.refuses)
    verdict = _verdict(issues, by_item)
    squares = mean_square_tests(data, on, by_item, refit=refit, seed=seed)
    persons = None if fit.testlets is not None else _flagged(data, fit, on)
    return ModelFit(verdict, tuple(issues), m2, c2, by_item, by_pair, dimensions, predicted, persons, squares)


def _flagged(data: ResponseMatrix, fit: Calibration, on: TabulatedFit) -> FlaggedPersons | None:
    """Unlikely answers among all persons, or among evenly spaced ones."""
    return flagged_persons(_sample_of_persons(data, MOST_REPEATED), fit, on)


def _sample_of_persons(data: ResponseMatrix, most: int) -> ResponseMatrix:
    """All responses, or those of evenly spaced persons where the data hold more than ``most``."""
    step = -(-len(data) // most)
    return data if step <= 1 else data.select_responses(np.flatnonzero(data.person % step == 0))


def _verdict(issues: list[IssueFound], by_item: ItemFit) -> FitVerdict:
    """Nothing found is worth something only where items were tested."""
    if any(each.refuses for each in issues):
        return FitVerdict.NO
    if issues:
        return FitVerdict.ITEMS
    return FitVerdict.ADEQUATE if np.isfinite(by_item.p).any() else FitVerdict.UNTESTED


def _item_issues(found: ItemFit) -> list[IssueFound]:
    tested = np.isfinite(found.adjusted)
    with np.errstate(invalid="ignore"):
        off = found.off_curve & (found.adjusted < FALSE_ALARM)
    if not off.any():
        return []
    order = np.flatnonzero(off)[np.argsort(-found.rmsd[off])]
    share = float(off.sum() / tested.sum())
    many = share >= MANY_ITEMS and int(off.sum()) > 2
    issue = FitIssue.MANY_ITEMS_OFF_CURVE if many else FitIssue.ITEMS_OFF_CURVE
    p = float(np.nanmin(found.adjusted))
    return [IssueFound(issue, tuple(found.items[at] for at in order), share, p, many)]


def _pair_issues(found: PairResiduals | None) -> list[IssueFound]:
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
    involved = np.unique(np.concatenate((first, second))).size
    refuses = involved >= MANY_ITEMS * len(found.items) and involved > 2
    return [IssueFound(FitIssue.DEPENDENT_PAIRS, names, float(adjusted[strong].max()), found.largest_p, refuses)]


def _dimension_issues(items: tuple[str, ...], found: Dimensionality | None) -> list[IssueFound]:
    if found is None or not found.p < FALSE_ALARM or found.size < SECOND_DIMENSION:
        return []
    named = tuple(items[at] for at in np.argsort(-np.abs(found.loadings)))
    sets = residual_clusters(found, items)
    return [IssueFound(FitIssue.SECOND_DIMENSION, named, found.size, found.p, True, sets)]


def _whole_issues(found: LimitedInformation | None) -> list[IssueFound]:
    if found is None or found.p >= FALSE_ALARM:
        return []
    large = found.rmsea_interval[0] > CLOSE_FIT or (found.rmsea > CLOSE_FIT and found.srmsr > LARGE_RESIDUAL)
    return [IssueFound(FitIssue.MOMENTS, (), found.rmsea, found.p, True)] if large else []


def _association_issues(found: PosteriorPredictive | None) -> list[IssueFound]:
    if found is None or found.p >= FALSE_ALARM or found.size < LARGE_ASSOCIATION:
        return []
    return [IssueFound(FitIssue.ASSOCIATIONS, found.pairs, found.size, found.p, True)]


def residual_clusters(found: Dimensionality, items: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Items by the sign of their loading on the first residual dimension, strongest first."""
    order = np.argsort(-np.abs(found.loadings))
    first = np.where(found.loadings[0] < 0, -1, 1) * found.loadings
    return tuple(items[at] for at in order if first[at] > 0), tuple(items[at] for at in order if first[at] < 0)
