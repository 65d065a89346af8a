"""Putting people on a school's roster, and taking them off it."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.identity import store
from delivery_api.identity.service import IDENTIFIERS, NAMES, hashes
from delivery_api.identity.values import Membership, Person
from delivery_api.keys import Key, KeyRing


class KeyMissing(Exception):
    """No identifier or name key has been made yet; `mesur setup` makes them."""


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
    """Put a learner (with a year group) or a teacher (without) into a class; the raw identifier is not kept."""
    person = Person(uuid4(), kind, school, name)
    known = hashes(connection, ring, identifier)
    if not known:
        raise KeyMissing(IDENTIFIERS)
    store.add_person(connection, person, known[0], _name_key(connection, ring))
    role = "learner" if kind == "learner" else "teacher"
    store.add_membership(connection, Membership(class_id, person.id, role, today, year_group))
    return person


def leave(connection: Connection, person: UUID, on: date) -> None:
    """Take someone who has left off the roster; a year after this day `mesur retention run` removes them."""
    store.end_memberships(connection, person, on)
    store.mark_left(connection, person, on)


def _name_key(connection: Connection, ring: KeyRing) -> Key:
    key = ring.current(connection, NAMES)
    if key is None:
        raise KeyMissing(NAMES)
    return key
