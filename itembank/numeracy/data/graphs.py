from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.drawing.graphs import Axis, conversion_graph, line_graph
from itembank.numeracy.drawing.scale import Scale

_HOURS = ("8:00", "10:00", "12:00", "14:00", "16:00")
_DAY = ((0, 6), (1, 10), (2, 16), (3, 18), (4, 12))


def items() -> Iterator[Draft]:
    """Line graphs in Year 5, conversion graphs in Year 6."""
    yield _read(5)
    yield _difference(5)
    yield _from_height(5)
    yield _converted(6)


def _temperatures() -> Text:
    across = Axis(Scale(0, 4, 1, 1), Text("Amser", "Time"), _HOURS)
    up = Axis(Scale(0, 20, 2, 10), Text("Tymheredd (°C)", "Temperature (°C)"))
    return line_graph(Text("Tymheredd yn ystod y dydd", "Temperature through the day"), across, up, _DAY)


def _read(year: int) -> Draft:
    prompt = ask("Beth oedd y tymheredd am 12:00?", "What was the temperature at 12:00?", _temperatures())
    return number("day/read", "graphs", year, prompt, Quantity(16, after="°C"), direct=1, scale_step=1)


def _difference(year: int) -> Draft:
    prompt = ask(
        "Faint gododd y tymheredd rhwng 8:00 a 14:00?",
        "By how much did the temperature rise from 8:00 to 14:00?",
        _temperatures(),
    )
    return number("day/rise", "graphs", year, prompt, Quantity(12, after="°C"), subtraction=1, scale_step=1)


def _from_height(year: int) -> Draft:
    prompt = ask(
        "Am faint o’r gloch roedd y tymheredd ar ei uchaf yn y graff?",
        "At what time was the highest temperature on the graph?",
        _temperatures(),
    )
    wrong = {"last-on-the-graph": "16:00", "middle-of-the-graph": "12:00", "lowest-for-highest": "8:00"}
    return choice("day/highest", "graphs", year, prompt, "14:00", wrong, direct=1)


def _converted(year: int) -> Draft:
    across = Axis(Scale(0, 50, 5, 10), Text("Milltiroedd", "Miles"))
    up = Axis(Scale(0, 80, 4, 20), Text("Cilometrau", "Kilometres"))
    figure = conversion_graph(Text("milltiroedd a chilometrau", "miles and kilometres"), across, up, (50, 80))
    prompt = ask("Tua faint o filltiroedd yw 40 km?", "About how many miles is 40 km?", figure)
    wrong = {"axes-swapped": "64", "same-number": "40", "reads-the-next-line": "30"}
    return choice("miles/40km", "graphs", year, prompt, "25", wrong, scale_step=1, unknown_not_last=1)
