"""Optimal mix of items over sittings: exposure rates that maximise information under exposure limits.

At one ability, maximise Σ vᵢ xᵢ + Σ uₛ zₛ over exposure rates 0 ≤ xᵢ ≤ mᵢ, where vᵢ is the value of item i, mᵢ its
exposure limit and uₛ the value of item set s, used at the rate zₛ (`set_information`), subject to the content
constraints of a sitting in expectation. This is the linear relaxation of the shadow-test problem with upper bounds mᵢ
instead of 1. With mᵢ = 1 it gives the information of the best sitting, or slightly more if the relaxation splits an
item set.

The dual prices bound what one more item would add: by weak duality at most mᵢ (v + Σ coefficients · prices).

References
----------
van der Linden (2005), Linear Models for Optimal Test Design, chapters 7 and 9.
"""

from dataclasses import dataclass
from typing import NamedTuple

import highspy
import numpy as np

from engine.assembly.blueprint import ConstraintRow
from engine.assembly.compiled_blueprint import ShadowStatus
from engine.assembly.mixed_integer_programme import ItemSetBounds, MixedIntegerModel, mixed_integer_model
from engine.numerics.array_types import Bools, Floats, Ints
from itembank.errors import InvalidBank
from itembank.health.set_information import InformationValues


@dataclass(frozen=True, eq=False)
class AssemblyConstraints:
    """Constraints on the sittings of one year group, over a pool of n items.

    Parameters
    ----------
    name : name of the design, for error messages
    length : number of items in a sitting
    rows : linear constraints on a sitting
    ineligible : shape (n,), items that are never presented
    passages : the item sets; None if the design has none
    """

    name: str
    length: int
    rows: tuple[ConstraintRow, ...]
    ineligible: Bools
    passages: ItemSetBounds | None


class OptimalMix(NamedTuple):
    """Optimal mixes at T abilities.

    Parameters
    ----------
    items : shape (k,), pool indices of the items available
    item_information : shape (k, T), information of each item, its share of that of its set
    information : shape (T,), expected information of a sitting
    exposure : shape (k, T), optimal exposure rate of each item
    row_prices : shape (rows + 1, T), dual price of each constraint, that of the test length last
    set_price : shape (T,), dual price of the number of item sets; 0 if the design has none
    """

    items: Ints
    item_information: Floats
    information: Floats
    exposure: Floats
    row_prices: Floats
    set_price: Floats


def optimal_mix(rules: AssemblyConstraints, items: Ints, most: Floats, values: InformationValues) -> OptimalMix:
    """Find the optimal mix of some items at each of T abilities.

    Parameters
    ----------
    items : shape (k,), pool indices
    most : shape (k,), exposure limit of each item
    values : of the k items and their sets

    Raises
    ------
    InvalidBank : the constraints are infeasible for every pool

    References
    ----------
    van der Linden (2005), Linear Models for Optimal Test Design, chapters 7 and 9.
    """
    rows = [row._replace(coefficients=row.coefficients[items]) for row in rules.rows]
    passages = _passages_of_items(rules.passages, items)
    model = mixed_integer_model(rows, rules.length, rules.length, items.size, passages)
    highs = _highs_model(model, np.concatenate([most, _set_upper_bounds(passages, most)]))
    given, shares, duals = [], [], []
    worth = np.concatenate([values.items, values.sets])
    for column in worth.T:
        highs.changeColsCost(column.size, np.arange(column.size, dtype=np.int32), -column)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise InvalidBank(rules.name, "blueprint", "bounds that a sitting could keep", str(ShadowStatus.INFEASIBLE))
        solution = highs.getSolution()
        rates = np.array(solution.col_value)
        shares.append(rates[: items.size])
        duals.append(np.array(solution.row_dual))
        given.append(float(column @ rates))
    prices = np.array(duals).T
    sets = prices[-1] if passages is not None else np.zeros(worth.shape[1])
    return OptimalMix(items, values.shares, np.array(given), np.array(shares).T, prices[: len(rows) + 1], sets)


def _passages_of_items(passages: ItemSetBounds | None, items: Ints) -> ItemSetBounds | None:
    """The passages of a subset of the items, renumbered from 0."""
    if passages is None:
        return None
    set_of_item = passages.set_of_item[items]
    inside = set_of_item >= 0
    numbered = np.full(items.size, -1, dtype=np.intp)
    numbered[inside] = np.unique(set_of_item[inside], return_inverse=True)[1]
    return passages._replace(set_of_item=numbered)


def _set_upper_bounds(passages: ItemSetBounds | None, most: Floats) -> Floats:
    if passages is None:
        return np.empty(0)
    highest = np.zeros(passages.sets)
    inside = passages.set_of_item >= 0
    np.maximum.at(highest, passages.set_of_item[inside], most[inside])
    return highest


class _SilentHighs(highspy.Highs):
    """HiGHS without its banner and without callbacks into Python during a solve."""

    def enableCallbacks(self) -> None:
        self.silent()


def _highs_model(model: MixedIntegerModel, most: Floats) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.columns, model.low.size
    lp.col_cost_ = np.zeros(model.columns)
    lp.col_lower_, lp.col_upper_ = np.zeros(model.columns), most
    lp.row_lower_, lp.row_upper_ = model.low, model.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = model.matrix.indptr, model.matrix.indices
    lp.a_matrix_.value_ = model.matrix.data
    highs = _SilentHighs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("solver", "simplex")
    highs.passModel(lp)
    return highs
