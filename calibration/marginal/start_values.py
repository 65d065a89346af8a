"""Start values: slopes of 1, intercepts from the category frequencies, standard normal groups."""

import numpy as np
from scipy.special import expit, logit

from calibration.array_types import Floats, Ints
from calibration.marginal.em_algorithm import ParameterPoint
from calibration.marginal.parameter_structure import UNIT_SLOPE, ParameterStructure
from calibration.marginal.population_distribution import Population
from calibration.marginal.priors import Priors
from calibration.slope_intercept_curves import ModelFamily

START_LOWER_ASYMPTOTE, START_UPPER_ASYMPTOTE = 0.15, 0.97
"""Start values of asymptotes without a prior."""


def start_values(structure: ParameterStructure, totals: Ints, groups: int, priors: Priors) -> ParameterPoint:
    """The start values of a fit.

    Parameters
    ----------
    totals : (n, k) number of answers in each category that occurs, k ≤ K; 0.5 is added to each of the K
    """
    natural = np.zeros_like(structure.base)
    counts = np.full((natural.shape[0], natural.shape[1] - 2), 0.5)  # fixed items may have higher scores
    counts[:, : totals.shape[1]] += totals
    natural[:, 0] = 1
    natural[:, -2] = logit(START_LOWER_ASYMPTOTE) if priors.c is None else priors.c.start
    natural[:, -1] = logit(START_UPPER_ASYMPTOTE) if priors.d is None else priors.d.start
    _intercepts(structure, counts, natural)
    own = np.where(structure.free, natural, 0.0)
    rating = np.array([model == "rsm" for model in structure.models])
    own[rating, 1] = natural[rating, structure.categories[rating] - 1] / (structure.categories[rating] - 1)
    common = np.zeros(structure.common_design.shape[2])
    slopes = (structure.common_design[:, 0] != 0).any(axis=0)
    common[slopes] = 1
    return ParameterPoint(structure, own, common, _population(structure, groups))


def _intercepts(structure: ParameterStructure, counts: Floats, natural: Floats) -> None:
    """Adjacent: log of each category's share against category 0; cumulative: the logit of the share from it upwards."""
    present = np.arange(counts.shape[1]) < structure.categories[:, None]
    share = np.where(present, counts, 0.0)
    share /= share.sum(axis=1, keepdims=True)
    above = np.flip(np.flip(share, axis=1).cumsum(axis=1), axis=1)[:, 1:]
    with np.errstate(divide="ignore"):
        natural[:, 1:-2] = np.where(
            (structure.family == ModelFamily.CUMULATIVE)[:, None], logit(above), np.log(share[:, 1:] / share[:, :1])
        )
    natural[:, 1:-2][~present[:, 1:]] = 0
    rows = structure.family == ModelFamily.ASYMPTOTIC
    lower = np.where(structure.free[rows, -2], expit(natural[rows, -2]), expit(structure.base[rows, -2]))
    upper = np.where(structure.free[rows, -1], expit(natural[rows, -1]), expit(structure.base[rows, -1]))
    between = np.clip((share[rows, 1] - lower) / (upper - lower), 0.05, 0.95)
    natural[rows, 1] = logit(between)


def _population(structure: ParameterStructure, groups: int) -> Population:
    """Standard normal groups. The first is fixed unless fixed items set the scale, or slopes of 1 its unit."""
    anchored = bool(structure.fixed.any())
    unit_set = not structure.unit_slope and any(model in UNIT_SLOPE for model in structure.models)
    free_mean, free_sd = np.ones(groups, dtype=bool), np.ones(groups, dtype=bool)
    free_mean[0], free_sd[0] = anchored, anchored or unit_set
    return Population(np.zeros(groups), np.ones(groups), free_mean, free_sd)
