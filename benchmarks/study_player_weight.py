"""How soon a learner can work on a slow line: the player of a started sitting, in Chromium.

    .venv/bin/python -m benchmarks.study_player_weight

Page and service worker are reached over `benchmarks.slow_line`; the page's processor is slowed to a quarter. "Usable"
is when the question is painted with its controls: two frames after it stands in the page. Cold is a browser that has
nothing but the sign-in and the name of the tab; warm is the same browser, its connections closed, once the worker holds
the page. On another computer the service has to be asked twice more before the sitting goes on there.
"""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.begun_sitting import CONTROLLED, BegunSitting, begun_sitting
from benchmarks.slow_line import SlowLine, slow_line
from tests.support.chromium import SETTLING

SLOWER = 4
TIMES = 5
ANSWERS = 12

WATCH = """window.painted = {};
new MutationObserver(() => {
  const question = document.querySelector("#question")?.textContent;
  if (!question || question in painted) return;
  painted[question] = null;
  requestAnimationFrame(() => requestAnimationFrame(() => { painted[question] = performance.now(); }));
}).observe(document, { childList: true, subtree: true });"""

ANSWERED = """(number) => performance.getEntriesByType("resource")
  .findLast(({ name }) => name.includes(`/responses/${number}?`)).responseEnd"""

TRANSFERRED = "performance.getEntries().reduce((sum, { transferSize }) => sum + (transferSize ?? 0), 0)"

OF_THE_WORKER = re.compile(r"/assets/player/|.*/(resume|tools)\.")


@dataclass(frozen=True)
class Opening:
    """How a page opened: seconds until it was usable, what was asked for, the bytes for the page and those in all."""

    seconds: float
    requests: Sequence[str]
    of_page: int
    received: int


@contextmanager
def slow_browser(begun: BegunSitting, line: SlowLine, device: str | None) -> Iterator[BrowserContext]:
    """Have a new browser behind the line, signed in; with a `device` it is the tab in which the sitting runs."""
    with begun.service.context(begun.browser, "cadi", proxy=line.proxy) as context:
        context.add_init_script(WATCH)
        if device:
            context.add_init_script(f"if (location.protocol === 'http:') sessionStorage['mesur.device'] = {device!r}")
        yield context


def slowed(context: BrowserContext) -> Page:
    """A page whose processor is slowed."""
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def opening(begun: BegunSitting, line: SlowLine, page: Page) -> Opening:
    """Open the player, and let everything come."""
    before, received = len(begun.service.asked), line.down.carried
    page.goto(begun.url)
    expect(page.locator("#question")).to_be_visible(timeout=30_000)
    page.evaluate(CONTROLLED)
    page.wait_for_load_state("networkidle")
    [painted] = page.evaluate("Object.values(painted)")
    requests, of_page = tuple(begun.service.asked[before:]), page.evaluate(TRANSFERRED)
    return Opening(painted / 1000, requests, of_page, line.down.carried - received)


def cold_and_warm(begun: BegunSitting, line: SlowLine, device: str | None) -> tuple[Opening, Opening]:
    """Open the player in a new browser, and again."""
    with slow_browser(begun, line, device) as context:
        page = slowed(context)
        cold = opening(begun, line, page)
        line.hang_up()
        return cold, opening(begun, line, page)


def painted_after(page: Page, number: int) -> float:
    """Milliseconds from the end of the server's answer to a question until the next one is painted."""
    page.wait_for_timeout(SETTLING)
    page.get_by_role("button", name="I can’t do this").click()
    following = f"Question {number + 1}"
    expect(page.locator("#question")).to_have_text(following, timeout=30_000)
    page.wait_for_timeout(SETTLING)
    painted: float = page.evaluate("(question) => painted[question]", following)
    answered: float = page.evaluate(ANSWERED, number)
    return painted - answered


def answering(begun: BegunSitting, line: SlowLine, device: str) -> list[float]:
    """Answer question after question over the line."""
    with slow_browser(begun, line, device) as context:
        page = slowed(context)
        opening(begun, line, page)
        return [painted_after(page, number) for number in range(1, ANSWERS + 1)]


def told(what: str, openings: Sequence[Opening], target: str) -> str:
    """One line about the openings of a kind."""
    seconds = [each.seconds for each in openings]
    for_player = [[path for path in each.requests if not OF_THE_WORKER.match(path)] for each in openings]
    return (
        f"{what}: usable after {statistics.median(seconds):.2f} s ({', '.join(f'{each:.2f}' for each in seconds)}), "
        f"{max(map(len, for_player))} requests and {max(len(each.requests) for each in openings)} with the worker's, "
        f"{max(each.of_page for each in openings) / 1000:.1f} and "
        f"{max(each.received for each in openings) / 1000:.1f} kB (target {target})"
    )


def main() -> None:
    """Measure and print."""
    with begun_sitting() as begun, slow_line(int(begun.service.url.rpartition(":")[2])) as line:
        device = begun.page.evaluate("sessionStorage['mesur.device']")
        begun.page.close()
        pairs = [cold_and_warm(begun, line, device) for _ in range(TIMES)]
        print(told("cold", [cold for cold, _ in pairs], "2.5 s, 6 requests, 70 kB"))
        print(told("warm", [warm for _, warm in pairs], "1.0 s, 1 request and the pulse"))
        milliseconds = answering(begun, line, device)
        each = ", ".join(f"{one:.0f}" for one in milliseconds)
        print(
            f"next question painted {statistics.median(milliseconds):.0f} ms after the answer (target 100 ms; {each})"
        )
        print(told("on another computer", [cold_and_warm(begun, line, None)[0]], "none"))
    print(
        f"{os.getloadavg()[0]:.1f} processes wanted one of {os.cpu_count()} processors: beside others all takes longer"
    )


if __name__ == "__main__":
    main()
