"""How soon a learner can work on a slow line: the player of a started sitting, cold and warm, in Chromium.

    .venv/bin/python -m benchmarks.study_player_weight

The line takes 400 kbit/s and 300 ms for each request, the processor is slowed to a quarter. "Usable" is when the
question is painted with its controls.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from setup.chromium import find_chromium
from tests.support.browsed_service import browsed_service
from tests.support.chromium import running_chromium
from tests.support.service_harness import build_harness, running_oidc_provider

LINE = {"offline": False, "latency": 300, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SLOWER = 4
TIMES = 5
TARGETS = {"cold": 2.5, "warm": 1.0}

WATCH = """new MutationObserver((_, observer) => {
  if (!document.querySelector("#question")) return;
  observer.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => { window.usableAfter = performance.now(); }));
}).observe(document, { childList: true, subtree: true });"""


def usable_after(page: Page, url: str, *, cold: bool) -> float:
    """Seconds from the start of a navigation until the question is there."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if cold:
        session.send("Network.clearBrowserCache")
    page.goto(url)
    expect(page.locator("#question")).to_be_visible(timeout=30_000)
    page.wait_for_load_state("networkidle")
    seconds: float = page.evaluate("window.usableAfter") / 1000
    session.detach()
    return seconds


def main() -> None:
    """Measure and print."""
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
            page = context.new_page()
            url = f"{service.url}/player/{sitting}?lang=en"
            page.goto(url)
            page.get_by_role("button", name="Start the assessment").click()
            expect(page.locator("#question")).to_be_visible()
            context.add_init_script(WATCH)
            for state, target in TARGETS.items():
                seconds = [usable_after(page, url, cold=state == "cold") for _ in range(TIMES)]
                told = ", ".join(f"{each:.2f}" for each in seconds)
                print(f"{state}: usable after {statistics.median(seconds):.2f} s (target {target} s; {told})")
        harness.close()


if __name__ == "__main__":
    main()
