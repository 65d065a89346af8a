from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice, number, ordering
from itembank.numeracy.drawing.charts import bar_chart, block_graph
from itembank.numeracy.drawing.scale import Scale

_PETS = (
    (Text("Cath", "Cat"), 5),
    (Text("Ci", "Dog"), 7),
    (Text("Aderyn", "Bird"), 3),
    (Text("Ceffyl", "Horse"), 2),
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
_AGES = ((Text.same("0–9"), 24), (Text.same("10–19"), 42), (Text.same("20–29"), 30), (Text.same("30–39"), 18))

_PET_TITLE = Text("Ein hanifeiliaid anwes ni", "Our pets")
_TRAVEL_TITLE = Text("Sut rydyn ni’n dod i’r ysgol", "How we come to school")
_READING_TITLE = Text("Tudalennau a ddarllenodd Mali", "Pages that Mali read")
_GOAL_TITLE = Text("Pwyntiau’r timau", "Points of the teams")
_AGE_TITLE = Text("Oedran pobl yn y pwll nofio", "Ages of people at the pool")


def items() -> Iterator[Draft]:
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


def _blocks(year: int) -> Draft:
    figure = block_graph(_PET_TITLE, _PETS)
    prompt = ask("Faint o blant sydd â chath?", "How many children have a cat?", figure)
    return number("pets/read", "bar-charts", year, prompt, 5, direct=1, within_ten=1)


def _most_blocks(year: int) -> Draft:
    prompt = ask(
        "Pa anifail sydd â’r nifer mwyaf?", "Which animal has the largest number?", block_graph(_PET_TITLE, _PETS)
    )
    wrong = {"fewest-for-most": _PETS[3][0], "first-in-the-graph": _PETS[0][0], "middle-of-the-graph": _PETS[2][0]}
    return choice("pets/most", "bar-charts", year, prompt, _PETS[1][0], wrong, direct=1)


def _more_blocks(year: int) -> Draft:
    prompt = ask(
        "Mae gan fwy o blant gi nag aderyn.\nFaint yn fwy?",
        "How many more children have a dog than a bird?",
        block_graph(_PET_TITLE, _PETS),
    )
    return number("pets/more", "bar-charts", year, prompt, 4, subtraction=1, within_ten=1)


def _order_blocks(year: int) -> Draft:
    prompt = ask(
        "Rho’r anifeiliaid mewn trefn.\nRho’r nifer lleiaf yn gyntaf.",
        "Put the animals in order.\nPut the smallest number first.",
        block_graph(_PET_TITLE, _PETS),
    )
    ordered = [name for name, _ in sorted(_PETS, key=lambda row: row[1])]
    return ordering("pets/order", "bar-charts", year, prompt, ordered, direct=1, within_ten=1)


def _twos(year: int) -> Draft:
    figure = bar_chart(_TRAVEL_TITLE, _TRAVEL, Scale(0, 20, 2, 2))
    prompt = ask("Faint o blant sy’n dod mewn car?", "How many children come by car?", figure)
    return number("travel/read", "bar-charts", year, prompt, 18, direct=1, scale_step=1)


def _between(year: int) -> Draft:
    figure = bar_chart(_READING_TITLE, _READING, Scale(0, 50, 10, 10))
    prompt = ask(
        "Faint o dudalennau a ddarllenodd Mali ddydd Mercher?", "How many pages did Mali read on Wednesday?", figure
    )
    wrong = {"reads-down-to-the-mark": "30", "reads-up-to-the-mark": "40", "one-above-the-mark": "31"}
    return choice("pages/between", "bar-charts", year, prompt, "35", wrong, between_marks=1, direct=1)


def _more(year: int) -> Draft:
    figure = bar_chart(_GOAL_TITLE, _GOALS, Scale(0, 40, 2, 10))
    prompt = ask(
        "Faint yn fwy o bwyntiau sydd gan dîm Glas nag sydd gan dîm Gwyrdd?",
        "How many more points does team Blue have than team Green?",
        figure,
    )
    return number("points/more", "bar-charts", year, prompt, 18, scale_step=1, subtraction=1, borrow=1)


def _every_mark_one(year: int) -> Draft:
    figure = bar_chart(_GOAL_TITLE, _GOALS, Scale(0, 40, 2, 10))
    prompt = ask("Faint o bwyntiau sydd gan dîm Coch?", "How many points does team Red have?", figure)
    wrong = {"every-mark-is-one": "22", "reads-down-to-the-number": "20", "every-mark-is-five": "30"}
    return choice("points/read", "bar-charts", year, prompt, "24", wrong, scale_step=1)


def _grouped(year: int) -> Draft:
    figure = bar_chart(_AGE_TITLE, _AGES, Scale(0, 50, 2, 10))
    prompt = ask("Faint o bobl sydd o dan 20 oed?", "How many people are under 20 years old?", figure)
    return number("ages/under-20", "bar-charts", year, prompt, 66, scale_step=1, second_step=1)
