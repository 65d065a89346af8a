"""Plants a marker in a row of every table that has rows of persons, and looks for them: the SQL of the drill."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Connection, MetaData, Table, func, inspect, select, text

from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import school_year
from delivery_api.drill.marker_ends import Marker, Sealed, ends_of
from delivery_api.identity import enrolment
from delivery_api.identity.personal_details import name_place
from delivery_api.keys.key_ring import KeyRing
from delivery_api.lifecycle.schema import metadata
from delivery_api.row_authentication.row_authenticator import signed
from delivery_api.row_authentication.row_mac import AUTHENTICATED
from delivery_api.sittings.record.event_types import Started
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.values import Sitting, key_purpose
from delivery_api.storage.data_declaration import DataDeclaration, NoPersonalData

BY_ENROLMENT, BY_ERASURE, BY_TRIAL = ("people", "memberships", "enrolments"), ("erasures",), ("trial_invitations",)
"""Tables whose rows come with a step of the software."""

WRITTEN_BY_ROOMS = ("audit", "sittings", "sitting_events")
"""Tables whose rows have to be as their rooms write them: chained, partitioned or sealed."""

VALUES: Mapping[str, Mapping[str, Any]] = {
    "broken_glass": {"ground": "safeguarding"},
    "grants": {"right": "reports"},
    "item_moves": {"before": "draft", "after": "review", "item": "drill"},
    "bank_decisions": {"decision": "approved"},
    "access_profiles": {"given": "{}", "chosen": "{}"},
    "rectifications": {"field": "name"},
    "restrictions": {"ground": "objection"},
    "legal_holds": {"programme": None},
    "trial_schools": {"state": "invited"},
    "held_acts": {"act": "discard", "state": "asked"},
    "view_permissions": {"audience": "authority"},
    "breaches": {"kind": "seen by others", "risk": "risk", "purposes": "trial"},
}
"""Values that a table's checks ask for, by table and column."""


@dataclass(frozen=True)
class Planting:
    """Where and when markers are planted.

    Parameters
    ----------
    person : whom the rows are about
    actor : who did things
    ids : of school and class
    """

    ring: KeyRing
    person: UUID
    actor: UUID
    ids: Mapping[str, UUID]
    trial: str
    subject: str
    at: datetime
    live_years: int

    @property
    def day(self) -> date:
        """The day of planting."""
        return self.at.date()

    @property
    def year(self) -> str:
        """The school year of planting."""
        return school_year(self.day)


class NotPlanted(Exception):
    """A table with rows of persons got no marker; the message names it."""


def new_text() -> str:
    """Return a marker that stands nowhere else."""
    return f"drill{secrets.token_hex(7)}"


def enrol(connection: Connection, planting: Planting, name: str, *, year_group: int | None) -> UUID:
    """Enrol a person whose name is a marker."""
    return enrolment.enrol(
        connection,
        planting.ring,
        kind="learner" if year_group else "staff",
        school=planting.ids["school"],
        class_id=planting.ids["class"],
        identifier=new_text(),
        name=name,
        today=planting.day,
        year_group=year_group,
    ).id


def markers_of_person(connection: Connection, person: UUID, name: str, *, is_learner: bool) -> list[Marker]:
    """Return the markers in the rows that an enrolment wrote."""
    end = f"person:{person}"
    sealed = [found] if (found := sealed_name(connection, person)) else []
    return [
        Marker("people", {"id": person}, name, (end,), sealed),
        Marker("memberships", {"person": person}, "", (end,)),
        *([Marker("enrolments", {"person": person}, "", (end,))] if is_learner else []),
    ]


def plant(connection: Connection, planting: Planting) -> list[Marker]:
    """Plant a marker in every table of which the declaration says that its rows go.

    Raises
    ------
    NotPlanted : a table has none
    """
    markers = [*_sittings(connection, planting), _audit(connection, planting)]
    markers += [Marker("trial_invitations", {"programme": planting.trial}, "", (f"programme:{planting.trial}",))]
    year_sitting = next(
        each for each in markers if each.table == "sittings" and each.where["programme"] != planting.trial
    )
    ids = dict(planting.ids) | {"sitting": year_sitting.where["id"]}
    done = {*BY_ENROLMENT, *BY_ERASURE, *(each.table for each in markers)}
    for table in metadata.sorted_tables:
        if table.name not in done and not _is_kept(table):
            markers.append(_row(connection, table, replace(planting, ids=ids), markers))
            done.add(table.name)
    missing = sorted(table.name for table in metadata.sorted_tables if not _is_kept(table) and table.name not in done)
    if missing:
        raise NotPlanted(", ".join(missing))
    return markers


def _is_kept(table: Table) -> bool:
    return any(isinstance(rule, NoPersonalData) for rule in _declared(table).rules)


def _declared(table: Table) -> DataDeclaration:
    found: DataDeclaration = table.info["declaration"]
    return found


def _row(connection: Connection, table: Table, planting: Planting, planted: Iterable[Marker]) -> Marker:
    mark = new_text()
    parents = {each.table: each.where for each in planted}
    made = {column.name: _value(table, column, planting, mark) for column in table.columns}
    made |= _referred(table, parents) | _bank_version(connection, table)
    row = {name: value for name, value in made.items() if value is not None}
    if AUTHENTICATED in table.info:
        row = signed(connection, table, row)
    result = connection.execute(table.insert().values(row))
    key = dict(
        zip((column.name for column in table.primary_key.columns), result.inserted_primary_key or (), strict=True)
    )
    held = mark if any(value == mark for value in row.values()) else ""
    ends = ends_of(_declared(table), row, planted, planting.live_years)
    if planting.person in key.values():  # or the row stays under a random id
        ends = (*ends, f"person:{planting.person}")
    return Marker(table.name, key, held, ends)


def _referred(table: Table, parents: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the values of columns that refer to rows that were planted before."""
    there = [(key.parent.name, parents.get(key.column.table.name, {}), key.column.name) for key in table.foreign_keys]
    return {
        name: parent[target]
        for name, parent, target in there
        if target in parent and name not in ("person", "programme")
    }


def _value(table: Table, column: Column[Any], planting: Planting, mark: str) -> Any:  # noqa: ANN401 - a column's value
    given = VALUES.get(table.name, {})
    known = {
        "programme": planting.trial if table.name.startswith("trial_") else planting.year,
        "subject": planting.subject,
        "person": planting.person,
        "learner": planting.person,
        "actor": planting.actor,
        **planting.ids,
    }
    name, kind = column.name, column.type.python_type
    if name in given:
        return given[name]
    if name in known:
        return known[name]
    if kind is int and list(table.primary_key.columns) == [column]:
        return None  # the database numbers them
    if kind is int and column.primary_key and name == "number":
        return 1 + secrets.randbelow(1_000_000)  # one of its programme's, which has others
    if kind is str:
        return mark[: getattr(column.type, "length", None)] if not column.nullable else None
    if name in ("until", "expires_at", "ends_at"):
        return planting.at + timedelta(hours=8)
    made: dict[type, Callable[[], Any]] = {
        UUID: uuid4,
        bytes: lambda: secrets.token_bytes(32),
        int: lambda: 1,
        float: lambda: 1.0,
        bool: lambda: False,
    }
    if column.nullable and name != "until_on":
        return None
    return {object: planting.at, datetime: planting.at, date: planting.day}.get(kind) or made[kind]()


def _bank_version(connection: Connection, table: Table) -> dict[str, Any]:
    """Return the hash of a bank version that is there, for a table that names one."""
    versions = table.metadata.tables["bank_versions"]
    named = "bank_version" in table.columns
    return {"bank_version": connection.scalar(select(func.min(versions.c.hash)))} if named else {}


def _audit(connection: Connection, planting: Planting) -> Marker:
    mark = new_text()
    audit_log.record(
        connection, planting.at, "looked at feedback", actor=planting.actor, learner=planting.person, thing=mark
    )
    table = metadata.tables["audit"]
    return Marker(
        "audit", {"thing": mark}, mark, ends_of(_declared(table), {"at": planting.at}, (), planting.live_years)
    )


def _sittings(connection: Connection, planting: Planting) -> list[Marker]:
    person = planting.person
    trial = Sitting(planting.trial, uuid4(), None, secrets.token_hex(32), planting.subject, None)
    year = Sitting(planting.year, uuid4(), person, None, planting.subject, 4)
    practice = Sitting(planting.year, uuid4(), person, None, planting.subject, 4, practised_on=planting.day)
    return [marker for each in (trial, year, practice) for marker in _sitting(connection, planting, each)]


def _sitting(connection: Connection, planting: Planting, sitting: Sitting) -> list[Marker]:
    tables, mark = metadata.tables, new_text()
    names = ("programme", "id", "learner", "pseudonym", "subject", "year_group", "practised_on")
    row = {name: getattr(sitting, name) for name in names} | {"state": "completed"}
    connection.execute(tables["sittings"].insert().values(signed(connection, tables["sittings"], row)))
    key = planting.ring.current(connection, key_purpose(sitting.programme))
    if key is None:
        raise NotPlanted(sitting.programme)
    logbook.append(connection, key, sitting, 0, [Started(planting.at, "en", 4, device=mark)])
    ends = ends_of(_declared(tables["sittings"]), row, (), planting.live_years)
    events, where = tables["sitting_events"], {"programme": sitting.programme, "sitting": sitting.id}
    payload = connection.scalar(select(events.c.payload).where(events.c.sitting == sitting.id))
    found = Marker("sittings", {"programme": sitting.programme, "id": sitting.id}, "", ends)
    sealed = Sealed(payload or b"", f"{sitting.id}/0")
    return [found, Marker("sitting_events", where, mark, ends, [sealed])]


def sealed_name(connection: Connection, person: UUID) -> Sealed | None:
    """Return a person's sealed name as it stands now."""
    people = metadata.tables["people"]
    value = connection.scalar(select(people.c.sealed_name).where(people.c.id == person))
    return Sealed(value, name_place(person)) if value else None


def left_on(connection: Connection, person: UUID) -> date | None:
    """Return the day on which a person left; None before."""
    people = metadata.tables["people"]
    return connection.scalar(select(people.c.left_on).where(people.c.id == person))


def tables_of_persons(tables: MetaData) -> list[str]:
    """Return the tables whose rows go; what an erasure writes stays for nine years, longer than the drill."""
    return [table.name for table in tables.sorted_tables if not _is_kept(table) and table.name not in BY_ERASURE]


def is_there(connection: Connection, marker: Marker) -> bool:
    """Return whether a planted row is there."""
    table = metadata.tables[marker.table]
    conditions = [table.c[name] == value for name, value in marker.where.items()]
    return bool(connection.scalar(select(func.count()).select_from(table).where(*conditions)))


def texts_in_rows(connection: Connection) -> str:
    """Return the texts of all rows of all tables."""
    return "\n".join(
        str(value)
        for table in metadata.sorted_tables
        for row in connection.execute(select(table))
        for value in row
        if isinstance(value, str)
    )


def is_empty(connection: Connection) -> bool:
    """Return whether a database has no table."""
    return not inspect(connection).get_table_names()


def empty_database(connection: Connection) -> None:
    """Remove everything from a PostgreSQL database, so that a backup can be restored into it."""
    connection.execute(text("DROP SCHEMA public CASCADE"))
    connection.execute(text("CREATE SCHEMA public"))


def data_folders(connection: Connection) -> tuple[str, str]:
    """Return PostgreSQL's folders of this database's tables and of its log, after everything is written to them."""
    connection.execute(text("CHECKPOINT"))
    folder = connection.scalar(text("SHOW data_directory"))
    database = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    return f"{folder}/base/{database}", f"{folder}/pg_wal"
