"""The order that options and cards are first shown in: by a hash, so that no place is the right one more often."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeVar

Shown = TypeVar("Shown")

LETTERS = "abcdefgh"
"""The ids of options, in the order in which they are shown."""


def shuffled(name: str, options: Sequence[Shown], words: Callable[[Shown], str]) -> list[Shown]:
    """Options in the order of a hash of the item's name and their words."""
    return sorted(options, key=lambda option: sha256(f"{name}/{words(option)}".encode()).hexdigest())


def shuffled_cards(name: str, cards: Sequence[Shown], words: Callable[[Shown], str]) -> list[Shown]:
    """Cards shuffled, but neither in their right order nor in its reverse."""
    shown = shuffled(name, cards, words)
    in_order = shown in (list(cards), list(reversed(cards)))
    return [shown[1], shown[0], *shown[2:]] if in_order else shown
