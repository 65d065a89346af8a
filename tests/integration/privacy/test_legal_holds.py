"""A legal hold: what is held outlives its day, and goes in the first run after the end or the release."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from delivery_api.commands import legal_holds as commands
from delivery_api.identity import enrolment
from delivery_api.identity.person_records import read_details
from delivery_api.identity.tables import people
from delivery_api.ledger import store as ledger_store
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.signing import public_bytes
from delivery_api.ledger.tables import ledger_position
from delivery_api.lifecycle.ledger_replay import replay_ledger
from delivery_api.privacy.holds import store
from delivery_api.privacy.holds.legal_holds import HoldDeclined, UnderHold, order_hold, release_hold
from delivery_api.privacy.holds.tables import legal_holds
from delivery_api.privacy.holds.values import HoldSubject
from delivery_api.privacy.person_rights import erase
from delivery_api.privacy.published_log.log_check import log_findings
from delivery_api.privacy.published_log.programme_records import Standing, programme_records
from delivery_api.privacy.published_log.publication import published_log
from delivery_api.privacy.retention.due_programmes import withhold_overdue
from delivery_api.privacy.retention.schedule import ScheduledHold, ScheduledProgramme, held, rehearse
from delivery_api.privacy.rights import service as rights
from delivery_api.privacy.rights.rights_cases import Capacity, CaseKind, IdentityCheck, Requester
from delivery_api.privacy.rights.service import NewCase
from delivery_api.sittings.storage.tables import sitting_events, sittings
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.planted_rows import DUE, YEAR, completed_trial, noon, plant_rows, run_on, written_extract
from tests.support.service_harness import DECISION, TEST_START, ServiceHarness

TODAY = TEST_START.date()
LAST = date(2028, 6, 20)


def hold(harness: ServiceHarness, subject: HoldSubject, ends_on: date, now: datetime) -> None:
    harness.trust_clock(now)
    with harness.service.engine.begin() as connection:
        order_hold(connection, harness.service.ledger, subject, ends_on, DECISION, now)


def release(harness: ServiceHarness, subject: HoldSubject, now: datetime) -> None:
    harness.trust_clock(now)
    with harness.service.engine.begin() as connection:
        release_hold(connection, harness.service.ledger, subject, DECISION, now)


def test_a_held_trial_is_not_destroyed_nor_overdue_and_goes_the_day_after_with_a_certificate_that_says_so(
    harness: ServiceHarness,
) -> None:
    trial, runner, engine = completed_trial(harness), harness.service.retention, harness.service.engine
    path, ordered = written_extract(harness, trial), noon(DUE - timedelta(days=30))
    hold(harness, HoldSubject(trial), LAST, ordered)
    assert trial not in run_on(runner, DUE)
    assert path.exists()
    for told in (held(runner, ordered), rehearse(runner, LAST, ordered)):
        (kept,) = [each.hold for each in told if isinstance(each, ScheduledHold)]
        assert (kept.subject.programme, kept.ends_on) == (trial, LAST)
    assert [each for each in rehearse(runner, LAST, ordered) if isinstance(each, ScheduledProgramme)] == []
    after = rehearse(runner, LAST + timedelta(days=1), ordered)
    assert [each.programme.id for each in after if isinstance(each, ScheduledProgramme)] == [trial]
    with engine.begin() as connection:
        assert withhold_overdue(connection, harness.service.ring, 1, LAST) == ()
        assert harness.service.ring.withheld == {trial}  # what its responses were for is over: nobody extracts them
        assert connection.scalar(select(func.count()).select_from(sitting_events)) == 3
    assert trial not in run_on(runner, LAST)
    outcome = run_on(runner, LAST + timedelta(days=1))[trial]
    assert outcome.is_done
    assert outcome.certificate is not None
    told_of = {name: outcome.certificate[name] for name in ("due_on", "held_until", "destroyed_on", "state")}
    assert told_of == {
        "due_on": DUE.isoformat(),
        "held_until": LAST.isoformat(),
        "destroyed_on": (LAST + timedelta(days=1)).isoformat(),
        "state": "complete",
    }
    assert not path.exists()


def test_a_hold_is_published_without_a_person_or_a_reason_and_one_after_the_day_is_not(harness: ServiceHarness) -> None:
    """Fault: the published log knew of no hold, so that a held trial stood there as overdue."""
    held_trial, late = completed_trial(harness), completed_trial(harness, name="Late")
    ledger, kinds = harness.service.ledger, (EntryKind.TRIAL_HELD, EntryKind.TRIAL_HOLD_ENDED)
    hold(harness, HoldSubject(held_trial), LAST, noon(DUE))
    hold(harness, HoldSubject(YEAR), LAST, noon(DUE))
    hold(harness, HoldSubject(late), LAST, noon(DUE + timedelta(days=1)))
    hold(harness, HoldSubject(held_trial), LAST + timedelta(days=9), noon(LAST))  # renewed while it holds
    for trial in (held_trial, late):
        release(harness, HoldSubject(trial), noon(LAST))
    release(harness, HoldSubject(YEAR), noon(LAST))
    assert [each.facts for each in ledger.entries_of(EntryKind.YEAR_HELD, EntryKind.YEAR_HOLD_ENDED)] == [
        {"programme": YEAR, "on": DUE.isoformat(), "until": LAST.isoformat()},
        {"programme": YEAR, "on": LAST.isoformat()},
    ]
    assert [each.facts for each in ledger.entries_of(*kinds)] == [
        {"trial": held_trial, "on": DUE.isoformat(), "until": LAST.isoformat()},
        {"trial": held_trial, "on": LAST.isoformat(), "until": (LAST + timedelta(days=9)).isoformat()},
        {"trial": held_trial, "on": LAST.isoformat()},
    ]
    log = published_log(ledger, harness.settings.certificates, noon(LAST))
    assert log_findings(log, public_bytes(ledger.signing_key())) == ()
    standings = {each.programme: each.standing(LAST) for each in programme_records(log.told)}
    assert standings == {held_trial: Standing.HELD, late: Standing.OVERDUE, YEAR: Standing.YEAR_HELD}


def test_a_release_lets_it_go_with_the_next_run_and_a_trial_without_a_hold_says_nothing_of_one(
    harness: ServiceHarness,
) -> None:
    trial, other = completed_trial(harness), completed_trial(harness)
    hold(harness, HoldSubject(trial), LAST, noon(DUE - timedelta(days=1)))
    assert run_on(harness.service.retention, DUE)[other].is_done
    release(harness, HoldSubject(trial), noon(DUE + timedelta(days=2)))
    outcomes = run_on(harness.service.retention, DUE + timedelta(days=2))
    certificate = outcomes[trial].certificate
    assert certificate is not None
    assert certificate["held_until"] == (DUE + timedelta(days=2)).isoformat()
    assert b'"held_until": null' in (harness.settings.certificates / f"{other}.json").read_bytes()


def test_what_is_held_of_a_person_outlives_the_account_and_goes_after_the_release(harness: ServiceHarness) -> None:
    """Rows about the person, the year in which the person has rows, the name, and the rows of the audit."""
    opened, cadi, mali = harness.service, harness.people["cadi"], harness.people["mali"]
    harness.assign("cadi")
    plant_rows(harness, TODAY)  # cadi leaves
    with opened.engine.begin() as connection:
        enrolment.remove_from_roster(connection, mali, TODAY)
    day = TODAY.replace(year=2027)
    hold(harness, HoldSubject(person=cadi), day.replace(month=12), noon(day - timedelta(days=300)))
    run_on(opened.retention, day)
    with opened.engine.begin() as connection:
        assert connection.scalars(select(people.c.id).where(people.c.id.in_([cadi, mali]))).all() == [cadi]
        assert read_details(connection, opened.ring, cadi).name == "Cadi Morgan"
        assert cadi in connection.scalars(select(sittings.c.learner)).all()
    year_end = date(2028, 8, 31)
    hold(harness, HoldSubject(person=cadi), date(2028, 10, 31), noon(date(2027, 11, 30)))
    assert YEAR not in run_on(opened.retention, year_end)
    assert about(harness, cadi) == (1, 1)
    release(harness, HoldSubject(person=cadi), noon(year_end + timedelta(days=1)))
    assert run_on(opened.retention, year_end + timedelta(days=1))[YEAR].is_done
    assert about(harness, cadi) == (0, 0)


def about(harness: ServiceHarness, person: Any) -> tuple[int, int]:
    """How many rows of people and of the audit's looks are about a person."""
    with harness.service.engine.begin() as connection:
        audit = legal_holds.metadata.tables["audit"]
        looks = (audit.c.learner == person, audit.c.action == "looked at feedback")
        return (
            connection.scalar(select(func.count()).select_from(people).where(people.c.id == person)) or 0,
            connection.scalar(select(func.count()).select_from(audit).where(*looks)) or 0,
        )


def test_a_hold_has_an_end_within_a_year_and_something_to_hold(harness: ServiceHarness) -> None:
    trial, year_later = HoldSubject(completed_trial(harness)), TODAY.replace(year=2027)
    for ends_on in (TODAY, year_later + timedelta(days=1)):
        with nothing_written(harness.service.engine), pytest.raises(HoldDeclined):
            hold(harness, trial, ends_on, TEST_START)
    for nothing in (HoldSubject("trial-none"), HoldSubject(person=harness.classes["Derwen"])):
        with nothing_written(harness.service.engine), pytest.raises(HoldDeclined):
            hold(harness, nothing, year_later, TEST_START)
    with nothing_written(harness.service.engine), pytest.raises(HoldDeclined):
        release(harness, trial, TEST_START)
    hold(harness, trial, year_later, TEST_START)


def test_an_erasure_under_a_hold_is_refused_with_a_sentence(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    opened, cadi = harness.service, harness.people["cadi"]
    hold(harness, HoldSubject(person=cadi), TODAY + timedelta(days=30), TEST_START)
    with nothing_written(opened.engine), pytest.raises(UnderHold), opened.engine.begin() as connection:
        erase(connection, opened.ring, opened.ledger, cadi, DECISION, harness.clock())
    asked = NewCase("cadi", CaseKind.ERASURE, Requester(Capacity.LEARNER, IdentityCheck.SCHOOL), "E-1", TODAY)
    with opened.engine.begin() as connection:
        case = rights.open_case(connection, opened.ledger, harness.people["officer"], asked, harness.clock())
    officer = harness.signed_in("officer")
    refused = officer.post(f"/rights/{case.id}/acts?lang=en", data={"act": "erased"}, headers={"accept": "text/html"})
    assert refused.status_code == 409
    assert "A legal hold keeps these data" in refused.text
    listed = officer.get("/oversight/schedule?lang=cy", headers={"accept": "text/html"}).text
    assert "Daliadau cyfreithiol" in listed
    release(harness, HoldSubject(person=cadi), harness.clock())
    assert officer.post(f"/rights/{case.id}/acts", data={"act": "erased"}).status_code == 303


def test_a_restored_database_forgets_neither_a_hold_nor_its_release(harness: ServiceHarness) -> None:
    service, trial, cadi = harness.service, completed_trial(harness), harness.people["cadi"]
    with service.engine.begin() as connection:
        position = ledger_store.position(connection)
    assert position is not None
    hold(harness, HoldSubject(trial), TODAY + timedelta(days=30), TEST_START)
    hold(harness, HoldSubject(person=cadi), TODAY + timedelta(days=30), TEST_START)
    release(harness, HoldSubject(person=cadi), TEST_START)
    with service.engine.begin() as connection:
        before = store.all_holds(connection)
        connection.execute(delete(legal_holds))
        connection.execute(update(ledger_position).values(number=position[0], hash=position[1]))
    kinds = [each.kind for each in replay_ledger(service.engine, service.ledger, harness.clock())]
    assert kinds == [EntryKind.HELD, EntryKind.HELD, EntryKind.HOLD_RELEASED]
    with service.engine.begin() as connection:
        assert store.all_holds(connection) == before
        assert {each.subject: each.is_in_force(TODAY) for each in before} == {
            HoldSubject(trial): True,
            HoldSubject(person=cadi): False,
        }


def test_holds_are_ordered_listed_and_released_by_commands(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "clock", harness.clock)
    runner, end = CommandRunner(harness), (TODAY + timedelta(days=90)).isoformat()
    who = ("--by", "Sian Rees", "--reason", "claim CL-7")
    for options in ((), ("--programme", YEAR, "--person", "cadi")):
        refused = runner("privacy", "hold", *options, "--until", end, *who)
        assert (refused.exit_code, "expected either a trial" in refused.output) == (2, True)
    assert runner("privacy", "hold", "--programme", YEAR, *who).exit_code == 2  # an end is needed
    for options in (("--programme", YEAR), ("--person", "cadi")):
        assert runner("privacy", "hold", *options, "--until", end, *who).exit_code == 0
    listed = runner("privacy", "holds").output
    assert (listed.count("Sian Rees"), listed.count("claim CL-7"), YEAR in listed, "cadi" in listed) == (
        2,
        2,
        True,
        False,
    )
    told = runner("retention", "schedule").output
    assert f"legal hold: {YEAR}" in told
    for options in (("--programme", YEAR), ("--person", "cadi")):
        assert runner("privacy", "release-hold", *options, *who).exit_code == 0
    assert "There is no legal hold." in runner("privacy", "holds").output
