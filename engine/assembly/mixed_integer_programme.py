"""The best test under any bounds, by HiGHS: a linear programme from a known start, branched only when it is not whole.

max Σ vᵢ xᵢ over xᵢ ∈ {0, 1}, the blueprint's rows, and for each passage s a variable zₛ ∈ {0, 1} with
minimum · zₛ ≤ Σ_{i ∈ s} xᵢ ≤ maximum · zₛ and xᵢ ≤ zₛ (van der Linden 2005, chapters 7 and 9: shadow tests with set
constraints). Between steps only costs and bounds of the columns change.

What is found depends on what is asked and on nothing else. Each solve begins at a basis that the pool alone determines,
so no earlier solve, thread or restart can lead to another vertex. Ties are broken in the costs: values are scaled to at
most 1 and a fixed number in [0, TIE), drawn by index, is taken off each. The test found is therefore at most
length · TIE · max|v| below the optimum. Counts are kept exactly, a sum to a part in 10⁷ of its largest coefficient for
each item.

References
----------
van der Linden (2005), Linear Models for Optimal Test Design, chapters 7 and 9.
Huangfu & Hall (2018), Parallelizing the dual revised simplex method (HiGHS).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from engine.assembly.blueprint import ConstraintRow
from engine.numerics.array_types import Bools, Floats, Ints

TIE_BREAK = 1e-7
_WHOLE = 1e-8  # how far from a whole number a variable may be: rounded, it moves no sum that anyone would notice
_BETTER = 1e-9  # by which a test must be better to take the place of one found before
_NODES = 40  # branches after which HiGHS's own branch and cut takes over what they have left open
_MOST_NODES = 500  # of branch and cut, seconds' worth; a limit in seconds would choose another item on a busy machine
_TINY = float(np.finfo(float).tiny)


class ItemSetBounds(NamedTuple):
    """Items that come in passages: the passage of each item (−1 for none), and the bounds of `ItemSets`."""

    set_of_item: Ints
    minimum: int
    maximum: int
    fewest: int
    most: int

    @property
    def sets(self) -> int:
        """How many passages there are."""
        return int(self.set_of_item.max(initial=-1)) + 1


@dataclass(frozen=True, eq=False)
class MixedIntegerModel:
    """A linear programme over n items and the passages after them, without its costs."""

    items: int
    matrix: csc_array
    low: Floats
    high: Floats

    @property
    def columns(self) -> int:
        return int(self.matrix.shape[1])


class SolverResult(NamedTuple):
    """What a solve came to: the columns chosen, None if there are none; branched, and whether the solver is sure."""

    chosen: Bools | None
    branched: bool
    proved: bool


def mixed_integer_model(
    rows: Sequence[ConstraintRow], low: int, high: int, n: int, item_sets: ItemSetBounds | None
) -> MixedIntegerModel:
    """The programme of the rows, ``low`` to ``high`` items in all, and the passages."""
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
        endless = [np.inf] * item_sets.sets
        lows += [[0.0] * item_sets.sets, [-np.inf] * item_sets.sets, [-np.inf] * int(inside.sum()), [item_sets.fewest]]
        highs += [endless, [0.0] * item_sets.sets, [0.0] * int(inside.sum()), [item_sets.most]]
    return MixedIntegerModel(n, csc_array(np.vstack(blocks)), np.concatenate(lows), np.concatenate(highs))


class _Quiet(highspy.Highs):
    """HiGHS without its banner, and without calls back into Python while it solves.

    Its columns' bounds are at ``lower`` and ``upper``, shape (columns,), between solves.
    """

    lower: Floats
    upper: Floats

    def enableCallbacks(self) -> None:
        self.silent()

    def bound(self, lower: Floats, upper: Floats) -> None:
        """Set the bounds of all columns: those that are not so already, since each costs time."""
        other = np.flatnonzero((self.lower != lower) | (self.upper != upper)).astype(np.int32)
        self.changeColsBounds(other.size, other, lower[other], upper[other])
        self.lower, self.upper = lower, upper


class MixedIntegerSolver:
    """One thread's HiGHS with a model in it.

    Parameters
    ----------
    starts : shape (S, n), values like those to come; each solve begins at the optimum of the one most like its own
    """

    def __init__(self, model: MixedIntegerModel, starts: Floats) -> None:
        self._model = model
        self._columns = np.arange(model.columns, dtype=np.int32)
        self._tie = TIE_BREAK * np.random.default_rng(0).random(model.items)
        self._relaxed, self._branching = _highs(model, whole=False), _highs(model, whole=True)
        self._starts = starts / np.maximum(np.linalg.norm(starts, axis=1, keepdims=True), _TINY)
        self._bases = [self._start(values) for values in starts]

    def solve(self, values: Floats, candidates: Bools, administered: Ints) -> SolverResult:
        """The best test that holds the items asked and beside them only candidates.

        Parameters
        ----------
        values : shape (n,), finite for the candidates
        candidates : shape (n,)
        administered : pool indices
        """
        worth = np.where(candidates, values, 0.0)
        lower, upper = np.zeros(self._model.columns), np.ones(self._model.columns)
        upper[: self._model.items] = candidates
        lower[administered] = upper[administered] = 1.0
        self._set(self._relaxed, worth, lower, upper)
        self._relaxed.clearSolver()
        self._relaxed.setBasis(self._bases[int((self._starts @ worth).argmax())])
        relaxed = self._run()
        if relaxed is not None and _fraction(relaxed, self._model.items) < 0:
            return SolverResult(relaxed > 0.5, branched=False, proved=True)
        if relaxed is None:
            return self._by_branch_and_cut(worth, lower, upper, None)
        dual = np.asarray(self._relaxed.getSolution().col_dual)
        bound = float(self._relaxed.getInfo().objective_function_value)
        found, least, done = self._branched(relaxed, lower, upper)
        if done:
            return SolverResult(found, branched=True, proved=True)
        # a column whose change alone costs more than the best test found keeps its value in any better one
        settled = np.abs(dual) > least - bound
        upper = np.where(settled & (dual > 0), lower, upper)
        lower = np.where(settled & (dual < 0), upper, lower)
        return self._by_branch_and_cut(worth, lower, upper, found)

    def _start(self, values: Floats) -> Any:  # noqa: ANN401 - a HighsBasis
        self._set(self._relaxed, values, np.zeros(self._model.columns), np.ones(self._model.columns))
        self._relaxed.clearSolver()
        self._relaxed.run()
        return self._relaxed.getBasis()

    def _set(self, highs: _Quiet, worth: Floats, lower: Floats, upper: Floats) -> None:
        largest = float(np.abs(worth).max())
        cost = np.zeros(self._model.columns)
        cost[: self._model.items] = self._tie - (worth / largest if largest > _TINY else 0.0)
        highs.changeColsCost(self._columns.size, self._columns, cost)
        highs.bound(lower, upper)

    def _run(self) -> Floats | None:
        """The relaxed programme's optimum; None if it has none."""
        self._relaxed.run()
        if self._relaxed.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.asarray(self._relaxed.getSolution().col_value)

    def _branched(self, root: Floats, lower: Floats, upper: Floats) -> tuple[Bools | None, float, bool]:
        """Depth first, each branch from the basis of the one before; and whether it came to an end."""
        best: Bools | None = None
        least = float(np.inf)
        stack: list[tuple[tuple[int, int], ...]] = []
        solution: Floats | None = root
        held: tuple[tuple[int, int], ...] = ()
        for _ in range(_NODES):
            if solution is not None and self._relaxed.getInfo().objective_function_value < least - _BETTER:
                column = _fraction(solution, self._model.items)
                if column < 0:
                    best, least = solution > 0.5, float(self._relaxed.getInfo().objective_function_value)
                else:
                    first = int(solution[column] >= 0.5)
                    stack += [(*held, (column, 1 - first)), (*held, (column, first))]
            self._let_go(held, lower, upper)
            if not stack:
                return best, least, True
            held = stack.pop()
            for column, side in held:
                self._relaxed.changeColBounds(column, side, side)
            solution = self._run()
        self._let_go(held, lower, upper)
        return best, least, False

    def _let_go(self, held: tuple[tuple[int, int], ...], lower: Floats, upper: Floats) -> None:
        for column, _ in held:
            self._relaxed.changeColBounds(column, lower[column], upper[column])

    def _by_branch_and_cut(self, worth: Floats, lower: Floats, upper: Floats, found: Bools | None) -> SolverResult:
        """From cold and with presolve: also the last word on a relaxed programme that was called infeasible.

        ``found`` is a test that only one within the bounds can better.
        """
        self._set(self._branching, worth, lower, upper)
        self._branching.clearSolver()
        self._branching.run()
        status, info = self._branching.getModelStatus(), self._branching.getInfo()
        if info.primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
            return SolverResult(found, branched=True, proved=status == highspy.HighsModelStatus.kInfeasible)
        chosen = np.asarray(self._branching.getSolution().col_value) > 0.5
        proved = status == highspy.HighsModelStatus.kOptimal
        if not proved and found is not None and worth[found[: worth.size]].sum() > worth[chosen[: worth.size]].sum():
            chosen = found
        return SolverResult(chosen, branched=True, proved=proved)


def _fraction(solution: Floats, items: int) -> int:
    """The column to branch on, passages before items, the first of the least whole; −1 if all are whole."""
    distance: NDArray[Any] = np.abs(solution - np.rint(solution))
    for start, part in ((items, distance[items:]), (0, distance[:items])):
        if part.size and part.max() > _WHOLE:
            return start + int(part.argmax())
    return -1


def _highs(model: MixedIntegerModel, *, whole: bool) -> _Quiet:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.columns, model.low.size
    lp.col_cost_ = np.zeros(model.columns)
    lp.col_lower_, lp.col_upper_ = np.zeros(model.columns), np.ones(model.columns)
    lp.row_lower_, lp.row_upper_ = model.low, model.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = model.matrix.indptr, model.matrix.indices
    lp.a_matrix_.value_ = model.matrix.data
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * model.columns
    highs = _Quiet()  # type: ignore[no-untyped-call]
    highs.setOptionValue("threads", 1)
    if whole:
        highs.setOptionValue("mip_max_nodes", _MOST_NODES)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", _BETTER)
        highs.setOptionValue("mip_feasibility_tolerance", _WHOLE)
    else:
        highs.setOptionValue("presolve", "off")
        highs.setOptionValue("solver", "simplex")
        highs.setOptionValue("dual_feasibility_tolerance", 1e-10)
    highs.setOptionValue("primal_feasibility_tolerance", 1e-9)
    highs.passModel(lp)
    highs.lower, highs.upper = np.zeros(model.columns), np.ones(model.columns)
    return highs
