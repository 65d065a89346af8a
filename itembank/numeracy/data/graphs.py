"""Items on line graphs and conversion graphs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from itembank.language import Text
from itembank.numeracy.drawing.graphs import Axis, conversion_graph, line_graph
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)

_HOURS = ("8:00", "10:00", "12:00", "14:00", "16:00")
_DEGREES = Text("Tymheredd (°C)", "Temperature (°C)")
_VISITORS = Text("Ymwelwyr", "Visitors")


@dataclass(frozen=True)
class Day:
    """Values every two hours from 8:00, on a scale from 0 to 20 in steps of 2."""

    id: str
    title: Text
    what: Text
    values: tuple[int, ...]

    @property
    def figure(self) -> Text:
        across = Axis(Scale(0, 4, 1, 1), Text("Amser", "Time"), _HOURS)
        return line_graph(self.title, across, Axis(Scale(0, 20, 2, 10), self.what), list(enumerate(self.values)))


_DAY = Day("day", Text("Tymheredd yn ystod y dydd", "Temperature through the day"), _DEGREES, (6, 10, 16, 18, 12))
_GREENHOUSE = Day(
    "greenhouse", Text("Tymheredd mewn tŷ gwydr", "Temperature in a greenhouse"), _DEGREES, (4, 10, 14, 16, 8)
)
_MUSEUM = Day("museum", Text("Ymwelwyr yn yr amgueddfa", "Visitors in the museum"), _VISITORS, (4, 18, 14, 12, 6))
_BEACH = Day("shore", Text("Tymheredd ar y traeth", "Temperature on the beach"), _DEGREES, (8, 12, 14, 20, 16))
_MOUNTAIN = Day("mountain", Text("Tymheredd ar y mynydd", "Temperature on the mountain"), _DEGREES, (2, 6, 12, 10, 4))
_CAFE = Day("cafe", Text("Pobl yn y caffi", "People in the café"), Text("Pobl", "People"), (6, 12, 20, 14, 8))
_POOL = Day("pool", Text("Pobl yn y pwll nofio", "People in the pool"), Text("Pobl", "People"), (16, 10, 6, 12, 18))

Pair = tuple[Text, Text]
_MILES: Pair = (Text("Milltiroedd", "Miles"), Text("Cilometrau", "Kilometres"))
_EUROS: Pair = (Text("Punnoedd (£)", "Pounds (£)"), Text("Ewros (€)", "Euros (€)"))
_LITRES: Pair = (Text("Galwyni", "Gallons"), Text("Litrau", "Litres"))
_INCHES: Pair = (Text("Modfeddi", "Inches"), Text("Centimetrau", "Centimetres"))


def items() -> Iterator[QuestionDraft]:
    """Line graphs in Year 5, conversion graphs in Year 6."""
    yield _read(5, _DAY, 2, "°C")
    yield from (_read(5, *row) for row in ((_BEACH, 3, "°C"), (_MOUNTAIN, 1, "°C"), (_CAFE, 3, ""), (_POOL, 0, "")))
    yield _rise(5, _GREENHOUSE, 0, 3)
    yield from (_rise(5, *row) for row in _RISES)
    yield from (_fall(5, *row) for row in _FALLS)
    yield _highest(5, _MUSEUM)
    yield from (_highest(5, day) for day in (_with(_CAFE, 8, 14, 12, 18, 10), _with(_POOL, 18, 12, 8, 14, 16)))
    yield from (_most_between(5, *row) for row in _STEEP)
    yield from (_converted(6, *row) for row in _TO_FIRST)
    yield from (_forward(6, *row) for row in _TO_SECOND)


def practice() -> Iterator[QuestionDraft]:
    """Line graphs, Year 5, for practice alone."""
    yield _read(5, _with(_BEACH, 6, 12, 18, 14, 10), 2, "°C")


def _with(day: Day, *values: int) -> Day:
    """The same place on another day."""
    return replace(day, values=values)


_RISES = (
    (_with(_DAY, 2, 8, 14, 20, 16), 1, 3),
    (_with(_BEACH, 6, 10, 16, 18, 14), 0, 3),
    (_with(_MOUNTAIN, 0, 4, 10, 12, 8), 0, 2),
)
_FALLS = (
    (_with(_GREENHOUSE, 6, 12, 18, 20, 10), 3, 4),
    (_with(_BEACH, 10, 14, 18, 16, 8), 2, 4),
    (_with(_MOUNTAIN, 4, 8, 14, 10, 6), 2, 4),
)
_STEEP = (
    (_with(_DAY, 4, 8, 16, 18, 14), 1),
    (_with(_GREENHOUSE, 2, 10, 14, 16, 12), 0),
    (_with(_BEACH, 6, 8, 12, 20, 18), 2),
)
_MILE_SCALES = (Scale(0, 50, 5, 10), Scale(0, 80, 4, 20), (50, 80))
_EURO_SCALES = (Scale(0, 50, 5, 10), Scale(0, 60, 3, 15), (50, 60))
_GALLON_SCALES = (Scale(0, 20, 1, 5), Scale(0, 90, 5, 10), (20, 90))
_INCH_SCALES = (Scale(0, 20, 1, 4), Scale(0, 50, 5, 10), (20, 50))
_MILES_TO_30 = (Scale(0, 30, 5, 10), Scale(0, 48, 4, 8), (30, 48))
_EUROS_TO_24 = (Scale(0, 20, 1, 5), Scale(0, 24, 2, 6), (20, 24))
_INCHES_TO_10 = (Scale(0, 10, 1, 2), Scale(0, 25, 1, 5), (10, 25))
_GALLONS_TO_10 = (Scale(0, 10, 1, 2), Scale(0, 45, 3, 15), (10, 45))
_MILES_TO_100 = (Scale(0, 100, 10, 20), Scale(0, 160, 8, 40), (100, 160))
_TO_FIRST = (
    ("miles", _MILES, _MILE_SCALES, 40),
    ("miles", _MILES, _MILES_TO_100, 64),
    ("euros", _EUROS, _EURO_SCALES, 36),
    ("gallons", _LITRES, _GALLON_SCALES, 45),
    ("inches", _INCHES, _INCH_SCALES, 30),
)
_TO_SECOND = (
    ("miles", _MILES, _MILES_TO_30, 25),
    ("euros", _EUROS, _EUROS_TO_24, 15),
    ("gallons", _LITRES, _GALLONS_TO_10, 6),
    ("inches", _INCHES, _INCHES_TO_10, 6),
)


def _read(year: int, day: Day, at: int, unit: str) -> QuestionDraft:
    if unit:
        prompt = make_prompt(
            f"Beth oedd y tymheredd am {_HOURS[at]}?", f"What was the temperature at {_HOURS[at]}?", day.figure
        )
    else:
        prompt = make_prompt(
            f"Faint o bobl oedd yno am {_HOURS[at]}?", f"How many people were there at {_HOURS[at]}?", day.figure
        )
    answer = Quantity(day.values[at], after=unit)
    return number_question(f"{day.id}/read", "graphs", year, prompt, answer, direct=1, scale_step=1)


def _rise(year: int, day: Day, first: int, last: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Faint gododd y tymheredd rhwng {_HOURS[first]} a {_HOURS[last]}?",
        f"By how much did the temperature rise from {_HOURS[first]} to {_HOURS[last]}?",
        day.figure,
    )
    answer = Quantity(day.values[last] - day.values[first], after="°C")
    return number_question(f"{day.id}/rise", "graphs", year, prompt, answer, subtraction=1, scale_step=1)


def _fall(year: int, day: Day, first: int, last: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Faint ostyngodd y tymheredd rhwng {_HOURS[first]} a {_HOURS[last]}?",
        f"By how much did the temperature fall from {_HOURS[first]} to {_HOURS[last]}?",
        day.figure,
    )
    answer = Quantity(day.values[first] - day.values[last], after="°C")
    return number_question(f"{day.id}/fall", "graphs", year, prompt, answer, subtraction=1, scale_step=1)


def _highest(year: int, day: Day) -> QuestionDraft:
    if day is _MUSEUM:
        asked = Text(
            "Am faint o’r gloch roedd y nifer mwyaf o ymwelwyr yn yr amgueddfa?",
            "At what time were most visitors in the museum?",
        )
    else:
        asked = Text("Am faint o’r gloch roedd y nifer mwyaf o bobl yno?", "At what time were most people there?")
    prompt = make_prompt(asked.cy, asked.en, day.figure)
    places = {
        "last-on-the-graph": 4,
        "middle-of-the-graph": 2,
        "lowest-for-highest": day.values.index(min(day.values)),
        "first-on-the-graph": 0,
    }
    key = _HOURS[day.values.index(max(day.values))]
    wrong = distractors(key, {name: _HOURS[place] for name, place in places.items()})
    return choice_question(f"{day.id}/highest", "graphs", year, prompt, key, wrong, direct=1)


def _most_between(year: int, day: Day, best: int) -> QuestionDraft:
    """The interval with the largest change between neighbouring times."""

    def stretch(at: int) -> Text:
        first, last = _HOURS[at], _HOURS[at + 1]
        return Text(f"rhwng {first} a {last}", f"from {first} to {last}")

    prompt = make_prompt("Pryd cododd y tymheredd fwyaf?", "When did the temperature rise the most?", day.figure)
    highest = max(range(4), key=lambda at: max(day.values[at], day.values[at + 1]))
    others = [at for at in range(4) if at not in (best, highest)]
    wrong = {"highest-for-steepest": stretch(highest)} if highest != best else {}
    wrong |= dict(zip(("first-on-the-graph", "falls-for-rises"), map(stretch, (others[0], others[-1])), strict=True))
    return choice_question(
        f"{day.id}/steepest", "graphs", year, prompt, stretch(best), wrong, subtraction=1, second_step=1
    )


def _graph(names: Pair, scales: tuple[Scale, Scale, tuple[int, int]]) -> Text:
    across, up, end = scales
    one, other = names
    return conversion_graph(_TITLES[one.en], Axis(across, one), Axis(up, other), end)


_TITLES = {
    "Miles": Text("milltiroedd a chilometrau", "miles and kilometres"),
    "Pounds (£)": Text("punnoedd ac ewros", "pounds and euros"),
    "Gallons": Text("galwyni a litrau", "gallons and litres"),
    "Inches": Text("modfeddi a chentimetrau", "inches and centimetres"),
}
_ASKED = {
    "miles": (
        Text("Faint o filltiroedd yw {} km?", "How many miles is {} km?"),
        Text("Faint o gilometrau yw {} milltir?", "How many kilometres is {} miles?"),
    ),
    "euros": (
        Text("Faint o bunnoedd yw €{}?", "How many pounds is €{}?"),
        Text("Faint o ewros yw £{}?", "How many euros is £{}?"),
    ),
    "gallons": (
        Text("Faint o alwyni yw {} litr?", "How many gallons is {} litres?"),
        Text("Faint o litrau yw {} galwyn?", "How many litres is {} gallons?"),
    ),
    "inches": (
        Text("Faint o fodfeddi yw {} cm?", "How many inches is {} cm?"),
        Text("Faint o gentimetrau yw {} modfedd?", "How many centimetres is {} inches?"),
    ),
}


def _read_off(asked: Text, n: int, figure: Text) -> Text:
    """What the graph gives is exact, also where the rate is rounded."""
    return make_prompt(f"Defnyddia’r graff.\n{asked.cy.format(n)}", f"Use the graph.\n{asked.en.format(n)}", figure)


def _converted(
    year: int, name: str, names: Pair, scales: tuple[Scale, Scale, tuple[int, int]], n: int
) -> QuestionDraft:
    """A conversion from the vertical to the horizontal axis."""
    across, up, (most, most_up) = scales
    asked = _ASKED[name][0]
    prompt = _read_off(asked, n, _graph(names, scales))
    answer = n * most // most_up
    require_on_lines(across, up, answer, n)
    wrong = {
        "axes-swapped": n * most_up // most,
        "same-number": n,
        "reads-the-next-line": answer + across.step,
    }
    item = f"miles/{n}km" if name == "miles" else f"{name}/back-{n}"
    features = {"scale_step": 1, "unknown_not_last": 1}
    return choice_question(item, "graphs", year, prompt, str(answer), distractors(str(answer), wrong), **features)


def _forward(year: int, name: str, names: Pair, scales: tuple[Scale, Scale, tuple[int, int]], n: int) -> QuestionDraft:
    across, up, (most, most_up) = scales
    asked = _ASKED[name][1]
    prompt = _read_off(asked, n, _graph(names, scales))
    answer = n * most_up // most
    require_on_lines(across, up, n, answer)
    return number_question(f"{name}/forward-{n}", "graphs", year, prompt, answer, scale_step=1)


def require_on_lines(across: Scale, up: Scale, along: int, high: int) -> None:
    """Refuse a reading between the lines of a graph, which nobody could tell exactly.

    Raises
    ------
    ValueError : a value that no line of its scale shows
    """
    for value, scale in ((along, across), (high, up)):
        if (value - scale.first) % scale.step:
            msg = f"graph: expected a value on a line (every {scale.step} from {scale.first}), got {value}"
            raise ValueError(msg)
