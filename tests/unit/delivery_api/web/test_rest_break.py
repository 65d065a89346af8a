"""A rest break in a real browser: asked for by a button, a calm page of its own, and back to the same question."""

import pytest
from playwright.sync_api import Browser, expect

from tests.support.axe_accessibility import assert_accessible
from tests.support.player_with_stub_server import NUMBER, StubServer, open_player
from tests.unit.delivery_api.web.test_largest_text import LARGEST, WIDER

WORDS = {
    "en": ("Have a break", "You can have 1 more break.", "You are having a break", "Go on with the questions"),
    "cy": ("Cael egwyl", "Cei di 1 egwyl arall.", "Rwyt ti’n cael egwyl", "Mynd ymlaen â’r cwestiynau"),
}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_break_is_asked_about_calm_and_leads_back_to_the_same_place(chromium: Browser, language: str) -> None:
    rest, left, heading, go_on = WORDS[language]
    server = StubServer([NUMBER], tools=("breaks",), breaks_left=1, minutes=40, look=LARGEST)
    with open_player(chromium, server, viewport={"width": 320, "height": 640}) as play:
        page = play.open(language=language).page
        play.box.fill("3")
        play.press(rest)
        play.sees(left)
        assert page.evaluate(WIDER) == 0
        assert_accessible(page)
        page.keyboard.press("Escape")
        assert server.state == "started"
        play.press(rest)
        page.get_by_role("dialog").get_by_role("button", name=rest, exact=True).click()
        expect(page.get_by_role("heading", name=heading)).to_be_focused()
        assert server.state == "break"
        assert page.evaluate(WIDER) == 0
        assert_accessible(page)
        expect(page.locator(".mesur-breath, .mesur-scene svg")).to_have_count(2)
        play.press(go_on)
        expect(play.box).to_have_value("3")
        expect(page.get_by_role("button", name=rest, exact=True)).to_have_count(0)  # it was the last


def test_a_break_without_a_line_is_refused_and_goes_on_and_ends_as_staff_say(chromium: Browser) -> None:
    server = StubServer([NUMBER], tools=("breaks",), breaks_left=None)
    with open_player(chromium, server) as play:
        page = play.open().page
        server.unreachable = True
        play.press("Have a break")
        page.get_by_role("dialog").get_by_role("button", name="Have a break", exact=True).click()
        play.sees("You can have a break when the internet is back.")
        server.unreachable, server.state = False, "break"  # begun on another page of the learner's
        expect(page.get_by_role("heading", name="You are having a break")).to_be_visible(timeout=20_000)
        server.unreachable = True
        play.press("Go on with the questions")
        play.sees("The internet has gone away for a moment.")
        server.unreachable, server.state = False, "started"  # staff have ended it
        play.is_asked(1)
