"""A trial whose classes were named when it was created, without a sample: its schools have the pages of a school that
takes part, but for what they would answer; on both databases."""

from __future__ import annotations

import pytest

from delivery_api.access.roles import Role
from delivery_api.identity import enrolment
from tests.support.service_harness import ServiceHarness


@pytest.fixture
def harness(harness: ServiceHarness) -> ServiceHarness:
    """The service with a head and a psychometrician."""
    with harness.service.engine.begin() as connection:
        for name, post in (("head", Role.HEAD), ("psy", Role.PSYCHOMETRICIAN)):
            row = {"organisation": harness.school, "identifier": name, "name": name.title(), "post": post.value}
            enrolment.appoint(connection, harness.service.ring, **row)
    return harness


def test_a_school_whose_classes_are_named_reads_instructions_and_records_objections(harness: ServiceHarness) -> None:
    trial = harness.create_trial("Derwen")
    head, teacher, learner = (harness.signed_in(name) for name in ("head", "evans", "cadi"))
    assert "Autumn trial" in head.get("/trials?lang=en").text
    for browser in (head, teacher):
        page = browser.get(f"/trials/{trial}?lang=en")
        assert "Classes of your school take part" in page.text
        assert "Withdraw" not in page.text
        assert browser.get(f"/trials/{trial}/instructions.pdf").status_code == 200
        assert browser.get(f"/trials/{trial}/survey").status_code == 200
    assert head.get(f"/trials/{trial}/letter.pdf").status_code == 404
    assert head.post(f"/trials/{trial}", data={"answer": "withdraw"}).status_code == 404

    assert [each["trial"] for each in learner.get("/api/sittings").json()["sittings"]] == [True]
    form = {"learner": str(harness.people["cadi"]), "objects": "yes", "identifier": ""}
    assert teacher.post(f"/trials/{trial}/objections", data=form).status_code == 303
    assert harness.signed_in("cadi").get("/api/sittings").json()["sittings"] == []

    progress = harness.signed_in("psy").get(f"/trials/{trial}/progress?lang=en").text
    assert "Its classes were named when it was created" in progress


def test_a_school_none_of_whose_classes_is_named_is_told_nothing(harness: ServiceHarness) -> None:
    trial = harness.create_trial()
    head = harness.signed_in("head")
    assert "Autumn trial" not in head.get("/trials?lang=en").text
    assert head.get(f"/trials/{trial}").status_code == 404
