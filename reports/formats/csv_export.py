"""Feedback as CSV for spreadsheets. Neither keys nor item parameters are in it."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from reports.feedback.class_messages import ClassWords
from reports.feedback.school_messages import SchoolWords
from reports.feedback.sitting_results import AnsweredItem, SittingResult
from reports.feedback.subject_names import strand_name
from reports.feedback.topic_evidence import topic_evidence
from reports.feedback.topics import Topic
from reports.feedback.translations import Say

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet reads ŵ and ŷ wrongly."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run as a formula by spreadsheets (OWASP, CSV injection)."""


def learner_csv(result: SittingResult, topics: Mapping[str, Topic], language: str, say: Say) -> str:
    """The questions of a sitting in the order met: area, topic, year first taught, and how each was answered.

    Parameters
    ----------
    result : the finished sitting
    topics : the bank version's topics by id
    language : ``cy`` or ``en``; chooses the topics' labels
    say : translations for the same language

    Raises
    ------
    UnknownTopic
        for an item whose topic is not among ``topics``
    """
    labels = {each.topic.id: each.topic.label[language] for each in topic_evidence(result, topics)}
    head = (
        say.gettext("Question"),
        say.gettext("Area"),
        say.gettext("Topic"),
        say.gettext("First taught in Year"),
        say.gettext("Answer"),
    )
    return _csv(
        head,
        (
            (str(item.position), strand_name(item.strand, say), labels[item.topic], str(item.introduced_year), answer)
            for item in result.items
            for answer in (_answer(item, say),)
        ),
    )


def class_csv(words: ClassWords) -> str:
    """The class's table in the page's order; an end of a band that is not known is an empty cell."""
    cells = ((row.name, row.year, row.state, row.score, row.low, row.high, row.note) for row in words.rows)
    return _csv(words.sheet_columns, cells)


def school_csv(words: SchoolWords) -> str:
    """A school's results taken together, kept-back cells marked as on the page."""
    return _csv(words.columns, ((row.who, row.count, row.mean, row.spread) for row in words.rows))


def _answer(item: AnsweredItem, say: Say) -> str:
    if item.omitted:
        return say.gettext("Not answered")
    if 0 < item.score < item.most:
        return say.gettext("Partly correct")
    return say.gettext("Correct") if item.score else say.gettext("Incorrect")


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
