"""A table of items read whole: its items, with every fault."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from itembank.content.topics import Topic, earliest_year
from itembank.errors import NOTHING, InvalidBank
from itembank.item_tables.columns import column_faults, filled_down, inherited, written
from itembank.item_tables.row_faults import row_fault
from itembank.item_tables.row_items import row_questions
from itembank.item_tables.table_rows import InvalidTable, Row, Table, read_table
from itembank.language import LANGUAGES, Language, Text
from itembank.numeracy.numeracy_topics import TOPICS
from itembank.numeracy.question_draft import QuestionDraft

MAX_ITEMS = 1000
"""Most items of a table."""

_FAMILY = re.compile(r"[A-Za-z0-9-]{1,40}")
_TOPICS = {topic.id: topic for topic in TOPICS}


@dataclass(frozen=True)
class FamilyReading:
    """What a table holds.

    Parameters
    ----------
    questions : the questions of rows without a fault, each with the number of its row
    lines : the first and the last line of each row
    prompts : the prompts that the author wrote, each with the number of its row
    languages : languages in which every row has words
    """

    questions: tuple[tuple[int, QuestionDraft], ...]
    faults: tuple[InvalidBank, ...]
    lines: Mapping[int, tuple[int, int]]
    languages: tuple[Language, ...] = LANGUAGES
    prompts: tuple[tuple[int, Text], ...] = ()


def read_family(file: str, text: str) -> FamilyReading:
    """The questions of a CSV file, and every fault of it."""
    try:
        table = read_table(file, text)
    except InvalidTable as fault:
        return FamilyReading((), (fault,), {fault.row: (fault.line, fault.line)})
    except InvalidBank as fault:
        return FamilyReading((), (fault,), {})
    lines = {row.number: (row.line, row.last) for row in (table.first, *table.rows)}
    faults = [*_file_faults(file), *column_faults(file, table.header, table.first.number)]
    if faults or not table.rows:
        if not faults:
            faults.append(row_fault(file, table.first, "file", "at least one item", NOTHING))
        return FamilyReading((), tuple(faults), lines)
    return _read(file, replace(table, rows=tuple(_whole(table))), lines)


def _file_faults(file: str) -> Iterator[InvalidBank]:
    if not _FAMILY.fullmatch(_family(file)):
        yield InvalidBank(file, "file", "a file’s name of letters, figures and hyphens, 1 to 40", file)


def _family(file: str) -> str:
    return file.rpartition(".")[0]


def _whole(table: Table) -> Iterator[Row]:
    """The rows with what stands above them in the place of their empty cells."""
    above: Mapping[str, str] = {}
    for row in table.rows:
        above = filled_down(row.cells, above)
        yield replace(row, cells=above, inherited=frozenset(inherited(row.cells)))


def _read(file: str, table: Table, lines: Mapping[int, tuple[int, int]]) -> FamilyReading:
    languages = _languages(table)
    questions: dict[str, tuple[int, QuestionDraft]] = {}
    faults = list(table.longer)
    told: set[tuple[str, str]] = set()
    for row in table.rows[:MAX_ITEMS]:
        read = row_questions(file, _family(file), row)
        of_row = [*_row_faults(file, row, languages), *read.faults]
        faults += _new_faults(row, of_row, told)
        for question in () if of_row else read.questions:
            if question.item in questions:
                expected = f"other numbers than row {questions[question.item][0]}, or a name in the column template"
                faults.append(row_fault(file, row, "template", expected, question.item))
            questions.setdefault(question.item, (row.number, question))
        if len(questions) > MAX_ITEMS:
            faults.append(row_fault(file, row, "file", f"at most {MAX_ITEMS} items in a table", len(questions)))
            break
    if len(table.rows) > MAX_ITEMS:
        faults.append(row_fault(file, table.rows[MAX_ITEMS], "file", f"at most {MAX_ITEMS} rows", len(table.rows)))
    return FamilyReading(tuple(questions.values()), tuple(faults), lines, languages, tuple(_prompts(table)))


def _prompts(table: Table) -> Iterator[tuple[int, Text]]:
    for row in table.rows:
        if not {"prompt_cy", "prompt_en"} <= row.inherited:
            yield row.number, Text(written(row.cells, "prompt_cy"), written(row.cells, "prompt_en"))


def _new_faults(row: Row, faults: Iterable[InvalidBank], told: set[tuple[str, str]]) -> Iterator[InvalidBank]:
    """The faults of a row without those of a cell further up that were told there."""
    for fault in faults:
        column = fault.field.rpartition(": ")[2]
        if column not in row.inherited or (column, fault.expected) not in told:
            yield fault
        told.add((column, fault.expected))


def _languages(table: Table) -> tuple[Language, ...]:
    """The languages with a prompt anywhere in the table: a draft may be in one."""
    told = tuple(lang for lang in LANGUAGES if any(written(row.cells, f"prompt_{lang}") for row in table.rows))
    return told or LANGUAGES


def _row_faults(file: str, row: Row, languages: tuple[Language, ...]) -> Iterator[InvalidBank]:
    if len(languages) > 1:
        for language in languages:
            if not written(row.cells, f"prompt_{language}"):
                yield row_fault(file, row, f"prompt_{language}", "words in each language of the table", NOTHING)
    topic, strand = written(row.cells, "topic"), written(row.cells, "strand")
    if topic and topic not in _TOPICS:
        yield row_fault(file, row, "topic", f"one of {', '.join(_TOPICS)}", topic)
    elif topic:
        yield from _topic_faults(file, row, _TOPICS[topic], strand)


def _topic_faults(file: str, row: Row, topic: Topic, strand: str) -> Iterator[InvalidBank]:
    """A strand that is not the topic's, and a year group before the topic's."""
    if strand and strand != topic.strand:
        yield row_fault(file, row, "strand", f"{topic.strand}, the topic’s", strand)
    year = written(row.cells, "year")
    if year.isdecimal() and 2 <= int(year) < topic.introduced_year:
        yield row_fault(file, row, "year", earliest_year(topic), int(year))
