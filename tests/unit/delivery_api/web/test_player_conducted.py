"""The player while staff end, mark, take back and give more time, and when the time is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.player_with_stub_server import NUMBER, PlayerBrowser, StubServer, open_player

CONFLICT: tuple[int, dict[str, object] | None] = (409, {"code": "reply_conflict", "title": "Answered"})
ENDED = {
    "en": ("Your teacher has ended the assessment", "does not count"),
    "cy": ("Mae dy athro neu dy athrawes wedi dod â’r asesiad i ben", "dydy’r ateb hwnnw ddim yn cyfrif"),
}


@pytest.fixture
def play(chromium: Browser) -> Iterator[PlayerBrowser]:
    """A started sitting of three questions, in a browser whose clock the test can put forward."""
    with open_player(chromium, StubServer([NUMBER, NUMBER, NUMBER])) as begun:
        begun.page.clock.install()
        yield begun


def hears(play: PlayerBrowser) -> None:
    """Time passes, and the player asks how its sitting stands."""
    with play.page.expect_response("**/pulse*"):
        play.page.clock.fast_forward(13_000)


def is_told(play: PlayerBrowser, heading: str) -> None:
    expect(play.page.get_by_role("heading", level=1, name=heading)).to_be_focused()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_who_is_in_the_middle_of_a_question_is_told_that_the_teacher_ended_it(
    play: PlayerBrowser, language: str
) -> None:
    play.open(language=language)
    play.box.fill("3")
    play.server.state, play.server.ended = "completed", "staff"
    hears(play)
    is_told(play, ENDED[language][0])
    expect(play.page.get_by_text(ENDED[language][1])).to_have_count(0)


@pytest.mark.parametrize(("asked", "heading"), [("I can’t do this", "Leave this"), ("Stop for now", "Stop for now?")])
def test_what_was_asked_of_a_question_goes_when_the_class_is_paused(
    play: PlayerBrowser, asked: str, heading: str
) -> None:
    play.open()
    play.box.fill("3")
    play.press(asked)
    expect(play.page.get_by_role("heading", name=heading)).to_be_visible()
    late = play.page.locator("dialog button").nth(1).element_handle()
    play.server.state = "paused"
    hears(play)
    is_told(play, "Your teacher has paused")
    expect(play.page.locator("dialog")).to_have_count(0)
    if asked == "I can’t do this":
        late.evaluate("button => button.click()")
        is_told(play, "Your teacher has paused")
        assert play.server.received == []


@pytest.mark.parametrize("language", ["en", "cy"])
def test_an_answer_that_came_after_the_end_is_not_passed_over_in_silence(play: PlayerBrowser, language: str) -> None:
    play.open(language=language)
    play.box.fill("3")
    play.server.state, play.server.ended, play.server.refusals = "completed", "staff", [CONFLICT]
    play.page.locator(".mesur-next").click()
    is_told(play, ENDED[language][0])
    play.sees(ENDED[language][1])
    play.page.reload()
    is_told(play, ENDED[language][0])
    assert len(play.server.received) == 1


@pytest.mark.parametrize(
    ("ended", "heading"), [("time", "The time is over"), ("itself", "You have finished"), (None, "You have finished")]
)
def test_the_last_answer_within_a_time_limit_is_saved_and_the_end_says_why(
    play: PlayerBrowser, ended: str | None, heading: str
) -> None:
    play.server.minutes, play.server.responses, play.server.ended = 5, [NUMBER], ended
    play.open()
    play.box.fill("3")
    play.press("Next question")
    is_told(play, heading)
    assert [sent["response"] for sent in play.server.received] == ["3"]


def test_more_time_is_shown_where_the_time_is_shown_and_without_a_reload(play: PlayerBrowser) -> None:
    play.server.state, play.server.minutes = "assigned", 30
    play.open()
    play.sees("You have 30 minutes, from when you start.")
    play.server.minutes = 40
    hears(play)
    play.sees("You have 40 minutes, from when you start.")
    play.press("Start the assessment")
    play.is_asked(1)
    expect(play.page.get_by_text("minutes")).to_have_count(0)


@pytest.mark.parametrize(
    ("state", "heading"),
    [("absent", "Tell your teacher that you are here"), ("disapplied", "There is nothing to do here")],
)
def test_what_staff_take_back_is_seen_by_whoever_waits(play: PlayerBrowser, state: str, heading: str) -> None:
    play.server.state = "assigned"
    play.open()
    play.server.state = state
    hears(play)
    is_told(play, heading)
    play.server.state = "assigned"
    hears(play)
    is_told(play, "Hello, Joe B")
