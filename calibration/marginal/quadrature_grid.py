"""Equally spaced quadrature nodes over ability."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from calibration.array_types import Floats
from calibration.errors import CalibrationError, ErrorCode

STEP, LIMIT = 0.2, 6.0
"""61 nodes from −6 to 6 standard deviations, as in R's mirt."""
COMMON_SLOPE_LIMIT = 7.0
"""Where the items' common slope makes the unit free, as in a Rasch test: what lies beyond ±6 changed the log-likelihood
of 600 persons by 2e−6, since weights are normalised."""
MIN_REACH = 5.0
"""Standard deviations a grid must reach to either side of a normal group's mean; 6e−7 of the group lie beyond."""
HISTOGRAM_LIMIT, HISTOGRAM_MIN_REACH = 4.4, 3.5
"""The same for a histogram. Its range is part of the identification of the scale: perfect and zero scores are most
likely at the outermost nodes, and a wider range puts more of the variance there."""


@dataclass(frozen=True, slots=True, eq=False)
class QuadratureGrid:
    """Nodes on the ability scale of the fit, whose unit is the first group's standard deviation unless items set it.

    Parameters
    ----------
    nodes : (Q,) equally spaced, increasing

    Notes
    -----
    For a smooth posterior of standard deviation s the trapezoidal rule with step h errs by about 2·exp(−2π²(s/h)²)
    (Poisson summation; Trefethen & Weideman, 2014, §3): 5e−9 of a person's likelihood at h = s, 4 % at h = 2.2·s.
    The tails beyond ±6 hold 2e−9 of the population.
    """

    nodes: Floats

    @property
    def step(self) -> float:
        return float(self.nodes[1] - self.nodes[0])

    def halved(self) -> "QuadratureGrid":
        """The grid with half the step and the same range."""
        return QuadratureGrid(np.linspace(self.nodes[0], self.nodes[-1], 2 * self.nodes.size - 1))

    def reaches(self, mean: Floats, sd: Floats, far: float) -> bool:
        """Whether the nodes go ``far`` standard deviations to either side of every group's mean."""
        edge = 1e-9 * self.step
        return bool(
            (mean - far * sd >= self.nodes[0] - edge).all() and (mean + far * sd <= self.nodes[-1] + edge).all()
        )

    def widened(self, mean: Floats, sd: Floats, far: float) -> "QuadratureGrid":
        """The grid extended until it reaches ``far`` standard deviations to either side of every mean."""
        below = max(0, ceil((self.nodes[0] - (mean - far * sd).min()) / self.step))
        above = max(0, ceil(((mean + far * sd).max() - self.nodes[-1]) / self.step))
        first, last = self.nodes[0] - below * self.step, self.nodes[-1] + above * self.step
        return QuadratureGrid(np.linspace(first, last, self.nodes.size + below + above))


def equally_spaced_grid(
    nodes: Floats | None = None, *, histogram: bool = False, common_slope: bool = False
) -> QuadratureGrid:
    """The grid of given nodes; by default 61 nodes on [−6, 6], or 45 on [−4.4, 4.4] for a histogram.

    Parameters
    ----------
    common_slope : whether all items share a free slope, which is the population's standard deviation: 71 on [−7, 7]

    Raises
    ------
    CalibrationError
        ``grid`` where the nodes are not at least five, increasing and equally spaced
    """
    limit = HISTOGRAM_LIMIT if histogram else COMMON_SLOPE_LIMIT if common_slope else LIMIT
    own = np.linspace(-limit, limit, round(2 * limit / STEP) + 1)
    at = own if nodes is None else np.asarray(nodes, dtype=np.float64)
    steps = np.diff(at) if at.ndim == 1 else np.zeros(0)
    if steps.size < 4 or not np.all(steps > 0) or not np.allclose(steps, steps[0]):
        raise CalibrationError(ErrorCode.GRID, got=np.array2string(at, threshold=8))
    return QuadratureGrid(at)
