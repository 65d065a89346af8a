import math

import numpy as np
import pytest

from engine import InvalidTest, ItemParameters, UnknownAttribute, UnknownItem, tabulate
from engine.assembly.blueprint import (
    Blueprint,
    Ceiling,
    Count,
    EasyStart,
    Enemies,
    ItemSets,
    Order,
    Sum,
    sole_constraint,
)

POOL = tabulate(
    ItemParameters.logistic(1.0, np.linspace(-2, 2, 6)),
    content={
        "strand": list("nnmmdd"),
        "year": [2, 3, 4, 5, 6, 7],
        "words": [10, 20, 30, 40, 50, 60],
        "passage": ["", "", "p", "p", "q", "q"],
    },
)


@pytest.mark.parametrize(
    ("constraint", "name", "sentence"),
    [
        (Count("strand", ("n",), 2, 4), "strand 'n'", "2 to 4 items with strand 'n'"),
        (Count("strand", ("n", "m"), 0, 4), "strand 'n' or 'm'", "at most 4 items with strand 'n' or 'm'"),
        (Count("year", (3,), 2, 2), "year 3", "2 items with year 3"),
        (Sum("words", 20, 90), "sum of words", "a sum of words of 20 to 90"),
        (Sum("words", maximum=90.5), "sum of words", "a sum of words of at most 90.5"),
        (Sum("words", 20), "sum of words", "a sum of words of at least 20"),
        (Ceiling("year", 4), "ceiling of year", "no item with year above 4"),
        (Ceiling("year", 4, back=1), "ceiling of year", "no item with year above 4 or below 3"),
        (Enemies(("1", "2")), "enemies '1' or '2'", "at most 1 of the items '1' or '2'"),
        (
            ItemSets("passage", 3, 5, 2, 2),
            "sets of passage",
            "2 sets of one passage, 3 to 5 items each, kept together",
        ),
        (Order("strand", ("n", "m")), "order of strand", "items in the order of strand: 'n', 'm'"),
        (EasyStart("words", 25, 2), "easy start by words", "words at most 25 in the first 2 items"),
    ],
)
def test_a_constraint_says_what_it_asks(constraint, name, sentence):
    assert constraint.name == name
    assert constraint.sentence == sentence
    assert Blueprint(3, (constraint,)).sentences == ("3 items", sentence)


@pytest.mark.parametrize(
    ("constraint", "members", "low", "high"),
    [
        (Count("strand", ("n", "d"), 1, 2), [1, 1, 0, 0, 1, 1], 1, 2),
        (Sum("words", 20, 90), [10, 20, 30, 40, 50, 60], 20, 90),
        (Ceiling("year", 4), [0, 0, 0, 1, 1, 1], 0, 0),
        (Ceiling("year", 4, back=1), [1, 0, 0, 1, 1, 1], 0, 0),
        (Enemies(("1", "6")), [1, 0, 0, 0, 0, 1], 0, 1),
        (Order("strand", ("n", "m")), [0, 0, 0, 0, 1, 1], 0, 0),
        (EasyStart("words", 25, 2), [1, 1, 0, 0, 0, 0], 2, math.inf),
    ],
)
def test_a_constraint_is_a_bounded_sum(constraint, members, low, high):
    (row,) = constraint.rows(POOL)
    assert row.name == constraint.name
    assert row.coefficients.tolist() == members
    assert (row.low, row.high) == (low, high)


def test_an_easy_item_stands_alone_where_there_are_sets():
    easy = EasyStart("words", 35, 2)
    (row,) = Blueprint(4, (easy, ItemSets("passage", 1, 2, 0, 2))).rows(POOL)
    assert row.coefficients.tolist() == [1, 1, 0, 0, 0, 0]
    assert Blueprint(4, (easy,)).rows(POOL)[0].coefficients.tolist() == [1, 1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Count("strand", ("n",), 4, 2),
            r"strand 'n': expected 0 ≤ minimum ≤ maximum in whole numbers; received \(4, 2\)",
        ),
        (
            lambda: Count("strand", ("n",), -1, 2),
            r"strand 'n': expected 0 ≤ minimum ≤ maximum in whole numbers; received \(-1, 2\)",
        ),
        (lambda: Count("strand", (), 0, 2), r"strand : expected values must be a tuple of some; received \(\)"),
        (lambda: Count("strand", "n", 0, 2), "expected values must be a tuple of some; received 'n'"),
        (lambda: Sum("words", 3, 2), r"sum of words: expected minimum ≤ maximum; received \(3, 2\)"),
        (lambda: Enemies(("1",)), r"enemies: expected items must be two or more distinct ids; received \('1',\)"),
        (
            lambda: ItemSets("passage", 0, 2, 1, 1),
            r"sets of passage: expected 1 ≤ minimum ≤ maximum in whole numbers; received \(0, 2\)",
        ),
        (
            lambda: ItemSets("passage", 1, 2, 2, 1),
            r"sets of passage: expected 0 ≤ minimum ≤ maximum in whole numbers; received \(2, 1\)",
        ),
        (lambda: Order("strand", ("n", "n")), "order of strand: expected values must be a tuple of distinct values"),
        (
            lambda: EasyStart("words", 1, 0),
            "easy start by words: expected items must be a whole number, 1 or more; received 0",
        ),
        (lambda: EasyStart("words", math.nan, 1), "easy start by words: expected a finite limit; received nan"),
        (lambda: Ceiling("year", math.inf), "ceiling of year: expected a finite limit; received inf"),
        (lambda: Sum("words", math.nan, 3), "sum of words: expected minimum ≤ maximum; received"),
        (lambda: Ceiling("year", 4, back=-1), "ceiling of year: expected 0 or more back; received -1"),
        (lambda: Blueprint(3, [Ceiling("year", 3)]), "blueprint: expected constraints must be a tuple"),
        (lambda: Blueprint(3, (Ceiling("year", 3),), "ceiling of year"), "expected relax must be a tuple of names"),
        (lambda: Count("strand", ("n",), 0, 2.5), r"in whole numbers; received \(0, 2.5\)"),
        (lambda: Blueprint(2.5), "blueprint: expected length must be a whole number, 1 or more; received 2.5"),
        (lambda: Blueprint(0), "blueprint: expected length must be a whole number, 1 or more; received 0"),
        (lambda: Blueprint(3, (Ceiling("year", 3),) * 2), "ceiling of year: expected one constraint of this name"),
        (lambda: Blueprint(3, (), ("x",)), "order of relaxation: expected names of constraints"),
        (
            lambda: Blueprint(3, (Order("strand", ("n",)), Order("year", (2,)))),
            "blueprint: expected at most one Order; received",
        ),
        (
            lambda: Blueprint(3, (Order("strand", ("n",)), EasyStart("words", 25, 2))),
            "blueprint: expected Order or EasyStart",
        ),
        (
            lambda: Sum("strand", 0, 1).rows(POOL),
            "sum of strand: expected finite numbers in content attribute 'strand'",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_by_name(make, message):
    with pytest.raises(InvalidTest, match=message):
        make()


def test_a_number_is_not_its_digits():
    assert Count("year", ("3",), 0, 1).rows(POOL)[0].coefficients.sum() == 0
    assert Count("strand", (3,), 0, 1).rows(POOL)[0].coefficients.sum() == 0


def test_what_the_pool_does_not_hold_is_refused():
    with pytest.raises(UnknownAttribute, match="topic"):
        Blueprint(3, (Count("topic", ("x",), 0, 1),)).rows(POOL)
    with pytest.raises(UnknownAttribute, match="topic"):
        Blueprint(3, (ItemSets("topic", 1, 1, 1, 1),)).rows(POOL)
    with pytest.raises(UnknownItem, match="'7'"):
        Blueprint(3, (Enemies(("1", "7")),)).rows(POOL)


def test_giving_up_a_constraint_leaves_the_others():
    ceiling, words = Ceiling("year", 4), Sum("words", 10, 90)
    blueprint = Blueprint(3, (ceiling, words), relax=(ceiling.name, words.name))
    assert blueprint.without([ceiling.name]) == Blueprint(3, (words,), (words.name,))
    assert sole_constraint(blueprint, Sum) is words
    assert sole_constraint(blueprint, Order) is None
