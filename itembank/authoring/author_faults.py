"""A fault of an author's file, with its line."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from itembank.authoring import authoring_messages as messages
from itembank.errors import InvalidBank
from itembank.language import Language
from itembank.refusal_messages import welsh_expectation

_LONGEST = 120
"""Most characters of what was received that a sentence shows."""


class Lines(Protocol):
    """The lines of the fields of a file."""

    def line(self, field: str, /) -> int:
        """The line of a field, by the place that messages name."""


@dataclass(frozen=True, order=True)
class AuthorFault:
    """A fault of an author's file.

    Parameters
    ----------
    line : counted from 1
    place : the part, question or row and the field, "file" for the whole file
    expected, received : what the field should hold, in words, and what it holds
    """

    file: str
    line: int
    place: str
    expected: str
    received: str

    def sentence(self, language: Language) -> str:
        """The fault after file and line."""
        return f"{self.file}:{self.line}: {self.told(language)}"

    def told(self, language: Language) -> str:
        """The fault without file and line."""
        expected = self.expected if language == "en" else welsh_expectation(self.expected) or self.expected
        received = messages.NOTHING[language] if self.received == "'nothing'" else self.received
        return messages.FAULT[language] % (self.place, expected, received)


def file_faults(file: str, errors: Iterable[InvalidBank], lines: Lines) -> tuple[AuthorFault, ...]:
    """The faults of a file in the order of their lines."""
    return tuple(sorted({author_fault(file, lines.line(error.field), error) for error in errors}))


def author_fault(file: str, line: int, error: InvalidBank) -> AuthorFault:
    """The fault that an error is, at its line."""
    received = repr(error.received)
    shown = received if len(received) <= _LONGEST else f"{received[:_LONGEST]}…"
    return AuthorFault(file, line, error.field, error.expected, shown)
