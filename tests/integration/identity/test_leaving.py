"""Someone who leaves: no more sign-in, and removed a year later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from delivery_api.identity import enrolment
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS
from delivery_api.identity.tables import erasures, memberships, people, sessions
from delivery_api.privacy.person_rights import erase
from tests.support.service_harness import DECISION, ServiceHarness, sign_in

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def leave(harness: ServiceHarness, name: str, on: date) -> None:
    with harness.service.engine.begin() as connection:
        enrolment.remove_from_roster(connection, harness.people[name], on)


def rows_about(harness: ServiceHarness, name: str) -> dict[str, int]:
    """How many rows of each table are a person's."""
    person = harness.people[name]
    with harness.service.engine.begin() as connection:
        return {
            table.name: len(connection.execute(select(table).where(column == person)).all())
            for table, column in (
                (people, people.c.id),
                (memberships, memberships.c.person),
                (sessions, sessions.c.person),
            )
        }


def run_retention(harness: ServiceHarness, on: date) -> None:
    runner = replace(harness.service.retention, live_years=99)
    outcomes = runner.run(datetime.combine(on, time(12), UTC), clock_confirmed_by="A. Rees")
    assert [each for each in outcomes if each.failure] == []


@pytest.mark.parametrize("name", ["cadi", "evans"])
def test_whoever_has_left_is_signed_out_and_in_no_class_from_that_day(harness: ServiceHarness, name: str) -> None:
    browser, colleague = harness.signed_in(name), harness.signed_in("khan")
    leave(harness, name, NOON.date())
    assert browser.get("/api/me").status_code == 401
    assert sign_in(harness.browser(), name).status_code == 403
    with harness.service.engine.begin() as connection:
        left = connection.scalars(
            select(memberships.c.left_on).where(memberships.c.person == harness.people[name])
        ).all()
    assert left == [NOON.date()]
    assert colleague.get("/api/me").status_code == 200


def test_a_learner_who_has_left_is_on_no_class_page(harness: ServiceHarness) -> None:
    page = f"/feedback/classes/{harness.classes['Derwen']}"
    teacher = harness.signed_in("evans")
    assert "Cadi" in teacher.get(page).text
    leave(harness, "cadi", NOON.date())
    assert "Cadi" not in teacher.get(page).text


@pytest.mark.parametrize(
    ("left", "goes"),
    [
        (date(2026, 11, 25), date(2027, 11, 25)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2028, 2, 28), date(2029, 2, 28)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2028, 3, 1), date(2029, 3, 1)),
        (date(2027, 8, 31), date(2028, 8, 31)),
    ],
    ids=str,
)
def test_whoever_has_left_is_removed_a_year_later_and_not_a_day_before(
    harness: ServiceHarness, left: date, goes: date
) -> None:
    leave(harness, "cadi", left)
    run_retention(harness, goes - timedelta(days=1))
    assert rows_about(harness, "cadi") == {"people": 1, "memberships": 1, "sessions": 0}
    run_retention(harness, goes)
    assert rows_about(harness, "cadi") == {"people": 0, "memberships": 0, "sessions": 0}
    assert rows_about(harness, "joe")["people"] == 1


def test_the_mark_of_an_erasure_goes_after_nine_years_and_so_does_the_key_that_nothing_stands_under(
    harness: ServiceHarness,
) -> None:
    with harness.service.engine.begin() as connection:
        erase(connection, harness.service.ring, harness.service.ledger, harness.people["cadi"], DECISION, NOON)
        (old,) = harness.service.ring.living(connection, IDENTIFIER_KEYS)
        new = harness.service.ring.create(connection, IDENTIFIER_KEYS, NOON + timedelta(hours=1))
    for name in harness.people.keys() - {"cadi"}:
        sign_in(harness.browser(), name)
    for day, living, marks in ((date(2035, 11, 24), [new.id, old], 1), (date(2035, 11, 25), [new.id], 0)):
        run_retention(harness, day)
        with harness.service.engine.begin() as connection:
            assert list(harness.service.ring.living(connection, IDENTIFIER_KEYS)) == living
            assert len(connection.execute(select(erasures)).all()) == marks
    assert not harness.service.ring.path(old).exists()
