"""What a fit reached of a plan's aims: the standard errors of its candidates, and of the distances of its years."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from calibration import Calibration
from delivery_api.trials.trial_plans import PlannedItem, PlannedTrial

NEAR = 1.0
"""Logits from the mean ability of its year group within which an item has to reach the aim, as in the plan's study."""


def reached_error(planned: PlannedTrial, fit: Calibration, abilities: Mapping[int, float]) -> float:
    """The mean standard error of the candidates near their year group's mean; of all that were measured if none is.

    Parameters
    ----------
    abilities : mean ability by year group, logits

    Returns
    -------
    in logits; NaN where the fit has no covariance, or none of the candidates
    """
    there = _measured(planned, fit)
    near = [each for each in there if abs(each.difficulty - abilities.get(each.year, math.inf)) <= NEAR]
    errors = [math.sqrt(_variance(_weights(fit, [each]), fit)) for each in near or there]
    return float(np.mean(errors)) if errors else math.nan


def reached_links(planned: PlannedTrial, fit: Calibration) -> dict[tuple[int, int], float]:
    """The standard error of the distance between the mean difficulties of two adjacent years' candidates, in logits.

    The same distance as in the plan's study, from the fit's covariance; by the two years, without those that the fit
    does not tell.
    """
    by_year: dict[int, list[PlannedItem]] = {}
    for each in _measured(planned, fit):
        by_year.setdefault(each.year, []).append(each)
    return {
        (below, above): math.sqrt(_variance(_weights(fit, by_year[above]) - _weights(fit, by_year[below]), fit))
        for below, above in pairwise(sorted(by_year))
    }


def _measured(planned: PlannedTrial, fit: Calibration) -> list[PlannedItem]:
    """The candidates whose difficulties the fit estimated, with their covariance."""
    if fit.covariance is None:
        return []
    place = {item: at for at, item in enumerate(fit.items)}
    return [each for each in planned.study.items if each.id in place and (fit.rows["b"][place[each.id]] >= 0).any()]


def _weights(fit: Calibration, items: list[PlannedItem]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """(k,) what each estimated parameter contributes to the mean step of some items."""
    weights = np.zeros(len(fit.names))
    for each in items:
        named = fit.rows["b"][fit.items.index(each.id)]
        steps = named[named >= 0]
        weights[steps] += 1 / (steps.size * len(items))
    return weights


def _variance(weights: np.ndarray[tuple[int], np.dtype[np.float64]], fit: Calibration) -> float:
    return max(float(weights @ fit.covariance @ weights), 0.0) if fit.covariance is not None else math.nan
