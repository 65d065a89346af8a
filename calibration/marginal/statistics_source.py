"""Where the responses are: all that a fit ever asks of them, here or on other machines."""

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
        """What the E-step finds at the tables."""

    def missing_information(self, at: EStepTables, scores: CompleteDataScores, *, squares: bool) -> MissingInformation:
        """What standard errors need of the persons; their squared scores where ``squares`` asks for the sandwich."""
