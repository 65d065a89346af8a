"""A whole sitting of Year 4 in Chromium while the line comes and goes: reloads, closed tabs, answers without a line.

    .venv/bin/python -m benchmarks.study_flapping_line

Before each answer chance says whether the line goes down, and what the child does then: answers, reloads before or
after it, or closes the tab and opens another one. Afterwards the log must hold each position once, and the browser
nothing.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.begun_sitting import begun_sitting
from delivery_api.sittings.record.event_types import Finished, Replied
from tests.support.chromium import let_settle

SEED = 20261129
DOWN = 0.6
"""How often the line is down when a question is answered."""

LEFT = """async () => {
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("mesur");
    request.onsuccess = () => resolve(request.result);
  });
  return new Promise((resolve) => {
    const request = database.transaction("sittings").objectStore("sittings").count();
    request.onsuccess = () => resolve(request.result);
  });
}"""


def answer(page: Page) -> None:
    """Leave the question out, whatever it is: that takes one press."""
    expect(page.locator("#question")).to_be_visible()
    let_settle(page)
    page.get_by_role("button", name="I can’t do this").click()


def answer_and_wait(page: Page, context: BrowserContext, url: str) -> Page:
    answer(page)
    expect(page.get_by_text("Your answer is safe on this computer.")).to_be_visible()
    return page


def reload_and_answer(page: Page, context: BrowserContext, url: str) -> Page:
    page.reload()
    return answer_and_wait(page, context, url)


def answer_and_reload(page: Page, context: BrowserContext, url: str) -> Page:
    answer_and_wait(page, context, url).reload()
    expect(page.get_by_text("Your answer is safe on this computer.")).to_be_visible()
    return page


def answer_and_close(page: Page, context: BrowserContext, url: str) -> Page:
    answer_and_wait(page, context, url).close()
    another = context.new_page()
    another.goto(url)
    expect(another.locator("h1")).to_have_text("Wait a moment")
    return another


WITHOUT_A_LINE: tuple[Callable[[Page, BrowserContext, str], Page], ...] = (
    answer_and_wait,
    reload_and_answer,
    answer_and_reload,
    answer_and_close,
)


def sit(page: Page, context: BrowserContext, url: str) -> Counter[str]:
    """Answer until there is no question any more; how often what was done."""
    chance, done = random.Random(SEED), Counter[str]()
    heading, number = page.locator("h1"), 1
    while True:
        if chance.random() < DOWN:
            act = chance.choice(WITHOUT_A_LINE)
            context.set_offline(True)
            page = act(page, context, url)
            context.set_offline(False)
            done[act.__name__.replace("_", " ")] += 1
        else:
            answer(page)
            done["answer with a line"] += 1
        heading, number = page.locator("h1"), number + 1
        expect(heading).to_have_text(re.compile(f"^(Question {number}|You have finished)$"), timeout=60_000)
        if heading.text_content() == "You have finished":
            assert page.evaluate(LEFT) == 0, "the browser keeps nothing of a sitting that is over"
            return done


def main() -> None:
    """Sit, check the log, and print."""
    with begun_sitting() as begun:
        began = time.perf_counter()
        done = sit(begun.page, begun.context, begun.url)
        seconds = time.perf_counter() - began
        log = begun.service.harness.log(begun.sitting)
    positions = [event.position for event in log if isinstance(event, Replied)]
    assert positions == list(range(1, len(positions) + 1)), positions
    assert any(isinstance(event, Finished) for event in log)
    print(f"{len(positions)} questions in {seconds:.0f} s, each position answered once, nothing left in the browser")
    for act, times in done.most_common():
        print(f"  {times:3} × {act}")


if __name__ == "__main__":
    main()
