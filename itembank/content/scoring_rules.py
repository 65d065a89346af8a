"""What makes a reply a score, from 0 to the `most` of its item."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from itembank.canonical_json import OMIT_DEFAULT

CreditMethod = Literal["whole", "parts"]
"""Whether only all of it counts, or each part that is right: r of n parts right give ⌊most · r / n⌋."""


@dataclass(frozen=True)
class AnticipatedNumber:
    """A number that is not the answer: its score, 0 to most − 1, and the wrong idea behind it, "" for none named."""

    value: str
    score: int
    misconception: str


@dataclass(frozen=True)
class ExactNumber:
    """Right when the number written equals ``value``, a decimal in digits, however it was written.

    Parameters
    ----------
    named : other numbers that are known; any number that is neither scores 0
    """

    type: ClassVar[str] = "exact-number"

    value: str
    named: tuple[AnticipatedNumber, ...] = field(default=(), metadata=OMIT_DEFAULT)


@dataclass(frozen=True)
class Misconception:
    """The named wrong idea that leads to an option."""

    option: str
    name: str


@dataclass(frozen=True)
class KeyedChoice:
    """Right when option ``key`` is picked; every other option comes of a named misconception."""

    type: ClassVar[str] = "keyed-choice"

    key: str
    misconceptions: tuple[Misconception, ...]


@dataclass(frozen=True)
class ExactSet:
    """Right when exactly the options ``keys`` are picked, in any order.

    By parts, each key picked counts one, and each pick beyond as many as there are keys takes one away, never below 0:
    whoever picks everything has nothing.
    """

    type: ClassVar[str] = "exact-set"

    keys: tuple[str, ...]
    misconceptions: tuple[Misconception, ...]
    credit: CreditMethod


@dataclass(frozen=True)
class ExactOrder:
    """Right when the cards are in exactly this order."""

    type: ClassVar[str] = "exact-order"

    order: tuple[str, ...]


@dataclass(frozen=True)
class PlaceMisconception:
    """The named wrong idea that leads to a reply at a place, counted from 1: an option's id, or a number."""

    place: int
    reply: str
    name: str


@dataclass(frozen=True)
class ExactList:
    """Right when each place holds its key: an option's id, or a decimal in digits however it was written."""

    type: ClassVar[str] = "exact-list"

    keys: tuple[str, ...]
    misconceptions: tuple[PlaceMisconception, ...]
    credit: CreditMethod


Rule = ExactNumber | KeyedChoice | ExactSet | ExactOrder | ExactList
