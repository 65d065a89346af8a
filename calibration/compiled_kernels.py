"""The two loops of the E-step that numpy has no fast word for, compiled; and one for standard errors.

A response of person p in cell c (an item and a category) adds row c of a table to p's log-likelihood, and p's posterior
to row c of the expected counts. Each takes the time of reading and writing Q numbers. They let go of the interpreter,
so that threads run side by side.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Floats, Ints


@numba.njit(nogil=True, cache=True)
def gather(cells: NDArray[np.int32], starts: Ints, table: Floats, into: Floats) -> None:
    """Add to each person's row of ``into`` (B, Q) the rows of ``table`` (C, Q) in which they answered.

    Parameters
    ----------
    cells : (R,) the cell of each response, person after person
    starts : (B + 1,) where each person's responses begin
    """
    width = table.shape[1]
    for person in range(starts.size - 1):
        for at in range(starts[person], starts[person + 1]):
            cell = cells[at]
            for node in range(width):
                into[person, node] += table[cell, node]


@numba.njit(nogil=True, cache=True)
def scatter(cells: NDArray[np.int32], starts: Ints, share: Floats, into: Floats) -> None:
    """Add each person's row of ``share`` (B, Q) to the rows of ``into`` (C, Q) in which they answered."""
    width = share.shape[1]
    for person in range(starts.size - 1):
        for at in range(starts[person], starts[person + 1]):
            cell = cells[at]
            for node in range(width):
                into[cell, node] += share[person, node]


@numba.njit(nogil=True, cache=True)
def add_posterior_covariances(  # noqa: C901
    cells: NDArray[np.int32],
    starts: Ints,
    weight: Floats,
    share: Floats,
    scores: Floats,
    places: Ints,
    common: Floats,
    into: Floats,
    square: Floats,
) -> None:
    """Add to ``into`` (P, P) each person's posterior covariance of their scores, to ``square`` their mean's square.

    Of both only the lower triangle: a person's items, and so the places, come in order.

    Parameters
    ----------
    cells, starts, weight : of a sparse block of B persons
    share : (B, Q) posteriors, summing to 1
    scores : (C, M, Q) derivatives of the log-probability of each cell by its item's own parameters
    places : (C, M) where these stand among the P parameters, −1 for one that there is not
    common : (C + 1, S, Q) derivatives by the S parameters that stand last, in a cell, and of the population at the end
    square : (P, P), or (0, 0) where it is not wanted
    """
    own, last = scores.shape[1], common.shape[1]
    first_common = into.shape[0] - last
    for person in range(starts.size - 1):
        low, high = _window(share[person])
        posterior = share[person, low:high].copy()
        answers = cells[starts[person] : starts[person + 1]]
        table = np.zeros((answers.size * own + last, high - low))
        place = np.empty(answers.size * own + last, dtype=np.int64)
        rows = 0
        for cell in answers:
            for which in range(own):
                if places[cell, which] >= 0:
                    place[rows] = places[cell, which]
                    table[rows] = scores[cell, which, low:high]
                    rows += 1
        for which in range(last):
            place[rows] = first_common + which
            table[rows] = common[common.shape[0] - 1, which, low:high]
            for cell in answers:
                table[rows] += common[cell, which, low:high]
            rows += 1
        mean = np.zeros(rows)
        for row in range(rows):
            mean[row] = (table[row] * posterior).sum()
            table[row] = (table[row] - mean[row]) * np.sqrt(posterior * weight[person])
        values = np.dot(table[:rows], table[:rows].T)
        for row in range(rows):
            for column in range(row + 1):
                into[place[row], place[column]] += values[row, column]
        if square.size:
            for row in range(rows):
                for column in range(row + 1):
                    square[place[row], place[column]] += weight[person] ** 2 * mean[row] * mean[column]


@numba.njit(nogil=True, cache=True)
def _window(share: Floats) -> tuple[int, int]:
    """The nodes between which all but a part in 10¹⁶ of the largest share lie."""
    least = share.max() * 1e-16
    low, high = 0, share.size
    while share[low] <= least:
        low += 1
    while share[high - 1] <= least:
        high -= 1
    return low, high
