"""The best test under any linear bounds, by HiGHS: its linear relaxation first, branch and bound only if needed.

The programme is max Σ vᵢ xᵢ with xᵢ ∈ {0, 1}, subject to the blueprint's rows. Each item set s has a variable
zₛ ∈ {0, 1} with minimum · zₛ ≤ Σ_{i ∈ s} xᵢ ≤ maximum · zₛ and xᵢ ≤ zₛ (van der Linden 2005, chapters 7 and 9: shadow
tests with set constraints). Between the steps of a sitting only the costs and the bounds of the columns change.

The result depends only on the arguments of a solve. Each solve starts from a basis that the pool alone determines, so
no earlier solve, thread or restart can lead to another optimal vertex. Ties are broken in the costs: values are scaled
to at most 1, and a fixed number in [0, TIE_BREAK), drawn by index, is subtracted from each. The value of the test found
is therefore at most length · TIE_BREAK · max|v| below the optimum. Counts are satisfied exactly, sums to one part in
10⁷ of the row's largest coefficient for each item.

References
----------
van der Linden (2005), Linear Models for Optimal Test Design, chapters 7 and 9.
Huangfu & Hall (2018), Parallelizing the dual revised simplex method (HiGHS).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from engine.assembly.blueprint import ConstraintRow
from engine.numerics.array_types import Bools, Floats, Ints

TIE_BREAK = 1e-7
_INTEGRALITY = 1e-8  # how far from an integer a variable may be
_IMPROVEMENT = 1e-9  # how much better a test must be to replace one found before
_BRANCHES = 40  # nodes of our own branch and bound, after which HiGHS's branch and cut takes over
_MOST_NODES = 500  # of branch and cut, some seconds; a limit in time would select another item on a busy machine
_TINY = float(np.finfo(float).tiny)


class ItemSetBounds(NamedTuple):
    """The item sets of n items, with the bounds of `ItemSets`.

    Parameters
    ----------
    set_of_item : shape (n,), the number of each item's set, −1 for none
    minimum, maximum : number of items from each set that is used
    fewest, most : number of sets in a test
    """

    set_of_item: Ints
    minimum: int
    maximum: int
    fewest: int
    most: int

    @property
    def sets(self) -> int:
        """The number of item sets."""
        return int(self.set_of_item.max(initial=-1)) + 1


@dataclass(frozen=True, eq=False)
class MixedIntegerModel:
    """A mixed-integer programme without its costs. Its columns are n items, followed by the item sets.

    Parameters
    ----------
    items : the number n of items
    matrix : shape (rows, columns), sparse
    low, high : shape (rows,), bounds of the rows, ±inf for none
    """

    items: int
    matrix: csc_array
    low: Floats
    high: Floats

    @property
    def columns(self) -> int:
        return int(self.matrix.shape[1])


class SolverResult(NamedTuple):
    """The result of a solve.

    Parameters
    ----------
    chosen : shape (columns,), the columns at 1; None if no solution was found
    branched : whether the linear relaxation was not enough
    proved : whether the solution is proved optimal, or the programme proved infeasible
    """

    chosen: Bools | None
    branched: bool
    proved: bool


def item_costs(objective: Floats) -> Floats:
    """The costs of items, at least −1, whose minimum is the best test; ties are broken by index.

    Parameters
    ----------
    objective : shape (…, n), values, 0 for items that no test may contain
    """
    largest = np.abs(objective).max(axis=-1, keepdims=True)
    costs: Floats = _tie_break(objective.shape[-1]) - objective / np.where(largest > _TINY, largest, np.inf)
    return costs


@cache
def _tie_break(n: int) -> Floats:
    return TIE_BREAK * np.random.default_rng(0).random(n)


def mixed_integer_model(
    rows: Sequence[ConstraintRow], low: int, high: int, n: int, item_sets: ItemSetBounds | None
) -> MixedIntegerModel:
    """The programme of these rows and item sets, for tests of ``low`` to ``high`` items out of n."""
    total = ConstraintRow("length", np.ones(n), low, high)
    dense = np.array([row.coefficients for row in (*rows, total)])
    blocks, lows, highs = [dense], [[row.low for row in (*rows, total)]], [[row.high for row in (*rows, total)]]
    if item_sets is not None:
        member = np.equal.outer(np.arange(item_sets.sets), item_sets.set_of_item).astype(float)
        used = np.eye(item_sets.sets)
        inside = item_sets.set_of_item >= 0
        blocks = [
            np.hstack([dense, np.zeros((len(dense), item_sets.sets))]),
            np.hstack([member, -item_sets.minimum * used]),
            np.hstack([member, -item_sets.maximum * used]),
            np.hstack([np.eye(n)[inside], -used[item_sets.set_of_item[inside]]]),
            np.hstack([np.zeros((1, n)), np.ones((1, item_sets.sets))]),
        ]
        unbounded = [np.inf] * item_sets.sets
        lows += [[0.0] * item_sets.sets, [-np.inf] * item_sets.sets, [-np.inf] * int(inside.sum()), [item_sets.fewest]]
        highs += [unbounded, [0.0] * item_sets.sets, [0.0] * int(inside.sum()), [item_sets.most]]
    return MixedIntegerModel(n, csc_array(np.vstack(blocks)), np.concatenate(lows), np.concatenate(highs))


class _SilentHighs(highspy.Highs):
    """HiGHS without output and without callbacks into Python while it solves.

    Between solves the bounds of its columns are ``lower`` and ``upper``, shape (columns,).
    """

    lower: Floats
    upper: Floats

    def enableCallbacks(self) -> None:
        self.silent()

    def bound(self, lower: Floats, upper: Floats) -> None:
        """Set the bounds of all columns. Only those that differ are passed on, since each one costs time."""
        other = np.flatnonzero((self.lower != lower) | (self.upper != upper)).astype(np.int32)
        self.changeColsBounds(other.size, other, lower[other], upper[other])
        self.lower, self.upper = lower, upper


class MixedIntegerSolver:
    """HiGHS with a model loaded, for use in one thread.

    Parameters
    ----------
    model : the programme
    starts : shape (S, n), typical values; each solve starts at the optimum for the most similar of them
    """

    def __init__(self, model: MixedIntegerModel, starts: Floats) -> None:
        self._model = model
        self._columns = np.arange(model.columns, dtype=np.int32)
        self._relaxed, self._branching = _highs(model, integer=False), _highs(model, integer=True)
        self._starts = starts / np.maximum(np.linalg.norm(starts, axis=1, keepdims=True), _TINY)
        self._bases = [self._starting_basis(values) for values in starts]

    def solve(self, values: Floats, candidates: Bools, administered: Ints) -> SolverResult:
        """The best test that contains the items administered and otherwise only candidates.

        Parameters
        ----------
        values : shape (n,), finite for the candidates
        candidates : shape (n,)
        administered : pool indices
        """
        objective = np.where(candidates, values, 0.0)
        lower, upper = np.zeros(self._model.columns), np.ones(self._model.columns)
        upper[: self._model.items] = candidates
        lower[administered] = upper[administered] = 1.0
        self._set_objective_and_bounds(self._relaxed, objective, lower, upper)
        self._relaxed.clearSolver()
        self._relaxed.setBasis(self._bases[int((self._starts @ objective).argmax())])
        relaxed = self._solve_relaxation()
        if relaxed is not None and _branching_column(relaxed, self._model.items) < 0:
            return SolverResult(relaxed > 0.5, branched=False, proved=True)
        if relaxed is None:
            return self._branch_and_cut(objective, lower, upper, None)
        dual = np.asarray(self._relaxed.getSolution().col_dual)
        bound = float(self._relaxed.getInfo().objective_function_value)
        found, least, complete = self._branch_and_bound(relaxed, lower, upper)
        if complete:
            return SolverResult(found, branched=True, proved=True)
        # reduced-cost fixing: a column whose change alone costs more than the gap keeps its value in any better test
        fixable = np.abs(dual) > least - bound
        upper = np.where(fixable & (dual > 0), lower, upper)
        lower = np.where(fixable & (dual < 0), upper, lower)
        return self._branch_and_cut(objective, lower, upper, found)

    def _starting_basis(self, values: Floats) -> Any:  # noqa: ANN401 - a HighsBasis
        self._set_objective_and_bounds(
            self._relaxed, values, np.zeros(self._model.columns), np.ones(self._model.columns)
        )
        self._relaxed.clearSolver()
        self._relaxed.run()
        return self._relaxed.getBasis()

    def _set_objective_and_bounds(self, highs: _SilentHighs, objective: Floats, lower: Floats, upper: Floats) -> None:
        cost = np.zeros(self._model.columns)
        cost[: self._model.items] = item_costs(objective)
        highs.changeColsCost(self._columns.size, self._columns, cost)
        highs.bound(lower, upper)

    def _solve_relaxation(self) -> Floats | None:
        """The optimum of the linear relaxation; None if it has none."""
        self._relaxed.run()
        if self._relaxed.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.asarray(self._relaxed.getSolution().col_value)

    def _branch_and_bound(self, root: Floats, lower: Floats, upper: Floats) -> tuple[Bools | None, float, bool]:
        """Branch and bound, depth first, each node solved from the basis of the one before.

        Returns
        -------
        best : shape (columns,), the best test found, None if none
        least : its cost
        complete : whether all nodes were explored within the limit
        """
        best: Bools | None = None
        least = float(np.inf)
        stack: list[tuple[tuple[int, int], ...]] = []
        solution: Floats | None = root
        fixed: tuple[tuple[int, int], ...] = ()
        for _ in range(_BRANCHES):
            if solution is not None and self._relaxed.getInfo().objective_function_value < least - _IMPROVEMENT:
                column = _branching_column(solution, self._model.items)
                if column < 0:
                    best, least = solution > 0.5, float(self._relaxed.getInfo().objective_function_value)
                else:
                    first = int(solution[column] >= 0.5)
                    stack += [(*fixed, (column, 1 - first)), (*fixed, (column, first))]
            self._unfix(fixed, lower, upper)
            if not stack:
                return best, least, True
            fixed = stack.pop()
            for column, side in fixed:
                self._relaxed.changeColBounds(column, side, side)
            solution = self._solve_relaxation()
        self._unfix(fixed, lower, upper)
        return best, least, False

    def _unfix(self, fixed: tuple[tuple[int, int], ...], lower: Floats, upper: Floats) -> None:
        for column, _ in fixed:
            self._relaxed.changeColBounds(column, lower[column], upper[column])

    def _branch_and_cut(self, objective: Floats, lower: Floats, upper: Floats, found: Bools | None) -> SolverResult:
        """Solve by HiGHS's branch and cut, without a starting basis and with presolve.

        It also decides whether a programme whose relaxation was reported infeasible really is.

        Parameters
        ----------
        found : the best test so far, None if none; no test outside the bounds is better, but those within may be worse
        """
        self._set_objective_and_bounds(self._branching, objective, lower, upper)
        self._branching.clearSolver()
        self._branching.run()
        status, info = self._branching.getModelStatus(), self._branching.getInfo()
        if info.primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
            return SolverResult(found, branched=True, proved=status == highspy.HighsModelStatus.kInfeasible)
        chosen = np.asarray(self._branching.getSolution().col_value) > 0.5
        costs = item_costs(objective)
        if found is not None and costs[found[: costs.size]].sum() < costs[chosen[: costs.size]].sum():
            chosen = found
        return SolverResult(chosen, branched=True, proved=status == highspy.HighsModelStatus.kOptimal)


def _branching_column(solution: Floats, items: int) -> int:
    """The column to branch on: the most fractional item set, else the most fractional item; −1 if all are integral."""
    distance: NDArray[Any] = np.abs(solution - np.rint(solution))
    for start, part in ((items, distance[items:]), (0, distance[:items])):
        if part.size and part.max() > _INTEGRALITY:
            return start + int(part.argmax())
    return -1


def _highs(model: MixedIntegerModel, *, integer: bool) -> _SilentHighs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.columns, model.low.size
    lp.col_cost_ = np.zeros(model.columns)
    lp.col_lower_, lp.col_upper_ = np.zeros(model.columns), np.ones(model.columns)
    lp.row_lower_, lp.row_upper_ = model.low, model.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = model.matrix.indptr, model.matrix.indices
    lp.a_matrix_.value_ = model.matrix.data
    if integer:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * model.columns
    highs = _SilentHighs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("threads", 1)
    if integer:
        highs.setOptionValue("mip_max_nodes", _MOST_NODES)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", _IMPROVEMENT)
        highs.setOptionValue("mip_feasibility_tolerance", _INTEGRALITY)
    else:
        highs.setOptionValue("presolve", "off")
        highs.setOptionValue("solver", "simplex")
        highs.setOptionValue("dual_feasibility_tolerance", 1e-10)
    highs.setOptionValue("primal_feasibility_tolerance", 1e-9)
    highs.passModel(lp)
    highs.lower, highs.upper = np.zeros(model.columns), np.ones(model.columns)
    return highs
