"""Scoring rules: how a reply becomes a score from 0 to the `most` of its item."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from itembank.canonical_json import OMIT_DEFAULT

CreditMethod = Literal["whole", "parts"]
"""All or nothing, or partial credit: r of n parts right give ⌊most · r / n⌋."""


@dataclass(frozen=True)
class AnticipatedNumber:
    """A number other than the key that learners are expected to enter.

    Parameters
    ----------
    value : decimal in digits
    score : 0 to most − 1
    misconception : name of the misconception behind it, "" for none
    """

    value: str
    score: int
    misconception: str


@dataclass(frozen=True)
class ExactNumber:
    """Right when the number entered equals ``value``, a decimal in digits, in any spelling.

    Parameters
    ----------
    named : anticipated wrong numbers; all others score 0
    """

    type: ClassVar[str] = "exact-number"

    value: str
    named: tuple[AnticipatedNumber, ...] = field(default=(), metadata=OMIT_DEFAULT)


@dataclass(frozen=True)
class Misconception:
    """The named misconception that leads to an option."""

    option: str
    name: str


@dataclass(frozen=True)
class KeyedChoice:
    """Right when option ``key`` is selected; every other option has a named misconception."""

    type: ClassVar[str] = "keyed-choice"

    key: str
    misconceptions: tuple[Misconception, ...]


@dataclass(frozen=True)
class ExactSet:
    """Right when exactly the options ``keys`` are selected, in any order.

    With partial credit each key selected counts one, and each selection beyond the number of keys takes one away, to 0
    at the least: selecting everything earns nothing.
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
    """The named misconception that leads to a reply at one place of a list.

    Parameters
    ----------
    place : counted from 1
    reply : an option's id, or a number
    """

    place: int
    reply: str
    name: str


@dataclass(frozen=True)
class ExactList:
    """Right when each place holds its key: an option's id, or a decimal in any spelling."""

    type: ClassVar[str] = "exact-list"

    keys: tuple[str, ...]
    misconceptions: tuple[PlaceMisconception, ...]
    credit: CreditMethod


Rule = ExactNumber | KeyedChoice | ExactSet | ExactOrder | ExactList
