"""The words of a school's results taken together."""

from dataclasses import dataclass

from reports.feedback.school_feedback import LIMIT, SchoolFeedback, Together
from reports.feedback.translations import Say

SUPPRESSED = "[c]"
"""How a cell is marked that is kept back (c for confidential), as in the statistics of the Welsh Government."""


@dataclass(frozen=True, slots=True)
class SchoolRowWords:
    """One line: whose it is, how many, mean, and between what about two in three lie."""

    who: str
    count: str
    mean: str
    spread: str


@dataclass(frozen=True, slots=True)
class SchoolWords:
    """All that a school's results say; ``notes`` say how nobody's own result can be read out of them."""

    columns: tuple[str, str, str, str]
    rows: tuple[SchoolRowWords, ...]
    notes: tuple[str, ...]


def school_words(feedback: SchoolFeedback, say: Say) -> SchoolWords:
    """The words of a school's results; the line of all comes last, where any is shown."""
    rows = [_row(say.gettext("Year %(year)d") % {"year": each.year}, each.together) for each in feedback.years]
    if feedback.all_shown is not None:
        rows.append(_row(say.gettext("All the years shown"), feedback.all_shown))
    return SchoolWords(
        columns=(
            say.gettext("Year"),
            say.gettext("Learners counted"),
            say.gettext("Average score"),
            say.gettext("About two in three between"),
        ),
        rows=tuple(rows),
        notes=(
            say.gettext(
                "%(mark)s: kept back, because fewer than %(limit)d learners have a result. The figures speak of groups,"
                " so that nobody’s own result can be worked out from them."
            )
            % {"mark": SUPPRESSED, "limit": LIMIT},
            say.gettext(
                "Results are added ten at a time, in the order in which they came, and figures are given to the nearest"
                " five points. The last few results may therefore not be counted yet."
            ),
            say.gettext("Use these figures with what the school knows from elsewhere. They are no ranking of schools."),
        ),
    )


def _row(who: str, together: Together | None) -> SchoolRowWords:
    if together is None:
        return SchoolRowWords(who, SUPPRESSED, SUPPRESSED, SUPPRESSED)
    return SchoolRowWords(who, str(together.count), str(together.mean), f"{together.low}–{together.high}")
