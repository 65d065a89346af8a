"""Abilities and plausible values of persons as CSV."""

import csv
from io import StringIO

import numpy as np

from calibration import Labels, ResponseMatrix
from calibration.array_types import Floats
from calibration.persons.posterior_abilities import (
    Abilities,
    FittedModel,
    posterior_blocks,
    posterior_moments,
    tabulate_fit,
)
from engine.numerics.counter_based_draws import Purpose, draw_uniform, simulee_seeds

VALUES = 5
"""Plausible values for each person, where a seed is given."""


def abilities_csv(data: ResponseMatrix, fit: FittedModel, group: Labels | None, seed: int | None) -> str:
    """One row for each person with a response: first row or line in the file, responses, EAP, SE, plausible values.

    Parameters
    ----------
    group : (persons,) the population that each person belongs to, where the fit has several
    seed : of the plausible values, which are draws from each person's posterior; None for no plausible values
    """
    found = posterior_moments(data, tabulate_fit(data, fit, group))
    return estimates_csv(data, found, None if seed is None else plausible_values(data, fit, group, seed))


def estimates_csv(data: ResponseMatrix, found: Abilities, plausible: Floats | None = None) -> str:
    """The same rows from known abilities.

    Parameters
    ----------
    found : of each person
    plausible : (persons, V) plausible values, None for none
    """
    values = np.zeros((data.persons, 0)) if plausible is None else plausible
    first = np.concatenate(([0], np.cumsum(found.responses)[:-1]))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([data.row_unit.value, "responses", "theta", "se", *(f"pv{n + 1}" for n in range(values.shape[1]))])
    for person in np.flatnonzero(found.responses).tolist():
        numbers = (found.theta[person], found.se[person], *values[person])
        writer.writerow([data.row_number(first[person]), found.responses[person], *(f"{each:.6f}" for each in numbers)])
    return out.getvalue()


def plausible_values(data: ResponseMatrix, fit: FittedModel, group: Labels | None, seed: int) -> Floats:
    """(persons, 5) draws from each person's posterior, independent of other persons; NaN without a response.

    The posterior is linear between the nodes of a grid whose step is below the smallest posterior standard deviation.
    """
    tabulated = tabulate_fit(data, fit, group)
    seeds = simulee_seeds(seed, data.persons)
    uniform = draw_uniform(seeds[:, None], 0, Purpose.PLAUSIBLE_VALUE, np.arange(VALUES))
    values = np.full((data.persons, VALUES), np.nan)
    edges = (
        np.append(tabulated.nodes, 2 * tabulated.nodes[-1] - tabulated.nodes[-2])
        - (tabulated.nodes[1] - tabulated.nodes[0]) / 2
    )
    for block in posterior_blocks(data, tabulated):
        cumulated = np.concatenate((np.zeros((block.persons.size, 1)), block.posterior.cumsum(axis=1)), axis=1)
        for row, person in enumerate(block.persons.tolist()):
            values[person] = np.interp(uniform[person] * cumulated[row, -1], cumulated[row], edges)
    return values
