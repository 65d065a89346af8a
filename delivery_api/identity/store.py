"""The SQL of schools, people, classes, enrolments and sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, delete, func, or_, select, union, update

from delivery_api.identity.personal_details import SealedDetails, name_place
from delivery_api.identity.tables import (
    classes,
    enrolments,
    erasures,
    logout_notices,
    memberships,
    people,
    rectifications,
    schools,
    sessions,
)
from delivery_api.identity.values import Enrolment, LearnerRecord, Membership, Organisation, Person, SchoolClass
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.storage.database import AnyRow, dialect_insert


@dataclass(frozen=True)
class SessionRow:
    """A session as stored.

    Attributes
    ----------
    person : None before the first sign-in is complete
    language : the chosen language
    sealed : the content, sealed under the cookie
    expires_at : when it ends without further requests
    ends_at : when it ends in any case
    provider_subject, provider_session : HMACs of the provider's ids of the person and the session, for its sign-outs
    """

    person: UUID | None
    language: str | None
    sealed: bytes
    expires_at: datetime
    ends_at: datetime
    provider_subject: bytes | None = None
    provider_session: bytes | None = None


@dataclass(frozen=True)
class SealedPerson:
    """A person whose name is decrypted only on demand, since most requests show no name."""

    id: UUID
    kind: str
    school: UUID
    post: str | None
    opened: Callable[[], Person]


@dataclass(frozen=True)
class DetailsRow:
    """A person's hashed identifier and sealed details."""

    person: UUID
    identifier: bytes
    identifier_key: str
    sealed: SealedDetails


@dataclass(frozen=True)
class AppointedPerson:
    """An appointed person, without the name: id, post and the organisation's name."""

    person: UUID
    post: str
    organisation: str


def add_school(connection: Connection, school: UUID, name: str, code: str | None = None, kind: str = "school") -> None:
    """Add a school or an organisation of another kind."""
    connection.execute(schools.insert().values(id=school, name=name, code=code, kind=kind))


def set_code(connection: Connection, school: UUID, code: str) -> None:
    """Set the number of a school."""
    connection.execute(update(schools).where(schools.c.id == school).values(code=code))


def organisation(connection: Connection, id_: UUID) -> Organisation | None:
    """A school or another organisation by id."""
    row = connection.execute(select(schools).where(schools.c.id == id_)).one_or_none()
    return _organisation(row) if row else None


def organisations(connection: Connection, kind: str = "school") -> tuple[Organisation, ...]:
    """All organisations of a kind, by name."""
    query = select(schools).where(schools.c.kind == kind)
    return tuple(map(_organisation, connection.execute(query.order_by(schools.c.name, schools.c.id))))


def staff_of(connection: Connection, ring: KeyRing, school: UUID) -> tuple[Person, ...]:
    """The teachers of a school, by name."""
    teaching = or_(people.c.post.is_(None), people.c.post == "teacher")
    mine = and_(people.c.school == school, people.c.kind == "staff", people.c.left_on.is_(None), teaching)
    found = [_person(ring, row) for row in connection.execute(select(people).where(mine))]
    return tuple(sorted(found, key=lambda person: (person.name, person.id)))


def appointed_people(connection: Connection, posts: Sequence[str]) -> tuple[AppointedPerson, ...]:
    """The people who hold one of these posts and have not left, by post and organisation."""
    query = (
        select(people.c.id, people.c.post, schools.c.name)
        .join(schools, schools.c.id == people.c.school)
        .where(people.c.post.in_(posts), people.c.left_on.is_(None))
    )
    rows = connection.execute(query.order_by(people.c.post, schools.c.name, people.c.id))
    return tuple(AppointedPerson(*row) for row in rows)


def add_class(connection: Connection, class_id: UUID, school: UUID, name: str) -> None:
    """Add a class."""
    connection.execute(classes.insert().values(id=class_id, school=school, name=name))


def add_person(connection: Connection, person: Person, identifier: tuple[str, bytes], name_key: Key) -> None:
    """Add a person, with the identifier as (key id, HMAC) and the name sealed to the person's id."""
    row = {
        "id": person.id,
        "kind": person.kind,
        "school": person.school,
        "identifier_key": identifier[0],
        "identifier": identifier[1],
        "post": person.post,
        "name_key": name_key.id,
        "sealed_name": name_key.seal(person.name.encode(), place=name_place(person.id)),
    }
    connection.execute(people.insert().values(row))


def add_membership(connection: Connection, membership: Membership) -> None:
    """Add a membership of a class."""
    row = {
        "class": membership.class_id,
        "person": membership.person,
        "role": membership.role,
        "joined_on": membership.joined_on,
        "year_group": membership.year_group,
    }
    connection.execute(memberships.insert().values(row))


def add_enrolment(connection: Connection, enrolment: Enrolment) -> None:
    """Add an enrolment at a school."""
    connection.execute(enrolments.insert().values(asdict(enrolment)))


def end_enrolments(connection: Connection, person: UUID, on: date) -> None:
    """End a person's enrolments on a day."""
    theirs = and_(enrolments.c.person == person, enrolments.c.left_on.is_(None))
    connection.execute(update(enrolments).where(theirs).values(left_on=on))


def end_memberships(connection: Connection, person: UUID, on: date, class_id: UUID | None = None) -> None:
    """End a person's membership of one class, or of all, on a day."""
    theirs = and_(memberships.c.person == person, memberships.c.left_on.is_(None))
    here = theirs if class_id is None else and_(theirs, memberships.c["class"] == class_id)
    connection.execute(update(memberships).where(here).values(left_on=on))


def mark_left(connection: Connection, person: UUID, on: date) -> None:
    """Mark a person as having left on a day, and end their sessions."""
    connection.execute(update(people).where(people.c.id == person).values(left_on=on))
    connection.execute(delete(sessions).where(sessions.c.person == person))


def person_by_identifier(connection: Connection, ring: KeyRing, hashes: Iterable[tuple[str, bytes]]) -> Person | None:
    """The person with one of these hashed identifiers (key id, HMAC) who has not left."""
    known = [and_(people.c.identifier_key == key, people.c.identifier == value) for key, value in hashes]
    query = select(people).where(or_(*known), people.c.left_on.is_(None)) if known else None
    row = connection.execute(query).one_or_none() if query is not None else None
    return _person(ring, row) if row else None


def former_person_by_identifier(connection: Connection, hashes: Iterable[tuple[str, bytes]]) -> tuple[UUID, str] | None:
    """Id and kind of the person with one of these hashed identifiers who has left but is not yet deleted."""
    known = [and_(people.c.identifier_key == key, people.c.identifier == value) for key, value in hashes]
    query = select(people.c.id, people.c.kind).where(or_(*known), people.c.left_on.is_not(None))
    row = connection.execute(query).one_or_none() if known else None
    return (row.id, row.kind) if row else None


def reinstate(connection: Connection, person: UUID, school: UUID, post: str) -> None:
    """Reinstate a member of staff who had left."""
    connection.execute(update(people).where(people.c.id == person).values(left_on=None, school=school, post=post))


def set_identifier(connection: Connection, person: UUID, hashed: tuple[str, bytes]) -> None:
    """Store a person's identifier under the newest key; nothing is written if it is stored so already."""
    key_id, value = hashed
    outdated = or_(people.c.identifier_key != key_id, people.c.identifier != value)
    changed = {"identifier_key": key_id, "identifier": value, "details_mark": None}
    connection.execute(update(people).where(people.c.id == person, outdated).values(changed))


def details_row(connection: Connection, person: UUID) -> DetailsRow | None:
    """A person's identifier and details as stored."""
    row = connection.execute(select(people).where(people.c.id == person)).one_or_none()
    return read_details_row(row) if row else None


def details_under(connection: Connection, name_key: str, most: int) -> tuple[DetailsRow, ...]:
    """At most `most` people whose details are sealed under a key."""
    query = select(people).where(people.c.name_key == name_key).limit(most)
    return tuple(map(read_details_row, connection.execute(query)))


def set_details(connection: Connection, person: UUID, sealed: SealedDetails) -> None:
    """Replace a person's sealed details."""
    set_many_details(connection, [(person, sealed)])


def set_many_details(connection: Connection, sealed: Sequence[tuple[UUID, SealedDetails]]) -> None:
    """Replace many people's sealed details."""
    if sealed:
        statement = update(people).where(people.c.id == bindparam("of"))
        connection.execute(statement, [{"of": person, **asdict(each)} for person, each in sealed])


def set_year_group(connection: Connection, person: UUID, year_group: int, on: date) -> None:
    """Set a learner's year group from a day on, in all open enrolments and memberships; closed rows keep theirs."""
    for table, place in ((enrolments, "school"), (memberships, "class")):
        open_ = and_(table.c.person == person, table.c.left_on.is_(None), table.c.year_group.is_not(None))
        for row in connection.execute(select(table).where(open_)).all():
            values = row._mapping
            this = and_(open_, table.c[place] == values[place], table.c.joined_on == row.joined_on)
            if row.joined_on >= on:
                connection.execute(update(table).where(this).values(year_group=year_group))
                continue
            connection.execute(update(table).where(this).values(left_on=on))
            connection.execute(table.insert().values({**values, "joined_on": on, "year_group": year_group}))


def remove_person(connection: Connection, person: UUID) -> None:
    """Delete a person and all rows of this room that refer to them."""
    for table in (memberships, enrolments, rectifications, sessions):
        connection.execute(delete(table).where(table.c.person == person))
    connection.execute(delete(people).where(people.c.id == person))


def keys_used(connection: Connection) -> dict[str, int]:
    """The number of rows that use each identifier key or name key."""
    used: dict[str, int] = {}
    for column in (people.c.identifier_key, people.c.name_key, erasures.c.identifier_key, rectifications.c.key_id):
        for key_id, count in connection.execute(select(column, func.count(column)).group_by(column)):
            used[key_id] = used.get(key_id, 0) + count
    return used


def persons(connection: Connection, ring: KeyRing, ids: Sequence[UUID]) -> dict[UUID, Person]:
    """People by id."""
    rows = connection.execute(select(people).where(people.c.id.in_(ids)))
    return {row.id: _person(ring, row) for row in rows}


def class_names(connection: Connection, person: UUID, today: date) -> Sequence[str]:
    """The names of the classes in which a person learns or teaches today."""
    theirs = select(memberships.c["class"]).where(memberships.c.person == person, _on(today))
    return connection.scalars(select(classes.c.name).where(classes.c.id.in_(theirs)).order_by(classes.c.name)).all()


def class_today(connection: Connection, class_id: UUID, today: date) -> SchoolClass | None:
    """A class with its members of today; None if there is no such class."""
    found = _classes(connection, classes.c.id == class_id, today)
    return found[0] if found else None


def classes_taught(connection: Connection, teacher: UUID, today: date) -> tuple[SchoolClass, ...]:
    """The classes that a person teaches today, by name."""
    mine = select(memberships.c["class"]).where(
        memberships.c.person == teacher, memberships.c.role == "teacher", _on(today)
    )
    return _classes(connection, classes.c.id.in_(mine), today)


def classes_at(connection: Connection, school: UUID, today: date) -> tuple[SchoolClass, ...]:
    """A school's classes that have members today, by name."""
    found = _classes(connection, classes.c.school == school, today)
    return tuple(each for each in found if each.learners or each.teachers)


def classes_of(connection: Connection, learner: UUID, today: date) -> dict[UUID, int]:
    """The classes of a learner today → the learner's year group in each."""
    query = select(memberships.c["class"], memberships.c.year_group).where(
        memberships.c.person == learner, memberships.c.role == "learner", _on(today)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def learner_today(connection: Connection, ring: KeyRing, learner: UUID, today: date) -> LearnerRecord | None:
    """A learner with their teachers and schools of today; None if there is no such learner."""
    person = persons(connection, ring, [learner]).get(learner)
    if person is None or person.kind != "learner":
        return None
    theirs = list(classes_of(connection, learner, today))
    query = select(memberships.c.person).where(
        memberships.c["class"].in_(theirs), memberships.c.role == "teacher", _on(today)
    )
    here = and_(enrolments.c.joined_on <= today, or_(enrolments.c.left_on.is_(None), enrolments.c.left_on > today))
    # a late arrival is in a class but has no enrolment yet
    places = union(
        select(enrolments.c.school).where(enrolments.c.person == learner, here),
        select(classes.c.school).where(classes.c.id.in_(theirs)),
    )
    return LearnerRecord(person, frozenset(connection.scalars(query)), frozenset(connection.scalars(places)))


def add_session(connection: Connection, token_hash: bytes, row: SessionRow) -> None:
    """Add a session."""
    connection.execute(sessions.insert().values({"token_hash": token_hash, **asdict(row)}))


def session(connection: Connection, token_hash: bytes, now: datetime) -> SessionRow | None:
    """A session that has not expired; None if there is none."""
    columns = [sessions.c[field.name] for field in fields(SessionRow)]
    query = select(*columns).where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
    row = connection.execute(query).one_or_none()
    return SessionRow(*row) if row else None


def active_session_query(
    token: ColumnElement[bytes], now: ColumnElement[datetime], person: ColumnElement[UUID]
) -> Select[Any]:
    """A subquery for an EXISTS condition: an unexpired session of a person."""
    here = (sessions.c.token_hash == token, sessions.c.expires_at > now, sessions.c.person == person)
    return select(sessions.c.person).where(*here)


_PERSON_COLUMNS = (people.c.id, people.c.kind, people.c.school, people.c.post, people.c.sealed_name, people.c.name_key)
SESSION_WITH_PERSON = (
    select(*(sessions.c[field.name] for field in fields(SessionRow)), *_PERSON_COLUMNS)
    .join(people, people.c.id == sessions.c.person)
    .where(sessions.c.token_hash == bindparam("token"), sessions.c.expires_at > bindparam("now"))
)
"""Selects an unexpired session and its person by ``token`` (the hash) and ``now``."""
SESSION_WITH_PERSON_COLUMNS = len(SESSION_WITH_PERSON.selected_columns)


def session_with_person(
    connection: Connection, ring: KeyRing, token_hash: bytes, now: datetime
) -> tuple[SessionRow, SealedPerson] | None:
    """An unexpired session and its person; the statement is built once, since every request runs it."""
    row = connection.execute(SESSION_WITH_PERSON, {"token": token_hash, "now": now}).one_or_none()
    return read_session_with_person(ring, row) if row else None


def read_session_with_person(ring: KeyRing, row: AnyRow) -> tuple[SessionRow, SealedPerson]:
    """Read a session and its person from a row that begins with the columns of `SESSION_WITH_PERSON`."""
    length = len(fields(SessionRow))
    id_, kind, school, post, sealed_name, name_key = row[length:SESSION_WITH_PERSON_COLUMNS]

    def opened() -> Person:
        name = ring.read(name_key).open(sealed_name, place=name_place(id_)).decode()
        return Person(id_, kind, school, name, post)

    return SessionRow(*row[:length]), SealedPerson(id_, kind, school, post, opened)


def update_session(connection: Connection, token_hash: bytes, row: SessionRow) -> None:
    """Update a session's content, language and ends."""
    values = {name: getattr(row, name) for name in ("sealed", "language", "expires_at", "ends_at")}
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(values))


def extend_session(connection: Connection, token_hash: bytes, expires_at: datetime) -> None:
    """Extend a session."""
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(expires_at=expires_at))


def delete_session_returning_person(connection: Connection, token_hash: bytes) -> UUID | None:
    """Delete an expired session. Returns its person."""
    query = delete(sessions).where(sessions.c.token_hash == token_hash).returning(sessions.c.person)
    return connection.scalar(query)


def detach_provider_sessions(connection: Connection, column: str, marks: Iterable[bytes], until: datetime) -> int:
    """Detach the sessions that a sign-out notice names from their persons.

    The sessions last until `until`: a provider may sign one person out so that the next can sign in, and then the same
    session holds the next person's pending sign-in.

    Parameters
    ----------
    column : provider_subject or provider_session
    marks : HMACs of the id in the notice, one for each current key

    Returns
    -------
    the number of sessions detached
    """
    nobody = dict.fromkeys(("person", "provider_subject", "provider_session"))
    detached = {**nobody, "expires_at": until, "ends_at": until}
    named = sessions.c[column].in_(list(marks))
    return connection.execute(update(sessions).where(named).values(detached)).rowcount


def end_sessions_without_provider(connection: Connection, person: UUID) -> int:
    """Delete a person's sessions that were opened without the provider. Returns how many."""
    these = and_(sessions.c.person == person, sessions.c.provider_subject.is_(None))
    return connection.execute(delete(sessions).where(these)).rowcount


def set_language(connection: Connection, token_hash: bytes, language: str) -> None:
    """Set a session's language."""
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(language=language))


def end_session(connection: Connection, token_hash: bytes) -> bool:
    """Delete a session. Returns whether there was one."""
    return connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash)).rowcount == 1


def record_logout_notice(connection: Connection, notice: bytes, now: datetime, until: datetime) -> bool:
    """Record a sign-out notice until a time. Returns False if it is recorded already."""
    connection.execute(delete(logout_notices).where(logout_notices.c.until <= now))
    insert = dialect_insert(connection)(logout_notices).values(notice=notice, until=until).on_conflict_do_nothing()
    return connection.scalar(insert.returning(logout_notices.c.notice)) is not None


def _on(today: date) -> ColumnElement[bool]:
    return and_(memberships.c.joined_on <= today, or_(memberships.c.left_on.is_(None), memberships.c.left_on > today))


def _classes(connection: Connection, which: ColumnElement[bool], today: date) -> tuple[SchoolClass, ...]:
    query = (
        select(classes.c.id, classes.c.name, schools.c.name, schools.c.id, memberships)
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
    return SchoolClass(first[0], first[1], first[2], teachers, learners, frozenset({first[3]}))


def _organisation(row: AnyRow) -> Organisation:
    return Organisation(row.id, row.name, row.kind, row.code)


def read_details_row(row: AnyRow) -> DetailsRow:
    """Read identifier and details from a row of people."""
    sealed = SealedDetails(row.sealed_name, row.sealed_birth_date, row.name_key, row.details_mark)
    return DetailsRow(row.id, row.identifier, row.identifier_key, sealed)


def _person(ring: KeyRing, row: AnyRow) -> Person:
    name = ring.read(row.name_key).open(row.sealed_name, place=name_place(row.id)).decode()
    return Person(row.id, row.kind, row.school, name, row.post)
