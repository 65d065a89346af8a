"""Scoring rules: how a reply becomes a score from 0 to the `most` of its item."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from itembank.canonical_json import OMIT_DEFAULT

CreditMethod = Literal["whole", "parts"]
"""All or nothing, or partial credit: r of n parts right give ⌊most · r / n⌋."""

SetCreditMethod = Literal["whole", "parts", "net"]
"""Credit of a set: as `CreditMethod`, or net: right less wrong selections, of n keys, give ⌊most · net / n⌋."""


@dataclass(frozen=True)
class AnticipatedNumber:
    """A number other than the key that learners are expected to enter.

    Parameters
    ----------
    value : as in `ExactNumber`
    score : 0 to most − 1; a misconception earns 0
    misconception : name of the misconception behind it, "" for none
    step : name of the intermediate result that it is, if it earns a part of the credit; "" for none
    """

    value: str
    score: int
    misconception: str
    step: str = field(default="", metadata=OMIT_DEFAULT)


@dataclass(frozen=True)
class ExactNumber:
    """Right when what is entered equals ``value``, in any spelling.

    Parameters
    ----------
    value : a decimal in digits; of a fraction or a clock time as the reply is written: "3/4", "1 1/2", "9:05 pm"
    named : anticipated wrong numbers; all others score 0
    in_this_form : whether an equal fraction in another form is wrong: 6/8 for 3/4, 7/4 for 1 3/4
    """

    type: ClassVar[str] = "exact-number"

    value: str
    named: tuple[AnticipatedNumber, ...] = field(default=(), metadata=OMIT_DEFAULT)
    in_this_form: bool = field(default=False, metadata=OMIT_DEFAULT)


EQUAL_IN_ANOTHER_FORM = "equal-in-another-form"
"""The misconception behind an equal fraction in another form than `ExactNumber` asks for; no item has to name it."""


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

    Where every correct option is asked for, credit is ``whole`` or ``net``: then each wrong selection takes one away
    from the right ones, to 0 at the least. ``parts`` only takes away selections beyond the number of keys, which pays
    for chance: random selections of two of four, with two keys, earn half. It stays for results already given.
    """

    type: ClassVar[str] = "exact-set"

    keys: tuple[str, ...]
    misconceptions: tuple[Misconception, ...]
    credit: SetCreditMethod


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
