"""The SQL of roster imports: the stored rows of their schools, and bulk writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    select,
    text,
    tuple_,
    update,
)

from delivery_api.identity.personal_details import SealedDetails
from delivery_api.identity.roster_import.roster_difference import CurrentRoster, OpenEnrolment, OpenMembership
from delivery_api.identity.tables import (
    classes,
    enrolments,
    erasures,
    memberships,
    people,
    rectifications,
    schools,
    sessions,
)
from delivery_api.row_authentication.row_authenticator import is_genuine, signed_from, signed_rows
from delivery_api.row_authentication.store import change_each, change_rows, end_rows, genuine_rows
from delivery_api.storage.database import is_sqlite

CHUNK = 1_000
"""The largest number of values in an IN list."""


class StoredPerson(NamedTuple):
    """A person as stored, with sealed details left out."""

    id: UUID
    kind: str
    school: UUID
    identifier: bytes
    identifier_key: str
    details_mark: bytes | None
    left_on: date | None
    post: str | None


class NewPerson(NamedTuple):
    """A person to be added."""

    id: UUID
    kind: str
    school: UUID
    identifier: bytes
    identifier_key: str
    sealed: SealedDetails
    post: str | None


def lock_roster(connection: Connection) -> None:
    """Lock out other imports until this transaction ends; SQLite has one writer anyway."""
    if not is_sqlite(connection):
        connection.execute(text("LOCK TABLE enrolments IN SHARE ROW EXCLUSIVE MODE"))


def school_ids(connection: Connection) -> dict[str, UUID]:
    """School number → id; schools without a number are not in feeds."""
    rows = connection.execute(select(schools.c.code, schools.c.id).where(schools.c.code.is_not(None)))
    return {row.code: row.id for row in rows}


def school_names(connection: Connection) -> dict[UUID, str]:
    """School id → name."""
    return {row.id: row.name for row in connection.execute(select(schools.c.id, schools.c.name))}


def class_ids(connection: Connection, school_ids: Collection[UUID]) -> dict[tuple[UUID, str], UUID]:
    """The classes of some schools: (school, name) → id; one id if several classes share a name."""
    query = select(classes.c.school, classes.c.name, classes.c.id).where(classes.c.school.in_(school_ids))
    return {(school, name): id_ for school, name, id_ in connection.execute(query.order_by(classes.c.id.desc()))}


def learners_by_identifier(connection: Connection, school_ids: Collection[UUID]) -> dict[bytes, StoredPerson]:
    """The learners of some schools: hashed identifier → person."""
    return _held(connection, people.c.id.in_(_learners_of(school_ids)))


def staff_by_identifier(connection: Connection, school_ids: Collection[UUID]) -> dict[bytes, StoredPerson]:
    """The current staff of some schools: hashed identifier → person."""
    return _held(
        connection, and_(people.c.kind == "staff", people.c.school.in_(school_ids), people.c.left_on.is_(None))
    )


def people_by_identifier(connection: Connection, forms: Sequence[bytes]) -> dict[bytes, StoredPerson]:
    """The people with these hashed identifiers, including those who have left."""
    found: dict[bytes, StoredPerson] = {}
    for chunk in _chunks(forms):
        found |= _held(connection, people.c.identifier.in_(chunk))
    return found


def erased_identifiers(connection: Connection, forms: Sequence[bytes]) -> set[bytes]:
    """Those of the hashed identifiers that belong to erased people."""
    if not connection.scalar(select(func.count()).select_from(erasures)):
        return set()
    query = select(erasures)
    return {
        row["identifier"]
        for chunk in _chunks(forms)
        for row in genuine_rows(connection, erasures, query.where(erasures.c.identifier.in_(chunk)))
    }


def current_roster(
    connection: Connection, school_ids: Collection[UUID], others: Sequence[UUID], staff: Sequence[UUID]
) -> CurrentRoster:
    """The open rows of the learners of some schools, of `others` and of `staff`."""
    ours, open_ = _learners_of(school_ids), enrolments.c.left_on.is_(None)
    rows: list[Any] = [*connection.execute(_enrolments().where(open_, enrolments.c.person.in_(ours))).all()]
    places: list[Any] = [*connection.execute(_memberships().where(memberships.c.person.in_(ours))).all()]
    for chunk in _chunks(others):
        rows += connection.execute(_enrolments().where(open_, enrolments.c.person.in_(chunk)))
    for chunk in _chunks([*others, *staff]):
        places += connection.execute(_memberships().where(memberships.c.person.in_(chunk)))
    return CurrentRoster(
        _by_person(OpenEnrolment(*row) for row in rows),
        _by_person(OpenMembership(*row) for row in places),
        rectified_years=frozenset(person for person, field in _rectified(connection) if field == "year_group"),
    )


def previous_stay_starts(connection: Connection, persons: Sequence[UUID]) -> dict[tuple[UUID, UUID], date]:
    """(person, school) → first day of the last stay that has ended.

    A row that was altered tells nothing: its day would stand in a new row, signed, and decide whose learner it is.
    """
    found: dict[tuple[UUID, UUID], date] = {}
    for chunk in _chunks(persons):
        over = select(enrolments).where(enrolments.c.person.in_(chunk), enrolments.c.left_on.is_not(None))
        for row in connection.execute(over).mappings():
            if is_genuine(connection, enrolments, row):
                stay, began = (row["person"], row["school"]), row["began_on"]
                found[stay] = max(found.get(stay, began), began)
    return found


def rectified_details(connection: Connection) -> dict[UUID, frozenset[str]]:
    """Person → the rectified fields among name and date of birth with which the feed does not agree yet."""
    found: dict[UUID, frozenset[str]] = {}
    for person, field in _rectified(connection):
        if field != "year_group":
            found[person] = found.get(person, frozenset()) | {field}
    return found


def add_schools(connection: Connection, new: Iterable[tuple[UUID, str, str]]) -> None:
    """Add schools: (id, number, name)."""
    rows = ((*each, "school") for each in new)
    insert_many(connection, schools, ("id", "code", "name", "kind"), rows)


def rename_schools(connection: Connection, names: Mapping[UUID, str]) -> None:
    """Set the names of schools."""
    values = [{"of": id_, "new": name} for id_, name in names.items()]
    if values:
        statement = update(schools).where(schools.c.id == bindparam("of")).values(name=bindparam("new"))
        connection.execute(statement, values)


def add_classes(connection: Connection, new: Iterable[tuple[UUID, UUID, str]]) -> None:
    """Add classes: (id, school, name)."""
    insert_many(connection, classes, ("id", "school", "name"), new)


def add_people(connection: Connection, new: Iterable[NewPerson]) -> None:
    """Add people."""
    columns = (
        *("id", "kind", "school", "identifier", "identifier_key", "post"),
        *("sealed_name", "sealed_birth_date", "name_key", "details_mark"),
    )
    rows = (
        (*each[:5], each.post, sealed.sealed_name, sealed.sealed_birth_date, sealed.name_key, sealed.details_mark)
        for each in new
        for sealed in (each.sealed,)
    )
    insert_many(connection, people, columns, rows)


def add_enrolments(connection: Connection, new: Iterable[OpenEnrolment]) -> None:
    """Add enrolments."""
    insert_many(connection, enrolments, OpenEnrolment._fields, new)


def add_memberships(connection: Connection, new: Iterable[OpenMembership]) -> None:
    """Add memberships."""
    columns = ("class", "person", "joined_on", "role", "year_group")
    rows = ((each.class_id, each.person, each.joined_on, each.role, each.year_group) for each in new)
    insert_many(connection, memberships, columns, rows)


def end_enrolments(connection: Connection, ended: Sequence[OpenEnrolment], on: date) -> None:
    """Close enrolments; those that began on the same day are deleted."""
    _end(connection, enrolments, "school", [(row.person, row.school, row.joined_on) for row in ended], on)


def end_memberships(connection: Connection, ended: Sequence[OpenMembership], on: date) -> None:
    """Close memberships, likewise."""
    _end(connection, memberships, "class", [(row.person, row.class_id, row.joined_on) for row in ended], on)


def delete_same_day_rows(connection: Connection, today: date) -> None:
    """Delete rows that began and ended today, so that the same place can begin again."""
    for table in (enrolments, memberships):
        end_rows(connection, table, and_(table.c.joined_on == today, table.c.left_on == today))


def set_identifiers(connection: Connection, new: Iterable[tuple[UUID, str, bytes, bytes | None]]) -> None:
    """Store identifiers under the newest key: (person, key id, HMAC, mark)."""
    changes = {
        (person,): {"identifier_key": key_id, "identifier": value, "details_mark": mark}
        for person, key_id, value, mark in new
    }
    _change_people(connection, changes)


def set_schools(connection: Connection, new: Iterable[tuple[UUID, UUID]]) -> None:
    """Set people's schools: (person, school)."""
    _change_people(connection, {(person,): {"school": school} for person, school in new})


def set_posts(connection: Connection, new: Iterable[tuple[UUID, str]]) -> None:
    """Set the posts of staff: (person, post)."""
    _change_people(connection, {(person,): {"post": post} for person, post in new})


def mark_left(connection: Connection, leaving: Sequence[UUID], on: date) -> None:
    """Mark people as having left on a day, and end their sessions."""
    for chunk in _chunks(leaving):
        change_rows(connection, people, people.c.id.in_(chunk), {"left_on": on})
        connection.execute(delete(sessions).where(sessions.c.person.in_(chunk)))


def mark_returned(connection: Connection, returning: Sequence[UUID]) -> None:
    """Mark people as current again."""
    for chunk in _chunks(returning):
        change_rows(connection, people, people.c.id.in_(chunk), {"left_on": None})


def refresh_planner_statistics(connection: Connection) -> None:
    """Refresh PostgreSQL's planner statistics now, which autovacuum would do later."""
    if not is_sqlite(connection):
        connection.execute(text("ANALYZE schools, classes, people, enrolments, memberships"))


def insert_many(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert many signed rows: by COPY on PostgreSQL, by one prepared statement on SQLite."""
    complete = signed_rows(connection, table, [dict(zip(columns, row, strict=True)) for row in rows])
    _insert_complete(connection, table, columns, complete)


def _insert_complete(
    connection: Connection, table: Table, columns: Sequence[str], complete: Sequence[Mapping[str, Any]]
) -> None:
    names = (*columns, "mac")
    if is_sqlite(connection):
        if complete:
            connection.execute(table.insert(), [{name: row[name] for name in names} for row in complete])
        return
    quoted = ", ".join(f'"{column}"' for column in names)
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:  # a psycopg feature
        for row in complete:
            copy.write_row([row[name] for name in names])


def _change_people(connection: Connection, changes: Mapping[tuple[UUID], Mapping[str, Any]]) -> None:
    for chunk in _chunks(list(changes)):
        some = people.c.id.in_([person for (person,) in chunk])
        change_each(connection, people, some, {key: changes[key] for key in chunk})


def _end(connection: Connection, table: Table, place: str, ended: Sequence[tuple[UUID, UUID, date]], on: date) -> None:
    this = tuple_(table.c.person, table.c[place], table.c.joined_on)
    for chunk in _chunks([row for row in ended if row[2] >= on]):
        end_rows(connection, table, this.in_(chunk))
    order = [column.name for column in table.primary_key.columns]
    for chunk in _chunks([row for row in ended if row[2] < on]):
        keys = [dict(zip(("person", place, "joined_on"), row, strict=True)) for row in chunk]
        changes = {tuple(key[name] for name in order): {"left_on": on} for key in keys}
        change_each(connection, table, table.c.person.in_([row[0] for row in chunk]), changes)


def _learners_of(school_ids: Collection[UUID]) -> Select[tuple[UUID]]:
    return select(enrolments.c.person).where(enrolments.c.left_on.is_(None), enrolments.c.school.in_(school_ids))


def _held(connection: Connection, which: ColumnElement[bool]) -> dict[bytes, StoredPerson]:
    columns = [people.c[name] for name in StoredPerson._fields]
    return {row.identifier: StoredPerson(*row) for row in connection.execute(select(*columns).where(which)).all()}


def _rectified(connection: Connection) -> Iterator[tuple[UUID, str]]:
    """The rectified fields with which the feed does not agree yet."""
    query = select(rectifications).where(rectifications.c.agreed_on.is_(None))
    for row in genuine_rows(connection, rectifications, query):
        yield row["person"], row["field"]


def _enrolments() -> Select[Any]:
    return select(*(enrolments.c[name] for name in OpenEnrolment._fields))


def _memberships() -> Select[Any]:
    c = memberships.c
    return (
        select(c["class"], c.person, classes.c.school, c.joined_on, c.role, c.year_group)
        .join(classes, classes.c.id == c["class"])
        .where(c.left_on.is_(None))
    )


def _by_person(rows: Iterable[Any]) -> dict[UUID, tuple[Any, ...]]:
    found: dict[UUID, tuple[Any, ...]] = {}
    for row in rows:
        found[row.person] = (*found.get(row.person, ()), row)
    return found


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def learners_by_year_before(connection: Connection, on: date) -> dict[int, int]:
    """Year group → number of open main enrolments that began before a day."""
    c = enrolments.c
    query = select(c.year_group, func.count()).where(c.left_on.is_(None), c.joined_on < on, c.main)
    rows = connection.execute(query.group_by(c.year_group).order_by(c.year_group)).all()
    return {year: count for year, count in rows}  # noqa: C416 - the type checker does not take a row for a pair


def memberships_before(connection: Connection, on: date) -> int:
    """The number of open memberships that began before a day."""
    c = memberships.c
    count = select(func.count()).select_from(memberships).where(c.left_on.is_(None), c.joined_on < on)
    return connection.scalar(count) or 0


def roll_over_rows(connection: Connection, on: date, last_year: int) -> None:
    """Close the rows that began before a day, and reopen each enrolment a year group higher; the last year leaves."""
    c = enrolments.c
    ended = change_rows(connection, enrolments, and_(c.left_on.is_(None), c.joined_on < on), {"left_on": on})
    columns = ("person", "school", "joined_on", "began_on", "year_group", "main")
    staying = [row for row in ended if row["year_group"] < last_year]
    higher = [{**row, "joined_on": on, "year_group": row["year_group"] + 1, "left_on": None} for row in staying]
    _insert_complete(
        connection, enrolments, columns, signed_from(connection, enrolments, [*zip(higher, staying, strict=True)])
    )
    places = and_(memberships.c.left_on.is_(None), memberships.c.joined_on < on)
    change_rows(connection, memberships, places, {"left_on": on})
    here = select(c.person).where(c.left_on.is_(None))
    out = select(c.person).where(c.left_on == on, c.year_group >= last_year)
    gone = and_(people.c.left_on.is_(None), people.c.id.in_(out), people.c.id.not_in(here))
    leaving = connection.scalars(select(people.c.id).where(gone)).all()
    mark_left(connection, leaving, on)
