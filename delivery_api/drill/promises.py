"""The promises that the drill tries, and what it found of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Promise(StrEnum):
    """What the notice and the documentation promise."""

    TRIALS = "trials"
    LEAVERS = "leavers"
    YEARS = "years"
    ROWS = "rows"
    NOT_EARLY = "not early"
    ERASED = "erased"
    UNREADABLE = "unreadable"
    SEALED = "sealed"
    RESTORED = "restored"
    CLOCK = "clock"
    MISSING_KEY = "missing key"
    KILLED = "killed"
    EXTRACTS = "extracts"
    BACKUPS = "backups"
    LOG = "log"


@dataclass(frozen=True)
class Finding:
    """One thing that was tried.

    Parameters
    ----------
    detail : where and when
    """

    promise: Promise
    is_kept: bool
    detail: str


@dataclass
class Findings:
    """All that was tried, in order."""

    found: list[Finding] = field(default_factory=list)

    def note(self, promise: Promise, is_kept: bool, detail: str) -> None:
        """Note whether a promise was kept."""
        self.found.append(Finding(promise, is_kept, detail))

    def broken(self) -> tuple[Finding, ...]:
        """What was not kept."""
        return tuple(each for each in self.found if not each.is_kept)

    def tried(self, promise: Promise) -> int:
        """How often a promise was tried."""
        return sum(each.promise is promise for each in self.found)
