"""Exposure parameters as they were found, and what fresh simulations say of them."""

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

_RISK = 0.01  # of any cell at all lying beyond its bound by chance


class ExposureStatus(StrEnum):
    """What solved exposure parameters are worth, in words."""

    CONVERGED = "converged"
    UNSETTLED = "rates still differ from what was asked for: more iterations or more simulees are needed"
    UNCHECKED = "too few sittings for even an item asked in all of them to stand out: more simulees are needed"
    INFEASIBLE = "the content of the test needs some items more often than the rate allows"


class ExceededRate(NamedTuple):
    """An item that is asked too often, in a segment or overall.

    Parameters
    ----------
    segment : from 0, None for all sittings
    item : its id
    rate : share of the sittings that asked it, in the checking runs
    allowed : the rate that was asked for
    needed : the rate that content needs, where above the one allowed; else the one allowed
    exposure_lifted : share of the sittings in which exposure control had to give way to content
    """

    segment: int | None
    item: str
    rate: float
    allowed: float
    needed: float
    exposure_lifted: float

    @property
    def infeasible(self) -> bool:
        """Whether content accounts for it, so that no parameters would mend it."""
        return self.needed > self.allowed or self.rate - self.allowed <= self.exposure_lifted

    @property
    def sentence(self) -> str:
        """The same in words."""
        where = "all sittings" if self.segment is None else f"the sittings of segment {self.segment}"
        asked = f"item {self.item!r} is asked in {self.rate:.3f} of {where}, {self.allowed:.3f} being allowed"
        if self.needed > self.allowed:
            return f"{asked}: content needs {self.needed:.3f}"
        if self.infeasible:
            return f"{asked}: exposure control gave way to content in {self.exposure_lifted:.3f} of them"
        return asked


@dataclass(frozen=True, eq=False)
class SolvedExposure(Generic[E]):
    """Exposure parameters found by simulation, and what they do in fresh runs.

    Its cells are the items in each segment and overall; in one segment, without cuts, overall alone.

    Parameters
    ----------
    exposure : the frozen strategy, to be the ``exposure`` of the test
    rate : what was asked for: no item in more than this share of sittings, overall and in each segment
    needed : shape (n,), the rate, or what content needs of an item where that is more
    rates : of the checking runs, whose draws solving has not seen
    bounds : shape (S + 1,), in each segment and overall how far above the rate the share of an item may lie by chance,
        solving and checking taken together; in 99 of 100 checks no cell at all lies further (Bonferroni)
    exposure_lifted : shape (S + 1,), share of the checking sittings in which exposure control had to give way
    status : whether it is what it should be, and if not, why
    exceeding : the cells beyond their bounds, the furthest first
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
        """Each cell of too few sittings in words: there no rate at all, not even 1, would lie beyond the bound."""
        counts = _and_all(self.rates.sittings)
        overall = counts.size - 1
        return tuple(
            f"{'all sittings' if cell == overall else f'segment {cell}'} (too few: {counts[cell]:.0f})"
            for cell in np.flatnonzero(self.bounds > 1 - self.rate)
        )

    @property
    def infeasible(self) -> tuple[ExceededRate, ...]:
        """Those of the exceeding cells that content accounts for."""
        return tuple(one for one in self.exceeding if one.infeasible)

    def require_converged(self) -> "SolvedExposure[E]":
        """The value itself.

        Raises
        ------
        InvalidTest
            with the status, the cell that exceeds its rate the most, and the cells of too few sittings
        """
        if self.status is not ExposureStatus.CONVERGED:
            said = "; ".join((self.status, *self._details()))
            message = f"exposure parameters must have converged; received: {said}"
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
    """What fresh runs say of exposure parameters.

    Parameters
    ----------
    exposure_lifted : shape (S,), sittings of those runs in which control gave way
    solving : shape (S,), sittings over which the parameters were averaged
    """
    sittings = _and_all(rates.sittings)
    bounds = _bounds(rate, _and_all(solving), sittings, len(pool))
    gave_way = _and_all(exposure_lifted) / np.maximum(sittings, 1)
    shares = rates.overall[np.newaxis] if sittings.size == 1 else np.vstack([rates.conditional, rates.overall])
    exceeding = _exceeding(pool, shares, rate, bounds, needed, gave_way)
    settled = not _idle(shares, rate, bounds, np.array(exposure.probabilities)).any()
    status = _status(exceeding, settled=settled, checked=bool((bounds <= 1 - rate).all()))
    return SolvedExposure(exposure, rate, needed, rates, bounds, gave_way, status, exceeding)


def _status(exceeding: tuple[ExceededRate, ...], *, settled: bool, checked: bool) -> ExposureStatus:
    if not settled or not all(one.infeasible for one in exceeding):
        return ExposureStatus.UNSETTLED
    if not checked:
        return ExposureStatus.UNCHECKED
    return ExposureStatus.INFEASIBLE if exceeding else ExposureStatus.CONVERGED


def _and_all(by_segment: Ints) -> Floats:
    """A count in each segment, and in all; the one number where there is one segment."""
    counts = np.asarray(by_segment, dtype=float)
    return counts if counts.size == 1 else np.append(counts, counts.sum())


def _bounds(rate: float, solving: Floats, checking: Floats, items: int) -> Floats:
    """How far a share may lie from the rate by chance, in a run that checks what another has solved."""
    error = np.sqrt(rate * (1 - rate) * (1 / np.maximum(solving, 1) + 1 / np.maximum(checking, 1)))
    bounds: Floats = -ndtri(_RISK / (items * checking.size)) * error
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


def _idle(shares: Floats, rate: float, bounds: Floats, probabilities: Floats) -> Bools:
    """Items kept back although they are asked less often than allowed everywhere, shape (n,): control swung too far."""
    short = (np.isnan(shares) | (shares < rate - bounds[:, np.newaxis])).all(axis=0)
    held = (probabilities < 1).any(axis=1)
    return np.asarray(short & held)
