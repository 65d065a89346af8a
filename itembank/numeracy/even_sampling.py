"""Which numbers, things and names a family of questions takes: evenly spread, and the same at every call."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any

_TRIES = 4000


def lattice(
    n: int,
    *axes: Sequence[Any],
    where: Callable[..., bool] = lambda *_: True,
    beside: Iterable[tuple[Any, ...]] = (),
) -> list[tuple[Any, ...]]:
    """``n`` different points of the axes' grid, spread over it as evenly as a sequence that can be cut anywhere may be.

    Point k is frac(½ + k φ⁻ʲ) along axis j, with φ the root of x^(d+1) = x + 1 for d axes: the additive recurrence of
    the generalised golden ratio. Neighbouring points differ in every axis, so that no run of questions is alike.

    Parameters
    ----------
    where : which points may be taken
    beside : points that are in use already

    Raises
    ------
    ValueError : the grid has too few points that may be taken
    """
    steps = _steps(len(axes))
    taken, found = set(beside), []
    for k in count() if n else ():
        point = tuple(axis[int((0.5 + k * step) % 1 * len(axis))] for axis, step in zip(axes, steps, strict=True))
        if point not in taken and where(*point):
            taken.add(point)
            found.append(point)
        if len(found) == n:
            break
        if k == _TRIES:
            message = f"a grid of {n} points or more; received one of {len(found)}, such as {found[:3]}"
            raise ValueError(message)
    return found


def _steps(dimensions: int) -> list[float]:
    ratio = 1.5
    for _ in range(60):
        ratio = (1 + ratio) ** (1 / (dimensions + 1))
    return [ratio ** -(axis + 1) for axis in range(dimensions)]
