"""From Year 6 to Year 7: results go with the learner, to the school where they are enrolled and to no other."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select

from delivery_api.audit.tables import audit_table
from delivery_api.dates.school_calendar import london_date
from delivery_api.feedback.transition_routes import year_before
from delivery_api.identity import store as identity
from delivery_api.identity.values import Enrolment, Membership
from tests.support.page_words import page_words
from tests.support.pdf_text import pdf_text
from tests.support.people_of_all_roles import TwoSchools, add_people_of_all_roles
from tests.support.service_harness import ServiceHarness, complete_sitting

SEPTEMBER = datetime(2027, 9, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def schools(harness: ServiceHarness) -> TwoSchools:
    """cadi has finished in Year 6 and is in class 7A of the other school; joe has finished and stayed."""
    schools = add_people_of_all_roles(harness)
    for name in ("cadi", "joe"):
        complete_sitting(harness, harness.signed_in(name), harness.assign(name, 6))
    harness.clock.now = SEPTEMBER
    today, cadi, class_id = london_date(SEPTEMBER), harness.people["cadi"], uuid4()
    harness.classes["7A"] = class_id
    with harness.service.engine.begin() as connection:
        identity.end_memberships(connection, cadi, today)
        identity.end_enrolments(connection, cadi, today)
        identity.add_class(connection, class_id, schools.other, "7A")
        identity.add_membership(connection, Membership(class_id, cadi, "learner", today, 7))
        identity.add_enrolment(connection, Enrolment(cadi, schools.other, today, today, 7))
    return schools


def test_the_head_of_the_new_school_alone_has_the_results_of_year_6(
    harness: ServiceHarness, schools: TwoSchools
) -> None:
    head, page = harness.signed_in("other.head"), f"/feedback/schools/{schools.other}/transition"
    assert page in head.get("/").text
    html = unescape(head.get(f"{page}?lang=en", headers={"accept": "text/html"}).text)
    assert "Cadi Morgan" in html
    assert "Joe Bennett" not in html
    with harness.service.engine.begin() as connection:
        old = identity.organisation(connection, schools.own)
        rows = connection.execute(select(audit_table).where(audit_table.c.action == "saw feedback (transition)")).all()
    assert old is not None
    assert old.name in html
    assert [(row.actor, row.learner) for row in rows] == [(harness.people["other.head"], harness.people["cadi"])]
    links = set(re.findall(r'href="(/feedback/[^"]+year=2026-27[^"]*)"', html))
    assert len(links) == 6
    assert {head.get(link).status_code for link in links} == {200}
    (pdf,) = [link for link in links if ".pdf?" in link]
    assert "Cadi Morgan" in pdf_text(head.get(pdf).content)
    (files,) = [link for link in links if "/files?" in link]
    answer = head.get(files.replace("/files?", "/files.zip?"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert [each.split(" – ")[0] for each in archive.namelist()] == ["Cadi Morgan"]
    for who in ("head", "stranger", "other.governor", "evans"):
        assert harness.signed_in(who).get(page).status_code == 404
    left = f"/feedback/learners/{harness.people['cadi']}"
    assert [harness.signed_in(who).get(left).status_code for who in ("head", "evans", "other.head")] == [404, 404, 200]


def test_a_school_without_year_7_is_led_to_no_such_page_and_the_page_says_so(
    harness: ServiceHarness, schools: TwoSchools
) -> None:
    head = harness.signed_in("head")
    assert "/transition" not in head.get("/").text
    told = head.get(f"/feedback/schools/{schools.own}/transition?lang=en").text
    assert "No learner of Year 7 is in a class of this school." in page_words(told)


@pytest.mark.parametrize(("day", "year"), [("2027-09-01", "2026-27"), ("2027-08-31", "2025-26")])
def test_the_year_before_is_that_of_the_school_year(day: str, year: str) -> None:
    assert year_before(datetime.fromisoformat(day).date()) == year
