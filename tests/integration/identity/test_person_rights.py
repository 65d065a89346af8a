"""The acts on which a person's rights rest, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from secrets import token_bytes
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update

from delivery_api.access.refusals import NotFound
from delivery_api.audit.tables import audit_table
from delivery_api.dates.school_calendar import school_year
from delivery_api.feedback.service import first_results
from delivery_api.identity import store
from delivery_api.identity.appointments import OrganisationSpec, appoint
from delivery_api.identity.enrolment import remove_from_roster
from delivery_api.identity.last_seen.account_lapse import ManyLapse
from delivery_api.identity.last_seen.store import count_from_today, count_unseen, lapse_unseen
from delivery_api.identity.restriction.store import RestrictionGround, restriction_ground
from delivery_api.identity.tables import erasures, people
from delivery_api.ledger.decisions import Decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.lifecycle.schema import metadata
from delivery_api.privacy.ended_by_itself import ACCOUNTS_LAPSED
from delivery_api.privacy.opened_rows import opened_row
from delivery_api.privacy.person_rights import (
    NothingToLift,
    erase,
    lift_erasure,
    lift_restriction,
    rectify,
    restrict,
)
from delivery_api.privacy.person_rows import Fate, fate_of, rows_of
from delivery_api.privacy.retention.runner import ItemOutcome
from delivery_api.row_authentication.row_authenticator import signed
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.tables import attendance
from tests.support.planted_person import MARKER, plant_everywhere
from tests.support.service_harness import DECISION, SUBJECT, TEST_START, ServiceHarness, complete_sitting, sign_in

TODAY = TEST_START.date()


def acts(harness: ServiceHarness) -> list[str]:
    return [entry.kind for entry in harness.service.ledger.checked_entries()]


def test_every_row_of_a_person_is_found_and_erased_and_no_table_is_left_out(harness: ServiceHarness) -> None:
    """A new table with a person's rows fails here until it declares what becomes of them."""
    cadi, opened = harness.people["cadi"], harness.service
    with opened.engine.begin() as connection:
        planted = plant_everywhere(connection, opened.ring, cadi)
        found = {each.table: each for each in rows_of(connection, cadi)}
        assert found.keys() == planted
        (event,) = found["sitting_events"].subject
        assert opened_row(opened.ring, "sitting_events", event)["event"]["device"] == MARKER
        assert opened_row(opened.ring, "people", found["people"].subject[0])["name"] == "Cadi Morgan"
        others = sum(len(each.subject) for each in rows_of(connection, harness.people["joe"]))
        changed = erase(connection, opened.ring, opened.ledger, cadi, DECISION, harness.clock())
        expected = {name for name in planted if fate_of(metadata.tables[name]) in (Fate.DELETED, Fate.ANONYMISED)}
        assert changed.keys() == expected
        left = rows_of(connection, cadi)
        assert {each.table for each in left if each.subject} == {"audit", "broken_glass"}
        assert sum(len(each.subject) for each in rows_of(connection, harness.people["joe"])) == others
        hidden = {
            table.name: row
            for table in metadata.sorted_tables
            if fate_of(table) is Fate.ANONYMISED
            for row in connection.execute(select(table))
        }
        by_learner = {"sittings", "trial_attendance", "trial_objections", "alerts", "held_acts"}
        assert hidden.keys() == by_learner | {"pin_entries", "rights_cases", "case_steps"}
        ids = {row.learner if name in by_learner else row.person for name, row in hidden.items()}
        assert len(ids) == 8  # so that no two tables can be joined by it
        with pytest.raises(NotFound):
            erase(connection, opened.ring, opened.ledger, cadi, DECISION, harness.clock())
        (mark,) = connection.execute(select(erasures)).all()
        assert mark.erased_on == TODAY
    entry = opened.ledger.checked_entries()[-1]
    assert (entry.kind, entry.facts and entry.facts["by"]) == (EntryKind.ERASED, DECISION.by)


def test_whoever_was_erased_is_signed_out_and_comes_back_only_after_it_is_lifted(harness: ServiceHarness) -> None:
    browser, opened = harness.signed_in("cadi"), harness.service
    with opened.engine.begin() as connection:
        erase(connection, opened.ring, opened.ledger, harness.people["cadi"], DECISION, harness.clock())
    assert browser.get("/api/me").status_code == 401
    assert sign_in(harness.browser(), "cadi").status_code == 403
    with opened.engine.begin() as connection:
        lift_erasure(connection, opened.ring, opened.ledger, " cadi", DECISION, harness.clock())
        assert connection.execute(select(erasures)).all() == []
        with pytest.raises(NothingToLift):
            lift_erasure(connection, opened.ring, opened.ledger, "cadi", DECISION, harness.clock())
    assert acts(harness)[-2:] == [EntryKind.ERASED, EntryKind.ERASURE_LIFTED]


def test_with_the_identifier_what_was_answered_in_trials_is_erased_too(harness: ServiceHarness) -> None:
    trial, opened = harness.create_trial("Derwen"), harness.service
    for name in ("cadi", "joe"):
        browser = harness.signed_in(name)
        (offered,) = browser.get("/api/sittings").json()["sittings"]
        browser.post(f"/api/sittings/{offered['id']}/start")
    with opened.engine.begin() as connection:
        erase(
            connection, opened.ring, opened.ledger, harness.people["cadi"], DECISION, harness.clock(), identifier="cadi"
        )
        (left,) = sittings.of_programme(connection, trial)
        assert harness.people["cadi"] not in connection.scalars(select(attendance.c.learner)).all()
    assert harness.log(left.id) != ()


def test_a_restriction_leaves_a_learner_out_of_what_is_counted_and_not_out_of_their_own_feedback(
    harness: ServiceHarness,
) -> None:
    cadi, opened = harness.people["cadi"], harness.service
    browser, page = harness.signed_in("cadi"), {"accept": "text/html"}
    complete_sitting(harness, browser, harness.assign("cadi"))

    def counted() -> int:
        with opened.engine.begin() as connection:
            year = school_year(TODAY)
            found = first_results(harness.context(connection), harness.school, SUBJECT, year, TODAY)
            return len(found.counted)

    assert counted() == 1
    with opened.engine.begin() as connection:
        act = (connection, opened.ring, opened.ledger, cadi)
        restrict(*act, RestrictionGround.OBJECTION, DECISION, harness.clock())
        assert restriction_ground(connection, cadi) is RestrictionGround.OBJECTION
    assert counted() == 0
    assert browser.get("/feedback/learners/me", headers=page).status_code == 200
    with opened.engine.begin() as connection:
        lift_restriction(connection, opened.ring, opened.ledger, cadi, DECISION, harness.clock())
        with pytest.raises(NothingToLift):
            lift_restriction(connection, opened.ring, opened.ledger, cadi, DECISION, harness.clock())
        said = connection.scalars(select(audit_table.c.action).where(audit_table.c.learner == cadi)).all()
    assert counted() == 1
    assert {"restricted (objection)", "lifted a restriction"} <= set(said)
    assert acts(harness)[-2:] == [EntryKind.RESTRICTED, EntryKind.RESTRICTION_LIFTED]


def test_a_mended_year_group_changes_the_sittings_that_have_not_started(harness: ServiceHarness) -> None:
    cadi, joe = harness.people["cadi"], harness.people["joe"]
    harness.assign("joe")
    browser = harness.signed_in("cadi")
    browser.post(f"/api/sittings/{harness.assign('cadi')}/start")
    with harness.service.engine.begin() as connection:
        for person in (cadi, joe):
            rectify(connection, harness.service.ring, person, harness.clock(), year_group=5)
        found = {each.learner: each.year_group for each in sittings.of_learners(connection, [cadi, joe])}
    assert found == {cadi: 4, joe: 5}


def test_after_a_year_the_results_of_a_deleted_account_are_nobodys(harness: ServiceHarness) -> None:
    cadi, opened = harness.people["cadi"], harness.service
    harness.assign("cadi")
    with opened.engine.begin() as connection:
        plant_everywhere(connection, opened.ring, cadi)
        remove_from_roster(connection, cadi, TODAY)
    now = TEST_START.replace(year=2027)
    outcomes = opened.retention.run(now, clock_confirmed_by="A. Rees")
    assert [each for each in outcomes if each.failure] == []
    with opened.engine.begin() as connection:
        about = {each.table for each in rows_of(connection, cadi) if each.subject}
        (sitting,) = sittings.of_programme(connection, "2026-27")
    assert about == {"audit", "broken_glass"}
    assert sitting.learner not in (None, *harness.people.values())


def test_whoever_nobody_has_seen_for_a_year_has_left_and_comes_back_by_appointment(harness: ServiceHarness) -> None:
    opened, evans = harness.service, harness.people["evans"]
    with opened.engine.begin() as connection:
        count_from_today(connection, TODAY)  # of people from before, this is the first day that is known
        assert lapse_unseen(connection, TODAY) == 0
    harness.clock.now += timedelta(days=200)
    browser = harness.signed_in("khan")
    day = TODAY.replace(year=2027)
    with opened.engine.begin() as connection:
        assert count_unseen(connection, day - timedelta(days=1)) == 0
        assert count_unseen(connection, day) == len(harness.people) - 1
        assert lapse_unseen(connection, day) == len(harness.people) - 1
        assert lapse_unseen(connection, day) == 0
        assert connection.scalar(select(people.c.left_on).where(people.c.id == evans)) == day
        assert store.classes_taught(connection, evans, day) == ()
    assert browser.get("/api/me").status_code == 200
    assert sign_in(harness.browser(), "evans").status_code == 403
    with opened.engine.begin() as connection:
        spec = OrganisationSpec("office", None, "Mesur")
        back = appoint(connection, opened.ring, "operator", spec, "evans", "Mr Evans", harness.clock())
    assert back.id == evans
    assert sign_in(harness.browser(), "evans").status_code == 303


def test_a_retention_run_lets_whoever_nobody_has_seen_for_a_year_lapse(harness: ServiceHarness) -> None:
    opened, year_later = harness.service, TEST_START.replace(year=2027)
    with opened.engine.begin() as connection:
        count_from_today(connection, TODAY)
    opened.retention.run(year_later, clock_confirmed_by="A. Rees")
    with opened.engine.begin() as connection:
        assert set(connection.scalars(select(people.c.left_on))) == {year_later.date()}


def test_many_accounts_lapse_only_where_a_named_person_lets_them_and_no_day_is_yet_to_come(
    harness: ServiceHarness,
) -> None:
    opened, long_ago, cadi = harness.service, TODAY.replace(year=2024), people.c.id == harness.people["cadi"]
    add_people_like(harness, 60)
    with opened.engine.begin() as connection:
        connection.execute(update(people).values(seen_on=long_ago))
        connection.execute(update(people).where(cadi).values(seen_on=date(9999, 1, 1)))
    assert isinstance(lapse(harness, TEST_START).failure, ManyLapse)
    with opened.engine.begin() as connection:
        assert set(connection.scalars(select(people.c.left_on))) == {None}
        assert connection.scalar(select(people.c.seen_on).where(cadi)) == TODAY
    let = lapse(harness, TEST_START, DECISION)
    assert (let.failure, let.count) == (None, 60 + len(harness.people) - 1)
    add_people_like(harness, 2)
    with opened.engine.begin() as connection:
        connection.execute(update(people).where(people.c.left_on.is_(None)).values(seen_on=long_ago))
    assert isinstance(lapse(harness, TEST_START + timedelta(days=1)).failure, ManyLapse)  # few, after so many


def add_people_like(harness: ServiceHarness, count: int) -> None:
    """Add people like Cadi, whom no class knows."""
    with harness.service.engine.begin() as connection:
        found = connection.execute(select(people).where(people.c.id == harness.people["cadi"])).mappings().one()
        for _ in range(count):
            row = dict(found) | {"id": uuid4(), "identifier": token_bytes(32)}
            connection.execute(insert(people).values(signed(connection, people, row)))


def lapse(harness: ServiceHarness, now: datetime, decision: Decision | None = None) -> ItemOutcome:
    """Run retention; what became of the accounts that nobody has used for a year."""
    outcomes = harness.service.retention.run(now, many_lapse=decision)
    return next(each for each in outcomes if each.name == ACCOUNTS_LAPSED)


def test_a_sign_in_is_noted_once_a_day(harness: ServiceHarness) -> None:
    def seen() -> date | None:
        with harness.service.engine.begin() as connection:
            return connection.scalar(select(people.c.seen_on).where(people.c.id == harness.people["cadi"]))

    assert seen() is None
    harness.signed_in("cadi")
    assert seen() == TODAY
    with harness.service.engine.begin() as connection:
        connection.execute(update(people).values(seen_on=TODAY + timedelta(days=1)))
    harness.signed_in("cadi")
    assert seen() == TODAY + timedelta(days=1)
