"""Draws from posterior distributions that are known at equally spaced nodes."""

import numba
import numpy as np

from calibration.array_types import Floats

NEGLIGIBLE_LOG = -41.0
"""Log-density below the maximum at which a cell is left out: together they hold less than 1e−15."""


@numba.njit(nogil=True, cache=True)
def draw_from_log_posteriors(log_posterior: Floats, nodes: Floats, uniform: Floats) -> Floats:
    """Draws (B, D) by the inverse distribution function, from uniform numbers (B, D) in [0, 1).

    Around each node lies a cell of one step h. The log-density in it is taken as log-linear with the central slope s,
    and the cell's mass as that of a quadratic, density · (1 + h²/24 · (s² + s′)), so that moments err by O(h⁴).

    Parameters
    ----------
    log_posterior : (B, Q) up to a constant for each person
    nodes : (Q,) equally spaced
    """
    persons, size = log_posterior.shape
    step = nodes[1] - nodes[0]
    found = np.empty(uniform.shape)
    reached, slopes = np.empty(size + 1), np.empty(size)
    for person in range(persons):
        row = log_posterior[person]
        top = row.max()
        reached[0] = 0.0
        for node in range(size):
            mass, slope = 0.0, 0.0
            if row[node] - top > NEGLIGIBLE_LOG:
                mass = np.exp(row[node] - top)
                if 0 < node < size - 1:
                    slope = (row[node + 1] - row[node - 1]) / (2 * step)
                    curve = (row[node + 1] - 2 * row[node] + row[node - 1]) / step**2
                    mass *= max(1 + step**2 / 24 * (slope**2 + curve), 0.0)
            slopes[node] = slope
            reached[node + 1] = reached[node] + mass
        for draw in range(uniform.shape[1]):
            target = uniform[person, draw] * reached[size]
            cell = min(np.searchsorted(reached, target, side="right") - 1, size - 1)
            while cell > 0 and reached[cell + 1] <= reached[cell]:  # a cell without mass
                cell -= 1
            share = (target - reached[cell]) / (reached[cell + 1] - reached[cell])
            found[person, draw] = nodes[cell] + step * _within(share, slopes[cell] * step)
    return found


@numba.njit(nogil=True, cache=True)
def _within(share: float, tilt: float) -> float:
    """The place, from −½ to ½, that a ``share`` of a unit cell with log-density ``tilt``·x lies below."""
    if abs(tilt) < 1e-6:
        return share - 0.5
    # by symmetry, so that the exponential stays below 1
    below: float = share if tilt < 0 else 1 - share
    place: float = np.log1p(below * np.expm1(-abs(tilt))) / abs(tilt) + 0.5
    return -place if tilt < 0 else place
