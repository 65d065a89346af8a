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
        "Pa gerbyd sydd â’r nifer mwyaf?",
        "Which vehicle has the largest number?",
        block_graph(_VEHICLE_TITLE, _VEHICLES),
    )
    wrong = {
        "fewest-for-most": _VEHICLES[2][0],
        "first-in-the-graph": _VEHICLES[0][0],
        "last-in-the-graph": _VEHICLES[3][0],
    }
    return choice("vehicles/most", "bar-charts", year, prompt, _VEHICLES[1][0], wrong, direct=1)


def _more_blocks(year: int) -> Draft:
    prompt = ask(
        "Mae mwy o blant yn chwarae’r drymiau na’r ffidil.\nFaint yn fwy?",
        "How many more children play the drums than the violin?",
        block_graph(_INSTRUMENT_TITLE, _INSTRUMENTS),
    )
    return number("instruments/more", "bar-charts", year, prompt, 4, subtraction=1, within_ten=1)


def _order_blocks(year: int) -> Draft:
    prompt = ask(
        "Rho’r anifeiliaid mewn trefn.\nRho’r nifer lleiaf yn gyntaf.",
        "Put the animals in order.\nPut the smallest number first.",
        block_graph(_FARM_TITLE, _FARM),
    )
    ordered = [name for name, _ in sorted(_FARM, key=lambda row: row[1])]
    return ordering("farm/order", "bar-charts", year, prompt, ordered, direct=1, within_ten=1)


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
    figure = bar_chart(_PARKED_TITLE, _PARKED, Scale(0, 40, 2, 10))
    prompt = ask(
        "Faint o geir oedd yn y maes parcio ddydd Mawrth?", "How many cars were in the car park on Tuesday?", figure
    )
    wrong = {"every-mark-is-one": "22", "reads-down-to-the-number": "20", "every-mark-is-five": "30"}
    return choice("parked/read", "bar-charts", year, prompt, "24", wrong, scale_step=1)


def _grouped(year: int) -> Draft:
    figure = bar_chart(_AGE_TITLE, _AGES, Scale(0, 50, 2, 10))
    prompt = ask("Faint o bobl sydd o dan 20 oed?", "How many people are under 20 years old?", figure)
    return number("ages/under-20", "bar-charts", year, prompt, 66, scale_step=1, second_step=1)
