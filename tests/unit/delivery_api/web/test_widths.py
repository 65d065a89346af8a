"""Every question of every bank on a small screen in the largest text: nothing is wider, nothing is too small to tap."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from itembank import LANGUAGES, BankVersion, numeracy_bank, present
from itembank.reading.reading_bank import reading_bank
from itembank.reasoning.reasoning_bank import reasoning_bank
from tests.support.player_with_stub_server import NUMBER, StubServer, open_player

SMALLEST_TARGET = 24  # pixels: WCAG 2.2, 2.5.8

# a table may be wider: it scrolls by itself, within its place
FAULTS = """async ([items, smallest]) => {
  const {questionBody} = await import("/assets/mesur/question.js");
  const words = JSON.parse(document.getElementById("mesur-reply-words").textContent);
  const stage = document.querySelector("[data-stage]"), page = document.documentElement, faults = [];
  document.body.classList.add("mesur-young");
  for (const item of items) {
    const heading = document.createElement("h1"), places = {get: () => null, put() {}};
    const body = questionBody(item, {words, heading, places, onChange() {}, askHint() {}});
    stage.replaceChildren(body.node);
    for (const side of item.stimulus ? ["passage", "question"] : ["question"]) {
      if (item.stimulus) body.node.dataset.side = side;
      if (page.scrollWidth > page.clientWidth) faults.push([item.name, side, page.scrollWidth]);
    }
    for (const each of stage.querySelectorAll("button, select, label:not(.govuk-visually-hidden), input[type=text]")) {
      const {width, height} = each.getBoundingClientRect();
      if (width && Math.min(width, height) < smallest) faults.push([item.name, each.outerHTML, width, height]);
    }
    body.leave();
  }
  return faults;
}"""


def shown(bank: BankVersion) -> list[dict[str, object]]:
    """What learners may see of all its items in all its languages, with every hint taken."""
    return [
        present(item, language, bank.stimulus_of(item))
        | {"name": item.item, "language": language, "hints_taken": [hint[language] for hint in item.hints]}
        for language in LANGUAGES
        if language in bank.languages
        for item in bank.items
    ]


@pytest.mark.parametrize(
    "bank",
    [numeracy_bank, reasoning_bank, lambda: reading_bank("cy"), lambda: reading_bank("en")],
    ids=["procedural", "reasoning", "reading-cy", "reading-en"],
)
def test_no_question_is_wider_than_a_small_screen_or_too_small_to_tap(
    chromium: Browser, bank: Callable[[], BankVersion]
) -> None:
    with open_player(chromium, StubServer([NUMBER]), viewport={"width": 320, "height": 640}) as play:
        play.page.add_init_script("localStorage.setItem('mesur.comfort', '{\"size\":\"3\"}')")
        play.open()
        assert play.page.evaluate(FAULTS, [shown(bank()), SMALLEST_TARGET]) == []
