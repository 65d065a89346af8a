"""The zeros of many functions at once, where each falls through zero."""

from collections.abc import Callable

import numpy as np

from engine.numerics.array_types import Bools, Floats, Ints

_Function = Callable[[Floats], Floats]


def downward_zero_crossings(function: _Function, grid: Floats, nodes: Ints) -> tuple[Floats, Bools]:
    """Find, for each of R functions, the nearest root at which it falls from positive to negative values.

    The functions are the derivatives of objectives, so the roots are the nearest maxima. Each search goes uphill from
    its node.

    Parameters
    ----------
    function : maps (R,) to (R,), element by element
    grid : shape (Q,), increasing
    nodes : shape (R,), the node at which each search begins

    Returns
    -------
    roots : shape (R,), the end of the grid if there is no such root before it
    edge : shape (R,), True where the root is only the end of the grid
    """
    low, high, at_low, at_high, edge = _bracketed(function, grid, nodes)
    roots = _ridders(function, low, high, at_low, at_high, done=edge)
    return roots, edge


def _bracketed(function: _Function, grid: Floats, nodes: Ints) -> tuple[Floats, Floats, Floats, Floats, Bools]:
    """Bracket each root between neighbouring nodes; without a root both ends are the end of the grid."""
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
    """Ridders' method for roots between ``low``, where the function is positive, and ``high``, where it is not.

    Each row stops by itself, so its root does not depend on the other rows.

    References
    ----------
    Ridders (1979), IEEE Transactions on Circuits and Systems 26, 979–980.
    """
    root = low.copy()
    done = done.copy()
    for _ in range(60):  # each halves the bracket at least, so more would be below the precision of doubles
        middle = (low + high) / 2
        at_middle = function(middle)
        scale = np.sqrt(np.maximum(at_middle * at_middle - at_low * at_high, 0.0))
        with np.errstate(invalid="ignore", divide="ignore"):  # 0 / 0 at an exact root
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
