"""Messages of a school's aggregated results."""

from dataclasses import dataclass

from reports.disclosure.smallest_group import FEWEST
from reports.feedback.learner_messages import provisional_sentence
from reports.feedback.school_feedback import GroupSummary, SchoolFeedback
from reports.translations import Translations

SUPPRESSED = "[c]"
"""Mark of a suppressed cell (c for confidential), as in the Welsh Government's statistics."""

NOT_GIVEN = "–"
"""Mark of a figure that says nothing of so few learners."""


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
        return (*_too_few(feedback, translations), band, few, use)
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


def _too_few(feedback: SchoolFeedback, translations: Translations) -> tuple[str, ...]:
    """Why figures are not given to a reader from whom nothing is kept back; none if all are."""
    summaries = [each.summary for each in feedback.years if each.summary]
    if all(each.low is not None for each in summaries):
        return ()
    sentence = translations.gettext(
        "%(mark)s: not given, because it would say nothing. There is an average from two learners on, and “about two in"
        " three” from %(limit)d on. A single learner’s score is on their own page, with its band."
    )
    return (sentence % {"mark": NOT_GIVEN, "limit": FEWEST},)


def _row(who: str, summary: GroupSummary | None) -> SchoolRowMessages:
    if summary is None:
        return SchoolRowMessages(who, SUPPRESSED, SUPPRESSED, SUPPRESSED)
    alone = summary.mean_low is None  # a score without its band looks surer than it is
    mean = NOT_GIVEN if alone else f"{summary.mean} ({summary.mean_low}–{summary.mean_high})"
    spread = NOT_GIVEN if summary.low is None else f"{summary.low}–{summary.high}"
    return SchoolRowMessages(who, str(summary.count), mean, spread)
