from collections.abc import Iterator

from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.drawing.cubes import cuboid_of_cubes
from itembank.numeracy.drawing.round_shapes import cuboid, triangular_prism
from itembank.numeracy.figures import LITRES, measure


def items() -> Iterator[Draft]:
    """Volume, from counting cubes in Year 6 to prisms in Year 9."""
    yield _cubes(6, 3, 2, 2)
    yield _hidden_cubes(6, 4, 3, 2)
    yield _cuboid(7, 6, 5, 4)
    yield _prism(9)
    yield _tank(9)


def _cubes(year: int, length: int, width: int, height: int) -> Draft:
    prompt = ask(
        "Beth yw cyfaint y ciwboid solet?\nMae pob ciwb yn 1 cm³.",
        "What is the volume of the solid cuboid?\nEach cube is 1 cm³.",
        cuboid_of_cubes(length, width, height),
    )
    return number(
        f"cubes/{length}{width}{height}", "volume", year, prompt, Quantity(length * width * height, after="cm³")
    )


def _hidden_cubes(year: int, length: int, width: int, height: int) -> Draft:
    prompt = ask(
        "Sawl ciwb sydd yn y ciwboid solet?",
        "How many cubes are in the solid cuboid?",
        cuboid_of_cubes(length, width, height),
    )
    seen = length * width * height - (length - 1) * (width - 1) * (height - 1)
    wrong = {
        "counts-visible-cubes": str(seen),
        "counts-one-layer": str(length * width),
        "counts-visible-faces": str(length * width + length * height + width * height),
    }
    return choice(
        f"cubes-hidden/{length}{width}{height}",
        "volume",
        year,
        prompt,
        str(length * width * height),
        wrong,
        second_step=1,
    )


def _cuboid(year: int, length: int, width: int, height: int) -> Draft:
    prompt = ask(
        "Beth yw cyfaint y ciwboid?",
        "What is the volume of the cuboid?",
        cuboid(measure(length, "cm"), measure(width, "cm"), measure(height, "cm")),
    )
    return number(
        "cuboid", "volume", year, prompt, Quantity(length * width * height, after="cm³"), recalled_rule=1, second_step=1
    )


def _prism(year: int) -> Draft:
    prompt = ask(
        "Beth yw cyfaint y prism?",
        "What is the volume of the prism?",
        triangular_prism(measure(6, "cm"), measure(5, "cm"), measure(12, "cm")),
    )
    wrong = {
        "forgets-to-halve": measure(360, "cm³"),
        "adds-the-lengths": measure(23, "cm³"),
        "halves-twice": measure(90, "cm³"),
    }
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1}
    return choice("prism", "volume", year, prompt, measure(180, "cm³"), wrong, **features)


def _tank(year: int) -> Draft:
    prompt = ask(
        f"Mae tanc petryal yn {measure(50, 'cm')} o hyd, {measure(40, 'cm')} o led a {measure(30, 'cm')} o uchder.\n"
        f"Mae 1 litr yn hafal i {measure(1000, 'cm³')}.\nFaint o litrau mae’r tanc yn eu dal?",
        f"A rectangular tank is {measure(50, 'cm')} long, {measure(40, 'cm')} wide and {measure(30, 'cm')} high.\n"
        f"1 litre is equal to {measure(1000, 'cm³')}.\nHow many litres does the tank hold?",
    )
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "unit_conversion": 1}
    return number("tank", "volume", year, prompt, Quantity(60, after=LITRES), **features)
