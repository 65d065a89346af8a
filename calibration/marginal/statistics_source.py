"""Where the responses are: all that a fit ever asks of them, here or on other machines."""

from dataclasses import dataclass
from typing import Protocol

from calibration.marginal.e_step import Expected, Tables, expect
from calibration.marginal.missing_information import Missing, missing
from calibration.marginal.observed_information import Scores
from calibration.marginal.response_blocks import Part


class Source(Protocol):
    """Responses that answer two questions, both by sums over persons.

    A fit asks nothing else. `Local` answers for a part on this machine. A source that is spread over machines lays each
    partition out as a `Part` (`blocks.part`, with the same structure and group names everywhere), asks `em.expect` and
    `missing.missing` of each where it lies, and adds what comes back; all that travels is frozen and may be pickled.
    """

    def expected(self, at: Tables) -> Expected:
        """What the E-step finds at the tables."""

    def missing(self, at: Tables, scores: Scores, *, squares: bool) -> Missing:
        """What standard errors need of the persons; their squared scores where ``squares`` asks for the sandwich."""


@dataclass(frozen=True, slots=True, eq=False)
class Local:
    """A part on this machine."""

    part: Part

    def expected(self, at: Tables) -> Expected:
        return expect(self.part, at)

    def missing(self, at: Tables, scores: Scores, *, squares: bool) -> Missing:
        return missing(self.part, at, scores, squares=squares)
