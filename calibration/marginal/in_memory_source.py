"""Responses in the memory of this process, counted and laid out for E-steps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.array_types import Floats
from calibration.marginal.e_step import EStepTables, ExpectedStatistics, expected_statistics
from calibration.marginal.missing_information import MissingInformation, missing_information
from calibration.marginal.observed_information import CompleteDataScores
from calibration.marginal.parameter_structure import ParameterStructure
from calibration.marginal.response_blocks import ResponseBlocks, build_blocks
from calibration.responses.response_matrix import ResponseMatrix
from calibration.screening.response_counts import (
    ResponseCounts,
    count_responses,
    group_indices,
    group_labels,
    person_weights,
    require_scores,
)


@dataclass(frozen=True, slots=True, eq=False)
class LocalStatistics:
    """Responses laid out in this process: a `calibration.marginal.statistics_source.StatisticsSource`."""

    part: ResponseBlocks

    def expected_statistics(self, at: EStepTables) -> ExpectedStatistics:
        return expected_statistics(self.part, at)

    def missing_information(self, at: EStepTables, scores: CompleteDataScores, *, squares: bool) -> MissingInformation:
        return missing_information(self.part, at, scores, squares=squares)


@dataclass(frozen=True, slots=True, eq=False)
class InMemoryResponses:
    """Responses in memory, with groups and weights of persons.

    Parameters
    ----------
    data : the responses
    labels : (persons,) names of groups, None for one group
    weight : (persons,) above 0, None for 1 throughout
    response_counts : counts by item and category
    regressors : (persons, k) of a latent regression, the first column 1 throughout; None without one
    """

    data: ResponseMatrix
    labels: NDArray[np.str_] | None
    weight: Floats | None
    response_counts: ResponseCounts
    regressors: Floats | None = None

    @classmethod
    def from_matrix(
        cls, data: ResponseMatrix, groups: ArrayLike | None, weights: ArrayLike | None
    ) -> "InMemoryResponses":
        """Count responses with groups and weights.

        Raises
        ------
        CalibrationError
            ``option`` where a length is not the number of persons, ``varies`` where the weights of a
            person's responses differ
        """
        labels, weight = group_labels(data, groups), person_weights(data, weights)
        return cls(data, labels, weight, count_responses(data, labels))

    def source(self, structure: ParameterStructure, *, collapse: bool) -> LocalStatistics:
        """Lay the responses out for E-steps.

        Raises
        ------
        CalibrationError
            ``score``, naming row and item
        """
        require_scores(self.data, structure.categories)
        response_counts = self.response_counts
        laid_out = build_blocks(
            self.data,
            structure,
            group=group_indices(self.labels, response_counts.groups),
            groups=len(response_counts.groups),
            weight=self.weight,
            regressors=self.regressors,
            collapse=collapse,
        )
        return LocalStatistics(laid_out)
