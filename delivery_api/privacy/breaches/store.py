"""The SQL of breaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select, update

from delivery_api.identity.tables import people, schools
from delivery_api.privacy.breaches.breaches import Breach, BreachKind, BreachScope, Risk, Step, StepKind
from delivery_api.privacy.breaches.tables import breach_steps, breaches
from delivery_api.storage.data_declaration import Purpose
from delivery_api.storage.database import dialect_insert

_BATCH = 1_000


def add_breach(connection: Connection, breach: Breach) -> None:
    """Add a breach."""
    row = {name: value for name, value in vars(breach).items() if name != "scope"} | vars(breach.scope)
    connection.execute(breaches.insert().values(row | {"purposes": ",".join(breach.scope.purposes)}))


def put_breach(connection: Connection, breach: Breach) -> None:
    """Add a breach, or bring one that is there up to what it says."""
    row = {name: value for name, value in vars(breach).items() if name != "scope"} | vars(breach.scope)
    row |= {"purposes": ",".join(breach.scope.purposes)}
    changed = {"risk": breach.risk.value, "closed_at": breach.closed_at}
    statement = dialect_insert(connection)(breaches).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))


def is_taken(connection: Connection, reference: str) -> bool:
    """Return whether a breach has this reference."""
    return connection.scalar(select(breaches.c.id).where(breaches.c.reference == reference)) is not None


def find_breach(connection: Connection, wanted: UUID | str, *, lock: bool = False) -> Breach | None:
    """Return a breach by id or by reference; `lock` keeps others from changing it until the transaction ends."""
    column = breaches.c.id if isinstance(wanted, UUID) else breaches.c.reference
    query = select(breaches).where(column == wanted)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return _breach(row) if row else None


def all_breaches(connection: Connection, *, only_open: bool = False) -> Sequence[Breach]:
    """Return every breach, the one that was known last first."""
    query = select(breaches).order_by(breaches.c.known_at.desc(), breaches.c.reference)
    return [
        _breach(row) for row in connection.execute(query.where(breaches.c.closed_at.is_(None)) if only_open else query)
    ]


def add_step(connection: Connection, breach: Breach, step: Step) -> int:
    """Add a step to a breach. Returns its number."""
    its = breach_steps.c.breach == breach.id
    number = (connection.scalar(select(func.max(breach_steps.c.number)).where(its)) or 0) + 1
    put_step(connection, breach, number, step)
    return number


def put_step(connection: Connection, breach: Breach, number: int, step: Step) -> None:
    """Add a step under its number; one that is there already stays as it is."""
    row = {"breach": breach.id, "number": number} | vars(step)
    connection.execute(dialect_insert(connection)(breach_steps).values(row).on_conflict_do_nothing())


def steps_of(connection: Connection, found: Sequence[Breach]) -> Mapping[UUID, tuple[Step, ...]]:
    """Return the steps of breaches, in order."""
    query = select(breach_steps).where(breach_steps.c.breach.in_([each.id for each in found]))
    rows = connection.execute(query.order_by(breach_steps.c.breach, breach_steps.c.number)).all()
    return {id_: tuple(map(_step, those)) for id_, those in groupby(rows, key=lambda row: row.breach)}


def set_risk(connection: Connection, breach: Breach, risk: Risk) -> Breach:
    """Record how grave a breach is."""
    connection.execute(update(breaches).where(breaches.c.id == breach.id).values(risk=risk.value))
    return replace(breach, risk=risk)


def close_breach(connection: Connection, breach: Breach, at: datetime) -> Breach:
    """Close a breach."""
    connection.execute(update(breaches).where(breaches.c.id == breach.id).values(closed_at=at))
    return replace(breach, closed_at=at)


def school_by_number(connection: Connection, number: str) -> UUID | None:
    """Return the school with a number."""
    return connection.scalar(select(schools.c.id).where(schools.c.code == number))


def schools_of(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
    """Return the school of each of some people whose record is held."""
    found: dict[UUID, UUID] = {}
    for first in range(0, len(ids), _BATCH):
        query = select(people.c.id, people.c.school).where(people.c.id.in_(ids[first : first + _BATCH]))
        found |= {row.id: row.school for row in connection.execute(query)}
    return found


def organisations_by_id(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, tuple[str, str]]:
    """Return name and kind of schools and other organisations."""
    query = select(schools.c.id, schools.c.name, schools.c.kind).where(schools.c.id.in_(ids))
    return {row.id: (row.name, row.kind) for row in connection.execute(query)}


def _breach(row: Row[Any]) -> Breach:
    purposes = tuple(Purpose(each) for each in row.purposes.split(","))
    scope = BreachScope(purposes, row.programme, row.school, row.actor)
    times = (row.began_at, row.ended_at, row.known_at)
    return Breach(row.id, row.reference, BreachKind(row.kind), *times, Risk(row.risk), scope, row.closed_at)


def _step(row: Row[Any]) -> Step:
    return Step(StepKind(row.kind), row.at, row.actor, row.detail)
