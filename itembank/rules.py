from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class ExactNumber:
    """Right when the number written equals ``value``, a decimal in digits, however it was written."""

    type: ClassVar[str] = "exact-number"

    value: str


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
class ExactOrder:
    """Right when the cards are in exactly this order."""

    type: ClassVar[str] = "exact-order"

    order: tuple[str, ...]


Rule = ExactNumber | KeyedChoice | ExactOrder
