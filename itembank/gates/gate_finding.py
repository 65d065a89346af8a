from dataclasses import dataclass
from enum import StrEnum

from itembank.language import Text


class Gate(StrEnum):
    """One of the things that must hold; each is shown with what was found."""

    APPROVED = "approved"
    STATUSES = "statuses"
    LANGUAGES = "languages"
    KEYS = "keys"
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
    year : the year group that it is about, None for all
    message : in words, with the figure and the limit it is held against
    binding : False for what is remarked on and stops no publication
    """

    gate: Gate
    year: int | None
    holds: bool
    message: Text
    binding: bool = True

    @property
    def blocks_publication(self) -> bool:
        """Whether nothing may be published for it."""
        return self.binding and not self.holds
