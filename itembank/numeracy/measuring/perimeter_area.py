from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.drawing.plane_shapes import on_squares, rectangle_with_sides, with_sides
from itembank.numeracy.drawing.round_shapes import circle_with_length, semicircle
from itembank.numeracy.figures import decimal, measure

PI = Text("Defnyddia 3.14 am π.", "Use 3.14 for π.")

_STAIRS = {(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (3, 2), (4, 2), (1, 3)}


def items() -> Iterator[Draft]:
    """Perimeter and area, from counting squares in Year 4 to circles in Year 9."""
    yield _counted(4, _STAIRS)
    yield _perimeter(5, 8, 5)
    yield _square_perimeter(5, 9)
    yield _swapped(6, 5, 3)
    yield _area(6, 12, 7)
    yield _l_shape(7)
    yield _triangle(7, 10, 6)
    yield _missing_side(7)
    yield _circumference(8, 20)
    yield _circumference_from_radius(8, 5)
    yield _circle_area(9, 10)
    yield _circle_swapped(9, 4)
    yield _semicircle(9, 20)


def _counted(year: int, cells: set[tuple[int, int]]) -> Draft:
    prompt = ask(
        "Beth yw arwynebedd y siâp sydd wedi’i liwio?\nMae pob sgwâr yn 1 cm².",
        "What is the area of the shaded shape?\nEach square is 1 cm².",
        on_squares(cells, 6, 5),
    )
    return number(f"squares/{len(cells)}", "perimeter-area", year, prompt, Quantity(len(cells), after="cm²"), direct=1)


def _perimeter(year: int, length: int, width: int) -> Draft:
    prompt = ask(
        "Beth yw perimedr y petryal?",
        "What is the perimeter of the rectangle?",
        rectangle_with_sides(measure(length, "cm"), measure(width, "cm"), (176, 110)),
    )
    wrong = {
        "adds-given-sides-only": measure(length + width, "cm"),
        "area-for-perimeter": measure(length * width, "cm"),
        "counts-one-side-twice": measure(2 * length + width, "cm"),
    }
    key = measure(2 * (length + width), "cm")
    return choice(f"perimeter/{length}x{width}", "perimeter-area", year, prompt, key, wrong, second_step=1)


def _square_perimeter(year: int, side: int) -> Draft:
    prompt = ask(
        f"Mae pob ochr i sgwâr yn {measure(side, 'cm')} o hyd.\nBeth yw perimedr y sgwâr?",
        f"Each side of a square is {measure(side, 'cm')} long.\nWhat is the perimeter of the square?",
    )
    return number(
        f"perimeter-square/{side}", "perimeter-area", year, prompt, Quantity(4 * side, after="cm"), recalled_rule=1
    )


def _swapped(year: int, length: int, width: int) -> Draft:
    prompt = ask(
        "Beth yw arwynebedd y petryal?",
        "What is the area of the rectangle?",
        rectangle_with_sides(measure(length, "m"), measure(width, "m"), (170, 102)),
    )
    wrong = {
        "perimeter-for-area": measure(2 * (length + width), "m²"),
        "adds-given-sides": measure(length + width, "m²"),
        "halves-as-for-a-triangle": measure(decimal(str(length * width / 2)), "m²"),
    }
    return choice(
        f"area/{length}x{width}", "perimeter-area", year, prompt, measure(length * width, "m²"), wrong, recalled_rule=1
    )


def _area(year: int, length: int, width: int) -> Draft:
    prompt = ask(
        f"Mae gardd betryal yn {measure(length, 'm')} o hyd a {measure(width, 'm')} o led.\n"
        f"Beth yw arwynebedd yr ardd?",
        f"A rectangular garden is {measure(length, 'm')} long and {measure(width, 'm')} wide.\n"
        f"What is the area of the garden?",
    )
    return number(
        f"area-garden/{length}x{width}",
        "perimeter-area",
        year,
        prompt,
        Quantity(length * width, after="m²"),
        recalled_rule=1,
        carry=1,
    )


def _l_shape(year: int) -> Draft:
    corners = [(70.0, 24.0), (150.0, 24.0), (150.0, 84.0), (250.0, 84.0), (250.0, 164.0), (70.0, 164.0)]
    sides = ((110.0, 10.0, "4 cm"), (38.0, 94.0, "7 cm"), (284.0, 124.0, "4 cm"), (160.0, 182.0, "9 cm"))
    described = Text(
        "Siâp L. Ochr chwith: 7 cm. Top: 4 cm. Gwaelod: 9 cm. Ochr dde: 4 cm.",
        "An L shape. Left side: 7 cm. Top: 4 cm. Bottom: 9 cm. Right side: 4 cm.",
    )
    wrong = {
        "fills-in-the-rectangle": measure(63, "cm²"),
        "counts-the-corner-twice": measure(64, "cm²"),
        "adds-given-sides": measure(24, "cm²"),
    }
    prompt = ask(
        "Beth yw arwynebedd y siâp L?", "What is the area of the L shape?", with_sides(corners, sides, described)
    )
    return choice("area-l", "perimeter-area", year, prompt, measure(48, "cm²"), wrong, second_step=1, third_step=1)


def _triangle(year: int, base: int, height: int) -> Draft:
    corners = [(20.0, 140.0), (220.0, 140.0), (220.0, 20.0)]
    sides = ((120.0, 158.0, measure(base, "cm")), (254.0, 80.0, measure(height, "cm")))
    described = Text(
        f"Triongl ongl sgwâr. Sail: {base} cm. Uchder: {height} cm.",
        f"A right-angled triangle. Base: {base} cm. Height: {height} cm.",
    )
    wrong = {
        "forgets-to-halve": measure(base * height, "cm²"),
        "adds-given-sides": measure(base + height, "cm²"),
        "halves-the-sum": measure((base + height) // 2, "cm²"),
    }
    prompt = ask(
        "Beth yw arwynebedd y triongl?", "What is the area of the triangle?", with_sides(corners, sides, described)
    )
    key = measure(base * height // 2, "cm²")
    return choice("area-triangle", "perimeter-area", year, prompt, key, wrong, recalled_rule=1, second_step=1)


def _missing_side(year: int) -> Draft:
    prompt = ask(
        f"Perimedr petryal yw {measure(46, 'cm')}.\nHyd y petryal yw {measure(15, 'cm')}.\nBeth yw lled y petryal?",
        f"The perimeter of a rectangle is {measure(46, 'cm')}.\nThe length of the rectangle is {measure(15, 'cm')}.\n"
        "What is the width of the rectangle?",
    )
    features = {"unknown_not_last": 1, "subtraction": 1, "division": 1, "second_step": 1}
    return number("perimeter-missing", "perimeter-area", year, prompt, Quantity(8, after="cm"), **features)


def _circumference(year: int, diameter: int) -> Draft:
    prompt = ask(
        f"Beth yw cylchedd y cylch?\n{PI.cy}",
        f"What is the circumference of the circle?\n{PI.en}",
        circle_with_length("diameter", measure(diameter, "cm")),
    )
    return number(
        f"circumference/{diameter}", "perimeter-area", year, prompt, Quantity("62.8", after="cm"), recalled_rule=1
    )


def _circumference_from_radius(year: int, radius: int) -> Draft:
    prompt = ask(
        f"Beth yw cylchedd y cylch?\n{PI.cy}",
        f"What is the circumference of the circle?\n{PI.en}",
        circle_with_length("radius", measure(radius, "m")),
    )
    wrong = {
        "radius-for-diameter": measure("15.7", "m"),
        "area-for-circumference": measure("78.5", "m"),
        "adds-instead-of-multiplying": measure("13.14", "m"),
    }
    return choice(
        "circumference-radius",
        "perimeter-area",
        year,
        prompt,
        measure("31.4", "m"),
        wrong,
        recalled_rule=1,
        second_step=1,
    )


def _circle_area(year: int, radius: int) -> Draft:
    prompt = ask(
        f"Beth yw arwynebedd y cylch?\n{PI.cy}",
        f"What is the area of the circle?\n{PI.en}",
        circle_with_length("radius", measure(radius, "cm")),
    )
    return number(
        f"circle-area/{radius}",
        "perimeter-area",
        year,
        prompt,
        Quantity(314, after="cm²"),
        recalled_rule=1,
        second_step=1,
    )


def _circle_swapped(year: int, radius: int) -> Draft:
    prompt = ask(
        f"Beth yw arwynebedd y cylch?\n{PI.cy}",
        f"What is the area of the circle?\n{PI.en}",
        circle_with_length("diameter", measure(2 * radius, "m")),
    )
    wrong = {
        "circumference-for-area": measure("25.12", "m²"),
        "diameter-for-radius": measure("200.96", "m²"),
        "doubles-for-the-square": measure("12.56", "m²"),
    }
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1}
    return choice("circle-area-diameter", "perimeter-area", year, prompt, measure("50.24", "m²"), wrong, **features)


def _semicircle(year: int, diameter: int) -> Draft:
    prompt = ask(
        f"Beth yw perimedr yr hanner cylch?\n{PI.cy}",
        f"What is the perimeter of the semicircle?\n{PI.en}",
        semicircle(measure(diameter, "cm")),
    )
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "division": 1}
    return number("semicircle", "perimeter-area", year, prompt, Quantity("51.4", after="cm"), **features)
