"""The publishing gates, and what one found."""

from dataclasses import dataclass
from enum import StrEnum

from itembank.language import Text


class Gate(StrEnum):
    """A condition for publishing."""

    APPROVED = "approved"
    STATUSES = "statuses"
    LANGUAGES = "languages"
    KEYS = "keys"
    MISCONCEPTIONS = "misconceptions"
    CHANCE = "chance"
    PRACTICE = "practice"
    FEASIBLE = "feasible"
    SCREEN_READER = "screen reader"
    NO_DRAWINGS = "no drawings"
    ENEMIES = "enemies"
    CONTENT = "content"
    PRECISION = "precision"
    EXPOSURE = "exposure"


@dataclass(frozen=True)
class GateFinding:
    """What a gate found.

    Parameters
    ----------
    year : year group; None for all
    holds : whether the condition holds
    message : what was found, with figure and limit
    binding : False for a remark that does not block publication
    """

    gate: Gate
    year: int | None
    holds: bool
    message: Text
    binding: bool = True

    @property
    def blocks_publication(self) -> bool:
        """Whether the finding blocks publication."""
        return self.binding and not self.holds
