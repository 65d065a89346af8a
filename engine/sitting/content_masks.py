"""Content rules item by item: a year ceiling, counts and limits of content values, and neighbours that differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Ints
from engine.numerics.number_checks import are_numbers, is_integer
from engine.sitting.cohort import Cohort
from engine.sitting.item_pool import ItemPool


class Bound(NamedTuple):
    """The least and the greatest number of items of one content value in a sitting."""

    value: Any
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class YearCeiling:
    """Allow the items whose content was taught by a year: ``content[attribute] ≤ year``.

    Raises
    ------
    InvalidTest
    """

    attribute: str
    year: int

    def __post_init__(self) -> None:
        if not (isinstance(self.attribute, str) and are_numbers(self.year)):
            message = f"YearCeiling needs the name of an attribute and a year; received {self!r:.80}"
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, cohort: Cohort) -> Bools:
        return pool.cached(self, lambda: (pool.attribute(self.attribute) <= self.year)[np.newaxis])


@dataclass(frozen=True)
class Counts:
    """Bound the number of items of each content value in a sitting of ``length`` scored items.

    An item is allowed if, after it, every minimum can still be reached in the remaining positions and no maximum is
    exceeded. Content values that are not listed are unbounded.

    Parameters
    ----------
    attribute : content attribute
    bounds : (value, minimum, maximum) for each value, or value → (minimum, maximum)
    length : number of scored items in a sitting

    Raises
    ------
    InvalidTest
    """

    attribute: str
    bounds: tuple[Bound, ...]
    length: int

    def __init__(
        self,
        attribute: str,
        bounds: Mapping[Any, tuple[int, int]] | Iterable[tuple[Any, int, int]],
        length: int,
    ) -> None:
        object.__setattr__(self, "attribute", attribute)
        object.__setattr__(self, "bounds", _bounds(attribute, bounds))
        object.__setattr__(self, "length", length)
        _require_possible(self)

    def __call__(self, pool: ItemPool, cohort: Cohort) -> Bools:
        table = pool.cached(self, lambda: _tabulated(self, pool))
        taken = _taken(table, cohort)
        missing = np.maximum(table.minimum - taken, 0)
        positions = self.length - cohort.count - 1  # those left after this item
        still_missing = missing.sum(axis=1, keepdims=True) - (missing > 0)  # after an item of each value
        allowed = (still_missing <= positions[:, np.newaxis]) & (taken < table.maximum)
        chosen: Bools = allowed[:, table.codes]
        return chosen


@dataclass(frozen=True, slots=True)
class RepeatLimit:
    """Bound the number of items of each value of a content attribute: at most one of a template, two of a family.

    Scored items count. An item whose value is ``alone`` is not bounded.

    Parameters
    ----------
    attribute : content attribute
    maximum : number of items of one value in a sitting, 1 or more
    alone : the attribute's value for items that are like no other

    Raises
    ------
    InvalidTest
    """

    attribute: str
    maximum: int
    alone: Any = ""

    def __post_init__(self) -> None:
        if not is_integer(self.maximum, 1):
            message = f"{self.attribute}: maximum must be a whole number, 1 or more; received {self.maximum!r}"
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, cohort: Cohort) -> Bools:
        codes, values = pool.cached(("content codes", self.attribute), lambda: _codes(pool, self.attribute))
        taken = np.zeros((len(cohort), values.size), dtype=np.intp)
        people = np.arange(len(cohort))[:, np.newaxis]
        np.add.at(taken, (people, codes[cohort.items]), cohort.scored)
        allowed: Bools = ((taken < self.maximum) | (values == self.alone))[:, codes]
        return allowed


@dataclass(frozen=True, slots=True)
class Apart:
    """Prefer items that differ in a content attribute from the items presented last, so that neighbours are unlike.

    It is a preference and costs no constraint: where every item that could come next has a value of those items, it
    gives way. An item whose value is ``alone`` is unlike every other.

    Parameters
    ----------
    attribute : content attribute
    within : how many of the items presented last the next one differs from; 1 for neighbours alone
    alone : the attribute's value for items that are like no other

    Raises
    ------
    InvalidTest
    """

    attribute: str
    within: int = 1
    alone: Any = ""
    yields: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if not is_integer(self.within, 1):
            message = f"{self.attribute}: within must be a whole number of items, 1 or more; received {self.within!r}"
            raise InvalidTest(message)

    def __call__(self, pool: ItemPool, cohort: Cohort) -> Bools:
        codes, values = pool.cached(("content codes", self.attribute), lambda: _codes(pool, self.attribute))
        near = np.zeros((len(cohort), values.size), dtype=bool)
        near[np.arange(len(cohort))[:, np.newaxis], codes[cohort.items[:, -self.within :]]] = True
        unlike: Bools = (~near | (values == self.alone))[:, codes]
        return unlike


def _codes(pool: ItemPool, attribute: str) -> tuple[Ints, NDArray[Any]]:
    """The code of each item's value, shape (n,), and the values by code."""
    values, codes = np.unique(pool.attribute(attribute), return_inverse=True)
    return codes, values


def _bounds(
    attribute: str, bounds: Mapping[Any, tuple[int, int]] | Iterable[tuple[Any, int, int]]
) -> tuple[Bound, ...]:
    try:
        rows = [(value, *both) for value, both in bounds.items()] if isinstance(bounds, Mapping) else bounds
        return tuple(Bound(*row) for row in rows)
    except TypeError:
        message = f"{attribute} must be counted by (value, minimum, maximum) for each value; received {bounds!r:.80}"
        raise InvalidTest(message) from None


class _Table(NamedTuple):
    """The code of each item's bound, and the bounds by code. The last code stands for all values not listed."""

    codes: Ints  # (n,)
    minimum: Ints  # (values + 1,)
    maximum: Ints  # (values + 1,)


def _tabulated(counts: Counts, pool: ItemPool) -> _Table:
    values = pool.attribute(counts.attribute)
    codes = np.full(len(pool), len(counts.bounds), dtype=np.intp)
    for code, bound in enumerate(counts.bounds):
        codes[values == bound.value] = code
        if np.count_nonzero(codes == code) < bound.minimum:
            message = (
                f"the pool must hold {bound.minimum} items with {counts.attribute} {bound.value!r};"
                f" it holds {np.count_nonzero(codes == code)}"
            )
            raise InvalidTest(message)
    return _Table(
        codes,
        np.array([*(bound.minimum for bound in counts.bounds), 0], dtype=np.intp),
        np.array([*(bound.maximum for bound in counts.bounds), counts.length], dtype=np.intp),
    )


def _taken(table: _Table, cohort: Cohort) -> Ints:
    """The number of scored items of each value so far, shape (P, values + 1)."""
    of_value = table.codes[cohort.items][:, :, np.newaxis] == np.arange(table.minimum.size)
    taken: Ints = (of_value & cohort.scored[:, :, np.newaxis]).sum(axis=1)
    return taken


def _require_possible(counts: Counts) -> None:
    if not is_integer(counts.length, 1):
        message = (
            f"{counts.attribute} must be counted over a whole number of items, at least 1; received {counts.length!r}"
        )
        raise InvalidTest(message)
    for bound in counts.bounds:
        if not (is_integer(bound.minimum, 0) and is_integer(bound.maximum, bound.minimum)):
            message = (
                f"{counts.attribute} {bound.value!r} needs 0 ≤ minimum ≤ maximum in whole numbers; received {bound[1:]}"
            )
            raise InvalidTest(message)
    if len({bound.value for bound in counts.bounds}) < len(counts.bounds):
        message = f"{counts.attribute} must have one bound a value; received {counts.bounds}"
        raise InvalidTest(message)
    if sum(bound.minimum for bound in counts.bounds) > counts.length:
        message = f"the minima of {counts.attribute} must fit into {counts.length} items; received {counts.bounds}"
        raise InvalidTest(message)
