"""Everybody sees where they are signed in and ends what is not theirs; signing out clears the browser's storage."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from delivery_api.identity.device_kind import DeviceKind, device_kind
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.route_listing import endpoints, guards_of
from tests.support.service_harness import ServiceHarness, sign_in

PAGE = {"accept": "text/html"}
TABLET = "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
COMPUTER = "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/120.0"


def signed_in_on(harness: ServiceHarness, name: str, user_agent: str) -> TestClient:
    browser = harness.browser()
    browser.headers["user-agent"] = user_agent
    assert sign_in(browser, name).status_code == 303
    return browser


def ids(browser: TestClient) -> list[str]:
    page = browser.get("/sessions?lang=en", headers=PAGE)
    assert page.status_code == 200
    return [part.partition('"')[0] for part in page.text.split('name="session" value="')[1:]]


@pytest.mark.parametrize("name", ["evans", "cadi"])
def test_somebody_sees_where_they_are_signed_in_and_ends_one_or_all_others(harness: ServiceHarness, name: str) -> None:
    away, lost, here = (signed_in_on(harness, name, agent) for agent in (TABLET, "curl/8", COMPUTER))
    for language, words in (("en", ("Tablet", "Another device", "this browser")), ("cy", ("Llechen", "y porwr hwn"))):
        shown = here.get(f"/sessions?lang={language}", headers=PAGE).text
        assert all(word in shown for word in words)
    first, second = ids(here)
    ended = here.post("/sessions/end?lang=en", data={"session": second})
    assert (ended.status_code, "Signed out there." in here.get(ended.headers["location"]).text) == (303, True)
    assert sorted(each.get("/api/me").status_code for each in (away, lost)) == [200, 401]
    assert ids(here) == [first]
    assert here.post("/sessions/end-others").status_code == 303
    assert [each.get("/api/me").status_code for each in (away, lost, here)] == [401, 401, 200]


def test_sign_ins_that_nobody_could_tell_apart_are_one_and_end_together(harness: ServiceHarness) -> None:
    here, *alike = (signed_in_on(harness, "evans", agent) for agent in (COMPUTER, TABLET, TABLET))
    harness.clock.now += timedelta(minutes=5)
    later = signed_in_on(harness, "evans", TABLET)
    page = here.get("/sessions?lang=en", headers=PAGE).text
    assert re.findall(r"<h[23][^>]*>([^<]+)</h", page) == ["Computer – this browser, in use now", "Elsewhere", "Tablet"]
    assert (page.count("Signed in:"), page.count("2 times at the same minute")) == (3, 1)
    *_, together = (re.findall(r'name="session" value="([^"]+)"', each) for each in page.split("<form")[1:-1])
    assert here.post("/sessions/end", data={"session": together}).status_code == 303
    assert [each.get("/api/me").status_code for each in (here, *alike, later)] == [200, 401, 401, 200]


@pytest.mark.parametrize("name", ["cadi", "evans", "officer"])
def test_a_page_of_somebody_signed_in_offers_to_sign_out(harness: ServiceHarness, name: str) -> None:
    add_people_of_all_roles(harness)
    browser = harness.signed_in(name)
    routes = endpoints(browser.app).items()  # type: ignore[arg-type]
    guarded = [route.path for name, route in routes if name.startswith("GET /") and guards_of(route)]
    answers = [browser.get(path, headers=PAGE) for path in guarded if "{" not in path]
    pages = [each for each in answers if each.status_code == 200 and "text/html" in each.headers["content-type"]]
    assert len(pages) >= 3
    assert [str(each.url) for each in pages if 'action="/logout' not in each.text] == []


def test_nobody_ends_somebody_elses_and_a_session_that_is_over_is_not_shown(harness: ServiceHarness) -> None:
    evans, khan = harness.signed_in("evans"), harness.signed_in("khan")
    harness.signed_in("khan")
    (theirs,) = ids(khan)
    for given in (theirs, "x", "é"):
        refused = evans.post("/sessions/end?lang=en", data={"session": given})
        assert (refused.status_code, refused.headers["location"]) == (303, "/sessions?lang=en")
    assert "Signed out there." not in evans.get("/sessions?ended=true&lang=en", headers=PAGE).text
    assert ids(khan) == [theirs]
    harness.clock.now += timedelta(minutes=29)
    assert khan.get("/api/me").status_code == 200  # extended
    harness.clock.now += timedelta(minutes=5)
    assert ids(khan) == []


def test_signing_out_clears_the_storage_unless_an_answer_waits_in_it(module_harness: ServiceHarness) -> None:
    for form, header in (({"clear": "1"}, '"storage"'), ({}, None)):
        answer = module_harness.signed_in("evans").post("/logout", data=form)
        assert (answer.status_code, answer.headers.get("clear-site-data")) == (200, header)


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        (TABLET, DeviceKind.TABLET),
        (COMPUTER, DeviceKind.COMPUTER),
        ("Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36", DeviceKind.TABLET),
        ("Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 Mobile Safari/537.36", DeviceKind.PHONE),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148", DeviceKind.PHONE),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", DeviceKind.COMPUTER),
        ("", DeviceKind.OTHER),
    ],
)
def test_the_kind_of_device_is_told_from_what_the_browser_says(user_agent: str, kind: DeviceKind) -> None:
    assert device_kind(user_agent) is kind
