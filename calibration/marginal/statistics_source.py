"""The protocol by which a fit gets its sums over persons, whether the responses are local or on other machines."""

from typing import Protocol

from calibration.marginal.e_step import EStepTables, ExpectedStatistics
from calibration.marginal.missing_information import MissingInformation
from calibration.marginal.observed_information import CompleteDataScores


class StatisticsSource(Protocol):
    """The two statistics of the responses that a marginal fit needs, both of them sums over persons.

    `LocalStatistics` computes them in this process. `calibration.distributed.partitioned_source.PartitionedSource`
    computes them for each partition where it lies and adds the results.
    """

    def expected_statistics(self, at: EStepTables) -> ExpectedStatistics:
        """The expected statistics of all responses."""

    def missing_information(self, at: EStepTables, scores: CompleteDataScores, *, squares: bool) -> MissingInformation:
        """The missing information of all responses; ``squares`` adds the outer products that the sandwich needs."""
