"""Enrols people, appoints staff, and removes people from the roster."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.identity import store
from delivery_api.identity.identifier_hashing import (
    NAME_KEYS,
    Identifier,
    IdentifierHasher,
    IdentifierKind,
    KeyNotCreated,
    parse_identifier,
)
from delivery_api.identity.values import Enrolment, Membership, Person
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing


def enrol(
    connection: Connection,
    ring: KeyRing,
    *,
    kind: str,
    school: UUID,
    class_id: UUID,
    identifier: str,
    name: str,
    today: date,
    year_group: int | None = None,
) -> Person:
    """Enrol a learner (with a year group) or a teacher (without) in a class; the raw identifier is not stored."""
    person = Person(uuid4(), kind, school, name)
    hashed = IdentifierHasher.load(connection, ring).newest_hash(parse_identifier(identifier))
    store.add_person(connection, person, hashed, _name_key(connection, ring))
    role = "learner" if kind == "learner" else "teacher"
    store.add_membership(connection, Membership(class_id, person.id, role, today, year_group))
    if year_group is not None:
        store.add_enrolment(connection, Enrolment(person.id, school, today, today, year_group))
    return person


def appoint(
    connection: Connection, ring: KeyRing, *, organisation: UUID, identifier: str, name: str, post: str
) -> Person:
    """Register a person who is in no class: a head, a governor, or a person outside schools."""
    person = Person(uuid4(), "staff", organisation, name, post)
    hashed = IdentifierHasher.load(connection, ring).newest_hash(parse_identifier(identifier))
    store.add_person(connection, person, hashed, _name_key(connection, ring))
    return person


def enrol_by_hand(
    connection: Connection, ring: KeyRing, *, school: UUID, class_id: UUID, name: str, year_group: int, today: date
) -> Person:
    """Enrol a learner whom no roster names yet; no provider's identifier matches them, and no feed changes them.

    They are marked as having left today, so that they are removed a year later unless they are identified before.
    """
    person = Person(uuid4(), "learner", school, name)
    hashed = IdentifierHasher.load(connection, ring).newest_hash(Identifier(IdentifierKind.BY_HAND, str(person.id)))
    store.add_person(connection, person, hashed, _name_key(connection, ring))
    store.add_membership(connection, Membership(class_id, person.id, "learner", today, year_group))
    store.mark_left(connection, person.id, today)
    return person


def remove_from_roster(connection: Connection, person: UUID, on: date) -> None:
    """Mark a person as having left; `mesur retention run` deletes them a year after this day."""
    store.end_memberships(connection, person, on)
    store.end_enrolments(connection, person, on)
    store.mark_left(connection, person, on)


def _name_key(connection: Connection, ring: KeyRing) -> Key:
    key = ring.current(connection, NAME_KEYS)
    if key is None:
        raise KeyNotCreated(NAME_KEYS)
    return key
