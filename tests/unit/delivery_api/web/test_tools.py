"""The tools of a learner's access settings, each by keys alone, in a real browser."""

import pytest
from playwright.sync_api import Browser, expect

from itembank import TOOLS
from tests.support.axe_accessibility import assert_accessible
from tests.support.player_with_stub_server import CHOICE, NUMBER, PlayerBrowser, StubServer, open_player

MULTIPLE = {
    "type": "multiple",
    "label": "Choose two answers",
    "least": 2,
    "most": 2,
    "options": [{"id": name, "html": name} for name in ("ka", "kb", "kc")],
}
PASSAGE = {"id": "p1", "title": "The owl", "html": "<p>The owl woke. It was <em>very</em> dark! Then it flew.</p>"}


def press_keys(play: PlayerBrowser, keys: str) -> None:
    for key in keys.split():
        play.page.keyboard.press(key)


def test_a_question_without_tools_has_none(chromium: Browser) -> None:
    with open_player(chromium, StubServer([CHOICE])) as play:
        play.open()
        expect(play.page.locator(".mesur-tools, #mesur-tools")).to_have_count(0)
        assert not play.page.locator("script[src*='/tools.']").count()


@pytest.mark.parametrize("response", [CHOICE, MULTIPLE], ids=["choice", "multiple"])
def test_answers_are_covered_and_crossed_out_by_keys(chromium: Browser, response: dict[str, object]) -> None:
    server = StubServer([response, NUMBER], tools=("answer_masking", "answer_elimination"))
    with open_player(chromium, server, viewport={"width": 320, "height": 640}) as play:
        page = play.open().page
        boxes = page.locator(".mesur-reply input")
        assert_accessible(page)
        expect(page.get_by_text("kb", exact=True)).to_be_hidden()
        page.get_by_role("button", name="Uncover answer 2").focus()
        page.keyboard.press("Enter")
        expect(boxes.nth(1)).to_be_focused()
        expect(page.get_by_text("kb", exact=True)).to_be_visible()
        expect(page.get_by_text("kc", exact=True)).to_be_hidden()
        cross = page.get_by_role("button", name="Cross out answer 2")
        cross.focus()
        page.keyboard.press("Space")
        expect(cross).to_have_attribute("aria-pressed", "true")
        assert_accessible(page)
        boxes.nth(1).focus()
        page.keyboard.press("Space")  # chosen after all
        expect(cross).to_have_attribute("aria-pressed", "false")
        page.get_by_role("button", name="Cover answer 2").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Uncover answer 2")).to_be_focused()
        page.get_by_role("button", name="Uncover answer 1").press("Enter")
        if response is MULTIPLE:
            boxes.nth(0).press("Space")
        play.settle()
        play.press("Next question")
        play.is_asked(2)
        assert server.received[-1]["response"] == (["ka", "kb"] if response is MULTIPLE else "kb")


def test_sentences_are_marked_by_keys_and_the_marks_stay_with_the_passage(chromium: Browser) -> None:
    server = StubServer([NUMBER, NUMBER], tools=("highlighter",), stimulus=PASSAGE)
    with open_player(chromium, server, viewport={"width": 1366, "height": 625}) as play:
        page = play.open().page
        switch = page.get_by_role("button", name="Highlighter")
        switch.press("Enter")
        page.keyboard.press("Tab")
        sentence = page.get_by_role("button", name="Then it flew.")
        sentence.press("Space")
        expect(sentence).to_have_attribute("aria-pressed", "true")
        assert_accessible(page)
        switch.press("Enter")
        expect(page.locator(".mesur-passage [role=button]")).to_have_count(0)
        play.box.fill("3")
        play.settle()
        play.press("Next question")
        play.is_asked(2)
        expect(page.locator(".mesur-marked")).to_have_text("Then it flew.")


def test_the_line_reader_moves_by_keys_and_stays_where_it_is(chromium: Browser) -> None:
    server = StubServer([NUMBER, NUMBER], tools=("line_reader",))
    with open_player(chromium, server, viewport={"width": 320, "height": 640}) as play:
        page = play.open().page
        handle = page.get_by_role("slider", name="Move the line reader up or down")
        expect(handle).to_be_hidden()
        page.get_by_role("button", name="Line reader").press("Enter")
        before = handle.bounding_box()["y"]
        handle.focus()
        press_keys(play, "ArrowDown ArrowDown ArrowUp PageDown")
        expect(handle).to_have_attribute("aria-valuenow", "50")
        assert handle.bounding_box()["y"] - before == pytest.approx(0.2 * 640, abs=2)
        page.get_by_role("button", name="Move the line reader up").click()  # one press, for who cannot drag
        expect(handle).to_have_attribute("aria-valuenow", "46")
        page.get_by_role("button", name="Move the line reader down").click()
        expect(handle).to_have_attribute("aria-valuenow", "50")
        assert_accessible(page)
        play.box.fill("3")  # what lies under it can be used
        play.settle()
        play.press("Next question")
        play.is_asked(2)
        expect(handle).to_have_attribute("aria-valuenow", "50")


def test_notes_and_calculator_work_by_keys_and_send_nothing(chromium: Browser) -> None:
    server = StubServer([NUMBER, NUMBER], tools=("scratchpad", "calculator"))
    with open_player(chromium, server, viewport={"width": 320, "height": 640}) as play:
        page = play.open().page
        page.get_by_role("button", name="Notes").press("Enter")
        page.get_by_label("Your notes for this question.").fill("12 + 7")
        page.get_by_role("button", name="Calculator").press("Enter")
        display = page.get_by_label("What the calculator shows")
        display.focus()
        for typed, shown in (
            ("C 1 2 + 7 =", "19"),
            ("C 0 . 1 + 0 . 2 =", "0.3"),
            ("C 2 + 3 * 4 =", "20"),  # each step as it is pressed, as a classroom's calculator works it out
            ("C 5 - 8 Enter", "−3"),
            ("C 9 / 0 =", "That cannot be divided"),
            ("7 Backspace 8", "8"),
        ):
            press_keys(play, typed.replace("C", "Delete"))
            expect(display).to_have_value(shown)
        page.get_by_role("button", name="divided by").click()
        page.get_by_role("button", name="2", exact=True).click()
        page.get_by_role("button", name="equals").click()
        expect(display).to_have_value("4")
        assert_accessible(page)
        assert server.received == []
        play.box.fill("3")
        play.settle()
        play.press("Next question")
        play.is_asked(2)
        expect(page.get_by_label("Your notes for this question.")).to_have_value("")
        assert "notes" not in str(server.received)


def test_every_tool_at_once_in_the_largest_text_is_no_wider_than_the_smallest_screen(chromium: Browser) -> None:
    server = StubServer(
        [MULTIPLE], tools=TOOLS, stimulus=PASSAGE, look={"size": "5", "typeface": "plain", "spacing": "widest"}
    )
    with open_player(chromium, server, viewport={"width": 320, "height": 640}) as play:
        page = play.open(language="cy").page
        for button in page.locator(".mesur-tools__button").all():
            button.press("Enter")
        play.switch_to("question")
        assert_accessible(page)
