"""A breach: whom it concerns, the 72 hours, what is late, and letters in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from delivery_api.audit.tables import audit_table
from delivery_api.commands import breach as commands
from delivery_api.identity import enrolment
from delivery_api.privacy.breaches import service, store
from delivery_api.privacy.breaches.affected_people import affected_people
from delivery_api.privacy.breaches.breach_clock import breach_clock
from delivery_api.privacy.breaches.breach_rules import possible_steps
from delivery_api.privacy.breaches.breaches import Breach, BreachKind, BreachScope, Risk, Step, StepKind
from delivery_api.storage.data_declaration import Purpose
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.people_of_all_roles import OWN_SCHOOL_NUMBER, add_people_of_all_roles
from tests.support.service_harness import TEST_START, ServiceHarness, complete_sitting
from tests.support.typed_days import moment_boxes

PAGE, TODAY = {"accept": "text/html"}, TEST_START.date()
FRIDAY = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
FORM = {
    "reference": "BR-7",
    "kind": "seen by others",
    **moment_boxes("known", "2026-11-25T09:00"),
    **moment_boxes("began", "2026-11-25T08:00"),
    **moment_boxes("ended", "2026-11-25T09:00"),
    "risk": "high",
    "purpose sign-in": "1",
    "school": OWN_SCHOOL_NUMBER,
}


def a_breach(scope: BreachScope, known_at: datetime = TEST_START, risk: Risk = Risk.RISK) -> Breach:
    began_at = known_at - timedelta(days=1)
    return Breach(uuid4(), f"BR-{uuid4().hex[:8]}", BreachKind.SEEN, began_at, known_at, known_at, risk, scope)


def test_the_72_hours_go_on_over_a_weekend_and_end_when_everybody_is_told_whom_the_risk_asks_for() -> None:
    breach, officer = a_breach(BreachScope((Purpose.SIGN_IN,)), FRIDAY, Risk.HIGH), uuid4()
    clock = breach_clock(breach, ())
    assert clock.report_by == clock.people_by == datetime(2026, 11, 30, 16, 30, tzinfo=UTC)  # a Monday
    assert (clock.is_overdue(FRIDAY + timedelta(hours=72)), clock.hours_left(FRIDAY)) == (False, 72)
    assert clock.is_overdue(FRIDAY + timedelta(hours=72, seconds=1))
    reported = (Step(StepKind.REPORTED, FRIDAY, officer),)
    assert breach_clock(breach, reported).next_time == clock.people_by
    assert StepKind.CLOSED not in possible_steps(breach, reported)
    told = (*reported, Step(StepKind.PEOPLE_TOLD, FRIDAY, officer))
    assert breach_clock(breach, told).next_time is None
    assert possible_steps(breach, told)[-1] is StepKind.CLOSED
    unlikely = a_breach(BreachScope((Purpose.SIGN_IN,)), FRIDAY, Risk.UNLIKELY)
    assert breach_clock(unlikely, ()).next_time is None


def found(harness: ServiceHarness, **scope: Any) -> set[UUID]:
    purposes = scope.pop("purposes", (Purpose.ASSESSMENT,))
    with harness.service.engine.begin() as connection:
        return set(affected_people(connection, a_breach(BreachScope(purposes, **scope))).people)


def test_whom_it_concerns_is_found_by_declarations_and_by_the_audit(harness: ServiceHarness) -> None:
    places, people = add_people_of_all_roles(harness), harness.people
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    harness.assign("mali", 9)
    trial = harness.create_trial("Derwen")
    assert found(harness) == {people["cadi"], people["mali"]}
    assert found(harness, programme="2026-27") == {people["cadi"], people["mali"]}
    assert found(harness, programme=trial) == found(harness, school=places.other) == set()
    assert {people["evans"], people["joe"]} <= found(harness, purposes=(Purpose.SIGN_IN,))
    assert people["stranger"] not in found(harness, purposes=(Purpose.SIGN_IN,), school=places.own)
    harness.clock.now = TEST_START - timedelta(hours=2)
    harness.signed_in("evans").get(f"/feedback/learners/{people['cadi']}", headers=PAGE)
    assert found(harness, actor=people["evans"]) == {people["cadi"]}
    assert found(harness, actor=people["khan"]) == set()


def test_what_is_late_is_red_and_on_metrics_and_readyz_and_the_officer_closes_it_when_all_are_told(
    harness: ServiceHarness,
) -> None:
    add_people_of_all_roles(harness)
    officer = harness.signed_in("officer")
    too_late, too_early = moment_boxes("known", "2027-01-01T09:00"), moment_boxes("ended", "2026-11-24T07:00")
    for wrong in (
        too_late,
        too_early,
        {"ended-time": "9 am"},
        {"ended-day": ""},
        {"purpose sign-in": ""},
        {"kind": ""},
    ):
        with nothing_written(harness.service.engine):
            assert officer.post("/breaches", data=FORM | wrong).status_code == 422
    made = officer.post("/breaches?lang=en", data=FORM)
    assert made.status_code == 303
    at = made.headers["location"].split("?")[0]
    assert officer.post("/breaches", data=FORM).status_code == 422  # the number is taken
    page = officer.get(f"{at}?lang=en", headers=PAGE).text
    assert "within 72 hours: by 28 November 2026, 09:00" in page
    assert "without undue delay" in page
    assert "Ysgol y Prawf" in page
    assert "o fewn 72 awr" in officer.get(f"{at}?lang=cy", headers=PAGE).text
    assert "Overdue" not in officer.get("/breaches?lang=en", headers=PAGE).text
    listed = officer.get(f"{at}/people.csv").text
    assert "Cadi Morgan" in listed
    assert "Person Stranger" not in listed
    harness.clock.now += timedelta(hours=73)
    harness.trust_clock(harness.clock.now)
    officer = harness.signed_in("officer")
    assert "govuk-tag--red" in officer.get("/breaches?lang=en", headers=PAGE).text
    assert "mesur_breaches_overdue 1.0" in officer.get("/metrics").text
    assert "breach overdue: BR-7" in officer.get("/readyz").json()["warnings"]
    steps = f"{at}/steps"
    assert officer.post(steps, data={"step": "closed"}).status_code == 409
    assert officer.post(steps, data={"step": "assessed"}).status_code == 422
    for step in ("contained", "reported", "schools told", "people told"):
        assert officer.post(steps, data={"step": step}).status_code == 303
    assert "mesur_breaches_overdue 0.0" in officer.get("/metrics").text
    assert officer.post(steps, data={"step": "closed"}).status_code == 303
    with harness.service.engine.begin() as connection:
        (breach,) = store.cases.all(connection)
        said = connection.execute(select(audit_table.c.actor).where(audit_table.c.thing == "BR-7")).all()
        assert len(service.steps_of(connection, breach)) == len(said) - 1 == 6  # and the list of people
    assert {row.actor for row in said} == {harness.people["officer"]}


def test_letters_are_in_both_languages_name_nobody_and_give_no_number_under_ten(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    officer = harness.signed_in("officer")
    made = officer.post("/breaches", data=FORM).headers["location"].split("?")[0]
    at = f"{made}/letter?reader="

    def text(reader: str, language: str) -> str:
        answer = officer.get(f"{at}{reader}&school={harness.school}&lang={language}", headers=PAGE)
        assert answer.status_code == 200
        for name in ("Cadi", "Joe", "Person", "BR-7", "Evans"):
            assert name not in answer.text
        return str(answer.text)

    english, welsh = ({reader: text(reader, each) for reader in ("school", "parent", "child")} for each in ("en", "cy"))
    assert "25 November 2026" in english["parent"]
    assert "It is not your fault" in english["child"]
    assert "Nid dy fai di" in welsh["child"]
    assert "To the head teacher" in english["school"]
    assert "At your school it concerns" in english["school"]
    assert english["parent"] != english["school"]
    with harness.service.engine.begin() as connection:
        count = len(affected_people(connection, store.cases.all(connection)[0]).people)
    assert count >= 10
    assert f"{count} people" in english["school"]
    few = officer.post("/breaches", data=FORM | {"reference": "BR-8", "account": "evans"})
    with harness.service.engine.begin() as connection:
        enrolment.remove_from_roster(connection, harness.people["joe"], TODAY)
    at = f"{few.headers['location'].split('?')[0]}/letter?reader="
    assert "fewer than ten people" in text("school", "en")
    assert "llai na deg o bobl" in text("school", "cy")
    wide = {name: value for name, value in FORM.items() if name != "school"} | {"reference": "BR-9"}
    everywhere = officer.get(officer.post("/breaches", data=wide).headers["location"], headers=PAGE).text
    assert "Cyngor Caerdydd" in everywhere
    assert everywhere.count("reader=school&amp;") == 4  # two schools in two languages; an authority gets no such letter


def test_the_commands_do_what_the_pages_do(
    harness: ServiceHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_people_of_all_roles(harness)
    monkeypatch.setattr(commands, "clock", harness.clock)
    runner, by = CommandRunner(harness), ("--officer", "officer")

    def mesur(*words: str, code: int = 0) -> str:
        result = runner("privacy", "breach", *words)
        assert result.exit_code == code, result.output
        return str(result.output)

    times = ("--known", "2026-11-25T09:00", "--began", "2026-11-25T08:00", "--ended", "2026-11-25T09:00")
    made = ("record", "BR-7", "--kind", "lost", *times, "--data", "sign-in", "--school", OWN_SCHOOL_NUMBER)
    assert "expected the sign-in name of the data-protection officer" in mesur(*made, "--officer", "evans", code=2)
    assert "2026-11-28 09:00" in mesur(*made, *by)
    mesur("letters", "BR-7", "--output", str(tmp_path / "letters"))
    names = {path.name for path in (tmp_path / "letters").iterdir()}
    assert {"parent.cy.html", "child.en.html", f"school-{harness.school}.cy.html"} <= names
    harness.clock.now += timedelta(hours=73)
    harness.trust_clock(harness.clock.now)
    assert "OVERDUE: 1 breach" in mesur("list", code=1)
    assert "Reported to the Information Commissioner" in mesur("step", "BR-7", "reported", *by)
    assert "Harm likely or grave: tell the people too" in mesur("step", "BR-7", "assessed", "--detail", "high", *by)
    assert "OVERDUE" in mesur("list", code=1)
    assert "Ysgol y Prawf" in mesur("show", "BR-7")
