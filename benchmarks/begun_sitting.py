"""A sitting of Year 4 that its learner has begun in Chromium, for the studies of the player."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page, expect

from setup.chromium import find_chromium
from tests.support.browsed_service import BrowsedService, browsed_service
from tests.support.chromium import running_chromium
from tests.support.service_harness import build_harness, running_oidc_provider

CONTROLLED = """async () => {
  const until = Date.now() + 60_000;
  while (!navigator.serviceWorker.controller) {
    if (Date.now() > until) throw new Error("no worker holds the page after a minute");
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}"""
"""Until the worker holds the page; the page's policy lets nothing be evaluated again and again by Playwright."""


@dataclass(frozen=True)
class BegunSitting:
    """A service, a browser, and a sitting whose first question is on a page."""

    service: BrowsedService
    browser: Browser
    sitting: UUID
    context: BrowserContext
    page: Page

    @property
    def url(self) -> str:
        """The player's address."""
        return f"{self.service.url}/player/{self.sitting}?lang=en"


@contextmanager
def begun_sitting() -> Iterator[BegunSitting]:
    """Serve, sign in as Cadi of Year 4, and start her assessment."""
    chromium = find_chromium()
    assert chromium, "no Chromium: see setup/chromium.py"
    with (
        tempfile.TemporaryDirectory() as folder,
        running_oidc_provider() as issuer,
        running_chromium(chromium) as browser,
    ):
        harness = build_harness(Path(folder), f"sqlite:///{folder}/mesur.sqlite3", issuer)
        sitting = harness.assign("cadi")
        with browsed_service(harness) as service, service.context(browser, "cadi") as context:
            begun = BegunSitting(service, browser, sitting, context, context.new_page())
            begun.page.goto(begun.url)
            begun.page.get_by_role("button", name="Start the assessment").click()
            expect(begun.page.locator("#question")).to_be_visible()
            begun.page.evaluate(CONTROLLED)
            yield begun
        harness.close()
