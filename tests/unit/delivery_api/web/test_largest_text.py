"""The player with a learner's access settings: the largest text and the widest spacing on the smallest screen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from itembank import PRACTICE, present
from tests.support.axe_accessibility import violations
from tests.support.player_with_stub_server import NUMBER, StubServer, open_player

STATIC = Path(__file__).parents[4] / "delivery_api" / "web" / "static"

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
        assert play.page.get_by_label("High contrast").is_checked()
        play.page.get_by_label("Cream").check()
        assert play.page.evaluate(now) == ["1", "cream", "on"]
        play.page.wait_for_timeout(50)
        assert sent == ['{"colours":"cream"}']
        assert play.page.evaluate("localStorage.length") == 0  # the next child's machine knows nothing of it
        server.look = None
        play.page.emulate_media(contrast="no-preference")
        assert play.open().page.evaluate(now) == ["1", "dark", "off"]


def channels(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def relative_luminance(colour: list[float]) -> float:
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_words_under_each_film_keep_their_contrast() -> None:
    """axe sees no film; multiplied with it, text on paper must still have the contrast that WCAG asks for."""
    films = re.findall(r"--film: (#[0-9a-f]{6})", (STATIC / "access.css").read_text("utf-8"))
    assert len(films) == 5
    for text, paper in (("#55645c", "#fbf7ee"), ("#574f42", "#fbf4e2"), ("#b6bfc6", "#171b1f"), ("#165b3c", "#ffffff")):
        for film in films:
            tint = channels(film)
            seen = [[a * b for a, b in zip(channels(each), tint, strict=True)] for each in (text, paper)]
            dark, light = sorted(map(relative_luminance, seen))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, paper, film)
