"""Items on symmetry."""

from collections.abc import Iterator, Mapping, Sequence

from itembank.language import Text
from itembank.numeracy.drawing.polygons import Corners, drawn_shape, mirror_paper, regular
from itembank.numeracy.drawing.svg import label, picture
from itembank.numeracy.measuring.shapes import ISOSCELES, KITE, PARALLELOGRAM, RECTANGLE
from itembank.numeracy.question_draft import QuestionDraft, choice_question, make_prompt

_LETTERS = (("A", "S", "R"), ("T", "N", "F"), ("M", "Z", "L"), ("V", "N", "J"))
_PATTERNS = (
    (("A1", "B2", "C3"), "E2"),
    (("B1", "B3", "C2", "C4"), "D4"),
    (("A2", "B2", "C1", "C3"), "F2"),
    (("A4", "B1", "C2"), "E1"),
    (("B3", "C1", "C3", "C4"), "D1"),
    (("A1", "A3", "B4", "C2"), "F3"),
)
_LINES: tuple[tuple[str, Corners, int, Mapping[str, int]], ...] = (
    ("rectangle", RECTANGLE, 2, {"counts-the-diagonals": 4, "stops-at-one-line": 1, "no-line-seen": 0}),
    ("square", regular(4), 4, {"leaves-out-the-diagonals": 2, "counts-each-line-twice": 8, "stops-at-one-line": 1}),
    ("triangle", regular(3), 3, {"stops-at-one-line": 1, "counts-each-line-twice": 6, "no-line-seen": 0}),
    ("isosceles", ISOSCELES, 1, {"every-corner-has-a-line": 3, "counts-each-line-twice": 2, "no-line-seen": 0}),
    ("hexagon", regular(6), 6, {"through-the-corners-alone": 3, "counts-each-line-twice": 12, "stops-at-one-line": 1}),
    ("pentagon", regular(5), 5, {"counts-each-line-twice": 10, "stops-at-one-line": 1, "no-line-seen": 0}),
    ("kite", KITE, 1, {"counts-the-diagonals": 2, "every-corner-has-a-line": 4, "no-line-seen": 0}),
    (
        "parallelogram",
        PARALLELOGRAM,
        0,
        {"counts-the-diagonals": 2, "stops-at-one-line": 1, "every-corner-has-a-line": 4},
    ),
)


def items() -> Iterator[QuestionDraft]:
    """Symmetrical letters in Year 3, mirror lines on squared paper in Year 4, lines of symmetry in Year 5."""
    yield from (_letter(3, *row) for row in _LETTERS)
    yield from (_mirrored(4, *row) for row in _PATTERNS)
    yield from (_lines(5, *row) for row in _LINES)


def practice() -> Iterator[QuestionDraft]:
    """A mirror line, Year 4, for practice alone."""
    yield _mirrored(4, ("B2", "C1", "C2"), "D1")


def _letter(year: int, key: str, turned: str, other: str) -> QuestionDraft:
    prompt = make_prompt(
        "Edrycha ar y llythrennau.\nPa un sydd â llinell gymesuredd?",
        "Look at the letters.\nWhich one has a line of symmetry?",
        _drawn_letters(sorted((key, turned, other))),
    )
    wrong = {"half-turn-for-a-mirror": turned, "no-mirror-used": other}
    return choice_question(f"letter/{key}", "shapes", year, prompt, key, wrong, recalled_rule=1)


def _drawn_letters(letters: Sequence[str]) -> Text:
    listed = ", ".join(letters)
    drawn = [label(60 + 90 * place, 76, letter, size=84) for place, letter in enumerate(letters)]
    return picture((300, 92), "letters", Text(f"Llythrennau: {listed}.", f"Letters: {listed}."), drawn)


def _mirrored(year: int, left: tuple[str, ...], missing: str) -> QuestionDraft:
    """All but one of the squares on the right of the mirror line are shaded already."""
    shaded = sorted({*left, *map(_mirror, left)} - {missing})
    prompt = make_prompt(
        "Mae’r llinell doredig yn llinell gymesuredd.\nPa sgwâr arall mae angen ei liwio?",
        "The dashed line is a line of symmetry.\nWhich other square must be shaded?",
        mirror_paper(shaded),
    )
    column, row = _mirror(missing)[0], missing[1]
    beside = "ABCDEF"["ABCDEF".index(missing[0]) + (-1 if missing[0] == "F" else 1)] + row
    wrong = {
        "slides-instead-of-reflects": "DEF"["ABC".index(column)] + row,
        "one-square-from-the-mirror-image": beside,
        "reflects-up-and-down": missing[0] + str(5 - int(row)),
    }
    kept = {name: square for name, square in wrong.items() if square not in (missing, *shaded)}
    apart = {name: square for k, (name, square) in enumerate(kept.items()) if square not in [*kept.values()][:k]}
    return choice_question(f"mirror/{'-'.join(shaded)}", "shapes", year, prompt, missing, apart, second_step=1)


def _mirror(square: str) -> str:
    return "FEDCBA"["ABCDEF".index(square[0])] + square[1]


def _lines(year: int, name: str, corners: Corners, key: int, confused: Mapping[str, int]) -> QuestionDraft:
    prompt = make_prompt(
        "Sawl llinell gymesuredd sydd gan y siâp?", "How many lines of symmetry has the shape?", drawn_shape(corners)
    )
    wrong = {misconception: str(n) for misconception, n in confused.items()}
    return choice_question(f"symmetry-lines/{name}", "shapes", year, prompt, str(key), wrong, recalled_rule=1)
