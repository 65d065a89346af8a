"""Cards put in order in the player: by keyboard, by dragging, or left as they were dealt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.player_with_stub_server import NUMBER, ORDERING, PlayerBrowser, StubServer, open_player


@pytest.fixture
def play(chromium: Browser) -> Iterator[PlayerBrowser]:
    """A started sitting whose first question is an order."""
    with open_player(chromium, StubServer([ORDERING, NUMBER])) as begun:
        yield begun


def test_an_order_is_made_by_keyboard_and_told(play: PlayerBrowser) -> None:
    play.open()
    up = play.page.get_by_role("button", name="Move up: three")
    up.focus()
    play.page.keyboard.press("Enter")
    expect(up).to_be_focused()
    expect(play.page.get_by_text("Moved to place 2 of 3")).to_have_count(1)
    play.page.keyboard.press("Enter")
    expect(play.page.get_by_role("button", name="Move down: three")).to_be_focused()
    play.press("Next question")
    play.is_asked(2)
    assert play.server.stored[1]["response"] == ["three", "one", "two"]


def test_the_order_in_which_cards_are_dealt_is_no_answer_until_it_is_said_to_be_one(play: PlayerBrowser) -> None:
    play.open()
    following = play.page.get_by_role("button", name="Next question")
    following.dblclick()
    play.sees("You have not moved anything yet.")
    following.click()
    play.page.wait_for_timeout(200)
    assert play.server.received == []
    play.settle()
    play.press("Next question")
    play.is_asked(2)
    assert play.server.stored[1]["response"] == ["one", "two", "three"]


def test_an_order_is_made_by_dragging_and_told(play: PlayerBrowser) -> None:
    play.open()
    mouse, rows = play.page.mouse, play.page.locator(".mesur-order__row")
    first, last = (rows.nth(index).bounding_box() for index in (0, 2))
    mouse.move(first["x"] + 60, first["y"] + first["height"] / 2)
    mouse.down()
    mouse.move(last["x"] + 60, last["y"] + last["height"] / 2, steps=12)
    mouse.up()
    expect(play.page.get_by_text("Moved to place 3 of 3")).to_have_count(1)
    play.press("Next question")
    play.is_asked(2)
    assert play.server.stored[1]["response"] == ["two", "three", "one"]
