"""The ruler and the number line, each by keys, buttons, mouse and touch, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from itembank.language import Text
from itembank.numeracy.drawing.coordinate_grids import first_quadrant, lettered_squares
from itembank.numeracy.drawing.plane_shapes import squared_paper
from tests.support.axe_accessibility import assert_accessible
from tests.support.player_with_stub_server import CHOICE, NUMBER, PlayerBrowser, StubServer, open_player

SQUARED = squared_paper({(0, 0), (1, 0), (2, 0), (0, 1)}, 8, 4).en
MAP = lettered_squares({"★": (3, 1)}, {"★": Text("seren", "star")}, 5, 5).en
GRID = first_quadrant({"A": (2, 5)}, 6).en

# what of a question is not wholly on the screen above the foot, or lies under the open panel; and what is too wide
HIDDEN = """(names) => {
  const box = (name) => document.querySelector(name).getBoundingClientRect();
  const foot = box(".mesur-foot"), panel = box(".mesur-tools__panels"), page = document.documentElement;
  const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const lost = names.filter((name) => box(name).top < 0 || box(name).bottom > foot.top || over(box(name), panel));
  if (panel.bottom > foot.top + 1 || panel.top < 0) lost.push("the panel");
  if (foot.bottom > page.clientHeight) lost.push("the foot");
  return page.scrollWidth > page.clientWidth ? [...lost, "scrolls sideways"] : lost;
}"""

# the numbers of a number line that are written over the one before, or are smaller than the words about it
TOUCHING = """() => {
  const numbers = [...document.querySelectorAll(".mesur-number-line text")].map((each) => each.getBoundingClientRect());
  const size = parseFloat(getComputedStyle(document.querySelector(".mesur-tools__how")).fontSize);
  const isPoor = ({left, height}, at) => left <= (numbers[at - 1]?.right ?? 0) || height < size;
  return numbers.filter(isPoor).map(({left}) => left);
}"""
PARTS, LAST = [".mesur-prompt", ".mesur-sheets__picture", ".mesur-reply"], ".mesur-choice:last-child"
TWO_FRAMES = "() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); })"


def drawing(svg: str) -> StubServer:
    return StubServer([NUMBER, NUMBER], tools=("ruler",), prompt_html=f"<p>How long?</p>{svg}")


def ruler_of(play: PlayerBrowser) -> Locator:
    play.page.get_by_role("button", name="Ruler", exact=True).press("Enter")
    return play.page.get_by_role("button", name="squares long")


def middle(ruler: Locator) -> tuple[float, float]:
    box = ruler.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize(("svg", "square", "squares"), [(SQUARED, 26, 6), (MAP, 34, 5), (GRID, 34, 6)])
def test_a_ruler_is_marked_in_the_squares_of_its_drawing(
    chromium: Browser, svg: str, square: float, squares: int
) -> None:
    with open_player(chromium, drawing(svg), viewport={"width": 1366, "height": 625}) as play:
        page = play.open().page
        expect(page.locator(".mesur-ruler")).to_be_hidden()
        ruler = ruler_of(play)
        name = f"Ruler, {squares} squares long. Arrow keys move it, plus and minus turn it."
        expect(ruler).to_have_accessible_name(name)
        shown = page.locator(".item-figure").first
        scale = shown.evaluate("each => each.getBoundingClientRect().width / each.viewBox.baseVal.width")
        assert ruler.evaluate("each => each.offsetWidth") == pytest.approx(squares * square * scale, abs=1)
        assert_accessible(page)


def test_a_ruler_is_moved_and_turned_by_keys_and_buttons_and_sends_nothing(chromium: Browser) -> None:
    server = drawing(SQUARED)
    with open_player(chromium, server, viewport={"width": 320, "height": 640}) as play:
        page = play.open(language="en").page
        ruler = ruler_of(play)
        scale = page.locator(".item-figure").evaluate(
            "each => each.getBoundingClientRect().width / each.viewBox.baseVal.width"
        )
        ruler.focus()
        before = middle(ruler)
        for key in ("Shift+ArrowRight", "Shift+ArrowUp", "ArrowUp"):
            page.keyboard.press(key)
        after = middle(ruler)
        assert after[0] - before[0] == pytest.approx(26 * scale, abs=1)
        assert before[1] - after[1] == pytest.approx(1.25 * 26 * scale, abs=1)
        for key in ("Enter", "Space", "+", "-", "Enter", "Enter"):
            page.keyboard.press(key)
        expect(page.get_by_text("Turned by 60 degrees")).to_be_attached()
        page.get_by_role("button", name="Turn the ruler anticlockwise").click()
        expect(page.get_by_text("Turned by 45 degrees")).to_be_attached()
        page.get_by_role("button", name="Move the ruler left").click()
        assert middle(ruler)[0] == pytest.approx(before[0], abs=1)
        for _ in range(30):
            ruler.press("Shift+ArrowLeft")  # it stays where it can be got hold of
        assert middle(ruler)[0] == pytest.approx(page.locator(".item-figure").bounding_box()["x"], abs=1)
        assert_accessible(page)
        assert server.received == []
        play.box.fill("3")
        play.settle()
        play.press("Next question")
        play.is_asked(2)
        assert "Turned" not in page.locator(".mesur-ruler-panel").inner_text()


def test_a_ruler_is_dragged_by_mouse_and_by_finger(chromium: Browser) -> None:
    with open_player(chromium, drawing(MAP), viewport={"width": 1366, "height": 625}, has_touch=True) as play:
        page = play.open().page
        ruler = ruler_of(play)
        x, y = middle(ruler)
        page.mouse.move(x + 5, y)
        page.mouse.down()
        page.mouse.move(x + 45, y - 30, steps=3)
        page.mouse.up()
        assert middle(ruler) == pytest.approx((x + 40, y - 30), abs=1)
        page.mouse.move(x, y)  # let go
        assert middle(ruler) == pytest.approx((x + 40, y - 30), abs=1)
        touches = page.context.new_cdp_session(page)
        for kind, points in (
            ("touchStart", [{"x": x + 45, "y": y - 30}]),
            ("touchMove", [{"x": x + 25, "y": y - 60}]),
            ("touchEnd", []),
        ):
            touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        assert middle(ruler) == pytest.approx((x + 20, y - 60), abs=1)


def test_a_question_without_a_drawing_to_scale_has_no_ruler_even_if_it_is_sent(chromium: Browser) -> None:
    with open_player(chromium, StubServer([NUMBER], tools=("ruler", "scratchpad"))) as play:
        page = play.open().page
        expect(page.get_by_role("button", name="Notes")).to_be_visible()
        expect(page.locator(".mesur-ruler, .mesur-ruler-panel")).to_have_count(0)


def test_a_number_line_by_keys_buttons_and_taps(chromium: Browser) -> None:
    server = StubServer([NUMBER, NUMBER], tools=("number_line",))
    with open_player(chromium, server, viewport={"width": 320, "height": 640}) as play:
        page = play.open().page
        page.get_by_role("button", name="Number line").press("Enter")
        marker = page.get_by_role("slider", name="Marker on the number line")
        expect(marker).to_have_attribute("aria-valuetext", "0")
        marker.focus()
        for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Enter", "ArrowRight"):
            page.keyboard.press(key)
        expect(page.get_by_text("3 is marked", exact=True)).to_be_attached()
        expect(marker).to_have_attribute("aria-valuetext", "4")
        page.get_by_role("button", name="Move the marker left").click()
        page.get_by_role("button", name="Mark this number").click()
        expect(page.get_by_text("3 is no longer marked")).to_be_attached()
        drawn = page.locator(".mesur-number-line__drawn")
        box = drawn.bounding_box()
        assert box
        drawn.click(position={"x": box["width"] / 2, "y": box["height"] / 3})
        expect(marker).to_have_attribute("aria-valuetext", "10")
        page.get_by_label("Which number line?").select_option(label="From −10 to 10")
        expect(marker).to_have_attribute("aria-valuetext", "0")
        marker.press("Home")
        expect(marker).to_have_attribute("aria-valuetext", "−10")
        page.get_by_label("Which number line?").select_option(label="From 0 to 1")
        marker.press("ArrowRight")
        expect(marker).to_have_attribute("aria-valuetext", "0.1")
        page.get_by_role("button", name="Start again").click()
        expect(marker).to_have_attribute("aria-valuetext", "0")
        assert_accessible(page)
        assert server.received == []
        play.box.fill("3")
        play.settle()
        play.press("Next question")
        play.is_asked(2)
        expect(page.locator(".mesur-number-line circle")).to_have_count(0)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_an_open_tool_leaves_the_question_and_its_answer_above_the_foot(chromium: Browser, language: str) -> None:
    """Fault: at 1366 × 625 an open number line pushed the question below the fold."""
    four = ("ruler", "number_line", "scratchpad", "calculator")
    server = StubServer([CHOICE], tools=four, prompt_html=f"<p>How many squares?</p>{MAP}", minutes=40)
    with open_player(chromium, server, viewport={"width": 1366, "height": 625}) as play:
        page = play.open(language=language).page
        *others, calculator = page.locator(".mesur-tools > button").all()
        for button in others:
            button.press("Enter")
            assert page.evaluate(HIDDEN, PARTS) == [], button.inner_text()
            button.press("Enter")
        calculator.press("Enter")
        assert page.evaluate(HIDDEN, PARTS) == []
        page.keyboard.press("Tab")  # what has opened comes next
        expect(page.locator(".mesur-calculator__display")).to_be_focused()
        # on a narrow screen it lies over the page, and what has the focus scrolls clear of it
        for width, height, parts in ((1024, 768, PARTS), (768, 1024, [LAST]), (380, 740, [LAST])):
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(TWO_FRAMES)
            page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
            page.locator(LAST).locator("input").focus()
            assert page.evaluate(HIDDEN, parts) == [], width


def test_an_open_tool_stands_beside_a_text_and_its_question(chromium: Browser) -> None:
    passage = {"id": "p1", "title": "The owl", "html": "<p>The owl woke.</p>" * 40}
    server = StubServer([CHOICE], tools=("calculator",), stimulus=passage, prompt_html="<p>How many?</p>")
    with open_player(chromium, server, viewport={"width": 1366, "height": 625}) as play:
        page = play.open().page
        page.get_by_role("button", name="Calculator").press("Enter")
        assert page.evaluate(HIDDEN, [".mesur-passage", ".mesur-prompt", ".mesur-reply"]) == []
        assert page.evaluate("document.documentElement.scrollHeight") == 625
        assert_accessible(page)


def test_both_in_the_largest_text_in_welsh_are_no_wider_than_the_smallest_screen(chromium: Browser) -> None:
    server = StubServer(
        [NUMBER],
        tools=("ruler", "number_line"),
        prompt_html=MAP,
        look={"size": "5", "spacing": "wide", "theme": "dark"},
    )
    with open_player(chromium, server, viewport={"width": 320, "height": 640}) as play:
        page = play.open(language="cy").page
        for button in page.locator(".mesur-tools > button").all():
            button.press("Enter")
        expect(page.get_by_role("button", name="Troi’r pren mesur yn glocwedd")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert_accessible(page)
        for line in page.locator(".mesur-number-line__choice option").all():
            page.locator(".mesur-number-line__choice").select_option(value=line.get_attribute("value"))
            assert page.evaluate(TOUCHING) == [], line.inner_text()
