"""When a leaver's day has come no copy of their row can be opened: not in the database's files, its log or a backup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from delivery_api.identity import enrolment, person_records, store
from delivery_api.identity.identifier_hashing import NAME_KEYS
from delivery_api.identity.name_keys.cohort_keys import keep_name_keys
from delivery_api.identity.personal_details import SealedDetails
from delivery_api.identity.tables import people
from delivery_api.keys.encryption import DecryptionFailed
from delivery_api.keys.key_ring import LONGEST_TRANSACTION
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
