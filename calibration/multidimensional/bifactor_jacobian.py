"""How the natural parameters of a testlet or bifactor model follow from its free ones: first and second derivatives."""

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.multidimensional.bifactor_structure import BifactorPoint, SpecificSlopes


def natural_size(point: BifactorPoint) -> int:
    """Each item's general slope, specific slope and W intercepts, then the population's parameters."""
    return int(point.general.size * (2 + point.intercepts.shape[1]) + point.population.vector.size)


def natural_jacobian(point: BifactorPoint) -> Floats:
    """(P, natural) derivatives of the natural parameters by the free ones, in the order of the point's vector."""
    structure, width = point.structure, 2 + point.intercepts.shape[1]
    first = np.arange(point.general.size) * width
    rows = [*_general_rows(point, first), *_specific_rows(point, first)]
    rows += [_row(point, first[item] + 2 + step) for item, step in np.argwhere(structure.free_steps)]
    rows += [_row(point, point.general.size * width + place) for place in range(point.population.vector.size)]
    return np.array(rows)


def _row(point: BifactorPoint, places: Ints | int, values: Floats | float = 1.0) -> Floats:
    line = np.zeros(natural_size(point))
    line[places] = values
    return line


def _general_rows(point: BifactorPoint, first: Ints) -> list[Floats]:
    structure = point.structure
    if structure.free_unit:
        return [_row(point, first)]
    sd = np.zeros(point.general.size)
    if structure.slopes is SpecificSlopes.PROPORTIONAL:
        for number, items in enumerate(structure.members[:-1]):
            sd[items] = point.sd[number]
    own = np.flatnonzero(structure.own_slopes)
    return [_row(point, first[item] + np.arange(2), np.array([1.0, sd[item]])) for item in own]


def _specific_rows(point: BifactorPoint, first: Ints) -> list[Floats]:
    structure = point.structure
    if structure.slopes is SpecificSlopes.FREE:
        return [_row(point, first[item] + 1) for item in np.flatnonzero(structure.free_specific)]
    by, free = point.specific_by_sd, np.flatnonzero(~structure.held_sd)
    return [_row(point, first[structure.members[at]] + 1, by[structure.members[at]]) for at in free]


def tie_curvature(point: BifactorPoint, gradient: Floats) -> Floats:
    """(P, P) second derivatives that a·sd, a product of two free parameters, adds."""
    size = point.vector.size
    total = np.zeros((size, size))
    structure = point.structure
    if structure.slopes is not SpecificSlopes.PROPORTIONAL:
        return total
    own = np.flatnonzero(structure.own_slopes)
    place = np.full(structure.held.size, -1)
    place[own] = np.arange(own.size)
    for column, number in enumerate(np.flatnonzero(~structure.held_sd).tolist()):
        here = structure.members[number]
        here = here[structure.own_slopes[here]]
        total[place[here], own.size + column] = total[own.size + column, place[here]] = gradient[here]
    return total
