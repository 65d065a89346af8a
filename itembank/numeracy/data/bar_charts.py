"""Items on block graphs and bar charts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from itembank.language import Text
from itembank.numeracy.data.surveys import (
    SURVEYS,
    Shown,
    Survey,
    altogether,
    either,
    how_many,
    how_many_more,
    in_order,
    least_popular,
    misread_value,
    most_popular,
    turned,
)
from itembank.numeracy.drawing.charts import bar_chart, block_graph
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)

_PETS = (
    (Text("Cath", "Cat"), 5),
    (Text("Ci", "Dog"), 7),
    (Text("Aderyn", "Bird"), 3),
    (Text("Ceffyl", "Horse"), 2),
)
_VEHICLES = (
    (Text("Fan", "Van"), 4),
    (Text("Car", "Car"), 8),
    (Text("Bws", "Bus"), 2),
    (Text("Beic", "Bike"), 5),
)
_INSTRUMENTS = (
    (Text("Ffidil", "Violin"), 3),
    (Text("Drymiau", "Drums"), 7),
    (Text("Gitâr", "Guitar"), 4),
    (Text("Ffliwt", "Flute"), 2),
)
_FARM = (
    (Text("Buwch", "Cow"), 5),
    (Text("Dafad", "Sheep"), 8),
    (Text("Gafr", "Goat"), 3),
    (Text("Mochyn", "Pig"), 4),
)
_TRAVEL = (
    (Text("Bws", "Bus"), 12),
    (Text("Car", "Car"), 18),
    (Text("Beic", "Bike"), 6),
    (Text("Cerdded", "Walk"), 15),
)
_READING = (
    (Text("Llun", "Mon"), 25),
    (Text("Mawrth", "Tue"), 40),
    (Text("Mercher", "Wed"), 35),
    (Text("Iau", "Thu"), 15),
)
_GOALS = (
    (Text("Coch", "Red"), 24),
    (Text("Glas", "Blue"), 36),
    (Text("Gwyrdd", "Green"), 18),
    (Text("Melyn", "Yellow"), 30),
)
_PARKED = (
    (Text("Llun", "Mon"), 32),
    (Text("Mawrth", "Tue"), 24),
    (Text("Mercher", "Wed"), 18),
    (Text("Iau", "Thu"), 36),
)
_AGES = ((Text.same("0–9"), 24), (Text.same("10–19"), 42), (Text.same("20–29"), 30), (Text.same("30–39"), 18))

_PET_TITLE = Text("Ein hanifeiliaid anwes ni", "Our pets")
_VEHICLE_TITLE = Text("Cerbydau ar y stryd", "Vehicles in the street")
_INSTRUMENT_TITLE = Text("Ein hofferynnau ni", "Our instruments")
_FARM_TITLE = Text("Anifeiliaid ar y fferm", "Animals on the farm")
_TRAVEL_TITLE = Text("Sut rydyn ni’n dod i’r ysgol", "How we come to school")
_READING_TITLE = Text("Tudalennau a ddarllenodd Mali", "Pages that Mali read")
_GOAL_TITLE = Text("Pwyntiau’r timau", "Points of the teams")
_PARKED_TITLE = Text("Ceir yn y maes parcio", "Cars in the car park")
_AGE_TITLE = Text("Oedran pobl yn y pwll nofio", "Ages of people at the pool")


def items() -> Iterator[QuestionDraft]:
    """Block graphs in Year 2, bar charts from Year 3."""
    yield _blocks(2)
    yield _most_blocks(2)
    yield _more_blocks(2)
    yield _order_blocks(2)
    yield _twos(3)
    yield _between(3)
    yield _more(4)
    yield _every_mark_one(4)
    yield _grouped(5)
    yield from _block_graphs()
    yield from _in_twos()
    yield from _in_tens()
    yield from _in_steps()
    yield from (_under(5, *row) for row in _CROWDS)


def practice() -> Iterator[QuestionDraft]:
    """Block graphs and bar charts, Years 2 to 5, for practice alone."""
    yield most_popular(_shown("block", 2, SURVEYS[6], (3, 6, 9, 2), None))
    yield how_many_more(_shown("bars2", 3, SURVEYS[4], (18, 12, 6, 14), Scale(0, 20, 2, 2), scale_step=1), 0, 2)
    yield how_many(_shown("bars100", 5, SURVEYS[3], (160, 240, 320, 90), Scale(0, 400, 10, 100), scale_step=1), 1)


_SMALL = (
    (6, 3, 8, 4),
    (2, 7, 5, 9),
    (9, 4, 6, 1),
    (5, 8, 2, 7),
    (3, 9, 7, 5),
    (8, 1, 4, 6),
    (4, 6, 9, 3),
    (7, 2, 3, 8),
)
_EVEN = ((14, 6, 18, 10), (8, 16, 4, 12), (20, 12, 6, 16), (10, 4, 18, 8), (6, 14, 12, 20), (16, 10, 2, 14))
_FIVES = ((25, 40, 15, 30), (45, 10, 35, 20), (15, 30, 45, 5), (20, 35, 10, 50))
_BETWEEN = ((22, 36, 14, 28), (38, 16, 24, 32), (12, 26, 34, 18), (28, 8, 36, 22), (16, 32, 26, 38), (34, 22, 12, 6))
_LARGE = ((140, 220, 80, 180), (260, 120, 200, 340), (90, 310, 170, 250), (380, 210, 150, 290))
_CROWDS = (
    (Text("Oedran pobl yn y parc", "Ages of people in the park"), (18, 34, 26, 12), 30),
    (Text("Oedran pobl ar y bws", "Ages of people on the bus"), (8, 16, 22, 10), 20),
    (Text("Oedran pobl yn y llyfrgell", "Ages of people in the library"), (28, 14, 30, 24), 30),
)


def _shown(item: str, year: int, survey: Survey, values: Sequence[int], scale: Scale | None, **reading: int) -> Shown:
    rows = survey.rows(values)
    figure = block_graph(survey.title, rows) if scale is None else bar_chart(survey.title, rows, scale)
    return Shown(item, "bar-charts", year, rows, figure, reading)


def _block_graphs() -> Iterator[QuestionDraft]:
    """Each question at least twice, each on its own graph."""

    def graph(k: int, turn: int = 0) -> Shown:
        return _shown("block", 2, SURVEYS[(k + 4 * turn) % len(SURVEYS)], turned(_SMALL[k], turn), None)

    yield how_many(graph(0), 1)
    yield how_many(graph(1), 3)
    yield most_popular(graph(2))
    yield least_popular(graph(3))
    yield how_many_more(graph(4), 1, 0)
    yield either(graph(5), 2, 3)
    yield how_many_more(graph(6), 2, 0)
    yield in_order(graph(7))
    yield how_many_more(graph(0, 1), 1, 2)
    yield least_popular(graph(1, 1))
    yield either(graph(2, 1), 0, 1)
    yield in_order(graph(3, 1))
    yield altogether(graph(5, 2))


def _in_twos() -> Iterator[QuestionDraft]:
    def chart(k: int, turn: int = 0) -> Shown:
        survey = SURVEYS[(k + 2 + 4 * turn) % len(SURVEYS)]
        return _shown("bars2", 3, survey, turned(_EVEN[k], turn), Scale(0, 20, 2, 2), scale_step=1)

    yield how_many(chart(0), 2)
    yield how_many_more(chart(1), 1, 2)
    yield either(chart(2), 1, 3)
    yield altogether(chart(3))
    yield in_order(chart(4))
    yield least_popular(chart(5))
    yield how_many_more(chart(5, 1), 2, 0)


def _in_tens() -> Iterator[QuestionDraft]:
    def chart(k: int, turn: int = 0) -> Shown:
        survey = SURVEYS[(k + 4 * turn) % len(SURVEYS)]
        return _shown("bars10", 3, survey, turned(_FIVES[k], turn), Scale(0, 50, 10, 10), scale_step=1)

    yield how_many(chart(0, 1), 0)
    yield either(chart(1, 2), 0, 2)
    yield from (_half_way(chart(k), place) for k, place in ((0, 2), (1, 2), (2, 0), (3, 1)))


def _half_way(chart: Shown, place: int) -> QuestionDraft:
    n = chart.rows[place][1]
    wrong = {"reads-down-to-the-mark": n - 5, "reads-up-to-the-mark": n + 5, "one-above-the-mark": n - 4}
    return misread_value(replace(chart, reading={"between_marks": 1}), place, distractors(str(n), wrong))


def _in_steps() -> Iterator[QuestionDraft]:
    """Scales whose lines count in twos between tens, or in tens between hundreds."""

    def chart(k: int, turn: int = 0) -> Shown:
        survey = SURVEYS[(k + 3 + 4 * turn) % len(SURVEYS)]
        return _shown("bars", 4, survey, turned(_BETWEEN[k], turn), Scale(0, 40, 2, 10), scale_step=1)

    def large(k: int, turn: int = 0) -> Shown:
        survey = SURVEYS[(k + 4 * turn) % len(SURVEYS)]
        return _shown("bars100", 5, survey, turned(_LARGE[k], turn), Scale(0, 400, 10, 100), scale_step=1)

    yield from (_every_line_one(chart(k), place) for k, place in enumerate((0, 2, 1, 3, 2, 0)))
    yield how_many_more(chart(0, 1), 0, 1)
    yield how_many_more(chart(1, 1), 3, 2)
    yield either(chart(2, 1), 0, 1)
    yield either(chart(3, 1), 3, 1)
    yield altogether(chart(4, 1))
    yield in_order(chart(5, 1))
    yield how_many(large(0), 3)
    yield how_many_more(large(1), 3, 1)
    yield how_many_more(large(2), 1, 0)
    yield either(large(3), 1, 3)
    yield altogether(large(0, 1))
    yield either(large(2, 1), 1, 2)


def _every_line_one(chart: Shown, place: int) -> QuestionDraft:
    n = chart.rows[place][1]
    lines = n % 10 // 2
    wrong = {
        "every-mark-is-one": n // 10 * 10 + lines,
        "reads-down-to-the-number": n // 10 * 10,
        "every-mark-is-five": n // 10 * 10 + 5 * lines,
        "reads-up-to-the-number": n // 10 * 10 + 10,
    }
    return misread_value(chart, place, distractors(str(n), wrong))


def _under(year: int, title: Text, values: Sequence[int], age: int) -> QuestionDraft:
    classes = [Text.same(f"{low}–{low + 9}") for low in (0, 10, 20, 30)]
    rows = list(zip(classes, values, strict=True))
    figure = bar_chart(title, rows, Scale(0, 40, 2, 10))
    prompt = make_prompt(f"Faint o bobl sydd o dan {age} oed?", f"How many people are under {age} years old?", figure)
    answer = sum(values[: age // 10])
    features = {"scale_step": 1, "second_step": 1, "carry": 1}
    return number_question(f"ages/under-{age}-{answer}", "bar-charts", year, prompt, answer, **features)


def _blocks(year: int) -> QuestionDraft:
    figure = block_graph(_PET_TITLE, _PETS)
    prompt = make_prompt("Faint o blant sydd â chath?", "How many children have a cat?", figure)
    return number_question("pets/read", "bar-charts", year, prompt, 5, direct=1, within_ten=1)


def _most_blocks(year: int) -> QuestionDraft:
    prompt = make_prompt(
        "Pa gerbyd sydd â’r nifer mwyaf?",
        "Which vehicle has the largest number?",
        block_graph(_VEHICLE_TITLE, _VEHICLES),
    )
    wrong = {
        "fewest-for-most": _VEHICLES[2][0],
        "first-in-the-graph": _VEHICLES[0][0],
        "last-in-the-graph": _VEHICLES[3][0],
    }
    return choice_question("vehicles/most", "bar-charts", year, prompt, _VEHICLES[1][0], wrong, direct=1)


def _more_blocks(year: int) -> QuestionDraft:
    prompt = make_prompt(
        "Mae mwy o blant yn chwarae’r drymiau na’r ffidil.\nFaint yn fwy?",
        "How many more children play the drums than the violin?",
        block_graph(_INSTRUMENT_TITLE, _INSTRUMENTS),
    )
    return number_question("instruments/more", "bar-charts", year, prompt, 4, subtraction=1, within_ten=1)


def _order_blocks(year: int) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r anifeiliaid mewn trefn.\nRho’r nifer lleiaf yn gyntaf.",
        "Put the animals in order.\nPut the smallest number first.",
        block_graph(_FARM_TITLE, _FARM),
    )
    ordered = [name for name, _ in sorted(_FARM, key=lambda row: row[1])]
    return ordering_question("farm/order", "bar-charts", year, prompt, ordered, direct=1, within_ten=1)


def _twos(year: int) -> QuestionDraft:
    figure = bar_chart(_TRAVEL_TITLE, _TRAVEL, Scale(0, 20, 2, 2))
    prompt = make_prompt("Faint o blant sy’n dod mewn car?", "How many children come by car?", figure)
    return number_question("travel/read", "bar-charts", year, prompt, 18, direct=1, scale_step=1)


def _between(year: int) -> QuestionDraft:
    figure = bar_chart(_READING_TITLE, _READING, Scale(0, 50, 10, 10))
    prompt = make_prompt(
        "Faint o dudalennau a ddarllenodd Mali ddydd Mercher?", "How many pages did Mali read on Wednesday?", figure
    )
    wrong = {"reads-down-to-the-mark": "30", "reads-up-to-the-mark": "40", "one-above-the-mark": "31"}
    return choice_question("pages/between", "bar-charts", year, prompt, "35", wrong, between_marks=1, direct=1)


def _more(year: int) -> QuestionDraft:
    figure = bar_chart(_GOAL_TITLE, _GOALS, Scale(0, 40, 2, 10))
    prompt = make_prompt(
        "Faint yn fwy o bwyntiau sydd gan dîm Glas nag sydd gan dîm Gwyrdd?",
        "How many more points does team Blue have than team Green?",
        figure,
    )
    return number_question("points/more", "bar-charts", year, prompt, 18, scale_step=1, subtraction=1, borrow=1)


def _every_mark_one(year: int) -> QuestionDraft:
    figure = bar_chart(_PARKED_TITLE, _PARKED, Scale(0, 40, 2, 10))
    prompt = make_prompt(
        "Faint o geir oedd yn y maes parcio ddydd Mawrth?", "How many cars were in the car park on Tuesday?", figure
    )
    wrong = {"every-mark-is-one": "22", "reads-down-to-the-number": "20", "every-mark-is-five": "30"}
    return choice_question("parked/read", "bar-charts", year, prompt, "24", wrong, scale_step=1)


def _grouped(year: int) -> QuestionDraft:
    figure = bar_chart(_AGE_TITLE, _AGES, Scale(0, 50, 2, 10))
    prompt = make_prompt("Faint o bobl sydd o dan 20 oed?", "How many people are under 20 years old?", figure)
    return number_question("ages/under-20", "bar-charts", year, prompt, 66, scale_step=1, second_step=1)
