"""Repeating E- and M-steps until nothing moves, faster by squared extrapolation, never downhill."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.blocks import Block
from calibration.em import Expected, Items, expect, maximise
from calibration.grid import Grid

STEEPEST = 30.0
"""Logits per standard deviation of the population: a slope beyond it is a step that the data do not bound."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One E-step as a progress bar sees it.

    Parameters
    ----------
    number : from 1
    log_likelihood : of the data, at the parameters of this cycle
    change : largest move of a slope or intercept by the last M-step; infinite before the first
    """

    number: int
    log_likelihood: float
    change: float


OnCycle = Callable[[Cycle], None]


@dataclass(frozen=True, slots=True, eq=False)
class Ascent:
    """Where the ascent ended, with the log-likelihood of each point on the way, the last that of ``items``.

    It ended without converging where a slope passed ``STEEPEST`` or the cycles ran out.
    """

    items: Items
    expected: Expected
    log_likelihoods: tuple[float, ...]
    converged: bool

    @property
    def runaway(self) -> bool:
        return _too_steep(self.items)


def ascend(
    parts: Sequence[Block],
    items: Items,
    grid: Grid,
    *,
    tol: float,
    max_iter: int,
    accelerate: bool = True,
    on_cycle: OnCycle | None = None,
) -> Ascent:
    """Maximise the marginal likelihood from ``items``.

    Parameters
    ----------
    tol : the ascent ends when an M-step moves no slope or intercept by more
    max_iter : limit of E-steps
    accelerate : extrapolate by SQUAREM's third scheme (Varadhan & Roland, 2008, eq. 7). A leap that lowers the
        likelihood is not taken; the plain EM step, which cannot lower it, is.
    """
    path = _Path(parts, grid, on_cycle)
    before, at = items, path.expected(items)
    while True:
        one = maximise(at, before, grid)
        path.change = _distance(before, one)
        if path.change < tol or path.cycles >= max_iter or _too_steep(one):
            return path.end(one, converged=path.change < tol and not _too_steep(one))
        at_one = path.expected(one)
        two = maximise(at_one, one, grid)
        path.change = _distance(one, two)
        leap = _leap(before, one, two) if accelerate else two
        before, at = leap, path.tried(leap)
        if not at.log_likelihood >= at_one.log_likelihood:  # also where the leap left the numbers
            before, at = two, path.tried(two)
        path.taken(at)


class _Path:
    """Counts cycles and keeps the log-likelihood of the points the ascent went through."""

    def __init__(self, parts: Sequence[Block], grid: Grid, on_cycle: OnCycle | None) -> None:
        self.parts, self.grid, self.on_cycle = parts, grid, on_cycle
        self.cycles, self.change = 0, np.inf
        self.log_likelihoods: list[float] = []

    def tried(self, items: Items) -> Expected:
        self.cycles += 1
        return expect(self.parts, items, self.grid)

    def taken(self, at: Expected) -> None:
        self.log_likelihoods.append(at.log_likelihood)
        if self.on_cycle:
            self.on_cycle(Cycle(self.cycles, at.log_likelihood, self.change))

    def expected(self, items: Items) -> Expected:
        at = self.tried(items)
        self.taken(at)
        return at

    def end(self, items: Items, *, converged: bool) -> Ascent:
        at = self.expected(items)
        return Ascent(items, at, tuple(self.log_likelihoods), converged)


def _distance(one: Items, other: Items) -> float:
    return float(np.abs(one.vector - other.vector).max())


def _leap(before: Items, one: Items, two: Items) -> Items:
    first = one.vector - before.vector
    bend = two.vector - one.vector - first
    length = np.linalg.norm(first) / max(float(np.linalg.norm(bend)), np.finfo(float).tiny)
    if not 1 < length < 1e6:  # shorter than the two plain steps, or no bend to learn from
        return two
    leap = before.at(before.vector + 2 * length * first + length**2 * bend)
    return two if _too_steep(leap) else leap


def _too_steep(items: Items) -> bool:
    return bool(np.abs(items.slope).max() > STEEPEST)
