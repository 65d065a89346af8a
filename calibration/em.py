"""Marginal maximum likelihood by EM for logistic items (Bock & Aitkin, 1981, eqs. 8–17).

Ability is standard normal; an item's logit is slope·θ + intercept. The Rasch model and the 1PL share one slope,
which in the Rasch metric is the population's standard deviation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from calibration.blocks import Block
from calibration.grid import Grid

Floats = NDArray[np.float64]

NEWTON_STEPS = 25
NEWTON_TOL = 1e-10
"""Gradient of an item's expected log-likelihood per person at which its M-step ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """Slopes and intercepts, both (n,); ``shared`` says that all slopes are one parameter."""

    slope: Floats
    intercept: Floats
    shared: bool

    @property
    def vector(self) -> Floats:
        """The free parameters: slope or slopes, then intercepts."""
        return np.concatenate((self.slope[:1] if self.shared else self.slope, self.intercept))

    def at(self, vector: Floats) -> "Items":
        """Items with these free parameters."""
        items = self.intercept.size
        slope = np.full(items, vector[0]) if self.shared else vector[:items]
        return Items(slope, vector[-items:], self.shared)

    def logits(self, nodes: Floats) -> Floats:
        """(n, Q) slope·θ + intercept."""
        return self.slope[:, None] * nodes + self.intercept[:, None]


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What the E-step hands to the M-step.

    Parameters
    ----------
    log_likelihood : of the data at the items it was computed with
    counts : (n, Q) or (1, Q) persons expected at each node, by item
    right : (n,) right answers
    right_theta : (n,) expected ability summed over the right answers
    smallest_sd : the smallest posterior standard deviation, population units
    """

    log_likelihood: float
    counts: Floats
    right: Floats
    right_theta: Floats
    smallest_sd: float


def expect(parts: Sequence[Block], items: Items, grid: Grid) -> Expected:
    """The E-step: posterior over the nodes, and the expected sufficient statistics."""
    table = np.logaddexp(0, items.logits(grid.nodes))
    pieces = [_expect_block(block, items, table, grid) for block in parts]
    return Expected(
        log_likelihood=float(sum(piece.log_likelihood for piece in pieces)),
        counts=np.sum([piece.counts for piece in pieces], axis=0),
        right=np.sum([piece.right for piece in pieces], axis=0),
        right_theta=np.sum([piece.right_theta for piece in pieces], axis=0),
        smallest_sd=min(piece.smallest_sd for piece in pieces),
    )


def posterior(block: Block, items: Items, table: Floats, grid: Grid) -> tuple[Floats, Floats]:
    """Posterior (B, Q) of each person and their log-likelihood (B,), weights not applied.

    ``table`` is log(1 + exp(logit)), (n, Q).
    """
    log_joint = block.right(items.slope)[:, None] * grid.nodes
    log_joint += grid.log_weights - block.presented(table)
    peak = log_joint.max(axis=1, keepdims=True)
    log_joint -= peak
    mass = np.exp(log_joint, out=log_joint)
    total = mass.sum(axis=1, keepdims=True)
    mass /= total
    return mass, np.log(total[:, 0]) + peak[:, 0] + block.right(items.intercept)


def _expect_block(block: Block, items: Items, table: Floats, grid: Grid) -> Expected:
    share, log_likelihood = posterior(block, items, table, grid)
    mean = share @ grid.nodes
    variance = share @ grid.nodes**2 - mean**2
    share *= block.weight[:, None]
    return Expected(
        log_likelihood=float(block.weight @ log_likelihood),
        counts=block.counts(share),
        right=block.right_totals(block.weight),
        right_theta=block.right_totals(block.weight * mean),
        smallest_sd=float(np.sqrt(max(variance.min(), 0.0))),
    )


def maximise(expected: Expected, items: Items, grid: Grid) -> Items:
    """The M-step: logistic regressions on the expected counts, by Newton's method.

    Each Newton step is halved until its part of the expected log-likelihood does not fall, so EM stays monotone.
    """
    tolerance = NEWTON_TOL * max(expected.counts.sum(axis=1).max(), 1.0)
    value = objective(expected, items, grid)
    for _ in range(NEWTON_STEPS):
        step, gradient = _newton(expected, items, grid)
        if gradient < tolerance:
            break
        items, value = _uphill(expected, items, step, value, grid)
    return items


def objective(expected: Expected, items: Items, grid: Grid) -> Floats:
    """(n,) expected complete-data log-likelihood by item, (1,) their sum where the slope is shared."""
    softplus = (expected.counts * np.logaddexp(0, items.logits(grid.nodes))).sum(axis=1)
    value: Floats = items.slope * expected.right_theta + items.intercept * expected.right - softplus
    return value.sum(keepdims=True) if items.shared else value


def _newton(expected: Expected, items: Items, grid: Grid) -> tuple[Items, float]:
    """The Newton step (as differences of slopes and intercepts) and the largest gradient.

    An item's curvature is taken about its own mean node, which loses no digits where a steep item rests on few nodes;
    a ridge of a millionth of a grid step keeps the step finite where it rests on one.
    """
    probability = expit(items.logits(grid.nodes))
    fitted = expected.counts * probability
    weight = fitted * (1 - probability)
    by_slope = expected.right_theta - fitted @ grid.nodes
    by_intercept = expected.right - fitted.sum(axis=1)
    total = np.maximum(weight.sum(axis=1), np.finfo(float).tiny)
    centre = weight @ grid.nodes / total
    spread = (weight * (grid.nodes - centre[:, None]) ** 2).sum(axis=1) + 1e-6 * grid.step**2 * total
    gradient = by_slope.sum(keepdims=True) if items.shared else by_slope
    upward, curve = by_slope - centre * by_intercept, spread
    if items.shared:  # the intercepts' block is diagonal: a Schur complement leaves one equation
        upward, curve = upward.sum(keepdims=True), curve.sum(keepdims=True)
    slope = np.broadcast_to(upward / curve, total.shape)
    step = Items(slope, by_intercept / total - centre * slope, items.shared)
    return step, float(max(np.abs(gradient).max(), np.abs(by_intercept).max()))


def _uphill(expected: Expected, items: Items, step: Items, value: Floats, grid: Grid) -> tuple[Items, Floats]:
    size = np.ones(value.size)
    for _ in range(30):
        moved = Items(items.slope + size * step.slope, items.intercept + size * step.intercept, items.shared)
        gained = objective(expected, moved, grid)
        fell = gained < value - 1e-12 * np.abs(value)
        if not fell.any():
            return moved, gained
        size[fell] /= 2
    return items, value
