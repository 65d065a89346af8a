"""Items answered by filling in a table or drawing bars."""

from collections import Counter
from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.data.surveys import CHILDREN_HEAD, SURVEYS, Survey
from itembank.numeracy.html_table import table
from itembank.numeracy.question_draft import QuestionDraft, make_prompt
from itembank.numeracy.question_interactions import TableCell, bar_chart_question, table_question

_THROWS = (
    (3, (2, 3, 1, 2, 2, 3, 1, 2, 3, 2)),
    (3, (4, 6, 5, 4, 6, 6, 4, 5, 6, 4, 6)),
    (4, (1, 3, 2, 3, 3, 1, 4, 3, 2, 3, 4, 1, 3, 2)),
    (4, (7, 9, 8, 7, 7, 10, 9, 8, 7, 9, 7, 10, 8, 8)),
)
_DRAWN = (
    (2, (6, 3, 8, 4), (10, 1), (1, 3)),
    (2, (2, 7, 5, 9), (10, 1), (0, 2)),
    (2, (5, 8, 1, 6), (10, 1), (1, 3)),
    (3, (14, 6, 18, 10), (20, 2), (0, 2)),
    (3, (25, 40, 15, 30), (50, 5), (1, 2)),
    (3, (8, 16, 4, 12), (20, 2), (1, 3)),
    (4, (35, 60, 45, 20), (80, 5), (0, 2)),
    (4, (120, 60, 180, 140), (200, 20), (0, 2)),
    (5, (250, 400, 150, 350), (500, 50), (1, 3)),
)
_TOTALS = ((5, (24, 31, 18, 27)), (6, (135, 86, 97, 124)), (7, (208, 175, 164, 139)))


def items() -> Iterator[QuestionDraft]:
    """Frequency tables from lists, bars from tables, the totals of two-way tables; Years 2 to 7."""
    yield from (_frequencies(*row) for row in _THROWS)
    yield from (_bars(survey, *row) for survey, row in zip(SURVEYS, _DRAWN, strict=True))
    yield from (_two_way(survey, *row) for survey, row in zip(SURVEYS[4:], _TOTALS, strict=False))


def _frequencies(year: int, scores: Sequence[int]) -> QuestionDraft:
    listed = ", ".join(map(str, scores))
    prompt = make_prompt(
        f"Dyma sgorau mewn gêm: {listed}.\nSawl gwaith mae pob sgôr yn y rhestr?",
        f"Here are scores in a game: {listed}.\nHow many times is each score in the list?",
    )
    header = (Text("Sgôr", "Score"), Text("Sawl gwaith", "How many times"))
    counted = sorted(Counter(scores).items())
    rows: list[list[TableCell]] = [
        [str(score), (n, Text(f"Sgôr {score}: sawl gwaith", f"Score {score}: how many times"))] for score, n in counted
    ]
    features = {"direct": 1, "second_step": int(len(scores) > 12)}
    return table_question(
        f"frequencies/{len(scores)}-{scores[0]}", "data-tables", year, prompt, header, rows, **features
    )


def _bars(
    survey: Survey, year: int, values: Sequence[int], scale: tuple[int, int], missing: Sequence[int]
) -> QuestionDraft:
    """A table of values, and a chart with two bars missing."""
    rows = survey.rows(values)
    prompt = make_prompt(
        "Mae’r tabl yn dangos dewisiadau’r plant.\nGorffenna’r siart bar.",
        "The table shows what the children chose.\nFinish the bar chart.",
        table(survey.title, (survey.what, CHILDREN_HEAD), [(name, str(n)) for name, n in rows]),
    )
    bars = [(name, n, place in missing) for place, (name, n) in enumerate(rows)]
    features = {"direct": 1, "scale_step": int(scale[1] > 1)}
    return bar_chart_question(
        f"draw-bars/{survey.id}", "bar-charts", year, prompt, bars, scale, CHILDREN_HEAD, **features
    )


def _two_way(survey: Survey, year: int, cells: Sequence[int]) -> QuestionDraft:
    a, b, c, d = cells
    one, other = survey.choices[:2]
    groups, total = Text("Blwyddyn", "Year"), Text("Cyfanswm", "Total")
    prompt = make_prompt(
        "Mae’r tabl yn dangos dewisiadau Blwyddyn 5 a Blwyddyn 6.\nLlenwa’r bylchau yn y tabl.",
        "The table shows the choices of Year 5 and Year 6.\nFill in the gaps in the table.",
    )

    def blank(n: int, cy: str, en: str) -> tuple[int, Text]:
        return n, Text(cy, en)

    header = (groups, one, other, total)
    rows: list[list[TableCell]] = [
        ["5", str(a), str(b), blank(a + b, "Cyfanswm Blwyddyn 5", "Total of Year 5")],
        ["6", str(c), blank(d, f"Blwyddyn 6, ‘{other.cy}’", f"Year 6, ‘{other.en}’"), str(c + d)],
        [total, blank(a + c, f"Cyfanswm ‘{one.cy}’", f"Total of ‘{one.en}’"), str(b + d), str(a + b + c + d)],
    ]
    features = {"carry": 1, "subtraction": 1, "unknown_not_last": 1}
    return table_question(f"fill-two-way/{survey.id}", "data-tables", year, prompt, header, rows, **features)
