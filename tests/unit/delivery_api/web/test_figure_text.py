"""The words of a drawing in the player: as large as the page's where there is room, and clear of what is drawn."""

import re

import pytest
from playwright.sync_api import Browser

from itembank import LANGUAGES, numeracy_bank
from itembank.reasoning.reasoning_bank import reasoning_bank
from tests.support.player_with_stub_server import NUMBER, StubServer, open_player

KINDS = "pie|dial|map|tally|ruler"

# words that stand across the edge of a shape or lie on a line, and how large the smallest of each drawing is
TOUCHING = """async ([drawings, width]) => {
  const {keepFiguresReadable} = await import("/assets/mesur/figure-text.js");
  const place = document.querySelector("[data-stage]"), found = [];
  place.style.width = `${width}px`;
  place.style.fontSize = "var(--question)";
  const within = ({x, y, width, height}) => (at) =>
    at.x > x && at.x < x + width && at.y > y + height / 4 && at.y < y + height * 0.75;
  for (const [name, svg] of drawings) {
    place.innerHTML = svg;
    keepFiguresReadable(place);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const figure = place.querySelector("svg");
    const along = (line) => Array.from({length: 25}, (_, at) => line.getPointAtLength(at * line.getTotalLength() / 24));
    const points = [...figure.querySelectorAll(":scope > line")].flatMap(along);
    for (const text of figure.querySelectorAll(":scope > text")) {
      const box = text.getBBox();
      const end = (across, down) => new DOMPoint(box.x + across * box.width, box.y + down * box.height);
      const ends = [end(0, 0.25), end(1, 0.25), end(0, 0.75), end(1, 0.75)];
      const isCut = (shape) => new Set(ends.map((end) => shape.isPointInFill(end))).size > 1;
      const shapes = [...figure.querySelectorAll(":scope > :is(rect, circle, path)")];
      if (shapes.some(isCut)) found.push([name, text.textContent, "edge"]);
      if (points.some(within(box))) found.push([name, text.textContent, "line"]);
    }
  }
  return found;
}"""


def drawings() -> list[tuple[str, str]]:
    """Name and SVG of drawings of these kinds in the banks of numeracy: all of pies and maps, every fifth of others."""
    found = {}
    for bank in (numeracy_bank(), reasoning_bank()):
        for item in bank.items:
            stimulus = bank.stimulus_of(item)
            for language in LANGUAGES:
                html = item.prompt[language] + (stimulus.html[language] if stimulus else "")
                for svg in re.findall(rf"<svg[^>]* item-(?:{KINDS})\".*?</svg>", html, re.DOTALL):
                    found.setdefault(svg, f"{item.item} {language}")
    shown = [(name, svg) for svg, name in found.items()]
    few = [each for each in shown if re.search("item-(?:pie|map)", each[1])]
    return few + [each for each in shown if each not in few][::5]


@pytest.mark.parametrize(("width", "size"), [(330, "1"), (560, "5")])
def test_words_of_a_drawing_touch_nothing_that_is_drawn(chromium: Browser, width: int, size: str) -> None:
    """Fault: “Bws” lay across the edge of its slice, numbers of a dial across its rim."""
    shown = drawings()
    assert len({name.split()[0] for name, _ in shown}) > 25
    with open_player(chromium, StubServer([NUMBER], look={"size": size})) as play:
        assert play.open().page.evaluate(TOUCHING, [shown, width]) == []
