"""What the log says while the database is away: the first request that failed whole, each further one in a line.

When there is a connection again, it says how many there were.
"""

from __future__ import annotations

import logging
from threading import Lock

from sqlalchemy import Engine, event

log = logging.getLogger("mesur")


class Outage:
    """The requests that one worker could not serve because its database was away.

    Attributes
    ----------
    failed : how many since it went away; 0 while it is there
    """

    def __init__(self, engine: Engine) -> None:
        self.failed = 0
        self._lock = Lock()
        event.listen(engine, "connect", lambda *_: self._there())  # no connection outlives the server

    def went_away(self) -> bool:
        """Count one more request; whether it is the first that found the database away."""
        with self._lock:
            self.failed += 1
            return self.failed == 1

    def _there(self) -> None:
        """A new connection was opened."""
        with self._lock:
            failed, self.failed = self.failed, 0
        if failed:
            log.info("the database is there again: %d requests were asked to come back", failed)
