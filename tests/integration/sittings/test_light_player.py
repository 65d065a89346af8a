"""What a learner's browser asks for: few requests, few bytes, and next to nothing the second time."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.support.browsed_service import BrowsedService

A_CLASS = 30
UNTIL_HELD = "navigator.serviceWorker.ready.then(() => true)"


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


def forget_worker(page: Page, url: str) -> None:
    """As when somebody signs out: what the browser cached over HTTP stays."""
    held = {"origin": url, "storageTypes": "service_workers,cache_storage"}
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", held)


def test_a_player_comes_in_six_requests_and_again_in_one(chromium: Browser, browsed: BrowsedService) -> None:
    sitting = browsed.harness.assign("cadi")
    player, pulse = f"/player/{sitting}", f"/api/sittings/{sitting}/pulse"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        page.goto(f"{browsed.url}/?lang=en")
        page.locator("a[href*='/player/']").first.click()
        fetched(browsed, page, page.get_by_role("button", name="Start the assessment").click)

        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        forget_worker(page, browsed.url)
        cold, received = fetched(browsed, page, lambda: (page.goto(page.url), page.evaluate(UNTIL_HELD)))
        # what lets the page open while the line is down comes after it, once a release
        its_files = re.compile(r"/assets/player/|.*/(resume|tools)\.")
        of_the_worker = [path for path in cold if its_files.match(path)]
        asked = [path for path in cold if path not in of_the_worker]
        assert len(asked) <= 6, asked
        assert [path for path in asked if not path.startswith("/assets/bundles/")] == [player, pulse]
        assert len(of_the_worker) <= 6, of_the_worker
        assert 0 < received <= 70_000

        warm, received = fetched(browsed, page, lambda: page.goto(page.url))
        assert warm == [player, pulse], "the page with its question, and that somebody is there"
        assert 0 < received < 10_000


def test_a_class_that_starts_at_once_makes_few_requests(chromium: Browser, browsed: BrowsedService) -> None:
    sitting = browsed.harness.assign("joe")
    with browsed.context(chromium, "joe") as context:
        page = context.new_page()
        page.goto(f"{browsed.url}/?lang=en")
        page.goto(f"{browsed.url}/player/{sitting}?lang=en")
        page.evaluate(UNTIL_HELD)
        # as when the learner before this one signed out
        forget_worker(page, browsed.url)
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
