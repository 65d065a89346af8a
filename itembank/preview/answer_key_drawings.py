"""Number lines and bar charts drawn with the key."""

from decimal import Decimal
from html import escape

from itembank.content.response_types import Bar, BarChart, NumberLine
from itembank.language import Language

_WIDTH, _LEFT, _AXIS = 480, 40, 140
_INK, _KEY, _GIVEN = "#1b1f23", "#155c3b", "#8a9199"


def number_line_svg(line: NumberLine, key: str, language: Language) -> str:
    """SVG of a number line with its marks and the marker at the key."""
    low, high = Decimal(line.low), Decimal(line.high)

    def x(at: str) -> float:
        return _LEFT + (_WIDTH - 2 * _LEFT) * float((Decimal(at) - low) / (high - low))

    strokes = "".join(f'<path d="M{x(mark.at):.1f} 50v16" stroke="{_INK}" stroke-width="2"/>' for mark in line.marks)
    strokes += "".join(f'<path d="M{x(at):.1f} 54v8" stroke="{_INK}"/>' for at in line.ticks)
    ticks = strokes + "".join(_text(x(mark.at), 84, mark.html[language]) for mark in line.marks)
    marker = f'<g class="keyed"><path d="M{x(key):.1f} 56l-9 -16h18z" fill="{_KEY}"/>{_text(x(key), 32, key)}</g>'
    axis = f'<path d="M{_LEFT} 58H{_WIDTH - _LEFT}" stroke="{_INK}" stroke-width="2"/>'
    return _svg(94, axis + ticks + marker, f"{line.low} … {line.high}: {key}")


def bar_chart_svg(chart: BarChart, keys: tuple[str, ...], language: Language) -> str:
    """SVG of a bar chart: given bars in grey, and bars that the learner draws in outline at the height of the key."""
    top, right = Decimal(chart.top), iter(keys)
    step = (_WIDTH - _LEFT) / len(chart.bars)
    bars = "".join(
        _bar(bar, bar.value or next(right), top, _LEFT + place * step, step, language)
        for place, bar in enumerate(chart.bars)
    )
    rungs = int(top / Decimal(chart.step))
    every = next((each for each in (1, 2, 5, 10, 20, 50, 100) if rungs / each <= 10), rungs)
    scale = "".join(_rung(Decimal(chart.step) * rung, top) for rung in range(0, rungs + 1, every))
    unit = f'<text x="0" y="12" font-size="13">{escape(chart.unit[language])}</text>'
    return _svg(_AXIS + 44, scale + bars + unit, ", ".join(keys))


def _y(height: Decimal, top: Decimal) -> float:
    return 24 + (_AXIS - 24) * (1 - float(height / top))


def _rung(height: Decimal, top: Decimal) -> str:
    y = _y(height, top)
    line = f'<path d="M{_LEFT} {y:.1f}H{_WIDTH}" stroke="{_GIVEN}" stroke-width="0.5"/>'
    return f'{line}<text x="{_LEFT - 6}" y="{y + 4:.1f}" font-size="12" text-anchor="end">{height.normalize():f}</text>'


def _bar(bar: Bar, height: str, top: Decimal, left: float, width: float, language: Language) -> str:
    y = _y(Decimal(height), top)
    look = f'fill="{_GIVEN}"' if bar.value else f'fill="#e4efea" stroke="{_KEY}" stroke-dasharray="5 3"'
    shape = (
        f'<rect x="{left + width / 6:.1f}" y="{y:.1f}" width="{2 * width / 3:.1f}" height="{_AXIS - y:.1f}" {look}/>'
    )
    name = _text(left + width / 2, _AXIS + 18, bar.html[language])
    return shape + name if bar.value else f'<g class="keyed">{shape}{_text(left + width / 2, y - 5, height)}</g>{name}'


def _text(x: float, y: float, words: str) -> str:
    """Centred HTML label of a mark or bar, which SVG text cannot hold."""
    plain = words.replace("<br>", " ")
    return (
        f'<foreignObject x="{x - 45:.1f}" y="{y - 14:.1f}" width="90" height="34">'
        f'<div style="font-size:13px;line-height:1.2;text-align:center">{plain}</div></foreignObject>'
    )


def _svg(height: int, content: str, label: str) -> str:
    return f'<svg class="drawn" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(label)}">{content}</svg>'
