"""Where the responses are: all that a fit ever asks of them, here or on other machines."""

from dataclasses import dataclass
from typing import Protocol

from calibration.marginal.e_step import EStepTables, ExpectedStatistics, expected_statistics
from calibration.marginal.missing_information import MissingInformation, missing_information
from calibration.marginal.observed_information import CompleteDataScores
from calibration.marginal.response_blocks import ResponseBlocks


class StatisticsSource(Protocol):
    """The two statistics of the responses that a marginal fit needs, both of them sums over persons.

    `LocalStatistics` computes them in this process. `calibration.distributed.partitioned_source.PartitionedSource`
    computes them for each partition where it lies and adds the results.
    """

    def expected_statistics(self, at: EStepTables) -> ExpectedStatistics:
        """What the E-step finds at the tables."""

    def missing_information(self, at: EStepTables, scores: CompleteDataScores, *, squares: bool) -> MissingInformation:
        """What standard errors need of the persons; their squared scores where ``squares`` asks for the sandwich."""


@dataclass(frozen=True, slots=True, eq=False)
class LocalStatistics:
    """A part on this machine."""

    part: ResponseBlocks

    def expected_statistics(self, at: EStepTables) -> ExpectedStatistics:
        return expected_statistics(self.part, at)

    def missing_information(self, at: EStepTables, scores: CompleteDataScores, *, squares: bool) -> MissingInformation:
        return missing_information(self.part, at, scores, squares=squares)
