"""Turns rows that were met and not believed into alerts, in a transaction of their own.

The request that met such a row is refused and its transaction taken back; and on SQLite nobody else can write while it
lasts. So what was met is remembered, and written a moment later.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from delivery_api.alerts import store
from delivery_api.dates.periodic_task import periodic_task
from delivery_api.row_authentication.row_mac import Row

INTERVAL = timedelta(seconds=5)
"""How often what was met is written."""

SILENT_FOR = timedelta(hours=1)
"""How long rows of a table about the same learner, school or class are not told again by a worker."""

MOST = 100
"""How many are remembered; whoever forges more is known by then."""

log = logging.getLogger("mesur")


@dataclass(frozen=True)
class ForgedRowMet:
    """A row that was not believed: its table, and whose head is told, by the ids that the row itself names."""

    table: str
    learner: UUID | None = None
    school: UUID | None = None
    class_id: UUID | None = None


@dataclass
class ForgedRowAlerts:
    """What was met and not written yet, and what was written of late."""

    clock: Callable[[], datetime]
    _waiting: set[ForgedRowMet] = field(default_factory=set)
    _told: dict[ForgedRowMet, datetime] = field(default_factory=dict)

    def note(self, table: str, row: Row) -> None:
        """Remember a row that was not believed."""
        found = {name: row.get(name) for name in ("learner", "person", "school", "class")}
        ids = {name: value for name, value in found.items() if isinstance(value, UUID)}
        met = ForgedRowMet(table, ids.get("learner") or ids.get("person"), ids.get("school"), ids.get("class"))
        told = self._told.get(met)
        if len(self._waiting) < MOST and (told is None or self.clock() - told >= SILENT_FOR):
            self._waiting.add(met)

    def write(self, engine: Engine) -> int:
        """Write an alert of each. Returns how many."""
        if not self._waiting:
            return 0
        met, now = sorted(self._waiting, key=str), self.clock()
        with engine.begin() as connection:
            for each in met:
                store.raise_forged_row(connection, now, each.table, each.learner, each.school, each.class_id)
        self._told = {one: at for one, at in self._told.items() if now - at < SILENT_FOR} | dict.fromkeys(met, now)
        self._waiting.difference_update(met)
        return len(met)

    def writing(self, engine: Engine) -> AbstractAsyncContextManager[None]:
        """Write them while the worker runs."""
        return periodic_task(lambda: self._try_to_write(engine), INTERVAL)

    def _try_to_write(self, engine: Engine) -> None:
        try:
            self.write(engine)
        except (DBAPIError, PoolTimeout):
            log.warning("alerts of forged rows could not be written: the next attempt follows")
