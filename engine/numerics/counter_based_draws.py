"""Random draws without a generator: each is a pure integer hash of where it is used.

The same arithmetic serves one sitting and many at once, a replay needs no generator state, and a draw for one purpose
cannot shift a draw for another.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import InvalidSeed
from engine.numerics.array_types import Floats, Uint64s

_WORD = (1 << 64) - 1
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Purpose(IntEnum):
    """What a draw is for. The numbers are part of every stored sitting: add, never renumber."""

    SIMULEE = 1
    ANSWER = 2
    SELECTION = 3
    PLAUSIBLE_VALUE = 4
    EXPOSURE = 5
    ITEM_SET = 6
    SEEDING = 7
    ADMISSION = 8
    STUDY = 9


def as_uint64(values: ArrayLike | int) -> Uint64s:
    """Whole numbers as unsigned 64-bit words of at least one dimension; negative ones by two's complement.

    Raises
    ------
    InvalidSeed
    """
    if isinstance(values, int):
        if isinstance(values, bool) or not -(_WORD >> 1) - 1 <= values <= _WORD:
            raise InvalidSeed(values)
        return np.array([values & _WORD], dtype=np.uint64)
    numbers = np.atleast_1d(np.asarray(values))
    if numbers.dtype.kind not in "iu":
        raise InvalidSeed(values)
    return numbers.astype(np.uint64)


def draw_bits(seed: ArrayLike | int, count: ArrayLike | int, purpose: Purpose, number: ArrayLike | int = 0) -> Uint64s:
    """The 64 random bits that belong to (seed, count, purpose, number).

    Parameters
    ----------
    seed : 64-bit integers of a sitting or of several
    count : items before this draw, broadcast against ``seed``
    purpose : what the draw is for
    number : which draw for this purpose, broadcast against ``seed``

    References
    ----------
    Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators, OOPSLA '14, 453–472; the mixing function
    is Stafford's variant 13.
    """
    word = _mix(as_uint64(seed) + _GOLDEN)
    for part in (count, int(purpose), number):
        word = _mix(word + (as_uint64(part) + np.uint64(1)) * _GOLDEN)
    return word


def draw_uniform(
    seed: ArrayLike | int, count: ArrayLike | int, purpose: Purpose, number: ArrayLike | int = 0
) -> Floats:
    """The same draw as a number in [0, 1), a multiple of 2⁻⁵³."""
    draw: Floats = (draw_bits(seed, count, purpose, number) >> np.uint64(11)) * np.float64(2.0**-53)
    return draw


def simulee_seeds(seed: int, simulees: int) -> Uint64s:
    """The seed of each of ``simulees`` simulated sittings, shape (simulees,)."""
    return draw_bits(seed, np.arange(simulees), Purpose.SIMULEE)


def _mix(word: Uint64s) -> Uint64s:
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))
