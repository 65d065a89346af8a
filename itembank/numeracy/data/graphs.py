from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.drawing.graphs import Axis, conversion_graph, line_graph
from itembank.numeracy.drawing.scale import Scale

_HOURS = ("8:00", "10:00", "12:00", "14:00", "16:00")
_DAY = ((0, 6), (1, 10), (2, 16), (3, 18), (4, 12))
_GREENHOUSE = ((0, 4), (1, 10), (2, 14), (3, 16), (4, 8))
_VISITORS = ((0, 4), (1, 18), (2, 14), (3, 12), (4, 6))
_DEGREES = Text("Tymheredd (°C)", "Temperature (°C)")


def items() -> Iterator[Draft]:
    """Line graphs in Year 5, conversion graphs in Year 6."""
    yield _read(5)
    yield _difference(5)
    yield _from_height(5)
    yield _converted(6)


def _through_the_day(title: Text, what: Text, points: Sequence[tuple[int, int]]) -> Text:
    across = Axis(Scale(0, 4, 1, 1), Text("Amser", "Time"), _HOURS)
    return line_graph(title, across, Axis(Scale(0, 20, 2, 10), what), points)


def _read(year: int) -> Draft:
    figure = _through_the_day(Text("Tymheredd yn ystod y dydd", "Temperature through the day"), _DEGREES, _DAY)
    prompt = ask("Beth oedd y tymheredd am 12:00?", "What was the temperature at 12:00?", figure)
    return number("day/read", "graphs", year, prompt, Quantity(16, after="°C"), direct=1, scale_step=1)


def _difference(year: int) -> Draft:
    title = Text("Tymheredd mewn tŷ gwydr", "Temperature in a greenhouse")
    prompt = ask(
        "Faint gododd y tymheredd rhwng 8:00 a 14:00?",
        "By how much did the temperature rise from 8:00 to 14:00?",
        _through_the_day(title, _DEGREES, _GREENHOUSE),
    )
    return number("greenhouse/rise", "graphs", year, prompt, Quantity(12, after="°C"), subtraction=1, scale_step=1)


def _from_height(year: int) -> Draft:
    title, what = Text("Ymwelwyr yn yr amgueddfa", "Visitors in the museum"), Text("Ymwelwyr", "Visitors")
    prompt = ask(
        "Am faint o’r gloch roedd y nifer mwyaf o ymwelwyr yn yr amgueddfa?",
        "At what time were most visitors in the museum?",
        _through_the_day(title, what, _VISITORS),
    )
    wrong = {"last-on-the-graph": "16:00", "middle-of-the-graph": "12:00", "lowest-for-highest": "8:00"}
    return choice("museum/highest", "graphs", year, prompt, "10:00", wrong, direct=1)


def _converted(year: int) -> Draft:
    across = Axis(Scale(0, 50, 5, 10), Text("Milltiroedd", "Miles"))
    up = Axis(Scale(0, 80, 4, 20), Text("Cilometrau", "Kilometres"))
    figure = conversion_graph(Text("milltiroedd a chilometrau", "miles and kilometres"), across, up, (50, 80))
    prompt = ask("Tua faint o filltiroedd yw 40 km?", "About how many miles is 40 km?", figure)
    wrong = {"axes-swapped": "64", "same-number": "40", "reads-the-next-line": "30"}
    return choice("miles/40km", "graphs", year, prompt, "25", wrong, scale_step=1, unknown_not_last=1)
