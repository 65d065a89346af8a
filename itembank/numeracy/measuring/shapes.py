"""Items on plane shapes: their names, sides and corners."""

from collections.abc import Iterator, Mapping, Sequence

from itembank.language import Text
from itembank.numeracy.drawing.polygons import Corners, drawn_circle, drawn_shape, regular
from itembank.numeracy.question_draft import QuestionDraft, choice_question, make_prompt, number_question
from itembank.welsh_mutations import welsh_and

RECTANGLE: Corners = ((0, 0), (170, 0), (170, 90), (0, 90))
KITE: Corners = ((70, 0), (140, 60), (70, 190), (0, 60))
PARALLELOGRAM: Corners = ((50, 0), (200, 0), (150, 90), (0, 90))
ISOSCELES: Corners = ((60, 0), (120, 170), (0, 170))
_SCALENE: Corners = ((20, 0), (190, 120), (0, 150))
_UNEVEN_PENTAGON: Corners = ((40, 0), (150, 20), (190, 110), (100, 160), (0, 90))
_UNEVEN_HEXAGON: Corners = ((50, 0), (150, 10), (190, 90), (140, 160), (40, 150), (0, 70))
_TRAPEZIUM: Corners = ((60, 0), (130, 0), (200, 110), (0, 110))

_NAMES = {
    "circle": Text("cylch", "circle"),
    "oval": Text("hirgrwn", "oval"),
    "triangle": Text("triongl", "triangle"),
    "square": Text("sgwâr", "square"),
    "rectangle": Text("petryal", "rectangle"),
    "pentagon": Text("pentagon", "pentagon"),
    "hexagon": Text("hecsagon", "hexagon"),
}
_NAMED: Sequence[tuple[str, Text, Mapping[str, str]]] = (
    ("circle", drawn_circle(), {"round-for-a-circle": "oval", "straight-and-curved-confused": "square"}),
    (
        "triangle",
        drawn_shape(((0, 0), (170, 0), (85, 150))),
        {"one-side-too-many": "square", "straight-and-curved-confused": "circle"},
    ),
    (
        "square",
        drawn_shape(regular(4)),
        {"one-side-too-few": "triangle", "one-side-too-many": "pentagon", "straight-and-curved-confused": "circle"},
    ),
    (
        "rectangle",
        drawn_shape(RECTANGLE),
        {"any-four-sides-is-a-square": "square", "one-side-too-few": "triangle", "one-side-too-many": "pentagon"},
    ),
    (
        "pentagon",
        drawn_shape(regular(5)),
        {"one-side-too-many": "hexagon", "one-side-too-few": "square", "straight-and-curved-confused": "circle"},
    ),
    (
        "hexagon",
        drawn_shape(regular(6)),
        {"one-side-too-few": "pentagon", "straight-and-curved-confused": "circle"},
    ),
)
_COUNTED: Mapping[str, Corners] = {
    "triangle": _SCALENE,
    "trapezium": _TRAPEZIUM,
    "pentagon": _UNEVEN_PENTAGON,
    "hexagon": _UNEVEN_HEXAGON,
    "octagon": regular(8),
}


def items() -> Iterator[QuestionDraft]:
    """Names, sides and corners in Year 2; kinds of quadrilaterals and triangles in Year 5."""
    yield from (_named(2, *row) for row in _NAMED)
    yield from (_sides(2, *row) for row in _COUNTED.items())
    yield from (_corners(2, *row) for row in _CORNERED)
    yield from (_quadrilateral(5, *row) for row in _QUADRILATERALS)
    yield from (_triangle(5, *row) for row in _TRIANGLES)


def practice() -> Iterator[QuestionDraft]:
    """Sides and kinds of shapes, Years 2 and 5, for practice alone."""
    yield _sides(2, "heptagon", regular(7))
    yield _triangle(5, (5, 8, 8), "isosceles")


_CORNERED: Sequence[tuple[str, Corners]] = (
    ("triangle", ISOSCELES),
    ("kite", KITE),
    ("pentagon", ((80, 0), (170, 60), (150, 150), (20, 150), (0, 50))),
    ("hexagon", regular(6, 30)),
)


def _named(year: int, name: str, figure: Text, confused: Mapping[str, str]) -> QuestionDraft:
    prompt = make_prompt("Beth yw enw’r siâp hwn?", "What is this shape called?", figure)
    wrong = {misconception: _NAMES[other] for misconception, other in confused.items()}
    return choice_question(f"shape/{name}", "shapes", year, prompt, _NAMES[name], wrong, direct=1)


def _sides(year: int, name: str, corners: Corners) -> QuestionDraft:
    prompt = make_prompt("Sawl ochr sydd gan y siâp?", "How many sides does the shape have?", drawn_shape(corners))
    features = {"direct": 1, "within_ten": 1}
    return number_question(f"sides/{name}", "shapes", year, prompt, len(corners), **features)


def _corners(year: int, name: str, corners: Corners) -> QuestionDraft:
    prompt = make_prompt("Sawl cornel sydd gan y siâp?", "How many corners does the shape have?", drawn_shape(corners))
    features = {"direct": 1, "within_ten": 1}
    return number_question(f"corners/{name}", "shapes", year, prompt, len(corners), **features)


_QUADRILATERAL_NAMES = {
    "rhombus": Text("rhombws", "rhombus"),
    "parallelogram": Text("paralelogram", "parallelogram"),
    "trapezium": Text("trapesiwm", "trapezium"),
    "kite": Text("barcud", "kite"),
    "rectangle": Text("petryal", "rectangle"),
    "square": Text("sgwâr", "square"),
}
_QUADRILATERALS = (
    (
        "rhombus",
        Text(
            "Mae gan siâp 4 ochr o’r un hyd.\nDoes ganddo ddim un ongl sgwâr.",
            "A shape has 4 sides of the same length.\nIt has no right angles.",
        ),
        {
            "equal-sides-alone-make-a-square": "square",
            "looks-at-the-sides-two-by-two": "rectangle",
            "one-pair-for-two": "trapezium",
        },
    ),
    (
        "square",
        Text(
            "Mae gan siâp 4 ochr o’r un hyd.\nOnglau sgwâr yw ei onglau i gyd.",
            "A shape has 4 sides of the same length.\nAll its angles are right angles.",
        ),
        {"leaves-out-the-angles": "rhombus", "leaves-out-the-lengths": "rectangle", "one-pair-for-two": "trapezium"},
    ),
    (
        "trapezium",
        Text(
            "Mae gan siâp 4 ochr.\nDim ond 1 pâr o’i ochrau sy’n baralel.",
            "A shape has 4 sides.\nOnly 1 pair of its sides is parallel.",
        ),
        {
            "two-pairs-for-one": "parallelogram",
            "equal-sides-seen": "rhombus",
            "looks-at-the-sides-two-by-two": "rectangle",
        },
    ),
    (
        "kite",
        Text(
            "Mae gan siâp 2 ochr fer a 2 ochr hir.\nMae’r ddwy ochr fer yn cwrdd mewn cornel.",
            "A shape has 2 short sides and 2 long sides.\nThe short sides meet at a corner.",
        ),
        {
            "looks-at-the-sides-two-by-two": "rectangle",
            "two-pairs-for-one": "parallelogram",
            "equal-sides-seen": "rhombus",
        },
    ),
)


def _quadrilateral(year: int, name: str, told: Text, confused: Mapping[str, str]) -> QuestionDraft:
    prompt = make_prompt(f"{told.cy}\nPa siâp yw hwn?", f"{told.en}\nWhich shape is it?")
    wrong = {misconception: _QUADRILATERAL_NAMES[other] for misconception, other in confused.items()}
    key = _QUADRILATERAL_NAMES[name]
    return choice_question(f"quadrilateral/{name}", "shapes", year, prompt, key, wrong, recalled_rule=1)


_TRIANGLE_NAMES = {
    "equilateral": Text("hafalochrog", "equilateral"),
    "isosceles": Text("isosgeles", "isosceles"),
    "scalene": Text("anghyfochrog", "scalene"),
}
_TRIANGLES: Sequence[tuple[tuple[int, int, int], str]] = (
    ((6, 6, 9), "isosceles"),
    ((7, 7, 7), "equilateral"),
    ((5, 6, 8), "scalene"),
    ((10, 4, 10), "isosceles"),
    ((9, 11, 12), "scalene"),
)
_ANOTHER_KIND = {
    "equilateral": "all-equal-for-another-kind",
    "isosceles": "two-equal-for-another-kind",
    "scalene": "none-equal-for-another-kind",
}


def _triangle(year: int, sides: tuple[int, int, int], name: str) -> QuestionDraft:
    a, b, c = sides
    prompt = make_prompt(
        f"Ochrau triongl yw {a} cm, {b} cm {welsh_and(c)} {c} cm.\nPa fath o driongl yw hwn?",
        f"The sides of a triangle are {a} cm, {b} cm and {c} cm.\nWhat kind of triangle is it?",
    )
    wrong = {_ANOTHER_KIND[other]: _TRIANGLE_NAMES[other] for other in _TRIANGLE_NAMES if other != name}
    item = f"triangle/{a}-{b}-{c}"
    return choice_question(item, "shapes", year, prompt, _TRIANGLE_NAMES[name], wrong, recalled_rule=1)
