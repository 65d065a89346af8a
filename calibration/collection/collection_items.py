"""The items that a collection design is built of."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class CollectionItem:
    """An item of a trial, as a design knows it.

    Parameters
    ----------
    id : of the item version
    years : the year groups that may be asked it
    difficulty : as it is taken to be before the trial, the mean of the steps, in logits
    item_set : the passage or scenario that it belongs to, whose items are asked together; "" for none
    is_anchor : whether it is an anchor, whose parameters are known; otherwise it is a candidate
    """

    id: str
    years: tuple[int, ...]
    difficulty: float
    item_set: str = ""
    is_anchor: bool = False


@dataclass(frozen=True)
class LinkRule:
    """How many items a link needs, between adjacent year groups and between a year group and the bank's scale.

    Parameters
    ----------
    share : of the items of the larger year group
    fewest : at least so many, where there are as many

    References
    ----------
    Kolen & Brennan (2014), Test Equating, Scaling, and Linking, section 8.2: a fifth of the test.
    """

    share: float = 0.2
    fewest: int = 10

    def needed(self, items: int) -> int:
        """The number of items that link a year group with so many items."""
        return max(-int(-self.share * items // 1), self.fewest)


@dataclass(frozen=True)
class Unit:
    """One item, or the items of one set, which stand together in a booklet."""

    items: tuple[CollectionItem, ...]

    @property
    def years(self) -> frozenset[int]:
        """The year groups that may be asked all of it."""
        return frozenset.intersection(*(frozenset(item.years) for item in self.items))

    @property
    def difficulty(self) -> float:
        """The mean difficulty, in logits."""
        return sum(item.difficulty for item in self.items) / len(self.items)

    @property
    def is_anchor(self) -> bool:
        """Whether every item of it is an anchor."""
        return all(item.is_anchor for item in self.items)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)


def units(items: Iterable[CollectionItem]) -> tuple[Unit, ...]:
    """The items one by one, those of a set together, in their order."""
    together: dict[str, list[CollectionItem]] = {}
    for item in items:
        together.setdefault(f"set {item.item_set}" if item.item_set else f"item {item.id}", []).append(item)
    return tuple(Unit(tuple(each)) for each in together.values())
