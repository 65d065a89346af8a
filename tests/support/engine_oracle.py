"""An independent scalar oracle for the engine: plain Python floats, textbook formulas, no tables and no numpy.

It shares only the definitions with the engine. Integrals are taken over ±INTEGRATION_LIMIT in fine
steps; maxima are found by scanning in steps of SCAN_STEP and halving the interval.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

INTEGRATION_LIMIT = 9.0
SCAN_STEP = 0.04


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

    def rises(self, theta: float) -> tuple[float, float]:
        """The derivatives by θ of information and of Warm's J."""
        p, q, first, second = self.probability(theta), self.complement(theta), self.slope(theta), self.curvature(theta)
        up = self._up(theta)
        third = first * self.a**2 * (1 - 6 * up + 6 * up * up)
        both, tilt = p * q, first * (q - p)
        return (
            (2 * first * second * both - first**2 * tilt) / both**2,
            ((second**2 + first * third) * both - first * second * tilt) / both**2,
        )

    def chance(self, score: int, theta: float) -> float:
        return self.probability(theta) if score else self.complement(theta)

    def rate(self, score: int, theta: float) -> float:
        return self.slope(theta) / (self.probability(theta) if score else -self.complement(theta))

    def _up(self, theta: float) -> float:
        return 1 / (1 + math.exp(-self.a * (theta - self.b)))


class CategoricalItem:
    """An item given by its category probabilities and their first two derivatives."""

    def derivatives(self, theta: float) -> list[tuple[float, float, float]]:
        """P, P′ and P″ of each category."""
        raise NotImplementedError

    def chance(self, score: int, theta: float) -> float:
        return self.derivatives(theta)[score][0]

    def rate(self, score: int, theta: float) -> float:
        p, first, _ = self.derivatives(theta)[score]
        return first / p

    def information(self, theta: float) -> float:
        return math.fsum(first**2 / p for p, first, _ in self.derivatives(theta))

    def warm(self, theta: float) -> float:
        return math.fsum(first * second / p for p, first, second in self.derivatives(theta))


@dataclass(frozen=True)
class PartialCredit(CategoricalItem):
    """Muraki's model as the quotient of exponentials and the quotient rule, twice."""

    a: float
    steps: Sequence[float]

    def derivatives(self, theta: float) -> list[tuple[float, float, float]]:
        heights = [0.0]
        for step in self.steps:
            heights.append(heights[-1] + self.a * (theta - step))
        top = max(heights)
        weights = [math.exp(height - top) for height in heights]
        total = math.fsum(weights)
        first = math.fsum(self.a * k * w for k, w in enumerate(weights))
        second = math.fsum((self.a * k) ** 2 * w for k, w in enumerate(weights))
        rows = []
        for k, w in enumerate(weights):
            rate = math.fsum(self.a * (k - j) * v for j, v in enumerate(weights)) / total
            bend = (self.a * k) ** 2 - second / total - 2 * first / total * rate
            rows.append((w / total, w / total * rate, w / total * bend))
        return rows


@dataclass(frozen=True)
class RatingScale(CategoricalItem):
    """Andrich's model: one location, thresholds shared by a scale, and derivatives by the moments of the category."""

    location: float
    thresholds: Sequence[float]

    def derivatives(self, theta: float) -> list[tuple[float, float, float]]:
        heights = [k * (theta - self.location) - math.fsum(self.thresholds[:k]) for k in range(self.categories)]
        top = max(heights)
        weights = [math.exp(height - top) for height in heights]
        chances = [weight / math.fsum(weights) for weight in weights]
        mean = math.fsum(k * p for k, p in enumerate(chances))
        variance = math.fsum((k - mean) ** 2 * p for k, p in enumerate(chances))
        return [(p, p * (k - mean), p * ((k - mean) ** 2 - variance)) for k, p in enumerate(chances)]

    @property
    def categories(self) -> int:
        return len(self.thresholds) + 1


@dataclass(frozen=True)
class Graded(CategoricalItem):
    """Samejima's model as the difference of two cumulative curves, from the side where both are small."""

    a: float
    steps: Sequence[float]

    def derivatives(self, theta: float) -> list[tuple[float, float, float]]:
        bounds = [-math.inf, *self.steps, math.inf]
        rows = []
        for low, high in itertools.pairwise(bounds):
            up, down = self._cumulative(theta, low), self._cumulative(theta, high)
            p = up[0] - down[0] if up[0] < 0.5 else down[1] - up[1]
            first = self.a * (up[0] * up[1] - down[0] * down[1])
            second = self.a**2 * (up[0] * up[1] * (up[1] - up[0]) - down[0] * down[1] * (down[1] - down[0]))
            rows.append((p, first, second))
        return rows

    def _cumulative(self, theta: float, place: float) -> tuple[float, float]:
        if math.isinf(place):
            return (1.0, 0.0) if place < 0 else (0.0, 1.0)
        z = self.a * (theta - place)
        return 1 / (1 + math.exp(-z)), 1 / (1 + math.exp(z))


AnyItem = Item | PartialCredit | RatingScale | Graded


def categories(item: AnyItem) -> int:
    """The number of score categories of an item."""
    if isinstance(item, Item):
        return 2
    return item.categories if isinstance(item, RatingScale) else len(item.steps) + 1


@dataclass(frozen=True)
class ResponsePattern:
    """Items and their scores."""

    items: Sequence[AnyItem]
    scores: Sequence[int]

    def log_likelihood(self, theta: float) -> float:
        return math.fsum(
            math.log(item.chance(score, theta)) for item, score in zip(self.items, self.scores, strict=True)
        )

    def gradient(self, theta: float) -> float:
        return math.fsum(item.rate(score, theta) for item, score in zip(self.items, self.scores, strict=True))

    def information(self, theta: float) -> float:
        return math.fsum(item.information(theta) for item in self.items)

    def warm_rate(self, theta: float) -> float:
        return math.fsum(item.warm(theta) for item in self.items) / (2 * self.information(theta))


@dataclass(frozen=True)
class TestletPattern:
    """Items, their scores and their sets; the answers to a set share an effect N(0, sd²), None for an item alone."""

    __test__ = False

    items: Sequence[AnyItem]
    scores: Sequence[int]
    sets: Sequence[str | None]
    sd: dict[str, float]

    def log_likelihood(self, theta: float) -> float:
        return math.fsum(
            math.log(math.fsum(w * math.exp(one.log_likelihood(theta + xi)) for xi, w in self._effects(name)))
            for name, one in self._parts()
        )

    def gradient(self, theta: float) -> float:
        total = 0.0
        for name, one in self._parts():
            mass = [(w * math.exp(one.log_likelihood(theta + xi)), theta + xi) for xi, w in self._effects(name)]
            total += math.fsum(m * one.gradient(t) for m, t in mass) / math.fsum(m for m, _ in mass)
        return total

    def information(self, theta: float) -> float:
        return math.fsum(total / (1 + sd**2 * total) for sd, total, _ in self._means(theta))

    def warm_rate(self, theta: float) -> float:
        warm = math.fsum(warm / (1 + sd**2 * total) ** 2 for sd, total, warm in self._means(theta))
        return warm / (2 * self.information(theta))

    def _parts(self) -> list[tuple[str | None, ResponsePattern]]:
        rows = list(zip(self.items, self.scores, self.sets, strict=True))
        parts: list[tuple[str | None, ResponsePattern]] = [
            (None, ResponsePattern([i], [x])) for i, x, name in rows if name is None
        ]
        for name in self.sd:
            inside = [(i, x) for i, x, own in rows if own == name]
            if inside:
                parts.append((name, ResponsePattern([i for i, _ in inside], [x for _, x in inside])))
        return parts

    def _means(self, theta: float) -> list[tuple[float, float, float]]:
        """For each set the SD of its effect, and information and J of its items averaged over the effect."""
        return [
            (
                self.sd[name] if name else 0.0,
                math.fsum(w * one.information(theta + xi) for xi, w in self._effects(name)),
                math.fsum(w * item.warm(theta + xi) for xi, w in self._effects(name) for item in one.items),
            )
            for name, one in self._parts()
        ]

    def _effects(self, name: str | None) -> list[tuple[float, float]]:
        if name is None:
            return [(0.0, 1.0)]
        steps = [i / 3 for i in range(-22, 23)]
        total = math.fsum(math.exp(-z * z / 2) for z in steps)
        return [(self.sd[name] * z, math.exp(-z * z / 2) / total) for z in steps]


def exact_set_information(items: Sequence[Item], sd: float, theta: float) -> tuple[float, float]:
    """Fisher's information and Warm's J of a set of logistic items, summed over all patterns of answers to it."""
    information = warm = 0.0
    step = 1e-3
    for scores in itertools.product((0, 1), repeat=len(items)):
        pattern = TestletPattern(items, scores, ["s"] * len(items), {"s": sd})
        low, here, high = (math.exp(pattern.log_likelihood(theta + move)) for move in (-step, 0.0, step))
        first, second = (high - low) / (2 * step), (high - 2 * here + low) / step**2
        information += first**2 / here
        warm += first * second / here
    return information, warm


def eap(pattern: ResponsePattern, mean: float = 0.0, sd: float = 1.0) -> tuple[float, float]:
    """Posterior mean and SD."""
    nodes = [INTEGRATION_LIMIT * i / 450 for i in range(-450, 451)]
    logs = [pattern.log_likelihood(t) - (t - mean) ** 2 / (2 * sd**2) for t in nodes]
    top = max(logs)
    mass = [math.exp(value - top) for value in logs]
    total = math.fsum(mass)
    centre = math.fsum(m * t for m, t in zip(mass, nodes, strict=True)) / total
    spread = math.fsum(m * (t - centre) ** 2 for m, t in zip(mass, nodes, strict=True)) / total
    return centre, math.sqrt(spread)


def map_(pattern: ResponsePattern, mean: float = 0.0, sd: float = 1.0) -> tuple[float, float]:
    """Posterior mode and 1/√(I + 1/σ²)."""
    theta = _highest_root(lambda t: pattern.gradient(t) - (t - mean) / sd**2)
    assert theta is not None
    return theta, 1 / math.sqrt(pattern.information(theta) + 1 / sd**2)


def mle(pattern: ResponsePattern) -> tuple[float, float] | None:
    """Maximum of the likelihood and 1/√I; None where the maximum is not inside ±INTEGRATION_LIMIT."""
    return _with_information(pattern, _highest_root(pattern.gradient))


def wle(pattern: ResponsePattern) -> tuple[float, float] | None:
    """Warm's estimate and 1/√I; None where it is not inside ±INTEGRATION_LIMIT."""
    return _with_information(pattern, _highest_root(lambda t: pattern.gradient(t) + pattern.warm_rate(t)))


def sandwich_se(items: Sequence[Item], theta: float) -> float:
    """√I / (I − (J/2I)′) of a WLE, with the derivatives of I and J in closed form (Magis, 2016)."""
    informed = math.fsum(item.information(theta) for item in items)
    warm = math.fsum(item.warm(theta) for item in items)
    rises = [item.rises(theta) for item in items]
    informed_rise, warm_rise = (math.fsum(column) for column in zip(*rises, strict=True))
    bend = (warm_rise * informed - warm * informed_rise) / (2 * informed**2)
    return math.sqrt(informed) / (informed - bend)


def fences_estimate(pattern: ResponsePattern, low: float, high: float, slope: float) -> tuple[float, float, float]:
    """The MLE with fences: an item at ``low`` answered correctly and one at ``high`` wrongly (Han, 2016).

    Returns the estimate, 1/√I without the fences, and the gradient of the fences there.
    """
    fences = ResponsePattern([Item(slope, low), Item(slope, high)], [1, 0])
    theta = _highest_root(lambda t: pattern.gradient(t) + fences.gradient(t))
    assert theta is not None
    return theta, 1 / math.sqrt(pattern.information(theta)), fences.gradient(theta)


def is_constant(pattern: ResponsePattern) -> bool:
    """Whether all scores are the lowest, or all the highest, so that the likelihood has no finite maximum."""
    tops = [categories(item) - 1 for item in pattern.items]
    return not any(pattern.scores) or list(pattern.scores) == tops


def _with_information(pattern: ResponsePattern, theta: float | None) -> tuple[float, float] | None:
    return None if theta is None else (theta, 1 / math.sqrt(pattern.information(theta)))


def _highest_root(gradient: Callable[[float], float]) -> float | None:
    """The θ inside ±INTEGRATION_LIMIT where the integral of the gradient is highest; None at an end."""
    count = round(2 * INTEGRATION_LIMIT / SCAN_STEP)
    nodes = [-INTEGRATION_LIMIT + SCAN_STEP * i for i in range(count + 1)]
    slopes = [gradient(t) for t in nodes]
    height, best, place = 0.0, 0.0, None
    for i in range(count):
        middle = gradient(nodes[i] + SCAN_STEP / 2)
        if slopes[i] > 0 >= slopes[i + 1]:
            root = _halved(gradient, nodes[i], nodes[i + 1])
            at_root = height + _simpson(gradient, nodes[i], root)
            if at_root > best:
                best, place = at_root, root
        height += SCAN_STEP * (slopes[i] + 4 * middle + slopes[i + 1]) / 6
    return None if height > best else place


def _simpson(function: Callable[[float], float], low: float, high: float) -> float:
    return (high - low) * (function(low) + 4 * function((low + high) / 2) + function(high)) / 6


def _halved(gradient: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if gradient(middle) > 0 else (low, middle)
    return (low + high) / 2


def posterior(
    pattern: ResponsePattern | TestletPattern, nodes: Sequence[float], mean: float = 0.0, sd: float = 1.0
) -> list[float]:
    """The normalised posterior at the nodes."""
    logs = [pattern.log_likelihood(t) - (t - mean) ** 2 / (2 * sd**2) for t in nodes]
    return _shares(logs)


def likelihood(pattern: ResponsePattern, nodes: Sequence[float]) -> list[float]:
    """The normalised likelihood at the nodes."""
    return _shares([pattern.log_likelihood(t) for t in nodes])


def weighted_information(item: AnyItem, nodes: Sequence[float], shares: Sequence[float]) -> float:
    """The mean information of an item."""
    return math.fsum(share * item.information(t) for t, share in zip(nodes, shares, strict=True))


def weighted_divergence(
    item: AnyItem, categories: int, theta: float, nodes: Sequence[float], weights: Sequence[float]
) -> float:
    """The weighted Kullback-Leibler divergence of an item at the nodes from the item at θ."""
    return math.fsum(
        weight * item.chance(k, theta) * math.log(item.chance(k, theta) / item.chance(k, t))
        for t, weight in zip(nodes, weights, strict=True)
        for k in range(categories)
    )


def posterior_after_each_score(
    item: AnyItem, categories: int, nodes: Sequence[float], shares: Sequence[float]
) -> list[tuple[float, float, float]]:
    """The probability of each score, and the posterior mean and variance after it."""
    rows = []
    for k in range(categories):
        joint = [share * item.chance(k, t) for t, share in zip(nodes, shares, strict=True)]
        chance = math.fsum(joint)
        mean = math.fsum(j * t for j, t in zip(joint, nodes, strict=True)) / chance
        variance = math.fsum(j * (t - mean) ** 2 for j, t in zip(joint, nodes, strict=True)) / chance
        rows.append((chance, mean, variance))
    return rows


def _shares(logs: Sequence[float]) -> list[float]:
    top = max(logs)
    mass = [math.exp(value - top) for value in logs]
    total = math.fsum(mass)
    return [m / total for m in mass]
