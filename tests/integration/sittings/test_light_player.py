"""What a learner's browser asks for: few requests, few bytes, and next to nothing the second time."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.support.browsed_service import BrowsedService

A_CLASS = 30


def fetched(service: BrowsedService, page: Page, act: Callable[[], object]) -> tuple[list[str], int]:
    """The paths that the service is asked for from an act to the first question, and the bytes that come."""
    received: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    before = len(service.asked)
    with page.expect_response(re.compile("/pulse")):
        act()
    expect(page.locator("#question")).to_have_text("Question 1")
    page.wait_for_load_state("networkidle")
    session.detach()
    return service.asked[before:], int(sum(received))


def test_a_player_comes_in_six_requests_and_again_in_one_besides_its_question(
    chromium: Browser, browsed: BrowsedService
) -> None:
    sitting = browsed.harness.assign("cadi")
    player, state, pulse = f"/player/{sitting}", f"/api/sittings/{sitting}", f"/api/sittings/{sitting}/pulse"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        page.goto(f"{browsed.url}/?lang=en")
        page.locator("a[href*='/player/']").first.click()
        fetched(browsed, page, page.get_by_role("button", name="Start the assessment").click)

        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        cold, received = fetched(browsed, page, lambda: page.goto(page.url))
        bundles = [path for path in cold if path.startswith("/assets/bundles/")]
        assert sorted({*cold} - {*bundles}) == sorted([player, state, pulse])
        assert len(cold) <= 6, cold
        assert 0 < received <= 70_000

        warm, received = fetched(browsed, page, lambda: page.goto(page.url))
        assert sorted(warm) == sorted([player, state, pulse]), "the page, its question, and that somebody is there"
        assert 0 < received < 10_000


def test_a_class_that_starts_at_once_makes_few_requests(chromium: Browser, browsed: BrowsedService) -> None:
    browsed.harness.assign("joe")
    with browsed.context(chromium, "joe") as context:
        page = context.new_page()
        page.goto(f"{browsed.url}/practice?lang=en")
        page.get_by_role("link", name="Number").first.click()
        expect(page.locator("#question")).to_be_visible()
        asked, _ = fetched(
            browsed,
            page,
            lambda: (
                page.goto(f"{browsed.url}/?lang=en"),
                page.locator("a[href*='/player/']").first.click(),
                page.get_by_role("button", name="Start the assessment").click(),
            ),
        )
    assert A_CLASS * len(asked) <= 200, asked
