"""A learner who changes class keeps the sitting; staff see where it went and whose booking applies."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from delivery_api.identity import enrolment
from delivery_api.identity import store as identity
from delivery_api.identity.values import Membership
from tests.support.service_harness import ServiceHarness, put_response, response_body

GONE = {
    "en": "1 learner has left this class in this school year and has an assessment to do or under way.",
    "cy": "Mae 1 dysgwr wedi gadael y dosbarth hwn yn y flwyddyn ysgol hon",
}


def moves(harness: ServiceHarness, name: str) -> None:
    """From Derwen to 9C, today."""
    today, person = harness.clock.now.date(), harness.people[name]
    with harness.service.engine.begin() as connection:
        identity.end_memberships(connection, person, today)
        identity.add_membership(connection, Membership(harness.classes["9C"], person, "learner", today, 4))


def pages(harness: ServiceHarness, teacher: str, class_name: str, language: str = "en") -> list[str]:
    """The class page and the monitor."""
    browser, id_ = harness.signed_in(teacher), harness.classes[class_name]
    return [
        browser.get(f"{page}?lang={language}").text for page in (f"/feedback/classes/{id_}", f"/classes/{id_}/monitor")
    ]


@pytest.mark.parametrize("under_way", [False, True])
def test_a_sitting_goes_with_its_learner_and_the_class_that_was_left_says_so(
    harness: ServiceHarness, under_way: bool
) -> None:
    sitting, cadi = harness.assign("cadi"), harness.signed_in("cadi")
    if under_way:
        item = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
        put_response(cadi, sitting, 1, response_body(item, None))
    assert all(GONE["en"] not in page for page in pages(harness, "evans", "Derwen"))
    moves(harness, "cadi")
    for language, told in GONE.items():
        for page in pages(harness, "evans", "Derwen", language):
            assert told in page
            assert "Cadi" not in page
    stands = ("In progress", "On question 2; nothing heard") if under_way else ("Not started", "Not started")
    for page, words in zip(pages(harness, "khan", "9C"), stands, strict=True):
        assert "Cadi Morgan" in page
        assert words in page
        assert "has left this class" not in page


def test_whoever_comes_with_a_booking_of_another_class_is_shown_with_its_days_and_its_limit(
    harness: ServiceHarness,
) -> None:
    evans, derwen = harness.signed_in("evans"), harness.classes["Derwen"]
    booked = evans.post(f"/api/classes/{derwen}/sittings", json={"closes_on": "2026-12-04", "minutes": 30})
    assert booked.status_code == 201
    moves(harness, "cadi")
    for language, told in (
        ("en", "Booked in another class, until 4 December 2026 and with a time limit of 30 minutes"),
        ("cy", "Wedi’i drefnu mewn dosbarth arall, hyd at 4 Rhagfyr 2026 a chyda therfyn amser o 30 munud"),
    ):
        assert [page.count(told) for page in pages(harness, "khan", "9C", language)] == [1, 1]
        assert [page.count(told) for page in pages(harness, "evans", "Derwen", language)] == [0, 0]


def test_nobody_is_missed_who_has_nothing_to_do_or_is_back_or_left_last_year(harness: ServiceHarness) -> None:
    harness.clock.now = datetime(2026, 8, 31, 9, 30, tzinfo=UTC)
    with harness.service.engine.begin() as connection:
        enrolment.remove_from_roster(connection, harness.people["joe"], harness.clock.now.date())
    harness.clock.now = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    harness.assign("joe")
    moves(harness, "cadi")
    assert all("has left this class" not in page for page in pages(harness, "evans", "Derwen"))
    harness.assign("cadi")
    assert all(GONE["en"] in page for page in pages(harness, "evans", "Derwen"))
    harness.clock.now = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
    with harness.service.engine.begin() as connection:
        back = Membership(harness.classes["Derwen"], harness.people["cadi"], "learner", harness.clock.now.date(), 4)
        identity.add_membership(connection, back)
    assert all("has left this class" not in page for page in pages(harness, "evans", "Derwen"))
