"""The player when lines drop, answers clash and sign-ins end."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, expect

from itembank import InvalidReply
from itembank.scoring.number_parsing import parse_number
from tests.support.player_with_stub_server import CHOICE, NUMBER, ORDERING, PlayerBrowser, StubServer, open_player


@pytest.fixture
def play(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[PlayerBrowser]:
    """A started sitting with the questions that the test is parametrized with, three numbers unless it is."""
    with open_player(chromium, StubServer(getattr(request, "param", [NUMBER, NUMBER, NUMBER]))) as begun:
        yield begun


@pytest.mark.parametrize(("language", "word"), [("en", "trial"), ("cy", "Treial")])
def test_the_end_of_a_trial_promises_no_feedback(play, language, word):
    play.server.state, play.server.trial = "completed", True
    play.open(language=language, settle=False)
    expect(play.page.get_by_role("main")).to_contain_text(word)
    assert play.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))") == [
        f"/?lang={language}"
    ]


def test_a_sitting_from_start_to_end(play):
    play.server.state, play.server.responses = "assigned", [NUMBER]
    play.open()
    expect(play.page.get_by_role("heading", name="Hello, Joe B")).to_be_focused()
    play.press("Start the assessment")
    play.is_asked(1)
    play.settle()
    play.box.fill("3.50")
    play.sees("Your answer: £3.50")
    play.press("Next question")
    expect(play.page.get_by_role("heading", name="You have finished")).to_be_focused()
    link = play.page.get_by_role("link", name="See your feedback")
    assert link.get_attribute("href") == "/feedback/learners/me?lang=en&subject=numeracy-procedural"
    [sent] = play.server.received
    assert (sent["item"], sent["response"], sent["language"]) == ("item-1", "3.50", "en")
    assert sent["elapsed_ms"] >= 500
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", sent["key"])


@pytest.mark.parametrize(
    ("typed", "echoed"),
    [
        ("1,000", "£1000"),
        ("£12", "£12"),
        ("12 345.5", "£12\u2009345.5"),
        (".5", "£0.5"),
        ("3.", "£3"),
        ("3,5", "£3.5"),
        ("3·5", "£3.5"),
        ("3,500", "£3500"),
        ("12 cm", ""),
    ],
)
def test_what_the_server_would_read_is_echoed_plainly(play, typed, echoed):
    play.open().box.fill(typed)
    expect(play.page.locator("#answer-echo")).to_have_text(f"Your answer: {echoed}" if echoed else "")


def test_what_a_child_types_is_read_by_the_browser_as_by_the_server(play):
    signs, wholes = (
        ("", "-", "\u2212 ", "£"),
        ("", "0", "007", "3", "35", "1000", "1,000", "0,125", "1 000", "12,34,567"),
    )
    typed = [
        f"{sign}{whole}{rest}"
        for sign in signs
        for whole in wholes
        for rest in ("", ".", ".5", "·50", ",5", ",500", "p")
    ]
    play.open()
    browser = """async typed => {
      const {plainNumber} = await import("/assets/mesur/figures.js");
      return typed.map(each => plainNumber(each, {before: "£"}));
    }"""
    for each, read in zip(typed, play.page.evaluate(browser, typed), strict=True):
        try:
            assert Decimal(read or "NaN") == parse_number(each, ["£"]), each
        except InvalidReply:
            assert read == "", each


@pytest.mark.parametrize("play", [[NUMBER | {"before": "", "after": "cm"}]], indirect=True)
def test_a_unit_that_is_there_already_may_be_typed(play):
    play.open().box.fill("12 cm")
    expect(play.page.locator("#answer-echo")).to_have_text("Your answer: 12\u00a0cm")


@pytest.mark.parametrize("size", ["1", "2", "3", "5"])
@pytest.mark.parametrize("play", [[CHOICE], [ORDERING]], indirect=True, ids=["choice", "ordering"])
def test_on_a_small_screen_the_foot_hides_neither_the_focus_nor_its_own_buttons(play, size):
    play.page.set_viewport_size({"width": 320, "height": 640})
    play.page.add_init_script(f"localStorage.setItem('mesur.comfort', '{{\"size\":\"{size}\"}}')")
    play.open(language="cy")
    cannot, following = (play.page.locator(name).bounding_box() for name in (".mesur-cannot", ".mesur-next"))
    beside = cannot["x"] + cannot["width"] <= following["x"]
    assert beside or cannot["y"] + cannot["height"] <= following["y"]
    assert hidden_when_focused(play) == []


@pytest.mark.parametrize("play", [[CHOICE], [ORDERING]], indirect=True, ids=["choice", "ordering"])
def test_a_foot_that_grew_hides_no_focus(play):
    play.page.set_viewport_size({"width": 320, "height": 640})
    play.open(language="cy")
    play.page.locator(".mesur-saved").evaluate(
        "each => { each.textContent = 'Nid yw eich ateb wedi’i gadw eto. '.repeat(4); }"
    )
    height = play.page.locator(".mesur-foot").bounding_box()["height"]
    expect(play.page.locator("html")).to_have_css("scroll-padding-bottom", f"{height + 8:g}px")
    assert hidden_when_focused(play) == []


def hidden_when_focused(play):
    """The controls of the reply that the foot or the edge of the page covers while they have the focus."""
    foot = play.page.locator(".mesur-foot")
    covers = foot.evaluate("each => getComputedStyle(each).position") == "sticky"
    hidden = []
    for control in play.page.locator(".mesur-reply input, .mesur-reply button:enabled").all():
        control.focus()
        bottom = control.evaluate("each => each.getBoundingClientRect().bottom")
        if bottom > (foot.bounding_box()["y"] if covers else 640):
            hidden.append((control.inner_text(), bottom))
    return hidden


def test_after_an_answer_the_learner_is_told_it_is_saved(play):
    play.open().box.fill("1")
    play.press("Next question")
    play.is_asked(2)
    expect(play.page.get_by_role("status")).to_have_text("Saved")
    expect(play.page.get_by_text("About half-way")).to_be_visible()


def test_a_digit_typed_at_the_heading_goes_into_the_box_and_enter_answers(play):
    play.open()
    play.page.keyboard.type("42")
    expect(play.box).to_have_value("42")
    play.page.keyboard.press("Enter")
    play.is_asked(2)
    assert play.server.stored[1]["response"] == "42"


def test_nothing_typed_is_not_sent(play):
    play.open()
    play.press("Next question")
    play.sees("Write your answer in the box first.")
    expect(play.box).to_be_focused()
    assert play.server.received == []


def test_i_cannot_do_this_is_an_omitted_answer(play):
    play.open()
    play.press("I can’t do this")
    play.is_asked(2)
    assert play.server.stored[1]["response"] is None


def test_a_double_tap_answers_one_question(play):
    play.open()
    play.page.get_by_role("button", name="I can’t do this").dblclick()
    play.is_asked(2)
    play.page.get_by_role("button", name="I can’t do this").click()
    play.page.wait_for_timeout(200)
    assert list(play.server.stored) == [1]


def test_a_refused_answer_keeps_what_was_typed_and_goes_out_anew(play):
    play.open().box.fill("3,50")
    play.server.refusals = [(422, {"detail": "Use a point, not a comma.", "code": "decimal_comma"})]
    play.press("Next question")
    play.sees("Use a point, not a comma.")
    expect(play.box).to_have_value("3,50")
    expect(play.box).to_be_focused()
    play.box.fill("3.50")
    play.press("Next question")
    play.is_asked(2)
    first, second = play.server.received
    assert first["key"] != second["key"]
    assert second["response"] == "3.50"


def test_a_dropped_line_is_waited_out_and_the_same_answer_sent_again(play):
    play.open().box.fill("7")
    play.server.unreachable = True
    play.press("Next question")
    play.sees("Your answer is here. We are trying to save it.")
    play.sees("Your answer is safe on this computer.")
    play.server.unreachable = False
    play.press("Try now")
    play.is_asked(2)
    assert len(play.server.received) >= 2
    assert {json.dumps(sent) for sent in play.server.received} == {json.dumps(play.server.stored[1])}


def test_while_an_answer_waits_the_buttons_take_no_press_and_say_so(play):
    play.open().box.fill("7")
    play.server.unreachable = True
    play.press("Next question")
    waiting = play.page.get_by_role("button", name="Wait a moment")
    expect(waiting).to_have_attribute("aria-disabled", "true")
    expect(play.page.get_by_role("button", name="I can’t do this")).to_have_attribute("aria-disabled", "true")
    play.sees("Breathe in slowly, and out slowly.")
    play.server.unreachable = False
    play.server.refusals = [(422, {"detail": "Use a point, not a comma.", "code": "decimal_comma"})]
    play.press("Try now")
    play.sees("Use a point, not a comma.")
    expect(play.page.get_by_role("button", name="Next question")).not_to_have_attribute("aria-disabled", "true")
    play.press("Next question")
    play.is_asked(2)


def test_what_is_said_of_an_answer_that_waits_is_clear_of_the_way_up_the_hill(play):
    """Fault: in the youngest's sizes it wrapped, and lay over the picture."""
    play.server.young = True
    play.page.set_viewport_size({"width": 1366, "height": 625})
    play.open(language="cy").box.fill("7")
    play.server.unreachable = True
    play.page.locator(".mesur-next").click()
    play.sees("Mae dy ateb yma.")
    said, way = (play.page.locator(each).bounding_box() for each in (".mesur-saved", ".mesur-way__picture"))
    assert said["y"] >= way["y"] + way["height"] or said["x"] >= way["x"] + way["width"]


def test_where_the_browser_keeps_nothing_the_child_is_told_to_leave_the_page_open(play):
    play.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    play.open().box.fill("7")
    play.server.unreachable = True
    play.press("Next question")
    play.sees("Leave this page open, so that your answer is not lost.")
    expect(play.page.get_by_text("safe on this computer")).to_have_count(0)


def test_a_busy_server_is_waited_out_without_a_press(play):
    play.open().box.fill("7")
    play.server.refusals = [(503, {"title": "busy"})]
    play.press("Next question")
    play.is_asked(2)
    assert [sent["key"] for sent in play.server.received] == [play.server.stored[1]["key"]] * 2


@pytest.mark.parametrize("strange", [(200, None), (403, None), (404, None), (404, {"detail": "Not Found"})])
def test_what_a_filter_or_proxy_says_in_the_servers_place_settles_nothing(play, strange):
    play.open().box.fill("7")
    play.server.refusals = [strange]
    play.press("Next question")
    play.is_asked(2)
    first, second = play.server.received
    assert first == second == play.server.stored[1]


def test_a_reload_sends_the_same_key_and_body(play):
    play.open().box.fill("7")
    play.server.unreachable = True
    play.press("Next question")
    play.sees("Your answer is here. We are trying to save it.")
    play.page.reload()
    play.sees("Your answer is here. We are trying to save it.")
    play.server.unreachable = False
    play.press("Try now")
    play.is_asked(2)
    assert {json.dumps(sent) for sent in play.server.received} == {json.dumps(play.server.stored[1])}
    play.page.reload()
    play.is_asked(2)


def test_an_answer_given_elsewhere_stands_and_the_player_goes_on_from_there(play):
    play.open().box.fill("7")
    play.server.position = 3
    play.server.refusals = [(409, {"code": "reply_conflict"})]
    play.press("Next question")
    play.is_asked(3)
    play.sees("This question was already answered")
    assert len(play.server.received) == 1


def test_after_a_sign_in_that_ended_the_answer_is_still_sent(play):
    play.open().box.fill("7")
    play.server.refusals = [(401, {})]
    play.press("Next question")
    play.sees("Nothing is lost.")
    assert (
        play.page.get_by_role("button", name="Sign in again").get_attribute("href")
        == "/login?lang=en&back=%2Fplayer%2Fs1"
    )
    play.open(settle=False)
    play.is_asked(2)
    first, second = play.server.received
    assert first == second


def test_when_the_provider_still_knows_the_learner_the_answer_is_sent_without_a_question(play):
    play.server.signed_in_at_provider = True
    play.open().box.fill("7")
    play.server.refusals = [(401, {})]
    play.press("Next question")
    play.is_asked(2)
    assert "silent=1" in play.page.url
    first, second = play.server.received
    assert first == second


def test_a_sign_in_that_does_not_last_is_asked_for_silently_once(play):
    play.server.signed_in_at_provider = True
    play.open().box.fill("7")
    play.server.refusals = [(401, {}), (401, {})]
    play.press("Next question")
    play.sees("Nothing is lost. Sign in again and you go on from this question.")


def test_a_closed_trial_is_explained_and_not_tried_again(play):
    play.open().box.fill("7")
    play.server.refusals = [(409, {"code": "trial_closed", "title": "The trial is over", "correlation_id": "ab12"})]
    play.press("Next question")
    expect(play.page.get_by_role("heading", name="The trial is over")).to_be_focused()
    play.sees("Reference: ab12")
    assert len(play.server.received) == 1


def test_whoever_was_in_another_learners_assessment_is_told_so_and_led_home(play):
    play.open().box.fill("7")
    play.server.refusals = [(404, {"code": "not_found", "title": "Not found"})]
    play.press("Next question")
    expect(play.page.get_by_role("heading", name="This assessment is not for you any more")).to_be_focused()
    expect(play.page.get_by_role("link", name="Back to your assessments")).to_be_visible()


def test_changing_language_keeps_what_is_typed(play):
    play.open().box.fill("12")
    play.page.get_by_role("link", name="Cymraeg").click()
    expect(play.page.get_by_role("heading", name="Cwestiwn 1")).to_be_focused()
    expect(play.box).to_have_value("12")
    play.settle()
    play.press("Cwestiwn nesaf")
    expect(play.page.get_by_role("status")).to_have_text("Wedi’i gadw")
    assert play.server.stored[1]["language"] == "cy"


@pytest.mark.parametrize("play", [[CHOICE, NUMBER]], indirect=True)
def test_the_whole_row_of_a_choice_is_its_target(play):
    play.open()
    play.press("Next question")
    play.sees("Choose an answer first.")
    row = play.page.locator(".mesur-choice").nth(1).bounding_box()
    play.page.mouse.click(row["x"] + row["width"] - 5, row["y"] + row["height"] - 5)
    play.press("Next question")
    play.is_asked(2)
    assert play.server.stored[1]["response"] == "kb"
    assert row["height"] >= 44


@pytest.mark.parametrize("play", [[NUMBER], [CHOICE], [ORDERING]], indirect=True, ids=["number", "choice", "ordering"])
def test_a_question_fits_a_small_screen_in_the_largest_text(play):
    play.page.set_viewport_size({"width": 320, "height": 640})
    play.page.add_init_script("localStorage.setItem('mesur.comfort', '{\"size\":\"3\"}')")
    play.open(language="cy")
    beyond = play.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond == 0


def test_text_and_colours_are_kept_in_the_browser_without_a_cookie(play):
    play.open()
    play.page.get_by_text("Text and colours").click()
    play.page.get_by_label("Dark").check()
    play.page.reload()
    assert play.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert play.page.context.cookies() == []
    play.page.get_by_text("Text and colours").click()
    colours = play.page.get_by_role("group", name="Colours")
    expect(colours.get_by_label("Dark")).to_be_checked()
    colours.get_by_label("As the computer is set").check()
    assert play.page.evaluate("document.documentElement.dataset.theme") == "light"
    play.page.emulate_media(color_scheme="dark")
    play.page.reload()
    assert play.page.evaluate("document.documentElement.dataset.theme") == "dark"
    play.page.get_by_text("Text and colours").click()
    expect(colours.get_by_label("As the computer is set")).to_be_checked()


def test_whoever_has_begun_to_answer_is_asked_once_before_leaving_a_question_out(play):
    play.open().box.fill("7")
    play.press("I can’t do this")
    expect(play.page.get_by_role("heading", name="Leave this question out?")).to_be_visible()
    play.page.keyboard.press("Escape")
    expect(play.box).to_have_value("7")
    assert play.server.received == []
    play.press("I can’t do this")
    play.press("Leave it out")
    play.is_asked(2)
    assert play.server.stored[1]["response"] is None


def test_on_a_phone_a_question_behind_its_passage_is_not_left_out_unseen(play):
    play.server.stimulus = {"id": "tide", "title": "The tide", "html": "<p>The tide comes in.</p>"}
    play.page.set_viewport_size({"width": 380, "height": 700})
    play.open()
    play.press("I can’t do this")
    play.press("Show me the question")
    expect(play.box).to_be_visible()
    assert play.server.received == []
    play.press("I can’t do this")
    play.is_asked(2)


def test_whoever_stops_is_told_what_is_saved_and_goes_home_or_signs_out(play):
    play.open().box.fill("7")
    play.press("Stop for now")
    play.sees("Every answer you have given is saved.")
    play.sees("Your answer to this question is not sent yet.")
    assert play.page.locator("dialog form").get_attribute("action") == "/logout?lang=en"
    play.press("Carry on")
    expect(play.box).to_have_value("7")
    play.press("Stop for now")
    play.press("Stop, and see your assessments")
    play.page.wait_for_url("**/?lang=en")


@pytest.mark.parametrize(
    ("progress", "said"),
    [(0.0, "Just starting"), (0.19, "Just starting"), (0.25, "On the way"), (0.49, "Well under way"), (0.99, "Nearly")],
)
def test_the_words_of_progress_say_no_more_than_the_stones(play, progress, said):
    item = play.server.item
    play.server.item = lambda language: item(language) | {"progress": progress}
    play.open()
    play.sees(said)
    passed = play.page.locator(".mesur-way__picture circle[fill='var(--green)']")
    expect(passed).to_have_count(int(progress * 8))


@pytest.mark.parametrize("theme", ["cream", "dark", "contrast"])
@pytest.mark.parametrize("play", [[NUMBER]], indirect=True)
def test_a_theme_reaches_into_drawings_and_their_words_are_as_large_as_the_pages(play, theme):
    drawn = (
        '<p>What is it?</p><svg class="item-figure" viewBox="0 0 300 100" role="img" aria-label="A box">'
        '<rect x="5" y="5" width="290" height="90" fill="#ffffff" stroke="#1b1f23"/>'
        '<text x="150" y="55" font-size="8" text-anchor="middle" fill="#1b1f23">12</text></svg>'
    )
    item = play.server.item
    play.server.item = lambda language: item(language) | {"prompt_html": drawn}
    play.page.set_viewport_size({"width": 1366, "height": 625})
    play.page.add_init_script(f"localStorage.setItem('mesur.comfort', '{{\"theme\":\"{theme}\"}}')")
    play.open()
    figure = play.page.locator(".item-figure")
    expect(figure.locator("rect")).not_to_have_css("fill", "rgb(255, 255, 255)")
    expect(figure.locator("text")).to_have_css(
        "font-family", play.page.evaluate("getComputedStyle(document.body).fontFamily")
    )
    size = "each => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a"
    question = play.page.locator(".mesur-sheets__picture").evaluate(
        "each => parseFloat(getComputedStyle(each).fontSize)"
    )
    assert figure.locator("text").evaluate(size) >= question - 0.01


def test_the_time_left_is_there_for_whoever_opens_it_and_only_where_there_is_a_limit(play):
    expect(play.open().page.get_by_role("button", name="Show the time left")).to_have_count(0)
    play.server.minutes = 20
    api = play.server.api

    def with_time(request, path, language):
        status, body = api(request, path, language)
        return status, {**body, "left": 12} if "time=true" in request.url else body

    play.server.api = with_time
    play.open()
    expect(play.page.get_by_text("Minutes left")).to_have_count(0)
    play.press("Show the time left")
    play.sees("Minutes left: 12")
    play.press("Hide the time")
    expect(play.page.get_by_text("Minutes left")).to_have_count(0)
