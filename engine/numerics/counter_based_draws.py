"""Counter-based random draws: each draw is a pure integer hash of seed, count, purpose and draw number.

There is no generator and no state. The same arithmetic serves one sitting and many at once, and a draw for one purpose
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
    """The purpose of a draw. Stored sittings depend on these numbers: add new ones, never renumber."""

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
    """Whole numbers as unsigned 64-bit integers; negative ones by two's complement.

    Parameters
    ----------
    values : integers from −2⁶³ to 2⁶⁴ − 1

    Returns
    -------
    an array of at least one dimension

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
    """The 64 random bits determined by (seed, count, purpose, number).

    Parameters
    ----------
    seed : 64-bit integers of one sitting or of several
    count : number of items before this draw, broadcast against ``seed``
    purpose : the purpose of the draw
    number : number of the draw for this purpose, broadcast against ``seed``

    Returns
    -------
    the broadcast shape

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
    """The draw of `draw_bits` as a uniform number in [0, 1), a multiple of 2⁻⁵³."""
    draw: Floats = (draw_bits(seed, count, purpose, number) >> np.uint64(11)) * np.float64(2.0**-53)
    return draw


def simulee_seeds(seed: int, simulees: int) -> Uint64s:
    """The seed of each of ``simulees`` simulated sittings, shape (simulees,)."""
    return draw_bits(seed, np.arange(simulees), Purpose.SIMULEE)


def _mix(word: Uint64s) -> Uint64s:
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))
