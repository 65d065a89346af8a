"""The SQL of schools, people, classes and sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from delivery_api.database import AnyRow
from delivery_api.identity.tables import classes, memberships, people, schools, sessions
from delivery_api.identity.values import LearnerRecord, Membership, Person, SchoolClass
from delivery_api.keys import Key, KeyRing


@dataclass(frozen=True)
class SessionRow:
    """A session as stored: who, the language chosen, and what is sealed to the cookie."""

    person: UUID | None
    language: str | None
    sealed: bytes


def add_school(connection: Connection, school: UUID, name: str) -> None:
    """A new school."""
    connection.execute(schools.insert().values(id=school, name=name))


def add_class(connection: Connection, class_id: UUID, school: UUID, name: str) -> None:
    """A new class."""
    connection.execute(classes.insert().values(id=class_id, school=school, name=name))


def add_person(connection: Connection, person: Person, identifier: tuple[str, bytes], name_key: Key) -> None:
    """A new person: the source identifier as (key id, HMAC), the name sealed to this person's id."""
    row = {
        "id": person.id,
        "kind": person.kind,
        "school": person.school,
        "identifier_key": identifier[0],
        "identifier": identifier[1],
        "name_key": name_key.id,
        "sealed_name": name_key.seal(person.name.encode(), place=f"name/{person.id}"),
    }
    connection.execute(people.insert().values(row))


def add_membership(connection: Connection, membership: Membership) -> None:
    """A new place in a class."""
    row = {
        "class": membership.class_id,
        "person": membership.person,
        "role": membership.role,
        "joined_on": membership.joined_on,
        "year_group": membership.year_group,
    }
    connection.execute(memberships.insert().values(row))


def end_memberships(connection: Connection, person: UUID, on: date, class_id: UUID | None = None) -> None:
    """The person is no longer in the class, or in any, from this day on."""
    theirs = and_(memberships.c.person == person, memberships.c.left_on.is_(None))
    here = theirs if class_id is None else and_(theirs, memberships.c["class"] == class_id)
    connection.execute(update(memberships).where(here).values(left_on=on))


def mark_left(connection: Connection, person: UUID, on: date) -> None:
    """The person has left on this day: they sign in no more, and what is open is closed."""
    connection.execute(update(people).where(people.c.id == person).values(left_on=on))
    connection.execute(delete(sessions).where(sessions.c.person == person))


def person_by_identifier(connection: Connection, ring: KeyRing, hashes: Iterable[tuple[str, bytes]]) -> Person | None:
    """The person whose source identifier has one of these (key id, HMAC) forms, and who has not left."""
    known = [and_(people.c.identifier_key == key, people.c.identifier == value) for key, value in hashes]
    query = select(people).where(or_(*known), people.c.left_on.is_(None)) if known else None
    row = connection.execute(query).one_or_none() if query is not None else None
    return _person(ring, row) if row else None


def persons(connection: Connection, ring: KeyRing, ids: Sequence[UUID]) -> dict[UUID, Person]:
    """People by id."""
    rows = connection.execute(select(people).where(people.c.id.in_(ids)))
    return {row.id: _person(ring, row) for row in rows}


def class_ids(connection: Connection) -> Sequence[UUID]:
    """Every class of every school."""
    return connection.scalars(select(classes.c.id).order_by(classes.c.id)).all()


def class_today(connection: Connection, class_id: UUID, today: date) -> SchoolClass | None:
    """A class with those who are in it today."""
    found = _classes(connection, classes.c.id == class_id, today)
    return found[0] if found else None


def classes_taught(connection: Connection, teacher: UUID, today: date) -> tuple[SchoolClass, ...]:
    """The classes someone teaches today, by name."""
    mine = select(memberships.c["class"]).where(
        memberships.c.person == teacher, memberships.c.role == "teacher", _on(today)
    )
    return _classes(connection, classes.c.id.in_(mine), today)


def classes_of(connection: Connection, learner: UUID, today: date) -> dict[UUID, int]:
    """The classes a learner is in today, each with the learner's year group."""
    query = select(memberships.c["class"], memberships.c.year_group).where(
        memberships.c.person == learner, memberships.c.role == "learner", _on(today)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def learner_today(connection: Connection, ring: KeyRing, learner: UUID, today: date) -> LearnerRecord | None:
    """A learner with those who teach them today."""
    person = persons(connection, ring, [learner]).get(learner)
    if person is None or person.kind != "learner":
        return None
    theirs = list(classes_of(connection, learner, today))
    query = select(memberships.c.person).where(
        memberships.c["class"].in_(theirs), memberships.c.role == "teacher", _on(today)
    )
    return LearnerRecord(person, frozenset(connection.scalars(query)))


def add_session(connection: Connection, token_hash: bytes, row: SessionRow, expires_at: datetime) -> None:
    """A new session."""
    values = {"token_hash": token_hash, "expires_at": expires_at, **asdict(row)}
    connection.execute(sessions.insert().values(values))


def session(connection: Connection, token_hash: bytes, now: datetime) -> SessionRow | None:
    """A session that has not expired."""
    query = select(sessions.c.person, sessions.c.language, sessions.c.sealed).where(
        sessions.c.token_hash == token_hash, sessions.c.expires_at > now
    )
    row = connection.execute(query).one_or_none()
    return SessionRow(row.person, row.language, row.sealed) if row else None


def set_language(connection: Connection, token_hash: bytes, language: str) -> None:
    """Remember the language that this session reads in."""
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(language=language))


def end_session(connection: Connection, token_hash: bytes) -> bool:
    """Forget a session; whether there was one."""
    return connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash)).rowcount == 1


def end_expired_sessions(connection: Connection, now: datetime) -> int:
    """Forget the sessions that are over; how many there were."""
    return connection.execute(delete(sessions).where(sessions.c.expires_at <= now)).rowcount


def _on(today: date) -> ColumnElement[bool]:
    return and_(memberships.c.joined_on <= today, or_(memberships.c.left_on.is_(None), memberships.c.left_on > today))


def _classes(connection: Connection, which: ColumnElement[bool], today: date) -> tuple[SchoolClass, ...]:
    query = (
        select(classes.c.id, classes.c.name, schools.c.name, memberships)
        .join(schools, schools.c.id == classes.c.school)
        .outerjoin(memberships, and_(memberships.c["class"] == classes.c.id, _on(today)))
        .where(which)
        .order_by(classes.c.name, classes.c.id)
    )
    grouped: dict[UUID, list[AnyRow]] = {}
    for row in connection.execute(query):
        grouped.setdefault(row[0], []).append(row)
    return tuple(_class(rows) for rows in grouped.values())


def _class(rows: Sequence[AnyRow]) -> SchoolClass:
    first = rows[0]
    teachers = frozenset(row.person for row in rows if row.role == "teacher")
    learners = {row.person: row.year_group for row in rows if row.role == "learner"}
    return SchoolClass(first[0], first[1], first[2], teachers, learners)


def _person(ring: KeyRing, row: AnyRow) -> Person:
    name = ring.read(row.name_key).open(row.sealed_name, place=f"name/{row.id}").decode()
    return Person(row.id, row.kind, row.school, name)
