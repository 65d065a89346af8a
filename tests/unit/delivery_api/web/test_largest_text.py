"""The player with a learner's access settings: the largest text and the widest letters on the smallest screen."""

import pytest
from playwright.sync_api import Browser

from itembank import PRACTICE, TOOLS, present
from tests.support.axe_accessibility import violations
from tests.support.player_with_stub_server import CHOICE, NUMBER, StubServer, open_player

LARGEST = {"size": "5", "typeface": "plain", "spacing": "widest", "overlay": "blue"}
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

# of every element that has words of its own: its first face, and the space between its letters in parts of its size
FACES = """() => {
  const of = (node) => {
    const {fontFamily, letterSpacing, fontSize} = getComputedStyle(node);
    const space = Math.round((100 * parseFloat(letterSpacing || 0)) / parseFloat(fontSize)) / 100;
    return `${fontFamily.split(",")[0]} ${space || 0}`;
  };
  const said = [...document.body.querySelectorAll("*:not(script)")].filter((node) =>
    node.checkVisibility() && [...node.childNodes].some(({nodeType, data}) => nodeType === 3 && data.trim()));
  const inFigure = (node) => node.closest("svg") !== null;
  return {words: said.filter((each) => !inFigure(each)).map(of), figures: said.filter(inFigure).map(of)};
}"""

# which of the words at the foot lie over each other, which words of its buttons are broken, and what is too wide
CROWDED = """() => {
  const page = document.documentElement;
  const said = [".mesur-cannot", ".mesur-next", ".mesur-way__words", ".mesur-time button"];
  const boxes = said.map((name) => [name, document.querySelector(name).getBoundingClientRect()]);
  const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const after = (at, a) => boxes.slice(at + 1).filter(([, b]) => over(a, b));
  const found = boxes.flatMap(([one, a], at) => after(at, a).map(([two]) => `${one} ${two}`));
  const tops = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return new Set([...range.getClientRects()].map(({top}) => Math.round(top))).size;
  };
  const one = ".mesur-toggle__side, .mesur-choice label span, .mesur-next";
  for (const {firstChild: node} of document.querySelectorAll(one)) {
    for (const {0: word, index} of node.data.matchAll(/\\S+/g)) {
      if (tops(node, index, index + word.length) > 1) found.push(word);
    }
  }
  return page.scrollWidth > page.clientWidth ? [...found, page.scrollWidth] : found;
}"""

# which words of a page are broken in two, but for those of the question: its longest is made to be too long
BROKEN = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const other = "svg, script, noscript, .mesur-prompt, .mesur-comfort__words";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const isOut = !node.parentElement.checkVisibility() || node.parentElement.closest(other);
    for (const {0: word, index} of isOut ? [] : node.data.matchAll(/[\\p{L}’']+/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      if (new Set([...range.getClientRects()].map(({top}) => Math.round(top))).size > 1) found.push(word);
    }
  }
  return found;
}"""

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
            assert play.page.evaluate(BROKEN) == [], server.state
            if server.state == "started":
                assert violations(play.page) == {}
                play.page.locator("[data-comfort] summary").click()
                assert play.page.evaluate(WIDER) == 0, "text and colours"
                play.page.keyboard.press("Escape")
                play.page.locator("[data-stop]").click()
                assert play.page.evaluate(WIDER) == 0, "stop for now"
                assert play.page.evaluate(BROKEN) == [], "stop for now"
                assert play.page.evaluate("document.documentElement.dataset.size") == "5"
        items = [present(each, language, None) | {"name": kind, "language": language, "hints_taken": []}
                 for kind, each in PRACTICE.items()]  # fmt: skip
        assert play.page.evaluate(KINDS, items) == []


def test_every_word_takes_the_plain_face_and_its_spacing_but_those_of_figures(chromium: Browser) -> None:
    figure = '<svg viewBox="0 0 40 20" font-family="system-ui"><text y="15">4 cm</text></svg>'
    passage = {"id": "p1", "title": "The owl", "html": "<p>The owl woke.</p>"}
    server = StubServer([CHOICE], look={"typeface": "plain", "spacing": "widest"}, stimulus=passage, tools=TOOLS)
    with open_player(chromium, server, viewport={"width": 1366, "height": 625}) as play:
        server.prompt_html = f"<p>How long is it?</p>{figure}"
        server.state = "paused"
        scene = play.open().page.evaluate(FACES)
        server.state = "started"
        shown = play.open().page.evaluate(FACES)
    assert set(scene["words"]) == {"Verdana 0.18"}
    assert [each for each in shown["words"] if each != "Verdana 0.18"] == []
    assert len(shown["words"]) > 20
    assert shown["figures"] == ["system-ui 0"]


def test_wide_words_break_nowhere_and_lie_over_nothing(chromium: Browser) -> None:
    short = {**CHOICE, "options": [{"id": each, "html": each} for each in ("cudyll", "kb", "gwdihŵ")]}
    passage = {"id": "p1", "title": "Y dylluan", "html": "<p>Deffrodd y dylluan.</p>"}
    server = StubServer([short], look=LARGEST, minutes=40, stimulus=passage)
    with open_player(chromium, server, viewport={"width": 380, "height": 740}) as play:
        play.open(language="cy").switch_to("question")
        # on a phone the two largest sizes leave room for fewer letters than a word has
        for width, height, sizes in ((380, 740, "123"), (768, 1000, "12345"), (1366, 625, "12345")):
            play.page.set_viewport_size({"width": width, "height": height})
            play.page.locator("[data-comfort] summary").click()
            panel = play.page.locator(".mesur-comfort__panel").evaluate("each => each.getBoundingClientRect().toJSON()")
            assert 0 <= panel["left"] < panel["right"] <= width, "fault: at 768 half of it was off the screen"
            play.page.locator("[data-comfort] summary").click()
            for size in sizes:
                play.page.evaluate("(size) => { document.documentElement.dataset.size = size; }", size)
                assert play.page.evaluate(CROWDED) == [], (width, size)


def test_what_nobody_chose_follows_the_computer_and_what_a_learner_chose_goes_with_them(chromium: Browser) -> None:
    server = StubServer([NUMBER], look={"motion": "on"})
    with open_player(chromium, server, color_scheme="dark", reduced_motion="reduce", contrast="more") as play:
        sent = []
        play.page.on("request", lambda each: sent.append(each.post_data) if each.url.endswith("/api/comfort") else None)
        shown = "({size, theme, motion}) => [size, theme, motion]"
        now = f"({shown})(document.documentElement.dataset)"
        assert play.open().page.evaluate(now) == ["1", "contrast", "on"]
        play.page.locator("[data-comfort] summary").click()
        assert play.page.get_by_role("group", name="Colours").get_by_label("As the computer is set").is_checked()
        play.page.get_by_label("Cream").check()
        assert play.page.evaluate(now) == ["1", "cream", "on"]
        play.page.wait_for_timeout(50)
        assert sent == ['{"colours":"cream"}']
        assert play.page.evaluate("localStorage.length") == 0  # the next child's machine knows nothing of it
        server.look = None
        play.page.emulate_media(contrast="no-preference")
        assert play.open().page.evaluate(now) == ["1", "dark", "off"]
