"""An independent scalar oracle for the engine: plain Python floats, textbook formulas, no tables and no numpy.

It shares nothing with the engine but the definitions. Integrals are taken over ±REACH in fine steps, maxima found by
scanning in steps of SCAN and halving the interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

REACH = 9.0
SCAN = 0.04


@dataclass(frozen=True)
class Item:
    """A logistic item in the metric D = 1."""

    a: float
    b: float
    c: float = 0.0
    d: float = 1.0

    def probability(self, theta: float) -> float:
        return self.c + (self.d - self.c) * self._up(theta)

    def complement(self, theta: float) -> float:
        return (1 - self.d) + (self.d - self.c) * self._up(2 * self.b - theta)

    def slope(self, theta: float) -> float:
        return (self.d - self.c) * self.a * self._up(theta) * self._up(2 * self.b - theta)

    def curvature(self, theta: float) -> float:
        return self.slope(theta) * self.a * (1 - 2 * self._up(theta))

    def information(self, theta: float) -> float:
        return self.slope(theta) ** 2 / (self.probability(theta) * self.complement(theta))

    def warm(self, theta: float) -> float:
        return self.slope(theta) * self.curvature(theta) / (self.probability(theta) * self.complement(theta))

    def _up(self, theta: float) -> float:
        return 1 / (1 + math.exp(-self.a * (theta - self.b)))


@dataclass(frozen=True)
class Pattern:
    """Items and the scores they were given."""

    items: Sequence[Item]
    scores: Sequence[int]

    def log_likelihood(self, theta: float) -> float:
        return math.fsum(
            math.log(item.probability(theta) if score else item.complement(theta))
            for item, score in zip(self.items, self.scores, strict=True)
        )

    def gradient(self, theta: float) -> float:
        return math.fsum(
            item.slope(theta) / (item.probability(theta) if score else -item.complement(theta))
            for item, score in zip(self.items, self.scores, strict=True)
        )

    def information(self, theta: float) -> float:
        return math.fsum(item.information(theta) for item in self.items)

    def warm_rate(self, theta: float) -> float:
        return math.fsum(item.warm(theta) for item in self.items) / (2 * self.information(theta))


def eap(pattern: Pattern, mean: float = 0.0, sd: float = 1.0) -> tuple[float, float]:
    """Posterior mean and SD."""
    nodes = [REACH * i / 450 for i in range(-450, 451)]
    logs = [pattern.log_likelihood(t) - (t - mean) ** 2 / (2 * sd**2) for t in nodes]
    top = max(logs)
    mass = [math.exp(value - top) for value in logs]
    total = math.fsum(mass)
    centre = math.fsum(m * t for m, t in zip(mass, nodes, strict=True)) / total
    spread = math.fsum(m * (t - centre) ** 2 for m, t in zip(mass, nodes, strict=True)) / total
    return centre, math.sqrt(spread)


def map_(pattern: Pattern, mean: float = 0.0, sd: float = 1.0) -> tuple[float, float]:
    """Posterior mode and 1/√(I + 1/σ²)."""
    theta = _highest_root(lambda t: pattern.gradient(t) - (t - mean) / sd**2)
    assert theta is not None
    return theta, 1 / math.sqrt(pattern.information(theta) + 1 / sd**2)


def mle(pattern: Pattern) -> tuple[float, float] | None:
    """Maximum of the likelihood and 1/√I; None where the maximum is not inside ±REACH."""
    return _with_information(pattern, _highest_root(pattern.gradient))


def wle(pattern: Pattern) -> tuple[float, float] | None:
    """Warm's estimate and 1/√I; None where it is not inside ±REACH."""
    return _with_information(pattern, _highest_root(lambda t: pattern.gradient(t) + pattern.warm_rate(t)))


def _with_information(pattern: Pattern, theta: float | None) -> tuple[float, float] | None:
    return None if theta is None else (theta, 1 / math.sqrt(pattern.information(theta)))


def _highest_root(gradient: Callable[[float], float]) -> float | None:
    """Where the integral of the gradient is highest inside ±REACH, None where that is an end."""
    count = round(2 * REACH / SCAN)
    nodes = [-REACH + SCAN * i for i in range(count + 1)]
    slopes = [gradient(t) for t in nodes]
    height, best, place = 0.0, 0.0, None
    for i in range(count):
        middle = gradient(nodes[i] + SCAN / 2)
        if slopes[i] > 0 >= slopes[i + 1]:
            root = _halved(gradient, nodes[i], nodes[i + 1])
            at_root = height + _simpson(gradient, nodes[i], root)
            if at_root > best:
                best, place = at_root, root
        height += SCAN * (slopes[i] + 4 * middle + slopes[i + 1]) / 6
    return None if height > best else place


def _simpson(function: Callable[[float], float], low: float, high: float) -> float:
    return (high - low) * (function(low) + 4 * function((low + high) / 2) + function(high)) / 6


def _halved(gradient: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if gradient(middle) > 0 else (low, middle)
    return (low + high) / 2
