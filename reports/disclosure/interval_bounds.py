"""What an attacker can work out of a cell: the least and the most learners that agree with all that is published.

The attacker knows every published count exactly, in all releases, that no count is negative, and solves two linear
programmes (Fischetti & Salazar-González, 2001, Management Science 47, 1008–1027, the attacker's subproblems). What is
published is rounded, so that a real attacker knows less.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from engine.numerics.array_types import Floats
from reports.disclosure.frequency_table import FrequencyTable, PlacedCell

_ACTIVE = 1e-7
"""A published cell with a smaller dual value does not bear on the bound."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an attacker can work out of a number of learners.

    Parameters
    ----------
    low, high : least and most; `inf` where nothing bounds it
    rests_on : the published cells that the bounds follow from
    """

    low: float
    high: float
    rests_on: frozenset[PlacedCell]

    @property
    def span(self) -> float:
        """How many learners the bounds lie apart."""
        return self.high - self.low


@dataclass(frozen=True)
class Attack:
    """The published cells of a table as linear equations in its microcells."""

    published: Sequence[PlacedCell]
    equations: csr_array
    counts: Floats

    def bounds(self, target: Floats) -> Bounds:
        """The bounds of the learners in some microcells.

        Parameters
        ----------
        target : 1 for each microcell that is meant, else 0, shape (microcells,)
        """
        low, below = self._solved(target)
        high, above = self._solved(-target)
        return Bounds(low, -high, below | above)

    def _solved(self, costs: Floats) -> tuple[float, frozenset[PlacedCell]]:
        done = linprog(costs, A_eq=self.equations, b_eq=self.counts, bounds=(0, None), method="highs")
        if done.status == 3:  # unbounded
            return -np.inf, frozenset()
        if done.status != 0:
            msg = f"bounds of a cell: expected an optimum, got {done.message}"
            raise ArithmeticError(msg)
        active = np.flatnonzero(np.abs(done.eqlin.marginals) > _ACTIVE)
        return float(done.fun), frozenset(self.published[int(each)] for each in active)


def attack_on(table: FrequencyTable, published: Sequence[PlacedCell]) -> Attack:
    """Set up the equations of the cells that are published."""
    rows = [table.membership(placed) for placed in published]
    matrix = np.array(rows) if rows else np.zeros((0, len(table.microcells)))
    return Attack(published, csr_array(matrix), matrix @ table.truth)


def cell_bounds(table: FrequencyTable, published: Sequence[PlacedCell], target: PlacedCell) -> Bounds:
    """The bounds of a cell that is not published."""
    return attack_on(table, published).bounds(table.membership(target))
