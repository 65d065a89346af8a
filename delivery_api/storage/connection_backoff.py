"""A database that is away: who asks it again and when, and what the log says.

The first request that failed is logged whole, each further one in a line, and when there is a connection again, how
many there were.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from math import inf
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import Dialect, Engine, event

log = logging.getLogger("mesur")

RECONNECT_PAUSE = 0.25
"""Seconds after a connection that failed for which a worker tries no other.

Else every learner's request would be one more for a database that recovers, or one more that waits for a machine that
is gone, in the place of others.
"""


class ConnectionBackoff:
    """What one worker knows of its database's being away.

    Attributes
    ----------
    failed : how many requests it could not serve since; 0 while the database is there
    """

    def __init__(self, *engines: Engine, elapsed: Callable[[], float] = monotonic) -> None:
        self.failed = 0
        self._elapsed, self._tried_in_vain = elapsed, -inf
        self._lock = Lock()
        for engine in engines:
            event.listen(engine, "do_connect", self._connect)
            event.listen(engine, "connect", lambda *_: self._there())  # no connection outlives the server

    def went_away(self) -> bool:
        """Count one more request; whether it is the first that found the database away."""
        with self._lock:
            self.failed += 1
            return self.failed == 1

    def _connect(self, dialect: Dialect, _: object, given: list[Any], named: dict[str, Any]) -> Any:  # noqa: ANN401 - the driver's own
        driver = dialect.loaded_dbapi
        if self._elapsed() - self._tried_in_vain < RECONNECT_PAUSE:
            msg = "there was no connection a moment ago"
            raise driver.OperationalError(msg)
        try:
            return dialect.connect(*given, **named)
        except driver.Error:
            self._tried_in_vain = self._elapsed()
            raise

    def _there(self) -> None:
        """A new connection was opened."""
        with self._lock:
            failed, self.failed = self.failed, 0
        if failed:
            log.info("the database is there again: %d requests were asked to come back", failed)
