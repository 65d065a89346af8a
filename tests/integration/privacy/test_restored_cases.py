"""A restored database has every rights case and every breach with its clock, and says which corrections it has lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, select, update

from delivery_api.commands import restore as commands
from delivery_api.ledger import store as ledger_store
from delivery_api.ledger.tables import ledger_position
from delivery_api.privacy.breaches import service as breaches
from delivery_api.privacy.breaches import store as breach_store
from delivery_api.privacy.breaches.breaches import Breach, BreachKind, BreachScope, Risk
from delivery_api.privacy.breaches.breaches import StepKind as BreachStep
from delivery_api.privacy.rights import service, store
from delivery_api.privacy.rights.acts import Act, OfficerAtWork, perform
from delivery_api.privacy.rights.case_clock import NO_FURTHER_HOLIDAYS
from delivery_api.privacy.rights.case_rules import possible_steps
from delivery_api.privacy.rights.rights_cases import (
    Capacity,
    CaseKind,
    IdentityCheck,
    Requester,
    RightsCase,
    StepKind,
)
from delivery_api.privacy.rights.service import NewCase
from delivery_api.storage.data_declaration import Purpose
from delivery_api.storage.database import metadata
from tests.support.command_runner import CommandRunner
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import TEST_START, ServiceHarness

TODAY = TEST_START.date()
TABLES = [metadata.tables[name] for name in ("rights_cases", "case_steps", "breaches", "breach_steps")]
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


class Officer:
    """The officer at work on cases."""

    def __init__(self, harness: ServiceHarness) -> None:
        self.harness, self.id = harness, harness.people["officer"]

    def opens(self, kind: CaseKind, reference: str, about: str, identity: IdentityCheck) -> RightsCase:
        asked = NewCase(about, kind, Requester(Capacity.LEARNER, identity), reference, TODAY)
        with self.harness.service.engine.begin() as connection:
            return service.open_case(connection, self.harness.service.ledger, self.id, asked, self.harness.clock())

    def takes(self, reference: str, kind: StepKind, detail: str = "") -> None:
        with self.harness.service.engine.begin() as connection:
            ledger, case = self.harness.service.ledger, service.locked_case(connection, reference)
            days = NO_FURTHER_HOLIDAYS
            service.take_step(
                connection, ledger, case, kind, self.id, self.harness.clock(), holidays=days, detail=detail
            )

    def does(self, reference: str, act: Act) -> None:
        with self.harness.service.engine.begin() as connection:
            ledger, case = self.harness.service.ledger, service.locked_case(connection, reference)
            who = OfficerAtWork(self.id, "Sian Rees")
            perform(connection, ledger, case, act, who, self.harness.clock(), NO_FURTHER_HOLIDAYS)


def rows(connection: Connection) -> Rows:
    return {
        table.name: [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in TABLES
    }


def go_back(connection: Connection, backup: Rows, position: tuple[int, str]) -> None:
    """Give these tables what a backup has of them, which knows no later entry of the ledger."""
    for table in reversed(TABLES):
        connection.execute(table.delete())
    for table in TABLES:
        for row in backup[table.name]:
            connection.execute(table.insert().values(row))
    connection.execute(update(ledger_position).values(number=position[0], hash=position[1]))


def test_a_restore_brings_back_cases_and_breaches_and_says_which_corrections_it_lost(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "clock", harness.clock)
    add_people_of_all_roles(harness)
    officer, engine, ledger = Officer(harness), harness.service.engine, harness.service.ledger
    officer.opens(CaseKind.ACCESS, "SAR-1", "cadi", IdentityCheck.PENDING)
    breach = Breach(
        uuid4(), "BR-1", BreachKind.LOST, TEST_START, TEST_START, TEST_START, Risk.RISK, BreachScope((Purpose.SIGN_IN,))
    )
    with engine.begin() as connection:
        backup, position = rows(connection), ledger_store.position(connection)
    assert position is not None
    harness.clock.now += timedelta(days=2)
    harness.trust_clock(harness.clock.now)
    officer.takes("SAR-1", StepKind.IDENTITY_CONFIRMED, "document seen")
    officer.takes("SAR-1", StepKind.CLARIFICATION_ASKED)
    officer.opens(CaseKind.RECTIFICATION, "SAR-2", "cadi", IdentityCheck.SCHOOL)
    officer.does("SAR-2", Act(StepKind.RECTIFIED, name="Cadi Rhys"))
    officer.takes("SAR-2", StepKind.GRANTED)
    officer.opens(CaseKind.ERASURE, "SAR-3", "joe", IdentityCheck.SCHOOL)
    officer.does("SAR-3", Act(StepKind.ERASED))
    with engine.begin() as connection:
        breaches.record_breach(connection, ledger, breach, officer.id, harness.clock())
        breaches.take_step(connection, ledger, breach, BreachStep.ASSESSED, officer.id, harness.clock(), "high")
        before = rows(connection)
        go_back(connection, backup, position)
    output = CommandRunner(harness)("restore", "service").output
    assert "rights cases 3, breaches 1" in output
    assert "the corrections of SAR-2" in output
    with engine.begin() as connection:
        after = rows(connection)
        first, mended, erased = (service.locked_case(connection, name) for name in ("SAR-1", "SAR-2", "SAR-3"))
        steps = {case.reference: service.steps_of(connection, case) for case in (first, mended, erased)}
        (stands,) = [each for each in before["rights_cases"] if each["reference"] == "SAR-1"]
        assert stands in after["rights_cases"]
        assert [each for each in before["case_steps"] if each["case"] == first.id] == [
            each for each in after["case_steps"] if each["case"] == first.id
        ]
        assert {name: before[name] for name in ("breaches", "breach_steps")} == {
            name: after[name] for name in ("breaches", "breach_steps")
        }
        assert breach_store.cases.all(connection)[0].risk is Risk.HIGH
        assert mended.closed_on is None
        assert [(step.kind, step.detail) for step in steps["SAR-2"]][-1] == (StepKind.CORRECTION_LOST, "name")
        possible = possible_steps(mended, steps["SAR-2"], TODAY, NO_FURTHER_HOLIDAYS)
        assert (StepKind.RECTIFIED in possible, StepKind.GRANTED in possible) == (True, False)
        assert (erased.person != harness.people["joe"], steps["SAR-3"][-1].kind) == (True, StepKind.ERASED)
        assert str(harness.people["joe"]) not in str(after)
    officer.does("SAR-2", Act(StepKind.RECTIFIED, name="Cadi Rhys"))
    officer.takes("SAR-2", StepKind.GRANTED)
    assert "rights cases 0, breaches 0" in CommandRunner(harness)("restore", "service").output
    with engine.begin() as connection:
        assert store.cases.all(connection, only_open=True)[0].reference in {"SAR-1", "SAR-3"}


def test_the_ledger_has_no_words_and_no_value_of_a_case(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    officer = Officer(harness)
    officer.opens(CaseKind.RECTIFICATION, "SAR-2", "cadi", IdentityCheck.SCHOOL)
    officer.does("SAR-2", Act(StepKind.RECTIFIED, name="Cadi Rhys"))
    assert "Rhys" not in harness.service.ledger.path.read_text()
