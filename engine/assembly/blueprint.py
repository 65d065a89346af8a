"""Blueprints: content constraints on a whole sitting. Each constraint has a name, a sentence and linear rows."""

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
    """A linear constraint over the items of a test: ``low ≤ Σ coefficients · chosen ≤ high``.

    Parameters
    ----------
    name : name of the blueprint constraint that it belongs to
    coefficients : shape (n,)
    low, high : bounds, ±inf for none
    """

    name: str
    coefficients: Floats
    low: float
    high: float


class Constraint(Protocol):
    """A constraint on a whole sitting."""

    @property
    def name(self) -> str:
        """The name used in the order of relaxation and in logs; unique in a blueprint."""
        ...

    @property
    def sentence(self) -> str:
        """The constraint in words."""
        ...

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        """The constraint as linear rows over the pool's items."""
        ...


@dataclass(frozen=True)
class Count:
    """Bounds the number of items whose content attribute has one of the given values.

    Parameters
    ----------
    attribute : content attribute
    values : the values that are counted
    minimum, maximum : number of such items in a sitting, 0 ≤ minimum ≤ maximum

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
        return f"{self.attribute} {_values_in_words(self.values)}"

    @property
    def sentence(self) -> str:
        return f"{_range_in_words(self.minimum, self.maximum)} items with {self.name}"

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        return [_count_row(self.name, _has_value(pool, self.attribute, self.values), self.minimum, self.maximum)]


@dataclass(frozen=True)
class MostOfEach:
    """Bounds the number of items of each value of a content attribute: at most one of a template, two of a family.

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
        whole = is_integer(self.maximum, 1)
        _require(whole, self.name, "maximum must be a whole number, 1 or more", self.maximum)

    @property
    def name(self) -> str:
        return f"most of each {self.attribute}"

    @property
    def sentence(self) -> str:
        return f"at most {self.maximum} items of each {self.attribute}"

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        column = pool.attribute(self.attribute)
        members = (column == value for value in np.unique(column) if value != self.alone)
        return [
            _count_row(self.name, of_value, 0, self.maximum)
            for of_value in members
            if np.count_nonzero(of_value) > self.maximum
        ]


@dataclass(frozen=True)
class Sum:
    """Bounds the total of a numeric content attribute, such as words or expected seconds.

    Parameters
    ----------
    attribute : numeric content attribute
    minimum, maximum : bounds of the total over a sitting, ±inf for none

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
        return f"a {self.name} of {_range_in_words(self.minimum, self.maximum)}"

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        return [ConstraintRow(self.name, _numeric(pool, self.name, self.attribute), self.minimum, self.maximum)]


@dataclass(frozen=True)
class Ceiling:
    """Allows only items whose numeric attribute is at most a limit: ``Ceiling("year", 4)`` keeps to what was taught.

    Parameters
    ----------
    attribute : numeric content attribute
    limit : the greatest value allowed
    back : how far below the limit a value may be, at least 0; a passage for the youngest does not suit the oldest

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
        return [_count_row(self.name, (values > self.limit) | (values < self.limit - self.back), 0, 0)]


@dataclass(frozen=True)
class Enemies:
    """Enemy items: a sitting has at most one of them, because one gives another away.

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
        return f"enemies {_values_in_words(self.items)}"

    @property
    def sentence(self) -> str:
        return f"at most 1 of the items {_values_in_words(self.items)}"

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        members = np.zeros(len(pool), dtype=bool)
        members[[pool.index(item) for item in self.items]] = True
        return [_count_row(self.name, members, 0, 1)]


@dataclass(frozen=True)
class ItemSets:
    """Item sets, such as the items of a reading passage: selected together and presented one after another.

    Parameters
    ----------
    attribute : content attribute that names the set of an item
    minimum, maximum : number of items from each set that is used, 1 ≤ minimum ≤ maximum
    fewest, most : number of sets in a sitting
    alone : the attribute's value for items that belong to no set

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
        each = _range_in_words(self.minimum, self.maximum)
        return (
            f"{_range_in_words(self.fewest, self.most)} sets of one {self.attribute}, {each} items each, kept together"
        )

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        pool.attribute(self.attribute)
        return []  # whether a set is used needs variables beyond the items: see ``mixed_integer_programme``


@dataclass(frozen=True)
class Order:
    """Presents items in the order of a content attribute: all of the first value before any of the second, and so on.

    Parameters
    ----------
    attribute : content attribute
    values : the values in order; items with any other value are excluded

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
        return [_count_row(self.name, ~_has_value(pool, self.attribute, self.values), 0, 0)]


@dataclass(frozen=True)
class EasyStart:
    """Begins a sitting with easy items, which have an attribute of at most a limit and belong to no item set.

    Parameters
    ----------
    attribute : numeric content attribute, such as a difficulty
    limit : the greatest value of an easy item
    items : the number of easy items at the start, 1 or more

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
        """The items that are easy enough to begin with, shape (n,)."""
        return _numeric(pool, self.name, self.attribute) <= self.limit

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        return [_count_row(self.name, self.easy(pool), self.items, math.inf)]


@dataclass(frozen=True)
class Blueprint:
    """The constraints on a whole sitting of fixed length.

    Parameters
    ----------
    length : number of scored items
    constraints : the constraints that those items must satisfy together
    relax : names of constraints in the order in which they are relaxed if no sitting satisfies all of them

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
        _require_compatible(self.constraints)
        # hashed once, since the compiled blueprint is looked up at every step
        object.__setattr__(self, "_hash", hash((self.length, self.constraints, self.relax)))

    def __hash__(self) -> int:
        return self._hash

    def without(self, names: Iterable[str]) -> "Blueprint":
        """The blueprint without the constraints of these names."""
        gone = set(names)
        kept = tuple(constraint for constraint in self.constraints if constraint.name not in gone)
        return replace(self, constraints=kept, relax=tuple(name for name in self.relax if name not in gone))

    def rows(self, pool: ItemPool) -> list[ConstraintRow]:
        """All constraints as linear rows over the pool's items.

        Raises
        ------
        UnknownAttribute, UnknownItem, InvalidTest
        """
        rows = [row for constraint in self.constraints for row in constraint.rows(pool)]
        sets, easy = sole_constraint(self, ItemSets), sole_constraint(self, EasyStart)
        if sets is None or easy is None:
            return rows
        alone = _has_value(pool, sets.attribute, (sets.alone,))
        return [row._replace(coefficients=row.coefficients * alone) if row.name == easy.name else row for row in rows]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The length and the constraints in words."""
        return (f"{self.length} items", *(constraint.sentence for constraint in self.constraints))


def _is_constraint(value: object) -> bool:
    return not isinstance(value, type) and all(hasattr(value, name) for name in ("name", "sentence", "rows"))


def sole_constraint(blueprint: Blueprint, constraint_type: type[Any]) -> Any | None:  # noqa: ANN401 - the type decides what is returned
    """The constraint of a type that a blueprint can have at most once; None if it has none."""
    return next((one for one in blueprint.constraints if isinstance(one, constraint_type)), None)


def _require_compatible(constraints: tuple[Constraint, ...]) -> None:
    for constraint_type in (ItemSets, Order, EasyStart):
        several = [one.name for one in constraints if isinstance(one, constraint_type)]
        _require(len(several) <= 1, "blueprint", f"at most one {constraint_type.__name__}", several)
    kinds = {type(one) for one in constraints}
    _require(not {Order, EasyStart} <= kinds, "blueprint", "Order or EasyStart: either says what comes first", "both")


def _require(holds: object, name: str, expected: str, received: object) -> None:
    if not holds:
        message = f"{name}: expected {expected}; received {received!r}"
        raise InvalidTest(message)


def _require_range(name: str, minimum: int, maximum: int, least: int = 0) -> None:
    valid = is_integer(minimum, least) and is_integer(maximum, minimum)
    _require(valid, name, f"{least} ≤ minimum ≤ maximum in whole numbers", (minimum, maximum))


def _count_row(name: str, members: Bools, minimum: float, maximum: float) -> ConstraintRow:
    return ConstraintRow(name, members.astype(float), minimum, maximum)


def _has_value(pool: ItemPool, attribute: str, values: tuple[Any, ...]) -> Bools:
    """The items that have one of the values, shape (n,). The number 3 and the text "3" are different values."""
    return np.array([value in values for value in pool.attribute(attribute).tolist()], dtype=bool)


def _numeric(pool: ItemPool, name: str, attribute: str) -> NDArray[Any]:
    column = pool.attribute(attribute)
    numbers = column.dtype.kind in "biuf" and np.isfinite(column).all()
    _require(numbers, name, f"finite numbers in content attribute {attribute!r}", column.dtype.name)
    return column.astype(float)


def _range_in_words(minimum: float, maximum: float) -> str:
    if minimum == maximum:
        return f"{minimum:g}"
    if maximum == math.inf:
        return f"at least {minimum:g}"
    return f"at most {maximum:g}" if minimum in (0, -math.inf) else f"{minimum:g} to {maximum:g}"


def _values_in_words(values: tuple[Any, ...]) -> str:
    return " or ".join(repr(value) for value in values)
