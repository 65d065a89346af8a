"""The use cases of rights: a request is received, each step of its answer is recorded, and what is late is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.dated_cases.case_input import IncompleteCase, StepNotPossible, find_person
from delivery_api.privacy.registers.register_file import Registers
from delivery_api.privacy.rights import store
from delivery_api.privacy.rights.case_clock import CaseClock, Holidays, case_clock
from delivery_api.privacy.rights.case_entries import case_facts
from delivery_api.privacy.rights.case_rules import (
    PERFORMED,
    require_case,
    require_step,
)
from delivery_api.privacy.rights.rights_cases import (
    CLOSING,
    CaseKind,
    IdentityCheck,
    Requester,
    RightsCase,
    Step,
    StepKind,
)


@dataclass(frozen=True)
class NewCase:
    """A request as it is written down.

    Parameters
    ----------
    identifier : of the person whom it is about: a UPN, a staff code or what the sign-in provider gives; never stored
    """

    identifier: str
    kind: CaseKind
    requester: Requester
    reference: str
    received_on: date


def holidays_in(registers: Registers) -> Holidays:
    """Return the holidays that the controller has registered."""
    return Holidays(registers.proclaimed_holidays, registers.school_holidays)


@dataclass(frozen=True)
class CaseView:
    """A case with its steps, and where it stands on a day."""

    case: RightsCase
    steps: tuple[Step, ...]
    clock: CaseClock
    is_overdue: bool


def open_case(connection: Connection, ledger: Ledger, officer: UUID, asked: NewCase, now: datetime) -> RightsCase:
    """Write down a request. That the officer found the person is in the audit; that it came is in the ledger.

    Raises
    ------
    NotFound : nobody has this identifier
    IncompleteCase
    """
    today = london_date(now)
    require_case(asked.kind, asked.requester, asked.reference, asked.received_on, today)
    if store.cases.is_taken(connection, asked.reference):
        raise IncompleteCase(field="reference")
    person = find_person(connection, ledger.ring, asked.identifier)
    case = RightsCase(uuid4(), person, asked.kind, asked.requester, asked.reference, asked.received_on)
    store.cases.add(connection, case)
    record_step(connection, ledger, case, StepKind.OPENED, officer, now)
    return case


def take_step(
    connection: Connection,
    ledger: Ledger,
    case: RightsCase,
    kind: StepKind,
    officer: UUID,
    now: datetime,
    *,
    holidays: Holidays,
    detail: str = "",
    on: date | None = None,
) -> None:
    """Record a step that people take, of a case that was found with its lock.

    Parameters
    ----------
    on : the day on which they were told of an outcome; None for other steps

    Raises
    ------
    StepNotPossible, IncompleteCase
    """
    if kind in PERFORMED:
        raise StepNotPossible(step=kind.value)
    require_step(case, steps_of(connection, case), kind, detail, london_date(now), holidays, on)
    if kind is StepKind.IDENTITY_CONFIRMED:
        case = replace(case, requester=replace(case.requester, identity=IdentityCheck(detail)))
    if kind in CLOSING:
        case = replace(case, closed_on=london_date(now))
    store.cases.save(connection, case)
    record_step(connection, ledger, case, kind, officer, now, detail, on)


def record_step(
    connection: Connection,
    ledger: Ledger,
    case: RightsCase,
    kind: StepKind,
    officer: UUID,
    now: datetime,
    detail: str = "",
    on: date | None = None,
) -> None:
    """Write a step to the case, to the audit, and with the case as it is then to the ledger."""
    step = Step(kind, on or london_date(now), officer, detail)
    number = store.cases.add_step(connection, case, step)
    action = f"rights case ({case.kind}): {kind}"
    audit_log.record(connection, now, action, actor=officer, learner=case.person, thing=case.reference)
    ledger.append(connection, now, EntryKind.RIGHTS_CASE, **case_facts(case, number, step))


def locked_case(connection: Connection, wanted: UUID | str) -> RightsCase:
    """Return a case by id or reference, locked until the transaction ends.

    Raises
    ------
    NotFound
    """
    case = store.cases.find(connection, wanted, lock=True)
    if case is None:
        raise NotFound(thing="case")
    return case


def steps_of(connection: Connection, case: RightsCase) -> tuple[Step, ...]:
    """Return the steps of a case, in order."""
    return store.cases.steps_of(connection, [case]).get(case.id, ())


def views(connection: Connection, cases: Sequence[RightsCase], today: date, holidays: Holidays) -> tuple[CaseView, ...]:
    """Return cases with where they stand: overdue ones first, then by the day on which something is due."""
    steps = store.cases.steps_of(connection, cases)
    found = [_view(case, steps.get(case.id, ()), today, holidays) for case in cases]
    return tuple(sorted(found, key=_urgency))


def overdue_cases(connection: Connection, today: date, holidays: Holidays) -> tuple[CaseView, ...]:
    """Return the open cases in which something should have been done before today."""
    return tuple(
        view
        for view in views(connection, store.cases.all(connection, only_open=True), today, holidays)
        if view.is_overdue
    )


def _view(case: RightsCase, steps: tuple[Step, ...], today: date, holidays: Holidays) -> CaseView:
    clock = case_clock(case, steps, holidays)
    return CaseView(case, steps, clock, clock.is_overdue(today))


def _urgency(view: CaseView) -> tuple[bool, bool, date, date]:
    due = view.clock.next_day or date.max
    return (view.case.closed_on is not None, not view.is_overdue, due, view.case.received_on)
