"""Items on Venn and Carroll diagrams."""

from collections.abc import Iterator, Mapping

from itembank.language import Text
from itembank.numeracy.drawing.sorting_diagrams import venn_diagram
from itembank.numeracy.html_table import table
from itembank.numeracy.question_draft import QuestionDraft, choice_question, distractors, make_prompt, number_question
from itembank.welsh_mutations import welsh_than

_CLUBS = {
    "art": Text("Celf", "Art"),
    "choir": Text("Côr", "Choir"),
    "drama": Text("Drama", "Drama"),
    "coding": Text("Codio", "Coding"),
    "chess": Text("Gwyddbwyll", "Chess"),
    "dance": Text("Dawns", "Dance"),
    "tennis": Text("Tennis", "Tennis"),
    "running": Text("Rhedeg", "Running"),
}
_COUNTED = (
    ("both", "art", "choir", (7, 4, 9, 3)),
    ("both", "chess", "dance", (8, 5, 6, 2)),
    ("both", "tennis", "drama", (11, 3, 7, 5)),
    ("set", "coding", "art", (6, 5, 8, 4)),
    ("set", "running", "choir", (9, 6, 5, 7)),
    ("set", "drama", "chess", (10, 4, 7, 1)),
    ("alone", "dance", "tennis", (8, 3, 12, 6)),
    ("alone", "choir", "coding", (5, 7, 10, 4)),
    ("alone", "art", "running", (9, 2, 6, 8)),
    ("outside", "drama", "coding", (7, 6, 5, 8)),
    ("outside", "dance", "chess", (12, 5, 4, 9)),
)
_EVEN, _FIVES, _THREES, _FOURS = (
    Text("Eilrifau", "Even numbers"),
    Text("Lluosrifau 5", "Multiples of 5"),
    Text("Lluosrifau 3", "Multiples of 3"),
    Text("Lluosrifau 4", "Multiples of 4"),
)
_DIVISORS = {_EVEN: 2, _FIVES: 5, _THREES: 3, _FOURS: 4}
_PLACED = (
    (_EVEN, _FIVES, 35),
    (_FIVES, _EVEN, 40),
    (_EVEN, _THREES, 14),
    (_THREES, _FIVES, 30),
    (_FOURS, _THREES, 28),
    (_FOURS, _FIVES, 18),
)


def items() -> Iterator[QuestionDraft]:
    """Venn and Carroll diagrams, Years 3 and 4."""
    yield from (_counted(3, *row) for row in _COUNTED)
    yield from (_boxed(3, *row) for row in ((20, 14), (10, 7), (50, 63), (30, 42), (25, 17)))
    yield from (_in_a_box(3, *row) for row in _CARROLLS)
    yield from (_placed(4, *row) for row in _PLACED)


def practice() -> Iterator[QuestionDraft]:
    """Venn diagrams, Years 3 and 4, for practice alone."""
    yield _counted(3, "both", "coding", "running", (6, 8, 5, 3))
    yield _placed(4, _THREES, _EVEN, 27)


def _counted(year: int, asked: str, first: str, second: str, parts: tuple[int, int, int, int]) -> QuestionDraft:
    sets = (_CLUBS[first], _CLUBS[second])
    a, both, b, outside = parts
    words, key, wrong = {
        "both": (
            Text(
                f"Faint o blant sydd yng nghlwb ‘{sets[0].cy}’ a hefyd yng nghlwb ‘{sets[1].cy}’?",
                f"How many children are in both clubs, ‘{sets[0].en}’ and ‘{sets[1].en}’?",
            ),
            both,
            {
                "adds-the-two-circles": a + b,
                "takes-everything-inside": a + both + b,
                "inside-and-outside-confused": outside,
            },
        ),
        "set": (
            Text(
                f"Faint o blant sydd yng nghlwb ‘{sets[0].cy}’ i gyd?",
                f"How many children are in the club ‘{sets[0].en}’ altogether?",
            ),
            a + both,
            {"forgets-the-overlap": a, "takes-the-overlap-alone": both, "takes-everything-inside": a + both + b},
        ),
        "alone": (
            Text(
                f"Faint o blant sydd yng nghlwb ‘{sets[0].cy}’ ond nid yng nghlwb ‘{sets[1].cy}’?",
                f"How many children are in the club ‘{sets[0].en}’ but not ‘{sets[1].en}’?",
            ),
            a,
            {"counts-the-overlap-too": a + both, "reads-the-other-circle": b, "takes-the-overlap-alone": both},
        ),
        "outside": (
            Text("Faint o blant sydd heb fod yn y naill glwb na’r llall?", "How many children are in neither club?"),
            outside,
            {"takes-the-overlap-alone": both, "takes-everything-inside": a + both + b, "adds-the-two-circles": a + b},
        ),
    }[asked]  # fmt: skip
    figure = venn_diagram(sets, (str(a), str(both), str(b), str(outside)))
    prompt = make_prompt(words.cy, words.en, figure)
    item = f"venn-{asked}/{first}-{second}"
    features = {"direct": int(asked != "set"), "second_step": int(asked == "set")}
    return choice_question(item, "sorting", year, prompt, str(key), distractors(str(key), wrong), **features)


_PARTS = {
    "first": "A",
    "both": "B",
    "second": "C",
    "outside": "D",
}
_CONFUSED: Mapping[str, Mapping[str, str]] = {
    "first": {"stops-at-one-property": "both", "reads-the-other-circle": "second", "no-property-seen": "outside"},
    "both": {"first-circle-is-enough": "first", "second-circle-is-enough": "second", "no-property-seen": "outside"},
    "second": {"stops-at-one-property": "both", "reads-the-other-circle": "first", "no-property-seen": "outside"},
    "outside": {"first-circle-is-enough": "first", "second-circle-is-enough": "second", "overlap-for-outside": "both"},
}


def _placed(year: int, first: Text, second: Text, n: int) -> QuestionDraft:
    in_first, in_second = (n % _DIVISORS[each] == 0 for each in (first, second))
    key = "both" if in_first and in_second else "first" if in_first else "second" if in_second else "outside"
    prompt = make_prompt(
        f"I ba ran o’r diagram mae {n} yn perthyn?",
        f"In which part of the diagram does {n} belong?",
        venn_diagram((first, second), ("A", "B", "C", "D")),
    )
    wrong = {name: _PARTS[part] for name, part in _CONFUSED[key].items()}
    return choice_question(f"venn-place/{n}", "sorting", year, prompt, _PARTS[key], wrong, recalled_rule=1)


def _boxed(year: int, limit: int, n: int) -> QuestionDraft:
    heads = (
        Text("Rhifau", "Numbers"),
        Text(f"Llai {welsh_than(limit)} {limit}", f"Less than {limit}"),
        Text(f"{limit} neu fwy", f"{limit} or more"),
    )
    rows = ((Text("Eilrif", "Even"), "A", "B"), (Text("Nid eilrif", "Not even"), "C", "D"))
    prompt = make_prompt(
        f"I ba flwch mae {n} yn perthyn?",
        f"In which box does {n} belong?",
        table(Text("Diagram Carroll", "Carroll diagram"), heads, rows),
    )
    row, column = n % 2, int(n >= limit)
    boxes = ("AB", "CD")
    wrong = {
        "odd-and-even-confused": boxes[1 - row][column],
        "less-and-more-confused": boxes[row][1 - column],
        "no-property-seen": boxes[1 - row][1 - column],
    }
    return choice_question(f"carroll/{n}", "sorting", year, prompt, boxes[row][column], wrong)


_CARROLLS = (
    ("pet", Text("Anifail anwes", "Pet"), Text("Dim anifail anwes", "No pet"), (14, 11, 8, 12), 2,
     Text("heb anifail anwes", "no pet")),
    ("bike", Text("Beic", "Bike"), Text("Dim beic", "No bike"), (9, 15, 13, 7), 0, Text("â beic", "a bike")),
    ("glasses", Text("Sbectol", "Glasses"), Text("Dim sbectol", "No glasses"), (5, 8, 16, 19), 2,
     Text("heb sbectol", "no glasses")),
    ("brother", Text("Brawd", "Brother"), Text("Dim brawd", "No brother"), (12, 17, 10, 6), 0,
     Text("â brawd", "a brother")),
)  # fmt: skip


def _in_a_box(
    year: int, name: str, has: Text, has_not: Text, counts: tuple[int, ...], place: int, said: Text
) -> QuestionDraft:
    heads = (Text("Plant", "Children"), Text("Blwyddyn 3", "Year 3"), Text("Nid Blwyddyn 3", "Not Year 3"))
    rows = ((has, str(counts[0]), str(counts[1])), (has_not, str(counts[2]), str(counts[3])))
    prompt = make_prompt(
        f"Faint o blant Blwyddyn 3 sydd {said.cy}?",
        f"How many Year 3 children have {said.en}?",
        table(Text("Diagram Carroll", "Carroll diagram"), heads, rows),
    )
    features = {"direct": 1, "irrelevant_number": 1}
    return number_question(f"carroll-count/{name}", "sorting", year, prompt, counts[place], **features)
