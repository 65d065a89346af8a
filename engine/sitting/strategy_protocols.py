"""The protocols of the strategies of an adaptive test. A strategy is a frozen value that works on a whole cohort."""

from typing import NamedTuple, Protocol

from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimate, Estimates
from engine.sitting.item_pool import ItemPool
from engine.sitting.sitting_state import CatState


class Estimator(Protocol):
    """Estimates ability, from one sitting or from each sitting of a cohort."""

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate: ...

    def estimate_cohort(self, pool: ItemPool, cohort: Cohort) -> Estimates: ...


class Selector(Protocol):
    """Gives the value of presenting each item next, shape (P, n); the eligible item of highest value is chosen.

    A selector that can find the best eligible item without computing all values may have a method ``best`` with the
    same arguments. It returns what `best_eligible` would, and is called where no blueprint and no exposure control
    narrows the choice.
    """

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats: ...


class Mask(Protocol):
    """A content rule: which items are allowed next, shape (P, n) or (1, n).

    A mask with ``yields`` true is a preference: it narrows what everything else allows, and where that would leave
    nothing it gives way.
    """

    def __call__(self, pool: ItemPool, cohort: Cohort) -> Bools: ...


def gives_way(mask: Mask) -> bool:
    """Whether a mask is a preference, which yields where nothing else could come next."""
    return bool(getattr(mask, "yields", False))


class AllowedItems(NamedTuple):
    """The items that a blueprint and exposure control allow next.

    Parameters
    ----------
    items : shape (P, n), True for an allowed item
    relaxed : for each sitting, the names of constraints that had to be relaxed in addition to those already relaxed
    exposure_lifted : shape (P,), whether exposure control had to be lifted so that an item could be chosen
    unproved : shape (P,), whether the items come from a shadow test that was not proved optimal; None for no sitting
    """

    items: Bools
    relaxed: tuple[tuple[str, ...], ...]
    exposure_lifted: Bools
    unproved: Bools | None = None


class Assembler(Protocol):
    """Applies constraints on the whole sitting: which items may come next, given the value of each.

    ``admitted`` marks the eligible items that exposure control admits. Other eligible items are allowed only if the
    constraints cannot be satisfied without them. An assembler may have the properties ``names``, the names of its
    constraints, and ``length``, the number of scored items of a sitting. A test then refuses other names and lengths.
    """

    def __call__(
        self,
        pool: ItemPool,
        cohort: Cohort,
        estimates: Estimates,
        values: Floats,
        eligible: Bools,
        admitted: Bools,
    ) -> AllowedItems: ...


class ExposureControl(Protocol):
    """Keeps items from being presented too often. Both methods return shape (P, n)."""

    def admits(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        """Which of the eligible items are admitted, before their values are known."""
        ...

    def narrows(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, values: Floats, eligible: Bools) -> Bools:
        """Which of the items that are left may be chosen, given the value of each."""
        ...


class Seeding(Protocol):
    """Places unscored (seeded) items, which no other strategy ever chooses."""

    def items(self, pool: ItemPool) -> Ints:
        """Pool indices of the unscored items."""
        ...

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates) -> Ints:
        """The pool index of the unscored item to present now, shape (P,), −1 for none."""
        ...
