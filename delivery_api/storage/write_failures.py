"""Remembers that the database has just refused to write, so that readiness tells a full disk and a standby."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from delivery_api.storage.database_errors import DatabaseFailure

REMEMBERED_SECONDS = 30.0
"""Seconds for which a worker is not ready after the database refused a write; then a request tries again."""


@dataclass
class WriteFailures:
    """The last refusal of a write in one worker.

    Parameters
    ----------
    elapsed : a monotonic clock in seconds
    """

    elapsed: Callable[[], float] = monotonic
    _last: tuple[DatabaseFailure, float] | None = None

    def note(self, failure: DatabaseFailure) -> bool:
        """Note a refusal. Return whether it is the first of its kind for a while."""
        is_first = self.recent() is not failure
        self._last = (failure, self.elapsed())
        return is_first

    def recent(self) -> DatabaseFailure | None:
        """Return why the database refused a write a moment ago; None if it did not."""
        if self._last is None or self.elapsed() - self._last[1] > REMEMBERED_SECONDS:
            return None
        return self._last[0]
