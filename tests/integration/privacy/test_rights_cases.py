"""The officer writes requests down, takes steps by page and by command, and sees what is late."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from delivery_api.audit.tables import audit_table
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.enrolment import remove_from_roster
from delivery_api.privacy.rights import store
from delivery_api.privacy.rights.rights_cases import CaseKind, IdentityCheck, RightsCase, StepKind
from tests.support.database_rows import nothing_written
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import TEST_START, ServiceHarness
from tests.support.typed_days import day_boxes

PAGE = {"accept": "text/html"}
ASKED = {
    "identifier": "cadi",
    "kind": "access",
    "capacity": "parent",
    "identity": "not yet",
    "authority": "school's record",
    "competence": "child cannot decide yet",
    "reference": "SAR-12",
    **day_boxes("received", "2026-11-25"),
}


@pytest.fixture
def full(harness: ServiceHarness) -> ServiceHarness:
    add_people_of_all_roles(harness)
    return harness


def find(harness: ServiceHarness, reference: str = "SAR-12") -> RightsCase:
    with harness.service.engine.begin() as connection:
        case = store.cases.find(connection, reference)
    assert case is not None
    return case


def test_a_request_is_written_down_and_answered_step_by_step(full: ServiceHarness) -> None:
    officer = full.signed_in("officer")
    made = officer.post("/rights", data=ASKED)
    case = find(full)
    assert made.headers["location"] == f"/rights/{case.id}?lang=en"
    page = officer.get(f"/rights/{case.id}?lang=en", headers=PAGE).text
    assert "Cadi Morgan" in page
    assert "the clock waits" in page
    assert "Granted and closed" not in page
    steps = f"/rights/{case.id}/steps"
    assert officer.post(steps, data={"step": "identity confirmed", "detail": "document seen"}).status_code == 303
    assert find(full).requester.identity is IdentityCheck.DOCUMENT
    assert "29 December 2026" in officer.get(f"/rights/{case.id}?lang=en", headers=PAGE).text
    assert officer.post(steps, data={"step": "extended", "detail": "complex"}).status_code == 303
    assert "25 February 2027" in officer.get(f"/rights/{case.id}?lang=en", headers=PAGE).text
    for wrong in ({"step": "granted"}, {"step": "bundle made"}, {"step": "extended", "detail": "complex"}):
        with nothing_written(full.service.engine):
            assert officer.post(steps, data=wrong).status_code == 409
    assert officer.post(steps, data={"step": "refused"}).status_code == 422
    assert officer.post(steps, data={"step": "refused", "detail": "child disagrees"}).status_code == 303
    assert "closed on 25 November 2026" in officer.get("/rights?lang=en", headers=PAGE).text
    with full.service.engine.begin() as connection:
        rows = connection.execute(select(audit_table).where(audit_table.c.thing == "SAR-12")).all()
    assert {row.actor for row in rows} == {full.people["officer"]}
    assert {row.learner for row in rows} == {full.people["cadi"]}
    assert "rights case (access): refused" in {row.action for row in rows}


def test_what_is_not_complete_is_refused_and_nothing_is_written(full: ServiceHarness) -> None:
    officer = full.signed_in("officer")
    assert officer.post("/rights", data=ASKED).status_code == 303
    for changed, status in (
        ({"reference": "SAR-12"}, 422),  # taken
        ({"reference": "Cadi Morgan"}, 422),
        ({"reference": "SAR-13", "authority": "none"}, 422),
        ({"reference": "SAR-13"} | day_boxes("received", "2026-11-26"), 422),
        ({"reference": "SAR-13", "kind": "everything"}, 422),
        ({"reference": "SAR-13", "identifier": "nobody"}, 404),
    ):
        with nothing_written(full.service.engine):
            assert officer.post("/rights", data=ASKED | changed).status_code == status, changed


def test_somebody_who_has_left_and_is_not_deleted_yet_can_still_ask(full: ServiceHarness) -> None:
    with full.service.engine.begin() as connection:
        remove_from_roster(connection, full.people["cadi"], london_date(TEST_START))
    assert full.signed_in("officer").post("/rights", data=ASKED).status_code == 303
    assert find(full).person == full.people["cadi"]


@pytest.mark.parametrize(("language", "word", "late"), [("en", "Overdue", 1), ("cy", "Hwyr", 1)])
def test_what_is_late_is_shown_first_and_in_red(full: ServiceHarness, language: str, word: str, late: int) -> None:
    officer = full.signed_in("officer")
    for reference, received, kind in (
        ("SAR-1", "2026-11-20", "access"),
        ("SAR-2", "2026-10-01", "erasure"),
        ("SAR-3", "2026-11-01", "complaint"),
    ):
        made = {"reference": reference, "kind": kind, "identity": "document seen"} | day_boxes("received", received)
        assert officer.post("/rights", data=ASKED | made).status_code == 303
    page = officer.get(f"/rights?lang={language}", headers=PAGE).text
    assert re.findall(r"SAR-\d", page) == ["SAR-2", "SAR-3", "SAR-1"]
    assert page.count(f'govuk-tag--red">{word}') == 1 + late
    for path, told in (("/metrics", "mesur_rights_cases_overdue 1.0"), ("/readyz", "rights cases overdue: 1")):
        assert told in officer.get(path).text
    full.clock.now += timedelta(days=8)  # a complaint of the 1st has waited 32 days without an acknowledgement
    assert "mesur_rights_cases_overdue 2.0" in officer.get("/metrics").text


def test_a_complaint_is_closed_when_they_were_told_and_the_day_is_on_record(full: ServiceHarness) -> None:
    """Fault: it was refused or withdrawn and closed, and nobody was told what was found."""
    officer = full.signed_in("officer")
    asked = {"kind": "complaint", "reference": "SAR-7", "identity": "document seen"}
    asked |= day_boxes("received", "2026-11-20")
    assert officer.post("/rights", data=ASKED | asked).status_code == 303
    steps = f"/rights/{find(full, 'SAR-7').id}/steps"
    refusal, told = {"step": "refused", "detail": "manifestly unfounded"}, {"step": "outcome told", "detail": "upheld"}
    assert officer.post(steps, data=refusal).status_code == 409
    assert officer.post(steps, data=told).status_code == 422
    assert officer.post(steps, data=told | day_boxes("on", "2026-11-24")).status_code == 303
    assert officer.post(steps, data=refusal).status_code == 303
    page = officer.get(f"/rights/{find(full, 'SAR-7').id}?lang=cy", headers=PAGE).text
    assert "24 Tachwedd 2026: Dywedwyd" in page


def test_the_clock_of_every_kind_is_told_on_its_page(full: ServiceHarness) -> None:
    officer = full.signed_in("officer")
    own = {"capacity": "learner", "authority": "none", "competence": "not assessed", "identity": "document seen"}
    for number, kind in enumerate(CaseKind):
        reference = f"SAR-{number}00"
        assert officer.post("/rights", data=ASKED | own | {"kind": kind, "reference": reference}).status_code == 303
        page = officer.get(f"/rights/{find(full, reference).id}?lang=cy", headers=PAGE)
        assert page.status_code == 200
        assert ("15 diwrnod ysgol" in page.text) is (kind is CaseKind.EDUCATIONAL_RECORD)


def test_a_case_that_is_not_there_is_not_found(full: ServiceHarness) -> None:
    officer = full.signed_in("officer")
    assert officer.get(f"/rights/{UUID(int=5)}").status_code == 404
    assert officer.get("/rights/SAR-12").status_code == 422
    assert officer.post(f"/rights/{UUID(int=5)}/steps", data={"step": StepKind.REFUSED}).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("en", "18 months after the trial was completed"), ("cy", "18 mis")])
def test_the_officer_reads_what_is_held_and_until_when_in_words(
    full: ServiceHarness, language: str, words: str
) -> None:
    full.create_trial("Derwen")
    page = full.signed_in("officer").get(f"/oversight/schedule?lang={language}", headers=PAGE)
    assert page.status_code == 200
    assert words in page.text
    assert re.search("[0-9a-f]{8}-[0-9a-f]{4}", page.text.partition("<main")[2]) is None
    assert "2026-27" in page.text
