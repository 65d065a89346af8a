"""Feedback as CSV for spreadsheets, without answer keys or item parameters."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from reports.feedback.class_messages import ClassMessages
from reports.feedback.learner_messages import provisional_sentence
from reports.feedback.school_messages import SchoolMessages
from reports.feedback.sitting_results import AnsweredItem, SittingResult
from reports.feedback.subject_names import strand_name
from reports.feedback.topic_evidence import topic_evidence
from reports.feedback.topics import Topic
from reports.translations import Translations

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets need it to decode ŵ and ŷ."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets evaluate a cell that begins with one of these as a formula (OWASP, CSV injection)."""


def learner_csv(result: SittingResult, topics: Mapping[str, Topic], language: str, translations: Translations) -> str:
    """Return the questions of a sitting in order: area, topic, year first taught, how answered, the day, a note.

    Parameters
    ----------
    result : the finished sitting
    topics : the bank version's topics by id
    language : ``cy`` or ``en``, for the topics' labels
    translations : translations for the same language

    Raises
    ------
    UnknownTopic
        for an item whose topic is not among ``topics``
    """
    labels = {each.topic.id: each.topic.label[language] for each in topic_evidence(result, topics)}
    head = (
        translations.gettext("Question"),
        translations.gettext("Area"),
        translations.gettext("Topic"),
        translations.gettext("First taught in Year"),
        translations.gettext("Answer"),
        translations.gettext("Finished on"),
        translations.gettext("Note"),
    )
    return sheet(
        head,
        (
            (
                str(item.position),
                strand_name(item.strand, translations),
                labels[item.topic],
                str(item.introduced_year),
                _answer(item, translations),
                result.finished_on.isoformat(),
                provisional_sentence(translations) if result.provisional else "",
            )
            for item in result.items
        ),
    )


def class_csv(messages: ClassMessages) -> str:
    """Return the class's table in the order of the page; an open end of a band is an empty cell.

    A last column has the age-standardised scores, where there are any.

    The note says of each provisional score that it is, since a row may be copied without the others.
    """
    more = (messages.standardised,) if messages.standardised else ()
    cells = (
        (
            *(row.name, row.year, row.state, row.day, row.score, row.low, row.high, row.full_note),
            *((row.standardised,) if more else ()),
        )
        for row in messages.rows
    )
    return sheet((*messages.sheet_columns, *more), cells)


def school_csv(messages: SchoolMessages, school_year: str, translations: Translations) -> str:
    """Return a school's aggregated results of a school year, with suppressed cells marked as on the page."""
    head = (translations.gettext("School year"), *messages.columns, translations.gettext("Note"))
    note = messages.provisional
    return sheet(head, ((school_year, row.who, row.count, row.mean, row.spread, note) for row in messages.rows))


def _answer(item: AnsweredItem, translations: Translations) -> str:
    if item.omitted:
        return translations.gettext("Not answered")
    if 0 < item.score < item.most:
        return translations.gettext("Partly correct")
    return translations.gettext("Correct") if item.score else translations.gettext("Incorrect")


def sheet(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV that spreadsheets decode and in which they evaluate no cell."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
