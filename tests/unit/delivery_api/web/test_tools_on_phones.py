"""Tools opened on a phone: they lie at the foot, and what is asked stays in sight above them."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support.axe_accessibility import assert_accessible
from tests.support.player_with_stub_server import NUMBER, StubServer, open_player
from tests.unit.delivery_api.web.test_measuring_tools import MAP, TWO_FRAMES

TOLD = "<p>Sam has 4 boxes of pens. There are 12 pens in each box.</p>"
FOUR = ("ruler", "number_line", "scratchpad", "calculator")

# what of `names` is not wholly in sight: above the open panel, which is never more than 45 % of the screen
UNSEEN = """(names) => {
  const box = (name) => document.querySelector(name).getBoundingClientRect();
  const panel = box(".mesur-tools__panels"), page = document.documentElement;
  const unseen = names.filter((name) => box(name).top < 0 || box(name).bottom > panel.top + 0.5);
  if (panel.height > 0.45 * innerHeight + 1 || panel.bottom > innerHeight + 0.5) unseen.push("the panel");
  return page.scrollWidth > page.clientWidth ? [...unseen, "scrolls sideways"] : unseen;
}"""


@pytest.mark.parametrize(("width", "height"), [(380, 740), (320, 568)])
@pytest.mark.parametrize(("language", "size"), [("en", "1"), ("cy", "1"), ("cy", "2"), ("cy", "5")])
def test_what_is_asked_stays_in_sight_above_an_open_tool(
    chromium: Browser, width: int, height: int, language: str, size: str
) -> None:
    """Fault: an open tool covered the question, or pushed it a screen and more down, until the page was scrolled."""
    server = StubServer(
        [NUMBER, NUMBER], tools=FOUR, prompt_html=f"{TOLD}<p>How many pens are there?</p>{MAP}", look={"size": size}
    )
    with open_player(chromium, server, viewport={"width": width, "height": height}, has_touch=True) as play:
        page = play.open(language=language).page
        asked = ".mesur-prompt__asked"
        for button in page.locator(".mesur-tools > button").all():
            button.tap()
            page.evaluate(TWO_FRAMES)
            assert page.evaluate(UNSEEN, [asked]) == [], button.inner_text()
            play.box.focus()
            page.evaluate(TWO_FRAMES)
            assert page.evaluate(UNSEEN, ["#answer"]) == [], button.inner_text()
            if button.inner_text() not in ("Calculator", "Cyfrifiannell"):
                page.locator(".mesur-tools__panel:not([hidden]) .mesur-tools__close").tap()
                expect(button).to_be_focused()
        expect(page.locator(".mesur-tools__panel:visible")).to_have_count(1)
        play.box.fill("3")
        play.settle()
        play.box.press("Enter")
        expect(page.locator("#question")).to_have_text(re.compile("2$"))
        page.evaluate(TWO_FRAMES)
        assert page.evaluate(UNSEEN, [asked]) == [], "the next question"


def test_a_tool_is_closed_where_it_lies_and_the_question_stays_in_sight(chromium: Browser) -> None:
    server = StubServer([NUMBER], tools=FOUR, prompt_html=f"{TOLD}<p>How many pens are there?</p>{MAP}")
    with open_player(chromium, server, viewport={"width": 320, "height": 568}) as play:
        page = play.open(language="cy").page
        button = page.get_by_role("button", name="Cyfrifiannell")
        button.press("Enter")
        page.evaluate(TWO_FRAMES)
        assert_accessible(page)
        page.get_by_role("button", name="Cau’r teclyn").click()
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(button).to_be_focused()
        assert page.locator(".mesur-prompt__asked").bounding_box()["y"] > 0, "it stays in sight"
        page.set_viewport_size({"width": 1366, "height": 625})  # beside the question the button itself is in sight
        button.press("Enter")
        expect(page.locator(".mesur-tools__close:visible")).to_have_count(0)
