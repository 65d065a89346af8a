"""Whoever meets a service that is very busy on a page comes back by doing nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.support.service_harness import ServiceHarness

PAGE = {"accept": "text/html"}


@pytest.fixture
def turned_away(harness: ServiceHarness) -> Iterator[TestClient]:
    browser = harness.browser()
    lanes = browser.app.state.lanes  # type: ignore[attr-defined]
    lanes.draining = True
    yield browser
    lanes.draining = False


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "This page tries again by itself"), ("cy", "Bydd y dudalen hon yn ceisio eto ohoni’i hun")],
)
def test_a_page_tries_again_by_itself_when_it_was_told_to(turned_away: TestClient, language: str, says: str) -> None:
    busy = turned_away.get(f"/login?lang={language}", headers=PAGE)
    assert busy.status_code == 503
    assert busy.headers["refresh"] == busy.headers["retry-after"]
    assert says in busy.text


def test_in_the_other_language_it_comes_back_to_the_same_end_of_a_sign_in(turned_away: TestClient) -> None:
    busy = turned_away.get("/login/callback?code=c0de&state=st4te&lang=en", headers=PAGE)
    assert 'href="/login/callback?code=c0de&amp;state=st4te&amp;lang=cy&amp;chosen=true"' in busy.text


def test_what_was_sent_is_not_sent_again_and_programs_ask_again_themselves(turned_away: TestClient) -> None:
    for refused in (turned_away.post("/logout", headers=PAGE), turned_away.get("/api/me")):
        assert refused.status_code == 503
        assert "retry-after" in refused.headers
        assert "refresh" not in refused.headers
