"""A heat map of ability by strand: the supply of information in each cell as a share of the ideal, as SVG."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from itembank.html_report.html_tables import number
from itembank.html_report.svg_axes import RIGHT, WIDTH, ChartText, format_number, svg

NAMES = 96
HIGH = 38
BELOW = 44
GAP = 1.5
SHADES = (0.95, 0.85, 0.7, 0.5)
"""Lowest share for each shade, lightest first; a share below the last takes the darkest shade."""


@dataclass(frozen=True)
class HeatMapCell:
    """One cell: its share of the ideal information (0 to 1), its number of items, and whether it has a frame."""

    share: float
    items: int
    framed: bool


@dataclass(frozen=True)
class HeatMapRow:
    """The cells of one strand, from the lowest ability to the highest."""

    label: str
    squares: tuple[HeatMapCell, ...]


def heat_map(text: ChartText, rows: Sequence[HeatMapRow], edges: Sequence[float]) -> str:
    """Draw the map; a darker cell has less information, and each cell shows its share in per cent.

    Parameters
    ----------
    edges : ends of the ability cells, one more than the cells in a row, logits
    """
    width = (WIDTH - NAMES - RIGHT) / (len(edges) - 1)
    parts = [part for place, row in enumerate(rows) for part in _row(row, place * HIGH, width)]
    bottom = len(rows) * HIGH
    parts += _axis(edges, width, bottom)
    middle = (NAMES + WIDTH - RIGHT) / 2
    parts.append(f'<text class="name" x="{middle:g}" y="{bottom + 40}" text-anchor="middle">{escape(text.x)}</text>')
    return svg(text, WIDTH, bottom + BELOW, parts)


def _row(row: HeatMapRow, top: float, width: float) -> Iterator[str]:
    yield f'<text class="label" x="{NAMES - 8}" y="{top + HIGH / 2 + 4:g}" text-anchor="end">{escape(row.label)}</text>'
    for place, square in enumerate(row.squares):
        left = NAMES + place * width
        shade = next((number for number, least in enumerate(SHADES) if square.share >= least), len(SHADES))
        framed = " framed" if square.framed else ""
        box = f'x="{left + GAP / 2:.1f}" y="{top + GAP / 2:g}" width="{width - GAP:.1f}" height="{HIGH - GAP:g}"'
        yield f'<rect class="heat heat-{shade}{framed}" {box}/>'
        for kind, below, text in (("share", 16, number(100 * square.share, 0)), ("items", 30, str(square.items))):
            x, y = left + width / 2, top + below
            yield f'<text class="{kind} on-{shade}" x="{x:.1f}" y="{y:g}" text-anchor="middle">{text}</text>'


def _axis(edges: Sequence[float], width: float, bottom: float) -> Iterator[str]:
    for place, edge in enumerate(edges):
        if edge == round(edge):
            x = NAMES + place * width
            yield f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom:g}" y2="{bottom + 5:g}"/>'
            label = format_number(edge)
            yield f'<text class="tick" x="{x:.1f}" y="{bottom + 19:g}" text-anchor="middle">{label}</text>'
