"""The SQL of feeds: what is held of the schools they cover, and many rows written at once."""

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
    literal,
    select,
    text,
    update,
)

from delivery_api.identity.personal_details import SealedDetails
from delivery_api.identity.roster_import.roster_difference import Held, HeldEnrolment, HeldMembership
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
from delivery_api.storage.database import is_sqlite

CHUNK = 1_000
"""How many values one IN list holds."""


class HeldPerson(NamedTuple):
    """A person as stored, unopened."""

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


def alone(connection: Connection) -> None:
    """Let no other import write until this transaction ends; SQLite has one writer anyway."""
    if not is_sqlite(connection):
        connection.execute(text("LOCK TABLE enrolments IN SHARE ROW EXCLUSIVE MODE"))


def school_ids(connection: Connection) -> dict[str, UUID]:
    """Schools by number; those without one are not in feeds."""
    rows = connection.execute(select(schools.c.code, schools.c.id).where(schools.c.code.is_not(None)))
    return {row.code: row.id for row in rows}


def school_names(connection: Connection) -> dict[UUID, str]:
    """Schools' names by id."""
    return {row.id: row.name for row in connection.execute(select(schools.c.id, schools.c.name))}


def class_ids(connection: Connection, of: Collection[UUID]) -> dict[tuple[UUID, str], UUID]:
    """Classes of some schools by (school, name); of several of the same name one is taken."""
    query = select(classes.c.school, classes.c.name, classes.c.id).where(classes.c.school.in_(of))
    return {(school, name): id_ for school, name, id_ in connection.execute(query.order_by(classes.c.id.desc()))}


def held_learners(connection: Connection, of: Collection[UUID]) -> dict[bytes, HeldPerson]:
    """The learners of some schools by hashed identifier."""
    return _held(connection, people.c.id.in_(_learners_of(of)))


def held_staff(connection: Connection, of: Collection[UUID]) -> dict[bytes, HeldPerson]:
    """The staff of some schools who have not left, by hashed identifier."""
    return _held(connection, and_(people.c.kind == "staff", people.c.school.in_(of), people.c.left_on.is_(None)))


def held_by_forms(connection: Connection, forms: Sequence[bytes]) -> dict[bytes, HeldPerson]:
    """Whoever bears one of these hashed identifiers, left or not."""
    found: dict[bytes, HeldPerson] = {}
    for chunk in _chunks(forms):
        found |= _held(connection, people.c.identifier.in_(chunk))
    return found


def erased_forms(connection: Connection, forms: Sequence[bytes]) -> set[bytes]:
    """Which of these hashed identifiers are those of people who were erased."""
    if not connection.scalar(select(func.count()).select_from(erasures)):
        return set()
    query = select(erasures.c.identifier)
    return {
        each for chunk in _chunks(forms) for each in connection.scalars(query.where(erasures.c.identifier.in_(chunk)))
    }


def held(connection: Connection, of: Collection[UUID], others: Sequence[UUID], staff: Sequence[UUID]) -> Held:
    """What is open of the learners of some schools, of `others`, and of `staff`."""
    ours, open_ = _learners_of(of), enrolments.c.left_on.is_(None)
    rows: list[Any] = [*connection.execute(_enrolments().where(open_, enrolments.c.person.in_(ours))).all()]
    places: list[Any] = [*connection.execute(_memberships().where(memberships.c.person.in_(ours))).all()]
    for chunk in _chunks(others):
        rows += connection.execute(_enrolments().where(open_, enrolments.c.person.in_(chunk)))
    for chunk in _chunks([*others, *staff]):
        places += connection.execute(_memberships().where(memberships.c.person.in_(chunk)))
    years = select(rectifications.c.person).where(rectifications.c.field == "year_group")
    return Held(
        _by_person(HeldEnrolment(*row) for row in rows),
        _by_person(HeldMembership(*row) for row in places),
        years=frozenset(connection.scalars(years)),
    )


def stays_of(connection: Connection, persons: Sequence[UUID]) -> dict[tuple[UUID, UUID], date]:
    """The first day of the last stay that is over, by (person, school)."""
    found: dict[tuple[UUID, UUID], date] = {}
    for chunk in _chunks(persons):
        c = enrolments.c
        over = select(c.person, c.school, func.max(c.began_on)).where(c.person.in_(chunk), c.left_on.is_not(None))
        rows = connection.execute(over.group_by(c.person, c.school))
        found |= {(person, school): began for person, school, began in rows}
    return found


def rectified_details(connection: Connection) -> dict[UUID, frozenset[str]]:
    """Which of name and date of birth were put right, by person."""
    rows = connection.execute(select(rectifications.c.person, rectifications.c.field))
    found: dict[UUID, frozenset[str]] = {}
    for person, field in rows:
        if field != "year_group":
            found[person] = found.get(person, frozenset()) | {field}
    return found


def add_schools(connection: Connection, new: Iterable[tuple[UUID, str, str]]) -> None:
    """New schools: (id, number, name)."""
    insert_many(connection, schools, ("id", "code", "name"), new)


def rename_schools(connection: Connection, names: Mapping[UUID, str]) -> None:
    """Schools whose name has changed."""
    _update(
        connection, schools, schools.c.id == bindparam("of"), ("name",), [(id_, name) for id_, name in names.items()]
    )


def add_classes(connection: Connection, new: Iterable[tuple[UUID, UUID, str]]) -> None:
    """New classes: (id, school, name)."""
    insert_many(connection, classes, ("id", "school", "name"), new)


def add_people(connection: Connection, new: Iterable[NewPerson]) -> None:
    """New people."""
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


def add_enrolments(connection: Connection, new: Iterable[HeldEnrolment]) -> None:
    """New enrolments."""
    insert_many(connection, enrolments, HeldEnrolment._fields, new)


def add_memberships(connection: Connection, new: Iterable[HeldMembership]) -> None:
    """New memberships."""
    columns = ("class", "person", "joined_on", "role", "year_group")
    rows = ((each.class_id, each.person, each.joined_on, each.role, each.year_group) for each in new)
    insert_many(connection, memberships, columns, rows)


def end_enrolments(connection: Connection, ended: Sequence[HeldEnrolment], on: date) -> None:
    """Close enrolments; what began on the same day goes, as if it had not been."""
    _end(connection, enrolments, "school", [(row.person, row.school, row.joined_on) for row in ended], on)


def end_memberships(connection: Connection, ended: Sequence[HeldMembership], on: date) -> None:
    """Close memberships, likewise."""
    _end(connection, memberships, "class", [(row.person, row.class_id, row.joined_on) for row in ended], on)


def forget_what_lasted_no_day(connection: Connection, today: date) -> None:
    """Remove rows that began and ended today, so that the same place can begin again."""
    for table in (enrolments, memberships):
        connection.execute(delete(table).where(table.c.joined_on == today, table.c.left_on == today))


def set_identifiers(connection: Connection, new: Iterable[tuple[UUID, str, bytes, bytes | None]]) -> None:
    """Store identifiers under the newest key: (person, key id, HMAC, mark)."""
    columns = ("identifier_key", "identifier", "details_mark")
    _update(connection, people, people.c.id == bindparam("of"), columns, list(new))


def set_schools(connection: Connection, new: Iterable[tuple[UUID, UUID]]) -> None:
    """The school that people belong to now: (person, school)."""
    _update(connection, people, people.c.id == bindparam("of"), ("school",), list(new))


def set_posts(connection: Connection, new: Iterable[tuple[UUID, str]]) -> None:
    """What staff are now: (person, post)."""
    _update(connection, people, people.c.id == bindparam("of"), ("post",), list(new))


def mark_left(connection: Connection, leaving: Sequence[UUID], on: date) -> None:
    """People who are on no roster any more: inactive since a day, and signed out."""
    for chunk in _chunks(leaving):
        connection.execute(update(people).where(people.c.id.in_(chunk)).values(left_on=on))
        connection.execute(delete(sessions).where(sessions.c.person.in_(chunk)))


def mark_returned(connection: Connection, returning: Sequence[UUID]) -> None:
    """People who are on a roster again: active, whatever they were."""
    for chunk in _chunks(returning):
        connection.execute(update(people).where(people.c.id.in_(chunk)).values(left_on=None))


def forget_rectifications(connection: Connection, agreed: Iterable[tuple[UUID, str]]) -> None:
    """Values that a feed agrees with need no protection any more."""
    for person, field in agreed:
        this = and_(rectifications.c.person == person, rectifications.c.field == field)
        connection.execute(delete(rectifications).where(this))


def count_anew(connection: Connection) -> None:
    """Tell PostgreSQL's planner how much there is now, as its own daemon would in a while."""
    if not is_sqlite(connection):
        connection.execute(text("ANALYZE schools, classes, people, enrolments, memberships"))


def insert_many(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add many rows: by COPY on PostgreSQL, by one prepared statement on SQLite."""
    if is_sqlite(connection):
        values = [dict(zip(columns, row, strict=True)) for row in rows]
        if values:
            connection.execute(table.insert(), values)
        return
    quoted = ", ".join(f'"{column}"' for column in columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:  # psycopg's
        for row in rows:
            copy.write_row(row)


def _update(
    connection: Connection, table: Table, where: ColumnElement[bool], columns: Sequence[str], rows: Sequence[Any]
) -> None:
    if rows:
        values: dict[str, Any] = {column: bindparam(f"new_{column}") for column in columns}
        names = ("of", *(f"new_{column}" for column in columns))
        connection.execute(update(table).where(where).values(values), [dict(zip(names, r, strict=True)) for r in rows])


def _end(connection: Connection, table: Table, place: str, ended: Sequence[tuple[UUID, UUID, date]], on: date) -> None:
    this = and_(
        table.c.person == bindparam("of"), table.c[place] == bindparam("at"), table.c.joined_on == bindparam("since")
    )
    names = ("of", "at", "since")
    before = [dict(zip(names, row, strict=True)) for row in ended if row[2] < on]
    same_day = [dict(zip(names, row, strict=True)) for row in ended if row[2] >= on]
    if before:
        connection.execute(update(table).where(this).values(left_on=on), before)
    if same_day:
        connection.execute(delete(table).where(this), same_day)


def _learners_of(of: Collection[UUID]) -> Select[tuple[UUID]]:
    return select(enrolments.c.person).where(enrolments.c.left_on.is_(None), enrolments.c.school.in_(of))


def _held(connection: Connection, which: ColumnElement[bool]) -> dict[bytes, HeldPerson]:
    columns = [people.c[name] for name in HeldPerson._fields]
    return {row.identifier: HeldPerson(*row) for row in connection.execute(select(*columns).where(which)).all()}


def _enrolments() -> Select[Any]:
    return select(*(enrolments.c[name] for name in HeldEnrolment._fields))


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


def learners_before(connection: Connection, on: date) -> dict[int, int]:
    """How many open main enrolments that began before a day there are in each year group."""
    c = enrolments.c
    query = select(c.year_group, func.count()).where(c.left_on.is_(None), c.joined_on < on, c.main)
    rows = connection.execute(query.group_by(c.year_group).order_by(c.year_group)).all()
    return {year: count for year, count in rows}  # noqa: C416 - a row is no pair to the type checker


def places_before(connection: Connection, on: date) -> int:
    """How many open places in classes began before a day."""
    c = memberships.c
    count = select(func.count()).select_from(memberships).where(c.left_on.is_(None), c.joined_on < on)
    return connection.scalar(count) or 0


def step_up(connection: Connection, on: date, last_year: int) -> None:
    """Close what began before a day, and open each enrolment again a year group higher; the last year leaves."""
    c = enrolments.c
    before = and_(c.left_on.is_(None), c.joined_on < on)
    columns = ("person", "school", "joined_on", "began_on", "year_group", "main")
    higher = select(c.person, c.school, literal(on), c.began_on, c.year_group + 1, c.main)
    connection.execute(enrolments.insert().from_select(columns, higher.where(before, c.year_group < last_year)))
    connection.execute(update(enrolments).where(before).values(left_on=on))
    places = and_(memberships.c.left_on.is_(None), memberships.c.joined_on < on)
    connection.execute(update(memberships).where(places).values(left_on=on))
    here = select(c.person).where(c.left_on.is_(None))
    out = select(c.person).where(c.left_on == on, c.year_group >= last_year)
    gone = and_(people.c.left_on.is_(None), people.c.id.in_(out), people.c.id.not_in(here))
    leaving = connection.scalars(select(people.c.id).where(gone)).all()
    mark_left(connection, leaving, on)
