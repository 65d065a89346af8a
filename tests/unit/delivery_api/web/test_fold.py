"""On the screen of a school laptop a question, its picture and all that answers it are seen without scrolling."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from itembank import LANGUAGES, BankVersion, numeracy_bank, present
from itembank.reading.reading_bank import reading_bank
from itembank.reasoning.reasoning_bank import reasoning_bank
from tests.support.player_with_stub_server import NUMBER, StubServer, open_player

# what a browser leaves of a screen of 1366 by 768, all of it, and of one of 1280 by 800
LAPTOPS = [(1366, 625), (1366, 768), (1280, 720)]
# stretches of a text to choose from are as long as the text: they scroll, and a sign says so
AS_LONG_AS_ITS_TEXT = "select-text"
# each question in turn where the first one stands; what is found of one is told with its name and language
IN_TURN = """async (items) => {
  const {questionBody} = await import("/assets/mesur/question.js");
  const words = JSON.parse(document.getElementById("mesur-reply-words").textContent);
  const fold = document.querySelector(".mesur-foot").getBoundingClientRect().top;
  const found = (here) => { %s };
  let here = document.querySelector(".mesur-question__middle, .mesur-sides");
  const told = [];
  for (const item of items) {
    const heading = document.createElement("h1"), places = {get: () => null, put() {}};
    Object.assign(heading, {className: "mesur-question__number", textContent: "3"});
    const body = questionBody(item, {words, heading, places, onChange() {}, askHint() {}});
    here.replaceWith(body.node);
    here = body.node;
    const fault = found(here);
    if (fault) told.push([item.name, item.language, fault]);
    body.leave();
  }
  return told;
}"""
# by how many pixels; a place in a picture is chosen in the picture, its name beneath is for whoever does not tap
UNDER_THE_FOLD = (
    IN_TURN
    % """
  const reply = ".mesur-sheets__reply :is(button, label, input, select, td, li)";
  const parts = [...here.querySelectorAll(`.mesur-sheets__picture > *, ${reply}`)];
  const seen = parts.filter((each) => each.checkVisibility() && !each.closest(".mesur-hints, .mesur-chips--names"));
  const lowest = Math.max(...seen.map((each) => each.getBoundingClientRect().bottom));
  const beside = here.querySelector(".mesur-question__middle");
  const edge = beside ? Math.min(fold, beside.getBoundingClientRect().bottom) : fold;
  const told = here.querySelector(".mesur-passage:has(.item-table, .item-figure)");
  const drawn = [...(told?.querySelectorAll(".item-table, .item-figure") ?? [])];
  const end = Math.max(0, ...drawn.map((each) => each.getBoundingClientRect().bottom));
  return Math.max(0, Math.round(Math.max(lowest - edge, end && end - told.getBoundingClientRect().bottom)));"""
)
OUT_OF_ITS_CARD = (
    IN_TURN
    % """
  const card = here.querySelector(".mesur-sheets__picture")?.getBoundingClientRect();
  const drawn = [...here.querySelectorAll(".mesur-sheets__picture > *")].map((each) => each.getBoundingClientRect());
  return drawn.some(({left, right}) => left < card.left || right > card.right);"""
)


def shown(bank: BankVersion, *, young: bool) -> list[dict[str, object]]:
    """What learners see of its questions: in the two youngest years in larger letters; a fifth of those of a family."""
    years: dict[str, int] = {}
    for item in bank.items:
        text = item.stimulus or item.item
        years[text] = max(item.introduced_year, years.get(text, 0))
    asked = [item for item in bank.items if (years[item.stimulus or item.item] <= 3) == young]
    asked = [item for item in asked if item.response.type != AS_LONG_AS_ITS_TEXT]
    return [
        present(item, language, bank.stimulus_of(item)) | {"name": item.item, "language": language}
        for language in LANGUAGES
        if language in bank.languages
        for item in (asked if any(item.stimulus for item in asked) else asked[::5])
    ]


@pytest.mark.parametrize("young", [False, True], ids=["older", "young"])
@pytest.mark.parametrize(
    ("bank", "screen"),
    [
        *((reasoning_bank, screen) for screen in LAPTOPS),
        (numeracy_bank, LAPTOPS[0]),
        (lambda: reading_bank("cy"), LAPTOPS[0]),
        (lambda: reading_bank("en"), LAPTOPS[0]),
    ],
    ids=[*(f"reasoning-{width}x{height}" for width, height in LAPTOPS), "procedural", "reading-cy", "reading-en"],
)
def test_a_question_its_picture_and_its_answer_are_seen_whole_on_a_laptop(
    chromium: Browser, bank: Callable[[], BankVersion], screen: tuple[int, int], young: bool
) -> None:
    """Fault: something stood under the fold of 44 of 258 questions on scenarios and 40 of 793 on texts.

    On a slightly higher screen it was more, since that got more air than it had; and the tables and drawings of a
    scenario were looked at nowhere: 24 of them were cut.
    """
    width, height = screen
    server = StubServer([NUMBER], young=young)
    with open_player(chromium, server, viewport={"width": width, "height": height}) as play:
        play.open()
        assert play.page.evaluate(UNDER_THE_FOLD, shown(bank(), young=young)) == []


@pytest.mark.parametrize("young", [False, True], ids=["older", "young"])
def test_nothing_is_wider_than_its_card_where_picture_and_question_have_just_room_beside_each_other(
    chromium: Browser, young: bool
) -> None:
    """Fault: a table of three columns ran out of its card on both sides in a window of 1100 pixels."""
    items = [item for item in shown(numeracy_bank(), young=young) if "<table" in str(item["prompt_html"])]
    with open_player(chromium, StubServer([NUMBER], young=young), viewport={"width": 900, "height": 700}) as play:
        play.open()
        for width in (900, 1100):
            play.page.set_viewport_size({"width": width, "height": 700})
            assert play.page.evaluate(OUT_OF_ITS_CARD, items) == []


# places in pictures that are smaller than a fingertip
SMALL_PLACES = """async (items) => {
  const {questionBody} = await import("/assets/mesur/question.js");
  const words = JSON.parse(document.getElementById("mesur-reply-words").textContent);
  const stage = document.querySelector("[data-stage]"), small = [];
  for (const item of items) {
    const places = {get: () => null, put() {}}, heading = document.createElement("h1");
    const body = questionBody(item, {words, heading, places, onChange() {}, askHint() {}});
    stage.replaceChildren(body.node);
    body.turnTo("question");
    for (const place of stage.querySelectorAll("[data-area]")) {
      const {width, height} = place.getBoundingClientRect();
      if (Math.min(width, height) < 24) small.push([item.name, Math.round(width), Math.round(height)]);
    }
    body.leave();
  }
  return small;
}"""


@pytest.mark.parametrize(("width", "height"), [*LAPTOPS, (1024, 768), (380, 740)])
def test_a_place_in_a_picture_is_never_smaller_than_a_fingertip(chromium: Browser, width: int, height: int) -> None:
    """Fault: on a laptop and a tablet the places of two maps were 16 to 21 pixels wide."""
    pictures = [
        present(item, "en", bank.stimulus_of(item)) | {"name": item.item}
        for bank in (numeracy_bank(), reasoning_bank())
        for item in bank.items
        if item.response.type == "hotspot"
    ]
    with open_player(chromium, StubServer([NUMBER]), viewport={"width": width, "height": height}) as play:
        play.open()
        assert play.page.evaluate(SMALL_PLACES, pictures) == []
