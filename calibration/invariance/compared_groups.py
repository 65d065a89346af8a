"""Two groups' responses, cut out of all responses to be compared."""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Bools
from calibration.persons.posterior_abilities import FittedModel
from calibration.responses.label_codes import Codes, Column, Labels
from calibration.responses.response_matrix import ResponseMatrix


@dataclass(frozen=True, slots=True, eq=False)
class TwoGroups:
    """The responses of two groups.

    Parameters
    ----------
    data : the responses of these groups only
    names : reference and focal
    focal : (R,) whether a response is one of the focal group
    fit, population : the calibration, or None, and the population that each person belongs to
    """

    data: ResponseMatrix
    names: tuple[str, str]
    focal: Bools
    fit: FittedModel | None
    population: Column | Labels | None


def two_groups(
    data: ResponseMatrix,
    group_code: Codes,
    pair: tuple[int, int],
    names: tuple[str, str],
    fit: FittedModel | None,
    population: Column | Labels | None,
) -> TwoGroups:
    """Keep the responses of a pair of groups: reference, focal."""
    kept = (group_code == pair[0]) | (group_code == pair[1])
    some = data.select_responses(np.flatnonzero(kept))
    return TwoGroups(some, names, group_code[kept] == pair[1], fit, population)
