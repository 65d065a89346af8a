"""What is done with a trial leaves a row each, of ids alone."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import select

from delivery_api.audit.tables import audit_table
from delivery_api.commands import retention, trial
from delivery_api.commands.trial_commands import extracts as trial_extracts
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import FakeClock, ServiceHarness
from tests.support.trial_sitters import others_start


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    fake = FakeClock()
    for module in (trial, retention, trial_extracts):
        monkeypatch.setattr(module, "clock", fake)
    return fake


def test_the_life_of_a_trial_stands_in_the_audit(harness: ServiceHarness, clock: FakeClock) -> None:
    cli = CommandRunner(harness)
    name = cli.create_trial()
    others_start(harness, name, 10)
    assert cli("trial", "extract", name).exit_code == 0
    assert cli("trial", "complete", name).exit_code == 0
    clock.now = datetime(2028, 5, 25, 9, tzinfo=UTC)
    assert cli("retention", "run", "--clock-confirmed-by", "A. Rees").exit_code == 0
    with harness.service.engine.begin() as connection:
        query = select(audit_table).where(audit_table.c.thing.startswith(name)).order_by(audit_table.c.sequence)
        rows = connection.execute(query).all()
    assert [row.action for row in rows] == [
        "created a trial",
        "extracted a trial",
        "completed a trial",
        "destroyed responses",
        "certified a destruction",
    ]
    certificate = harness.settings.certificates / f"{name}.json"
    assert rows[-1].thing == f"{name} {sha256(certificate.read_bytes()).hexdigest()}"
    assert {(row.actor, row.learner) for row in rows} == {(None, None)}
    assert rows[-1].at.date() == clock.now.date()


def test_what_is_declined_leaves_no_row(harness: ServiceHarness, clock: FakeClock) -> None:
    cli = CommandRunner(harness)
    name = cli.create_trial()
    assert cli("trial", "complete", name, "--on", "2026-11-24").exit_code == 2
    assert cli("trial", "create", "n" * 121, "--all-classes").exit_code == 2
    with harness.service.engine.begin() as connection:
        assert connection.scalars(select(audit_table.c.action)).all() == ["created a trial"]
