"""Drawings of the banks: to scale, with their titles, and with nothing that touches what it does not belong to."""

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from itertools import pairwise

import pytest

from itembank import NumberLine, numeracy_bank
from itembank.language import LANGUAGES
from itembank.numeracy.data.graphs import require_on_lines
from itembank.numeracy.drawing.clock_face import face
from itembank.numeracy.drawing.coins import coins
from itembank.numeracy.drawing.plane_shapes import rectangle_with_sides
from itembank.numeracy.drawing.ruler import pencil_on_ruler
from itembank.numeracy.drawing.scale import Scale
from itembank.reasoning.reasoning_bank import reasoning_bank

BANKS = (numeracy_bank(), reasoning_bank())
LENGTHS = re.compile(r": (\d+(?:\.\d+)?)\s(?:mm|cm|m)\b")
NUMBER = r"-?\d+(?:\.\d+)?"


def drawings(kind: str) -> Iterator[tuple[str, str, str]]:
    """Name, text alternative and SVG of each drawing of a kind, in both languages."""
    for bank in BANKS:
        for item in bank.items:
            stimulus = bank.stimulus_of(item)
            for language in LANGUAGES:
                html = item.prompt[language] + (stimulus.html[language] if stimulus else "")
                for svg in re.findall(rf"<svg[^>]* item-{kind}\".*?</svg>", html, re.DOTALL):
                    found = re.search('aria-label="([^"]*)"', svg)
                    assert found
                    yield item.item, unescape(found[1]), svg


def texts(svg: str) -> list[tuple[float, float, float, str, str]]:
    """Where each text is anchored, its size, its anchor and what it says."""
    return [
        (float(x), float(y), float(re.findall(r'font-size="([\d.]+)"', more)[0]), more, unescape(said))
        for x, y, more, said in re.findall(rf'<text x="({NUMBER})" y="({NUMBER})"([^>]*)>([^<]*)</text>', svg)
    ]


def test_a_graph_says_what_it_shows() -> None:
    """Fault: the description spoke a title that nobody saw."""
    shown = list(drawings("graph"))
    assert len({name for name, _, _ in shown}) > 30
    for name, described, svg in shown:
        title = described.split(": ", 1)[1].split(". ")[0].lower()
        assert title in [said.lower() for *_, said in texts(svg)], (name, title)


def test_shapes_are_drawn_to_scale() -> None:
    """Fault: all rectangles and all triangles with labelled sides had one form."""
    shapes = [each for each in drawings("shape") if len(LENGTHS.findall(each[1])) == 2]
    assert len({name for name, _, _ in shapes}) > 20
    for name, described, svg in shapes:
        corners = [tuple(map(float, each.split())) for each in re.findall('d="M([^"hv]*)Z"', svg)[0].split("L")]
        across, down = ([each[axis] for each in corners] for axis in (0, 1))
        length, width = map(float, LENGTHS.findall(described))
        drawn = (max(across) - min(across)) / (max(down) - min(down))
        assert drawn == pytest.approx(length / width, rel=0.01), name


@pytest.mark.parametrize(("kind", "front"), [("prism", (0, 1)), ("cuboid", (0, 2))])
def test_the_front_of_a_solid_is_drawn_to_scale(kind: str, front: tuple[int, int]) -> None:
    solids = list(drawings(kind))
    assert solids
    for name, described, svg in solids:
        lengths = [float(each) for each in LENGTHS.findall(described)]
        found = re.search(rf'd="M({NUMBER}) ({NUMBER})h({NUMBER})(?:v({NUMBER})|L{NUMBER} ({NUMBER}))', svg)
        assert found, name
        high = float(found[4]) if found[4] else float(found[2]) - float(found[5])
        assert float(found[3]) / high == pytest.approx(lengths[front[0]] / lengths[front[1]], rel=0.02), name


def test_a_right_angle_is_marked() -> None:
    right_angled = [each for kind in ("shape", "prism") for each in drawings(kind) if "right-angled" in each[1]]
    assert len(right_angled) > 5
    assert [name for name, _, svg in right_angled if not re.search(r"h-?13v13", svg)] == []


def test_edges_in_two_units_are_refused() -> None:
    with pytest.raises(ValueError, match="expected lengths in one unit"):
        rectangle_with_sides("50 cm", "2 m")


def test_no_number_of_a_clock_touches_a_line() -> None:
    svg = face(12, 0)
    ticks = [
        tuple(map(float, each)) for each in re.findall(r'x1="(.*?)" y1="(.*?)" x2="(?:.*?)" y2="(?:.*?)"', svg)[:60]
    ]
    for x, y, size, _, said in texts(svg):
        wide, high, middle = 0.32 * size * len(said), 0.37 * size, y - 0.36 * size
        apart = [math.hypot(max(abs(at - x) - wide, 0), max(abs(to - middle) - high, 0)) for at, to in ticks]
        assert min(apart) > 2, said


def test_what_is_written_on_a_ruler_stands_clear_of_its_end() -> None:
    svg = pencil_on_ruler(0, 10.5, 12).en
    left, width = map(float, re.findall(r'<rect x="([\d.]+)"[^>]*? width="([\d.]+)"', svg)[0])
    for x, _, size, more, said in texts(svg):
        end = x + 0.65 * size * len(said) * (1 if 'anchor="start"' in more else 0.5)
        assert end < left + width - 3, said


def test_a_pound_is_silver_in_gold_and_two_pounds_gold_in_silver() -> None:
    fills = {value: re.findall('<(?:circle|path)[^>]*fill="(#[0-9a-f]{6})"', coins([value]).en) for value in (100, 200)}
    assert fills[100] == fills[200][::-1]
    assert len(set(fills[100])) == 2


def test_every_place_of_a_number_line_is_on_a_tick_or_half_way() -> None:
    """Fault: with 20 places between two numbers and no tick, an answer right in meaning was wrong by one of them."""
    lines = [
        (item.item, item.response) for bank in BANKS for item in bank.items if isinstance(item.response, NumberLine)
    ]
    assert len(lines) > 30
    for name, line in lines:
        ticks = sorted(map(Decimal, (*line.ticks, *(mark.at for mark in line.marks))))
        apart = {after - before for before, after in pairwise(ticks)}
        assert (ticks[0], ticks[-1]) == (Decimal(line.low), Decimal(line.high)), name
        assert apart in ({Decimal(line.step)}, {2 * Decimal(line.step)}), name


def test_a_value_between_the_lines_of_a_graph_is_not_to_be_read_off() -> None:
    """Fault: 27 litres were to be read between lines at 25 and 30."""
    require_on_lines(Scale(0, 10, 1, 2), Scale(0, 45, 3, 15), 6, 27)
    with pytest.raises(ValueError, match="every 5 from 0"):
        require_on_lines(Scale(0, 10, 1, 2), Scale(0, 45, 5, 15), 6, 27)
