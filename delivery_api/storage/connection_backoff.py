"""Reconnection back-off and logging while the database is unreachable.

The first request that fails is logged in full, each further one in one line. When a connection succeeds again, the
number of failed requests is logged.
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
"""Seconds after a failed connection in which a worker does not try another.

Without it every request would be one more for a database that is recovering, or would wait for a machine that is gone
and keep other requests from their turn.
"""


class ConnectionBackoff:
    """Limits how often one worker tries to connect to an unreachable database, and counts the requests that failed.

    Parameters
    ----------
    engines : the engines whose connections are watched
    elapsed : a monotonic clock in seconds

    Attributes
    ----------
    failed_requests : requests that failed since the database became unreachable; 0 while it is reachable
    """

    def __init__(self, *engines: Engine, elapsed: Callable[[], float] = monotonic) -> None:
        self.failed_requests = 0
        self._elapsed, self._last_failure = elapsed, -inf
        self._lock = Lock()
        for engine in engines:
            event.listen(engine, "do_connect", self._connect)
            event.listen(engine, "connect", lambda *_: self._connected())  # no connection outlives the server

    def count_failed_request(self) -> bool:
        """Count a request that failed. Return whether it is the first since the database became unreachable."""
        with self._lock:
            self.failed_requests += 1
            return self.failed_requests == 1

    def _connect(self, dialect: Dialect, _: object, given: list[Any], named: dict[str, Any]) -> Any:  # noqa: ANN401 - the driver's own
        driver = dialect.loaded_dbapi
        if self._elapsed() - self._last_failure < RECONNECT_PAUSE:
            msg = "a connection failed a moment ago"
            raise driver.OperationalError(msg)
        try:
            return dialect.connect(*given, **named)
        except driver.Error:
            self._last_failure = self._elapsed()
            raise

    def _connected(self) -> None:
        with self._lock:
            failed, self.failed_requests = self.failed_requests, 0
        if failed:
            log.info("the database is reachable again: %d requests failed meanwhile", failed)
