"""Keeps names and dates of birth under keys that die with them.

The details of somebody who has left are sealed anew under a key of the day on which they go (`names:2027-11-25`); on
that day the key is destroyed, and with it every copy of the row in the database's files, its log and its backups. The
key of everybody else is changed when it is half a year old, so that what stood under it before somebody left cannot
be opened either when their day comes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.dates.school_calendar import london_date, months_after, months_before
from delivery_api.identity import person_records
from delivery_api.identity.identifier_hashing import NAME_KEYS, KeyNotCreated
from delivery_api.identity.name_keys import store
from delivery_api.identity.personal_details import DetailsSealer, SealedDetails
from delivery_api.identity.resealing import Batch, Resealed, Seal, reseal, under_newest, unreadable
from delivery_api.identity.store import DetailsRow
from delivery_api.keys.destroyed_keys import is_recorded_destroyed
from delivery_api.keys.key_ring import KeyRing
from delivery_api.keys.values import KeyRecord
from delivery_api.ledger.key_destruction import destroy_keys
from delivery_api.ledger.ledger_file import Ledger

LEAVER_MONTHS = 12
"""Months after which the details of somebody who has left go."""

NAME_KEY_MONTHS = 6
"""Months after which the key of all names is changed: less than those of a leaver, with a margin for missed nights."""

COHORT_PREFIX = f"{NAME_KEYS}:"


@dataclass(frozen=True)
class NameKeysKept:
    """What a run did with the keys of names.

    Parameters
    ----------
    sealed_anew : people whose details are under another key now
    destroyed : ids of the keys that were destroyed
    """

    sealed_anew: int
    destroyed: tuple[str, ...]


def cohort_purpose(left_on: date) -> str:
    """Return the purpose of the key of those who left on a day: it names the day on which they go."""
    return f"{COHORT_PREFIX}{months_after(left_on, LEAVER_MONTHS).isoformat()}"


def keep_name_keys(
    engine: Engine, ledger: Ledger, today: date, now: datetime, held: Collection[UUID] = ()
) -> NameKeysKept:
    """Seal anew whatever is under the wrong key, and destroy the keys whose day has come; safe to repeat.

    Each batch is a transaction of its own, so that sign-ins go on. Call it after those who are due were removed.

    Parameters
    ----------
    held : people whom a legal hold keeps: they are under the key of everybody else, and no cohort's key waits for them

    Raises
    ------
    KeyNotCreated, LedgerRefused
    NamesUnreadable, NameKeyUnfit, KeyGone : some could not be sealed anew; everything else was done
    """
    with engine.begin() as connection:
        _change_old_key(connection, ledger.ring, today, now)
    groups = (*_seal_cohorts(engine, ledger.ring, now, held), _seal_everybody_else(engine, ledger.ring, held))
    while person_records.follow_names_in_batches(engine, ledger.ring):
        pass
    with engine.begin() as connection:
        due = _due_keys(connection, ledger.ring, today, held)
        destroy_keys(connection, ledger, due, now)
        destroyed = (*due, *person_records.retire_keys(connection, ledger, now))
    done = Resealed.merged(groups)
    done.require_whole()
    return NameKeysKept(done.count, destroyed)


def _change_old_key(connection: Connection, ring: KeyRing, today: date, now: datetime) -> None:
    """Put a new key in place of one that is half a year old; what is under the old one is sealed anew afterwards."""
    living = [each for each in ring.records(connection) if each.purpose == NAME_KEYS and not each.destroyed_at]
    if not living:
        raise KeyNotCreated(NAME_KEYS)
    if max(london_date(each.created_at) for each in living) <= months_before(today, NAME_KEY_MONTHS):
        ring.create(connection, NAME_KEYS, now)


def _seal_cohorts(engine: Engine, ring: KeyRing, now: datetime, held: Collection[UUID]) -> Iterator[Resealed]:
    with engine.begin() as connection:
        days = store.days_of_leaving(connection)
    for left_on in days:
        with engine.begin() as connection:
            key = ring.current(connection, cohort_purpose(left_on))
            key = key or ring.create(connection, cohort_purpose(left_on), now)
        sealer = DetailsSealer(key.id, key.sealer(), key.fingerprinter())
        yield _seal_anew(engine, ring, sealer, left_on, held)


def _seal_everybody_else(engine: Engine, ring: KeyRing, held: Collection[UUID]) -> Resealed:
    with engine.begin() as connection:
        sealer = DetailsSealer.load(connection, ring)
    return _seal_anew(engine, ring, sealer, None, held)


def _seal_anew(
    engine: Engine, ring: KeyRing, sealer: DetailsSealer, left_on: date | None, held: Collection[UUID]
) -> Resealed:
    """Seal the details of those who left on a day, or of those who have not left, under a key; batch by batch."""

    def batch(connection: Connection, missing: Collection[str]) -> Batch:
        most = person_records.BATCH
        return sealer, store.details_not_under(connection, (sealer.key_id, *missing), left_on, most, held)

    return reseal(engine, batch, partial(_sealing, ring, left_on))


def _sealing(ring: KeyRing, left_on: date | None, sealer: DetailsSealer) -> Seal:
    def seal(row: DetailsRow) -> SealedDetails:
        if is_recorded_destroyed(ring.directory, row.sealed.name_key):  # it came back with an older backup
            return unreadable(sealer, row)
        sealed = under_newest(ring, sealer)(row)
        # a roster that names somebody again finds no mark, so that it seals the details anew and takes none for changed
        return sealed if left_on is None else replace(sealed, details_mark=None)

    return seal


def _due_keys(connection: Connection, ring: KeyRing, today: date, held: Collection[UUID]) -> Sequence[str]:
    """Return the ids of the cohorts' keys whose day has come and that nobody who stays is under."""
    needed = store.name_keys_of_those_here(connection, held)
    # the folder has the last word: a cohort's key goes also if its row was deleted, or calls it destroyed
    known = {each.id: each for each in (*ring.records(connection), *ring.files())}
    return [key_id for key_id, each in known.items() if _is_due(each, today) and key_id not in needed]


def _is_due(key: KeyRecord, today: date) -> bool:
    if key.destroyed_at is not None or not key.purpose.startswith(COHORT_PREFIX):
        return False
    return date.fromisoformat(key.purpose.removeprefix(COHORT_PREFIX)) <= today
