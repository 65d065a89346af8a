"""Tests of infit and outfit with simulated errors: both vary less where parameters were fitted to the same answers."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from calibration.array_types import Floats
from calibration.fit.infit_outfit import posterior_mean_squares
from calibration.fit.item_fit import ItemFit
from calibration.fit.refitted_simulations import Refit, simulations
from calibration.persons.posterior_abilities import TabulatedFit
from calibration.responses.response_matrix import ResponseMatrix

SIMULATIONS = 20
MOST_RESPONSES = 20_000
"""Responses of a simulated data set; of larger data those of evenly spaced persons. The deviation of z under the model
does not depend on the number of persons."""


@dataclass(frozen=True, slots=True, eq=False)
class MeanSquareTests:
    """Two-sided p of infit and outfit of n items, (n,) each, NaN where an item has none."""

    infit_p: Floats
    outfit_p: Floats


def mean_square_tests(
    data: ResponseMatrix, on: TabulatedFit, found: ItemFit, *, refit: Refit | None, seed: int = 0
) -> MeanSquareTests:
    """P of each item's infit and outfit from the spread of their z in data sets drawn from the fit.

    Parameters
    ----------
    data : responses to the items of the fit
    on : the fit on a grid
    found : the items' fit, with mean squares over posteriors
    refit : how simulated answers are fitted; None to take the parameters as known
    seed : of the data sets
    """
    step = -(-len(data) // MOST_RESPONSES)
    kept = data if step <= 1 else data.select_responses(np.flatnonzero(data.person % step == 0))
    rng = np.random.default_rng(seed)
    drawn = [posterior_mean_squares(*each) for each in simulations(kept, on, refit, rng, SIMULATIONS)]
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
