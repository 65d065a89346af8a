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
    free = np.flatnonzero(~point.structure.held)
    if point.structure.slopes is SpecificSlopes.RASCH:
        return [_row(point, first[free])]
    sd = np.zeros(point.general.size)
    if point.structure.slopes is SpecificSlopes.PROPORTIONAL:
        for number, items in enumerate(point.structure.members[:-1]):
            sd[items] = point.sd[number]
    return [_row(point, first[item] + np.arange(2), np.array([1.0, sd[item]])) for item in free]


def _specific_rows(point: BifactorPoint, first: Ints) -> list[Floats]:
    structure = point.structure
    if structure.slopes is SpecificSlopes.FREE:
        return [_row(point, first[item] + 1) for item in np.flatnonzero(structure.free_specific)]
    rows = []
    for items in structure.members[:-1]:
        here = items[~structure.held[items]]
        rows.append(
            _row(
                point, first[here] + 1, point.general[here] if structure.slopes is SpecificSlopes.PROPORTIONAL else 1.0
            )
        )
    return rows


def tie_curvature(point: BifactorPoint, gradient: Floats) -> Floats:
    """(P, P) second derivatives that a·sd, a product of two free parameters, adds."""
    size = point.vector.size
    total = np.zeros((size, size))
    structure = point.structure
    if structure.slopes is not SpecificSlopes.PROPORTIONAL:
        return total
    free = np.flatnonzero(~structure.held)
    place = np.full(structure.held.size, -1)
    place[free] = np.arange(free.size)
    for number, items in enumerate(structure.members[:-1]):
        here = items[~structure.held[items]]
        total[place[here], free.size + number] = total[free.size + number, place[here]] = gradient[here]
    return total
