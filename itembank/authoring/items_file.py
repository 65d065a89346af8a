"""An author's file with a table of items."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from itembank.authoring.author_faults import file_faults
from itembank.authoring.author_file import AuthoredItem, AuthorFile
from itembank.authoring.author_remarks import order_remarks
from itembank.authoring.item_checks import Maker, check_item, checked_items
from itembank.errors import InvalidBank
from itembank.item_tables.family_reading import FamilyReading, read_family
from itembank.numeracy.numeracy_bank import draft_item
from itembank.numeracy.numeracy_topics import TOPICS

SUBJECT = "numeracy-procedural"

_OF_A_CELL = re.compile(r"^(?:response\.)?(prompt|after)\.(cy|en)$")


@dataclass(frozen=True)
class RowLines:
    """The first and the last line of each row of a table, by number."""

    lines: Mapping[int, tuple[int, int]]

    def line(self, field: str, /) -> int:
        """The first line of a field such as "row 7: key"; 1 for the file."""
        return self._lines(field)[0]

    def last(self, field: str, /) -> int:
        """The last line of the row of a field."""
        return self._lines(field)[1]

    def _lines(self, field: str) -> tuple[int, int]:
        number = field.removeprefix("row ").split(":")[0].split(" ")[0]
        return self.lines.get(int(number), (int(number), int(number))) if number.isdecimal() else (1, 1)


def items_file(name: str, text: str) -> AuthorFile:
    """What a table's file holds, with every fault."""
    read = read_family(name, text)
    lines = RowLines(read.lines)
    faults: list[InvalidBank] = []
    made = checked_items(_makers(read), lambda item: check_item(SUBJECT, TOPICS, item), faults)
    items = tuple(AuthoredItem(item, lines.line(place)) for place, item in made)
    told = file_faults(name, (*read.faults, *_by_column(faults)), lines)
    remarks = tuple(order_remarks(name, ((lines.line(f"row {row}"), prompt) for row, prompt in read.prompts)))
    return AuthorFile(name, SUBJECT, told, items=items, languages=read.languages, remarks=remarks)


def _by_column(faults: Iterable[InvalidBank]) -> Iterator[InvalidBank]:
    """The faults of items by row and column; what all items of a family say in the same way is told once."""
    told: set[tuple[str, str, str]] = set()
    for fault in faults:
        place, _, field = fault.field.partition(": ")
        column = _OF_A_CELL.sub(r"\1_\2", field)
        if (found := (column, fault.expected, f"{fault.received}")) not in told:
            told.add(found)
            at = place.partition(" (")[0] if column != field else place
            yield InvalidBank(fault.item, f"{at}: {column}" if column else at, fault.expected, fault.received)


def _makers(read: FamilyReading) -> Iterator[Maker]:
    for number, question in read.questions:
        yield f"row {number} ({question.item})", partial(draft_item, question)
