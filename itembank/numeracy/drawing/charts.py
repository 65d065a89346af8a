"""Block graphs, bar charts and pictograms, each with a title and direct labels."""

from collections.abc import Sequence

from itembank.language import Language, Text
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.drawing.svg import FILL, GREY, INK, circle, label, line, path, picture, rectangle
from itembank.numeracy.number_formatting import whole_number

Row = tuple[Text, float]

_LEFT, _TOP, _HEIGHT, _WIDE = 52.0, 40.0, 190.0, 66.0
_BLOCK = 24.0


def block_graph(title: Text, rows: Sequence[Row]) -> Text:
    """Columns of blocks; the text alternative lists the blocks for a listener to count."""
    tallest = int(max(n for _, n in rows))
    low = _TOP + tallest * _BLOCK
    drawn = [line(_LEFT - 8, low, _LEFT + len(rows) * _WIDE, low), line(_LEFT - 8, low, _LEFT - 8, _TOP - 6)]
    for k in range(tallest + 1):
        drawn.append(label(_LEFT - 16, low - k * _BLOCK + 5, str(k), size=14, anchor="end"))
        drawn.append(line(_LEFT - 12, low - k * _BLOCK, _LEFT - 8, low - k * _BLOCK, width=1.5))
    for place, (_, n) in enumerate(rows):
        x = _LEFT + place * _WIDE + 8
        drawn += [rectangle(x, low - (k + 1) * _BLOCK, 46, _BLOCK, fill=FILL, stroke_width=1.5) for k in range(int(n))]
    listed = Text.each(lambda language: _listed(rows, {"cy": "bloc", "en": "block"}, language))
    described = Text(f"Graff bloc: {title.cy}. {listed.cy}", f"A block graph: {title.en}. {listed.en}")
    return _chart(title, rows, described, "".join(drawn), low)


def _listed(rows: Sequence[Row], said: dict[Language, str], language: Language) -> str:
    return " ".join(f"{name[language]}: {', '.join([said[language]] * int(n))}." for name, n in rows)


def _chart(title: Text, rows: Sequence[Row], described: Text, body: str, low: float) -> Text:
    width = _LEFT + len(rows) * _WIDE + 16

    def drawn(language: Language) -> str:
        labels = [
            label(_LEFT + place * _WIDE + 31, low + 20, name[language], size=14) for place, (name, _) in enumerate(rows)
        ]
        return label(width / 2, 18, title[language], size=15, font_weight="bold") + body + "".join(labels)

    return picture((width, low + 30), "chart", described, Text.each(drawn), kind="wide")


def bar_chart(title: Text, rows: Sequence[Row], scale: Scale) -> Text:
    """Bars on a scale; the text alternative gives the position of the end of each bar."""
    low = _TOP + _HEIGHT
    drawn = [line(_LEFT - 8, low, _LEFT + len(rows) * _WIDE, low), line(_LEFT - 8, low, _LEFT - 8, _TOP - 6)]
    for at, numbered in scale.lines():
        y = low - _rise(at, scale)
        drawn.append(line(_LEFT - (14 if numbered else 11), y, _LEFT - 8, y, width=1.5))
        if numbered:
            drawn.append(line(_LEFT - 8, y, _LEFT + len(rows) * _WIDE, y, width=0.75, colour=GREY))
            drawn.append(label(_LEFT - 18, y + 5, whole_number(at), size=14, anchor="end"))
    for place, (_, n) in enumerate(rows):
        drawn.append(rectangle(_LEFT + place * _WIDE + 10, low - _rise(n, scale), 42, _rise(n, scale), fill=FILL))
    drawn.append(line(_LEFT - 8, low, _LEFT + len(rows) * _WIDE, low))
    return _chart(title, rows, _bars_described(title, rows, scale), "".join(drawn), low)


def _rise(value: float, scale: Scale) -> float:
    return (value - scale.first) / (scale.last - scale.first) * _HEIGHT


def _bars_described(title: Text, rows: Sequence[Row], scale: Scale) -> Text:
    said = scale.described()
    cy = "; ".join(f"{name.cy}: {scale.where(n).cy}" for name, n in rows)
    en = "; ".join(f"{name.en}: {scale.where(n).en}" for name, n in rows)
    return Text(
        f"Siart bar: {title.cy}. {said.cy} Top pob bar: {cy}.",
        f"A bar chart: {title.en}. {said.en} Top of each bar: {en}.",
    )


def pictogram(title: Text, rows: Sequence[Row], each: int, things: Text) -> Text:
    """Rows of symbols, one for every ``each`` things and half a symbol for half as many."""
    described = Text.each(lambda language: _pictogram_described(title, rows, each, things, language))
    widest = max(n / each for _, n in rows)
    width = 110 + widest * 34 + 20

    def drawn(language: Language) -> str:
        shown = [label(width / 2, 18, title[language], size=15, font_weight="bold")]
        for place, (name, n) in enumerate(rows):
            y = 54 + place * 40
            shown.append(label(96, y + 5, name[language], size=15, anchor="end"))
            shown.append(_symbols(124, y, n / each))
        low = 54 + len(rows) * 40
        shown += [line(10, low - 20, width - 10, low - 20, width=1, colour=GREY), _symbols(28, low + 4, 1)]
        shown.append(label(48, low + 9, f"= {things[language]}", size=15, anchor="start"))
        return "".join(shown)

    return picture((width, 80 + len(rows) * 40), "pictogram", described, Text.each(drawn), kind="wide")


def _symbols(x: float, y: float, n: float) -> str:
    drawn = "".join(circle(x + 34 * k, y, 13, fill=FILL) for k in range(int(n)))
    if n != int(n):
        x += 34 * int(n)
        drawn += path(f"M{x} {y - 13}A13 13 0 0 0 {x} {y + 13}Z", fill=FILL, stroke=INK)
    return drawn


_SYMBOL = {"cy": ("symbol", "hanner symbol"), "en": ("symbol", "half a symbol")}


def _pictogram_described(title: Text, rows: Sequence[Row], each: int, things: Text, language: Language) -> str:
    one, half = _SYMBOL[language]
    kind = {"cy": "Pictogram", "en": "A pictogram"}[language]
    key = {"cy": "Allwedd: un symbol =", "en": "Key: one symbol ="}[language]
    listed = " ".join(
        f"{name[language]}: {', '.join([one] * int(n / each) + [half] * (n % each > 0))}." for name, n in rows
    )
    return f"{kind}: {title[language]}. {key} {things[language]}. {listed}"
