"""Results belong to their school year and bear their date: last year's are never shown as this year's."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from fastapi.testclient import TestClient

from delivery_api.lifecycle.service_setup import set_up
from tests.support.page_words import page_words
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import ServiceHarness, complete_sitting

NEXT_NOVEMBER = datetime(2027, 11, 25, 9, 30, tzinfo=UTC)
FINISHED_ON = "25 November 2026"


def seen_a_year_later(harness: ServiceHarness) -> TestClient:
    """Evans's browser in the November after cadi has finished a sitting."""
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    harness.clock.now = NEXT_NOVEMBER
    harness.trust_clock(NEXT_NOVEMBER)
    set_up(harness.service, harness.clock())
    return harness.signed_in("evans")


def test_last_years_results_are_under_last_year_alone_and_dated(harness: ServiceHarness) -> None:
    derwen, learner = (
        f"/feedback/{kind}/{each}"
        for kind, each in (("classes", harness.classes["Derwen"]), ("learners", harness.people["cadi"]))
    )
    browser = seen_a_year_later(harness)

    def read(address: str) -> str:
        answer = browser.get(address, headers={"accept": "text/html"})
        assert answer.status_code == 200, answer.text
        return answer.text

    now, before = read(f"{derwen}?lang=en"), read(f"{derwen}?lang=en&year=2026-27")
    assert "Not assigned (2)" in now
    assert FINISHED_ON not in now
    assert "0 of 2 learners have finished" not in now  # nothing is said of a class where nobody has
    assert "1 of 2 learners has finished" in before or "1 of 2 learners have finished" in before
    assert FINISHED_ON in before
    assert "Assign the assessment" not in before
    assert f"{learner}?lang=en&amp;subject=numeracy-procedural&amp;year=2026-27" in before
    assert FINISHED_ON in read(f"{learner}?lang=en&year=2026-27")
    assert browser.get(f"{learner}?lang=en&year=2027-28").status_code == 404
    (row,) = (each for each in sheet(read(f"{derwen}.csv?lang=en&year=2026-27")) if each["Name"] == "Cadi Morgan")
    assert (row["Finished on"], row["Year"], row["Score"] != "") == ("2026-11-25", "4", True)
    assert {(each["Finished on"], each["Score"]) for each in sheet(read(f"{derwen}.csv?lang=en"))} == {("", "")}
    assert {each["Finished on"] for each in sheet(read(f"{learner}.csv?lang=en"))} == {"2026-11-25"}


def test_a_school_shows_one_year_with_links_to_the_others(harness: ServiceHarness) -> None:
    own = add_people_of_all_roles(harness).own
    school = f"/feedback/schools/{own}"
    seen_a_year_later(harness)
    head = harness.signed_in("head")

    def read(address: str) -> str:
        answer = head.get(address, headers={"accept": "text/html"})
        assert answer.status_code == 200, answer.text
        return answer.text

    now, before = read(f"{school}?lang=en"), read(f"{school}?lang=en&year=2026-27")
    assert "nobody has finished an assessment in the school year 2027-28" in page_words(now)
    assert "year=2026-27" in now  # the link
    assert "school year 2026-27" in page_words(before)
    assert "Year 4" in before
    assert f"{school}.csv?lang=en&amp;subject=numeracy-procedural&amp;year=2026-27" in before
    (row,) = sheet(read(f"{school}.csv?lang=en&year=2026-27"))
    assert (row["School year"], row["Year"], row["Learners counted"]) == ("2026-27", "Year 4", "1")
    assert sheet(read(f"{school}.csv?lang=en")) == []
    assert "nobody has finished" in read(f"{school}?lang=en&year=2098-99")


def test_a_school_year_that_is_none_is_refused(harness: ServiceHarness) -> None:
    for page in (f"classes/{harness.classes['Derwen']}", f"schools/{harness.school}"):
        who = "evans" if page.startswith("classes") else "head"
        if who == "head":
            add_people_of_all_roles(harness)
        assert harness.signed_in(who).get(f"/feedback/{page}?year=last").status_code == 422


def sheet(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
