"""The SQL of schools, people, classes and enrolments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    and_,
    delete,
    func,
    or_,
    select,
)

from delivery_api.access.roles import Role
from delivery_api.identity.personal_details import SealedDetails, name_place
from delivery_api.identity.tables import (
    access_profiles,
    classes,
    enrolments,
    erasures,
    memberships,
    people,
    rectifications,
    schools,
    sessions,
)
from delivery_api.identity.values import Enrolment, LearnerRecord, Membership, Organisation, Person, SchoolClass
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.row_authenticator import (
    RowForged,
    is_surely_altered,
    require_genuine,
    signed,
    signed_from,
)
from delivery_api.row_authentication.store import change_rows, end_rows, seal_rows_anew, was_put_back
from delivery_api.storage.database import AnyRow


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
    row = signed(connection, schools, {"id": school, "name": name, "code": code, "kind": kind})
    connection.execute(schools.insert().values(row))


def set_code(connection: Connection, school: UUID, code: str) -> None:
    """Set the number of a school."""
    change_rows(connection, schools, schools.c.id == school, {"code": code})


def organisation(connection: Connection, id_: UUID) -> Organisation | None:
    """A school or another organisation by id."""
    row = connection.execute(select(schools).where(schools.c.id == id_)).one_or_none()
    if row:
        require_genuine(connection, schools, row._mapping)
    return _organisation(row) if row else None


def organisations(connection: Connection, kind: str = "school") -> tuple[Organisation, ...]:
    """All organisations of a kind, by name."""
    query = select(schools).where(schools.c.kind == kind)
    return tuple(map(_organisation, connection.execute(query.order_by(schools.c.name, schools.c.id))))


def staff_of(connection: Connection, ring: KeyRing, school: UUID) -> tuple[Person, ...]:
    """The teachers of a school, by name."""
    teaching = or_(people.c.post.is_(None), people.c.post == "teacher")
    mine = and_(people.c.school == school, people.c.kind == "staff", people.c.left_on.is_(None), teaching)
    found = [_person(connection, ring, row) for row in connection.execute(select(people).where(mine))]
    return tuple(sorted(found, key=lambda person: (person.name, person.id)))


def staff_ids(connection: Connection, school: UUID) -> frozenset[UUID]:
    """The ids of everybody who works at a school."""
    here = (people.c.school == school, people.c.kind == "staff", people.c.left_on.is_(None))
    return frozenset(connection.scalars(select(people.c.id).where(*here)))


def head_ids(connection: Connection, school: UUID) -> frozenset[UUID]:
    """The ids of a school's heads."""
    here = (people.c.school == school, people.c.post == "head", people.c.left_on.is_(None))
    return frozenset(connection.scalars(select(people.c.id).where(*here)))


def roles_of(connection: Connection, ids: Collection[UUID]) -> dict[UUID, Role]:
    """Id → role, for those who are still known."""
    query = select(people.c.id, people.c.kind, people.c.post).where(people.c.id.in_(ids))
    learner = {"learner": Role.LEARNER}
    return {row.id: learner.get(row.kind) or Role(row.post or Role.TEACHER) for row in connection.execute(query)}


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
    row = signed(connection, classes, {"id": class_id, "school": school, "name": name})
    connection.execute(classes.insert().values(row))


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
    connection.execute(people.insert().values(signed(connection, people, row)))


def add_membership(connection: Connection, membership: Membership) -> None:
    """Add a membership of a class."""
    row = {
        "class": membership.class_id,
        "person": membership.person,
        "role": membership.role,
        "joined_on": membership.joined_on,
        "year_group": membership.year_group,
    }
    connection.execute(memberships.insert().values(signed(connection, memberships, row)))


def add_enrolment(connection: Connection, enrolment: Enrolment) -> None:
    """Add an enrolment at a school."""
    connection.execute(enrolments.insert().values(signed(connection, enrolments, asdict(enrolment))))


def end_enrolments(connection: Connection, person: UUID, on: date) -> None:
    """End a person's enrolments on a day."""
    theirs = and_(enrolments.c.person == person, enrolments.c.left_on.is_(None))
    change_rows(connection, enrolments, theirs, {"left_on": on})


def end_memberships(connection: Connection, person: UUID, on: date, class_id: UUID | None = None) -> None:
    """End a person's membership of one class, or of all, on a day."""
    theirs = and_(memberships.c.person == person, memberships.c.left_on.is_(None))
    here = theirs if class_id is None else and_(theirs, memberships.c["class"] == class_id)
    change_rows(connection, memberships, here, {"left_on": on})


def mark_left(connection: Connection, person: UUID, on: date) -> None:
    """Mark a person as having left on a day, and end their sessions."""
    change_rows(connection, people, people.c.id == person, {"left_on": on})
    connection.execute(delete(sessions).where(sessions.c.person == person))


def person_by_identifier(connection: Connection, ring: KeyRing, hashes: Iterable[tuple[str, bytes]]) -> Person | None:
    """The person with one of these hashed identifiers (key id, HMAC) who has not left.

    Raises
    ------
    RowForged : this service has not written the row, or it is an earlier one of a member of staff
    """
    known = [and_(people.c.identifier_key == key, people.c.identifier == value) for key, value in hashes]
    query = select(people).where(or_(*known), people.c.left_on.is_(None)) if known else None
    row = connection.execute(query).one_or_none() if query is not None else None
    person = _person(connection, ring, row) if row else None
    if row and row.kind == "staff" and was_put_back(connection, people, row._mapping):
        raise RowForged(table=people.name)
    return person


def former_person_by_identifier(connection: Connection, hashes: Iterable[tuple[str, bytes]]) -> tuple[UUID, str] | None:
    """Id and kind of the person with one of these hashed identifiers who has left but is not yet deleted."""
    known = [and_(people.c.identifier_key == key, people.c.identifier == value) for key, value in hashes]
    query = select(people.c.id, people.c.kind).where(or_(*known), people.c.left_on.is_not(None))
    row = connection.execute(query).one_or_none() if known else None
    return (row.id, row.kind) if row else None


def reinstate(connection: Connection, person: UUID, school: UUID, post: str) -> None:
    """Reinstate a member of staff who had left."""
    change_rows(connection, people, people.c.id == person, {"left_on": None, "school": school, "post": post})


def set_identifier(connection: Connection, person: UUID, hashed: tuple[str, bytes]) -> None:
    """Store a person's identifier under the newest key; nothing is written if it is stored so already."""
    key_id, value = hashed
    outdated = or_(people.c.identifier_key != key_id, people.c.identifier != value)
    changed = {"identifier_key": key_id, "identifier": value, "details_mark": None}
    change_rows(connection, people, and_(people.c.id == person, outdated), changed)


def details_row(connection: Connection, person: UUID) -> DetailsRow | None:
    """A person's identifier and details as stored, whoever wrote them."""
    row = connection.execute(select(people).where(people.c.id == person)).one_or_none()
    return read_details_row(row) if row else None


def details_rows(connection: Connection, ids: Collection[UUID]) -> tuple[DetailsRow, ...]:
    """The identifiers and details of people, for somebody who reads them.

    Raises
    ------
    RowForged : this service has not written one of them as it stands
    """
    rows = connection.execute(select(people).where(people.c.id.in_(ids))).all()
    for row in rows:
        require_genuine(connection, people, row._mapping)
    return tuple(map(read_details_row, rows))


def altered_people(connection: Connection, ids: Collection[UUID]) -> frozenset[UUID]:
    """Which of some people have a row that was surely altered."""
    rows = connection.execute(select(people).where(people.c.id.in_(ids))).mappings().all() if ids else ()
    return frozenset(row["id"] for row in rows if is_surely_altered(connection, people, row))


def details_under(connection: Connection, name_keys: Collection[str], most: int) -> tuple[DetailsRow, ...]:
    """At most `most` people whose details are sealed under some keys; nobody else changes them meanwhile."""
    query = select(people).where(people.c.name_key.in_(name_keys)).order_by(people.c.id).limit(most)
    return tuple(map(read_details_row, connection.execute(query.with_for_update(key_share=True))))


def set_details(connection: Connection, person: UUID, sealed: SealedDetails) -> None:
    """Replace a person's sealed details."""
    set_many_details(connection, [(person, sealed)])


def set_many_details(connection: Connection, sealed: Sequence[tuple[UUID, SealedDetails]]) -> None:
    """Replace many people's sealed details, also in a row that this service has not written, which stays forged."""
    seal_rows_anew(connection, people, {(person,): asdict(each) for person, each in sealed})


def set_year_group(connection: Connection, person: UUID, year_group: int, on: date) -> None:
    """Set a learner's year group from a day on, in all open enrolments and memberships; closed rows keep theirs."""
    for table in (enrolments, memberships):
        open_ = and_(table.c.person == person, table.c.left_on.is_(None), table.c.year_group.is_not(None))
        change_rows(connection, table, and_(open_, table.c.joined_on >= on), {"year_group": year_group})
        earlier = and_(open_, table.c.joined_on < on)
        rows = [dict(each) for each in connection.execute(select(table).where(earlier)).mappings()]
        reopened = signed_from(
            connection, table, [({**row, "joined_on": on, "year_group": year_group}, row) for row in rows]
        )
        for row, new in zip(rows, reopened, strict=True):
            change_rows(connection, table, and_(earlier, _same_key(table, row)), {"left_on": on})
            connection.execute(table.insert().values(new))


def lock_person(connection: Connection, person: UUID) -> None:
    """Let no other transaction that locks the person go on before this one ends; what refers to them is not locked."""
    connection.execute(select(people.c.id).where(people.c.id == person).with_for_update(key_share=True))


def lock_people(connection: Connection, persons: Iterable[UUID]) -> None:
    """Let no other transaction that locks one of these go on before this one ends; always in the same order."""
    these = select(people.c.id).where(people.c.id.in_(list(persons))).order_by(people.c.id)
    connection.execute(these.with_for_update(key_share=True))


def remove_person(connection: Connection, person: UUID) -> None:
    """Delete a person and all rows of this room that refer to them."""
    for table in (memberships, enrolments, rectifications, access_profiles, sessions):
        end_rows(connection, table, table.c.person == person)
    end_rows(connection, people, people.c.id == person)


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
    return {row.id: _person(connection, ring, row) for row in rows}


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
    return tuple(each for each in _classes(connection, classes.c.id.in_(mine), today) if teacher in each.teachers)


def classes_at(connection: Connection, school: UUID, today: date) -> tuple[SchoolClass, ...]:
    """A school's classes that have members today, by name."""
    found = _classes(connection, classes.c.school == school, today)
    return tuple(each for each in found if each.learners or each.teachers)


def classes_of(connection: Connection, learner: UUID, today: date) -> dict[UUID, int]:
    """The classes of a learner today → the learner's year group in each."""
    theirs = and_(memberships.c.person == learner, memberships.c.role == "learner", _on(today))
    return {row["class"]: row["year_group"] for row in _genuine_rows(connection, memberships, theirs)}


def in_other_classes(
    connection: Connection, learners: Collection[UUID], class_id: UUID, today: date
) -> frozenset[UUID]:
    """Those of some learners who are in another class today."""
    theirs = and_(memberships.c.person.in_(list(learners)), memberships.c.role == "learner", _on(today))
    elsewhere = and_(theirs, memberships.c["class"] != class_id)
    return frozenset(row["person"] for row in _genuine_rows(connection, memberships, elsewhere))


def learner_today(connection: Connection, ring: KeyRing, learner: UUID, today: date) -> LearnerRecord | None:
    """A learner with their teachers and schools of today; None if there is no such learner."""
    person = persons(connection, ring, [learner]).get(learner)
    if person is None or person.kind != "learner":
        return None
    theirs = list(classes_of(connection, learner, today))
    taught = and_(memberships.c["class"].in_(theirs), memberships.c.role == "teacher", _on(today))
    here = and_(enrolments.c.joined_on <= today, or_(enrolments.c.left_on.is_(None), enrolments.c.left_on > today))
    # a late arrival is in a class but has no enrolment yet
    places = (
        *_genuine_rows(connection, enrolments, and_(enrolments.c.person == learner, here)),
        *_genuine_rows(connection, classes, classes.c.id.in_(theirs)),
    )
    teachers = frozenset(row["person"] for row in _places(connection, taught))
    return LearnerRecord(person, teachers, frozenset(row["school"] for row in places))


def _on(today: date) -> ColumnElement[bool]:
    return and_(memberships.c.joined_on <= today, or_(memberships.c.left_on.is_(None), memberships.c.left_on > today))


def _classes(connection: Connection, which: ColumnElement[bool], today: date) -> tuple[SchoolClass, ...]:
    query = select(classes, schools.c.name.label("school_name")).join(schools, schools.c.id == classes.c.school)
    found = [row._mapping for row in connection.execute(query.where(which).order_by(classes.c.name, classes.c.id))]
    for row in found:
        require_genuine(connection, classes, row)
    members: dict[UUID, list[RowMapping]] = {row["id"]: [] for row in found}
    inside = and_(memberships.c["class"].in_(select(classes.c.id).where(which)), _on(today))
    for member in _places(connection, inside):
        members.setdefault(member["class"], []).append(member)
    return tuple(_class(row, members[row["id"]]) for row in found)


def _class(row: RowMapping, members: Sequence[RowMapping]) -> SchoolClass:
    teachers = frozenset(each["person"] for each in members if each["role"] == "teacher")
    learners = {each["person"]: each["year_group"] for each in members if each["role"] == "learner"}
    return SchoolClass(row["id"], row["name"], row["school_name"], teachers, learners, frozenset({row["school"]}))


def _places(connection: Connection, which: ColumnElement[bool]) -> Iterator[RowMapping]:
    """The memberships that meet a condition, without a teacher's earlier ones, put back, which open nothing."""
    for row in _genuine_rows(connection, memberships, which):
        if row["role"] != "teacher" or not was_put_back(connection, memberships, row):
            yield row


def _genuine_rows(connection: Connection, table: Table, which: ColumnElement[bool]) -> Sequence[RowMapping]:
    """The rows that meet a condition; refused if this service has not written one of them."""
    rows = connection.execute(select(table).where(which)).mappings().all()
    for row in rows:
        require_genuine(connection, table, row)
    return rows


def _same_key(table: Table, row: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(*(column == row[column.name] for column in table.primary_key.columns))


def _organisation(row: AnyRow) -> Organisation:
    return Organisation(row.id, row.name, row.kind, row.code)


def read_details_row(row: AnyRow) -> DetailsRow:
    """Read identifier and details from a row of people."""
    sealed = SealedDetails(row.sealed_name, row.sealed_birth_date, row.name_key, row.details_mark)
    return DetailsRow(row.id, row.identifier, row.identifier_key, sealed)


def _person(connection: Connection, ring: KeyRing, row: AnyRow) -> Person:
    require_genuine(connection, people, row._mapping)
    name = ring.read(row.name_key).open(row.sealed_name, place=name_place(row.id)).decode()
    return Person(row.id, row.kind, row.school, name, row.post)
