"""Items on solids: their names, faces, edges and corners."""

from collections.abc import Iterator, Mapping

from itembank.language import Text
from itembank.numeracy.drawing.solids import solid
from itembank.numeracy.question_draft import QuestionDraft, choice_question, distractors, make_prompt

_NAMES = {
    "cube": Text("ciwb", "cube"),
    "cuboid": Text("ciwboid", "cuboid"),
    "pyramid": Text("pyramid", "pyramid"),
    "prism": Text("prism trionglog", "triangular prism"),
    "cylinder": Text("silindr", "cylinder"),
    "cone": Text("côn", "cone"),
    "sphere": Text("sffêr", "sphere"),
}
_SEEN = {
    "cube": Text(
        "Siâp 3D: sgwariau o’r un maint yw ei wynebau i gyd.", "A 3D shape: all its faces are squares of one size."
    ),
    "cuboid": Text(
        "Siâp 3D: petryalau yw ei wynebau i gyd, rhai’n fwy na’i gilydd.",
        "A 3D shape: all its faces are rectangles, some larger than others.",
    ),
    "pyramid": Text(
        "Siâp 3D: sgwâr yw’r gwaelod, ac mae trionglau’n cwrdd mewn pwynt uwch ei ben.",
        "A 3D shape: a square below, and triangles that meet in a point above it.",
    ),
    "cylinder": Text(
        "Siâp 3D: wyneb crwn gwastad bob pen, ac wyneb crwm rhyngddyn nhw.",
        "A 3D shape: a flat round face at each end, and a curved face between them.",
    ),
    "cone": Text(
        "Siâp 3D: un wyneb crwn gwastad, ac wyneb crwm sy’n gorffen mewn pwynt.",
        "A 3D shape: one flat round face, and a curved face that ends in a point.",
    ),
    "sphere": Text(
        "Siâp 3D: yn grwn i bob cyfeiriad, heb un wyneb gwastad.", "A 3D shape: round all over, without a flat face."
    ),
}
_NAMED: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("sphere", {"any-curved-face-will-do": "cylinder", "flat-and-curved-confused": "cube"}),
    (
        "cone",
        {"any-curved-face-will-do": "cylinder", "any-point-will-do": "pyramid", "flat-and-curved-confused": "cube"},
    ),
    ("cylinder", {"any-curved-face-will-do": "cone", "flat-and-curved-confused": "cuboid", "round-all-over": "sphere"}),
    ("pyramid", {"any-point-will-do": "cone", "any-flat-faces-will-do": "cube", "any-triangle-will-do": "prism"}),
    ("cuboid", {"sees-equal-faces": "cube", "any-triangle-will-do": "pyramid", "flat-and-curved-confused": "cylinder"}),
)
_PARTS = {
    "faces": Text("Sawl wyneb sydd gan y siâp 3D?", "How many faces does the 3D shape have?"),
    "edges": Text("Sawl ymyl sydd gan y siâp 3D?", "How many edges does the 3D shape have?"),
    "vertices": Text("Sawl fertig sydd gan y siâp 3D?", "How many vertices does the 3D shape have?"),
}
_COUNTS = {
    "cube": {"faces": 6, "edges": 12, "vertices": 8},
    "cuboid": {"faces": 6, "edges": 12, "vertices": 8},
    "pyramid": {"faces": 5, "edges": 8, "vertices": 5},
    "prism": {"faces": 5, "edges": 9, "vertices": 6},
}
_VISIBLE = {
    "cube": {"faces": 3, "edges": 9, "vertices": 7},
    "cuboid": {"faces": 3, "edges": 9, "vertices": 7},
    "pyramid": {"faces": 2, "edges": 5, "vertices": 4},
    "prism": {"faces": 2, "edges": 6, "vertices": 5},
}
_WHOLE = {
    "cube": Text("Ciwb", "A cube"),
    "cuboid": Text("Ciwboid", "A cuboid"),
    "pyramid": Text("Pyramid â sylfaen sgwâr", "A pyramid on a square base"),
    "prism": Text("Prism trionglog", "A triangular prism"),
}


def items() -> Iterator[QuestionDraft]:
    """Names of solids in Year 3; faces, edges and vertices in Year 4."""
    yield from (_named(3, *row) for row in _NAMED)
    yield from (
        _parts(4, name, part)
        for name, part in (
            ("cube", "faces"),
            ("cuboid", "edges"),
            ("pyramid", "faces"),
            ("pyramid", "edges"),
            ("prism", "faces"),
            ("prism", "edges"),
            ("prism", "vertices"),
            ("cube", "vertices"),
        )
    )


def practice() -> Iterator[QuestionDraft]:
    """A solid, Year 4, for practice alone."""
    yield _parts(4, "cuboid", "vertices")


def _named(year: int, name: str, confused: Mapping[str, str]) -> QuestionDraft:
    prompt = make_prompt("Beth yw enw’r siâp 3D hwn?", "What is this 3D shape called?", solid(name, _SEEN[name]))
    wrong = {misconception: _NAMES[other] for misconception, other in confused.items()}
    return choice_question(f"solid/{name}", "shapes", year, prompt, _NAMES[name], wrong, direct=1)


def _parts(year: int, name: str, part: str) -> QuestionDraft:
    whole = _WHOLE[name]
    figure = solid(name, Text(f"{whole.cy}.", f"{whole.en}."))
    prompt = make_prompt(_PARTS[part].cy, _PARTS[part].en, figure)
    counts = _COUNTS[name]
    read = {"counts-what-is-seen-alone": _VISIBLE[name][part]}
    read |= {f"{other}-for-another-part": n for other, n in counts.items() if n != counts[part]}
    if part != "faces":
        read["counts-one-face-alone"] = 3 if name == "prism" else 4
    key = str(counts[part])
    return choice_question(f"{part}/{name}", "shapes", year, prompt, key, distractors(key, read), recalled_rule=1)
