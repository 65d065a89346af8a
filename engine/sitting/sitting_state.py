"""The state of one sitting, the events of its log, and what is known of the learner."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.errors import InvalidElapsed, InvalidEvent, InvalidLearner, ScoreOutOfRange, UnknownItem
from engine.numerics.array_types import Bools, Floats, Ints, frozen
from engine.numerics.counter_based_draws import as_uint64
from engine.numerics.normal_distribution import Normal
from engine.numerics.number_checks import are_numbers, as_integer
from engine.sitting.cohort import Cohort
from engine.sitting.item_pool import ItemPool


class Answered(NamedTuple):
    """One answer in the log of a sitting.

    Parameters
    ----------
    item : pool index
    score : category, from 0
    scored : False for a seeded or withdrawn item, which leaves θ as it was
    elapsed : seconds from presented to received
    """

    item: int
    score: int
    scored: bool = True
    elapsed: float = 0.0


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Items (pool indices) that may no longer be chosen. Answers already given to them stay scored."""

    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Extended:
    """An extension of the time limit, in seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Constraints of the blueprint, by name, that the rest of the sitting need not satisfy."""

    bounds: tuple[str, ...]


Change = Withdrawn | Relaxed | Extended


@dataclass(frozen=True, slots=True)
class Learner:
    """What the engine knows of one person.

    Parameters
    ----------
    prior : replaces the running estimator's own prior; the reported estimate never uses it
    unavailable : pool indices that may not be chosen, such as items seen before
    accessible : pool indices that the person can use, None for all
    seconds : time limit in seconds, None for none

    Raises
    ------
    InvalidLearner
    """

    prior: Normal | None = None
    unavailable: tuple[int, ...] = ()
    accessible: tuple[int, ...] | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        limited = are_numbers(self.seconds) and math.isfinite(self.seconds or 0) and (self.seconds or 0) > 0
        _require(self.seconds is None or limited, "seconds", "a time limit, finite and above 0,", self.seconds)
        _require(self.prior is None or isinstance(self.prior, Normal), "prior", "a Normal", self.prior)
        _require(self.accessible is None or _listed(self.accessible), "accessible", "pool indices", self.accessible)
        if not _listed(self.unavailable):
            message = f"unavailable must be pool indices, () for none; received {self.unavailable!r}"
            raise InvalidLearner(message)


@dataclass(frozen=True, eq=False, slots=True)
class CatState:
    """The state of a sitting: an immutable value, from which `step` and `amend` make the next one.

    Parameters
    ----------
    answers : the answers in order
    prior : the learner's own prior, used by the running estimate only; None for the estimator's prior
    log_likelihood : shape (Q,), log-likelihood of the scored answers on the grid
    history : shape (3, answers), the rows item, score and scored, as arrays for the strategies
    available : shape (n,), items that are accessible to the person, not yet presented and not withdrawn
    count : number of scored answers
    withdrawn : pool indices of items withdrawn during the sitting
    elapsed : time spent, in seconds
    seconds : time limit in seconds, inf for none
    relaxed : names of the blueprint constraints relaxed during the sitting
    """

    answers: tuple[Answered, ...]
    prior: Normal | None
    log_likelihood: Floats
    history: Ints
    available: Bools
    count: int
    withdrawn: frozenset[int]
    elapsed: float
    seconds: float
    relaxed: frozenset[str] = frozenset()

    def without_prior(self) -> "CatState":
        """The same sitting without the learner's own prior."""
        return self if self.prior is None else replace(self, prior=None)

    def cohort(self, seed: int = 0) -> Cohort:
        """The sitting as a cohort of one."""
        return Cohort(
            seeds=as_uint64(seed),
            prior=None if self.prior is None else _column(self.prior),
            log_likelihood=self.log_likelihood[np.newaxis],
            history=self.history[np.newaxis],
            available=self.available[np.newaxis],
            count=np.array([self.count]),
            elapsed=np.array([self.elapsed]),
            seconds=np.array([self.seconds]),
            relaxed=relaxed_column([self.relaxed]),
        )


def initial_state(pool: ItemPool, learner: Learner) -> CatState:
    """The state before the first answer.

    Raises
    ------
    UnknownItem
    """
    available = np.full(len(pool), learner.accessible is None)
    available[require_items(pool, learner.accessible or ())] = True
    available[require_items(pool, learner.unavailable)] = False
    return CatState(
        answers=(),
        prior=learner.prior,
        log_likelihood=frozen(np.zeros(pool.grid.size)),
        history=frozen(np.empty((3, 0), dtype=np.intp)),
        available=frozen(available),
        count=0,
        withdrawn=frozenset(),
        elapsed=0.0,
        seconds=math.inf if learner.seconds is None else learner.seconds,
    )


def relaxed_column(relaxed: Sequence[frozenset[str]]) -> NDArray[np.object_] | None:
    """The relaxed constraints of P sittings as an object array (P,); None if no sitting relaxed any."""
    if not any(relaxed):
        return None
    column = np.empty(len(relaxed), dtype=object)
    column[:] = relaxed
    return column


def require_constraint_names(bounds: tuple[str, ...], known: Collection[str] | None) -> tuple[str, ...]:
    """The names in a `Relaxed`, each one of ``known`` if that is given; else `InvalidEvent`."""
    if not (isinstance(bounds, tuple) and all(isinstance(name, str) for name in bounds)):
        raise InvalidEvent(Relaxed(bounds), "the bounds of Relaxed must be a tuple of names")
    if known is not None and not set(bounds) <= set(known):
        expected = f"the bounds of Relaxed must be names of the blueprint's constraints, {list(known)}"
        raise InvalidEvent(Relaxed(bounds), expected)
    return bounds


def require_withdrawn_items(pool: ItemPool, items: Iterable[int]) -> list[int]:
    """The items of a `Withdrawn` as pool indices; else `InvalidEvent` or `UnknownItem`."""
    if not _listed(items):
        raise InvalidEvent(Withdrawn(items), "the items of Withdrawn must be a tuple of pool indices")  # type: ignore[arg-type]
    return require_items(pool, items)


def require_items(pool: ItemPool, items: Iterable[int]) -> list[int]:
    """The items as whole numbers, each an index into the pool; else `UnknownItem`."""
    return [require_item(pool, item) for item in items]


def require_item(pool: ItemPool, item: int) -> int:
    """The item as a whole number that is an index into the pool; else `UnknownItem`."""
    index = as_integer(item)
    if index is None or not 0 <= index < len(pool):
        raise UnknownItem.with_index(item, len(pool))
    return index


def require_score(pool: ItemPool, item: int, score: int) -> int:
    """The score as a whole number that is a category of the item; else `ScoreOutOfRange`."""
    category = as_integer(score)
    categories = int(pool.categories[item])
    if category is None or not 0 <= category < categories:
        raise ScoreOutOfRange(item, score, categories)
    return category


def require_elapsed(elapsed: float) -> float:
    """The seconds, finite and 0 or more; else `InvalidElapsed`."""
    if not (isinstance(elapsed, int | float | np.number) and math.isfinite(elapsed) and elapsed >= 0):
        raise InvalidElapsed(elapsed)
    return float(elapsed)


def _require(holds: object, name: str, expected: str, received: object) -> None:
    if not holds:
        message = f"{name} must be {expected} or None; received {received!r}"
        raise InvalidLearner(message)


def _listed(items: object) -> bool:
    return isinstance(items, Iterable) and not isinstance(items, str)


def _column(prior: Normal) -> tuple[Floats, Floats]:
    return np.array([prior.mean]), np.array([prior.sd])
