"""Evenly spread, reproducible samples of the numbers, objects and names of an item family."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any

_MOST_POINTS_TRIED = 4000


def even_sample(
    n: int,
    *axes: Sequence[Any],
    where: Callable[..., bool] = lambda *_: True,
    beside: Iterable[tuple[Any, ...]] = (),
) -> list[tuple[Any, ...]]:
    """Sample ``n`` distinct points of a grid by a low-discrepancy sequence.

    Point k is frac(½ + k φ⁻ʲ) along axis j, with φ the root of x^(d+1) = x + 1 for d axes: the additive recurrence of
    the generalised golden ratio (Roberts, 2018). Consecutive points differ in every axis, so that neighbouring
    questions are unlike.

    Parameters
    ----------
    n : number of points
    axes : values along each axis
    where : condition that a point must satisfy
    beside : points already in use, which are not sampled again

    Raises
    ------
    ValueError : too few points of the grid satisfy the condition
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
        if k == _MOST_POINTS_TRIED:
            message = f"a grid of {n} points or more; received one of {len(found)}, such as {found[:3]}"
            raise ValueError(message)
    return found


def _steps(dimensions: int) -> list[float]:
    ratio = 1.5
    for _ in range(60):
        ratio = (1 + ratio) ** (1 / (dimensions + 1))
    return [ratio ** -(axis + 1) for axis in range(dimensions)]
