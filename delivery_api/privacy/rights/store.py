"""The SQL of rights cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select, update

from delivery_api.identity.tables import classes, people, schools
from delivery_api.privacy.rights.rights_cases import (
    Authority,
    Capacity,
    CaseKind,
    Competence,
    IdentityCheck,
    Requester,
    RightsCase,
    Step,
    StepKind,
)
from delivery_api.privacy.rights.tables import case_steps, rights_cases
from delivery_api.storage.database import dialect_insert


def add_case(connection: Connection, case: RightsCase) -> None:
    """Add a case."""
    values = {name: value for name, value in vars(case).items() if name != "requester"} | vars(case.requester)
    connection.execute(rights_cases.insert().values(values))


def put_case(connection: Connection, case: RightsCase) -> RightsCase:
    """Add a case, or bring one that is there up to what it says; whom it is about stays. Returns it as stored."""
    values = {name: value for name, value in vars(case).items() if name != "requester"} | vars(case.requester)
    statement = dialect_insert(connection)(rights_cases).values(values)
    changed = {"identity": case.requester.identity.value, "closed_on": case.closed_on}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))
    return find_case(connection, case.id) or case


def is_taken(connection: Connection, reference: str) -> bool:
    """Return whether a case has this reference."""
    return connection.scalar(select(rights_cases.c.id).where(rights_cases.c.reference == reference)) is not None


def find_case(connection: Connection, wanted: UUID | str, *, lock: bool = False) -> RightsCase | None:
    """Return a case by id or by reference; `lock` keeps others from changing it until the transaction ends."""
    column = rights_cases.c.id if isinstance(wanted, UUID) else rights_cases.c.reference
    query = select(rights_cases).where(column == wanted)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return _case(row) if row else None


def all_cases(connection: Connection) -> Sequence[RightsCase]:
    """Return every case, newest first."""
    order = (rights_cases.c.received_on.desc(), rights_cases.c.reference)
    return [_case(row) for row in connection.execute(select(rights_cases).order_by(*order))]


def open_cases(connection: Connection) -> Sequence[RightsCase]:
    """Return the cases that are not closed."""
    return [_case(row) for row in connection.execute(select(rights_cases).where(rights_cases.c.closed_on.is_(None)))]


def add_step(connection: Connection, case: RightsCase, step: Step) -> int:
    """Add a step to a case. Returns its number."""
    mine = case_steps.c["case"] == case.id
    number = (connection.scalar(select(func.max(case_steps.c.number)).where(mine)) or 0) + 1
    put_step(connection, case, number, step)
    return number


def put_step(connection: Connection, case: RightsCase, number: int, step: Step) -> None:
    """Add a step under its number; one that is there already stays as it is."""
    row = {"case": case.id, "number": number, "person": case.person} | vars(step)
    connection.execute(dialect_insert(connection)(case_steps).values(row).on_conflict_do_nothing())


def steps_of(connection: Connection, cases: Sequence[RightsCase]) -> Mapping[UUID, tuple[Step, ...]]:
    """Return the steps of cases, in order; a case without steps is left out."""
    query = (
        select(case_steps)
        .where(case_steps.c["case"].in_([each.id for each in cases]))
        .order_by(case_steps.c["case"], case_steps.c.number)
    )
    rows = connection.execute(query).all()
    return {id_: tuple(map(_step, those)) for id_, those in groupby(rows, key=lambda row: row._mapping["case"])}


def set_identity(connection: Connection, case: RightsCase, identity: IdentityCheck) -> RightsCase:
    """Record how the requester's identity was made certain."""
    connection.execute(update(rights_cases).where(rights_cases.c.id == case.id).values(identity=identity.value))
    return replace(case, requester=replace(case.requester, identity=identity))


def close_case(connection: Connection, case: RightsCase, on: date | None) -> RightsCase:
    """Close a case, or open it again."""
    connection.execute(update(rights_cases).where(rights_cases.c.id == case.id).values(closed_on=on))
    return replace(case, closed_on=on)


def _case(row: Row[Any]) -> RightsCase:
    requester = Requester(
        Capacity(row.capacity), IdentityCheck(row.identity), Authority(row.authority), Competence(row.competence)
    )
    return RightsCase(row.id, row.person, CaseKind(row.kind), requester, row.reference, row.received_on, row.closed_on)


def _step(row: Row[Any]) -> Step:
    return Step(StepKind(row.kind), row.on, row.actor, row.detail)


def roles(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the roles of those of some ids that are people's."""
    rows = connection.execute(select(people.c.id, people.c.kind, people.c.post).where(people.c.id.in_(ids)))
    return {row.id: row.post or ("teacher" if row.kind == "staff" else "learner") for row in rows}


def places(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the names of those of some ids that are of classes or schools."""
    return {
        row.id: row.name
        for table in (classes, schools)
        for row in connection.execute(select(table.c.id, table.c.name).where(table.c.id.in_(ids)))
    }
