"""Operations on a person's record: find, rectify, and re-encrypt under the newest key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import NotFound
from delivery_api.identity import store
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS, Identifier, identifier_hashes
from delivery_api.identity.personal_details import DetailsSealer, PersonalDetails
from delivery_api.identity.rectification import store as rectification
from delivery_api.identity.rectification.rectified_values import RectifiedValues, follow_names, sealed_values
from delivery_api.identity.rectification.store import RectificationRow
from delivery_api.identity.resealing import Batch, Resealed, reseal, under_newest
from delivery_api.identity.store import DetailsRow
from delivery_api.identity.values import Person
from delivery_api.keys.key_ring import LONGEST_TRANSACTION, KeyRing
from delivery_api.ledger.key_destruction import destroy_keys
from delivery_api.ledger.ledger_file import Ledger

BATCH = 500
"""People whose details are sealed anew in one transaction, for which others who write them wait."""

ENDS_AFTER: Mapping[str, timedelta] = {IDENTIFIER_KEYS: timedelta(days=8), NAME_KEYS: LONGEST_TRANSACTION}
"""How long after a new key was made an older one ends. Identifiers: class PINs (a week) and sessions stand under it."""


class RectifiableField(StrEnum):
    """The fields that can be rectified on request; a rectified value overrides the school's system."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    YEAR_GROUP = "year_group"


def find_by_identifier(connection: Connection, ring: KeyRing, identifier: Identifier) -> Person | None:
    """The current person with this identifier; a hash under an older key is replaced by the newest."""
    hashes = identifier_hashes(connection, ring, identifier)
    found = store.person_by_identifier(connection, ring, hashes)
    if found is not None:
        store.set_identifier(connection, found.id, hashes[0])
    return found


def read_details(connection: Connection, ring: KeyRing, person: UUID) -> PersonalDetails:
    """A person's name and date of birth, in clear.

    Raises
    ------
    NotFound, RowForged, KeyGone, DecryptionFailed
    """
    return _genuine_details(connection, person).sealed.opened(ring, person)


def rectify(
    connection: Connection,
    ring: KeyRing,
    person: UUID,
    on: date,
    *,
    name: str | None = None,
    birth_date: date | None = None,
    year_group: int | None = None,
    actor: UUID | None = None,
    reference: str | None = None,
) -> None:
    """Rectify values of a person; each overrides the school's system until that agrees. Both values are kept.

    Parameters
    ----------
    actor, reference : who put it right, and the number of the case that says why

    Raises
    ------
    NotFound, RowForged
    """
    row = _genuine_details(connection, person)
    was, name_key = row.sealed.opened(ring, person), row.sealed.name_key
    before: Mapping[RectifiableField, object] = {
        RectifiableField.NAME: was.name,
        RectifiableField.BIRTH_DATE: was.birth_date,
        RectifiableField.YEAR_GROUP: rectification.year_group_of(connection, person),
    }
    given: Mapping[RectifiableField, object] = {
        RectifiableField.NAME: name,
        RectifiableField.BIRTH_DATE: birth_date,
        RectifiableField.YEAR_GROUP: year_group,
    }
    if name is not None or birth_date is not None:
        now = replace(was, name=name or was.name, birth_date=birth_date or was.birth_date)
        sealed = DetailsSealer.load(connection, ring).sealed(person, row.identifier, now)
        store.set_details(connection, person, sealed)
        name_key = sealed.name_key
    if year_group is not None:
        store.set_year_group(connection, person, year_group, on)
    for field in (field for field, value in given.items() if value is not None):
        both = RectifiedValues(_text(before[field]), _text(given[field]))
        value = sealed_values(ring.read(name_key), person, field.value, both)
        noted = RectificationRow(person, field.value, on, value, name_key, actor, reference)
        rectification.note_rectification(connection, noted)


def _genuine_details(connection: Connection, person: UUID) -> DetailsRow:
    for row in store.details_rows(connection, [person]):
        return row
    raise NotFound(thing="learner")


def _text(value: object) -> str:
    return "" if value is None else str(value)


def reseal_details(engine: Engine, ring: KeyRing) -> Resealed:
    """Re-encrypt all names and dates of birth under the newest key, a few in each transaction, while others write.

    Raises
    ------
    KeyNotCreated, KeyGone
    """

    def batch(connection: Connection, missing: Collection[str]) -> Batch:
        older = [each for each in ring.living(connection, NAME_KEYS)[1:] if each not in missing]
        return DetailsSealer.load(connection, ring), store.details_under(connection, older, BATCH)

    done = reseal(engine, batch, partial(under_newest, ring))
    while follow_names_in_batches(engine, ring):
        pass
    return done


def follow_names_in_batches(engine: Engine, ring: KeyRing) -> int:
    """Seal some rectified values anew that stand under another key than their person's name. Returns how many."""
    with engine.begin() as connection:
        return follow_names(connection, ring)


def retire_keys(connection: Connection, ledger: Ledger, now: datetime) -> tuple[str, ...]:
    """Destroy the identifier and name keys that are neither the newest nor in use, once nobody can use them any more.

    Returns
    -------
    their ids

    Raises
    ------
    LedgerRefused
    """
    ended = (ledger.ring.superseded(connection, purpose, after, now) for purpose, after in ENDS_AFTER.items())
    used = store.keys_used(connection)
    unused = tuple(key_id for ids in ended for key_id in ids if not used.get(key_id))
    destroy_keys(connection, ledger, unused, now)
    return unused
