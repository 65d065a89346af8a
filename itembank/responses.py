from dataclasses import dataclass
from typing import ClassVar

from itembank.language import Text


@dataclass(frozen=True)
class Option:
    """Something a learner picks or moves. ``id`` says nothing of whether it is right; ``html`` is trusted."""

    id: str
    html: Text


@dataclass(frozen=True)
class NumberEntry:
    """A box for a number, with a unit before or after it.

    Parameters
    ----------
    label : what the box asks for
    before, after : the unit shown beside the box, "" for none; also accepted in the reply
    decimal : whether the keyboard should offer a decimal point
    """

    type: ClassVar[str] = "number"

    label: Text
    before: Text
    after: Text
    decimal: bool


@dataclass(frozen=True)
class Choice:
    """One of several options."""

    type: ClassVar[str] = "choice"

    label: Text
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Ordering:
    """Cards to put in order, in the order first shown."""

    type: ClassVar[str] = "ordering"

    label: Text
    items: tuple[Option, ...]


Response = NumberEntry | Choice | Ordering
Reply = str | list[str] | tuple[str, ...] | None
