"""Standard errors from the observed information of the marginal likelihood."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from calibration.blocks import Block
from calibration.em import Expected, Items, posterior
from calibration.grid import Grid

Floats = NDArray[np.float64]


def observed_information(parts: Sequence[Block], items: Items, expected: Expected, grid: Grid) -> Floats:
    """The observed information in ``items.vector``.

    Louis (1982, eq. 3.2): the expected information of the complete data less the part that not knowing each person's
    ability takes away, which is the posterior covariance of that person's complete-data score. Both are exact sums over
    the grid; no difference quotient is taken.

    Returns
    -------
    (k, k) symmetric; k is n + 1 where the slope is shared, else 2n: slopes, then intercepts
    """
    missing = _missing_information(parts, items, grid)
    full = _complete_information(items, expected, grid) - missing
    if not items.shared:
        return full
    count = items.slope.size
    share = np.zeros((2 * count, count + 1))
    share[:count, 0] = 1
    share[count:, 1:] = np.eye(count)
    return share.T @ full @ share


def _complete_information(items: Items, expected: Expected, grid: Grid) -> Floats:
    probability = expit(items.logits(grid.nodes))
    weight = expected.counts * probability * (1 - probability)
    moments = [np.diag(weight @ grid.nodes**power) for power in range(3)]
    return np.block([[moments[2], moments[1]], [moments[1], moments[0]]])


def _missing_information(parts: Sequence[Block], items: Items, grid: Grid) -> Floats:
    logits = items.logits(grid.nodes)
    table, probability = np.logaddexp(0, logits), expit(logits)
    missing = np.zeros((2 * items.slope.size,) * 2)
    for block in parts:
        share, _ = posterior(block, items, table, grid)
        missing += block.score_covariance(share * block.weight[:, None], probability, grid.nodes)
    return missing
