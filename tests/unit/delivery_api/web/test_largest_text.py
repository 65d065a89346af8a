"""The player with a learner's access settings: the largest text and the widest spacing on the smallest screen."""

import pytest
from playwright.sync_api import Browser

from itembank import PRACTICE, present
from tests.support.axe_accessibility import violations
from tests.support.player_with_stub_server import NUMBER, StubServer, open_player

LARGEST = {"size": "5", "spacing": "wide", "overlay": "blue"}
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

# each type of response in turn, on one page
KINDS = """async (items) => {
  const {questionBody} = await import("/assets/mesur/question.js");
  const words = JSON.parse(document.getElementById("mesur-reply-words").textContent);
  const page = document.documentElement, wider = [];
  for (const item of items) {
    const heading = document.createElement("h1"), places = {get: () => null, put() {}};
    const body = questionBody(item, {words, heading, places, onChange() {}, askHint() {}});
    document.querySelector("[data-stage]").replaceChildren(body.node);
    if (page.scrollWidth > page.clientWidth) wider.push([item.name, page.scrollWidth]);
  }
  return wider;
}"""


@pytest.mark.parametrize("language", ["cy", "en"])
def test_nothing_is_wider_than_the_smallest_screen_in_any_state(chromium: Browser, language: str) -> None:
    server = StubServer([NUMBER], look=LARGEST, minutes=40, hints=2)
    with open_player(chromium, server, viewport={"width": 320, "height": 640}) as play:
        for server.state in ("assigned", "started", "paused", "discarded", "expired", "absent", "completed"):
            play.open(language=language)
            assert play.page.evaluate(WIDER) == 0, server.state
            if server.state == "started":
                assert violations(play.page) == {}
                play.page.locator("[data-comfort] summary").click()
                assert play.page.evaluate(WIDER) == 0, "text and colours"
                play.page.keyboard.press("Escape")
                play.page.locator("[data-stop]").click()
                assert play.page.evaluate(WIDER) == 0, "stop for now"
                assert play.page.evaluate("document.documentElement.dataset.size") == "5"
        items = [present(each, language, None) | {"name": kind, "language": language, "hints_taken": []}
                 for kind, each in PRACTICE.items()]  # fmt: skip
        assert play.page.evaluate(KINDS, items) == []


def test_what_nobody_chose_follows_the_computer_and_what_a_learner_chose_goes_with_them(chromium: Browser) -> None:
    server = StubServer([NUMBER], look={"motion": "on"})
    with open_player(chromium, server, color_scheme="dark", reduced_motion="reduce", contrast="more") as play:
        sent = []
        play.page.on("request", lambda each: sent.append(each.post_data) if each.url.endswith("/api/comfort") else None)
        shown = "({size, theme, motion}) => [size, theme, motion]"
        now = f"({shown})(document.documentElement.dataset)"
        assert play.open().page.evaluate(now) == ["1", "contrast", "on"]
        play.page.locator("[data-comfort] summary").click()
        assert play.page.get_by_role("group", name="Colours").get_by_label("As the computer is set").is_checked()
        play.page.get_by_label("Cream").check()
        assert play.page.evaluate(now) == ["1", "cream", "on"]
        play.page.wait_for_timeout(50)
        assert sent == ['{"colours":"cream"}']
        assert play.page.evaluate("localStorage.length") == 0  # the next child's machine knows nothing of it
        server.look = None
        play.page.emulate_media(contrast="no-preference")
        assert play.open().page.evaluate(now) == ["1", "dark", "off"]
