"""Heads let staff in for a time; operators break glass, loudly; governors see a school as a whole."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from delivery_api.permissions import store as granting
from tests.support.database_rows import all_rows, nothing_written
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import TEST_START, ServiceHarness


def last_day(day: str, month: str, year: str) -> dict[str, str]:
    """The three boxes of the last day of a grant."""
    return {"until-day": day, "until-month": month, "until-year": year}


@pytest.fixture
def full(harness: ServiceHarness) -> ServiceHarness:
    add_people_of_all_roles(harness)
    return harness


def test_a_head_lets_a_teacher_read_every_class_until_a_day_and_takes_it_back(full: ServiceHarness) -> None:
    head, teacher = full.signed_in("head"), full.signed_in("colleague")
    page = f"/feedback/classes/{full.classes['Derwen']}"
    assert teacher.get(page).status_code == 404
    asked = {"person": str(full.people["colleague"]), "right": "reports"} | last_day("27", "11", "2026")
    assert head.post("/access", data=asked).headers["location"] == "/access?lang=en"
    assert teacher.get(page).status_code == 200
    assert "/classes/" not in re.findall(r'action="([^"?]*)', teacher.get(page).text)  # reads, and assigns nothing
    assert teacher.post(f"/api/classes/{full.classes['Derwen']}/sittings").status_code == 404
    shown = head.get("/access").text
    assert ("Person Colleague" in shown, "27 November 2026" in shown) == (True, True)

    grant = next(each for each in _grants(full) if each.person == full.people["colleague"])
    assert head.post("/access/end", data={"grant": str(grant.id)}).status_code == 303
    assert teacher.get(page).status_code == 404
    actions = [row[3] for row in all_rows(full.service.engine)["audit"]]
    assert {"gave access (reports)", "took access back (reports)"} <= set(actions)


def test_a_grant_holds_on_its_last_day_and_not_on_the_next(full: ServiceHarness) -> None:
    asked = {"person": str(full.people["colleague"]), "right": "reports"} | last_day("27", "11", "2026")
    assert full.signed_in("head").post("/access", data=asked).status_code == 303
    page = f"/feedback/classes/{full.classes['Derwen']}"
    for day, status in ((27, 200), (28, 404)):
        full.clock.now = TEST_START.replace(day=day)
        assert full.signed_in("colleague").get(page).status_code == status


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"right": "everything"}, 422),
        (last_day("24", "11", "2026"), 422),
        (last_day("31", "11", "2026"), 422),
        (last_day("27", "11", "26"), 422),
        (last_day("27", "", "2026"), 422),
        (last_day("²7", "11", "2026"), 422),
        (last_day("31", "12", "9999"), 422),
        (last_day("", "", ""), 422),
        ({"person": ""}, 422),
        ({"person": "nobody"}, 404),
        ({"person": str(uuid4())}, 404),
    ],
)
def test_a_grant_that_cannot_be_is_refused_and_writes_nothing(
    full: ServiceHarness, changed: dict[str, str], status: int
) -> None:
    head = full.signed_in("head")
    asked = {"person": str(full.people["colleague"]), "right": "reports"} | last_day("27", "11", "2026") | changed
    with nothing_written(full.service.engine):
        assert head.post("/access", data=asked).status_code == status


def test_a_refused_date_is_named_at_its_field_with_what_was_typed(full: ServiceHarness) -> None:
    """Fault: the page of an error said "look at each box", and what had been typed was gone."""
    head, person = full.signed_in("head"), str(full.people["colleague"])
    asked = {"person": person, "right": "reports"} | last_day("31", "11", "2026")
    for language, words in (("en", "The last day must be a real date"), ("cy", "Rhaid i’r diwrnod olaf")):
        refused = head.post(f"/access?lang={language}", data=asked, headers={"accept": "text/html"})
        assert refused.status_code == 422
        (error,) = re.findall(r'<p class="govuk-error-message" id="until-error">(.*?)</p>', refused.text)
        assert words in error
        assert re.search(r'aria-describedby="until-hint until-error"', refused.text)
        assert re.search(rf'<option value="{person}" selected>', refused.text)
        assert re.findall(r'name="until-[a-z]+"[^>]* value="([^"]*)"', refused.text) == ["31", "11", "2026"]


def test_broken_glass_opens_one_learner_for_an_hour_and_is_seen_by_the_officer(
    full: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    operator, officer = full.signed_in("operator"), full.signed_in("officer")
    cadi, joe = (f"/feedback/learners/{full.people[name]}" for name in ("cadi", "joe"))
    assert operator.get(cadi).json()["code"] == "not_found"
    asked = {"learner": str(full.people["cadi"]), "ground": "incident", "reference": "INC-2026/17"}
    with caplog.at_level(logging.CRITICAL, "mesur"):
        assert operator.post("/glass", data=asked).headers["location"] == f"{cadi}?lang=en"
    (alarm,) = [record.message for record in caplog.records if record.name == "mesur"]
    assert alarm.startswith("ALARM glass broken")
    assert all(str(full.people[name]) in alarm for name in ("operator", "cadi"))
    assert operator.get(cadi).json()["code"] == "no_feedback"  # cadi has finished nothing yet: no longer "not found"
    assert operator.get(joe).json()["code"] == "not_found"
    for reader in (officer, full.signed_in("head")):
        told = reader.get("/alerts?lang=en").text
        assert all(words in told for words in ("opened a learner’s results in an emergency", "An operator, in an"))
    page = officer.get("/oversight").text
    assert all(word in page for word in ("INC-2026/17", str(full.people["operator"]), str(full.people["cadi"])))
    assert "Cadi" not in page
    row = next(row for row in all_rows(full.service.engine)["audit"] if row[3].startswith("broke the glass"))
    assert row[2:6] == (full.people["operator"], "broke the glass (incident)", full.people["cadi"], "INC-2026/17")
    access, *_ = re.findall(r'name="access" value="([^"]+)"', operator.get("/glass").text)
    assert full.signed_in("glass.breaker").post("/glass/end", data={"access": access}).status_code == 404
    assert operator.post("/glass/end", data={"access": access}).status_code == 303
    assert operator.get(cadi).json()["code"] == "not_found"
    assert access not in operator.get("/glass").text
    assert operator.post("/glass", data=asked).status_code == 303
    full.clock.now += timedelta(hours=1)
    assert full.signed_in("operator").get(cadi).json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"reference": "Cadi Morgan"}, 422),
        ({"reference": ""}, 422),
        ({"ground": "curious"}, 422),
        ({"learner": "1"}, 404),
    ],
)
def test_glass_is_not_broken_without_a_ground_and_a_case(
    full: ServiceHarness, changed: dict[str, str], status: int
) -> None:
    operator = full.signed_in("operator")
    asked = {"learner": str(full.people["cadi"]), "ground": "incident", "reference": "INC-1"} | changed
    with nothing_written(full.service.engine):
        assert operator.post("/glass", data=asked).status_code == status


def _grants(harness: ServiceHarness) -> tuple[granting.Grant, ...]:
    with harness.service.engine.begin() as connection:
        return granting.grants_at(connection, harness.school, datetime.date(TEST_START))
