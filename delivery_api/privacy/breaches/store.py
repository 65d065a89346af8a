"""The SQL of breaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from delivery_api.identity.tables import people, schools
from delivery_api.privacy.breaches.breaches import Breach, BreachKind, BreachScope, Risk, Step, StepKind
from delivery_api.privacy.breaches.tables import breach_steps, breaches
from delivery_api.privacy.dated_cases.store import CaseStore
from delivery_api.row_authentication.row_mac import Row
from delivery_api.storage.data_declaration import Purpose

_BATCH = 1_000


def _row(breach: Breach) -> Mapping[str, Any]:
    row = {name: value for name, value in vars(breach).items() if name != "scope"} | vars(breach.scope)
    return row | {"purposes": ",".join(breach.scope.purposes)}


def _breach(row: Row) -> Breach:
    purposes = tuple(Purpose(each) for each in row["purposes"].split(","))
    scope = BreachScope(purposes, row["programme"], row["school"], row["actor"])
    named = (row["id"], row["reference"], BreachKind(row["kind"]))
    times = (row["began_at"], row["ended_at"], row["known_at"])
    return Breach(*named, *times, Risk(row["risk"]), scope, row["closed_at"])


def _step(row: Row) -> Step:
    return Step(StepKind(row["kind"]), row["at"], row["actor"], row["detail"])


cases: CaseStore[Breach, Step] = CaseStore(
    breaches,
    breach_steps,
    "known_at",
    "closed_at",
    ("risk", "closed_at"),
    _row,
    lambda _, step: vars(step),
    _breach,
    _step,
)
"""The breaches and their steps."""


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
