"""Publishes a bank version that passes every gate; if one fails, nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Connection, Engine

from delivery_api.audit import audit_log
from delivery_api.bank import store
from delivery_api.bank.discarded_adoptions import approvals_void_until, discarded_on
from delivery_api.bank.item_status_changes import require_authorisation
from delivery_api.bank.service import put_in_use, stored_banks
from delivery_api.bank.values import Authorisation, BankDecision
from delivery_api.dates.school_calendar import london_date
from itembank import BankVersion
from itembank.design.adaptive_test_design import TestDesign
from itembank.gates import (
    Gate,
    GateFinding,
    SimulationLimits,
    content_findings,
    credit_findings,
    feasibility_findings,
    practice_finding,
    simulation_findings,
    status_finding,
)
from itembank.gates import gate_messages as messages


def publish(
    engine: Engine,
    bank: BankVersion,
    design: TestDesign,
    authorisation: Authorisation,
    limits: SimulationLimits,
    now: datetime,
    on_year: Callable[[], None] = lambda: None,
) -> tuple[GateFinding, ...]:
    """Check the gates and, if none fails, pin new sittings of the subject to the bank version and the design.

    Approval and statuses are checked again at the end, since an item may be withdrawn during the simulation, which
    takes minutes and locks nothing.

    Returns
    -------
    the findings of the gates

    Raises
    ------
    InvalidAuthorisation
    """
    require_authorisation(authorisation)
    with engine.begin() as connection:
        found = [*approval_and_status(connection, bank, design), *content_findings(bank), *credit_findings(bank)]
        found.append(practice_finding(bank, stored_banks(connection, bank.subject)))
    for year in design.years:
        found.extend(_year_findings(bank, design, year, limits))
        on_year()
    if not any(each.blocks_publication for each in found):
        with engine.begin() as connection:
            found[:2] = approval_and_status(connection, bank, design)
            if not any(each.blocks_publication for each in found):
                _put_in_use(connection, bank, design, authorisation, now)
    return tuple(found)


def approval_and_status(
    connection: Connection, bank: BankVersion, design: TestDesign
) -> tuple[GateFinding, GateFinding]:
    """Return the findings on the approval of a bank version and on the statuses of its items."""
    statuses = store.statuses(connection, [item.id for item in bank.items], lock=True)
    return _approval(connection, bank), status_finding(bank, design, statuses)


def _approval(connection: Connection, bank: BankVersion) -> GateFinding:
    discarded, void_until = discarded_on(connection, bank), approvals_void_until(connection, bank)
    if discarded is not None:
        return GateFinding(
            Gate.APPROVED, None, False, messages.ADOPTION_DISCARDED.filled(london_date(discarded).isoformat())
        )
    for each in reversed(store.bank_decision_history(connection)):
        if void_until is not None and each.at <= void_until:
            break  # what was approved before its adoption was discarded needs to be approved again
        if (each.bank_version, each.decision) == (bank.hash, "approved"):
            sentence = messages.APPROVED_BY.filled(each.by, each.at.date().isoformat(), each.reason)
            return GateFinding(Gate.APPROVED, None, True, sentence)
    return GateFinding(Gate.APPROVED, None, False, messages.NOT_APPROVED)


def _year_findings(bank: BankVersion, design: TestDesign, year: int, limits: SimulationLimits) -> Iterator[GateFinding]:
    test, found = feasibility_findings(bank, design, year)
    yield from found
    if test is not None:
        yield from simulation_findings(test, design, year, limits)


def _put_in_use(
    connection: Connection, bank: BankVersion, design: TestDesign, authorisation: Authorisation, now: datetime
) -> None:
    put_in_use(connection, bank, design.name, now)
    store.record_bank_decision(
        connection, BankDecision(bank.hash, "published", design.name, authorisation.by, authorisation.reason, now)
    )
    audit_log.record(connection, now, "published a bank version", thing=bank.hash)
