"""Exposure control by one draw for each item and sitting: Sympson–Hetter and conditional eligibility.

An item is admitted to a sitting if a uniform draw, a pure hash of the sitting's seed and the item, is below a
probability. The probabilities are solved by simulation and then fixed (`solve_sympson_hetter`, `solve_eligibility`). No
counter is shared between sittings. If content needs an item that is not admitted, exposure control is lifted and the
decision says so.
"""

from dataclasses import dataclass, field

import numpy as np

from engine.errors import InvalidTest
from engine.numerics.array_types import Bools, Floats, Ints, frozen
from engine.numerics.counter_based_draws import Purpose, draw_uniform
from engine.numerics.number_checks import are_numbers
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.item_pool import ItemPool


@dataclass(frozen=True)
class SympsonHetter:
    """Sympson–Hetter exposure control: an item that is selected is administered with probability k, else set aside.

    Item i is admitted to a sitting if u(seed, i) < k[i], with u uniform on [0, 1). The classical procedure draws when
    an item is selected, and does not consider a rejected item again in that sitting. Each item therefore has at most
    one draw, independent of all others, and the item administered is the first in order of value whose draw succeeds.
    Drawing for every item before the first selection gives the same item, since the draws of items that are never
    selected have no effect.

    Parameters
    ----------
    k : P(administered | selected) of each item in pool order, 0 to 1, as found by `solve_sympson_hetter`

    Raises
    ------
    InvalidTest

    References
    ----------
    Sympson & Hetter (1985), Proceedings of the 27th annual meeting of the Military Testing Association, 973–977.
    """

    k: tuple[float, ...]
    _table: "_AdmissionTable" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _require_tuple("SympsonHetter: k", self.k)
        object.__setattr__(
            self, "_table", _AdmissionTable.from_probabilities("SympsonHetter", tuple((share,) for share in self.k), 1)
        )

    def admits(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        return self._table.admits(pool, cohort, np.zeros(len(cohort), dtype=np.intp))

    def narrows(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, values: Floats, eligible: Bools) -> Bools:
        return eligible


@dataclass(frozen=True)
class ConditionalEligibility:
    """Conditional item eligibility: an item is eligible with a probability that depends on the running estimate.

    Item i is eligible while u(seed, i) < probabilities[i][segment], where the segment is that of the running estimate.
    The draw is the same in all segments, so an item rejected in one segment gets no new draw when the estimate changes
    slightly. Eligibility is known for all items before the selection, as a shadow test requires. Without ``cuts``
    eligibility is unconditional; together with the selector `Progressive` it is then the progressive-restricted method.

    Parameters
    ----------
    probabilities : for each item in pool order its probability in each segment, 0 to 1, as found by `solve_eligibility`
    cuts : boundaries of the segments, increasing, in logits; one fewer than segments
    together : content attribute that names the item set of an item, "" for none. The items of a set share one draw,
        because with separate draws a set would hardly ever be complete.

    Raises
    ------
    InvalidTest

    References
    ----------
    van der Linden & Veldkamp (2004), Journal of Educational and Behavioral Statistics 29, 273–291.
    van der Linden & Veldkamp (2007), Journal of Educational and Behavioral Statistics 32, 398–418.
    """

    probabilities: tuple[tuple[float, ...], ...]
    cuts: tuple[float, ...] = ()
    together: str = ""
    _table: "_AdmissionTable" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _require_tuple("ConditionalEligibility: probabilities", self.probabilities)
        require_cuts(self.cuts)
        segments = len(self.cuts) + 1
        object.__setattr__(
            self, "_table", _AdmissionTable.from_probabilities("ConditionalEligibility", self.probabilities, segments)
        )

    def segments(self, theta: Floats) -> Ints:
        """The segment of each ability, from 0; an ability at a cut belongs to the upper segment."""
        return segment_indices(self.cuts, theta)

    def admits(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        return self._table.admits(pool, cohort, self.segments(estimates.theta), self.together)

    def narrows(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, values: Floats, eligible: Bools) -> Bools:
        return eligible


@dataclass(frozen=True, eq=False, slots=True)
class _AdmissionTable:
    """The probabilities as arrays, for the items that are not always admitted.

    Parameters
    ----------
    size : number of items of the pool
    drawn : shape (m,), pool indices of the items that are not always admitted
    shares : shape (segments, m), their probabilities
    """

    size: int
    drawn: Ints
    shares: Floats

    @classmethod
    def from_probabilities(
        cls, name: str, probabilities: tuple[tuple[float, ...], ...], segments: int
    ) -> "_AdmissionTable":
        for item, row in enumerate(probabilities):
            listed = isinstance(row, tuple) and len(row) == segments and are_numbers(*row)
            if not (listed and all(0 <= share <= 1 for share in row)):
                message = (
                    f"{name}: probabilities of item {item} (counting from 0) must be from 0 to 1, as many as segments,"
                    f" {segments}; received {row!r:.80}"
                )
                raise InvalidTest(message)
        table = np.array(probabilities, dtype=float).reshape(-1, segments).T
        drawn = np.flatnonzero((table < 1).any(axis=0))
        return cls(len(probabilities), frozen(drawn), frozen(np.ascontiguousarray(table[:, drawn])))

    def admits(self, pool: ItemPool, cohort: Cohort, segments: Ints, together: str = "") -> Bools:
        if self.size != len(pool):
            message = f"exposure control must have probabilities for the pool's {len(pool)} items; it has {self.size}"
            raise InvalidTest(message)
        admitted = np.ones((len(cohort), self.size), dtype=bool)
        numbers = _draw_numbers(pool, together)[self.drawn] if together else self.drawn
        draws = draw_uniform(cohort.seeds[:, np.newaxis], 0, Purpose.ADMISSION, numbers)
        admitted[:, self.drawn] = draws < self.shares[segments]
        return admitted


def _draw_numbers(pool: ItemPool, together: str) -> Ints:
    """The draw number of each item: that of the first item of its set, or its own index for an item in no set ("")."""
    item_sets = pool.attribute(together)
    _, first, set_number = np.unique(item_sets, return_index=True, return_inverse=True)
    return np.where(item_sets == "", np.arange(len(pool)), first[set_number])


def _require_tuple(name: str, values: object) -> None:
    if not isinstance(values, tuple):
        message = f"{name} must be a tuple, of a value for each item of the pool; received {values!r:.80}"
        raise InvalidTest(message)


def segment_indices(cuts: tuple[float, ...], theta: Floats) -> Ints:
    """The segment of each ability between the cuts, from 0; an ability at a cut belongs to the upper segment."""
    return np.searchsorted(np.array(cuts, dtype=float), theta, side="right")


def require_cuts(cuts: tuple[float, ...]) -> None:
    """Refuse cuts that are not finite, increasing abilities.

    Raises
    ------
    InvalidTest
    """
    points = np.array(cuts if isinstance(cuts, tuple) and are_numbers(*cuts) else np.nan, dtype=float)
    if not (points.ndim == 1 and np.isfinite(points).all() and (np.diff(points) > 0).all()):
        message = f"cuts must be finite abilities, each above the one before; received {cuts!r:.80}"
        raise InvalidTest(message)
