"""Trials, extracts and rows of every kind that retention deletes, made without browsers, for tests of retention."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from delivery_api.audit import audit_log
from delivery_api.bank.tables import bank_decisions
from delivery_api.class_pins.tables import class_pins, late_arrivals, pin_entries
from delivery_api.identity import enrolment
from delivery_api.identity.tables import logout_notices, sessions
from delivery_api.lifecycle.service_setup import Service
from delivery_api.permissions.tables import broken_glass, grants
from delivery_api.privacy.person_rights import erase
from delivery_api.privacy.retention.runner import ItemOutcome, RetentionRunner
from delivery_api.row_authentication.row_authenticator import signed
from delivery_api.row_authentication.row_mac import AUTHENTICATED
from delivery_api.sittings.storage.tables import sitting_events
from delivery_api.sittings.storage.tables import sittings as sittings_table
from delivery_api.trials import store as trial_store
from tests.support.service_harness import DECISION, SUBJECT, ServiceHarness

COMPLETED = date(2026, 12, 4)
DUE = date(2028, 6, 4)
YEAR = "2026-27"


def noon(day: date) -> datetime:
    """Return noon of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def completed_trial(harness: ServiceHarness, name: str = "Autumn trial", events: int = 3) -> str:
    """Create a trial with a sitting, some events and an attendance, and complete it. Return its id."""
    service, trial = harness.service, harness.create_trial("Derwen", name=name)
    with service.engine.begin() as connection:
        sitting, key = uuid.uuid4(), service.ring.living(connection, f"programme:{trial}")[0]
        row = {"programme": trial, "id": sitting, "pseudonym": "p" * 64, "subject": SUBJECT, "state": "completed"}
        connection.execute(sittings_table.insert().values(signed(connection, sittings_table, row)))
        event = {"programme": trial, "sitting": sitting, "kind": "answered", "key_id": key, "payload": b"sealed"}
        for number in range(events):
            connection.execute(sitting_events.insert().values(event | {"sequence": number}))
        trial_store.record_attendance(connection, trial, harness.people["cadi"])
    harness.complete_trial(trial, COMPLETED)
    return trial


def written_extract(harness: ServiceHarness, trial: str, name: str = "") -> Path:
    """Write an extract of a trial, as it would be with answers."""
    path = harness.settings.extracts / (name or f"{trial}.csv")
    with harness.service.engine.begin() as connection:
        trial_store.add_extract(connection, trial, path, COMPLETED)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("person,item,response\n1,a,7319048\n")
    return path


def run_on(runner: RetentionRunner, day: date) -> Mapping[str, ItemOutcome]:
    """Run retention at noon of a day that a person confirms. What became of each item, by name."""
    return {each.name: each for each in runner.run(noon(day), clock_confirmed_by="A. Rees")}


def plant_rows(harness: ServiceHarness, day: date) -> None:
    """Plant rows of each kind that retention deletes, as of a day in the school year 2026-27."""
    service, cadi, teacher = harness.service, harness.people["cadi"], harness.people["evans"]
    at = noon(day)
    harness.trust_clock(at)
    with service.engine.begin() as connection:
        erase(connection, service.ring, service.ledger, harness.people["joe"], DECISION, at)
        for table, row in _rows(harness, at):
            written = signed(connection, table, row) if AUTHENTICATED in table.info else row
            connection.execute(table.insert().values(written))
        audit_log.record(connection, at, "looked at feedback", actor=teacher, learner=cadi)
        enrolment.remove_from_roster(connection, cadi, day)
    _plant_practice(service, harness, day)
    harness.trust_clock(harness.clock.now)


def _rows(harness: ServiceHarness, at: datetime) -> list[tuple[Table, dict[str, Any]]]:
    cadi, teacher, class_id, pin = (
        harness.people["cadi"],
        harness.people["evans"],
        harness.classes["Derwen"],
        uuid.uuid4(),
    )
    later = at + timedelta(hours=8)
    pin_row = {"id": pin, "class": class_id, "lookup": b"1" * 32, "key_id": "k", "actor": teacher}
    late = {"person": harness.people["mali"], "class": class_id, "actor": teacher, "added_on": at.date()}
    grant = {"id": uuid.uuid4(), "person": teacher, "school": harness.school, "right": "reports", "actor": teacher}
    glass = {"id": uuid.uuid4(), "actor": teacher, "learner": cadi, "ground": "safeguarding", "reference": "1"}
    session = {"token_hash": b"2" * 32, "person": teacher, "expires_at": later, "ends_at": later, "sealed": b""}
    decision = {"bank_version": harness.bank.hash, "decision": "approved", "design": None, "by": "A. Rees"}
    return [
        (class_pins, pin_row | {"made_at": at, "until": later}),
        (pin_entries, {"id": uuid.uuid4(), "pin": pin, "person": cadi, "at": at, "again": False}),
        (late_arrivals, late),
        (grants, grant | {"from_on": at.date(), "until_on": at.date()}),
        (broken_glass, glass | {"at": at, "until": later}),
        (sessions, session),
        (logout_notices, {"notice": b"3" * 32, "until": later}),
        (bank_decisions, decision | {"number": 1_000, "reason": "r", "at": at}),
    ]


def _plant_practice(service: Service, harness: ServiceHarness, day: date) -> None:
    practice = {"programme": YEAR, "id": uuid.uuid4(), "learner": harness.people["mali"], "subject": SUBJECT}
    event = {
        "programme": YEAR,
        "sitting": practice["id"],
        "sequence": 0,
        "kind": "started",
        "key_id": "k",
        "payload": b"",
    }
    with service.engine.begin() as connection:
        state = {"year_group": 9, "state": "completed", "practised_on": day}
        connection.execute(sittings_table.insert().values(signed(connection, sittings_table, practice | state)))
        connection.execute(sitting_events.insert().values(event | {"key_id": "k", "payload": b""}))
