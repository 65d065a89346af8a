"""Drawing of an analogue clock."""

import math

from itembank.language import Text
from itembank.numeracy.counted_nouns import LINE, count
from itembank.numeracy.drawing.svg import INK, PAPER, circle, label, line, picture
from itembank.welsh_mutations import welsh_and

_CENTRE = 110.0


def clock_face(hour: int, minute: int) -> Text:
    """An analogue clock; the hour hand moves with the minutes."""
    where = hands_description(hour, minute)
    described = Text(f"Wyneb cloc. {where.cy}", f"A clock face. {where.en}")
    return picture((220, 220), "clock", described, [face(hour, minute)], kind="small")


def face(hour: int, minute: int) -> str:
    """SVG of the clock without a text alternative, 220 units wide."""
    drawn = [circle(_CENTRE, _CENTRE, 105, fill=PAPER, stroke_width=3)]
    drawn += [line(*_at(k / 60, 74), *_at(k / 60, 65 if k % 5 == 0 else 70), width=1.5) for k in range(60)]
    for k in range(1, 13):
        x, y = _at(k / 12, 90)
        drawn.append(label(x, y + 6.5, str(k), size=18))
    drawn += [
        line(_CENTRE, _CENTRE, *_at((hour % 12 + minute / 60) / 12, 42), width=7),
        line(_CENTRE, _CENTRE, *_at(minute / 60, 67), width=4),
        circle(_CENTRE, _CENTRE, 6, fill=INK),
    ]
    return "".join(drawn)


def _at(turn: float, radius: float) -> tuple[float, float]:
    return _CENTRE + radius * math.sin(2 * math.pi * turn), _CENTRE - radius * math.cos(2 * math.pi * turn)


def hands_description(hour: int, minute: int) -> Text:
    """The positions of both hands in words."""
    following = hour % 12 + 1
    short = Text(f"rhwng {hour} {welsh_and(following)} {following}", f"between {hour} and {following}")
    if minute == 0:
        short = Text(f"yn pwyntio at {hour}", f"at {hour}")
    number, lines = divmod(minute, 5)
    number = number or 12
    past = count(lines, LINE)
    long = Text(f"{past.cy} ar ôl {number}", f"{past.en} after {number}") if lines else _at_number(number)
    return Text(
        f"Mae’r bys bach {short.cy}. Mae’r bys mawr {long.cy}.",
        f"The short hand is {short.en}. The long hand is {long.en}.",
    )


def _at_number(number: int) -> Text:
    return Text(f"yn pwyntio at {number}", f"at {number}")
