"""Several learners are marked absent at once; the monitor counts how many are how far, also in mixed classes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from delivery_api.sittings.conducting.monitor import MonitorStatus
from delivery_api.sittings.conducting.monitor_totals import PROGRESS, Progress, totals
from delivery_api.sittings.record.event_types import Moved
from delivery_api.sittings.storage import store
from tests.integration.sittings.test_bookings import newcomer
from tests.support.service_harness import SUBJECT, ServiceHarness, complete_sitting, put_response, response_body


def address(harness: ServiceHarness, page: str = "absences") -> str:
    return f"/classes/{harness.classes['Derwen']}/{page}"


def mark(harness: ServiceHarness, *names: str, **form: str) -> Any:
    chosen = {f"learner-{harness.people[name]}": "1" for name in names}
    return harness.signed_in("evans").post(f"{address(harness)}?lang=en", data=chosen | form)


def state(harness: ServiceHarness, name: str) -> str:
    with harness.service.engine.begin() as connection:
        return str(store.of_learners(connection, [harness.people[name]])[0].state)


def lines(harness: ServiceHarness) -> dict[str, dict[str, Any]]:
    told = harness.signed_in("evans").get(f"/api{address(harness, 'monitor')}?lang=en").json()["learners"]
    return {line["name"].split()[0]: line for line in told}


@pytest.mark.parametrize(("language", "words"), [("en", "Not in school"), ("cy", "Ddim yn yr ysgol")])
def test_absence_of_several_has_a_reason_of_the_list_and_whoever_started_stays(
    harness: ServiceHarness, language: str, words: str
) -> None:
    newcomer(harness, "beca", 7)
    begun = harness.assign("cadi")
    waiting = {name: harness.assign(name) for name in ("joe", "beca")}
    page = harness.signed_in("evans").get(f"{address(harness)}?lang={language}").text
    assert words in page
    harness.signed_in("cadi").post(f"/api/sittings/{begun}/start")  # after the page was loaded
    done = mark(harness, "cadi", "joe", "beca", act="absent", reason="not_in_school")
    told = harness.signed_in("evans").get(done.headers["location"]).text
    assert "Marked as absent: 2." in told
    assert "have nothing to do any more: 1." in told
    assert [state(harness, name) for name in ("cadi", "joe", "beca")] == ["started", "absent", "absent"]
    (moved,) = (each for each in harness.log(waiting["joe"]) if isinstance(each, Moved))
    assert (moved.after, moved.why) == ("absent", "Not in school")
    assert mark(harness, "joe", act="back").status_code == 303
    assert [state(harness, name) for name in ("joe", "beca")] == ["assigned", "absent"]


def test_a_reason_that_is_not_on_the_list_is_no_reason(harness: ServiceHarness) -> None:
    waiting = harness.assign("cadi")
    monitor = {"act": "absent", "sitting": str(waiting), "reason": "Asthma again"}
    refused = [
        mark(harness, "cadi", act="absent", reason="Asthma again"),
        mark(harness, "cadi", act="absent"),
        mark(harness, act="absent", reason="other"),
        mark(harness, "cadi", act="discard", reason="other"),
        harness.signed_in("evans").post(address(harness, "monitor"), data=monitor),
        harness.signed_in("evans").post(f"/api/sittings/{waiting}/absent", json={"reason": "Asthma again"}),
    ]
    assert [each.status_code for each in refused] == [422] * 6
    assert mark(harness, "mali", act="absent", reason="other").status_code == 404
    assert state(harness, "cadi") == "assigned"
    page = (
        harness.signed_in("evans").get(f"{address(harness, 'monitor')}?lang=en&learner={harness.people['cadi']}").text
    )
    assert f'href="{address(harness)}?lang=en&amp;subject={SUBJECT}&amp;learner={harness.people["cadi"]}"' in page
    assert 'id="act-absent"' not in page


def test_the_monitor_says_who_was_ended_by_staff_and_counts_by_year_where_years_are_mixed(
    harness: ServiceHarness,
) -> None:
    newcomer(harness, "beca", 7)
    sittings: dict[str, UUID] = {name: harness.assign(name) for name in ("cadi", "joe", "beca")}
    cadi, evans = harness.signed_in("cadi"), harness.signed_in("evans")
    item = cadi.post(f"/api/sittings/{sittings['cadi']}/start").json()["item"]
    assert {name: line["progress"] for name, line in lines(harness).items()} == {
        "Cadi": "working",
        "Joe": "not_started",
        "Beca": "not_started",
    }
    put_response(cadi, sittings["cadi"], 1, response_body(item, None))
    assert evans.post(f"/api/sittings/{sittings['cadi']}/finish", json={"reason": "Ill"}).status_code == 200
    complete_sitting(harness, harness.signed_in("beca"), sittings["beca"])
    found = lines(harness)
    assert {name: (line["says"], line["year"]) for name, line in found.items()} == {
        "Cadi": ("Ended early by staff", 4),
        "Joe": ("Not started", 4),
        "Beca": ("Finished", 7),
    }
    assert {name: line["progress"] for name, line in found.items()} == {  # as the class's page counts them
        "Cadi": "ended",
        "Joe": "not_started",
        "Beca": "finished",
    }
    page = evans.get(f"{address(harness, 'monitor')}?lang=cy").text
    assert "Daeth staff ag ef i ben yn gynnar" in page
    assert [page.count(year) for year in ('data-year="4"', 'data-year="7"', 'data-year=""')] == [1, 1, 1]


def test_each_status_counts_once_and_a_class_of_one_year_has_one_line() -> None:
    assert PROGRESS.keys() == set(MonitorStatus)
    mixed = totals([(3, Progress.WORKING), (4, Progress.WORKING), (4, Progress.ABSENT)])
    assert [(each.year, each.learners, each.counts[Progress.WORKING]) for each in mixed] == [
        (3, 1, 1),
        (4, 2, 1),
        (None, 3, 2),
    ]
    assert [each.year for each in totals([(4, Progress.PAUSED)])] == [None]
