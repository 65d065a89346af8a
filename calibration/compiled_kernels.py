"""Compiled loops of the E-step and of the missing information.

A response of person p in cell c (item and category) adds row c of a table to the log-likelihood of p, and the
posterior of p to row c of the expected counts. The loops release the interpreter lock, so that threads run in parallel.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Floats, Ints


@numba.njit(nogil=True, cache=True)
def gather(cells: NDArray[np.int32], starts: Ints, table: Floats, into: Floats) -> None:
    """Add the rows of ``table`` (C, Q) of each person's cells to the person's row of ``into`` (B, Q).

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
    """Add each person's row of ``share`` (B, Q) to the rows of ``into`` (C, Q) of the person's cells."""
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
    """Add posterior covariances of scores to ``into`` (P, P), and outer products of their means to ``square``.

    Only lower triangles are filled; a person's items, and so the places, are ascending.

    Parameters
    ----------
    cells, starts, weight : of a sparse block of B persons
    share : (B, Q) posteriors, summing to 1
    scores : (C, M, Q) derivatives of the log-probability of each cell by its item's own parameters
    places : (C, M) index of each among the P parameters, −1 where there is none
    common : (C + 1, S, Q) derivatives by the last S parameters, for each cell, and of the population in the last row
    square : (P, P), or (0, 0) where it is not needed
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
    """The range of nodes whose share exceeds 1e−16 of the largest."""
    least = share.max() * 1e-16
    low, high = 0, share.size
    while share[low] <= least:
        low += 1
    while share[high - 1] <= least:
        high -= 1
    return low, high
