"""Groups of few persons, whose figures are not given out, and others whose figures would tell them."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

import numpy as np

from calibration.results.calibration_result import Calibration
from calibration.results.regressed_population import FittedPopulation

Figure = TypeVar("Figure")

FEWEST_PERSONS = 10
"""Persons in a group whose figures are given out."""


class SuppressionReason(StrEnum):
    """Why the figures of a group are not shown."""

    FEW_PERSONS = "not shown: fewer than 10 persons"
    COMPLEMENT = "not shown: with the figures of all persons it would tell those of a group of fewer than 10"


def small_groups(persons: Mapping[str, int]) -> tuple[str, ...]:
    """The groups of fewer than ten persons, where there is more than one group.

    Parameters
    ----------
    persons : by group the number of persons
    """
    return tuple(name for name, count in persons.items() if 0 < count < FEWEST_PERSONS) if len(persons) > 1 else ()


def suppressed_groups(persons: Mapping[str, int]) -> dict[str, SuppressionReason]:
    """The groups whose figures are not shown in a table that has those of all persons, and why.

    Where small groups are hidden, the smallest others are hidden too, until at least two are that have ten persons
    together: what all persons less the groups shown tell is then of no group of fewer than ten.

    Parameters
    ----------
    persons : by group the number of persons

    References
    ----------
    Hundepool et al. (2012), *Statistical Disclosure Control*, section 4.4: secondary suppression.
    """
    hidden = dict.fromkeys(small_groups(persons), SuppressionReason.FEW_PERSONS)
    others = sorted((count, name) for name, count in persons.items() if name not in hidden and count > 0)
    while hidden and others and (len(hidden) < 2 or sum(persons[name] for name in hidden) < FEWEST_PERSONS):
        hidden[others.pop(0)[1]] = SuppressionReason.COMPLEMENT
    return hidden


def without_groups(fit: Calibration, names: tuple[str, ...]) -> Calibration:
    """A calibration without the means and standard deviations of some groups, their errors and covariances."""
    if not names:
        return fit
    kept = [at for at, group in enumerate(fit.population) if group not in names]
    gone = {int(fit.rows[part][at]) for part in ("mean", "sd") for at in range(len(fit.population)) if at not in kept}
    places = np.array([at for at in range(len(fit.names)) if at not in gone], dtype=np.int64)
    renumbered = np.full(len(fit.names) + 1, -1)
    renumbered[places] = np.arange(places.size)  # the last one is that of −1, which stays
    rows = {
        part: renumbered[values[kept] if part in ("mean", "sd") else values].astype(np.int64)
        for part, values in fit.rows.items()
    }
    return replace(
        fit,
        names=tuple(fit.names[at] for at in places.tolist()),
        covariance=None if fit.covariance is None else fit.covariance[np.ix_(places, places)],
        rows=rows,
        population=FittedPopulation(_without(fit.population, names), fit.population.regression),
        population_errors=None if fit.population_errors is None else _without(fit.population_errors, names),
        histogram=None if fit.histogram is None else _without(fit.histogram, names),
    )


def _without(figures: Mapping[str, Figure], names: tuple[str, ...]) -> dict[str, Figure]:
    return {group: figure for group, figure in figures.items() if group not in names}
