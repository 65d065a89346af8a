"""An author's file with a passage."""

from collections.abc import Iterator
from functools import partial

from itembank.authoring.author_faults import file_faults
from itembank.authoring.author_file import AuthoredItem, AuthorFile
from itembank.authoring.author_remarks import passage_remarks
from itembank.authoring.field_lines import FieldLines
from itembank.authoring.item_checks import Maker, as_written, check_item, checked_items
from itembank.errors import NOTHING, InvalidBank
from itembank.language import Language
from itembank.parsing.toml_table import TomlTable
from itembank.reading.evidence import evidence_faults
from itembank.reading.passage import Passage
from itembank.reading.passage_files import passage_of
from itembank.reading.passage_validation import validation_errors
from itembank.reading.reading_bank import passage_stimulus, question_item
from itembank.reading.reading_topics import TOPICS


def passage_file(table: TomlTable, lines: FieldLines) -> AuthorFile:
    """What a passage's file holds, with every fault.

    Parameters
    ----------
    table : a table that collects faults
    """
    faults = table.faults if table.faults is not None else []
    read = passage_of(table)
    if not table.has("language"):
        table.refuse(NOTHING, "language", "one of cy, en", None)
    if any(not fault.field.startswith("question ") for fault in faults):
        return AuthorFile(table.file, "", file_faults(table.file, faults, lines))
    language = read.language or "en"
    faults += _of_content(read, whole=not faults)
    stimulus = passage_stimulus(read, language)
    subject = f"reading-{language}"
    made = checked_items(_makers(read, language), lambda item: check_item(subject, TOPICS, item, stimulus), faults)
    items = tuple(AuthoredItem(item, lines.line(place)) for place, item in made)
    told, remarks = file_faults(table.file, map(as_written, faults), lines), tuple(passage_remarks(table.file, read))
    return AuthorFile(table.file, subject, told, stimulus, items, (language,), read.practice, remarks)


def _of_content(read: Passage, *, whole: bool) -> Iterator[InvalidBank]:
    """Faults of what was read; of the number of questions only if none was left out."""
    yield from (fault for fault in validation_errors(read) if whole or fault.field != "question")
    yield from evidence_faults(read, required=True)


def _makers(read: Passage, language: Language) -> Iterator[Maker]:
    for question in read.questions:
        yield f"question {question.id}", partial(question_item, read, question, language)
