"""A run of retention: every table, every programme and every further task is an item that fails by itself.

A run acts on today and on nothing else. It is safe to repeat, and to kill at any point.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from delivery_api.access.refusals import Declined
from delivery_api.audit import audit_log
from delivery_api.audit.segment_expiry import expire_segments
from delivery_api.audit.segment_sealing import seal_segments
from delivery_api.identity.last_seen.account_lapse import LAPSE_CONFIRMED
from delivery_api.identity.name_keys.cohort_keys import keep_name_keys
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.key_destruction import shred_on_this_host
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.holds.held_rows import first_held, held_on
from delivery_api.privacy.retention.certificates import CertificateState
from delivery_api.privacy.retention.destruction_dates import Moment
from delivery_api.privacy.retention.due_programmes import DueDestruction, scheduled_destructions
from delivery_api.privacy.retention.open_items import OpenItem
from delivery_api.privacy.retention.programme_destruction import Destruction, ProgrammeDestruction
from delivery_api.privacy.retention.row_purge import RowPurge, again_while_busy, empty_write_ahead_log
from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.sittings.storage.altered_rows.store import altered_programmes
from delivery_api.storage.job_lock import job_lock

AUDIT = "audit"
"""The table whose rows go by sealed segments, so that its chain holds."""

FORESEEN = (Declined, KeyGone, DBAPIError, PoolTimeout, OSError)
"""What can go wrong with an item that is no fault of the program."""

log = logging.getLogger("mesur")


class ItemKind(StrEnum):
    """What an item of a run is about."""

    TASK = "task"
    PROGRAMME = "programme"
    TABLE = "table"
    LOG = "log"


@dataclass(frozen=True)
class RetentionTask:
    """Something else that a run does on its day, which another room knows how to do.

    Parameters
    ----------
    name : in the list of items
    run : of (engine, now, ledger), does it; returns how many things it changed
    count : of (connection, day), how many things it would change
    """

    name: str
    run: Callable[[Engine, datetime, Ledger], int]
    count: Callable[[Connection, date], int]


@dataclass(frozen=True)
class ItemOutcome:
    """What became of an item.

    Parameters
    ----------
    count : rows deleted or blanked, or things done
    certificate : what the certificate of a programme says; empty for other items
    open_items : what the destruction of a programme still waits for
    failure : why it failed; None if it did not
    """

    kind: ItemKind
    name: str
    count: int = 0
    certificate: Mapping[str, Any] | None = None
    open_items: Sequence[OpenItem] = ()
    failure: Exception | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is left for the next run."""
        state = self.certificate["state"] if self.certificate else CertificateState.COMPLETE
        return self.failure is None and state == CertificateState.COMPLETE


@dataclass(frozen=True)
class RetentionRunner:
    """Runs retention.

    Parameters
    ----------
    tables : all tables, with their declarations
    certificates : folder of the certificates of destruction
    live_years : years for which a school year's responses are kept
    catch_up : does again what a restored database has forgotten of the ledger
    tasks : what else a run does, first
    wait : waits for some seconds
    """

    engine: Engine
    tables: MetaData
    ring: KeyRing
    ledger: Ledger
    certificates: Path
    live_years: int
    catch_up: Callable[[datetime], object]
    tasks: Sequence[RetentionTask] = ()
    wait: Callable[[float], None] = sleep

    def run(
        self,
        now: datetime,
        *,
        by: str = "",
        clock_confirmed_by: str = "",
        keys_lost: Decision | None = None,
        many_lapse: Decision | None = None,
    ) -> tuple[ItemOutcome, ...]:
        """Destroy everything that is due today.

        Parameters
        ----------
        by : who started it; empty for the machine's scheduler
        clock_confirmed_by : who looked at a clock that is far from the last run, and found it right
        keys_lost : who knows that missing key files are lost, and how; None if nobody does
        many_lapse : who lets many accounts lapse today, and why; None if nobody does

        Raises
        ------
        JobAlreadyRunning
        ClockDoubted, LedgerRefused : nothing was done
        """
        with job_lock(self.engine, self.certificates):
            self.catch_up(now)
            self._require_known_clock(now, clock_confirmed_by)
            moment = Moment(now, self.live_years)
            if keys_lost is not None:
                self._record("gave up lost keys", keys_lost, now)
            if many_lapse is not None:
                self._record(LAPSE_CONFIRMED, many_lapse, now)
            outcomes = tuple(self._items(moment, keys_lost=keys_lost is not None))
            with self.engine.begin() as connection:
                failed = [each.name for each in outcomes if not each.is_done]
                self.ledger.append(
                    connection, now, EntryKind.RETENTION_RUN, by=by, clock=now.isoformat(), not_done=failed
                )
        return outcomes

    def renew_certificates(self, now: datetime) -> tuple[ItemOutcome, ...]:
        """Certify anew what is destroyed and waited for something: an extract, a host, a backup of the keys.

        Raises
        ------
        JobAlreadyRunning : a run is at work, which does it too
        """
        moment = Moment(now, self.live_years)
        with job_lock(self.engine, self.certificates):
            waiting = [each for each in self.due(moment.today) if each.programme.destroyed_on is not None]
            return tuple(self._destroy(each, moment, keys_lost=False) for each in waiting)

    def schedule(self) -> tuple[DueDestruction, ...]:
        """Return all programmes with a known day of destruction that are not destroyed in full, earliest first."""
        with self.engine.begin() as connection:
            return scheduled_destructions(connection, self.ring, self.live_years)

    def due(self, on: date) -> tuple[DueDestruction, ...]:
        """Return the programmes due for destruction on a day, but for those that a hold keeps."""
        with self.engine.begin() as connection:
            held = held_on(connection, self.tables, on).programmes
        return tuple(due for due in self.schedule() if due.due_on <= on and due.programme.id not in held)

    def _altered(self) -> tuple[str, ...]:
        with self.engine.begin() as connection:
            return altered_programmes(connection)

    def _require_known_clock(self, now: datetime, confirmed_by: str) -> None:
        if confirmed_by:
            with self.engine.begin() as connection:
                self.ledger.confirm_clock(connection, now, confirmed_by)
        self.ledger.require_known_clock(now)

    def _record(self, act: str, decision: Decision, now: datetime) -> None:
        with self.engine.begin() as connection:
            noted = record_decision(connection, self.ledger, now, act, "retention run", decision)
            audit_log.record(connection, now, act, thing=noted)

    def _items(self, moment: Moment, *, keys_lost: bool) -> Iterator[ItemOutcome]:
        for name, task in self._tasks(moment.now):
            yield _outcome(ItemKind.TASK, name, task)
        for due in self.due(moment.today):
            yield self._destroy(due, moment, keys_lost=keys_lost)
        for programme in self._altered():  # its day is not known; what is due of the others goes
            yield ItemOutcome(ItemKind.PROGRAMME, programme, failure=RowForged(table="programmes", row=programme))
        purge = RowPurge(self.engine, self.tables, self.wait)
        for table in self.tables.sorted_tables:
            if table.name != AUDIT:
                yield _outcome(ItemKind.TABLE, table.name, partial(purge.purge, table, moment))
        yield _outcome(ItemKind.TABLE, AUDIT, partial(self._expire_audit, moment))
        for name, task in self._last_tasks(moment):
            yield _outcome(ItemKind.TASK, name, task)
        if self.engine.dialect.name == "sqlite":
            yield _outcome(ItemKind.LOG, "write-ahead log", self._empty_log)

    def _tasks(self, now: datetime) -> Iterator[tuple[str, Callable[[], int]]]:
        yield "destroyed keys", partial(self._shred, now)
        yield (
            "audit seals",
            lambda: len(again_while_busy(lambda: seal_segments(self.engine, self.ring, now), self.wait)),
        )
        for task in self.tasks:
            yield task.name, partial(task.run, self.engine, now, self.ledger)

    def _last_tasks(self, moment: Moment) -> Iterator[tuple[str, Callable[[], int]]]:
        yield "keys of names", partial(self._keep_name_keys, moment)
        yield "certificate files", self._destruction().write_certificates

    def _destroy(self, due: DueDestruction, moment: Moment, *, keys_lost: bool) -> ItemOutcome:
        destruction = self._destruction()
        done: list[Destruction] = []

        def destroy() -> int:
            done.append(destruction.destroy(due, moment.now, moment.today, keys_lost=keys_lost))
            return 1

        outcome = _outcome(ItemKind.PROGRAMME, due.programme.id, destroy)
        return replace(outcome, certificate=done[0].certificate, open_items=done[0].open_items) if done else outcome

    def _destruction(self) -> ProgrammeDestruction:
        purge = RowPurge(self.engine, self.tables, self.wait)
        return ProgrammeDestruction(self.engine, self.tables, self.ring, self.ledger, self.certificates, purge)

    def _shred(self, now: datetime) -> int:
        """Shred what the database, the key folder or the ledger call destroyed, and confirm it for this host."""
        with self.engine.begin() as connection:
            return len(shred_on_this_host(connection, self.ledger, now))

    def _keep_name_keys(self, moment: Moment) -> int:
        with self.engine.begin() as connection:
            held = frozenset(held_on(connection, self.tables, moment.today).people)
        return len(keep_name_keys(self.engine, self.ledger, moment.today, moment.now, held).destroyed)

    def _expire_audit(self, moment: Moment) -> int:
        """Let the segments of the audit go whose time is over, up to the first row that a hold keeps."""
        with self.engine.begin() as connection:
            held = first_held(connection, self.tables, self.tables.tables[AUDIT], "at", moment.today)
        before = min(held or moment.audit_ends, moment.audit_ends)
        return expire_segments(self.engine, self.ledger, before, moment.now)

    def _empty_log(self) -> int:
        empty_write_ahead_log(self.engine, self.wait)
        return 0


def _outcome(kind: ItemKind, name: str, act: Callable[[], int]) -> ItemOutcome:
    """Do an item; whatever goes wrong with it, the others are done all the same."""
    try:
        return ItemOutcome(kind, name, act())
    except Exception as error:
        if not isinstance(error, FORESEEN):
            log.exception("retention: %s failed", name)
        return ItemOutcome(kind, name, failure=error)
