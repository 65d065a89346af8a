"""Carries out the retention limits of the privacy notice: which data are due, and their destruction.

Trial responses are destroyed 18 calendar months after the trial's completion (Europe/London, month ends clamped).
A school year's responses are destroyed the configured number of years after 31 August.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.audit.segment_sealing import expire_segments, seal_segments
from delivery_api.class_pins import store as pins
from delivery_api.dates.school_calendar import LONDON, london_date, months_after, months_before, school_year_end
from delivery_api.identity import store as identity
from delivery_api.identity.name_keys.cohort_keys import keep_name_keys
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.key_destruction import destroy_keys_of
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.permissions import store as permissions
from delivery_api.privacy import store
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.partitions import destroy_rows
from delivery_api.sittings.storage.programmes import key_purpose
from delivery_api.sittings.values import Programme
from delivery_api.storage.database import truncate_write_ahead_log
from delivery_api.storage.job_lock import job_lock
from delivery_api.storage.secret_files import shred
from delivery_api.trials import store as trials
from itembank.atomic_write import atomic_write, partial_path

TRIAL_MONTHS = 18
LEAVER_MONTHS = 12
PRACTICE_KEPT = timedelta(days=7)
ERASURE_MONTHS = 9 * 12  # no learner from Year 2 on is on a roster for longer


@dataclass(frozen=True)
class DueDestruction:
    """A programme and the day on which its responses are due for destruction."""

    programme: Programme
    due_on: date


class MissingKeyFiles(Declined):
    """A programme's key file is not where the settings say, so its destruction could not be proved."""


@dataclass(frozen=True)
class RetentionRunner:
    """Runs the retention schedule.

    Attributes
    ----------
    certificates : folder of the destruction certificates
    live_years : years for which a school year's responses are kept
    """

    engine: Engine
    ring: KeyRing
    certificates: Path
    live_years: int

    @property
    def ledger(self) -> Ledger:
        """The ledger, which stands with the certificates."""
        return Ledger(self.certificates / "ledger", self.ring)

    def schedule(self) -> tuple[DueDestruction, ...]:
        """All programmes with a known destruction date that are not destroyed, earliest first."""
        with self.engine.begin() as connection:
            programmes = [p for p in sittings.all_programmes(connection) if p.destroyed_on is None]
        days = [(p, destruction_date(p, self.live_years)) for p in programmes]
        return tuple(sorted((DueDestruction(p, day) for p, day in days if day is not None), key=lambda due: due.due_on))

    def due(self, on: date) -> tuple[DueDestruction, ...]:
        """The programmes due for destruction on a day."""
        return tuple(due for due in self.schedule() if due.due_on <= on)

    def run(self, on: date, now: datetime, *, keys_lost: bool = False) -> Sequence[dict[str, Any]]:
        """Destroy everything due on a day. Safe to repeat, also after an interruption.

        Parameters
        ----------
        on : the day up to which data are due
        now : the instant of destruction, which the certificates state
        keys_lost : whether missing key files are known to be lost

        Returns
        -------
        the certificates

        Raises
        ------
        MissingKeyFiles, JobAlreadyRunning, WriteAheadLogInUse
        """
        with job_lock(self.engine, self.certificates):
            with self.engine.begin() as connection:
                self.ring.destroy_again(connection)  # keys that a restored database still lists
            seal_segments(self.engine, self.ring, now)
            certificates = [self._destroy(due, now, keys_lost=keys_lost) for due in self.due(on)]
            with self.engine.begin() as connection:
                identity.end_expired_sessions(connection, now)
                sittings.delete_practice(connection, on - PRACTICE_KEPT)
                left_by = months_before(on, LEAVER_MONTHS)
                permissions.delete_ended_grants(connection, left_by)
                persons = store.people_who_left(connection, left_by)
                permissions.delete_grants_of(connection, persons)
                pins.delete_late_arrivals(connection, persons)
                pins.delete_pins(connection, datetime.combine(left_by + timedelta(days=1), time(), LONDON))
                store.delete_people_who_left(connection, left_by)
                store.delete_erasures(connection, months_before(on, ERASURE_MONTHS))
            keep_name_keys(self.engine, self.ledger, on, now)
        return certificates

    def _destroy(self, due: DueDestruction, now: datetime, *, keys_lost: bool) -> dict[str, Any]:
        """Destroy extracts, key and rows, then certify; an interruption leaves the programme due."""
        programme, today = due.programme, london_date(now)
        content = self._begin(due, today, keys_lost=keys_lost)
        content = self._shred_extracts(programme, content, today)
        with self.engine.begin() as connection:
            destroyed = destroy_keys_of(connection, self.ledger, key_purpose(programme.id), now)
            content = content | {"keys_destroyed": content["keys_destroyed"] + destroyed}
            store.save_certificate(connection, programme.id, today, content)
        destroy_rows(self.engine, programme.id)
        # Again, for an extract that was being written while the key still existed.
        content = self._shred_extracts(programme, content, today)
        certificate = content | {"destroyed_on": today.isoformat(), "state": "destroyed"}
        _write(self.certificates / f"{programme.id}.json", certificate)
        if programme.kind == "year":
            expire_segments(self.engine, _end_of(programme), now)
        with self.engine.begin() as connection:
            self._forget(connection, programme, today)
            audit_log.record(connection, now, "destroyed responses", thing=programme.id)
            store.save_certificate(connection, programme.id, today, certificate)
        if self.engine.dialect.name == "sqlite":
            truncate_write_ahead_log(self.engine)
        return certificate

    def _begin(self, due: DueDestruction, on: date, *, keys_lost: bool) -> dict[str, Any]:
        programme = due.programme
        with self.engine.begin() as connection:
            if (begun := store.certificate(connection, programme.id)) is not None:
                return begun
            missing = self.ring.missing(connection, key_purpose(programme.id))
            if missing and not keys_lost:
                facts = {"programme": programme.id, "keys": ", ".join(missing), "directory": self.ring.directory}
                raise MissingKeyFiles(Reason.KEYS_MISSING, **facts)
            content = self._counted(connection, due) | {"keys_missing": len(missing)}
            store.begin_certificate(connection, programme.id, on, content)
        return content

    def _counted(self, connection: Connection, due: DueDestruction) -> dict[str, Any]:
        programme = due.programme
        completed = programme.completed_on
        return {
            "programme": programme.id,
            "kind": programme.kind,
            "completed_on": completed.isoformat() if completed else None,
            "due_on": due.due_on.isoformat(),
            "database": self.engine.dialect.name,
            "sittings": sittings.count_sittings(connection, programme.id),
            "events": logbook.count_events(connection, programme.id),
            "participants": trials.count_attendance(connection, programme.id),
            "extracts_destroyed": 0,
            "extracts_not_found": 0,
            "keys_destroyed": 0,
            "state": "begun",
        }

    def _shred_extracts(self, programme: Programme, content: dict[str, Any], on: date) -> dict[str, Any]:
        """Shred each extract and record it at once; those not found at their path are counted separately."""
        with self.engine.begin() as connection:
            paths = trials.extract_paths(connection, programme.id)
        for path in paths:
            shred(partial_path(path))
            found = "extracts_destroyed" if shred(path) else "extracts_not_found"
            content = content | {found: content[found] + 1}
            with self.engine.begin() as connection:
                trials.mark_extract_destroyed(connection, programme.id, path, on)
                store.save_certificate(connection, programme.id, on, content)
        return content

    def _forget(self, connection: Connection, programme: Programme, on: date) -> None:
        trials.delete_invitations(connection, programme.id)
        if programme.kind == "year":
            permissions.delete_break_glass_accesses(connection, _end_of(programme))
            sittings.delete_live_data(connection, programme.id)
        sittings.mark_destroyed(connection, programme.id, on)


def destruction_date(programme: Programme, live_years: int) -> date | None:
    """The day on which a programme's responses are destroyed; None while a trial is not completed."""
    if programme.kind == "year":
        return months_after(school_year_end(programme.id), 12 * live_years)
    return months_after(programme.completed_on, TRIAL_MONTHS) if programme.completed_on else None


def _end_of(year: Programme) -> datetime:
    """The midnight at which a school year ends."""
    return datetime.combine(school_year_end(year.id) + timedelta(days=1), time(), LONDON)


def _write(path: Path, certificate: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as file:
        json.dump(certificate, file, indent=2, sort_keys=True)
