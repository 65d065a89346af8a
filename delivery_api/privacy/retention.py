"""The notice's promises about time, kept: what is due, and its destruction.

Trial responses go 18 calendar months after the trial's completion, on the day (Europe/London, month ends clamped).
A school year's responses go the configured number of years after 31 August.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from delivery_api.calendar import LONDON, london_date, months_after, school_year_end
from delivery_api.identity import store as identity
from delivery_api.keys import KeyRing, shred
from delivery_api.privacy import store
from delivery_api.sittings import store as sittings
from delivery_api.sittings.partitions import destroy_rows
from delivery_api.sittings.programmes import key_purpose
from delivery_api.sittings.values import Programme
from delivery_api.trials import store as trials

TRIAL_MONTHS = 18


@dataclass(frozen=True)
class Due:
    """A programme and the day its responses are to be destroyed."""

    programme: Programme
    due_on: date


@dataclass(frozen=True)
class Retention:
    """What the runs work with."""

    engine: Engine
    ring: KeyRing
    certificates: Path
    live_years: int

    def schedule(self) -> tuple[Due, ...]:
        """Every programme that is not destroyed and whose day is known, earliest first."""
        with self.engine.begin() as connection:
            held = [p for p in sittings.all_programmes(connection) if p.destroyed_on is None]
        days = [(p, due_on(p, self.live_years)) for p in held]
        return tuple(sorted((Due(p, day) for p, day in days if day is not None), key=lambda due: due.due_on))

    def due(self, on: date) -> tuple[Due, ...]:
        """What is to be destroyed on a day."""
        return tuple(due for due in self.schedule() if due.due_on <= on)

    def run(self, on: date, now: datetime) -> Sequence[dict[str, Any]]:
        """Destroy all that is due on a day; the certificates, which carry the day it was really done (`now`).

        Safe to repeat, also after an interruption.
        """
        certificates = [self._destroy(due, now) for due in self.due(on)]
        with self.engine.begin() as connection:
            identity.end_expired_sessions(connection, now)
            store.forget_leavers(connection, months_after(on, -12))
        return certificates

    def _destroy(self, due: Due, now: datetime) -> dict[str, Any]:
        """Extracts, key, rows, then the certificate: whatever stops half-way leaves the programme due."""
        programme, today = due.programme, london_date(now)
        begun = self._begin(due, today)
        for path in self._copies(programme):
            shred(path)
            shred(path.with_name(path.name + ".partial"))
        with self.engine.begin() as connection:
            self.ring.destroy(connection, key_purpose(programme.id), now)
        destroy_rows(self.engine, programme.id)
        certificate = begun | {"destroyed_on": today.isoformat(), "state": "destroyed"}
        with self.engine.begin() as connection:
            self._forget(connection, programme, today)
            store.finish_certificate(connection, programme.id, today, certificate)
        _write(self.certificates / f"{programme.id}.json", certificate)
        return certificate

    def _begin(self, due: Due, on: date) -> dict[str, Any]:
        with self.engine.begin() as connection:
            if (begun := store.certificate(connection, due.programme.id)) is not None:
                return begun
            content = self._counted(connection, due)
            store.begin_certificate(connection, due.programme.id, on, content)
        return content

    def _counted(self, connection: Connection, due: Due) -> dict[str, Any]:
        programme = due.programme
        completed = programme.completed_on
        return {
            "programme": programme.id,
            "kind": programme.kind,
            "completed_on": completed.isoformat() if completed else None,
            "due_on": due.due_on.isoformat(),
            "database": self.engine.dialect.name,
            "sittings": len(sittings.of_programme(connection, programme.id)),
            "events": sittings.count_events(connection, programme.id),
            "participants": trials.count_attendance(connection, programme.id),
            "extracts": len(trials.extract_paths(connection, programme.id)),
            "keys": len(self.ring.living(connection, key_purpose(programme.id))),
            "state": "begun",
        }

    def _copies(self, programme: Programme) -> tuple[Path, ...]:
        with self.engine.begin() as connection:
            return trials.extract_paths(connection, programme.id)

    def _forget(self, connection: Connection, programme: Programme, on: date) -> None:
        trials.forget(connection, programme.id, on)
        if programme.kind == "year":
            store.forget_audit(connection, _midnight(school_year_end(programme.id) + timedelta(days=1)))
        sittings.mark_destroyed(connection, programme.id, on)


def due_on(programme: Programme, live_years: int) -> date | None:
    """The day a programme's responses go; None while a trial is not completed."""
    if programme.kind == "year":
        return months_after(school_year_end(programme.id), 12 * live_years)
    return months_after(programme.completed_on, TRIAL_MONTHS) if programme.completed_on else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _write(path: Path, certificate: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("w") as file:
        json.dump(certificate, file, indent=2, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
