"""Chromium for the browser tests, driven by Playwright."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# For root in a container without a network: no sandbox, no background requests.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

SETTLING = 550
"""Milliseconds for which a new question takes no press, so that a double tap answers only one."""

_CLOCK = """(() => {
  const now = performance.now.bind(performance);
  let ahead = 0;
  performance.now = () => now() + ahead;
  window.setClockAhead = (milliseconds) => { ahead += milliseconds; };
})()"""


_TIMERS = """(() => {
  const later = window.setTimeout.bind(window);
  window.setTimeout = (act, wait, ...given) => later(act, wait >= 3000 && wait <= 12500 ? wait / 8 : wait, ...given);
})()"""


@contextmanager
def running_chromium(path: str) -> Iterator[Browser]:
    """A headless browser; each test opens its own context, with its own cookies."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def give_clock(context: BrowserContext) -> None:
    """Give the pages of a context a clock that `let_settle` sets ahead."""
    context.add_init_script(_CLOCK)


def hurry_timers(context: BrowserContext) -> None:
    """Let the pages of a context ask the service eight times as often how things stand.

    These are the timers from three seconds, of a player whose class has been paused, to 12.5, of one at work. What is
    quicker is how a page answers a person, and what is slower is the patience with a service that says nothing.
    """
    context.add_init_script(_TIMERS)


def let_settle(page: Page) -> None:
    """Set the page's clock ahead until the question that it shows takes a press."""
    page.evaluate(f"setClockAhead({SETTLING})")
