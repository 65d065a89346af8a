"""Earlier rows and earlier sealed values that somebody puts back stay named, whatever signs or seals them anew."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import ColumnElement, Table, delete, select, update

from delivery_api.access.roles import Role
from delivery_api.bank import item_status_changes
from delivery_api.bank.tables import item_moves, item_statuses
from delivery_api.commands import keys
from delivery_api.identity import enrolment, person_records
from delivery_api.identity import store as identity
from delivery_api.identity.last_seen.store import lapse_unseen
from delivery_api.identity.roster_import.store import roll_over_rows
from delivery_api.identity.tables import enrolments, memberships, people, rectifications, sessions
from delivery_api.keys.tables import keys_table
from delivery_api.lifecycle.restored_service import open_restored
from delivery_api.lifecycle.row_verification import find_forged_rows
from delivery_api.lifecycle.service_verification import verify_service
from delivery_api.permissions import store as granting
from delivery_api.permissions.tables import grants
from delivery_api.permissions.values import Grant
from delivery_api.privacy.person_rights import rectify
from delivery_api.row_authentication import superseded_codes as superseded_notes
from delivery_api.row_authentication.code_currency import NONE
from delivery_api.row_authentication.row_authenticator import ROW_KEYS, RowAuthenticator
from delivery_api.row_authentication.store import change_rows, forged_rows
from delivery_api.row_authentication.superseded_codes import superseded_codes
from delivery_api.trials.participation.tables import teacher_surveys
from delivery_api.trials.participation.teacher_survey import answer_teacher_survey
from itembank import ItemStatus
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import DECISION, ServiceHarness, sign_in

TOLD = "a row was not written by this service"
TODAY, TOMORROW = date(2026, 11, 25), date(2026, 11, 26)


@pytest.fixture
def cli(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> CommandRunner:
    harness.clock.now += timedelta(hours=1)  # so that a key made now is the newest
    monkeypatch.setattr(keys, "clock", harness.clock)
    return CommandRunner(harness)


def named(harness: ServiceHarness) -> set[str]:
    with harness.service.engine.begin() as connection:
        return {each.table for each in find_forged_rows(connection)}


def nothing_is_named(harness: ServiceHarness) -> bool:
    with harness.service.engine.begin() as connection:
        return not list(verify_service(connection, harness.service, (), harness.clock.now))


def rows(harness: ServiceHarness, table: Table, *where: ColumnElement[bool]) -> list[dict[str, Any]]:
    with harness.service.engine.begin() as connection:
        return [dict(row) for row in connection.execute(select(table).where(*where)).mappings()]


def put_back(harness: ServiceHarness, table: Table, earlier: list[dict[str, Any]]) -> None:
    """As somebody does who may write to the database and has no key."""
    key = table.primary_key.columns
    with harness.service.engine.begin() as connection:
        for row in earlier:
            this = [column == row[column.name] for column in key]
            assert connection.execute(update(table).where(*this).values(row)).rowcount == 1


def officer_who_was_dismissed(harness: ServiceHarness) -> tuple[Any, list[dict[str, Any]]]:
    """Return who it was, and their row from before."""
    with harness.service.engine.begin() as connection:
        appointed = {"organisation": harness.school, "identifier": "gone", "name": "G", "post": Role.OFFICER.value}
        gone = enrolment.appoint(connection, harness.service.ring, **appointed).id
    before = rows(harness, people, people.c.id == gone)
    with harness.service.engine.begin() as connection:
        enrolment.remove_from_roster(connection, gone, date(2026, 11, 24))
    return gone, before


def test_a_dismissed_officer_whose_row_is_put_back_opens_nothing_and_stays_named(
    cli: CommandRunner, caplog: pytest.LogCaptureFixture
) -> None:
    """Fault: the row was believed until somebody verified; a sign-in under a new key of identifiers signed it."""
    harness = cli.harness
    with harness.service.engine.begin() as connection:
        appointed = {"organisation": harness.school, "identifier": "gone", "name": "G", "post": Role.OFFICER.value}
        gone = enrolment.appoint(connection, harness.service.ring, **appointed).id
    browser = harness.signed_in("gone")
    before, open_sessions = (rows(harness, table) for table in (people, sessions))
    with harness.service.engine.begin() as connection:
        enrolment.remove_from_roster(connection, gone, date(2026, 11, 24))
    put_back(harness, people, before)
    with harness.service.engine.begin() as connection:
        connection.execute(sessions.insert().values(open_sessions))
    assert browser.get("/api/me").status_code == 403
    assert TOLD in caplog.text  # with it the alert and the count of any other forged row
    assert cli("keys", "change", "identifiers").exit_code == 0
    assert sign_in(harness.browser_of_another_worker(), "gone").status_code == 403
    assert named(harness) == {"people"}
    with harness.service.engine.begin() as connection:
        enrolment.remove_from_roster(connection, gone, date(2026, 11, 24))
    with harness.service.engine.begin() as connection:  # whoever is appointed again is believed at once
        identity.reinstate(connection, gone, harness.school, Role.OFFICER.value)
    assert sign_in(harness.browser_of_another_worker(), "gone").status_code == 303


def test_a_grant_or_class_that_was_ended_and_put_back_opens_nothing(harness: ServiceHarness) -> None:
    khan, evans, derwen = harness.people["khan"], harness.people["evans"], harness.classes["Derwen"]
    engine, began = harness.service.engine, date(2026, 11, 24)
    grant = Grant(uuid4(), khan, harness.school, "reports", began, None, evans)
    with engine.begin() as connection:
        granting.add_grant(connection, grant)
    before = rows(harness, grants), rows(harness, memberships, memberships.c.person == evans)
    with engine.begin() as connection:
        assert granting.rights_today(connection, khan, harness.school, TODAY) == {"reports"}
        assert [each.id for each in identity.classes_taught(connection, evans, TOMORROW)] == [derwen]
        granting.end_grant(connection, grant.id, harness.school, TODAY)
        identity.end_memberships(connection, evans, TODAY)
    for table, earlier in zip((grants, memberships), before, strict=True):
        put_back(harness, table, earlier)
    with engine.begin() as connection:
        assert granting.rights_today(connection, khan, harness.school, TODAY) == set()
        assert identity.classes_taught(connection, evans, TOMORROW) == ()
        granting.end_grant(connection, grant.id, harness.school, TODAY)  # which nobody is kept from doing again
    assert named(harness) == {"memberships"}


def test_whoever_is_changed_and_changed_back_opens_what_is_theirs_meanwhile(harness: ServiceHarness) -> None:
    khan, browser = harness.people["khan"], harness.signed_in("khan")
    for left in (TODAY, None, TODAY, None):
        with harness.service.engine.begin() as connection:
            change_rows(connection, people, people.c.id == khan, {"left_on": left})
        assert browser.get("/api/me").status_code == 200


def test_a_row_that_goes_back_while_somebody_verifies_is_not_named(harness: ServiceHarness) -> None:
    """Fault: notes were read before the rows, and not again: whoever was reinstated in between was named."""
    khan, engine = people.c.id == harness.people["khan"], harness.service.engine
    for left in (TODAY, None):
        notes = superseded_codes(RowAuthenticator(harness.service.ring).superseded)
        with engine.begin() as connection:
            change_rows(connection, people, khan, {"left_on": left})
    with engine.begin() as connection:
        assert list(forged_rows(connection, people, notes)) == []


def test_a_row_that_is_signed_while_the_newest_key_is_hidden_stays_named(cli: CommandRunner) -> None:
    """Fault: which keys are newer, the database said: without that row nothing linked the old row with its change."""
    harness, khan = cli.harness, cli.harness.people["khan"]
    before = rows(harness, people, people.c.id == khan)
    assert cli("keys", "change", "rows").exit_code == 0
    with harness.service.engine.begin() as connection:
        enrolment.remove_from_roster(connection, khan, date(2026, 11, 24))
        newest = harness.service.ring.living(connection, ROW_KEYS)[0]
    hidden = rows(harness, keys_table, keys_table.c.id == newest)
    put_back(harness, people, before)
    with harness.service.engine.begin() as connection:
        connection.execute(delete(keys_table).where(keys_table.c.id == newest))
    with harness.service.engine.begin() as connection:
        change_rows(connection, people, people.c.id == khan, {"post": Role.HEAD.value})
    with harness.service.engine.begin() as connection:
        connection.execute(keys_table.insert().values(hidden))
    assert named(harness) == {"people"}


def test_what_is_made_of_a_row_that_was_put_back_is_named_though_the_process_is_killed_then(
    harness: ServiceHarness,
) -> None:
    """Fault: what a row was made of was noted after the commit alone: in between it was a row like any other."""
    gone, before = officer_who_was_dismissed(harness)
    put_back(harness, people, before)
    with harness.service.engine.connect() as connection:
        with connection.begin():
            change_rows(connection, people, people.c.id == gone, {"post": Role.HEAD.value})
        connection.info.pop(superseded_notes.CHANGES.kind)  # as a process that ends here
    assert named(harness) == {"people"}


def test_a_row_that_goes_back_is_not_accused_because_the_disk_was_full(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: the note before the commit was lost and the one after it was written: the row that stood was named."""
    khan, engine, notes = people.c.id == harness.people["khan"], harness.service.engine, superseded_notes._append

    def full_before_the_commit(file: Path, changes: Sequence[tuple[int, int]], *, durably: bool = False) -> None:
        if changes and changes[0][0] == NONE:
            raise OSError(errno.ENOSPC, "full")
        notes(file, changes, durably=durably)

    with engine.begin() as connection:
        change_rows(connection, people, khan, {"left_on": TODAY})
    monkeypatch.setattr(superseded_notes, "_append", full_before_the_commit)
    with pytest.raises(OSError, match="full"), engine.begin() as connection:
        change_rows(connection, people, khan, {"left_on": None})  # it needs its note
    with engine.begin() as connection:
        change_rows(connection, people, khan, {"left_on": TOMORROW})  # this one is believed without
    monkeypatch.undo()
    with engine.begin() as connection:
        change_rows(connection, people, khan, {"left_on": None})
    assert named(harness) == set()


def test_a_row_that_was_ended_after_the_backup_is_named_when_it_is_put_back_after_the_restore(
    harness: ServiceHarness,
) -> None:
    """Fault: with the changes after the backup their codes were forgotten, and an officer dismissed since came back."""
    service, now = harness.service, harness.clock.now
    with service.engine.begin() as connection:
        stood = set(connection.scalars(select(people.c.id)))
    gone, before = officer_who_was_dismissed(harness)
    with service.engine.begin() as connection:  # as in the backup
        connection.execute(delete(people).where(people.c.id.not_in(stood)))
    open_restored(service, None, now)
    assert nothing_is_named(harness)
    with service.engine.begin() as connection:
        connection.execute(people.insert().values(before))
    assert named(harness) == {"people"}
    assert sign_in(harness.browser_of_another_worker(), "gone").status_code == 403
    with service.engine.begin() as connection:
        connection.execute(delete(people).where(people.c.id == gone))


def lapse(harness: ServiceHarness, person: Any) -> None:
    with harness.service.engine.begin() as connection:
        connection.execute(update(people).where(people.c.id == person).values(seen_on=date(2020, 1, 1)))
        assert lapse_unseen(connection, TODAY) == 1


def move(harness: ServiceHarness, person: Any) -> None:
    with harness.service.engine.begin() as connection:
        identity.set_year_group(connection, person, 5, TOMORROW)


def roll_over(harness: ServiceHarness, _person: Any) -> None:
    with harness.service.engine.begin() as connection:
        roll_over_rows(connection, TOMORROW, 9)


@pytest.mark.parametrize("acts", [lapse, move, roll_over])
def test_what_the_service_makes_of_a_place_that_was_put_back_is_named_too(
    harness: ServiceHarness, acts: Callable[[ServiceHarness, Any], None]
) -> None:
    cadi = harness.people["cadi"]
    before = rows(harness, enrolments, enrolments.c.person == cadi)
    with harness.service.engine.begin() as connection:
        identity.end_enrolments(connection, cadi, date(2026, 11, 24))
    put_back(harness, enrolments, before)
    acts(harness, cadi)
    with harness.service.engine.begin() as connection:
        forged = [each.key for each in find_forged_rows(connection)]
    assert len(forged) == len(rows(harness, enrolments, enrolments.c.person == cadi))
    assert all(str(cadi) in key for key in forged)


def test_a_row_of_before_the_key_was_changed_is_named_though_its_old_key_is_there(cli: CommandRunner) -> None:
    harness = cli.harness
    before = rows(harness, people, people.c.id == harness.people["khan"])
    assert cli("keys", "change", "rows").exit_code == 0
    with harness.service.engine.begin() as connection:
        enrolment.remove_from_roster(connection, harness.people["khan"], date(2026, 11, 24))
    put_back(harness, people, before)
    assert named(harness) == {"people"}
    with harness.service.engine.begin() as connection:
        identity.reinstate(connection, harness.people["khan"], harness.school, Role.HEAD.value)
    assert named(harness) == {"people"}


def test_earlier_sealed_values_that_were_put_back_or_set_to_nothing_are_named(cli: CommandRunner) -> None:
    """Fault: earlier names, dates of birth and rectified values were silent, and so was each of them set to nothing."""
    harness, cadi = cli.harness, cli.harness.people["cadi"]
    theirs = people.c.id == cadi
    for days, year, name in ((0, 5, "Cadi One"), (1, 3, "Cadi Two")):
        before = {table: rows(harness, table) for table in (rectifications, people)}
        with harness.service.engine.begin() as connection:
            at, right = harness.clock() + timedelta(days), {"year_group": year, "name": name}
            rectify(connection, harness.service.ring, cadi, at, birth_date=date(2010 + year, 1, 1), **right)
    assert nothing_is_named(harness)
    now = {table: rows(harness, table) for table in before}
    for table in before:
        put_back(harness, table, before[table])
        assert named(harness) == {table.name}
        assert cli("keys", "change", "names", "--again").exit_code == 0  # seals and signs all of them anew
        assert named(harness) == {table.name}
        now |= {other: rows(harness, other) for other in before if other is not table}
        put_back(harness, table, now[table])
    assert nothing_is_named(harness)
    for table, column in ((people, "sealed_birth_date"), (rectifications, "sealed_values")):
        it = theirs if table is people else rectifications.c.person == cadi
        now[table] = rows(harness, table)
        with harness.service.engine.begin() as connection:
            connection.execute(update(table).where(it).values({column: None}))
        assert named(harness) == {table.name}
        put_back(harness, table, now[table])
    assert nothing_is_named(harness)


def test_an_earlier_survey_that_was_put_back_is_named(harness: ServiceHarness) -> None:
    trial, said = harness.create_trial("Derwen"), []
    for length in ("too short", "too long"):
        with harness.service.engine.begin() as connection:
            of = (connection, harness.service.ring, trial, harness.people["evans"], {"length": length})
            answer_teacher_survey(*of, harness.clock())
        said.append(rows(harness, teacher_surveys))
    assert nothing_is_named(harness)
    put_back(harness, teacher_surveys, said[0])
    assert named(harness) == {"trial_surveys"}
    with harness.service.engine.begin() as connection:  # the teacher answers once more, and it is set right
        answer_teacher_survey(connection, *of[1:], harness.clock())
    assert nothing_is_named(harness)


def test_a_status_that_was_put_back_with_its_move_is_named(harness: ServiceHarness) -> None:
    """Fault: nothing told of a withdrawal of which status and move were both taken back."""
    item, engine = harness.bank.items[0].id, harness.service.engine
    for status in (ItemStatus.QUARANTINED, ItemStatus.OPERATIONAL, ItemStatus.QUARANTINED):
        before, moves = rows(harness, item_statuses, item_statuses.c.item == item), rows(harness, item_moves)
        with engine.begin() as connection:
            if status is ItemStatus.OPERATIONAL:
                item_status_changes.approve_items(connection, harness.bank, [item], DECISION, harness.clock(), status)
            else:
                item_status_changes.withdraw(connection, item, status, DECISION, harness.clock())
    assert nothing_is_named(harness)
    put_back(harness, item_statuses, before)
    with engine.begin() as connection:
        connection.execute(delete(item_moves).where(item_moves.c.number > max(each["number"] for each in moves)))
    assert named(harness) == {"item_statuses"}


def test_no_change_of_a_key_and_nothing_that_goes_back_and_forth_accuses_anybody(cli: CommandRunner) -> None:
    harness, cadi, ring = cli.harness, cli.harness.people["cadi"], cli.harness.service.ring
    officer_who_was_dismissed(harness)
    for kind in ("names", "identifiers", "rows", "names", "rows", "identifiers"):
        assert cli("keys", "change", kind, "--again").exit_code == 0
        assert sign_in(harness.browser_of_another_worker(), "cadi").status_code == 303
        with harness.service.engine.begin() as connection:
            rectify(connection, ring, cadi, harness.clock(), name=f"Cadi {kind}", year_group=4)
        with harness.service.engine.begin() as connection:
            enrolment.remove_from_roster(connection, harness.people["khan"], TODAY)
        with harness.service.engine.begin() as connection:
            identity.reinstate(connection, harness.people["khan"], harness.school, Role.HEAD.value)
        assert named(harness) == set()
        harness.clock.now += timedelta(minutes=20)
        person_records.reseal_details(harness.service.engine, ring)
    assert nothing_is_named(harness)
