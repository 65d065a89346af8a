"""What may be done with one person's record: recognise, put right, erase; and seal everybody's anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound
from delivery_api.identity import store
from delivery_api.identity.identifier_hashing import IDENTIFIERS, NAMES, Identifier, forms
from delivery_api.identity.personal_details import Details, Sealer
from delivery_api.identity.values import Person
from delivery_api.keys.key_ring import KeyRing

BATCH = 5_000


class Field(StrEnum):
    """What can be put right on request and then holds against the school's system."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    YEAR_GROUP = "year_group"


def known(connection: Connection, ring: KeyRing, identifier: Identifier) -> Person | None:
    """The person of an identifier who has not left; found under an older key, they are stored under the newest."""
    there = forms(connection, ring, identifier)
    found = store.person_by_identifier(connection, ring, there)
    if found is not None:
        store.set_identifier(connection, found.id, there[0])
    return found


def details(connection: Connection, ring: KeyRing, person: UUID) -> Details:
    """A person's name and date of birth, in clear.

    Raises
    ------
    NotFound, KeyGone, SealBroken
    """
    row = store.details_row(connection, person)
    if row is None:
        raise NotFound(thing="learner")
    return row.sealed.opened(ring, person)


def rectify(
    connection: Connection,
    ring: KeyRing,
    person: UUID,
    on: date,
    *,
    name: str | None = None,
    birth_date: date | None = None,
    year_group: int | None = None,
) -> None:
    """Put a person's values right; each holds until the school's system says the same.

    Raises
    ------
    NotFound
    """
    row = store.details_row(connection, person)
    if row is None:
        raise NotFound(thing="learner")
    given = {Field.NAME: name, Field.BIRTH_DATE: birth_date, Field.YEAR_GROUP: year_group}
    if name is not None or birth_date is not None:
        was = row.sealed.opened(ring, person)
        now = replace(was, name=name or was.name, birth_date=birth_date or was.birth_date)
        store.set_details(connection, person, Sealer.of(connection, ring).sealed(person, row.identifier, now))
    if year_group is not None:
        store.set_year_group(connection, person, year_group, on)
    for field in (field for field, value in given.items() if value is not None):
        store.note_rectification(connection, person, field.value, on)


def erase(connection: Connection, person: UUID, on: date) -> None:
    """Remove a person's record; only the hashed identifier stays, so that no roster makes them again.

    Sittings and audit rows stay under an id that leads to nobody; they are other rooms' to remove.

    Raises
    ------
    NotFound
    """
    row = store.details_row(connection, person)
    if row is None:
        raise NotFound(thing="learner")
    store.note_erasure(connection, row.identifier_key, row.identifier, on)
    store.remove_person(connection, person)


def seal_anew(connection: Connection, ring: KeyRing) -> int:
    """Seal every name and date of birth that stands under an older key under the newest; how many."""
    sealer, count = Sealer.of(connection, ring), 0
    for key_id in [key_id for key_id in ring.living(connection, NAMES) if key_id != sealer.key_id]:
        key = ring.read(key_id)
        while rows := store.details_under(connection, key_id, BATCH):
            sealed = [
                (row.person, sealer.sealed(row.person, row.identifier, row.sealed.opened_with(key, row.person)))
                for row in rows
            ]
            store.set_many_details(connection, sealed)
            count += len(rows)
    return count


def retire_keys(connection: Connection, ring: KeyRing, now: datetime) -> tuple[str, ...]:
    """Destroy the identifier and name keys that are not the newest and under which nothing stands; their ids."""
    older = [key_id for purpose in (IDENTIFIERS, NAMES) for key_id in ring.living(connection, purpose)[1:]]
    used = store.keys_used(connection)
    unused = tuple(key_id for key_id in older if not used.get(key_id))
    if unused:
        ring.destroy_keys(connection, unused, now)
    return unused
