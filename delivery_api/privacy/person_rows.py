"""Every row of a person, found by the declarations of the tables; and what becomes of each when the person goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    MetaData,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    false,
    or_,
    select,
    update,
)

from delivery_api.row_authentication.row_mac import AUTHENTICATED
from delivery_api.row_authentication.store import blank_rows, end_rows
from delivery_api.storage.data_declaration import (
    DataDeclaration,
    PersonColumns,
    ThroughSitting,
    WithAuditYear,
    WithPerson,
)
from delivery_api.storage.database import metadata

PEOPLE, SITTINGS = "people", "sittings"


class Fate(StrEnum):
    """What becomes of a person's rows in a table when the person's record goes."""

    DELETED = "deleted"
    ANONYMISED = "anonymised"
    KEPT = "kept"


@dataclass(frozen=True)
class PersonRows:
    """The rows of a person in one table, as stored.

    Parameters
    ----------
    table : its name
    subject : the rows that are about the person, by column
    actor : the rows of what the person did, by column, which may be about others
    """

    table: str
    subject: tuple[Mapping[str, Any], ...]
    actor: tuple[Mapping[str, Any], ...] = ()


def rows_of(connection: Connection, person: UUID, tables: MetaData = metadata) -> tuple[PersonRows, ...]:
    """Return every row of a person, by table; tables without one are left out.

    Rows of trials are under a pseudonym, and no id leads there.
    """
    found = (_rows_in(connection, table, person) for _, table in sorted(tables.tables.items()))
    return tuple(each for each in found if each.subject or each.actor)


def people_in(connection: Connection, table: Table, programme: str | None = None) -> frozenset[UUID]:
    """Return the people whom rows of a table are about.

    Parameters
    ----------
    programme : only rows of this programme; a table that has no such column then has none
    """
    if programme is not None and "programme" not in table.c:
        return frozenset()
    within = [] if programme is None else [table.c.programme == programme]
    if isinstance(_declaration(table).person, ThroughSitting):
        sittings = table.metadata.tables[SITTINGS]
        same = and_(sittings.c.programme == table.c.programme, sittings.c.id == table.c.sitting)
        queries = [select(sittings.c.learner).where(exists().where(same, *within))]
    else:
        queries = [select(column).where(*within) for column in _subject_columns(table)]
    found = (connection.scalars(query.distinct()) for query in queries)
    return frozenset(id_ for each in found for id_ in each if id_ is not None)


def concerning(table: Table, person: UUID) -> ColumnElement[bool]:
    """Return which rows of a table are about a person or were made by them; none where no id leads to anybody."""
    match _declaration(table).person:
        case PersonColumns(subjects, actors):
            return or_(false(), *(table.c[name] == person for name in (*subjects, *actors)))
        case ThroughSitting():
            return _of_sitting(table, person)
        case _:
            return false()


def fate_of(table: Table) -> Fate | None:
    """Return what becomes of a person's rows in a table; None if it has none by id.

    Rows that go with the person are deleted. Rows that go at another time get a random id in the person's place.
    Rows of the audit stay as they are, under an id that leads nowhere.
    """
    declared = _declaration(table)
    if not isinstance(declared.person, PersonColumns) or not declared.person.subjects:
        return None
    if table.name == PEOPLE or any(isinstance(rule, WithPerson) for rule in declared.rules):
        return Fate.DELETED
    return Fate.KEPT if any(isinstance(rule, WithAuditYear) for rule in declared.rules) else Fate.ANONYMISED


def forget(connection: Connection, people: Sequence[UUID], tables: MetaData = metadata) -> Counter[str]:
    """Delete or anonymise all rows about some people. Returns the number of rows by table.

    Each table gets another random id for each person, so that no two tables can be joined by it, and nothing is stored
    that leads back.
    """
    changed = anonymise(connection, people, tables)
    for table in reversed(tables.sorted_tables):  # rows that refer to others first
        if fate_of(table) is Fate.DELETED:
            theirs = or_(*(column.in_(people) for column in _subject_columns(table)))
            is_signed = AUTHENTICATED in table.info
            gone = end_rows(connection, table, theirs) if is_signed else _delete(connection, table, theirs)
            changed[table.name] = gone
    return +changed


def _delete(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(where)).rowcount


def anonymise(connection: Connection, people: Sequence[UUID], tables: MetaData = metadata) -> Counter[str]:
    """Give the rows about some people that outlive their records a random id. Returns the number of rows by table."""
    those = [table for table in tables.sorted_tables if fate_of(table) is Fate.ANONYMISED]
    return Counter({table.name: _anonymise(connection, table, people) for table in those})


def _anonymise(connection: Connection, table: Table, people: Sequence[UUID]) -> int:
    columns, new = _subject_columns(table), [{"was": person, "random": uuid4()} for person in people]
    count = _count(connection, table, or_(*(column.in_(people) for column in columns)))
    for column in columns if count else ():
        if AUTHENTICATED in table.info:
            for each in new:
                blank_rows(connection, table, column == each["was"], {column.name: each["random"]})
        else:
            statement = update(table).where(column == bindparam("was")).values({column: bindparam("random")})
            connection.execute(statement, new)
    return count


def _rows_in(connection: Connection, table: Table, person: UUID) -> PersonRows:
    match _declaration(table).person:
        case PersonColumns(subjects, actors):
            about = _select(connection, table, [table.c[name] == person for name in subjects])
            return PersonRows(
                table.name, about, _select(connection, table, [table.c[name] == person for name in actors])
            )
        case ThroughSitting():
            return PersonRows(table.name, _select(connection, table, [_of_sitting(table, person)]))
        case _:
            return PersonRows(table.name, ())


def _of_sitting(table: Table, person: UUID) -> ColumnElement[bool]:
    sittings = table.metadata.tables[SITTINGS]
    same = (sittings.c.programme == table.c.programme, sittings.c.id == table.c.sitting)
    return exists().where(*same, sittings.c.learner == person)


def _select(
    connection: Connection, table: Table, conditions: Sequence[ColumnElement[bool]]
) -> tuple[Mapping[str, Any], ...]:
    if not conditions:
        return ()
    query = select(table).where(or_(*conditions)).order_by(*table.primary_key.columns)
    return tuple(dict(row._mapping) for row in connection.execute(query))


def _count(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return len(connection.execute(select(*table.primary_key.columns).where(condition)).all())


def _subject_columns(table: Table) -> list[ColumnElement[UUID]]:
    locator = _declaration(table).person
    return [table.c[name] for name in locator.subjects] if isinstance(locator, PersonColumns) else []


def _declaration(table: Table) -> DataDeclaration:
    declared: DataDeclaration = table.info["declaration"]
    return declared


def located_tables(tables: MetaData = metadata) -> Iterator[Table]:
    """The tables that have rows of persons, found by id."""
    for table in tables.sorted_tables:
        if isinstance(_declaration(table).person, PersonColumns | ThroughSitting):
            yield table
