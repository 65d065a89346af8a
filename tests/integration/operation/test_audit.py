"""What is done with a trial leaves a row each, of ids alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from delivery_api.audit.audit_log import audit_table
from delivery_api.commands import retention, trial
from tests.support.command_runner import Desk
from tests.support.running_service import FakeClock, House


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    fake = FakeClock()
    for module in (trial, retention):
        monkeypatch.setattr(module, "clock", fake)
    return fake


def test_the_life_of_a_trial_stands_in_the_audit(house: House, clock: FakeClock) -> None:
    desk = Desk(house)
    name = desk.trial()
    assert desk("trial", "extract", name).exit_code == 0
    assert desk("trial", "complete", name).exit_code == 0
    clock.now = datetime(2028, 5, 25, 9, tzinfo=UTC)
    assert desk("retention", "run").exit_code == 0
    with house.service.engine.begin() as connection:
        query = select(audit_table).where(audit_table.c.thing == name).order_by(audit_table.c.sequence)
        rows = connection.execute(query).all()
    assert [row.action for row in rows] == [
        "created a trial",
        "extracted a trial",
        "completed a trial",
        "destroyed responses",
    ]
    assert {(row.actor, row.learner) for row in rows} == {(None, None)}
    assert rows[-1].at.date() == clock.now.date()


def test_what_is_declined_leaves_no_row(house: House, clock: FakeClock) -> None:
    desk = Desk(house)
    name = desk.trial()
    assert desk("trial", "complete", name, "--on", "2026-11-24").exit_code == 2
    assert desk("trial", "create", "n" * 121, "--all-classes").exit_code == 2
    with house.service.engine.begin() as connection:
        assert connection.scalars(select(audit_table.c.action)).all() == ["created a trial"]
