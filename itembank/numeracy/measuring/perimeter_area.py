"""Items on perimeter and area."""

from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.drawing.circles_and_solids import circle_with_length, semicircle
from itembank.numeracy.drawing.plane_shapes import (
    labelled_shape,
    rectangle_with_sides,
    right_angled_triangle,
    squared_paper,
)
from itembank.numeracy.number_formatting import decimal, measure
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)
from itembank.welsh_mutations import welsh_and

PI = Text("Defnyddia π = 3.14.", "Use 3.14 for π.")

_STAIRS = {(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (3, 2), (4, 2), (1, 3)}
_SHAPES = (
    _STAIRS,
    {(1, 1), (2, 1), (1, 2), (2, 2), (1, 3), (2, 3)},
    {(0, 1), (1, 1), (2, 1), (3, 1), (3, 2), (3, 3), (2, 3)},
    {(1, 0), (1, 1), (1, 2), (0, 2), (2, 2), (3, 2), (1, 3), (1, 4), (2, 4)},
    {(0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (3, 1), (0, 2), (1, 2), (2, 2), (3, 2)},
    {(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (3, 2), (1, 3), (2, 3), (3, 3), (4, 3), (5, 3)},
    {(2, 0), (1, 1), (2, 1), (3, 1), (0, 2), (1, 2), (2, 2), (3, 2), (4, 2), (1, 3), (2, 3), (3, 3)},
)
_AREAS = ((5, 3), (8, 4), (9, 6), (7, 4), (10, 3))
_GARDENS = ((12, 7), (15, 8), (20, 13), (24, 6))
_MISSING_SIDES = ((46, 15), (38, 12), (54, 16), (30, 9))
_MISSING_WIDTHS = ((48, 8), (63, 9), (96, 12), (84, 14))
_L_SHAPES = ((7, 4, 9, 4), (8, 3, 10, 5), (6, 5, 8, 2), (10, 4, 9, 6))
_TRIANGLES = ((10, 6), (8, 5), (12, 9), (14, 7), (9, 4))
_TRIANGLE_SIDES = ((5, 7, 9), (8, 8, 5), (12, 9, 6), (15, 11, 8))


def items() -> Iterator[QuestionDraft]:
    """Perimeter and area, from counting squares in Year 4 to circles in Year 9."""
    yield from (_counted(4, shape) for shape in _SHAPES)
    yield from (_perimeter(5, *sides) for sides in ((8, 5), (9, 4), (12, 7), (10, 3), (15, 6)))
    yield from (_square_perimeter(5, side) for side in (9, 7, 12, 25))
    yield from (_triangle_perimeter(5, *sides) for sides in _TRIANGLE_SIDES)
    yield from (_swapped(6, *sides) for sides in _AREAS)
    yield from (_area(6, *sides) for sides in _GARDENS)
    yield from (_square_area(6, side) for side in (6, 9, 12))
    yield from (_decimal_perimeter(6, *sides) for sides in (("4.5", "3"), ("7.2", "2.6"), ("6.8", "5.5")))
    yield from (_l_shape(7, *sides) for sides in _L_SHAPES)
    yield from (_triangle(7, *sides) for sides in _TRIANGLES)
    yield from (_missing_side(7, *row) for row in _MISSING_SIDES)
    yield from (_missing_width(7, *row) for row in _MISSING_WIDTHS)
    yield from (_circumference(8, diameter) for diameter in (20, 10, 30, 50))
    yield from (_circumference_from_radius(8, radius) for radius in (5, 3, 20, 15))
    yield from (_diameter(8, diameter) for diameter in (10, 20, 40, 100))
    yield from (_decimal_area(8, *sides) for sides in (("2.5", "4"), ("3.6", "1.5"), ("0.8", "1.2"), ("6.4", "2.5")))
    yield from (_frame(8, *row) for row in ((12, 8, 10, 6), (20, 15, 16, 10), (9, 7, 5, 4)))
    yield from (_circle_area(9, radius) for radius in (10, 3, 5, 20))
    yield from (_circle_swapped(9, radius) for radius in (4, 6, 10))
    yield from (_semicircle(9, diameter) for diameter in (20, 10, 40))


def practice() -> Iterator[QuestionDraft]:
    """Perimeter and area, Years 5 to 9, for practice alone."""
    yield _perimeter(5, 11, 6)
    yield _square_perimeter(5, 8)
    yield _area(6, 14, 9)
    yield _triangle(7, 11, 8)
    yield _missing_side(7, 42, 13)
    yield _circumference(8, 40)
    yield _decimal_area(8, "4.5", "1.2")
    yield _circle_area(9, 30)


def _counted(year: int, cells: set[tuple[int, int]]) -> QuestionDraft:
    prompt = make_prompt(
        "Beth yw arwynebedd y siâp sydd wedi’i liwio?\nMae pob sgwâr yn 1 cm².",
        "What is the area of the shaded shape?\nEach square is 1 cm².",
        squared_paper(cells, 6, 5),
    )
    return number_question(
        f"squares/{len(cells)}", "perimeter-area", year, prompt, Quantity(len(cells), after="cm²"), direct=1
    )


def _perimeter(year: int, length: int, width: int) -> QuestionDraft:
    prompt = make_prompt(
        "Beth yw perimedr y petryal?",
        "What is the perimeter of the rectangle?",
        rectangle_with_sides(measure(length, "cm"), measure(width, "cm")),
    )
    wrong = {
        "adds-given-sides-only": measure(length + width, "cm"),
        "area-for-perimeter": measure(length * width, "cm"),
        "counts-one-side-twice": measure(2 * length + width, "cm"),
    }
    key = measure(2 * (length + width), "cm")
    item = f"perimeter/{length}x{width}"
    return choice_question(item, "perimeter-area", year, prompt, key, distractors(key, wrong), second_step=1)


def _square_perimeter(year: int, side: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae pob ochr i sgwâr yn {measure(side, 'cm')} o hyd.\nBeth yw perimedr y sgwâr?",
        f"Each side of a square is {measure(side, 'cm')} long.\nWhat is the perimeter of the square?",
    )
    return number_question(
        f"perimeter-square/{side}", "perimeter-area", year, prompt, Quantity(4 * side, after="cm"), recalled_rule=1
    )


def _swapped(year: int, length: int, width: int) -> QuestionDraft:
    prompt = make_prompt(
        "Beth yw arwynebedd y petryal?",
        "What is the area of the rectangle?",
        rectangle_with_sides(measure(length, "m"), measure(width, "m")),
    )
    wrong = {
        "perimeter-for-area": measure(2 * (length + width), "m²"),
        "adds-given-sides": measure(length + width, "m²"),
        "halves-as-for-a-triangle": measure(f"{length * width / 2:g}", "m²"),
    }
    key = measure(length * width, "m²")
    item = f"area/{length}x{width}"
    return choice_question(item, "perimeter-area", year, prompt, key, distractors(key, wrong), recalled_rule=1)


def _area(year: int, length: int, width: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae gardd betryal yn {measure(length, 'm')} o hyd {welsh_and(width)} {measure(width, 'm')} o led.\n"
        f"Beth yw arwynebedd yr ardd?",
        f"A rectangular garden is {measure(length, 'm')} long and {measure(width, 'm')} wide.\n"
        f"What is the area of the garden?",
    )
    return number_question(
        f"area-garden/{length}x{width}",
        "perimeter-area",
        year,
        prompt,
        Quantity(length * width, after="m²"),
        recalled_rule=1,
        carry=int(length * width > 20),
    )


def _l_shape(year: int, left: int, top: int, bottom: int, right: int) -> QuestionDraft:
    """Drawn to the same scale across and down; the two sides that are not given follow from the others."""
    unit = 140 / max(left, bottom)
    x, y = 70.0, 24.0
    corners = [
        (x, y),
        (x + top * unit, y),
        (x + top * unit, y + (left - right) * unit),
        (x + bottom * unit, y + (left - right) * unit),
        (x + bottom * unit, y + left * unit),
        (x, y + left * unit),
    ]
    labels = (
        (x + top * unit / 2, 10.0, f"{top} cm"),
        (38.0, y + left * unit / 2, f"{left} cm"),
        (x + bottom * unit + 34, y + (left - right / 2) * unit, f"{right} cm"),
        (x + bottom * unit / 2, y + left * unit + 18, f"{bottom} cm"),
    )
    described = Text(
        f"Siâp L. Ochr chwith: {left} cm. Top: {top} cm. Gwaelod: {bottom} cm. Ochr dde: {right} cm.",
        f"An L shape. Left side: {left} cm. Top: {top} cm. Bottom: {bottom} cm. Right side: {right} cm.",
    )
    area = left * top + (bottom - top) * right
    key = measure(area, "cm²")
    wrong = {
        "fills-in-the-rectangle": measure(left * bottom, "cm²"),
        "counts-the-corner-twice": measure(left * top + bottom * right, "cm²"),
        "adds-given-sides": measure(left + top + bottom + right, "cm²"),
    }
    prompt = make_prompt(
        "Beth yw arwynebedd y siâp L?", "What is the area of the L shape?", labelled_shape(corners, labels, described)
    )
    item = "area-l" if (left, top) == (7, 4) else f"area-l/{left}-{top}-{bottom}-{right}"
    return choice_question(
        item, "perimeter-area", year, prompt, key, distractors(key, wrong), second_step=1, third_step=1
    )


def _triangle_perimeter(year: int, a: int, b: int, c: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Ochrau triongl yw {measure(a, 'cm')}, {measure(b, 'cm')} "
        f"{welsh_and(c)} {measure(c, 'cm')}.\nBeth yw perimedr y triongl?",
        f"The sides of a triangle are {measure(a, 'cm')}, {measure(b, 'cm')} and {measure(c, 'cm')}.\n"
        "What is the perimeter of the triangle?",
    )
    answer = Quantity(a + b + c, after="cm")
    return number_question(f"perimeter-triangle/{a}-{b}-{c}", "perimeter-area", year, prompt, answer, second_step=1)


def _square_area(year: int, side: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae pob ochr i sgwâr yn {measure(side, 'cm')} o hyd.\nBeth yw arwynebedd y sgwâr?",
        f"Each side of a square is {measure(side, 'cm')} long.\nWhat is the area of the square?",
    )
    wrong = {
        "perimeter-for-area": measure(4 * side, "cm²"),
        "doubles-for-the-square": measure(2 * side, "cm²"),
        "one-lot-too-many": measure(side * (side + 1), "cm²"),
    }
    key = measure(side * side, "cm²")
    return choice_question(
        f"area-square/{side}", "perimeter-area", year, prompt, key, distractors(key, wrong), recalled_rule=1
    )


def _decimal_perimeter(year: int, length: str, width: str) -> QuestionDraft:
    prompt = make_prompt(
        "Beth yw perimedr y petryal?",
        "What is the perimeter of the rectangle?",
        rectangle_with_sides(measure(length, "cm"), measure(width, "cm")),
    )
    answer = Quantity(f"{2 * (float(length) + float(width)):g}", after="cm")
    features = {"second_step": 1, "carry": 1, "decimal_lengths": int("." not in width)}
    return number_question(f"perimeter-decimal/{length}x{width}", "perimeter-area", year, prompt, answer, **features)


def _missing_width(year: int, area: int, length: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Arwynebedd petryal yw {measure(area, 'cm²')}.\nHyd y petryal yw {measure(length, 'cm')}.\n"
        "Beth yw lled y petryal?",
        f"The area of a rectangle is {measure(area, 'cm²')}.\nThe length of the rectangle is {measure(length, 'cm')}.\n"
        "What is the width of the rectangle?",
    )
    key = measure(area // length, "cm")
    wrong = {
        "subtracts-instead": measure(area - length, "cm"),
        "perimeter-for-area": measure(f"{(area - 2 * length) / 2:g}", "cm"),
        "multiplies-instead": measure(area * length, "cm"),
    }
    features = {"unknown_not_last": 1, "division": 1, "recalled_rule": 1}
    return choice_question(
        f"area-missing/{area}by{length}", "perimeter-area", year, prompt, key, distractors(key, wrong), **features
    )


def _diameter(year: int, diameter: int) -> QuestionDraft:
    around = f"{3.14 * diameter:g}"
    prompt = make_prompt(
        f"Cylchedd cylch yw {measure(around, 'cm')}.\nBeth yw diamedr y cylch?\n{PI.cy}",
        f"The circumference of a circle is {measure(around, 'cm')}.\nWhat is the diameter of the circle?\n{PI.en}",
    )
    features = {"recalled_rule": 1, "division": 1, "unknown_not_last": 1}
    answer = Quantity(diameter, after="cm")
    return number_question(f"diameter/{around}", "perimeter-area", year, prompt, answer, **features)


def _decimal_area(year: int, length: str, width: str) -> QuestionDraft:
    prompt = make_prompt(
        "Beth yw arwynebedd y petryal?",
        "What is the area of the rectangle?",
        rectangle_with_sides(measure(length, "m"), measure(width, "m")),
    )
    one, other = float(length), float(width)
    key = measure(f"{one * other:g}", "m²")
    wrong = {
        "perimeter-for-area": measure(f"{2 * (one + other):g}", "m²"),
        "multiplies-the-parts-apart": measure(
            f"{int(one) * int(other) + one % 1 * (other % 1):.2f}".rstrip("0").rstrip("."), "m²"
        ),
        "point-one-place-too-far": measure(f"{one * other * 10:g}", "m²"),
        "adds-given-sides": measure(f"{one + other:g}", "m²"),
    }
    features = {"recalled_rule": 1, "decimal_lengths": 1, "second_step": 1}
    item = f"area-decimal/{length}x{width}"
    return choice_question(item, "perimeter-area", year, prompt, key, distractors(key, wrong), **features)


def _frame(year: int, length: int, width: int, inner: int, inside: int) -> QuestionDraft:
    """The area of a rectangle with a smaller one cut out."""
    prompt = make_prompt(
        f"Mae darn petryal o gerdyn yn {measure(length, 'cm')} wrth {measure(width, 'cm')}.\n"
        f"Mae petryal {measure(inner, 'cm')} wrth {measure(inside, 'cm')} yn cael ei dorri allan ohono.\n"
        "Beth yw arwynebedd y cerdyn sydd ar ôl?",
        f"A rectangular piece of card is {measure(length, 'cm')} by {measure(width, 'cm')}.\n"
        f"A rectangle {measure(inner, 'cm')} by {measure(inside, 'cm')} is cut out of it.\n"
        "What is the area of the card that is left?",
    )
    answer = Quantity(length * width - inner * inside, after="cm²")
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "subtraction": 1}
    return number_question(f"area-left/{length}x{width}", "perimeter-area", year, prompt, answer, **features)


def _triangle(year: int, base: int, height: int) -> QuestionDraft:
    wrong = {
        "forgets-to-halve": measure(base * height, "cm²"),
        "adds-given-sides": measure(base + height, "cm²"),
        "halves-the-sum": measure(f"{(base + height) / 2:g}", "cm²"),
    }
    prompt = make_prompt(
        "Beth yw arwynebedd y triongl?",
        "What is the area of the triangle?",
        right_angled_triangle(measure(base, "cm"), measure(height, "cm")),
    )
    key = measure(f"{base * height / 2:g}", "cm²")
    item = "area-triangle" if base == 10 else f"area-triangle/{base}x{height}"
    features = {"recalled_rule": 1, "second_step": 1, "tempting_answer": 1}
    return choice_question(item, "perimeter-area", year, prompt, key, distractors(key, wrong), **features)


def _missing_side(year: int, around: int, length: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Perimedr petryal yw {measure(around, 'cm')}.\nHyd y petryal yw {measure(length, 'cm')}.\n"
        "Beth yw lled y petryal?",
        f"The perimeter of a rectangle is {measure(around, 'cm')}.\n"
        f"The length of the rectangle is {measure(length, 'cm')}.\nWhat is the width of the rectangle?",
    )
    features = {"unknown_not_last": 1, "subtraction": 1, "division": 1, "second_step": 1}
    item = "perimeter-missing" if around == 46 else f"perimeter-missing/{around}-{length}"
    return number_question(item, "perimeter-area", year, prompt, Quantity(around // 2 - length, after="cm"), **features)


def _circumference(year: int, diameter: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Beth yw cylchedd y cylch?\n{PI.cy}",
        f"What is the circumference of the circle?\n{PI.en}",
        circle_with_length("diameter", measure(diameter, "cm")),
    )
    answer = Quantity(f"{3.14 * diameter:g}", after="cm")
    return number_question(f"circumference/{diameter}", "perimeter-area", year, prompt, answer, recalled_rule=1)


def _circumference_from_radius(year: int, radius: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Beth yw cylchedd y cylch?\n{PI.cy}",
        f"What is the circumference of the circle?\n{PI.en}",
        circle_with_length("radius", measure(radius, "m")),
    )
    key = measure(f"{6.28 * radius:g}", "m")
    wrong = {
        "radius-for-diameter": measure(f"{3.14 * radius:g}", "m"),
        "area-for-circumference": measure(f"{3.14 * radius**2:g}", "m"),
        "adds-instead-of-multiplying": measure(f"{2 * radius + 3.14:g}", "m"),
    }
    item = "circumference-radius" if radius == 5 else f"circumference-radius/{radius}"
    features = {"recalled_rule": 1, "second_step": 1, "tempting_answer": 1}
    return choice_question(item, "perimeter-area", year, prompt, key, distractors(key, wrong), **features)


def _circle_area(year: int, radius: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Beth yw arwynebedd y cylch?\n{PI.cy}",
        f"What is the area of the circle?\n{PI.en}",
        circle_with_length("radius", measure(radius, "cm")),
    )
    answer = Quantity(f"{3.14 * radius**2:g}", after="cm²")
    features = {"recalled_rule": 1, "second_step": 1}
    return number_question(f"circle-area/{radius}", "perimeter-area", year, prompt, answer, **features)


def _circle_swapped(year: int, radius: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Beth yw arwynebedd y cylch?\n{PI.cy}",
        f"What is the area of the circle?\n{PI.en}",
        circle_with_length("diameter", measure(2 * radius, "m")),
    )
    key = measure(f"{3.14 * radius**2:g}", "m²")
    wrong = {
        "circumference-for-area": measure(f"{6.28 * radius:g}", "m²"),
        "diameter-for-radius": measure(decimal(f"{12.56 * radius**2:g}"), "m²"),
        "squares-nothing": measure(f"{3.14 * radius:g}", "m²"),
    }
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "tempting_answer": 1}
    item = "circle-area-diameter" if radius == 4 else f"circle-area-diameter/{2 * radius}"
    return choice_question(item, "perimeter-area", year, prompt, key, distractors(key, wrong), **features)


def _semicircle(year: int, diameter: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Beth yw perimedr yr hanner cylch?\n{PI.cy}",
        f"What is the perimeter of the semicircle?\n{PI.en}",
        semicircle(measure(diameter, "cm")),
    )
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "division": 1}
    item = "semicircle" if diameter == 20 else f"semicircle/{diameter}"
    return number_question(
        item, "perimeter-area", year, prompt, Quantity(f"{2.57 * diameter:g}", after="cm"), **features
    )
