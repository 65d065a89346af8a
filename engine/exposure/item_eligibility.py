"""Exposure control by one draw for each item and sitting: Sympson–Hetter and conditional eligibility.

Whether an item is admitted to a sitting is a pure hash of the sitting's seed and the item, held against a probability
that was solved by simulation and frozen (`solve_sympson_hetter`, `solve_eligibility`). No counter is shared between
sittings. Where content needs an item that is not admitted, exposure control gives way and says so.
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
    """Exposure control: an item that would be chosen is administered with probability k, else set aside.

    Item i is admitted to a sitting if u(seed, i) < k[i]. The classical procedure draws when an item is selected, and an
    item that fails is not considered again in that sitting. So each item is drawn for once at most, independently of
    all else, and the item administered is the first, in order of worth, whose draw succeeds. Drawing for every item
    before the first choice leads to the same item with the same draws: what would have been drawn for an item that
    never came first changes nothing.

    Parameters
    ----------
    k : P(administered | selected) of each item in the order of the pool, 0 to 1; `solve_sympson_hetter` finds it

    Raises
    ------
    InvalidTest

    References
    ----------
    Sympson & Hetter (1985), Proceedings of the 27th annual meeting of the Military Testing Association, 973–977.
    """

    k: tuple[float, ...]
    _table: "_Table" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _require_tuple("SympsonHetter: k", self.k)
        object.__setattr__(self, "_table", _Table.of("SympsonHetter", tuple((share,) for share in self.k), 1))

    def admits(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        return self._table.admits(pool, cohort, np.zeros(len(cohort), dtype=np.intp))

    def narrows(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, values: Floats, eligible: Bools) -> Bools:
        return eligible


@dataclass(frozen=True)
class ConditionalEligibility:
    """Exposure control: an item is eligible with a probability that depends on where the running estimate is.

    Item i is eligible while u(seed, i) < probabilities[i][segment], the segment being that of the running estimate in
    force. The draw is the same in all segments, so an item that is refused where it is rarer is not tried afresh by a
    small change of the estimate. Eligibility is known of all items before the choice, which is what a shadow test
    needs. Without ``cuts`` it is unconditional; with the selector `Progressive` that is the progressive-restricted
    method.

    Parameters
    ----------
    probabilities : of each item in the order of the pool, one for each segment, 0 to 1; `solve_eligibility` finds them
    cuts : where one segment ends and the next begins, rising, logits; one fewer than segments
    together : content attribute of the passages that items are asked with, "" for none; the items of a passage share a
        draw, since a passage of which each item is refused on its own account is next to never whole

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
    _table: "_Table" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _require_tuple("ConditionalEligibility: probabilities", self.probabilities)
        require_cuts(self.cuts)
        segments = len(self.cuts) + 1
        object.__setattr__(self, "_table", _Table.of("ConditionalEligibility", self.probabilities, segments))

    def segments(self, theta: Floats) -> Ints:
        """The segment of each ability, from 0; an ability at a cut belongs to the upper one."""
        return segment_indices(self.cuts, theta)

    def admits(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        return self._table.admits(pool, cohort, self.segments(estimates.theta), self.together)

    def narrows(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, values: Floats, eligible: Bools) -> Bools:
        return eligible


@dataclass(frozen=True, eq=False, slots=True)
class _Table:
    """The same numbers as arrays, of the items alone that are not always admitted."""

    size: int
    drawn: Ints  # pool indices of the m items that are not always admitted
    shares: Floats  # (segments, m)

    @classmethod
    def of(cls, name: str, probabilities: tuple[tuple[float, ...], ...], segments: int) -> "_Table":
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
    """The draw of each item: that of the first item of its passage, or its own where it has no passage ("")."""
    passages = pool.attribute(together)
    _, first, passage = np.unique(passages, return_index=True, return_inverse=True)
    return np.where(passages == "", np.arange(len(pool)), first[passage])


def _require_tuple(name: str, values: object) -> None:
    if not isinstance(values, tuple):
        message = f"{name} must be a tuple, of a value for each item of the pool; received {values!r:.80}"
        raise InvalidTest(message)


def segment_indices(cuts: tuple[float, ...], theta: Floats) -> Ints:
    """The segment of each ability between the cuts, from 0; an ability at a cut belongs to the upper one."""
    return np.searchsorted(np.array(cuts, dtype=float), theta, side="right")


def require_cuts(cuts: tuple[float, ...]) -> None:
    """Refuse cuts that are no rising abilities.

    Raises
    ------
    InvalidTest
    """
    points = np.array(cuts if isinstance(cuts, tuple) and are_numbers(*cuts) else np.nan, dtype=float)
    if not (points.ndim == 1 and np.isfinite(points).all() and (np.diff(points) > 0).all()):
        message = f"cuts must be finite abilities, each above the one before; received {cuts!r:.80}"
        raise InvalidTest(message)
