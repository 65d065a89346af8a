"""Responses that are all in one place, counted, and laid out when a fit asks for it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.array_types import Floats
from calibration.marginal.parameter_structure import Structure
from calibration.marginal.response_blocks import part
from calibration.marginal.statistics_source import Local
from calibration.responses.response_matrix import ResponseMatrix
from calibration.screening.response_counts import (
    Census,
    census,
    group_labels,
    group_places,
    person_weights,
    require_scores,
)


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Responses in memory, with their persons' groups and weights.

    Parameters
    ----------
    data : the responses
    labels : (persons,) names of groups, None where all are one
    weight : (persons,) above 0, None where all are 1
    census : their counts
    """

    data: ResponseMatrix
    labels: NDArray[np.str_] | None
    weight: Floats | None
    census: Census

    @classmethod
    def of(cls, data: ResponseMatrix, groups: ArrayLike | None, weights: ArrayLike | None) -> "Gathered":
        """Responses with groups and weights.

        Raises
        ------
        CalibrationError
            ``option`` where there is not one for each person, ``varies`` where a person's responses differ in weight
        """
        labels, weight = group_labels(data, groups), person_weights(data, weights)
        return cls(data, labels, weight, census(data, labels))

    def source(self, of: Structure, *, collapse: bool) -> Local:
        """The responses laid out for E-steps.

        Raises
        ------
        CalibrationError
            ``score``, naming row and item
        """
        require_scores(self.data, of.categories)
        known = self.census
        laid_out = part(
            self.data,
            of,
            group=group_places(self.labels, known.groups),
            groups=len(known.groups),
            weight=self.weight,
            collapse=collapse,
        )
        return Local(laid_out)
