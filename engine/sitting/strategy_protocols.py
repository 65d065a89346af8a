"""What an adaptive test asks of its strategies. Each is a frozen value, written once for many sittings side by side."""

from typing import NamedTuple, Protocol

from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimate, Estimates
from engine.sitting.item_pool import ItemPool
from engine.sitting.sitting_state import CatState


class Estimator(Protocol):
    """How able a person is, from one sitting or from each of a cohort's."""

    def __call__(self, pool: ItemPool, state: CatState) -> Estimate: ...

    def many(self, pool: ItemPool, cohort: Cohort) -> Estimates: ...


class Selector(Protocol):
    """How much each item is worth next, shape (P, n).

    A selector that can find the eligible item worth most without the worth of all others has a method ``best`` of the
    same arguments, which returns what `best_eligible` would; it is asked where nothing else narrows the choice.
    """

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Floats: ...


class Mask(Protocol):
    """Which items a rule of content allows next, shape (P, n) or (1, n)."""

    def __call__(self, pool: ItemPool, cohort: Cohort) -> Bools: ...


class AllowedItems(NamedTuple):
    """Which items remain under a blueprint.

    Parameters
    ----------
    items : shape (P, n)
    relaxed : of each sitting, names of the constraints that had to be given up for it beyond those its state gave up
    lifted : shape (P,), whether items that exposure control does not admit had to be let in
    unproved : shape (P,), whether they come of a test that was not proved to be the best; None for nowhere
    """

    items: Bools
    relaxed: tuple[tuple[str, ...], ...]
    lifted: Bools
    unproved: Bools | None = None


class Assembler(Protocol):
    """Which items remain under what only a whole sitting can obey, given what each is worth.

    ``admitted`` are those of the eligible items that exposure control admits: the others only where it must be so.
    A blueprint that can tell them has the properties ``names``, what its constraints are called, and ``length``, the
    scored items of a whole sitting: then a test refuses what names or lasts otherwise.
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
    """Keeps items from being asked too often: before they are chosen from, and when they are, shape (P, n) each."""

    def admits(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        """Which of the eligible items may be chosen from."""
        ...

    def narrows(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, values: Floats, eligible: Bools) -> Bools:
        """Which of those remain, given what each is worth."""
        ...


class Seeding(Protocol):
    """Places unscored items: they are kept from all other choice, so that nothing else knows of them."""

    def items(self, pool: ItemPool) -> Ints:
        """Pool indices of the unscored items."""
        ...

    def __call__(self, pool: ItemPool, cohort: Cohort, estimates: Estimates) -> Ints:
        """The unscored item to present now, shape (P,), −1 for none."""
        ...
