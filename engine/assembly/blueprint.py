"""A blueprint: what a whole sitting must hold, as values. Each constraint has a name, a sentence and rows of bounds."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats
from engine.numerics.number_checks import are_numbers, is_integer
from engine.sitting.item_pool import ItemPool


class ConstraintRow(NamedTuple):
    """A bounded sum over the items of a test: ``low ≤ Σ coefficients · chosen ≤ high``.

    Parameters
    ----------
    name : of the constraint that asks for it
    coefficients : shape (n,)
    low, high : bounds, ±inf for none
    """

    name: str
    coefficients: Floats
    low: float
    high: float


class Constraint(Protocol):
    """What a whole sitting must obey."""

    @property
    def name(self) -> str:
        """What it is called in an order of relaxation and in a log; distinct in a blueprint."""
        ...

    @property
    def sentence(self) -> str:
        """What it asks, in words."""
        ...

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        """The sums it bounds."""
        ...


@dataclass(frozen=True)
class Count:
    """So many items whose content has one of some values.

    Parameters
    ----------
    attribute : content attribute
    values : the values that count
    minimum, maximum : items of a sitting, 0 ≤ minimum ≤ maximum

    Raises
    ------
    InvalidTest
    """

    attribute: str
    values: tuple[Any, ...]
    minimum: int
    maximum: int

    def __post_init__(self) -> None:
        _require(
            isinstance(self.values, tuple) and self.values, self.name, "values must be a tuple of some", self.values
        )
        _require_range(self.name, self.minimum, self.maximum)

    @property
    def name(self) -> str:
        return f"{self.attribute} {_listed(self.values)}"

    @property
    def sentence(self) -> str:
        return f"{_between(self.minimum, self.maximum)} items with {self.name}"

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        return [_count(self.name, _having(pool, self.attribute, self.values), self.minimum, self.maximum)]


@dataclass(frozen=True)
class Sum:
    """A bounded total of a numeric content attribute, such as words or expected seconds.

    Parameters
    ----------
    attribute : numeric content attribute
    minimum, maximum : of the total over a sitting, ±inf for no bound

    Raises
    ------
    InvalidTest
    """

    attribute: str
    minimum: float = -math.inf
    maximum: float = math.inf

    def __post_init__(self) -> None:
        numbers = are_numbers(self.minimum, self.maximum)
        _require(numbers and self.minimum <= self.maximum, self.name, "minimum ≤ maximum", (self.minimum, self.maximum))

    @property
    def name(self) -> str:
        return f"sum of {self.attribute}"

    @property
    def sentence(self) -> str:
        return f"a {self.name} of {_between(self.minimum, self.maximum)}"

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        return [ConstraintRow(self.name, _numeric(pool, self.name, self.attribute), self.minimum, self.maximum)]


@dataclass(frozen=True)
class Ceiling:
    """Only items whose content attribute is at most a limit: ``Ceiling("year", 4)`` keeps to what was taught.

    Parameters
    ----------
    back : how far below the limit an item may be, at least 0; a passage for the youngest is no text for the oldest

    Raises
    ------
    InvalidTest
    """

    attribute: str
    limit: float
    back: float = math.inf

    def __post_init__(self) -> None:
        _require(are_numbers(self.limit) and math.isfinite(self.limit), self.name, "a finite limit", self.limit)
        _require(are_numbers(self.back) and self.back >= 0, self.name, "0 or more back", self.back)

    @property
    def name(self) -> str:
        return f"ceiling of {self.attribute}"

    @property
    def sentence(self) -> str:
        above = f"no item with {self.attribute} above {self.limit:g}"
        return above if math.isinf(self.back) else f"{above} or below {self.limit - self.back:g}"

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        values = _numeric(pool, self.name, self.attribute)
        return [_count(self.name, (values > self.limit) | (values < self.limit - self.back), 0, 0)]


@dataclass(frozen=True)
class Enemies:
    """Items of which a sitting has at most one, because one gives another away.

    Parameters
    ----------
    items : item-version ids, two or more

    Raises
    ------
    InvalidTest
    """

    items: tuple[str, ...]

    def __post_init__(self) -> None:
        distinct = isinstance(self.items, tuple) and len(set(self.items)) == len(self.items) >= 2
        _require(distinct, "enemies", "items must be two or more distinct ids", self.items)

    @property
    def name(self) -> str:
        return f"enemies {_listed(self.items)}"

    @property
    def sentence(self) -> str:
        return f"at most 1 of the items {_listed(self.items)}"

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        members = np.zeros(len(pool), dtype=bool)
        members[[pool.index(item) for item in self.items]] = True
        return [_count(self.name, members, 0, 1)]


@dataclass(frozen=True)
class ItemSets:
    """Items that belong to passages: chosen with their passage and asked one after another.

    Parameters
    ----------
    attribute : content attribute that names an item's passage
    minimum, maximum : items of each passage that is used, 1 ≤ minimum ≤ maximum
    fewest, most : passages in a sitting
    alone : the value of items that belong to no passage

    Raises
    ------
    InvalidTest
    """

    attribute: str
    minimum: int
    maximum: int
    fewest: int
    most: int
    alone: Any = ""

    def __post_init__(self) -> None:
        _require_range(self.name, self.minimum, self.maximum, least=1)
        _require_range(self.name, self.fewest, self.most)

    @property
    def name(self) -> str:
        return f"sets of {self.attribute}"

    @property
    def sentence(self) -> str:
        each = _between(self.minimum, self.maximum)
        return f"{_between(self.fewest, self.most)} sets of one {self.attribute}, {each} items each, kept together"

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        pool.attribute(self.attribute)
        return []  # a set is in or out as a whole, which no row over items can say


@dataclass(frozen=True)
class Order:
    """Items asked in the order of their content: all of the first value before any of the second, and so on.

    Parameters
    ----------
    attribute : content attribute
    values : in order; items with another value are not asked

    Raises
    ------
    InvalidTest
    """

    attribute: str
    values: tuple[Any, ...]

    def __post_init__(self) -> None:
        distinct = isinstance(self.values, tuple) and len(set(self.values)) == len(self.values) >= 1
        _require(distinct, self.name, "values must be a tuple of distinct values", self.values)

    @property
    def name(self) -> str:
        return f"order of {self.attribute}"

    @property
    def sentence(self) -> str:
        return f"items in the {self.name}: " + ", ".join(repr(value) for value in self.values)

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        return [_count(self.name, ~_having(pool, self.attribute, self.values), 0, 0)]


@dataclass(frozen=True)
class EasyStart:
    """The first so many items have a content attribute of at most a limit, and stand alone.

    Parameters
    ----------
    attribute : numeric content attribute, such as a difficulty
    limit : the most that an easy item has
    items : how many come first, 1 or more

    Raises
    ------
    InvalidTest
    """

    attribute: str
    limit: float
    items: int

    def __post_init__(self) -> None:
        _require(is_integer(self.items, 1), self.name, "items must be a whole number, 1 or more", self.items)
        _require(are_numbers(self.limit) and math.isfinite(self.limit), self.name, "a finite limit", self.limit)

    @property
    def name(self) -> str:
        return f"easy start by {self.attribute}"

    @property
    def sentence(self) -> str:
        return f"{self.attribute} at most {self.limit:g} in the first {self.items} items"

    def easy(self, pool: ItemPool) -> Bools:
        """Which items are easy enough to begin with, shape (n,)."""
        return _numeric(pool, self.name, self.attribute) <= self.limit

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        return [_count(self.name, self.easy(pool), self.items, math.inf)]


@dataclass(frozen=True)
class Blueprint:
    """What a whole sitting of a fixed length holds.

    Parameters
    ----------
    length : scored items
    constraints : what they obey together
    relax : names of constraints in the order in which they are given up, should not all be possible

    Raises
    ------
    InvalidTest
    """

    length: int
    constraints: tuple[Constraint, ...] = ()
    relax: tuple[str, ...] = ()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _require(is_integer(self.length, 1), "blueprint", "length must be a whole number, 1 or more", self.length)
        _require(isinstance(self.constraints, tuple), "blueprint", "constraints must be a tuple", self.constraints)
        for one in self.constraints:
            _require(_is_constraint(one), "blueprint", "constraints, such as Count('strand', ('number',), 2, 5)", one)
        _require(isinstance(self.relax, tuple), "blueprint", "relax must be a tuple of names", self.relax)
        names = [constraint.name for constraint in self.constraints]
        for name in names:
            _require(names.count(name) == 1, name, "one constraint of this name", names.count(name))
        for name in self.relax:
            _require(name in names, "order of relaxation", f"names of constraints {names}", name)
        _require_orderly(self.constraints)
        # what is compiled from a blueprint is looked up at every step
        object.__setattr__(self, "_hash", hash((self.length, self.constraints, self.relax)))

    def __hash__(self) -> int:
        return self._hash

    def without(self, names: Iterable[str]) -> "Blueprint":
        """The blueprint with some constraints given up."""
        gone = set(names)
        kept = tuple(constraint for constraint in self.constraints if constraint.name not in gone)
        return replace(self, constraints=kept, relax=tuple(name for name in self.relax if name not in gone))

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        """The sums that the constraints bound.

        Raises
        ------
        UnknownAttribute, UnknownItem, InvalidTest
        """
        rows = [row for constraint in self.constraints for row in constraint.rows(pool)]
        sets, easy = sole_constraint(self, ItemSets), sole_constraint(self, EasyStart)
        if sets is None or easy is None:
            return rows
        alone = _having(pool, sets.attribute, (sets.alone,))
        return [row._replace(coefficients=row.coefficients * alone) if row.name == easy.name else row for row in rows]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it asks, in words."""
        return (f"{self.length} items", *(constraint.sentence for constraint in self.constraints))


def _is_constraint(value: object) -> bool:
    return not isinstance(value, type) and all(hasattr(value, name) for name in ("name", "sentence", "rows"))


def sole_constraint(blueprint: Blueprint, kind: type[Any]) -> Any | None:  # noqa: ANN401 - the kind says what comes
    """The constraint of a kind that a blueprint has at most once; None where it has none."""
    return next((one for one in blueprint.constraints if isinstance(one, kind)), None)


def _require_orderly(constraints: tuple[Constraint, ...]) -> None:
    for kind in (ItemSets, Order, EasyStart):
        several = [one.name for one in constraints if isinstance(one, kind)]
        _require(len(several) <= 1, "blueprint", f"at most one {kind.__name__}", several)
    kinds = {type(one) for one in constraints}
    _require(not {Order, EasyStart} <= kinds, "blueprint", "Order or EasyStart: either says what comes first", "both")


def _require(holds: object, name: str, expected: str, received: object) -> None:
    if not holds:
        message = f"{name}: expected {expected}; received {received!r}"
        raise InvalidTest(message)


def _require_range(name: str, minimum: int, maximum: int, least: int = 0) -> None:
    ranged = is_integer(minimum, least) and is_integer(maximum, minimum)
    _require(ranged, name, f"{least} ≤ minimum ≤ maximum in whole numbers", (minimum, maximum))


def _count(name: str, members: Bools, minimum: float, maximum: float) -> ConstraintRow:
    return ConstraintRow(name, members.astype(float), minimum, maximum)


def _having(pool: ItemPool, attribute: str, values: tuple[Any, ...]) -> Bools:
    """Which items have one of the values, shape (n,); 3 is not "3"."""
    return np.array([value in values for value in pool.attribute(attribute).tolist()], dtype=bool)


def _numeric(pool: ItemPool, name: str, attribute: str) -> NDArray[Any]:
    column = pool.attribute(attribute)
    numbers = column.dtype.kind in "biuf" and np.isfinite(column).all()
    _require(numbers, name, f"finite numbers in content attribute {attribute!r}", column.dtype.name)
    return column.astype(float)


def _between(minimum: float, maximum: float) -> str:
    if minimum == maximum:
        return f"{minimum:g}"
    if maximum == math.inf:
        return f"at least {minimum:g}"
    return f"at most {maximum:g}" if minimum in (0, -math.inf) else f"{minimum:g} to {maximum:g}"


def _listed(values: tuple[Any, ...]) -> str:
    return " or ".join(repr(value) for value in values)
