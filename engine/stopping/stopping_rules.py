"""Stopping rules by length, standard error and time. No rule counts seeded items."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools
from engine.numerics.number_checks import are_numbers, is_integer
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.item_pool import ItemPool
from engine.sitting.strategy_checks import require_stopping_rule


class FinishReason(StrEnum):
    """Why a sitting ended."""

    MAX_ITEMS = "max_items"
    SE_BELOW = "se_below"
    TIME_LIMIT = "time_limit"
    POOL_EXHAUSTED = "pool_exhausted"
    SE_GAIN_BELOW = "se_gain_below"
    STRANDS_SE_BELOW = "strands_se_below"
    CLASSIFIED = "classified"


class StoppingRule(Protocol):
    """Says whether each of P sittings should end; ``reason`` is what that end is called."""

    @property
    def reason(self) -> FinishReason: ...

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools: ...


@dataclass(frozen=True, slots=True)
class MaxItems:
    """Ends a sitting after ``n`` scored items, n ≥ 1."""

    n: int

    def __post_init__(self) -> None:
        _require_items("MaxItems", self.n)

    @property
    def reason(self) -> FinishReason:
        return FinishReason.MAX_ITEMS

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        return cohort.count >= self.n


@dataclass(frozen=True, slots=True)
class SEBelow:
    """Ends a sitting once the SE of the running estimate is at most ``limit`` logits, after the first scored answer."""

    limit: float

    def __post_init__(self) -> None:
        if not (are_numbers(self.limit) and self.limit > 0):
            message = f"SEBelow needs a limit above 0; received {self.limit!r}"
            raise InvalidTest(message)

    @property
    def reason(self) -> FinishReason:
        return FinishReason.SE_BELOW

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        return (estimates.se <= self.limit) & (cohort.count > 0)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Ends a sitting once the learner's time limit is reached.

    It never ends the sitting of a learner without a time limit, or a simulated sitting, whose answers take no time.
    """

    @property
    def reason(self) -> FinishReason:
        return FinishReason.TIME_LIMIT

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        return cohort.elapsed >= cohort.seconds


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Applies another rule only after ``n`` scored items, n ≥ 1."""

    n: int
    rule: StoppingRule

    def __post_init__(self) -> None:
        _require_items("AtLeast", self.n)
        require_stopping_rule("AtLeast", self.rule)

    @property
    def reason(self) -> FinishReason:
        return self.rule.reason

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        return (cohort.count >= self.n) & self.rule(pool, cohort, estimates, eligible)


def _require_items(name: str, n: int) -> None:
    if not is_integer(n, 1):
        message = f"{name} needs a whole number of items, at least 1; received {n!r}"
        raise InvalidTest(message)
