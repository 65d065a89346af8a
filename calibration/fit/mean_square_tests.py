"""Tests of infit and outfit with simulated errors: both vary less where parameters were fitted to the same answers."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from calibration.array_types import Floats
from calibration.fit.infit_outfit import posterior_mean_squares
from calibration.fit.item_fit import ItemFit
from calibration.persons.posterior_abilities import TabulatedFit
from calibration.responses.response_matrix import ResponseMatrix


@dataclass(frozen=True, slots=True, eq=False)
class MeanSquareTests:
    """Two-sided p of infit and outfit of n items, (n,) each, NaN where an item has none."""

    infit_p: Floats
    outfit_p: Floats


def mean_square_tests(found: ItemFit, simulated: Iterable[tuple[ResponseMatrix, TabulatedFit]]) -> MeanSquareTests:
    """P of each item's infit and outfit from the spread of their z in data sets drawn from the fit.

    Parameters
    ----------
    found : the items' fit, with mean squares over posteriors
    simulated : such data sets, each with its fit
    """
    drawn = [posterior_mean_squares(*each) for each in simulated]
    return MeanSquareTests(
        _two_sided(found.infit_z, np.array([each.infit_z for each in drawn])),
        _two_sided(found.outfit_z, np.array([each.outfit_z for each in drawn])),
    )


def _two_sided(z: Floats, drawn: Floats) -> Floats:
    """P of z (n,) whose mean and deviation are estimated from (S, n) simulated ones, by Student's t."""
    count = len(drawn)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = drawn.std(axis=0, ddof=1) * np.sqrt(1 + 1 / count)
        return np.asarray(2 * student.sf(np.abs(z - drawn.mean(axis=0)) / spread, count - 1))
