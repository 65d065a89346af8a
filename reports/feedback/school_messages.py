"""Messages of a school's aggregated results."""

from dataclasses import dataclass

from reports.feedback.learner_messages import provisional_sentence
from reports.feedback.school_feedback import MINIMUM_GROUP, GroupSummary, SchoolFeedback
from reports.feedback.translations import Translations

SUPPRESSED = "[c]"
"""Mark of a suppressed cell (c for confidential), as in the Welsh Government's statistics."""


@dataclass(frozen=True, slots=True)
class SchoolRowMessages:
    """One row: the group, its number of learners, mean, and the range of about two thirds of its scores."""

    who: str
    count: str
    mean: str
    spread: str


@dataclass(frozen=True, slots=True)
class SchoolMessages:
    """The messages of a school's results.

    Parameters
    ----------
    notes : explain the disclosure control
    provisional : note that item parameters are provisional, empty if they are not
    """

    columns: tuple[str, str, str, str]
    rows: tuple[SchoolRowMessages, ...]
    notes: tuple[str, ...]
    provisional: str = ""


def school_messages(feedback: SchoolFeedback, translations: Translations) -> SchoolMessages:
    """Build the messages of a school's results; the total is the last row, if any year is shown."""
    rows = [_row(translations.gettext("Year %(year)d") % {"year": each.year}, each.summary) for each in feedback.years]
    if feedback.all_years is not None:
        rows.append(_row(translations.gettext("All the years shown"), feedback.all_years))
    return SchoolMessages(
        columns=(
            translations.gettext("Year"),
            translations.gettext("Learners counted"),
            translations.gettext("Average score"),
            translations.gettext("About two in three between"),
        ),
        rows=tuple(rows),
        notes=(
            translations.gettext(
                "%(mark)s: kept back, because fewer than %(limit)d learners have a result. The figures speak of groups,"
                " so that nobody’s own result can be worked out from them."
            )
            % {"mark": SUPPRESSED, "limit": MINIMUM_GROUP},
            translations.gettext(
                "Results are added ten at a time, in the order in which they came, and figures are given to the nearest"
                " five points. The last few results may therefore not be counted yet."
            ),
            translations.gettext(
                "Use these figures with what the school knows from elsewhere. They are no ranking of schools."
            ),
        ),
        provisional=provisional_sentence(translations) if feedback.provisional else "",
    )


def _row(who: str, summary: GroupSummary | None) -> SchoolRowMessages:
    if summary is None:
        return SchoolRowMessages(who, SUPPRESSED, SUPPRESSED, SUPPRESSED)
    return SchoolRowMessages(who, str(summary.count), str(summary.mean), f"{summary.low}–{summary.high}")
