"""The order of options and cards: by a hash, so that no position is more often the right one."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeVar

OptionT = TypeVar("OptionT")

LETTERS = "abcdefgh"
"""Ids of options in the order shown."""


def shuffled(name: str, options: Sequence[OptionT], words: Callable[[OptionT], str]) -> list[OptionT]:
    """Sort options by a hash of the item's name and their words.

    Parameters
    ----------
    name : name of the item
    words : the words of an option
    """
    return sorted(options, key=lambda option: sha256(f"{name}/{words(option)}".encode()).hexdigest())


def shuffled_cards(name: str, cards: Sequence[OptionT], words: Callable[[OptionT], str]) -> list[OptionT]:
    """Shuffle cards for ordering, into neither their right order nor its reverse.

    Parameters
    ----------
    cards : in their right order
    """
    shown = shuffled(name, cards, words)
    in_order = shown in (list(cards), list(reversed(cards)))
    return [shown[1], shown[0], *shown[2:]] if in_order else shown
