"""How many items of a pool a sitting can have under limits of each template and family."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, Counts, ItemPool, MaxItems, RepeatLimit
from engine.numerics.array_types import Bools


class Lack(NamedTuple):
    """A number of items that a sitting needs and cannot have.

    Parameters
    ----------
    kind : attribute and value of these items, such as "strand 'number'"; "" for all items
    needed : number of items that a sitting needs
    held : number of items that it can have
    limits : the limits, such as "template ≤ 1, family ≤ 2"; "" for none
    """

    kind: str
    needed: int
    held: int
    limits: str

    @property
    def sentence(self) -> str:
        """The lack in figures and names that need no translation."""
        return f"{self.kind}: {self.held} < {self.needed}" + (f" ({self.limits})" if self.limits else "")

    def expected(self, year: int) -> str:
        """What a year group's items would have to be."""
        kind, limits = f" with {self.kind}" if self.kind else "", f", with {self.limits}" if self.limits else ""
        return f"at least {self.needed} items{kind} for Year {year}{limits}"


def counts_lack(test: AdaptiveTest, allowed: Bools) -> Lack | None:
    """The first minimum, or else the length, that the allowed items cannot meet; None if they meet all.

    Limits are kept item by item. What is left then always suffices if it did before the first item, provided that the
    limits nest: a template belongs to one family, and a family to one of the values that are counted.

    Parameters
    ----------
    allowed : shape (n,), the items considered
    """
    limits = tuple(mask for mask in test.masks if isinstance(mask, RepeatLimit))
    told = ", ".join(f"{limit.attribute} ≤ {limit.maximum}" for limit in limits)
    for counts in (mask for mask in test.masks if isinstance(mask, Counts)):
        values = test.pool.attribute(counts.attribute)
        others = ~np.isin(values, [bound.value for bound in counts.bounds])
        most = items_within_limits(test.pool, limits, allowed & others)
        for bound in counts.bounds:
            held = items_within_limits(test.pool, limits, allowed & (values == bound.value))
            if held < bound.minimum:
                return Lack(f"{counts.attribute} {bound.value!r}", bound.minimum, held, told)
            most += min(held, bound.maximum)
        if limits and most < counts.length:
            return Lack("", counts.length, most, told)
    length = max((rule.n for rule in test.stop if isinstance(rule, MaxItems)), default=0)
    most = items_within_limits(test.pool, limits, allowed) if limits else length
    return Lack("", length, most, told) if most < length else None


def items_within_limits(pool: ItemPool, limits: Sequence[RepeatLimit], items: Bools) -> int:
    """The greatest number of these items that a sitting can have under limits that nest.

    Each limit in turn, the finest first, joins the groups of one of its values and cuts their number down to its
    maximum.
    """
    places = np.flatnonzero(items)
    first, most = places, np.ones(places.size, dtype=np.intp)
    for limit in _finest_first(pool, limits):
        column = pool.attribute(limit.attribute)[first]
        alone = column == limit.alone
        _, at, group = np.unique(column[~alone], return_index=True, return_inverse=True)
        together = np.minimum(np.bincount(group, weights=most[~alone]).astype(np.intp), limit.maximum)
        first, most = np.concatenate([first[alone], first[~alone][at]]), np.concatenate([most[alone], together])
    return int(most.sum())


def limits_that_cross(test: AdaptiveTest) -> tuple[str, str] | None:
    """Two attributes of limits and counts of which neither contains the other; None if they all nest."""
    limits = _finest_first(test.pool, [mask for mask in test.masks if isinstance(mask, RepeatLimit)])
    counted = list(dict.fromkeys(mask.attribute for mask in test.masks if isinstance(mask, Counts)))
    names = [*(limit.attribute for limit in limits), *(counted if limits else ())]
    for place, inner in enumerate(names[: len(limits)]):
        for outer in names[place + 1 :]:
            if not _is_within(test.pool.attribute(inner), test.pool.attribute(outer), limits[place].alone):
                return inner, outer
    return None


def _finest_first(pool: ItemPool, limits: Sequence[RepeatLimit]) -> list[RepeatLimit]:
    return sorted(limits, key=lambda limit: -np.unique(pool.attribute(limit.attribute)).size)


def _is_within(inner: NDArray[Any], outer: NDArray[Any], alone: object) -> bool:
    """Whether all items of each inner value have one outer value."""
    bounded = inner != alone
    pairs = set(zip(inner[bounded].tolist(), outer[bounded].tolist(), strict=True))
    return len(pairs) == len({value for value, _ in pairs})
