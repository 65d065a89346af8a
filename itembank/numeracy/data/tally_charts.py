"""Items on tally charts."""

from collections.abc import Iterator, Sequence

from itembank.numeracy.data.surveys import (
    SURVEYS,
    Shown,
    Survey,
    altogether,
    either,
    how_many,
    how_many_more,
    misread_value,
    most_popular,
    turned,
)
from itembank.numeracy.drawing.tally_marks import tally_chart
from itembank.numeracy.question_draft import QuestionDraft

_VALUES = ((8, 12, 6, 9), (13, 7, 11, 4), (6, 14, 9, 8), (11, 5, 16, 7), (9, 17, 3, 12), (16, 8, 13, 6))


def items() -> Iterator[QuestionDraft]:
    """Tally charts, Year 3."""
    yield from (_misread(_tallied(k, turn), place) for k, turn, place in ((0, 0, 1), (1, 0, 0), (5, 1, 3)))
    yield how_many(_tallied(2), 1)
    yield how_many(_tallied(3), 2)
    yield how_many_more(_tallied(4), 1, 3)
    yield how_many_more(_tallied(0, 1), 0, 2)
    yield how_many_more(_tallied(3, 1), 1, 3)
    yield either(_tallied(5), 0, 2)
    yield either(_tallied(1, 1), 1, 3)
    yield altogether(_tallied(2, 1))
    yield most_popular(_tallied(4, 1))
    yield most_popular(_tallied(1, 2))


def practice() -> Iterator[QuestionDraft]:
    """Tally charts, Year 3, for practice alone."""
    yield how_many(_tallied(0, 2), 0)
    yield how_many_more(_tallied(5, 3), 1, 2)


def _tallied(k: int, turn: int = 0) -> Shown:
    survey, values = SURVEYS[(2 * k + 3 * turn) % len(SURVEYS)], turned(_VALUES[k], turn)
    return _shown(survey, values)


def _shown(survey: Survey, values: Sequence[int]) -> Shown:
    rows = survey.rows(values)
    return Shown("tally", "data-tables", 3, rows, tally_chart(survey.title, rows), {})


def _misread(shown: Shown, place: int) -> QuestionDraft:
    """One value, with bundles read as four, as one, and as ten."""
    bundles, single = divmod(shown.rows[place][1], 5)
    wrong = {
        "bundle-as-four": 4 * bundles + single,
        "bundle-as-one": bundles + single,
        "bundle-as-ten": 10 * bundles + single,
    }
    return misread_value(shown, place, {name: str(n) for name, n in wrong.items()})
