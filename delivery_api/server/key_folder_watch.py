"""Keeps a worker in line with what was destroyed, on this host or another, and with the ledger."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Event, Thread

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from delivery_api.access.refusals import Declined
from delivery_api.alerts.false_key_alerts import put_keys_right
from delivery_api.dates.school_calendar import london_date
from delivery_api.http.load_shedding import PriorityLanes
from delivery_api.keys.encryption import KeyGone
from delivery_api.ledger.destroyed_keys import DestroyedKeys
from delivery_api.ledger.key_destruction import shred_on_this_host
from delivery_api.lifecycle.ledger_replay import replay_ledger
from delivery_api.lifecycle.service_setup import Service
from delivery_api.privacy.retention.due_programmes import withhold_overdue

log = logging.getLogger("mesur")

POLL_SECONDS = 5.0
"""Seconds between two looks; a destroyed key is promised to be gone from every host within 20."""


@dataclass(frozen=True)
class KeyFolderWatch:
    """Looks regularly for keys to shred, and for entries of the ledger that the database has forgotten.

    Parameters
    ----------
    lanes : closed while the database is behind the ledger
    clock : the present
    """

    service: Service
    lanes: PriorityLanes
    clock: Callable[[], datetime]

    @cached_property
    def _destroyed(self) -> DestroyedKeys:
        return DestroyedKeys(self.service.ledger)

    def start(self) -> None:
        """Look from now on, in a thread that ends with the process."""
        Thread(target=self._watch, daemon=True, name="key-folder-watch").start()

    def look(self) -> None:
        """Bring the database up to the ledger and shred what is destroyed; what fails is logged and tried again."""
        try:
            self._catch_up()
            with self.service.engine.begin() as connection:
                put_keys_right(connection, self.service.ledger, self.clock(), self._destroyed)
                shredded = shred_on_this_host(connection, self.service.ledger, self.clock(), self._destroyed)
                self._withhold(connection)
        except (DBAPIError, PoolTimeout):
            return  # whoever asks for /readyz is told that the database is away
        except (Declined, KeyGone, OSError) as error:
            log.error("destroyed keys could not be looked for", extra={"facts": {"error": str(error)}})
            return
        if shredded:
            log.info("destroyed keys are gone from this host", extra={"facts": {"keys": shredded}})

    def _catch_up(self) -> None:
        service = self.service
        with service.engine.begin() as connection:
            self.lanes.behind_ledger = service.ledger.is_ahead_of(connection)
        if self.lanes.behind_ledger:
            log.error("the database is behind the ledger; no request is served until it has caught up")
            replay_ledger(service.engine, service.ledger, self.clock())
            self.lanes.behind_ledger = False

    def _withhold(self, connection: Connection) -> None:
        years = self.service.settings.live_retention_years
        withhold_overdue(connection, self.service.ring, years, london_date(self.clock()))

    def _watch(self) -> None:
        while True:
            self.look()
            Event().wait(POLL_SECONDS)
