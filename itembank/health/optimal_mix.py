"""The best mix of sittings: how often each item is asked, so that a sitting tells most and no item is asked too often.

max Σ vᵢ xᵢ over shares xᵢ of the sittings of one ability, 0 ≤ xᵢ ≤ mᵢ, under the bounds that each sitting keeps, here
on average: the linear programme of a shadow test, relaxed, with mᵢ in place of 1. With mᵢ = 1 it is what the best
sitting gives, or a little more where sets of items would have to be halved.

Its prices say what another item would add at most: by weak duality no more than mᵢ (v + Σ coefficients · prices).

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


@dataclass(frozen=True, eq=False)
class Rules:
    """What the sittings of a year group hold.

    Parameters
    ----------
    name : of the design
    length : items of a sitting
    rows : sums over a sitting
    barred : shape (n,), items that are never asked
    passages : of all n items; None where items stand alone
    """

    name: str
    length: int
    rows: tuple[ConstraintRow, ...]
    barred: Bools
    passages: ItemSetBounds | None


class Mix(NamedTuple):
    """The best mixes at T abilities.

    Parameters
    ----------
    items : shape (k,), those that were there to be asked
    values : shape (k, T), what each tells
    given : shape (T,), information of a sitting on average
    shares : shape (k, T), how often each of the items is asked
    prices : shape (rows + 1, T), what a place under each row adds to an item's worth, that of a sitting's place last
    set_price : shape (T,), the same of a passage's place in a sitting; 0 where items stand alone
    """

    items: Ints
    values: Floats
    given: Floats
    shares: Floats
    prices: Floats
    set_price: Floats


def best_mix(rules: Rules, items: Ints, most: Floats, values: Floats) -> Mix:
    """The best mix of some items at each ability.

    Parameters
    ----------
    items : shape (k,), those of the rules' n
    most : shape (k,), the largest share of sittings that each may be in
    values : shape (k, T), what each tells

    Raises
    ------
    InvalidBank : bounds that no sitting could keep, whatever there were to ask
    """
    rows = [row._replace(coefficients=row.coefficients[items]) for row in rules.rows]
    passages = _restricted(rules.passages, items)
    model = mixed_integer_model(rows, rules.length, rules.length, items.size, passages)
    highs = _highs(model, np.concatenate([most, _most_of_sets(passages, most)]))
    given, shares, duals = [], [], []
    for column in values.T:
        highs.changeColsCost(items.size, np.arange(items.size, dtype=np.int32), -column)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise InvalidBank(rules.name, "blueprint", "bounds that a sitting could keep", str(ShadowStatus.INFEASIBLE))
        solution = highs.getSolution()
        shares.append(np.array(solution.col_value)[: items.size])
        duals.append(np.array(solution.row_dual))
        given.append(float(column @ shares[-1]))
    prices = np.array(duals).T
    sets = prices[-1] if passages is not None else np.zeros(values.shape[1])
    return Mix(items, values, np.array(given), np.array(shares).T, prices[: len(rows) + 1], sets)


def _restricted(passages: ItemSetBounds | None, items: Ints) -> ItemSetBounds | None:
    """The passages of some items, numbered anew."""
    if passages is None:
        return None
    of_item = passages.of_item[items]
    inside = of_item >= 0
    numbered = np.full(items.size, -1, dtype=np.intp)
    numbered[inside] = np.unique(of_item[inside], return_inverse=True)[1]
    return passages._replace(of_item=numbered)


def _most_of_sets(passages: ItemSetBounds | None, most: Floats) -> Floats:
    if passages is None:
        return np.empty(0)
    highest = np.zeros(passages.number)
    inside = passages.of_item >= 0
    np.maximum.at(highest, passages.of_item[inside], most[inside])
    return highest


class _Quiet(highspy.Highs):
    """HiGHS without its banner, and without calls back into Python while it solves."""

    def enableCallbacks(self) -> None:
        self.silent()


def _highs(model: MixedIntegerModel, most: Floats) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.columns, model.low.size
    lp.col_cost_ = np.zeros(model.columns)
    lp.col_lower_, lp.col_upper_ = np.zeros(model.columns), most
    lp.row_lower_, lp.row_upper_ = model.low, model.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = model.matrix.indptr, model.matrix.indices
    lp.a_matrix_.value_ = model.matrix.data
    highs = _Quiet()  # type: ignore[no-untyped-call]
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("solver", "simplex")
    highs.passModel(lp)
    return highs
