"""Items on volume."""

from collections.abc import Iterator

from itembank.numeracy.drawing.circles_and_solids import cuboid, triangular_prism
from itembank.numeracy.drawing.unit_cubes import cuboid_of_cubes
from itembank.numeracy.number_formatting import LITRES, measure
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)
from itembank.welsh_mutations import welsh_and

_CUBES = ((3, 2, 2), (4, 2, 1), (5, 3, 1), (3, 3, 2), (2, 2, 4))
_HIDDEN = ((4, 3, 2), (3, 3, 3), (5, 2, 3), (4, 4, 2))
_CUBOIDS = ((6, 5, 4), (8, 3, 5), (10, 4, 6), (7, 2, 9), (12, 5, 3))
_LONG = ((9, 4, 5), (8, 6, 10), (15, 2, 4), (11, 3, 4))
_HEIGHTS = ((6, 5, 4), (7, 6, 5), (4, 3, 8), (10, 9, 4))
_PRISMS = ((6, 5, 12), (8, 5, 10), (4, 9, 10), (10, 6, 7))
_TANKS = ((9, 50, 40, 30), (9, 60, 30, 40), (9, 100, 40, 25), (8, 30, 20, 10), (8, 50, 20, 20))


def items() -> Iterator[QuestionDraft]:
    """Volume, from counting cubes in Year 6 to prisms in Year 9."""
    yield from (_cubes(6, *sides) for sides in _CUBES)
    yield from (_hidden_cubes(6, *sides) for sides in _HIDDEN)
    yield from (_cuboid(7, *sides) for sides in _CUBOIDS)
    yield from (_chosen(7, *sides) for sides in _LONG)
    yield from (_height(8, *sides) for sides in _HEIGHTS)
    yield from (_prism(9, *sides) for sides in _PRISMS)
    yield from (_tank(*row) for row in _TANKS)


def practice() -> Iterator[QuestionDraft]:
    """Volume, Years 6 to 9, for practice alone."""
    yield _cubes(6, 4, 3, 1)
    yield _cuboid(7, 5, 4, 3)
    yield _prism(9, 6, 4, 11)


def _cubes(year: int, length: int, width: int, height: int) -> QuestionDraft:
    prompt = make_prompt(
        "Beth yw cyfaint y ciwboid solet?\nMae pob ciwb yn 1 cm³.",
        "What is the volume of the solid cuboid?\nEach cube is 1 cm³.",
        cuboid_of_cubes(length, width, height),
    )
    features = {"direct": int(height == 1), "second_step": int(height > 2)}
    answer = Quantity(length * width * height, after="cm³")
    return number_question(f"cubes/{length}{width}{height}", "volume", year, prompt, answer, **features)


def _hidden_cubes(year: int, length: int, width: int, height: int) -> QuestionDraft:
    prompt = make_prompt(
        "Sawl ciwb sydd yn y ciwboid solet?",
        "How many cubes are in the solid cuboid?",
        cuboid_of_cubes(length, width, height),
    )
    key = str(length * width * height)
    wrong = {
        "counts-visible-cubes": length * width * height - (length - 1) * (width - 1) * (height - 1),
        "counts-one-layer": length * width,
        "counts-visible-faces": length * width + length * height + width * height,
    }
    item = f"cubes-hidden/{length}{width}{height}"
    return choice_question(item, "volume", year, prompt, key, distractors(key, wrong), second_step=1)


def _cuboid(year: int, length: int, width: int, height: int) -> QuestionDraft:
    prompt = make_prompt(
        "Beth yw cyfaint y ciwboid?",
        "What is the volume of the cuboid?",
        cuboid(measure(length, "cm"), measure(width, "cm"), measure(height, "cm")),
    )
    item = "cuboid" if (length, width) == (6, 5) else f"cuboid/{length}{width}{height}"
    answer = Quantity(length * width * height, after="cm³")
    return number_question(item, "volume", year, prompt, answer, recalled_rule=1, second_step=1)


def _chosen(year: int, length: int, width: int, height: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae bocs ar siâp ciwboid yn {measure(length, 'cm')} o hyd, {measure(width, 'cm')} o led a "
        f"{measure(height, 'cm')} o uchder.\nBeth yw cyfaint y bocs?",
        f"A box in the shape of a cuboid is {measure(length, 'cm')} long, {measure(width, 'cm')} wide and "
        f"{measure(height, 'cm')} high.\nWhat is the volume of the box?",
    )
    key = measure(length * width * height, "cm³")
    wrong = {
        "area-for-volume": measure(length * width, "cm³"),
        "adds-the-lengths": measure(length + width + height, "cm³"),
        "surface-for-volume": measure(2 * (length * width + length * height + width * height), "cm³"),
    }
    features = {"recalled_rule": 1, "second_step": 1}
    return choice_question(
        f"box/{length}x{width}x{height}", "volume", year, prompt, key, distractors(key, wrong), **features
    )


def _height(year: int, length: int, width: int, height: int) -> QuestionDraft:
    volume = length * width * height
    prompt = make_prompt(
        f"Cyfaint ciwboid yw {measure(volume, 'cm³')}.\nMae’n {measure(length, 'cm')} o hyd {welsh_and(width)} "
        f"{measure(width, 'cm')} o led.\nBeth yw uchder y ciwboid?",
        f"The volume of a cuboid is {measure(volume, 'cm³')}.\nIt is {measure(length, 'cm')} long and "
        f"{measure(width, 'cm')} wide.\nWhat is the height of the cuboid?",
    )
    features = {"recalled_rule": 1, "second_step": 1, "division": 1, "unknown_not_last": 1}
    return number_question(f"height/{volume}", "volume", year, prompt, Quantity(height, after="cm"), **features)


def _prism(year: int, base: int, height: int, length: int) -> QuestionDraft:
    prompt = make_prompt(
        "Beth yw cyfaint y prism?",
        "What is the volume of the prism?",
        triangular_prism(measure(base, "cm"), measure(height, "cm"), measure(length, "cm")),
    )
    whole_box = base * height * length
    key = measure(whole_box // 2, "cm³")
    wrong = {
        "forgets-to-halve": measure(whole_box, "cm³"),
        "adds-the-lengths": measure(base + height + length, "cm³"),
        "halves-twice": measure(f"{whole_box / 4:g}", "cm³"),
    }
    item = "prism" if (base, height) == (6, 5) else f"prism/{base}x{height}x{length}"
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "tempting_answer": 1}
    return choice_question(item, "volume", year, prompt, key, distractors(key, wrong), **features)


def _tank(year: int, length: int, width: int, height: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae tanc ar siâp ciwboid yn {measure(length, 'cm')} o hyd, {measure(width, 'cm')} o led a "
        f"{measure(height, 'cm')} o uchder.\n"
        f"Mae 1 litr yn hafal i {measure(1000, 'cm³')}.\nFaint o litrau mae’r tanc yn eu dal?",
        f"A rectangular tank is {measure(length, 'cm')} long, {measure(width, 'cm')} wide and "
        f"{measure(height, 'cm')} high.\n"
        f"1 litre is equal to {measure(1000, 'cm³')}.\nHow many litres does the tank hold?",
    )
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "unit_conversion": 1}
    item = "tank" if height == 30 else f"tank/{length}x{width}x{height}"
    answer = Quantity(length * width * height // 1000, after=LITRES)
    return number_question(item, "volume", year, prompt, answer, **features)
