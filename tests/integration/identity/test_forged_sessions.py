"""The database alone does not decide who somebody is: neither a session nor a post that is written there counts."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from delivery_api.access.roles import Role
from delivery_api.identity.tables import people, sessions
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import ServiceHarness

PAGE = {"accept": "text/html"}


@pytest.fixture
def with_head(harness: ServiceHarness) -> ServiceHarness:
    add_people_of_all_roles(harness)
    return harness


MET = "A record that this service has not written was met and refused"


def told(harness: ServiceHarness, reader: str, table: str = "") -> bool:
    """Whether the page of alerts tells of a row, and of which table."""
    page = harness.signed_in(reader).get("/alerts?lang=en").text
    return MET in page and table in page


def test_a_learners_cookie_does_not_become_the_heads_by_one_update(with_head: ServiceHarness) -> None:
    browser = with_head.signed_in("cadi")
    with with_head.service.engine.begin() as connection:
        head = with_head.people["head"]
        connection.execute(update(sessions).where(sessions.c.person == with_head.people["cadi"]).values(person=head))
    assert browser.get("/api/me").status_code == 401
    assert not told(with_head, "head")
    (worker,) = with_head.apps.values()
    assert [worker.state.forged_rows.write(with_head.service.engine) for _ in range(2)] == [1, 0]
    assert told(with_head, "head")
    assert told(with_head, "officer", "where somebody is signed in")
    assert browser.get("/api/me").status_code == 401  # of the same it tells once an hour
    assert worker.state.forged_rows.write(with_head.service.engine) == 0
    assert "mesur_alerts_forged_row 1.0" in browser.get("/metrics").text
    assert 'mesur_forged_rows_total{table="sessions"} 2.0' in browser.get("/metrics").text


def test_a_post_that_was_written_in_the_database_opens_no_page(harness: ServiceHarness) -> None:
    browser = harness.signed_in("evans")
    with harness.service.engine.begin() as connection:
        teacher = people.c.id == harness.people["evans"]
        connection.execute(update(people).where(teacher).values(post=Role.OFFICER.value))
    for language, words in (("en", "Tell your school."), ("cy", "Mae angen rhoi gwybod i’r ysgol.")):
        refused = browser.get(f"/rights?lang={language}", headers=PAGE)
        assert (refused.status_code, words in refused.text, "mesur audit" in refused.text) == (403, True, False)
    assert 'action="/logout?lang=cy"' in refused.text
    assert browser.post("/logout").status_code == 200
    assert browser.get("/", headers=PAGE).status_code == 200
    assert 'mesur_forged_rows_total{table="people"}' in browser.get("/metrics").text
