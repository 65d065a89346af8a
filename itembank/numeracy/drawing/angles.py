"""Drawings of angles, a protractor and arrows."""

import math

from itembank.language import Text
from itembank.numeracy.counted_nouns import LINE, count
from itembank.numeracy.drawing.svg import INK, PALE, PAPER, circle, label, line, path, picture, polygon


def angle(size: int) -> Text:
    """Two arms of an angle from a corner, the first to the right."""
    x, y = (60.0, 120.0) if size < 90 else (150.0, 120.0)
    turn = math.radians(size)
    end = (x + 120 * math.cos(turn), y - 105 * math.sin(turn))
    drawn = [line(x, y, x + 130, y, width=3), line(x, y, *end, width=3)]
    drawn.append(
        path(f"M{x + 34} {y}A34 34 0 0 0 {x + 34 * math.cos(turn):.1f} {y - 34 * math.sin(turn):.1f}", stroke_width=2)
    )
    how = opening_description(size)
    return picture((300, 140), "angle", Text(f"Ongl. {how.cy}", f"An angle. {how.en}"), drawn)


def opening_description(size: int) -> Text:
    """How far an angle is from a right angle, in three steps each way to distinguish angles of one kind."""
    away = abs(size - 90)
    step = 0 if away <= 20 else 2 if away >= 60 else 1
    less, more = _LESS[step], _MORE[step]
    said = less if size < 90 else more
    return Text(f"Mae’n {said.cy} o dro na chornel sgwâr.", f"It is {said.en} of a turn than a square corner.")


_LESS = (Text("ychydig yn llai", "a little less"), Text("llai", "less"), Text("llawer llai", "much less"))
_MORE = (Text("ychydig yn fwy", "a little more"), Text("fwy", "more"), Text("llawer mwy", "much more"))


def protractor(size: int) -> Text:
    """An angle under a protractor whose two scales run both ways."""
    x, y, radius = 170.0, 168.0, 150.0
    drawn = [path(f"M{x - radius} {y}A{radius} {radius} 0 0 1 {x + radius} {y}Z", fill=PAPER)]
    drawn.append(path(f"M{x - radius} {y}v18H{x + radius}v-18", fill=PAPER))
    for at in range(0, 181, 10):
        drawn.append(line(*_on(x, y, radius, at), *_on(x, y, radius - 8, at), width=1.2))
        if at % 30 == 0:
            outer, inner = _on(x, y, radius - 20, at), _on(x, y, radius - 44, at)
            drawn.append(label(outer[0], outer[1] + (13 if at in (0, 180) else 4), str(180 - at), size=12))
            drawn.append(label(inner[0], inner[1] + (13 if at in (0, 180) else 4), str(at), size=12, fill="#4a5159"))
    drawn += [line(x, y, x + radius, y, width=3), line(x, y, *_on(x, y, radius, size), width=3)]
    lower = size // 30 * 30
    past = count((size - lower) // 10, LINE)
    described = Text(
        f"Onglydd. Mae un fraich ar 0 ar y raddfa fewnol. Mae’r fraich arall {past.cy} ar ôl {lower} "
        f"ar y raddfa fewnol, a phob llinell yn 10°.",
        f"A protractor. One arm is at 0 on the inner scale. On the inner scale the other arm is {past.en} "
        f"after {lower}, and each line is 10°.",
    )
    return picture((340, 200), "protractor", described, drawn, kind="wide")


def _on(x: float, y: float, radius: float, degrees: float) -> tuple[float, float]:
    turn = math.radians(degrees)
    return x + radius * math.cos(turn), y - radius * math.sin(turn)


def arrow(turns: int, *, circled: bool = True) -> str:
    """An arrow in a circle of diameter 100, pointing up and then turned clockwise by quarter turns."""
    shaft = line(50, 76, 50, 36, width=5) + polygon([(36, 40), (64, 40), (50, 18)], fill=INK)
    face = circle(50, 50, 44, fill=PAPER, stroke=PALE) if circled else ""
    return f'{face}<g transform="rotate({90 * turns} 50 50)">{shaft}</g>'


_POINTING = (
    Text("i fyny", "up"),
    Text("i’r dde", "right"),
    Text("i lawr", "down"),
    Text("i’r chwith", "left"),
)


def direction_name(turns: int) -> Text:
    """The direction of an arrow after that many quarter turns clockwise from up."""
    return _POINTING[turns % 4]


def one_arrow(turns: int) -> Text:
    """A single arrow, with its direction in the text alternative."""
    way = direction_name(turns)
    described = Text(f"Saeth sy’n pwyntio {way.cy}.", f"An arrow that points {way.en}.")
    return picture((100, 100), "arrow", described, [arrow(turns)], kind="small")
