"""Each person's general ability under a testlet or bifactor calibration, the specific dimensions integrated out."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.marginal.population_distribution import Population
from calibration.marginal.quadrature_grid import LIMIT
from calibration.multidimensional.bifactor_e_step import general_posterior, pattern_posterior
from calibration.multidimensional.bifactor_m_step import BifactorNodes, bifactor_tables
from calibration.multidimensional.bifactor_responses import bifactor_parts
from calibration.multidimensional.bifactor_structure import BifactorPoint, BifactorStructure, SpecificSlopes
from calibration.persons.posterior_abilities import Abilities, population_indices
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration
from calibration.results.testlet_estimates import group_by_testlet
from calibration.slope_intercept_curves import STEPPED, ModelFamily

NODES, SPECIFIC_NODES = 61, 31


def general_abilities(data: ResponseMatrix, fit: Calibration, *, group: Column | Labels | None = None) -> Abilities:
    """Posterior mean and standard deviation of each person's general ability.

    Answers to items of one testlet tell less of the general ability than as many answers to items of different ones;
    the standard deviation says so, which that of `abilities`, where every item stands alone, does not.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration with testlets
    group : (persons,) the fit's population that each person belongs to; may be left out where there is only one

    Raises
    ------
    CalibrationError
        ``option`` where the fit has no testlets or the groups are not its own, ``items_differ``
    """
    place = population_indices(list(fit.population), group, data.persons)
    mean, sd = (np.array([getattr(each, name) for each in fit.population.values()]) for name in ("mean", "sd"))
    theta, error = mean[place], sd[place]
    for block in general_posteriors(data, fit, place):
        at = block.share @ block.nodes
        theta[block.persons] = at
        error[block.persons] = np.sqrt(np.maximum(block.share @ block.nodes**2 - at**2, 0.0))
    return Abilities(theta, error, data.responses_per_person())


@dataclass(frozen=True, slots=True, eq=False)
class GeneralPosteriors:
    """Posteriors of some persons' general ability.

    Parameters
    ----------
    persons : (B,) who they are
    share : (B, Q) posterior mass at each node
    nodes : (Q,) equally spaced, in logits
    """

    persons: Ints
    share: Floats
    nodes: Floats


def general_posteriors(data: ResponseMatrix, fit: Calibration, place: Ints) -> Iterator[GeneralPosteriors]:
    """The posteriors of all persons with responses, block after block; arguments and errors as above.

    Parameters
    ----------
    place : (persons,) place of each person's population among those of the fit
    """
    point = _point(fit)
    if data.items != fit.items:
        differing = ", ".join(sorted(set(fit.items) ^ set(data.items))) or "–"
        raise CalibrationError(ErrorCode.ITEMS_DIFFER, items=differing)
    mean, sd = point.population.mean, point.population.sd
    low, high = float((mean - LIMIT * sd).min()), float((mean + LIMIT * sd).max())
    count = int(np.ceil((high - low) / (2 * LIMIT * sd.min()) * (NODES - 1) - 1e-9)) + 1
    nodes = BifactorNodes(np.linspace(low, high, count), np.linspace(-LIMIT, LIMIT, SPECIFIC_NODES))
    at, some, first = bifactor_tables(point, nodes), np.flatnonzero(data.responses_per_person()), 0
    structure = point.structure
    for part in bifactor_parts(data, structure.members, structure.width + 1, place, np.ones(data.persons)):
        by_testlet = [pattern_posterior(each, at, number) for number, each in enumerate(part.testlets)]
        share, _ = general_posterior(part, at, by_testlet)
        yield GeneralPosteriors(some[first : first + part.group.size], share, nodes.general)
        first += part.group.size


def _point(fit: Calibration) -> BifactorPoint:
    """The fit's parameters on the scale of θ: slopes a, specific slopes, intercepts."""
    if fit.testlets is None:
        raise CalibrationError(ErrorCode.OPTION, name="fit", expected="a calibration with testlets", got="one without")
    _, members = group_by_testlet(fit.testlets.label)
    b = fit.b[:, None] if fit.b.ndim == 1 else fit.b
    adjacent = np.isin(fit.family, STEPPED)[:, None]
    intercepts = -fit.a[:, None] * np.where(adjacent, np.cumsum(np.nan_to_num(b), axis=1), np.nan_to_num(b))
    intercepts = np.where(np.isfinite(b), intercepts, -np.inf)
    categories = np.isfinite(b).sum(axis=1) + 1
    held, held_sd = np.ones(len(fit.items), dtype=bool), np.ones(len(members) - 1, dtype=bool)
    asymptotes = np.stack((fit.c > 0, fit.d < 1), axis=1)
    floors = fit.floors if fit.floors.size else np.zeros(b.shape)
    structure = BifactorStructure(
        fit.family, categories, members, SpecificSlopes.FREE, held, held, held_sd, asymptotes, asymptotes, floors
    )
    intercepts = np.pad(intercepts, ((0, 0), (0, structure.width - intercepts.shape[1])), constant_values=-np.inf)
    rows = fit.family == ModelFamily.ASYMPTOTIC
    for place, side in zip(range(1, structure.width), (fit.c, fit.d), strict=False):
        intercepts[rows, place] = logit(side[rows])
    mean = np.array([each.mean for each in fit.population.values()], dtype=np.float64)
    sd = np.array([each.sd for each in fit.population.values()], dtype=np.float64)
    none = np.zeros(mean.size, dtype=bool)
    population = Population(mean, sd, none, none)
    return BifactorPoint(
        structure, fit.a, fit.testlets.specific_slope, intercepts, np.ones(structure.testlets), 1.0, population
    )
