from collections.abc import Callable

import numpy as np

from engine.numerics.array_types import Bools, Floats, Ints

_Function = Callable[[Floats], Floats]


def downward_zero_crossings(function: _Function, grid: Floats, nodes: Ints) -> tuple[Floats, Bools]:
    """For each of R functions the root nearest uphill of its node, where it falls through 0.

    Parameters
    ----------
    function : (R,) → (R,), element by element the derivatives of what is to be maximised
    grid : shape (Q,), increasing
    nodes : shape (R,), where on the grid each search begins

    Returns
    -------
    roots : shape (R,); the end of the grid where the function does not fall through 0 before it
    edge : shape (R,), whether that was so
    """
    low, high, at_low, at_high, edge = _bracketed(function, grid, nodes)
    roots = _ridders(function, low, high, at_low, at_high, done=edge)
    return roots, edge


def _bracketed(function: _Function, grid: Floats, nodes: Ints) -> tuple[Floats, Floats, Floats, Floats, Bools]:
    """Neighbouring nodes between which each function falls through 0, found uphill; else the end of the grid twice."""
    here = nodes.copy()
    value = function(grid[here])
    stride = np.where(value > 0, 1, -1)
    while True:
        ahead = np.clip(here + stride, 0, grid.size - 1)
        beyond = function(grid[ahead])
        edge = ahead == here
        walking = ((beyond > 0) == (stride > 0)) & ~edge
        if not walking.any():
            break
        here, value = np.where(walking, ahead, here), np.where(walking, beyond, value)
    up = stride > 0
    low, high = np.where(up, here, ahead), np.where(up, ahead, here)
    return grid[low], grid[high], np.where(up, value, beyond), np.where(up, beyond, value), edge


def _ridders(function: _Function, low: Floats, high: Floats, at_low: Floats, at_high: Floats, done: Bools) -> Floats:
    """Roots between ``low``, where the function is above 0, and ``high``, where it is not.

    Each row stops by itself, so that its root does not depend on its neighbours.

    References
    ----------
    Ridders (1979), IEEE Transactions on Circuits and Systems 26, 979–980.
    """
    root = low.copy()
    done = done.copy()
    for _ in range(60):  # each halves the bracket at least: more cannot be told apart
        middle = (low + high) / 2
        at_middle = function(middle)
        scale = np.sqrt(np.maximum(at_middle * at_middle - at_low * at_high, 0.0))
        with np.errstate(invalid="ignore", divide="ignore"):  # 0 / 0 where the root is met exactly
            reach = np.where(scale > 0, (middle - low) * at_middle / scale, 0.0)
        guess = middle + reach
        at_guess = function(guess)
        settled = np.abs(guess - root) <= 1e-14 * np.maximum(1, np.abs(guess))
        root = np.where(done, root, guess)
        done |= settled | (at_guess == 0)
        if done.all():
            break
        for place, value in ((middle, at_middle), (guess, at_guess)):
            above, inside = value > 0, (place >= low) & (place <= high)
            low, at_low = np.where(above & inside, place, low), np.where(above & inside, value, at_low)
            high, at_high = np.where(~above & inside, place, high), np.where(~above & inside, value, at_high)
    return root
