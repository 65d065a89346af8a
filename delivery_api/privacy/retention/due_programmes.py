"""Which programmes are to be destroyed, when, and which are overdue: past their day and not destroyed in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import london_date, months_after, school_year_end
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.entry_forms import is_trial
from delivery_api.privacy.holds.held_rows import held_on
from delivery_api.privacy.retention import store
from delivery_api.privacy.retention.certificates import CertificateState
from delivery_api.privacy.retention.destruction_dates import destruction_date
from delivery_api.sittings.storage.altered_rows.store import altered_programmes, believed_programmes
from delivery_api.sittings.values import Programme, key_purpose
from delivery_api.storage.database import metadata


@dataclass(frozen=True)
class DueDestruction:
    """A programme and the day on which its responses are due for destruction."""

    programme: Programme
    due_on: date


def scheduled_destructions(connection: Connection, ring: KeyRing, live_years: int) -> tuple[DueDestruction, ...]:
    """Return all programmes with a known day of destruction that are not destroyed in full, earliest first.

    One whose row was altered is left out: nobody knows its day.
    """
    begun = store.all_certificates(connection)
    unfinished = {each.programme for each in begun if each.state is CertificateState.INCOMPLETE}
    held = [each for each in believed_programmes(connection) if each.destroyed_on is None or each.id in unfinished]
    keyless = _days_of_destroyed_keys(connection, ring)
    days = [(each, _due_on(each, live_years, keyless.get(key_purpose(each.id)))) for each in held]
    known = (DueDestruction(each, day) for each, day in days if day is not None)
    return tuple(sorted(known, key=lambda due: due.due_on))


def _days_of_destroyed_keys(connection: Connection, ring: KeyRing) -> dict[str, date]:
    """Return when the keys of a purpose were destroyed; not while the folder has one, whatever the database says."""
    living = {each.purpose for each in ring.files()}
    ended = ((each.purpose, each.destroyed_at) for each in ring.records(connection) if each.purpose not in living)
    return {purpose: london_date(at) for purpose, at in ended if at}


def _due_on(programme: Programme, live_years: int, keyless_since: date | None) -> date | None:
    """Return the day of destruction; it has come if the key was destroyed after the programme was over.

    So it is in a restored database: the rows are back, and the ledger had the key destroyed again.
    """
    day = destruction_date(programme, live_years)
    over_on = school_year_end(programme.id) if programme.kind == "year" else programme.completed_on
    if day is None or keyless_since is None or over_on is None or keyless_since < over_on:
        return day
    return min(day, keyless_since)


def withhold_overdue(connection: Connection, ring: KeyRing, live_years: int, today: date) -> tuple[DueDestruction, ...]:
    """Let nobody read the responses of overdue programmes through a key ring. Return those programmes.

    A sitting is not stopped: no overdue programme takes answers. A trial that a hold keeps past its day is not read
    either: what its responses were for is over. Nor is a trial whose row was altered, which does not say its day.
    """
    overdue, held = _past_due(connection, ring, live_years, today)
    withheld = {each.programme.id for each in overdue}
    withheld |= {each.programme.id for each in held if each.programme.kind == "trial"}
    altered = {each for each in altered_programmes(connection) if _may_be_over(each, live_years, today)}
    withheld |= altered
    ring.withheld.difference_update(ring.withheld - withheld)
    ring.withheld.update(withheld)
    return overdue


def _may_be_over(programme_id: str, live_years: int, today: date) -> bool:
    """Return whether the day of a programme may have come whose row was altered: of a school year its id tells."""
    if is_trial(programme_id):
        return True
    return months_after(school_year_end(programme_id), 12 * live_years) < today


def _past_due(
    connection: Connection, ring: KeyRing, live_years: int, today: date
) -> tuple[tuple[DueDestruction, ...], tuple[DueDestruction, ...]]:
    """Return the programmes past their day: those that are overdue, and those that a hold keeps."""
    past = [each for each in scheduled_destructions(connection, ring, live_years) if each.due_on < today]
    kept = held_on(connection, metadata, today).programmes if past else {}
    overdue = tuple(each for each in past if each.programme.id not in kept)
    return overdue, tuple(each for each in past if each.programme.id in kept)
