"""When a leaver's day has come no copy of their row can be opened: not in the database's files, its log or a backup."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select, update

from delivery_api.commands import keys
from delivery_api.commands.command_context import failure_text
from delivery_api.identity import enrolment, person_records, store
from delivery_api.identity.identifier_hashing import NAME_KEYS
from delivery_api.identity.name_keys.cohort_keys import keep_name_keys
from delivery_api.identity.personal_details import SealedDetails
from delivery_api.identity.resealing import NamesUnreadable
from delivery_api.identity.tables import people
from delivery_api.keys.encryption import DecryptionFailed
from delivery_api.keys.key_ring import LONGEST_TRANSACTION
from delivery_api.lifecycle.row_verification import find_forged_rows
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import ServiceHarness, sign_in

LEFT, GOES = date(2026, 11, 25), date(2027, 11, 25)


def run_on(harness: ServiceHarness, day: date) -> None:
    runner = replace(harness.service.retention, live_years=99)
    outcomes = runner.run(datetime.combine(day, time(12), UTC), clock_confirmed_by="A. Rees")
    assert [each for each in outcomes if each.failure] == []


def leave(harness: ServiceHarness, name: str) -> None:
    with harness.service.engine.begin() as connection:
        enrolment.remove_from_roster(connection, harness.people[name], LEFT)


def sealed(harness: ServiceHarness, name: str) -> SealedDetails:
    with harness.service.engine.begin() as connection:
        row = store.details_row(connection, harness.people[name])
    assert row is not None
    return row.sealed


def opens_under_any_key(harness: ServiceHarness, name: str, form: SealedDetails) -> bool:
    ring, person = harness.service.ring, harness.people[name]
    for file in ring.directory.glob("*.key.json"):
        try:
            form.opened_with(ring.read(file.name.removesuffix(".key.json")), person)
        except DecryptionFailed:
            continue
        return True
    return False


def key_purposes(harness: ServiceHarness) -> list[str]:
    with harness.service.engine.begin() as connection:
        records = harness.service.ring.records(connection)
    return [each.purpose for each in records if each.purpose.startswith(NAME_KEYS) and not each.destroyed_at]


def test_on_a_leavers_day_no_key_opens_what_any_copy_of_their_row_holds(harness: ServiceHarness) -> None:
    forms = [sealed(harness, "cadi")]
    leave(harness, "cadi")
    for day in (date(2026, 11, 26), date(2027, 6, 1), date(2027, 11, 24)):
        run_on(harness, day)
        forms.append(sealed(harness, "cadi"))
        assert opens_under_any_key(harness, "cadi", forms[-1])
    assert f"names:{GOES}" in key_purposes(harness)
    run_on(harness, GOES)
    assert not any(opens_under_any_key(harness, "cadi", form) for form in forms)
    assert key_purposes(harness) == [NAME_KEYS]
    assert opens_under_any_key(harness, "joe", sealed(harness, "joe"))


def test_the_key_of_all_names_is_changed_after_half_a_year_and_not_before(harness: ServiceHarness) -> None:
    first = sealed(harness, "joe").name_key
    run_on(harness, date(2027, 5, 24))
    assert sealed(harness, "joe").name_key == first
    run_on(harness, date(2027, 5, 25))
    assert sealed(harness, "joe").name_key != first
    assert harness.service.ring.path(first).exists()  # somebody may have begun to seal a name under it
    run_on(harness, date(2027, 5, 26))
    assert not harness.service.ring.path(first).exists()
    assert harness.signed_in("joe").get("/api/me").json()["name"] == "Joe B"


def test_a_returners_details_are_under_the_key_of_those_who_are_here(harness: ServiceHarness) -> None:
    leave(harness, "evans")
    run_on(harness, date(2026, 11, 26))
    under = sealed(harness, "evans").name_key
    with harness.service.engine.begin() as connection:
        assert harness.service.ring.living(connection, NAME_KEYS) != [under]
        store.reinstate(connection, harness.people["evans"], harness.school, "teacher")
    run_on(harness, GOES)  # the day of the key under which they still are
    assert set(key_purposes(harness)) == {NAME_KEYS}
    with harness.service.engine.begin() as connection:
        details = person_records.read_details(connection, harness.service.ring, harness.people["evans"])
    assert details.name == "Mr Evans"
    assert sign_in(harness.browser(), "evans").status_code == 303


def test_a_run_that_was_killed_half_way_is_finished_by_the_next(harness: ServiceHarness) -> None:
    leave(harness, "cadi")
    service, now = harness.service, harness.clock()
    with service.engine.begin() as connection:
        service.ring.create(connection, NAME_KEYS, now)  # the old key still has everybody
    kept = keep_name_keys(service.engine, service.ledger, LEFT, now + LONGEST_TRANSACTION)
    assert kept.sealed_anew == len(harness.people)
    assert len(kept.destroyed) == 1
    assert keep_name_keys(service.engine, service.ledger, LEFT, now + LONGEST_TRANSACTION).sealed_anew == 0
    with service.engine.begin() as connection:
        assert len(set(connection.scalars(select(people.c.name_key)))) == 2


def test_a_name_that_was_altered_stops_neither_a_new_key_nor_the_end_of_others_names(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: one altered name stopped `mesur keys change names` without naming it, and the same each night."""
    monkeypatch.setattr(keys, "clock", harness.clock)
    run, joe, mali, under = CommandRunner(harness), harness.people["joe"], harness.people["mali"], people.c.name_key
    before = sealed(harness, "joe").name_key
    alter(harness, "joe", sealed_name=b"\0" * 60)
    changed = run("keys", "change", "names")
    assert (changed.exit_code, str(joe) in changed.stderr) == (2, True), changed.output
    with harness.service.engine.begin() as connection:
        assert before not in set(connection.scalars(select(under)))
        assert {each.key for each in find_forged_rows(connection)} == {str(joe)}
    leave(harness, "cadi")
    run_on(harness, date(2026, 11, 26))
    of_a_day = sealed(harness, "cadi")
    alter(harness, "evans", name_key=of_a_day.name_key)  # so that the key of the day would be needed for good
    alter(harness, "mali", name_key="0" * 16)  # of which nobody knows
    runner = replace(harness.service.retention, live_years=99)
    outcomes = runner.run(datetime.combine(GOES, time(12), UTC), clock_confirmed_by="A. Rees")
    (failed,) = (each for each in outcomes if each.failure)
    assert (failed.name, str(harness.people["evans"]) in str(vars(failed.failure))) == ("keys of names", True)
    assert not opens_under_any_key(harness, "cadi", of_a_day)
    with harness.service.engine.begin() as connection:
        assert connection.scalar(select(under).where(people.c.id == mali)) == "0" * 16
        assert person_records.read_details(connection, harness.service.ring, harness.people["khan"]).name == "Mr Khan"


@pytest.mark.parametrize("at_night", [False, True])
def test_names_under_a_key_whose_file_has_rotted_are_kept_as_they_are_until_it_is_put_back(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch, at_night: bool
) -> None:
    """Fault: a dash took the place of every name under such a key, though each stood as the service had written it."""
    monkeypatch.setattr(keys, "clock", harness.clock)
    before, whole = sealed(harness, "joe"), harness.service.ring.path(sealed(harness, "joe").name_key).read_bytes()
    document = json.loads(whole)
    rotten = document | {"secret": base64.b64encode(bytes(32)).decode()}
    harness.service.ring.path(before.name_key).write_text(json.dumps(rotten))
    alter(harness, "mali", name_key="0" * 16)  # told of beside it
    try:
        if at_night:
            runner = replace(harness.service.retention, live_years=99)
            outcomes = runner.run(datetime.combine(date(2027, 5, 25), time(12), UTC), clock_confirmed_by="A. Rees")
            (failed,) = (failure_text(each.failure) for each in outcomes if each.failure)
        else:
            changed = CommandRunner(harness)("keys", "change", "names")
            assert changed.exit_code == 2, changed.output
            failed = changed.stderr
        assert sealed(harness, "joe") == before
        assert before.name_key in failed
        assert "mesur keys restore" in failed
    finally:
        harness.service.ring.path(before.name_key).write_bytes(whole)
    assert person_records.reseal_details(harness.service.engine, harness.service.ring).count
    with harness.service.engine.begin() as connection:
        assert (
            person_records.read_details(connection, harness.service.ring, harness.people["joe"]).name == "Joe Bennett"
        )


def test_altered_names_of_those_who_left_and_of_those_who_are_here_are_told_together(harness: ServiceHarness) -> None:
    """Fault: only the first group was told of; the dashes of the others stood there without a word."""
    service, now = harness.service, harness.clock()
    leave(harness, "cadi")
    for name in ("cadi", "joe"):
        alter(harness, name, sealed_name=b"\0" * 60)
    with service.engine.begin() as connection:
        service.ring.create(connection, NAME_KEYS, now)
    with pytest.raises(NamesUnreadable) as told:
        keep_name_keys(service.engine, service.ledger, LEFT, now + LONGEST_TRANSACTION)
    assert {str(harness.people[name]) for name in ("cadi", "joe")} == set(told.value.facts["people"].split(", "))


def alter(harness: ServiceHarness, name: str, **values: object) -> None:
    with harness.service.engine.begin() as connection:
        connection.execute(update(people).where(people.c.id == harness.people[name]).values(values))
