"""Responses laid out for the E-step, in blocks of persons that fit a processor's cache.

Persons of one group who met the same items form dense blocks, with one row of a table each. All others form sparse
blocks, with a list of cells (item and category) each. Cost is proportional to the number of responses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Bools, Floats, Ints
from calibration.responses.response_matrix import ResponseMatrix

BLOCK_ROWS = 512
"""Persons in a block: with 61 nodes a working array of 250 kB."""
MIN_DENSE_PERSONS = 64
"""Fewest persons with the same items for which a dense block is faster than lists."""


class AnswerLayout(Protocol):
    """What the layout of answers depends on: (n,) numbers of categories, and whose answers enter through sums only."""

    @property
    def categories(self) -> Ints: ...
    @property
    def exponential(self) -> Bools: ...


@dataclass(frozen=True, slots=True, eq=False)
class DenseBlock:
    """B rows, each a person, or persons who answered alike, of one group who met the same m items.

    Parameters
    ----------
    group : index of the group
    items : (m,) the items met
    cell_item, cell_category : (C,) item and category, from 1, of each column; category 0 has no column
    sums : number of leading columns that belong to items of an exponential family
    answers : (B, C) 1 where the person answered in the cell, else 0; where persons with the same sums are put together,
        the share of them
    weight, square : (B,) sum of the persons' weights, and of their squares
    regressors : (B, k) of a latent regression, None without one
    """

    group: int
    items: Ints
    cell_item: Ints
    cell_category: Ints
    sums: int
    answers: Floats
    weight: Floats
    square: Floats
    regressors: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SparseBlock:
    """B persons of one group, each with a list of answers.

    Parameters
    ----------
    group : index of the group
    cells : (R,) item times the number of categories in the tables, plus the category answered
    starts : (B + 1,) where each person's answers begin
    weight : (B,) of each person
    regressors : (B, k) of a latent regression, None without one
    """

    group: int
    cells: NDArray[np.int32]
    starts: Ints
    weight: Floats
    regressors: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ResponseBlocks:
    """Some persons' responses, ready for E-steps; may be pickled and sent to where the E-step is to be done.

    Parameters
    ----------
    totals : (n, K) weighted number of answers in each category
    groups : number of groups in the fit
    """

    dense: tuple[DenseBlock, ...]
    sparse: tuple[SparseBlock, ...]
    totals: Floats
    groups: int


@dataclass(frozen=True, slots=True, eq=False)
class Persons:
    """Index of the group, weight, index of the first response and number of responses of each person, all (N,).

    ``regressors`` is (N, k), None without a latent regression.
    """

    group: Ints
    weight: Floats
    starts: Ints
    met: Ints
    regressors: Floats | None = None


def build_blocks(
    data: ResponseMatrix,
    structure: AnswerLayout,
    *,
    group: Ints | None = None,
    groups: int = 1,
    weight: Floats | None = None,
    regressors: Floats | None = None,
    collapse: bool = False,
) -> ResponseBlocks:
    """Lay responses out in blocks.

    Parameters
    ----------
    group : (persons,) index of each person's group; 0 by default
    weight : (persons,) above 0; 1 by default
    regressors : (persons, k) of a latent regression; persons are then never merged
    collapse : merge persons with the same sum score. Exact where the sum score is sufficient, that is where all items
        have one slope, and no outer products of single persons' scores are needed
    """
    met = np.bincount(data.person, minlength=data.persons)
    persons = Persons(
        np.zeros(data.persons, dtype=np.int64) if group is None else group,
        np.ones(data.persons) if weight is None else weight,
        np.cumsum(met) - met,
        met,
        regressors,
    )
    same_items, rest = _group_by_item_set(data, persons)
    dense = [
        block for people in same_items for block in _dense_blocks(data, structure, persons, people, collapse=collapse)
    ]
    width = int(structure.categories.max())
    share = None if weight is None else weight[data.person]
    cells = data.item.astype(np.int64) * width + data.score
    totals = np.bincount(cells, share, len(data.items) * width).astype(float)
    return ResponseBlocks(
        tuple(dense),
        tuple(_sparse_blocks(data, width, persons, rest)),
        totals.reshape(-1, width),
        groups,
    )


def _group_by_item_set(data: ResponseMatrix, persons: Persons) -> tuple[list[Ints], Ints]:
    """Groups of many persons with the same items, and all other persons with responses, sorted by group.

    Sets of items are identified by the sum of one random 64-bit number for each item.
    """
    some = np.flatnonzero(persons.met)
    if not some.size:
        return [], some
    label = np.random.default_rng(0).integers(1, 2**63, len(data.items), dtype=np.uint64)
    keys = np.add.reduceat(label[data.item], persons.starts[some])
    group = persons.group[some]
    order = np.lexsort((keys, group))
    changes = np.flatnonzero((np.diff(keys[order]) != 0) | (np.diff(group[order]) != 0)) + 1
    runs = np.split(some[order], changes) if changes.size < order.size // 2 else []
    same_items = [run for run in runs if run.size >= MIN_DENSE_PERSONS]
    left = np.ones(data.persons, dtype=bool)
    for run in same_items:
        left[run] = False
    rest = some[left[some]]
    return same_items, rest[np.argsort(persons.group[rest], kind="stable")]


def _dense_blocks(
    data: ResponseMatrix, structure: AnswerLayout, persons: Persons, people: Ints, *, collapse: bool
) -> Iterator[DenseBlock]:
    first, met = persons.starts[people[0]], int(persons.met[people[0]])
    items = data.item[first : first + met].astype(np.int64)
    score = data.score[persons.starts[people, None] + np.arange(met)].astype(np.int64)
    cell_item, cell_category, sums = _answer_columns(structure, items)
    weight = persons.weight[people]
    merged = persons.regressors is None
    key = score.sum(axis=1) if collapse else _pattern_number(score, structure.categories[items])
    answers, square = None, weight**2
    column = np.searchsorted(items, cell_item)
    if key is not None and merged:
        answers, weight, square = _merge_persons(score, key, weight, column, cell_category)
    for at in range(0, weight.size, BLOCK_ROWS):
        rows = slice(at, at + BLOCK_ROWS)
        table = _one_hot(score[rows], column, cell_category) if answers is None else answers[rows]
        yield DenseBlock(
            int(persons.group[people[0]]),
            items,
            cell_item,
            cell_category,
            sums,
            table,
            weight[rows],
            square[rows],
            None if persons.regressors is None else persons.regressors[people[rows]],
        )


def _answer_columns(structure: AnswerLayout, items: Ints) -> tuple[Ints, Ints, int]:
    """Item and category of each column, exponential families first, and the number of their columns."""
    order = items[np.argsort(~structure.exponential[items], kind="stable")]
    steps = structure.categories[order] - 1
    category = np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps) + 1
    return np.repeat(order, steps), category, int(steps[structure.exponential[order]].sum())


def _one_hot(score: Ints, column: Ints, category: Ints) -> Floats:
    plain = (category == 1).all() and (np.diff(column) == 1).all()
    table: Floats = (score if plain else score[:, column] == category).astype(np.float64)
    return table


def _pattern_number(score: Ints, categories: Ints) -> Ints | None:
    """A number for each response pattern, or None where there are too many patterns for persons to share them."""
    if np.prod(categories.astype(float)) > 4 * len(score):
        return None
    place = np.concatenate(([1], np.cumprod(categories)[:-1]))
    number: Ints = score @ place
    return number


def _merge_persons(
    score: Ints, key: Ints, weight: Floats, column: Ints, category: Ints
) -> tuple[Floats, Floats, Floats]:
    """Mean answers of the persons with the same key, sum of their weights, and sum of squared weights."""
    order = np.argsort(key, kind="stable")
    first = np.concatenate(([0], np.flatnonzero(np.diff(key[order])) + 1))
    share = weight[order]
    total = np.add.reduceat(share, first)
    answers = np.add.reduceat(_one_hot(score[order], column, category) * share[:, None], first) / total[:, None]
    return answers, total, np.add.reduceat(share**2, first)


def _sparse_blocks(data: ResponseMatrix, width: int, persons: Persons, people: Ints) -> Iterator[SparseBlock]:
    changes = np.flatnonzero(np.diff(persons.group[people])) + 1
    for run in np.split(people, changes):
        for at in range(0, run.size, BLOCK_ROWS):
            rows = run[at : at + BLOCK_ROWS]
            ends = np.cumsum(persons.met[rows])
            starts = np.concatenate(([0], ends))
            place = np.arange(starts[-1]) + np.repeat(persons.starts[rows] - starts[:-1], persons.met[rows])
            cells = (data.item[place] * width + data.score[place]).astype(np.int32)
            regressors = None if persons.regressors is None else persons.regressors[rows]
            yield SparseBlock(int(persons.group[rows[0]]), cells, starts, persons.weight[rows], regressors)
