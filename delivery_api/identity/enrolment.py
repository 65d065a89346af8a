"""Putting people on a school's roster, and taking them off it."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.identity import store
from delivery_api.identity.identifier_hashing import NAMES, Hasher, Identifier, KeyMissing, Kind, recognised
from delivery_api.identity.values import Enrolment, Membership, Person
from delivery_api.keys.key_ring import Key, KeyRing


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
    form = Hasher.of(connection, ring).form(recognised(identifier))
    store.add_person(connection, person, form, _name_key(connection, ring))
    role = "learner" if kind == "learner" else "teacher"
    store.add_membership(connection, Membership(class_id, person.id, role, today, year_group))
    if year_group is not None:
        store.add_enrolment(connection, Enrolment(person.id, school, today, today, year_group))
    return person


def appoint(
    connection: Connection, ring: KeyRing, *, organisation: UUID, identifier: str, name: str, post: str
) -> Person:
    """Let somebody sign in who is in no class: a head or governor, or whoever looks in from outside a school."""
    person = Person(uuid4(), "staff", organisation, name, post)
    form = Hasher.of(connection, ring).form(recognised(identifier))
    store.add_person(connection, person, form, _name_key(connection, ring))
    return person


def put_in_by_hand(
    connection: Connection, ring: KeyRing, *, school: UUID, class_id: UUID, name: str, year_group: int, today: date
) -> Person:
    """A learner in a class whom no roster names yet: no provider's identifier leads to them, and no feed moves them.

    They count as having left today, so that a year later they are removed if nobody has said who they are.
    """
    person = Person(uuid4(), "learner", school, name)
    form = Hasher.of(connection, ring).form(Identifier(Kind.BY_HAND, str(person.id)))
    store.add_person(connection, person, form, _name_key(connection, ring))
    store.add_membership(connection, Membership(class_id, person.id, "learner", today, year_group))
    store.mark_left(connection, person.id, today)
    return person


def leave(connection: Connection, person: UUID, on: date) -> None:
    """Take someone who has left off the roster; a year after this day `mesur retention run` removes them."""
    store.end_memberships(connection, person, on)
    store.end_enrolments(connection, person, on)
    store.mark_left(connection, person, on)


def _name_key(connection: Connection, ring: KeyRing) -> Key:
    key = ring.current(connection, NAMES)
    if key is None:
        raise KeyMissing(NAMES)
    return key
