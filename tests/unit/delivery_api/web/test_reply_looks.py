"""Ways to answer on the screen of a school laptop: what is tapped is what is drawn, and figures are of one size."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from itembank import LANGUAGES, numeracy_bank, present
from itembank.reasoning.reasoning_bank import reasoning_bank
from tests.support.player_with_stub_server import CHOICE, PlayerBrowser, StubServer, open_player

LAPTOP = {"width": 1366, "height": 625}
HEIGHTS = (625, 768)
# of each scale: a line at every step, at every second, at every fifth and at every tenth
CHARTS = ("draw-bars/trip", "class-vote/second-vote", "swim-bus/passengers", "library-headline/honest-chart")
ITEMS = {
    item.item: (item, bank.stimulus_of(item)) for bank in (numeracy_bank(), reasoning_bank()) for item in bank.items
}

# how large the figures are in what is found, and how far below the line of the text a formula stands, in pixels
FIGURE_SIZES = """found => [...document.querySelectorAll(found)].flatMap(each => [...each.childNodes]
  .filter(node => node.nodeType === 3 && /\\d/.test(node.data))
  .map(() => Math.round(parseFloat(getComputedStyle(each).fontSize))))"""
BESIDE_TEXT = """() => [...document.querySelectorAll(".mesur-choice label")].map(label => {
  const foot = document.createElement("span");
  foot.style.display = "inline-block";
  label.querySelector("math").before(foot);
  return label.querySelector("mn").getBoundingClientRect().bottom - foot.getBoundingClientRect().bottom;
})"""
# characters are as high as their box without the space between lines
NUMBERS = """() => [...document.querySelectorAll(".mesur-chart__number")].map(each => {
  const {top, bottom, height} = each.getBoundingClientRect();
  const spare = (height - parseFloat(getComputedStyle(each).fontSize)) / 2;
  return [top + spare, bottom - spare];
}).sort((one, other) => one[0] - other[0])"""


@pytest.fixture(scope="module")
def play(chromium: Browser) -> Iterator[PlayerBrowser]:
    with open_player(chromium, StubServer([]), viewport=LAPTOP) as begun:
        yield begun


def ask(play: PlayerBrowser, name: str, height: int = 625) -> dict[str, object]:
    """Show a question of the banks on a screen of this height."""
    item, stimulus = ITEMS[name]
    shown = present(item, "en", stimulus)
    play.server.responses, play.server.stimulus = [shown["response"]], shown["stimulus"]
    play.server.prompt_html = str(shown["prompt_html"])
    play.page.set_viewport_size({"width": LAPTOP["width"], "height": height})
    play.open()
    return shown["response"]  # type: ignore[return-value]


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("name", CHARTS)
def test_a_bar_ends_where_its_column_is_tapped(play: PlayerBrowser, name: str, height: int) -> None:
    chart = ask(play, name, height)
    top, step = float(str(chart["top"])), float(str(chart["step"]))
    column = play.page.locator(".mesur-chart__column--mine").first
    bar = column.locator(".mesur-chart__bar")
    column.scroll_into_view_if_needed()
    place = column.bounding_box()
    assert place is not None
    rungs = int(top / step)
    for rung in range(0, rungs + 1, 1 + rungs // 20):
        at = place["y"] + place["height"] * (1 - rung / rungs)
        play.page.mouse.click(
            place["x"] + place["width"] / 2, min(max(at, place["y"] + 1), place["y"] + place["height"] - 1)
        )
        drawn = bar.bounding_box()
        assert drawn is not None
        assert drawn["y"] == pytest.approx(at, abs=max(1, place["height"] / rungs / 2)), (rung, rungs)


@pytest.mark.parametrize("name", CHARTS)
def test_the_numbers_of_an_axis_stand_apart_on_a_low_screen(play: PlayerBrowser, name: str) -> None:
    ask(play, name)
    numbers = play.page.evaluate(NUMBERS)
    assert len(numbers) > 4
    assert all(upper[1] + 1 <= lower[0] for upper, lower in pairwise(numbers)), numbers


@pytest.mark.parametrize("name", CHARTS)
def test_a_bar_whose_steps_no_eye_could_tell_apart_says_its_height(play: PlayerBrowser, name: str) -> None:
    """Steps between lines: at most one, half-way; where there are more, the number stands at the bar."""
    chart = ask(play, name)
    rungs = round(float(str(chart["top"])) / float(str(chart["step"])))
    between = rungs / (play.page.locator(".mesur-chart__line").count() - 1)
    said = play.page.locator(".mesur-chart__value")
    play.page.locator(".mesur-chart__range").first.press("PageUp")
    value = play.page.locator(".mesur-chart__range").first.get_attribute("aria-valuetext") or ""
    assert [text for text in said.all_inner_texts() if text] == ([value.rsplit(" ", 1)[1]] if between > 2 else [])


# which one-word names of a chart are broken, or reach out of their column
BROKEN_NAMES = """() => [...document.querySelectorAll(".mesur-chart__name")].filter((name) => {
  const range = document.createRange();
  range.selectNodeContents(name);
  const [first, ...more] = range.getClientRects(), column = name.parentNode.getBoundingClientRect();
  return more.length || first.left < column.left - 4 || first.right > column.right + 4;
}).map((name) => name.textContent)"""


@pytest.mark.parametrize("size", "145")
@pytest.mark.parametrize("width", [LAPTOP["width"], 380])
def test_no_name_under_a_bar_is_broken(play: PlayerBrowser, width: int, size: str) -> None:
    """Fault: in large text a name of a few letters stood in two and three lines."""
    ask(play, "pancakes/toppings")
    play.page.set_viewport_size({"width": width, "height": 740})
    play.page.evaluate("(size) => { document.documentElement.dataset.size = size; }", size)
    play.switch_to("question", narrow=width < 960)
    expect(play.page.get_by_text("Strawberries", exact=True)).to_be_visible()
    play.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert play.page.evaluate(BROKEN_NAMES) == []
    play.page.evaluate("delete document.documentElement.dataset.size")


def test_what_stands_in_a_table_is_as_large_as_its_headings(play: PlayerBrowser) -> None:
    ask(play, "gig-tickets/ages")
    sizes = play.page.evaluate(FIGURE_SIZES, ".mesur-grid th, .mesur-grid td")
    assert sizes == [20] * 6


def test_the_figures_of_an_option_are_of_one_size_and_stand_on_one_line(play: PlayerBrowser) -> None:
    ask(play, "standard-small/0.0072")
    assert play.page.evaluate(BESIDE_TEXT) == pytest.approx([0] * 4, abs=1)
    for name, figures in (("standard-small/0.0072", "msup > :first-child"), ("as-mixed/11over4", "mn")):
        ask(play, name)
        found = ", ".join(f".mesur-choice {each}" for each in ("label", "label span", figures))
        assert set(play.page.evaluate(FIGURE_SIZES, found)) == {20}


# what of each drawing beside a question lies below the edge of its card or of the screen
CUT_OFF = """async items => {
  const {questionBody} = await import("/assets/mesur/question.js");
  const words = JSON.parse(document.getElementById("mesur-reply-words").textContent);
  const stage = document.querySelector("[data-stage]"), cut = [];
  for (const item of items) {
    const heading = document.createElement("h1"), places = {get: () => null, put() {}};
    const body = questionBody(item, {words, heading, places, onChange() {}, askHint() {}});
    stage.replaceChildren(body.node);
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    const card = stage.querySelector(".mesur-passage").getBoundingClientRect();
    for (const drawing of stage.querySelectorAll(".mesur-passage .item-figure")) {
      const {bottom, height} = drawing.getBoundingClientRect();
      if (bottom > card.bottom || height < 200) cut.push([item.name, bottom - card.bottom, height]);
    }
    body.leave();
  }
  return cut;
}"""


@pytest.mark.parametrize("height", HEIGHTS)
def test_the_drawing_of_a_scenario_is_seen_whole(play: PlayerBrowser, height: int) -> None:
    shown = {
        (stimulus.id, language): present(item, language, stimulus)
        | {"name": f"{name} {language}", "language": language}
        for name, (item, stimulus) in ITEMS.items()
        if stimulus and "<svg" in stimulus.html["en"] and "<table" not in stimulus.html["en"]
        for language in LANGUAGES
    }
    assert len(shown) >= 30
    ask(play, "library-headline/why", height)
    assert play.page.evaluate(CUT_OFF, list(shown.values())) == []


@pytest.mark.parametrize(
    "name",
    ["brittany-trip/hostels", "bean-bed/other-rows", "saving-up/sale", "sports-squash/strength", "clubs/order"],
)
def test_all_answers_are_seen_on_a_low_screen(play: PlayerBrowser, name: str) -> None:
    ask(play, name)
    expect(play.page.locator(".mesur-choice, .mesur-order__row").last).to_be_in_viewport(ratio=1)
    expect(play.page.locator(".mesur-more:visible")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("town-festival/stall", ".mesur-prompt__asked"),
        ("library-headline/honest-chart", ".mesur-chart__buttons"),
        ("relay-team/medians", ".mesur-chip"),
    ],
)
def test_what_is_asked_and_the_way_to_answer_are_seen_beside_a_text(play: PlayerBrowser, name: str, part: str) -> None:
    """Fault: a picture of the question pushed what is asked below the edge, a narrow column the arrows of a chart."""
    ask(play, name)
    expect(play.page.locator(part).last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("language", "words"), [("en", "↓ More below"), ("cy", "↓ Rhagor isod")])
@pytest.mark.parametrize("width", [LAPTOP["width"], 390])
def test_what_goes_on_below_the_edge_is_told_until_its_end_is_seen(
    play: PlayerBrowser, width: int, language: str, words: str
) -> None:
    ask(play, "gig-tickets/ages")
    play.page.set_viewport_size({"width": width, "height": 625 if width < 400 else 500})
    play.open(language=language)
    play.switch_to("question", narrow=width < 400)
    told = play.page.locator(".mesur-question__middle > .mesur-more")
    expect(told).to_be_in_viewport()
    expect(told).to_have_text(words)
    play.page.locator(".mesur-reply").locator("button, input").last.scroll_into_view_if_needed()
    play.page.locator(".mesur-reply").last.evaluate("each => each.scrollIntoView({block: 'end'})")
    expect(told).to_be_hidden()


def test_of_the_first_question_too_it_is_told_what_the_foot_covers(chromium: Browser) -> None:
    """Fault: before a foot was measured it counted as lower than it is, and the last of an answer lay under it."""
    server = StubServer([CHOICE], prompt_html="<p>Six boxes of pens.</p>" * 9)
    with open_player(chromium, server, viewport={"width": 380, "height": 740}) as play:
        page = play.open().page
        end = page.locator(".mesur-reply").evaluate("each => each.getBoundingClientRect().bottom")
        assert page.locator(".mesur-foot").evaluate("each => each.offsetHeight") > 100
        page.set_viewport_size({"width": 380, "height": round(end) + 86})
        play.open()
        expect(page.locator(".mesur-question__middle > .mesur-more > span")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("semicircle/10", "What is the perimeter of the semicircle?"),
        ("signs/407-470", "Choose the correct sign."),
        ("repair-cafe/mended", "Put the kinds in order. Put the lowest percentage first."),
    ],
)
def test_the_question_leads_and_not_what_is_said_of_how_to_answer_it(
    play: PlayerBrowser, name: str, asked: str
) -> None:
    """Fault: “Use 3.14 for π.” stood in bold, and what was asked did not."""
    ask(play, name)
    expect(play.page.locator(".mesur-prompt__asked")).to_have_text(asked)


@pytest.mark.parametrize(
    ("name", "seen"),
    [("solid/cylinder", ".item-figure"), ("place/2.15", ".mesur-prompt"), ("pair/7+3", ".mesur-prompt")],
)
def test_hints_do_not_move_what_they_are_about_below_the_edge(chromium: Browser, name: str, seen: str) -> None:
    """Fault: in the middle of a card that hints had made twice as long a drawing and a question left the screen."""
    item, _ = ITEMS[name]
    shown: dict[str, Any] = present(item, "en", None)
    server = StubServer([shown["response"]], prompt_html=str(shown["prompt_html"]), hints=6, hints_taken=6)
    with open_player(chromium, server, viewport=LAPTOP) as play:
        page = play.open().page
        foot = page.locator(".mesur-foot").bounding_box()
        box = page.locator(seen).bounding_box()
        assert foot
        assert box
        assert box["y"] + box["height"] <= foot["y"], (box, foot)


@pytest.mark.parametrize("look", [{"size": "2"}, {"spacing": "wide"}], ids=["larger", "wide"])
@pytest.mark.parametrize("name", ["bird-table/true", "solar-field/ball"])
def test_the_heading_of_a_table_is_read_whole_in_larger_and_wider_text(
    chromium: Browser, name: str, look: dict[str, str]
) -> None:
    """Fault: a heading that is not to break ran out of its card."""
    item, stimulus = ITEMS[name]
    shown: dict[str, Any] = present(item, "en", stimulus)
    server = StubServer([shown["response"]], stimulus=shown["stimulus"], young=True, look=look)
    with open_player(chromium, server, viewport=LAPTOP) as play:
        card = play.open().page.locator(".mesur-passage")
        assert card.evaluate("each => each.scrollWidth - each.clientWidth") == 0
