"""Messages of a school's aggregated results."""

from dataclasses import dataclass

from reports.disclosure.smallest_group import FEWEST
from reports.feedback.learner_messages import provisional_sentence
from reports.feedback.school_feedback import GroupSummary, SchoolFeedback
from reports.translations import Translations

SUPPRESSED = "[c]"
"""Mark of a suppressed cell (c for confidential), as in the Welsh Government's statistics."""


@dataclass(frozen=True, slots=True)
class SchoolRowMessages:
    """One row: the group, its number of learners, its mean with a band, the range of about two thirds of its scores."""

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
    """Build the messages of a school's results."""
    rows = [_row(translations.gettext("Year %(year)d") % {"year": each.year}, each.summary) for each in feedback.years]
    return SchoolMessages(
        columns=(
            translations.gettext("Year"),
            translations.gettext("Learners counted"),
            translations.gettext("Average score, with its band"),
            translations.gettext("About two in three between"),
        ),
        rows=tuple(rows),
        notes=_notes(feedback, translations),
        provisional=provisional_sentence(translations) if feedback.provisional else "",
    )


def _notes(feedback: SchoolFeedback, translations: Translations) -> tuple[str, ...]:
    band = translations.gettext(
        "The band of an average says how sure it is: with other learners like these, and other questions, it would lie"
        " within the band nine times in ten."
    )
    use = translations.gettext(
        "Use these figures with what the school knows from elsewhere. They are no ranking of schools."
    )
    if feedback.whole:
        few = translations.gettext(
            "You may open each learner’s result, so nothing is kept back here: an average of a few learners says"
            " little, and it is not to be passed on."
        )
        return (band, few, use)
    kept_back = translations.gettext(
        "%(mark)s: kept back, because fewer than %(limit)d learners have a result. The figures speak of groups,"
        " so that nobody’s own result can be worked out from them."
    )
    in_tens = translations.gettext(
        "Results are added ten at a time, in the order in which they came, and figures are given to the nearest"
        " five points. The last few results may therefore not be counted yet."
    )
    marked = (
        [kept_back % {"mark": SUPPRESSED, "limit": FEWEST}] if any(not each.summary for each in feedback.years) else []
    )
    return (*marked, band, in_tens, use)


def _row(who: str, summary: GroupSummary | None) -> SchoolRowMessages:
    if summary is None:
        return SchoolRowMessages(who, SUPPRESSED, SUPPRESSED, SUPPRESSED)
    band = "" if summary.mean_low is None else f" ({summary.mean_low}–{summary.mean_high})"
    spread = "" if summary.low is None else f"{summary.low}–{summary.high}"
    return SchoolRowMessages(who, str(summary.count), f"{summary.mean}{band}", spread)
