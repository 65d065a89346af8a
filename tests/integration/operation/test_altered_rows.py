"""One row that somebody altered stops no command for all the others, and is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pyarrow.parquet as parquet
import pytest
from sqlalchemy import select, update

from delivery_api.commands import trial as trial_commands
from delivery_api.commands.trial_commands import extracts
from delivery_api.identity import enrolment
from delivery_api.identity.tables import people
from delivery_api.lifecycle.service_setup import set_up
from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.sittings.storage.store import of_programme_unchecked, programme
from delivery_api.sittings.storage.tables import programmes, sitting_events, sittings
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import ServiceHarness, complete_sitting
from tests.support.trial_sitters import others_start

EVENTS = sitting_events.c


def change(harness: ServiceHarness, statement: Any) -> None:
    with harness.service.engine.begin() as connection:
        connection.execute(statement)


def alter_event(harness: ServiceHarness, sitting: UUID, sequence: int) -> None:
    here = (EVENTS.sitting == sitting, EVENTS.sequence == sequence)
    change(harness, update(sitting_events).where(*here).values(payload=b"\0" * 300))


def night(harness: ServiceHarness, day: date) -> dict[str, Exception | None]:
    """The items of a retention run that failed."""
    runner = replace(harness.service.retention, live_years=99)
    outcomes = runner.run(datetime.combine(day, time(12), UTC), clock_confirmed_by="A. Rees")
    return {each.name: each.failure for each in outcomes if each.failure}


def test_an_altered_programme_stops_neither_retention_nor_set_up_for_the_others(harness: ServiceHarness) -> None:
    """Fault: one altered row of a trial ended every retention run with an error, and nothing of anybody went."""
    altered, other = harness.create_trial("9C", name="Altered"), harness.create_trial("Derwen", name="Other")
    change(harness, update(programmes).where(programmes.c.id == altered).values(completed_on=date(2020, 1, 1)))
    mali = harness.signed_in("mali")  # whose class it invites
    assert mali.get("/api/sittings").json()["sittings"] == []
    with harness.service.engine.begin() as connection:
        enrolment.remove_from_roster(connection, harness.people["joe"], date(2026, 11, 25))
    failed = night(harness, date(2027, 11, 26))
    assert set(failed) == {altered}
    assert isinstance(failed[altered], RowForged)
    set_up(harness.service, harness.clock())
    with harness.service.engine.begin() as connection:
        found = programme(connection, other)
        assert found is not None
        assert found.completed_on is not None
        assert connection.scalar(select(people.c.id).where(people.c.id == harness.people["joe"])) is None
    assert harness.browser().get("/metrics").status_code == 200


def test_an_altered_event_stops_neither_the_exposure_watch_nor_the_end_of_its_learners_account(
    harness: ServiceHarness,
) -> None:
    """Fault: an error at the first event that does not open, and every night again."""
    cadi, sitting = harness.people["cadi"], harness.assign("cadi")
    complete_sitting(harness, harness.signed_in("cadi"), sitting)
    alter_event(harness, sitting, 4)
    with harness.service.engine.begin() as connection:
        last = connection.scalar(select(EVENTS.sequence).where(EVENTS.sitting == sitting, EVENTS.kind == "recorded"))
        enrolment.remove_from_roster(connection, cadi, date(2026, 11, 25))
    assert last is not None
    alter_event(harness, sitting, last)
    counts = harness.settings.keys.parent / "counts.csv"
    watched = CommandRunner(harness)("exposure", "watch", "--counts", str(counts))
    assert watched.exception is None or isinstance(watched.exception, SystemExit), watched.exception
    assert night(harness, date(2027, 11, 26)) == {}
    with harness.service.engine.begin() as connection:
        assert connection.scalar(select(sittings.c.learner).where(sittings.c.id == sitting)) != cadi
    change(harness, sittings.delete().where(sittings.c.id == sitting))  # it could not be replayed


def test_an_extract_leaves_out_the_sitting_of_an_altered_event_and_says_so(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: the whole trial could not be extracted, and the error named no sitting."""
    monkeypatch.setattr(trial_commands, "clock", harness.clock)
    monkeypatch.setattr(extracts, "clock", harness.clock)
    trial = harness.create_trial("Derwen")
    others_start(harness, trial, 11)
    with harness.service.engine.begin() as connection:
        altered = of_programme_unchecked(connection, trial)[0].id
    alter_event(harness, altered, 1)
    done = CommandRunner(harness)("trial", "extract", trial)
    assert done.exit_code == 0, done.output
    written = "".join(each.read_text() for each in (harness.settings.extracts / trial).glob("*.json"))
    assert "does not verify" in written
    people = parquet.read_table(harness.settings.extracts / trial / "responses.parquet", columns=["person"])
    assert len(set(people["person"].to_pylist())) == 10
    change(harness, sittings.delete().where(sittings.c.id == altered))
