"""A fault of an author's file, with its line."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from itembank.authoring import authoring_messages as messages
from itembank.design_files.fault_collector import closest_name
from itembank.errors import NOTHING, Described, InvalidBank, quoted
from itembank.language import Language
from itembank.refusal_messages import welsh_clauses

_WORDS = re.compile(r"^row\b|\bfile$")


class Lines(Protocol):
    """The lines of the fields of a file."""

    def line(self, field: str, /) -> int:
        """The line of a field, by the place that messages name."""

    def last(self, field: str, /) -> int:
        """The last line of what a field stands in, such as a row of several lines."""


@dataclass(frozen=True, order=True)
class AuthorFault:
    """A fault of an author's file.

    Parameters
    ----------
    line, last : first and last line, counted from 1
    place : the part, question or row and the field, "file" for the whole file
    expected, received : what the field should hold, in words, and what it holds, as the sentence shows it
    """

    file: str
    line: int
    place: str
    expected: str
    received: str
    last: int

    def sentence(self, language: Language) -> str:
        """The fault after file and line."""
        return f"{self.file}:{self.line}: {self.told(language)}"

    def told(self, language: Language) -> str:
        """The fault without file and line."""
        if language == "en":
            return messages.FAULT % (self.place, self.expected, self.received)
        place = _WORDS.sub(lambda found: messages.PLACES[found[0]], self.place)
        return f"{place}: {welsh_clauses(self.expected, self.received)}"


def file_faults(file: str, errors: Iterable[InvalidBank], lines: Lines) -> tuple[AuthorFault, ...]:
    """The faults of a file in the order of their lines."""
    found = tuple(errors)
    misspelt = {error.field for error in found if error.field.rpartition(": ")[2] == error.received}
    told = (error for error in found if not (error.received is NOTHING and _is_misspelt(error.field, misspelt)))
    return tuple(
        sorted({author_fault(file, lines.line(error.field), error, lines.last(error.field)) for error in told})
    )


def _is_misspelt(missing: str, misspelt: Collection[str]) -> bool:
    """Whether a missing field stands in its table under a name that is nearly its own."""
    table, _, name = missing.rpartition(": ")
    return any(
        each.rpartition(": ")[0] == table and closest_name(each.rpartition(": ")[2], [name]) for each in misspelt
    )


def author_fault(file: str, line: int, error: InvalidBank, last: int | None = None) -> AuthorFault:
    """The fault that an error is, at its line or from that to the last one."""
    shown = error.received if isinstance(error.received, Described) else quoted(error.received)
    return AuthorFault(file, line, error.field, error.expected, shown, last or line)
