"""Solved exposure parameters, and what fresh simulations show of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from scipy.special import ndtri

from engine.errors import InvalidTest
from engine.exposure.exposure_rates import ExposureRates
from engine.exposure.item_eligibility import ConditionalEligibility, SympsonHetter
from engine.numerics.array_types import Bools, Floats, Ints
from engine.sitting.item_pool import ItemPool

E = TypeVar("E", SympsonHetter, ConditionalEligibility)

_FAMILYWISE_ERROR = 0.01  # probability that any cell at all lies beyond its bound by chance


class ExposureStatus(StrEnum):
    """Whether solved exposure parameters may be used and, if not, why."""

    CONVERGED = "converged"
    UNSETTLED = "rates still differ from what was asked for: more iterations or more simulees are needed"
    UNCHECKED = "too few sittings for even an item asked in all of them to stand out: more simulees are needed"
    INFEASIBLE = "the content of the test needs some items more often than the rate allows"


class ExceededRate(NamedTuple):
    """An item that is presented too often, in a segment or overall.

    Parameters
    ----------
    segment : number of the segment from 0, None for all sittings
    item : item-version id
    rate : share of the sittings of the checking runs in which it was presented, 0 to 1
    allowed : the greatest rate wanted
    needed : the rate that content requires if that is above ``allowed``, else ``allowed``
    exposure_lifted : share of the sittings in which exposure control had to be lifted
    """

    segment: int | None
    item: str
    rate: float
    allowed: float
    needed: float
    exposure_lifted: float

    @property
    def infeasible(self) -> bool:
        """Whether content alone explains the excess, so that no exposure parameters can avoid it."""
        return self.needed > self.allowed or self.rate - self.allowed <= self.exposure_lifted

    @property
    def sentence(self) -> str:
        """The excess in words."""
        where = "all sittings" if self.segment is None else f"the sittings of segment {self.segment}"
        asked = f"item {self.item!r} is asked in {self.rate:.3f} of {where}, {self.allowed:.3f} being allowed"
        if self.needed > self.allowed:
            return f"{asked}: content needs {self.needed:.3f}"
        if self.infeasible:
            return f"{asked}: exposure control gave way to content in {self.exposure_lifted:.3f} of them"
        return asked


@dataclass(frozen=True, eq=False)
class SolvedExposure(Generic[E]):
    """Exposure parameters solved by simulation, and the rates that they give in fresh simulations.

    A cell is an item in one segment, or an item overall. Without cuts there is one segment, and the cells are the items
    overall.

    Parameters
    ----------
    exposure : the exposure control to use in the test
    rate : the greatest rate wanted, overall and in each segment
    needed : shape (n,), ``rate``, or the rate that content requires of an item if that is greater
    rates : exposure rates in the checking runs, whose draws the solution did not use
    bounds : shape (S + 1,), for each segment and overall, by how much the share of an item may exceed the rate by
        chance, from solving and checking together; with probability .99 no cell exceeds its bound (Bonferroni)
    exposure_lifted : shape (S + 1,), share of the checking sittings in which exposure control had to be lifted
    status : whether the parameters may be used and, if not, why
    exceeding : the cells beyond their bounds, greatest excess first
    """

    exposure: E
    rate: float
    needed: Floats
    rates: ExposureRates
    bounds: Floats
    exposure_lifted: Floats
    status: ExposureStatus
    exceeding: tuple[ExceededRate, ...]

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The segments with too few sittings, in words: even a rate of 1 would not exceed the bound there."""
        counts = _with_total(self.rates.sittings)
        overall = counts.size - 1
        return tuple(
            f"{'all sittings' if cell == overall else f'segment {cell}'} (too few: {counts[cell]:.0f})"
            for cell in np.flatnonzero(self.bounds > 1 - self.rate)
        )

    @property
    def infeasible(self) -> tuple[ExceededRate, ...]:
        """The exceeding cells whose excess content alone explains."""
        return tuple(one for one in self.exceeding if one.infeasible)

    def require_converged(self) -> "SolvedExposure[E]":
        """Return this value if it has converged.

        Raises
        ------
        InvalidTest
            with the status, the cell with the greatest excess, and the segments with too few sittings
        """
        if self.status is not ExposureStatus.CONVERGED:
            details = "; ".join((self.status, *self._details()))
            message = f"exposure parameters must have converged; received: {details}"
            raise InvalidTest(message)
        return self

    def _details(self) -> tuple[str, ...]:
        return (*(one.sentence for one in self.exceeding[:1]), *self.unchecked)


def checked_exposure(
    pool: ItemPool,
    exposure: ConditionalEligibility,
    rate: float,
    needed: Floats,
    rates: ExposureRates,
    exposure_lifted: Ints,
    solving: Ints,
) -> SolvedExposure[ConditionalEligibility]:
    """Assess exposure parameters by the rates of fresh simulations.

    Parameters
    ----------
    rates : exposure rates in the fresh simulations
    exposure_lifted : shape (S,), sittings of those simulations in which exposure control was lifted
    solving : shape (S,), sittings over which the parameters were averaged
    """
    sittings = _with_total(rates.sittings)
    bounds = _bounds(rate, _with_total(solving), sittings, len(pool))
    lifted_shares = _with_total(exposure_lifted) / np.maximum(sittings, 1)
    shares = rates.overall[np.newaxis] if sittings.size == 1 else np.vstack([rates.conditional, rates.overall])
    exceeding = _exceeding(pool, shares, rate, bounds, needed, lifted_shares)
    settled = not _overcontrolled(shares, rate, bounds, np.array(exposure.probabilities)).any()
    status = _status(exceeding, settled=settled, checked=bool((bounds <= 1 - rate).all()))
    return SolvedExposure(exposure, rate, needed, rates, bounds, lifted_shares, status, exceeding)


def _status(exceeding: tuple[ExceededRate, ...], *, settled: bool, checked: bool) -> ExposureStatus:
    if not settled or not all(one.infeasible for one in exceeding):
        return ExposureStatus.UNSETTLED
    if not checked:
        return ExposureStatus.UNCHECKED
    return ExposureStatus.INFEASIBLE if exceeding else ExposureStatus.CONVERGED


def _with_total(by_segment: Ints) -> Floats:
    """The counts by segment followed by their total; for one segment only its count."""
    counts = np.asarray(by_segment, dtype=float)
    return counts if counts.size == 1 else np.append(counts, counts.sum())


def _bounds(rate: float, solving: Floats, checking: Floats, items: int) -> Floats:
    """By how much a share may exceed the rate by chance, given the sittings used for solving and for checking."""
    error = np.sqrt(rate * (1 - rate) * (1 / np.maximum(solving, 1) + 1 / np.maximum(checking, 1)))
    bounds: Floats = -ndtri(_FAMILYWISE_ERROR / (items * checking.size)) * error
    return bounds


def _exceeding(
    pool: ItemPool, shares: Floats, rate: float, bounds: Floats, needed: Floats, exposure_lifted: Floats
) -> tuple[ExceededRate, ...]:
    excess = shares - rate - bounds[:, np.newaxis]
    rows, items = np.nonzero(excess > 0)
    order = np.argsort(-excess[rows, items], kind="stable")
    overall = len(shares) - 1
    return tuple(
        ExceededRate(
            segment=None if row == overall else int(row),
            item=pool.ids[item],
            rate=float(shares[row, item]),
            allowed=rate,
            needed=float(needed[item]),
            exposure_lifted=float(exposure_lifted[row]),
        )
        for row, item in zip(rows[order], items[order], strict=True)
    )


def _overcontrolled(shares: Floats, rate: float, bounds: Floats, probabilities: Floats) -> Bools:
    """The items that are restricted although they are presented less often than allowed everywhere, shape (n,).

    A probability is in proportion as uncertain as the share that it was solved by, so that one a little below 1 is as
    good as 1: it keeps the item from no more sittings than chance does.
    """
    short = (np.isnan(shares) | (shares < rate - bounds[:, np.newaxis])).all(axis=0)
    by_chance = 1 / (1 + bounds[: probabilities.shape[1]] / rate)
    restricted = (probabilities < by_chance).any(axis=1)
    return np.asarray(short & restricted)
