"""Haebara's and Stocking and Lord's criteria for all models, with exact derivatives, and their minimum.

Both are ½ Σ D·L(D) with D = P_fixed(θ) − P_moved(η(θ)), the differences of category probabilities, and L a linear map:
Haebara's weights each difference, Stocking and Lord's first sums them to the difference of expected test scores.
Transforming parameters is equivalent to evaluating their curves at a transformed ability η, so all derivatives follow
from those of the engine.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from calibration.array_types import Floats, Indices
from calibration.linking.linking_constants import BothWays, Direction, LinkingGrid, LinkStatus
from calibration.linking.moment_methods import LinkingSolution
from engine import ItemParameters, log_probabilities
from engine.irt.parameter_gradients import log_probability_gradients, theta_derivative_gradients
from engine.irt.response_models import theta_derivatives

WeightingMap = Callable[[Floats], Floats]

MAX_STEPS, TOLERANCE, NEAR_MINIMUM = 200, 1e-10, 1e-6
"""Most steps, the smallest step, and the step below which rounding may hide a decrease of the criterion."""


class CharacteristicCurves(NamedTuple):
    """Category probabilities (m, K, Q), their derivative by ability, and the derivatives of both by the M parameters of
    each item (m, K, M, Q), with M = 0 where they are not needed.
    """

    prob: Floats
    rise: Floats
    by: Floats
    rise_by: Floats

    @property
    def second(self) -> Floats:
        """Second derivative by ability: the curves depend on the difference of ability and locations only."""
        bend: Floats = -self.rise_by[:, :, 1:-2].sum(axis=2)
        return bend


class TransformedAbilities(NamedTuple):
    """Abilities at which the moved curves are evaluated, with derivatives by A and B.

    Parameters
    ----------
    at : (Q,)
    first : (2, Q)
    second : (2, 2, Q)
    """

    at: Floats
    first: Floats
    second: Floats


class CriterionValue(NamedTuple):
    """The criterion with gradient and curvature by A and B, and derivatives by the anchors' parameters.

    ``square`` is the positive semi-definite (Gauss–Newton) part of the curvature; ``by_new`` and ``by_old`` are the
    derivatives (2, m, M) of the gradient. Curvature and these are valid only where derivatives were requested.
    """

    value: float
    gradient: Floats
    curvature: Floats
    square: Floats
    by_new: Floats
    by_old: Floats


def new_on_old(ratio: float, shift: float, theta: Floats) -> TransformedAbilities:
    """A new curve on the old scale at θ is the new curve at (θ − B) / A."""
    at, one = (theta - shift) / ratio, np.ones_like(theta)
    first = np.stack((-at, -one)) / ratio
    second = np.array([[2 * at, one], [one, np.zeros_like(theta)]]) / ratio**2
    return TransformedAbilities(at, first, second)


def old_on_new(ratio: float, shift: float, theta: Floats) -> TransformedAbilities:
    """An old curve on the new scale at θ is the old curve at Aθ + B."""
    return TransformedAbilities(
        ratio * theta + shift, np.stack((theta, np.ones_like(theta))), np.zeros((2, 2, theta.size))
    )


def haebara(weights: Floats, categories: Indices, width: int) -> WeightingMap:
    """Haebara's map: each difference times the weight of its ability; a dichotomous item counts once.

    References
    ----------
    Haebara (1980), Japanese Psychological Research 22, 144–149.
    """
    row_unit = np.ones((categories.size, width))
    row_unit[categories == 2, 0] = 0
    return lambda differences: row_unit[:, :, None] * weights * differences


def stocking_lord(weights: Floats, categories: Indices, width: int) -> WeightingMap:
    """Stocking and Lord's map: the weighted difference of expected test scores times the score of each category.

    References
    ----------
    Stocking & Lord (1983), Applied Psychological Measurement 7, 201–210.
    """
    score = np.broadcast_to(np.arange(width, dtype=float)[None, :, None], (categories.size, width, 1))
    return lambda differences: score * (weights * (score * differences).sum(axis=(0, 1)))


WEIGHTING_MAPS = {"haebara": haebara, "stocking-lord": stocking_lord}


def characteristic_curves(parameters: ItemParameters, theta: Floats, *, derived: bool) -> CharacteristicCurves:
    """The curves of m items at abilities (Q,), with derivatives by parameters if ``derived``."""
    grid = theta[None, :]
    prob, slope = np.exp(log_probabilities(parameters, grid)), theta_derivatives(parameters, grid)
    if not derived:
        nothing = np.zeros((*prob.shape[:2], 0, theta.size))
        return CharacteristicCurves(prob, prob * slope, nothing, nothing)
    by_log = log_probability_gradients(parameters, grid)
    rise_by = prob[:, :, None] * (by_log * slope[:, :, None] + theta_derivative_gradients(parameters, grid))
    return CharacteristicCurves(prob, prob * slope, prob[:, :, None] * by_log, rise_by)


def _one_sided_criterion(
    fixed: CharacteristicCurves, moved: CharacteristicCurves, abilities: TransformedAbilities, weighting: WeightingMap
) -> CriterionValue:
    """The criterion on one scale; ``by_new`` of the result belongs to the fixed side."""
    difference = fixed.prob - moved.prob
    weighted = weighting(difference)
    by = [-moved.rise * first for first in abilities.first]
    weighted_by = [weighting(each) for each in by]
    gradient = np.array([(weighted * each).sum() for each in by])
    square = np.array([[(one * other).sum() for other in by] for one in weighted_by])
    bent = -np.einsum("mkq,mkq,iq,jq->ij", weighted, moved.second, abilities.first, abilities.first)
    bent -= np.einsum("mkq,mkq,ijq->ij", weighted, moved.rise, abilities.second)
    by_fixed = np.stack([np.einsum("mkq,mkpq->mp", each, fixed.by) for each in weighted_by])
    by_moved = -np.stack(
        [
            np.einsum("mkq,mkpq->mp", weighted_by[i], moved.by)
            + np.einsum("mkq,mkpq->mp", weighted * abilities.first[i], moved.rise_by)
            for i in range(2)
        ]
    )
    value = 0.5 * float((difference * weighted).sum())
    return CriterionValue(value, gradient, square + bent, square, by_fixed, by_moved)


def linking_criterion(
    method: str, new: ItemParameters, old: ItemParameters, at: Floats, direction: Direction, *, derived: bool
) -> CriterionValue:
    """The criterion at A and B = ``at`` for anchors of one width."""

    def weighting(grid: LinkingGrid) -> WeightingMap:
        return WEIGHTING_MAPS[method](grid.weights, new.categories, new.b.shape[1] + 1)

    ratio, shift = at
    grid = direction.on_old if isinstance(direction, BothWays) else direction.grid
    abilities = new_on_old(ratio, shift, grid.nodes)
    fixed, moved = (
        characteristic_curves(old, grid.nodes, derived=derived),
        characteristic_curves(new, abilities.at, derived=derived),
    )
    there = _one_sided_criterion(fixed, moved, abilities, weighting(grid))
    there = there._replace(by_new=there.by_old, by_old=there.by_new)
    if not isinstance(direction, BothWays):
        return there
    abilities = old_on_new(ratio, shift, direction.on_new.nodes)
    fixed, moved = (
        characteristic_curves(new, direction.on_new.nodes, derived=derived),
        characteristic_curves(old, abilities.at, derived=derived),
    )
    return _summed(there, _one_sided_criterion(fixed, moved, abilities, weighting(direction.on_new)))


def _summed(one: CriterionValue, other: CriterionValue) -> CriterionValue:
    return CriterionValue(
        one.value + other.value,
        one.gradient + other.gradient,
        one.curvature + other.curvature,
        one.square + other.square,
        one.by_new + other.by_new,
        one.by_old + other.by_old,
    )


def minimise_criterion(
    method: str,
    new: ItemParameters,
    old: ItemParameters,
    direction: Direction,
    starts: Sequence[tuple[float, float]],
    *,
    same_unit: bool,
) -> tuple[LinkingSolution, LinkStatus]:
    """The lowest minimum from several start values, with derivatives of A and B by the parameters.

    At the minimum the gradient is 0 whatever the parameters, so A and B move with them by −curvature⁻¹ times the
    gradient's derivatives (Ogasawara, 2001, Journal of Educational and Behavioral Statistics 26, 31–50).
    """
    free = np.array([1]) if same_unit else np.array([0, 1])
    ends = [gauss_newton(method, new, old, np.array(start), direction, free) for start in starts]
    at, settled = min(ends, key=lambda end: linking_criterion(method, new, old, end[0], direction, derived=False).value)
    there = linking_criterion(method, new, old, at, direction, derived=True)
    by_new, by_old = np.zeros_like(there.by_new), np.zeros_like(there.by_old)
    curvature = there.curvature[np.ix_(free, free)]
    if np.linalg.eigvalsh(curvature)[0] <= 1e-12 * np.trace(there.square):
        return LinkingSolution(at[0], at[1], by_new, by_old), LinkStatus.NOT_DETERMINED
    by_new[free] = -np.einsum("ij,jmp->imp", np.linalg.inv(curvature), there.by_new[free])
    by_old[free] = -np.einsum("ij,jmp->imp", np.linalg.inv(curvature), there.by_old[free])
    status = LinkStatus.CONVERGED if settled else LinkStatus.NOT_CONVERGED
    return LinkingSolution(float(at[0]), float(at[1]), by_new, by_old), status


def gauss_newton(
    method: str, new: ItemParameters, old: ItemParameters, start: Floats, direction: Direction, free: Indices
) -> tuple[Floats, bool]:
    """Gauss–Newton method with step halving. Returns A and B, and whether a minimum was reached.

    Parameters
    ----------
    start : start values of A and B
    free : indices of the constants to estimate, 0 and 1
    """
    at, here = start, linking_criterion(method, new, old, start, direction, derived=False)
    for _ in range(MAX_STEPS):
        step = np.zeros(2)
        step[free] = np.linalg.lstsq(here.square[np.ix_(free, free)], here.gradient[free], rcond=None)[0]
        near = bool(np.abs(step).max() < NEAR_MINIMUM)
        while np.abs(step).max() > TOLERANCE:
            moved = at - step
            if moved[0] > 0:
                there = linking_criterion(method, new, old, moved, direction, derived=False)
                if _is_improvement(there, here, near=near):
                    at, here = moved, there
                    break
            step = step / 2
        else:
            return at, near
    return at, False


def _is_improvement(there: CriterionValue, here: CriterionValue, *, near: bool) -> bool:
    """Whether the criterion falls, or near the minimum, where rounding hides it, its gradient."""
    if there.value < here.value:
        return True
    level = there.value <= here.value * (1 + 1e-12)
    return near and level and bool(np.abs(there.gradient).max() < np.abs(here.gradient).max())
