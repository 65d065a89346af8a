"""Repeating EM steps until nothing moves, faster by Anderson's extrapolation, never downhill.

The same ascent as in one dimension (`calibration.marginal.em_algorithm`), for any point that is a vector.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

import numpy as np

from calibration.array_types import Floats
from calibration.marginal.em_algorithm import Cycle, EMOptions, OnCycle

MEMORY = 8
"""Earlier steps from which the next one is extrapolated."""
STEEPEST = 30.0
"""A parameter beyond it is one that the data do not bound."""


class VectorPoint(Protocol):
    """Parameters that can be read and written as one vector."""

    @property
    def vector(self) -> Floats: ...
    def at_vector(self, vector: Floats) -> Self: ...


P = TypeVar("P", bound=VectorPoint)
E = TypeVar("E")


@dataclass(frozen=True, slots=True, eq=False)
class VectorAscent(Generic[P, E]):
    """Where the ascent ended, with the log-likelihood at each point on the way, the last that of ``point``.

    ``runaway`` tells that a parameter grew past ``STEEPEST``; ``degenerate`` that an EM step led to where there is no
    likelihood, such as a correlation of 1.
    """

    point: P
    expected: E
    log_likelihoods: tuple[float, ...]
    converged: bool
    runaway: bool
    degenerate: bool
    cycles: int


def ascend_vector(
    e_step: Callable[[P], tuple[float, E]],
    m_step: Callable[[P, E], P],
    start: P,
    options: EMOptions,
    on_cycle: OnCycle | None = None,
) -> VectorAscent[P, E]:
    """Maximise a marginal likelihood from a point.

    Parameters
    ----------
    e_step : log-likelihood and expected statistics at a point
    m_step : the point that raises the expected complete-data log-likelihood
    options : when the ascent ends; ``tol`` is the largest move of a parameter by an EM step

    References
    ----------
    Walker & Ni (2011), *SIAM Journal on Numerical Analysis* 49, 1715–1735.
    """
    here, cycles, change = start, 1, np.inf
    value, expected = e_step(here)
    values, points, images = [value], list[Floats](), list[Floats]()
    while True:
        if on_cycle:
            on_cycle(Cycle(cycles, value, float(change)))
        plain = m_step(here, expected)
        change = float(np.abs(plain.vector - here.vector).max(initial=0.0))
        runaway = bool((np.abs(plain.vector) > STEEPEST).any())
        if change < options.tol or runaway or cycles >= options.max_iter:
            return VectorAscent(here, expected, tuple(values), change < options.tol, runaway, False, cycles)
        points, images = [*points[1 - MEMORY :], here.vector], [*images[1 - MEMORY :], plain.vector]
        leap = _extrapolated(points, images) if options.accelerate and len(points) > 1 else None
        cycles += 1
        there = plain if leap is None else plain.at_vector(leap)
        found, at = e_step(there)
        if leap is not None and not found >= value:  # also where the leap left the numbers
            points, images = points[-1:], images[-1:]
            cycles += 1
            there = plain
            found, at = e_step(plain)
        if not np.isfinite(found):
            return VectorAscent(here, expected, tuple(values), False, False, True, cycles)
        here, value, expected = there, found, at
        values.append(value)


def _extrapolated(points: list[Floats], images: list[Floats]) -> Floats | None:
    """The mixture of images whose steps would cancel best."""
    there = np.array(images)
    steps = there - np.array(points)
    weights = np.linalg.lstsq(np.diff(steps, axis=0).T, steps[-1], rcond=1e-10)[0]
    target: Floats = there[-1] - weights @ np.diff(there, axis=0)
    return target if np.isfinite(target).all() and np.abs(target).max() <= STEEPEST else None
