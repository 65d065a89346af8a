"""A bank version passes its gates, and learners are given it; or it fails one, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Connection, Engine

from delivery_api.audit import audit_log
from delivery_api.bank import store
from delivery_api.bank.item_status_changes import require_authorisation
from delivery_api.bank.service import put_in_use
from delivery_api.bank.values import Authorisation, BankDecision
from itembank import BankVersion
from itembank.design.adaptive_test_design import TestDesign
from itembank.gates import (
    Gate,
    GateFinding,
    SimulationLimits,
    content_findings,
    feasibility_findings,
    simulation_findings,
    status_finding,
)
from itembank.gates import gate_messages as messages


def publish(
    engine: Engine,
    bank: BankVersion,
    design: TestDesign,
    said: Authorisation,
    limits: SimulationLimits,
    now: datetime,
    on_year: Callable[[], None] = lambda: None,
) -> tuple[GateFinding, ...]:
    """What the gates find; where none stops it, new sittings of the subject are pinned to the bank and the design.

    What is of the database is asked once more at the end: an item may be taken out while sittings are simulated, which
    takes minutes and holds nobody up.

    Raises
    ------
    NobodySaid
    """
    require_authorisation(said)
    with engine.begin() as connection:
        found = [*approval_and_status(connection, bank, design), *content_findings(bank)]
    for year in design.years:
        found.extend(_of_year(bank, design, year, limits))
        on_year()
    if not any(each.blocks_publication for each in found):
        with engine.begin() as connection:
            found[:2] = approval_and_status(connection, bank, design)
            if not any(each.blocks_publication for each in found):
                _published(connection, bank, design, said, now)
    return tuple(found)


def approval_and_status(
    connection: Connection, bank: BankVersion, design: TestDesign
) -> tuple[GateFinding, GateFinding]:
    """Who approved the bank version, and whether its items may be used as the design does."""
    statuses = store.statuses(connection, [item.id for item in bank.items], held=True)
    return _approval(connection, bank), status_finding(bank, design, statuses)


def _approval(connection: Connection, bank: BankVersion) -> GateFinding:
    for each in reversed(store.bank_decision_history(connection)):
        if (each.bank_version, each.decision) == (bank.hash, "approved"):
            told = messages.APPROVED_BY.filled(each.by, each.at.date().isoformat(), each.reason)
            return GateFinding(Gate.APPROVED, None, True, told)
    return GateFinding(Gate.APPROVED, None, False, messages.NOT_APPROVED)


def _of_year(bank: BankVersion, design: TestDesign, year: int, limits: SimulationLimits) -> Iterator[GateFinding]:
    test, found = feasibility_findings(bank, design, year)
    yield from found
    if test is not None:
        yield from simulation_findings(test, design, year, limits)


def _published(
    connection: Connection, bank: BankVersion, design: TestDesign, said: Authorisation, now: datetime
) -> None:
    put_in_use(connection, bank, design.name, now)
    store.record_bank_decision(connection, BankDecision(bank.hash, "published", design.name, said.by, said.reason, now))
    audit_log.record(connection, now, "published a bank version", thing=bank.hash)
