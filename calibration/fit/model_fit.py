"""Does the model fit? Items, pairs, dimensions and the whole, and a verdict that can say no."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from calibration.errors import CalibrationError, ErrorCode
from calibration.fit.dimensionality import Dimensionality, dimensionality
from calibration.fit.fit_issues import (
    IssueFound,
    association_issues,
    dimension_issues,
    item_issues,
    pair_issues,
    unusable_issues,
    whole_issues,
)
from calibration.fit.infit_outfit import posterior_mean_squares
from calibration.fit.item_fit import ItemFit, curve_fit
from calibration.fit.limited_information import LimitedInformation, limited_information
from calibration.fit.mean_square_tests import MeanSquareTests, mean_square_tests
from calibration.fit.pair_residuals import PairResiduals, pair_residuals
from calibration.fit.person_fit import FlaggedPersons, flagged_persons
from calibration.fit.posterior_predictive import PosteriorPredictive, posterior_predictive
from calibration.fit.predictive_fit import routed_by_answers
from calibration.fit.refitted_simulations import refit_like, simulations
from calibration.fit.slope_spread import with_true_spread
from calibration.persons.posterior_abilities import TabulatedFit, tabulate_fit
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration
from calibration.results.usable_items import fit_of_items, usable_items

MOST_RESPONSES = 400_000
"""Responses from which pairs and dimensions are judged; of larger data those of evenly spaced persons."""
MOST_ITEMS = 2000
"""Items that are tested for fit at most: each pair of them takes some numbers, and the dimensions the cube of them."""
MOST_SQUARED = 20_000
"""Responses of a data set that mean squares are simulated from; of larger data those of evenly spaced persons. Their
deviation under the model does not depend on the number of persons."""
OF_PAIRS, OF_ITEMS = 40, 20
"""Data sets drawn from the fit for critical values of pairs and dimensions, and for the spread of mean squares."""
MOST_REPEATED = 100_000
"""Responses from which answers are drawn anew; of larger data those of evenly spaced persons."""


Simulated = Iterable[tuple[ResponseMatrix, TabulatedFit]]


class FitVerdict(StrEnum):
    """What the evidence says of using the parameters."""

    ADEQUATE = "nothing speaks against using these parameters"
    ITEMS = "the model fits but for some items: look at these before you use their parameters"
    NO = "the model does not fit: do not use these parameters"
    UNTESTED = "the data do not allow a test of fit: who uses these parameters takes them on trust"


@dataclass(frozen=True, slots=True, eq=False)
class ModelFit:
    """All evidence on a fit, and the verdict.

    Parameters
    ----------
    verdict : what it says of using the parameters
    issues : what speaks against it, what refuses first
    m2 : M2*, None where it does not apply
    c2 : C2 for items of several categories, None where it does not apply
    item_fit, pair_fit, dimensions : the evidence on the items that can be used (`usable_items`), on their pairs and
        dimensions; None where too few met pairs of items
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
    fit : a calibration; one with testlets is judged by its items, since its pairs are meant to depend. Items whose
        slopes are near zero or below are issues, and the others are judged without them
    group : (persons,) the fit's population that each person belongs to; may be left out where there is only one
    seed : of the data sets that critical values are simulated from

    Raises
    ------
    CalibrationError
        ``items_differ``, ``option`` naming the group, ``score`` naming the item, or ``reversed`` where no item can be
        used
    """
    data, fit, unusable = _without_unusable(data, fit)
    on = tabulate_fit(data, fit, group)
    routed = routed_by_answers(data, on)
    by_item = curve_fit(data, fit, on, posterior_mean_squares(data, on), routed=routed)
    paired = fit.testlets is None and len(data.items) > 2
    of_pairs, of_items = _simulated(data, fit, on, seed, routed=routed, paired=paired)
    several = bool((np.isfinite(on.log_prob).any(axis=2).sum(axis=1) > 2).any())
    m2 = c2 = by_pair = dimensions = predicted = None
    if paired:
        m2 = limited_information(data, fit, on, by_category=False)
        c2 = limited_information(data, fit, on, by_category=True) if several else None
        pairs = pair_residuals(_sample_of_persons(data, MOST_RESPONSES), on, of_pairs, routed=routed)
        if np.isfinite(pairs.q3).any():
            by_pair, dimensions = pairs, dimensionality(pairs, on)
        if m2 is None and c2 is None:
            predicted = posterior_predictive(_sample_of_persons(data, MOST_REPEATED), on, seed=seed)
    issues = [
        *unusable,
        *dimension_issues(data.items, dimensions),  # first: curves and pairs may be off for it
        *item_issues(by_item),
        *pair_issues(by_pair),
        *whole_issues(m2 or c2),
        *association_issues(predicted),
    ]
    issues.sort(key=lambda each: not each.refuses)
    verdict = _verdict(issues, by_item)
    squares = mean_square_tests(by_item, of_items)
    some = _sample_of_persons(data, MOST_REPEATED)
    persons = None if fit.testlets is not None else flagged_persons(some, fit, on, routed=routed)
    return ModelFit(verdict, tuple(issues), m2, c2, by_item, by_pair, dimensions, predicted, persons, squares)


def _without_unusable(data: ResponseMatrix, fit: Calibration) -> tuple[ResponseMatrix, Calibration, list[IssueFound]]:
    """The items that can be used, and what is to be said of the others."""
    usable = usable_items(fit)
    if tuple(fit.items) != data.items or usable.all():
        return data, fit, []
    if not usable.any():
        raise CalibrationError(ErrorCode.REVERSED, items=", ".join(fit.items))
    kept = data.select_items(usable)
    return kept, fit_of_items(fit, kept.items), unusable_issues(fit)


def _simulated(
    data: ResponseMatrix, fit: Calibration, on: TabulatedFit, seed: int, *, routed: bool, paired: bool
) -> tuple[Simulated, Simulated]:
    """Data sets that are like these but drawn from the fit, for pairs and for mean squares; the same where few."""
    refit, few, drawn_from = refit_like(fit, on), _sample_of_persons(data, MOST_SQUARED), on
    many = _sample_of_persons(data, MOST_RESPONSES) if paired else few
    if routed and data.position is not None and (data.position >= 0).all():
        drawn_from = with_true_spread(many, fit, on, refit, np.random.default_rng((seed, 1)))

    def draw(like: ResponseMatrix, count: int) -> Simulated:
        return simulations(like, drawn_from, refit, np.random.default_rng(seed), count, routed=routed)

    if not paired or few is not data:
        return draw(many, OF_PAIRS), draw(few, OF_ITEMS)
    drawn = list(draw(data, OF_PAIRS))
    return drawn, drawn[:OF_ITEMS]


def _sample_of_persons(data: ResponseMatrix, most: int) -> ResponseMatrix:
    """All responses, or those of evenly spaced persons where the data hold more than ``most``."""
    step = -(-len(data) // most)
    return data if step <= 1 else data.select_responses(np.flatnonzero(data.person % step == 0))


def _verdict(issues: list[IssueFound], by_item: ItemFit) -> FitVerdict:
    """Nothing found is worth something only where items were tested."""
    if any(each.refuses for each in issues):
        return FitVerdict.NO
    if not np.isfinite(by_item.p).any() and all(each.p is None for each in issues):
        return FitVerdict.UNTESTED
    return FitVerdict.ITEMS if issues else FitVerdict.ADEQUATE
