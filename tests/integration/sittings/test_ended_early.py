"""A sitting that staff ended early says so, is in no average, and has a score only if enough was asked."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.feedback.service import first_results, result_of
from reports.feedback.sitting_results import FEWEST_SCORED
from tests.support.service_harness import SUBJECT, ServiceHarness, complete_sitting, put_response, response_body

STOPPED = "Your teacher ended this assessment before all the questions were asked."


def ended_after(harness: ServiceHarness, count: int) -> TestClient:
    """Cadi's sitting, ended by evans after some answers; evans's browser."""
    cadi, evans = harness.signed_in("cadi"), harness.signed_in("evans")
    sitting = given(harness, cadi)
    item: Any = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
    for position in range(1, count + 1):
        item = put_response(cadi, sitting, position, response_body(item, None)).json()["next"]
    stop(evans, sitting)
    return evans


def given(harness: ServiceHarness, cadi: TestClient) -> UUID:
    """A sitting that waits for cadi."""
    harness.assign("cadi")
    (waits,) = (each["id"] for each in cadi.get("/api/sittings").json()["sittings"] if each["state"] == "assigned")
    return UUID(waits)


def stop(evans: TestClient, sitting: UUID) -> None:
    assert evans.post(f"/api/sittings/{sitting}/finish", json={"reason": "A fire alarm"}).status_code == 200


def page(browser: TestClient, address: str) -> str:
    answer = browser.get(f"{address}?lang=en", headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def row_of_cadi(browser: TestClient, harness: ServiceHarness) -> dict[str, str]:
    text = page(browser, f"/feedback/classes/{harness.classes['Derwen']}.csv").removeprefix("\ufeff")
    return next(each for each in csv.DictReader(io.StringIO(text)) if each["Name"] == "Cadi Morgan")


def counted(harness: ServiceHarness) -> int:
    with harness.service.engine.begin() as connection:
        context = harness.context(connection)
        today = london_date(harness.clock())
        return len(first_results(context, harness.school, SUBJECT, school_year(today), today).counted)


def test_three_questions_give_no_score_and_take_neither_of_the_two_sittings(harness: ServiceHarness) -> None:
    evans = ended_after(harness, 3)
    row = row_of_cadi(evans, harness)
    assert (row["State"], row["Score"], row["Note"]) == (
        "Ended early by staff",
        "",
        "3 questions, too few for a score.",
    )
    feedback = page(evans, f"/feedback/learners/{harness.people['cadi']}")
    assert STOPPED in feedback
    home = page(harness.signed_in("cadi"), "/")
    assert "This one ended on " in home
    assert "You finished this one" not in home
    assert "Only 3 questions were answered or left out." in feedback
    assert not any(said in feedback for said in ("Your score is", "Where to begin", "Scale score", "mesur-band"))
    pdf = evans.get(f"/feedback/learners/{harness.people['cadi']}.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert counted(harness) == 0
    cadi, derwen = harness.signed_in("cadi"), f"/api/classes/{harness.classes['Derwen']}/sittings"
    for _ in range(2):
        assert evans.post(derwen).json()["had_two"] == 0
        complete_sitting(harness, cadi, given(harness, cadi))
    assert evans.post(derwen).json()["code"] == "two_already"
    assert row_of_cadi(evans, harness)["Score"] != ""


def test_with_enough_answers_the_score_is_told_and_in_no_average(harness: ServiceHarness) -> None:
    evans = ended_after(harness, FEWEST_SCORED)
    row = row_of_cadi(evans, harness)
    assert (row["State"], row["Score"] != "") == ("Ended early by staff", True)
    assert row["Note"].startswith("Ended by staff after 10 questions; in no average.")
    feedback = page(evans, f"/feedback/learners/{harness.people['cadi']}")
    assert STOPPED in feedback
    assert "Your score is" in feedback
    assert counted(harness) == 0


@pytest.mark.parametrize("first", [True, False])
def test_a_whole_sitting_is_shown_whichever_came_last(harness: ServiceHarness, first: bool) -> None:
    cadi = harness.signed_in("cadi")
    if first:
        complete_sitting(harness, cadi, harness.assign("cadi"))
    evans = ended_after(harness, 1)
    if not first:
        complete_sitting(harness, cadi, given(harness, cadi))
    with harness.service.engine.begin() as connection:
        result, _ = result_of(harness.context(connection), harness.people["cadi"], SUBJECT)
    assert not result.ended_early
    assert row_of_cadi(evans, harness)["Score"] != ""
