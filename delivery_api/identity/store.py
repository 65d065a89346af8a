"""The SQL of schools, people, classes and sessions."""

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
from delivery_api.keys.key_ring import Key, KeyRing
from delivery_api.storage.database import AnyRow, dialect_insert


@dataclass(frozen=True)
class SessionRow:
    """A session as stored.

    Attributes
    ----------
    person : who; None while a first sign-in is under way
    language : the one chosen
    sealed : what it carries, sealed to the cookie
    expires_at : when it ends without a sign of life
    ends_at : when it ends in any case
    provider_subject, provider_session : HMACs of what the provider calls the person and its session, for sign-outs
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
    """A person whose name is opened when somebody asks for it: most requests show none."""

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
class Appointed:
    """Somebody whom no roster names, without a name: what they are, and of which organisation."""

    person: UUID
    post: str
    organisation: str


def add_school(connection: Connection, school: UUID, name: str, code: str | None = None, kind: str = "school") -> None:
    """A new school, or an organisation of another kind."""
    connection.execute(schools.insert().values(id=school, name=name, code=code, kind=kind))


def set_code(connection: Connection, school: UUID, code: str) -> None:
    """A school's number, learnt later."""
    connection.execute(update(schools).where(schools.c.id == school).values(code=code))


def organisation(connection: Connection, id_: UUID) -> Organisation | None:
    """A school or another organisation by id."""
    row = connection.execute(select(schools).where(schools.c.id == id_)).one_or_none()
    return _organisation(row) if row else None


def organisations(connection: Connection, kind: str = "school") -> tuple[Organisation, ...]:
    """All of a kind, by name."""
    query = select(schools).where(schools.c.kind == kind).order_by(schools.c.name, schools.c.id)
    return tuple(map(_organisation, connection.execute(query)))


def staff_of(connection: Connection, ring: KeyRing, school: UUID) -> tuple[Person, ...]:
    """The teachers of a school, by name."""
    teaching = or_(people.c.post.is_(None), people.c.post == "teacher")
    mine = and_(people.c.school == school, people.c.kind == "staff", people.c.left_on.is_(None), teaching)
    found = [_person(ring, row) for row in connection.execute(select(people).where(mine))]
    return tuple(sorted(found, key=lambda person: (person.name, person.id)))


def appointed(connection: Connection, posts: Sequence[str]) -> tuple[Appointed, ...]:
    """Who has one of some posts and has not left, by post and organisation."""
    query = (
        select(people.c.id, people.c.post, schools.c.name)
        .join(schools, schools.c.id == people.c.school)
        .where(people.c.post.in_(posts), people.c.left_on.is_(None))
    )
    rows = connection.execute(query.order_by(people.c.post, schools.c.name, people.c.id))
    return tuple(Appointed(*row) for row in rows)


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
        "post": person.post,
        "name_key": name_key.id,
        "sealed_name": name_key.seal(person.name.encode(), place=name_place(person.id)),
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


def add_enrolment(connection: Connection, enrolment: Enrolment) -> None:
    """A new place at a school."""
    connection.execute(enrolments.insert().values(asdict(enrolment)))


def end_enrolments(connection: Connection, person: UUID, on: date) -> None:
    """The person is at no school from this day on."""
    theirs = and_(enrolments.c.person == person, enrolments.c.left_on.is_(None))
    connection.execute(update(enrolments).where(theirs).values(left_on=on))


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


def left_by_identifier(connection: Connection, hashes: Iterable[tuple[str, bytes]]) -> tuple[UUID, str] | None:
    """Who of those who have left bears an identifier, and what kind they were; until they are removed."""
    known = [and_(people.c.identifier_key == key, people.c.identifier == value) for key, value in hashes]
    query = select(people.c.id, people.c.kind).where(or_(*known), people.c.left_on.is_not(None))
    row = connection.execute(query).one_or_none() if known else None
    return (row.id, row.kind) if row else None


def reinstate(connection: Connection, person: UUID, school: UUID, post: str) -> None:
    """Somebody of staff who had left is there again."""
    connection.execute(update(people).where(people.c.id == person).values(left_on=None, school=school, post=post))


def set_identifier(connection: Connection, person: UUID, form: tuple[str, bytes]) -> None:
    """Store a person's identifier in its newest form; nothing is written where it stands so already."""
    key_id, value = form
    otherwise = or_(people.c.identifier_key != key_id, people.c.identifier != value)
    changed = {"identifier_key": key_id, "identifier": value, "details_mark": None}
    connection.execute(update(people).where(people.c.id == person, otherwise).values(changed))


def details_row(connection: Connection, person: UUID) -> DetailsRow | None:
    """A person's identifier and details as stored."""
    row = connection.execute(select(people).where(people.c.id == person)).one_or_none()
    return _details(row) if row else None


def details_under(connection: Connection, name_key: str, most: int) -> tuple[DetailsRow, ...]:
    """Some of the people whose details stand under a key."""
    rows = connection.execute(select(people).where(people.c.name_key == name_key).limit(most))
    return tuple(_details(row) for row in rows)


def set_details(connection: Connection, person: UUID, sealed: SealedDetails) -> None:
    """Replace a person's sealed details."""
    set_many_details(connection, [(person, sealed)])


def set_many_details(connection: Connection, sealed: Sequence[tuple[UUID, SealedDetails]]) -> None:
    """Replace many people's sealed details."""
    if sealed:
        statement = update(people).where(people.c.id == bindparam("of"))
        connection.execute(statement, [{"of": person, **asdict(each)} for person, each in sealed])


def set_year_group(connection: Connection, person: UUID, year_group: int, on: date) -> None:
    """The learner is in this year group from a day on, at every school and in every class; what was before stays."""
    for table, place in ((enrolments, "school"), (memberships, "class")):
        open_ = and_(table.c.person == person, table.c.left_on.is_(None), table.c.year_group.is_not(None))
        for row in connection.execute(select(table).where(open_)).all():
            held = row._mapping
            this = and_(open_, table.c[place] == held[place], table.c.joined_on == row.joined_on)
            if row.joined_on >= on:
                connection.execute(update(table).where(this).values(year_group=year_group))
                continue
            connection.execute(update(table).where(this).values(left_on=on))
            connection.execute(table.insert().values({**held, "joined_on": on, "year_group": year_group}))


def note_rectification(connection: Connection, person: UUID, field: str, on: date) -> None:
    """Remember that a value was put right."""
    row = {"person": person, "field": field, "made_on": on}
    connection.execute(dialect_insert(connection)(rectifications).values(row).on_conflict_do_nothing())


def note_erasure(connection: Connection, identifier_key: str, identifier: bytes, on: date) -> None:
    """Remember that whoever bears this hashed identifier was erased."""
    row = {"identifier_key": identifier_key, "identifier": identifier, "erased_on": on}
    connection.execute(dialect_insert(connection)(erasures).values(row).on_conflict_do_nothing())


def remove_person(connection: Connection, person: UUID) -> None:
    """Remove a person with all that refers to them in this room."""
    for table in (memberships, enrolments, rectifications, sessions):
        connection.execute(delete(table).where(table.c.person == person))
    connection.execute(delete(people).where(people.c.id == person))


def keys_used(connection: Connection) -> dict[str, int]:
    """How many people and erasures stand under each identifier key, and how many people under each name key."""
    used: dict[str, int] = {}
    for column in (people.c.identifier_key, people.c.name_key, erasures.c.identifier_key):
        for key_id, count in connection.execute(select(column, func.count()).group_by(column)):
            used[key_id] = used.get(key_id, 0) + count
    return used


def persons(connection: Connection, ring: KeyRing, ids: Sequence[UUID]) -> dict[UUID, Person]:
    """People by id."""
    rows = connection.execute(select(people).where(people.c.id.in_(ids)))
    return {row.id: _person(ring, row) for row in rows}


def class_ids(connection: Connection) -> Sequence[UUID]:
    """Every class of every school."""
    return connection.scalars(select(classes.c.id).order_by(classes.c.id)).all()


def class_names(connection: Connection, person: UUID, today: date) -> Sequence[str]:
    """The names of the classes someone learns or teaches in today."""
    theirs = select(memberships.c["class"]).where(memberships.c.person == person, _on(today))
    return connection.scalars(select(classes.c.name).where(classes.c.id.in_(theirs)).order_by(classes.c.name)).all()


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


def classes_at(connection: Connection, school: UUID, today: date) -> tuple[SchoolClass, ...]:
    """A school's classes that anybody is in today, by name."""
    found = _classes(connection, classes.c.school == school, today)
    return tuple(each for each in found if each.learners or each.teachers)


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
    here = and_(enrolments.c.joined_on <= today, or_(enrolments.c.left_on.is_(None), enrolments.c.left_on > today))
    # a late arrival is in a class and on no roster yet
    places = union(
        select(enrolments.c.school).where(enrolments.c.person == learner, here),
        select(classes.c.school).where(classes.c.id.in_(theirs)),
    )
    return LearnerRecord(person, frozenset(connection.scalars(query)), frozenset(connection.scalars(places)))


def add_session(connection: Connection, token_hash: bytes, row: SessionRow) -> None:
    """A new session."""
    connection.execute(sessions.insert().values({"token_hash": token_hash, **asdict(row)}))


def session(connection: Connection, token_hash: bytes, now: datetime) -> SessionRow | None:
    """A session that is not over."""
    columns = [sessions.c[field.name] for field in fields(SessionRow)]
    query = select(*columns).where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
    row = connection.execute(query).one_or_none()
    return SessionRow(*row) if row else None


def living_session(
    token: ColumnElement[bytes], now: ColumnElement[datetime], person: ColumnElement[UUID]
) -> Select[Any]:
    """Whether a session is not over and is somebody's, for the condition of another statement."""
    here = (sessions.c.token_hash == token, sessions.c.expires_at > now, sessions.c.person == person)
    return select(sessions.c.person).where(*here)


_OF_A_PERSON = (people.c.id, people.c.kind, people.c.school, people.c.post, people.c.sealed_name, people.c.name_key)
VISITOR = (
    select(*(sessions.c[field.name] for field in fields(SessionRow)), *_OF_A_PERSON)
    .join(people, people.c.id == sessions.c.person)
    .where(sessions.c.token_hash == bindparam("token"), sessions.c.expires_at > bindparam("now"))
)
"""A session that is not over (``token``, its hash, and ``now``), and whose it is; what `visitor_of` reads."""
VISITOR_COLUMNS = len(VISITOR.selected_columns)


def visitor(
    connection: Connection, ring: KeyRing, token_hash: bytes, now: datetime
) -> tuple[SessionRow, SealedPerson] | None:
    """A session that is not over and is somebody's, and whose: one statement, made once, for every request asks it."""
    row = connection.execute(VISITOR, {"token": token_hash, "now": now}).one_or_none()
    return visitor_of(ring, row) if row else None


def visitor_of(ring: KeyRing, row: AnyRow) -> tuple[SessionRow, SealedPerson]:
    """A session and whose it is, from a row that begins with what `VISITOR` selects."""
    length = len(fields(SessionRow))
    id_, kind, school, post, sealed_name, name_key = row[length:VISITOR_COLUMNS]

    def opened() -> Person:
        name = ring.read(name_key).open(sealed_name, place=name_place(id_)).decode()
        return Person(id_, kind, school, name, post)

    return SessionRow(*row[:length]), SealedPerson(id_, kind, school, post, opened)


def change_session(connection: Connection, token_hash: bytes, row: SessionRow) -> None:
    """What a session carries, its language and its ends, anew."""
    values = {name: getattr(row, name) for name in ("sealed", "language", "expires_at", "ends_at")}
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(values))


def prolong_session(connection: Connection, token_hash: bytes, expires_at: datetime) -> None:
    """A session that is in use goes on until then."""
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(expires_at=expires_at))


def take_over_session(connection: Connection, token_hash: bytes) -> UUID | None:
    """Forget a session that has run out; whose it was."""
    query = delete(sessions).where(sessions.c.token_hash == token_hash).returning(sessions.c.person)
    return connection.scalar(query)


def leave_provider_sessions(connection: Connection, column: str, marks: Iterable[bytes], until: datetime) -> int:
    """Let the sessions that the provider speaks of, by its name for person or session, be nobody's; how many.

    They stay until then: a provider that signs one person out for the next to sign in speaks of the session that holds
    the next one's sign-in under way.
    """
    nobody = {"person": None, "provider_subject": None, "provider_session": None, "expires_at": until, "ends_at": until}
    named = sessions.c[column].in_(list(marks))
    return connection.execute(update(sessions).where(named).values(nobody)).rowcount


def end_sessions_without_provider(connection: Connection, person: UUID) -> int:
    """Forget a person's sessions that no provider vouched for; how many."""
    these = and_(sessions.c.person == person, sessions.c.provider_subject.is_(None))
    return connection.execute(delete(sessions).where(these)).rowcount


def set_language(connection: Connection, token_hash: bytes, language: str) -> None:
    """Remember the language that this session reads in."""
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(language=language))


def end_session(connection: Connection, token_hash: bytes) -> bool:
    """Forget a session; whether there was one."""
    return connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash)).rowcount == 1


def end_expired_sessions(connection: Connection, now: datetime) -> int:
    """Forget the sessions that are over for good; how many there were.

    One that has only been idle stays until then, so that a new sign-in in the same browser knows whose it was.
    """
    return connection.execute(delete(sessions).where(sessions.c.ends_at <= now)).rowcount


def believe_once(connection: Connection, notice: bytes, now: datetime, until: datetime) -> bool:
    """Remember a sign-out notice of the provider's until then; False for one that is remembered already."""
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


def _details(row: AnyRow) -> DetailsRow:
    sealed = SealedDetails(row.sealed_name, row.sealed_birth_date, row.name_key, row.details_mark)
    return DetailsRow(row.id, row.identifier, row.identifier_key, sealed)


def _person(ring: KeyRing, row: AnyRow) -> Person:
    name = ring.read(row.name_key).open(row.sealed_name, place=name_place(row.id)).decode()
    return Person(row.id, row.kind, row.school, name, row.post)
