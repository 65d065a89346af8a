"""The use cases of breaches: one is recorded, each step is recorded, and what is late is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound
from delivery_api.audit import audit_log
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.breaches import store
from delivery_api.privacy.breaches.breach_clock import BreachClock, breach_clock
from delivery_api.privacy.breaches.breach_entries import breach_facts
from delivery_api.privacy.breaches.breach_rules import require_breach, require_step
from delivery_api.privacy.breaches.breaches import Breach, Risk, Step, StepKind
from delivery_api.privacy.dated_cases.case_input import IncompleteCase


@dataclass(frozen=True)
class BreachView:
    """A breach with its steps, and where it stands at a time."""

    breach: Breach
    steps: tuple[Step, ...]
    clock: BreachClock
    is_overdue: bool
    hours_left: int | None


def record_breach(connection: Connection, ledger: Ledger, breach: Breach, officer: UUID, now: datetime) -> None:
    """Write a breach down.

    Raises
    ------
    IncompleteCase
    """
    require_breach(breach, now)
    if store.cases.is_taken(connection, breach.reference):
        raise IncompleteCase(field="reference")
    store.cases.add(connection, breach)
    _record_step(connection, ledger, breach, StepKind.RECORDED, officer, now, breach.risk.value)


def take_step(
    connection: Connection,
    ledger: Ledger,
    breach: Breach,
    kind: StepKind,
    officer: UUID,
    now: datetime,
    detail: str = "",
) -> None:
    """Record that something was done about a breach that was found with its lock.

    Raises
    ------
    StepNotPossible, IncompleteCase
    """
    require_step(breach, steps_of(connection, breach), kind, detail)
    if kind is StepKind.ASSESSED:
        breach = replace(breach, risk=Risk(detail))
    if kind is StepKind.CLOSED:
        breach = replace(breach, closed_at=now)
    store.cases.save(connection, breach)
    _record_step(connection, ledger, breach, kind, officer, now, detail)


def locked_breach(connection: Connection, wanted: UUID | str) -> Breach:
    """Return a breach by id or reference, locked until the transaction ends.

    Raises
    ------
    NotFound
    """
    found = store.cases.find(connection, wanted, lock=True)
    if found is None:
        raise NotFound(thing="breach")
    return found


def steps_of(connection: Connection, breach: Breach) -> tuple[Step, ...]:
    """Return the steps of a breach, in order."""
    return store.cases.steps_of(connection, [breach]).get(breach.id, ())


def views(connection: Connection, found: Sequence[Breach], now: datetime) -> tuple[BreachView, ...]:
    """Return breaches with where they stand: the most urgent first, closed ones last."""
    steps = store.cases.steps_of(connection, found)
    made = [_view(each, steps.get(each.id, ()), now) for each in found]
    return tuple(sorted(made, key=lambda view: (view.breach.closed_at is not None, _due(view), view.breach.known_at)))


def overdue_breaches(connection: Connection, now: datetime) -> tuple[BreachView, ...]:
    """Return the open breaches about which somebody should have been told by now."""
    return tuple(
        view for view in views(connection, store.cases.all(connection, only_open=True), now) if view.is_overdue
    )


def _view(breach: Breach, steps: tuple[Step, ...], now: datetime) -> BreachView:
    clock = breach_clock(breach, steps)
    return BreachView(breach, steps, clock, clock.is_overdue(now), clock.hours_left(now))


def _due(view: BreachView) -> datetime:
    return view.clock.next_time or datetime.max.replace(tzinfo=view.breach.known_at.tzinfo)


def _record_step(
    connection: Connection,
    ledger: Ledger,
    breach: Breach,
    kind: StepKind,
    officer: UUID,
    now: datetime,
    detail: str,
) -> None:
    """Write a step to the breach, to the audit, and with the breach as it is then to the ledger."""
    step = Step(kind, now, officer, detail)
    number = store.cases.add_step(connection, breach, step)
    audit_log.record(connection, now, f"breach: {kind}", actor=officer, thing=breach.reference)
    ledger.append(connection, now, EntryKind.BREACH, **breach_facts(breach, number, step))
