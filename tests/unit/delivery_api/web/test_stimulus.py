"""A passage beside its question, hints, and what is half-answered: the player keeps all of it in its place."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from itembank import PRACTICE, present
from tests.support.player_with_stub_server import NUMBER, PlayerBrowser, StubServer, open_player

PASSAGE = {"id": "tide", "title": "The tide", "html": "".join(f"<p>Wave {number}.</p>" for number in range(80))}
ANOTHER = {"id": "moon", "title": "The moon", "html": "<p>High.</p>"}
HALF_ANSWERED = {
    "multiple": ["c"],
    "matching": ["c", "", "b"],
    "gaps": ["", "b"],
    "table": ["2", ""],
    "chart": ["4"],
    "number-line": "3",
    "hotspot": "b",
    "fraction": "/4",
    "time": "2: am",
    "select-text": ["a"],
}


@pytest.fixture
def play(chromium: Browser) -> Iterator[PlayerBrowser]:
    server = StubServer([NUMBER, NUMBER, NUMBER], stimulus=PASSAGE)
    with open_player(chromium, server, viewport={"width": 360, "height": 640}) as begun:
        yield begun


def scrolled(play: PlayerBrowser) -> int:
    return play.page.evaluate("Math.round(scrollY)")


def scroll(play: PlayerBrowser, to: int) -> None:
    play.page.evaluate("to => scrollTo(0, to)", to)


def test_on_a_narrow_screen_a_new_passage_comes_first_and_each_side_is_found_where_it_was_left(play):
    play.open()
    expect(play.page.get_by_role("heading", name="The tide")).to_be_focused()
    expect(play.box).to_be_hidden()
    scroll(play, 900)
    play.switch_to("question")
    expect(play.box).to_be_visible()
    play.box.fill("12")
    play.switch_to("passage")
    assert scrolled(play) == 900
    play.page.reload()
    play.settle()
    assert scrolled(play) == 900
    play.switch_to("question")
    expect(play.box).to_have_value("12")
    play.press("Next question")
    play.is_asked(2)
    play.switch_to("passage")
    assert scrolled(play) == 900


def test_nothing_answered_yet_leads_to_the_question_and_another_passage_comes_first_again(play):
    play.open()
    play.press("Next question")
    expect(play.page.get_by_text("Write your answer in the box first.")).to_be_visible()
    expect(play.box).to_be_focused()
    play.server.stimulus = ANOTHER
    play.press("I can’t do this")
    expect(play.page.get_by_role("heading", name="The moon")).to_be_focused()
    assert scrolled(play) == 0


def test_on_a_wide_screen_passage_and_question_scroll_apart_and_the_page_does_not(play):
    play.page.set_viewport_size({"width": 1200, "height": 640})
    play.open()
    play.is_asked(1)
    passage = play.page.get_by_role("region", name="The tide")
    passage.focus()
    play.page.keyboard.press("End")
    expect(play.page.get_by_text("Wave 79.")).to_be_in_viewport()
    assert play.page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(play.box).to_be_in_viewport()
    play.box.fill("3")
    read_to = passage.evaluate("each => each.scrollTop")
    play.press("Next question")
    play.is_asked(2)
    assert passage.evaluate("each => each.scrollTop") == read_to


def test_a_hint_says_what_it_costs_and_is_there_after_a_reload(play):
    play.server.stimulus, play.server.hints = None, 2
    play.open()
    play.sees("2 hints are left. Each hint takes away one of the marks you can get.")
    play.server.unreachable = True
    play.press("Show a hint")
    play.sees("The hint comes as soon as the internet is back.")
    play.server.unreachable = False
    expect(play.page.get_by_role("heading", name="Hint 1")).to_be_focused()
    play.sees("1 hint is left.")
    play.page.reload()
    play.settle()
    play.sees("Think again")
    play.press("Show a hint")
    play.sees("There are no more hints.")
    expect(play.page.get_by_role("button", name="Show a hint")).to_have_count(0)
    assert play.server.hints_taken == 2


def half_write(part: Locator, kind: str) -> None:
    boxes = part.get_by_role("textbox")
    boxes.last.fill("4") if kind == "fraction" else boxes.first.fill("2")
    if kind == "time":
        part.get_by_role("radio").first.check()


def half_answer(play: PlayerBrowser, kind: str, reply: Any) -> None:
    part = play.page.locator(".mesur-reply")
    match kind:
        case "multiple":
            part.get_by_role("checkbox").nth(2).check()
        case "matching":
            part.get_by_role("group").nth(1).get_by_role("radio").last.check()
            part.get_by_role("group").nth(3).get_by_role("radio").nth(1).check()
        case "gaps":
            part.get_by_role("combobox").last.select_option(reply[-1])
        case "fraction" | "time" | "table":
            half_write(part, kind)
        case "chart" | "number-line":
            for _ in range(int(reply[0])):
                part.get_by_role("button").nth(int(kind == "number-line")).click()
        case "hotspot" | "select-text":
            part.get_by_role("radio").nth(int(kind == "hotspot")).check(force=True)


@pytest.mark.parametrize("kind", HALF_ANSWERED)
def test_what_is_half_answered_is_there_after_a_reload(play, kind):
    play.server.stimulus, play.server.responses = None, [present(PRACTICE[kind], "en")["response"], NUMBER]
    play.open()
    half_answer(play, kind, HALF_ANSWERED[kind])
    kept = "JSON.parse(sessionStorage.getItem('mesur.draft.s1')).reply"
    assert play.page.evaluate(kept) == HALF_ANSWERED[kind]
    play.page.reload()
    play.settle()
    play.press("Next question")
    if "" in list(HALF_ANSWERED[kind]) or kind in ("fraction", "time"):
        play.sees("There is still an empty place.")
        assert play.page.evaluate(kept) == HALF_ANSWERED[kind]
    else:
        play.is_asked(2)
        assert play.server.stored[1]["response"] == HALF_ANSWERED[kind]


def test_content_of_one_language_is_marked_as_such_on_a_page_of_the_other(play):
    play.server.content_language = "cy"
    play.open(language="en")
    for place in (".mesur-passage", "#prompt", ".mesur-reply__label"):
        assert play.page.locator(place).get_attribute("lang") == "cy"
    play.switch_to("question")
    play.box.fill("7")
    play.press("Next question")
    play.is_asked(2)
    assert play.server.stored[1]["language"] == "en"


@pytest.mark.parametrize(
    ("keys", "boxes", "sent"),
    [
        ("1 3/4", ["1", "3", "4"], "1 3/4"),  # the space and the line lead on
        ("3/4", ["", "3", "4"], "3/4"),  # begun in the box of the whole number
        ("2", ["2", "", ""], "2"),
    ],
)
def test_a_mixed_number_is_written_as_on_paper_and_is_there_after_a_reload(play, keys, boxes, sent):
    play.server.stimulus = None
    play.server.responses = [{"type": "fraction", "label": "Answer", "mixed": True}, NUMBER]
    play.open()
    play.page.keyboard.type(keys)
    play.page.reload()
    play.settle()
    assert [box.input_value() for box in play.page.locator(".mesur-box").all()] == boxes
    play.press("Next question")
    play.is_asked(2)
    assert play.server.stored[1]["response"] == sent
