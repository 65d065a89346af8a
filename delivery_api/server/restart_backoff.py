"""When a worker is started after one that ended before it served: later each time, so that an outage is few lines."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
"""Seconds between two starts after the first failure, and at most; each failure doubles them."""


@dataclass(frozen=True)
class RestartBackoff:
    """How many workers in a row have ended before they served, and until when no other is started.

    Attributes
    ----------
    failures : in a row
    until : by the monotonic clock
    """

    failures: int = 0
    until: float = 0.0

    def after_failure(self, now: float) -> RestartBackoff:
        """The state once another worker has ended before it served."""
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(self.failures, 16))
        return RestartBackoff(self.failures + 1, now + delay)
