from collections.abc import Iterator

from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.figures import measure


def items() -> Iterator[Draft]:
    """Changing units, Years 5 to 9."""
    yield _written(5, "1.3", "kg", 1300, "g")
    yield _written(5, "4.2", "cm", 42, "mm")
    yield _written(5, 3, "m", 300, "cm", direct=1)
    yield _hidden_zero(5)
    yield _miles(6)
    yield _glasses(6)
    yield _up(7)
    yield _mixed_sum(7)
    yield _area(8)
    yield _pounds(8)
    yield _area_back(9)


def _written(year: int, value: str | int, unit: str, answer: int, into: str, **features: int) -> Draft:
    shown = measure(value, unit)
    prompt = ask(f"Newidia {shown} yn {into}.", f"Change {shown} to {into}.")
    return number(
        f"convert/{value}{unit}",
        "converting",
        year,
        prompt,
        Quantity(answer, after=into),
        unit_conversion=1,
        **features,
    )


def _hidden_zero(year: int) -> Draft:
    shown = f"{measure(3, 'kg')} {measure(50, 'g')}"
    prompt = ask(f"Pa un sy’n hafal i {shown}?", f"Which is equal to {shown}?")
    wrong = {
        "digits-side-by-side": measure(350, "g"),
        "kilogram-as-100-grams": measure(3500, "g"),
        "adds-without-converting": measure(53, "g"),
    }
    return choice("convert/3kg50g", "converting", year, prompt, measure(3050, "g"), wrong, unit_conversion=1)


def _miles(year: int) -> Draft:
    prompt = ask(
        f"Mae 5 milltir yn cyfateb i tua {measure(8, 'km')}.\nTua faint o gilometrau yw 30 milltir?",
        f"5 miles is about {measure(8, 'km')}.\nAbout how many kilometres is 30 miles?",
    )
    return number(
        "convert/30miles", "converting", year, prompt, Quantity(48, after="km"), unit_conversion=1, division=1
    )


def _glasses(year: int) -> Draft:
    prompt = ask(
        f"Mae potel yn dal 1.5 litr.\nMae gwydr yn dal {measure(250, 'ml')}.\nSawl gwydr llawn sydd yn y botel?",
        f"A bottle holds 1.5 litres.\nA glass holds {measure(250, 'ml')}.\nHow many full glasses are in the bottle?",
    )
    return number("convert/glasses", "converting", year, prompt, 6, unit_conversion=1, division=1)


def _up(year: int) -> Draft:
    shown = measure(45, "g")
    prompt = ask(f"Pa un sy’n hafal i {shown}?", f"Which is equal to {shown}?")
    wrong = {
        "kilogram-as-100-grams": measure("0.45", "kg"),
        "kilogram-as-10-grams": measure("4.5", "kg"),
        "kilogram-as-10-000-grams": measure("0.0045", "kg"),
    }
    return choice("convert/45g", "converting", year, prompt, measure("0.045", "kg"), wrong, unit_conversion=1)


def _mixed_sum(year: int) -> Draft:
    prompt = ask(
        f"Mae llwybr yn {measure('3.2', 'km')} o hyd.\nMae Osian wedi cerdded {measure(850, 'm')}.\n"
        f"Faint o’r llwybr sydd ar ôl?",
        f"A path is {measure('3.2', 'km')} long.\nOsian has walked {measure(850, 'm')}.\nHow much of the path is left?",
    )
    return number(
        "convert/path",
        "converting",
        year,
        prompt,
        Quantity(2350, after="m"),
        unit_conversion=1,
        subtraction=1,
        borrow=2,
    )


def _area(year: int) -> Draft:
    shown = measure(3, "m²")
    prompt = ask(f"Pa un sy’n hafal i {shown}?", f"Which is equal to {shown}?")
    wrong = {
        "area-as-length": measure(300, "cm²"),
        "metre-as-1000-centimetres": measure(3000, "cm²"),
        "one-zero-too-many": measure(300_000, "cm²"),
    }
    return choice(
        "convert/3m2",
        "converting",
        year,
        prompt,
        measure(30_000, "cm²"),
        wrong,
        unit_conversion=1,
        recalled_rule=1,
        second_step=1,
    )


def _pounds(year: int) -> Draft:
    prompt = ask(
        f"Mae {measure(1, 'kg')} yn cyfateb i tua 2.2 pwys.\nMae ci’n pwyso 44 pwys.\nTua faint o gilogramau yw hyn?",
        f"{measure(1, 'kg')} is about 2.2 pounds in weight.\nA dog weighs 44 pounds.\n"
        f"About how many kilograms is this?",
    )
    return number(
        "convert/44lb",
        "converting",
        year,
        prompt,
        Quantity(20, after="kg"),
        unit_conversion=1,
        division=1,
        decimal_lengths=1,
    )


def _area_back(year: int) -> Draft:
    prompt = ask(
        f"Mae teilsen sgwâr yn {measure(20, 'cm')} o hyd a {measure(20, 'cm')} o led.\n"
        f"Faint o deils sydd eu hangen i orchuddio {measure(6, 'm²')}?",
        f"A square tile is {measure(20, 'cm')} long and {measure(20, 'cm')} wide.\n"
        f"How many tiles are needed to cover {measure(6, 'm²')}?",
    )
    features = {"unit_conversion": 1, "second_step": 1, "third_step": 1, "division": 1}
    return number("convert/tiles", "converting", year, prompt, 150, **features)
