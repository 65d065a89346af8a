"""The SQL of cases that have a reference, a day or time on which they began, an end, and numbered steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Column, Connection, Table, func, select

from delivery_api.row_authentication.row_authenticator import signed
from delivery_api.row_authentication.row_mac import Row
from delivery_api.row_authentication.store import change_rows, genuine_rows
from delivery_api.storage.database import dialect_insert


class DatedCase(Protocol):
    """What has a row of its own, and steps."""

    @property
    def id(self) -> UUID:
        """Its id."""


CaseT = TypeVar("CaseT", bound=DatedCase)
StepT = TypeVar("StepT")


@dataclass(frozen=True)
class CaseStore(Generic[CaseT, StepT]):
    """Reads and writes the cases of one kind with their steps, whose rows are signed: a forged one is refused.

    Parameters
    ----------
    cases, steps : the tables; the first column of a step's primary key names its case
    began, closed : the columns with the beginning and the end of a case
    changing : the columns of a case that change after it is written down, the end among them
    case_row, step_row : a case, and a step of a case, as columns; the store adds the step's case and number
    case_of, step_of : a row as a case, and as a step
    """

    cases: Table
    steps: Table
    began: str
    closed: str
    changing: tuple[str, ...]
    case_row: Callable[[CaseT], Mapping[str, Any]]
    step_row: Callable[[CaseT, StepT], Mapping[str, Any]]
    case_of: Callable[[Row], CaseT]
    step_of: Callable[[Row], StepT]

    def add(self, connection: Connection, case: CaseT) -> None:
        """Add a case."""
        connection.execute(self.cases.insert().values(signed(connection, self.cases, self.case_row(case))))

    def put(self, connection: Connection, case: CaseT) -> CaseT:
        """Add a case, or change what changes of one that is there. Return it as it is stored."""
        row = dialect_insert(connection)(self.cases).values(signed(connection, self.cases, self.case_row(case)))
        connection.execute(row.on_conflict_do_nothing(index_elements=["id"]))
        self.save(connection, case)
        return self.find(connection, case.id) or case

    def save(self, connection: Connection, case: CaseT) -> None:
        """Write what has changed of a case."""
        change_rows(connection, self.cases, self.cases.c.id == case.id, self._changed(case))

    def is_taken(self, connection: Connection, reference: str) -> bool:
        """Whether a case has this reference."""
        return connection.scalar(select(self.cases.c.id).where(self.cases.c.reference == reference)) is not None

    def find(self, connection: Connection, wanted: UUID | str, *, lock: bool = False) -> CaseT | None:
        """A case by id or by reference; `lock` keeps others from changing it until the transaction ends."""
        column = self.cases.c.id if isinstance(wanted, UUID) else self.cases.c.reference
        query = select(self.cases).where(column == wanted)
        found = genuine_rows(connection, self.cases, query.with_for_update() if lock else query)
        return self.case_of(found[0]) if found else None

    def all(self, connection: Connection, *, only_open: bool = False) -> Sequence[CaseT]:
        """Every case, or those that are open; the one that began last first."""
        query = select(self.cases).order_by(self.cases.c[self.began].desc(), self.cases.c.reference)
        query = query.where(self.cases.c[self.closed].is_(None)) if only_open else query
        return [self.case_of(row) for row in genuine_rows(connection, self.cases, query)]

    def add_step(self, connection: Connection, case: CaseT, step: StepT) -> int:
        """Add a step to a case. Return its number."""
        latest = connection.scalar(select(func.max(self.steps.c.number)).where(self._case == case.id))
        self.put_step(connection, case, number := (latest or 0) + 1, step)
        return number

    def put_step(self, connection: Connection, case: CaseT, number: int, step: StepT) -> None:
        """Add a step under its number; one that is there already stays as it is."""
        row = {self._case.name: case.id, "number": number, **self.step_row(case, step)}
        written = signed(connection, self.steps, row)
        connection.execute(dialect_insert(connection)(self.steps).values(written).on_conflict_do_nothing())

    def steps_of(self, connection: Connection, found: Sequence[CaseT]) -> Mapping[UUID, tuple[StepT, ...]]:
        """The steps of cases, in order; a case without steps is left out."""
        query = select(self.steps).where(self._case.in_([each.id for each in found]))
        rows = genuine_rows(connection, self.steps, query.order_by(self._case, self.steps.c.number))
        by_case = groupby(rows, key=lambda row: row[self._case.name])
        return {id_: tuple(map(self.step_of, those)) for id_, those in by_case}

    @property
    def _case(self) -> Column[UUID]:
        return self.steps.primary_key.columns[0]

    def _changed(self, case: CaseT) -> Mapping[str, Any]:
        row = self.case_row(case)
        return {name: row[name] for name in self.changing}
