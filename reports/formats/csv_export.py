"""Feedback as CSV for spreadsheets, without answer keys or item parameters."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from reports.feedback.class_messages import ClassMessages
from reports.feedback.item_map import Outcome
from reports.feedback.learner_messages import provisional_sentence
from reports.feedback.school_messages import SchoolMessages
from reports.feedback.sitting_results import AnsweredItem, SittingResult
from reports.feedback.subject_names import strand_name, subject_name
from reports.feedback.topic_evidence import topic_evidence
from reports.feedback.topics import Topic
from reports.translations import Translations

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets need it to decode ŵ and ŷ."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets evaluate a cell that begins with one of these as a formula (OWASP, CSV injection)."""


def learner_csv(result: SittingResult, topics: Mapping[str, Topic], language: str, translations: Translations) -> str:
    """Return the questions of a sitting in order: subject, question, area, topic, year first taught, how answered.

    The day and a note follow. Those that were shown, with no answer, stand at the end. The learner's name is in the
    name of the file alone.

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
    topic_evidence(result, topics)  # refuses a topic that is not known
    head = (
        translations.gettext("Subject"),
        translations.gettext("Question"),
        translations.gettext("Area"),
        translations.gettext("Topic"),
        translations.gettext("First taught in Year"),
        translations.gettext("Answer"),
        translations.gettext("Finished on"),
        translations.gettext("Note"),
    )
    about = (subject_name(result.subject, translations),)
    then = (result.finished_on.isoformat(), _note(result, translations))
    return sheet(head, ((*about, *row, *then) for row in _questions(result, topics, language, translations)))


def _questions(
    result: SittingResult, topics: Mapping[str, Topic], language: str, translations: Translations
) -> Iterator[tuple[str, ...]]:
    """Question, area, topic, year first taught and what became of it."""

    def row(place: int, topic: Topic, year: int, answer: str) -> tuple[str, ...]:
        return (str(place), strand_name(topic.strand, translations), topic.label[language], str(year), answer)

    for item in result.items:
        yield row(item.position, topics[item.topic], item.introduced_year, _answer(item, translations))
    for asked in result.item_map:
        if asked.outcome is Outcome.NOT_REACHED:
            no_answer = translations.gettext("Shown, with no answer")
            yield row(asked.position, topics[asked.topic], asked.introduced_year, no_answer)


def _note(result: SittingResult, translations: Translations) -> str:
    ended = translations.gettext("The school ended this assessment before all the questions were asked.")
    parts = (
        ended if result.ended_early else "",
        provisional_sentence(translations) if result.provisional and not result.too_few else "",
    )
    return " ".join(part for part in parts if part)


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


def school_csv(messages: SchoolMessages, school: str, school_year: str, translations: Translations) -> str:
    """Return a school's aggregated results of a school year, with suppressed cells and notes as on the page.

    Whoever is handed the file has no page beside it: each row says whose it is and what its figures are worth.
    """
    head = translations.gettext("School"), translations.gettext("School year"), *messages.columns
    note = " ".join(filter(None, (messages.provisional, *messages.notes)))
    rows = ((school, school_year, row.who, row.count, row.mean, row.spread, note) for row in messages.rows)
    return sheet((*head, translations.gettext("Note")), rows)


def _answer(item: AnsweredItem, translations: Translations) -> str:
    if item.omitted:
        return translations.gettext("Left as “I can’t do this”")
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
