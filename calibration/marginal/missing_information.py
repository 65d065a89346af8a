"""Missing information (Louis, 1982): posterior covariances of complete-data scores, summed over persons."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

from calibration.array_types import Floats, Ints
from calibration.compiled_kernels import add_posterior_covariances
from calibration.marginal.e_step import WORKERS, EStepTables, posterior
from calibration.marginal.observed_information import CompleteDataScores
from calibration.marginal.regression_information import add_regression_information
from calibration.marginal.response_blocks import BLOCK_ROWS, DenseBlock, ResponseBlocks, SparseBlock

BLOCKS_PER_GROUP = 16
"""Dense blocks that are sorted by ability together, so that each row of answers needs only a part of the grid."""
NEGLIGIBLE_SHARE = 1e-18
"""Posterior probability below which a node is left out of second moments."""


@dataclass(frozen=True, slots=True, eq=False)
class MissingInformation:
    """Sums over persons, additive over parts of the data.

    Parameters
    ----------
    information : (P, P) sum of posterior covariances of complete-data scores
    square : (P, P) sum of outer products of the posterior mean scores; None where not asked for
    """

    information: Floats
    square: Floats | None

    def __add__(self, other: "MissingInformation") -> "MissingInformation":
        square = None if self.square is None or other.square is None else self.square + other.square
        return MissingInformation(self.information + other.information, square)


def missing_information(
    part: ResponseBlocks, at: EStepTables, scores: CompleteDataScores, *, squares: bool, workers: int = WORKERS
) -> MissingInformation:
    """The missing information of one part of the data; ``squares`` adds the outer products."""
    jobs: list[tuple[DenseBlock | SparseBlock, ...]] = [
        *_block_groups(part.dense),
        *((block,) for block in part.sparse),
    ]
    count = max(1, min(workers, len(jobs)))

    def add_up(first: int) -> MissingInformation:
        size = scores.size
        total, square = np.zeros((size, size)), np.zeros((size, size) if squares else (0, 0))
        with np.errstate(all="ignore"):
            for group in jobs[first::count]:
                _add_block_group(group, at, scores, total, square)
        return MissingInformation(_symmetric(total), _symmetric(square) if squares else None)

    # not the cached controller: the compiled kernel loads a library of its own
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(count) as pool:
        first, *others = pool.map(add_up, range(count))
    return sum(others, start=first)


def _symmetric(lower: Floats) -> Floats:
    """A symmetric matrix from its lower triangle."""
    triangle = np.tril(lower)
    whole: Floats = triangle + triangle.T
    whole[np.diag_indices_from(whole)] /= 2
    return whole


def _block_groups(blocks: tuple[DenseBlock, ...]) -> Iterator[tuple[DenseBlock, ...]]:
    """Runs of adjacent blocks of one group with the same items."""
    group: list[DenseBlock] = []
    for block in blocks:
        if group and (block.items is not group[0].items or len(group) == BLOCKS_PER_GROUP):
            yield tuple(group)
            group = []
        group.append(block)
    if group:
        yield tuple(group)


def _add_block_group(
    group: tuple[DenseBlock | SparseBlock, ...],
    at: EStepTables,
    scores: CompleteDataScores,
    total: Floats,
    square: Floats,
) -> None:
    dense = tuple(block for block in group if isinstance(block, DenseBlock))
    if dense:
        _add_dense(dense, at, scores, total, square)
        for each in dense:
            _add_regression(each, at, scores, (total, square))
    for block in group:
        if isinstance(block, SparseBlock):
            mass, sums, _ = posterior(block, at)
            mass /= sums[:, None]
            _add_sparse(block, mass, scores, total, square)
            _add_regression(block, at, scores, (total, square))


def _add_regression(
    block: DenseBlock | SparseBlock, at: EStepTables, scores: CompleteDataScores, totals: tuple[Floats, Floats]
) -> None:
    """What the persons add for the coefficients of a latent regression, which stand last."""
    if at.conditional is None or block.regressors is None:
        return
    mass, sums, _ = posterior(block, at)
    squared = block.square if isinstance(block, DenseBlock) else block.weight**2
    if isinstance(block, DenseBlock):
        rows, answers = _score_rows(block, scores), block.answers

        def item_scores(share: Floats) -> Floats:
            found = np.zeros((len(share), scores.size))
            found[:, rows.place] = _posterior_mean_scores(rows, share, answers)
            return found
    else:
        item_scores = partial(_listed_mean_scores, block, scores)
    persons = mass / sums[:, None], block.regressors, block.weight, squared
    add_regression_information(at.conditional, persons, at.nodes, item_scores, totals)


def _listed_mean_scores(block: SparseBlock, scores: CompleteDataScores, share: Floats) -> Floats:
    """(B, P) sums of the items' scores of each person over the nodes, under weights ``share`` (B, Q)."""
    categories, last = scores.own.shape[1], scores.last.shape[2]
    item, category = np.divmod(block.cells, categories)
    person = np.repeat(np.arange(block.weight.size), np.diff(block.starts))
    found = np.zeros((block.weight.size, scores.size))
    for which in np.flatnonzero((scores.places >= 0).any(axis=0)).tolist():
        place = scores.places[item, which]
        there = place >= 0
        value = np.vecdot(scores.own[item[there], category[there], which], share[person[there]])
        found[person[there], place[there]] = value
    for which in range(last):
        value = np.vecdot(scores.last[item, category, which], share[person])
        found[:, scores.size - last + which] = np.bincount(person, value, block.weight.size)
    return found


def _add_sparse(block: SparseBlock, share: Floats, scores: CompleteDataScores, total: Floats, square: Floats) -> None:
    nodes, categories = share.shape[1], scores.own.shape[1]
    used = np.flatnonzero((scores.places >= 0).any(axis=0))
    own = np.ascontiguousarray(scores.own[:, :, used]).reshape(len(scores.own) * categories, used.size, nodes)
    places = np.repeat(scores.places[:, used], categories, axis=0)
    last = np.concatenate((scores.last.reshape(len(own), *scores.last.shape[2:]), scores.groups[block.group][None]))
    add_posterior_covariances(block.cells, block.starts, block.weight, share, own, places, last, total, square)


@dataclass(frozen=True, slots=True, eq=False)
class _ScoreRows:
    """The scores of R parameters as linear functions of the answers, for persons who met the same items.

    Parameters
    ----------
    place : (R,) index among the P parameters
    base : (R, Q) score of a person with category 0 throughout
    row, cell : (E,) pairs of a parameter and a column of answers on which its score depends
    by : (E, Q) the coefficient
    """

    place: Ints
    base: Floats
    row: Ints
    cell: Ints
    by: Floats


def _score_rows(block: DenseBlock, scores: CompleteDataScores) -> _ScoreRows:
    item, category = block.cell_item, block.cell_category
    own_design = [(i, m) for i in block.items for m in np.flatnonzero(scores.places[i] >= 0)]
    items, which = (
        np.array(side, dtype=np.int64) for side in (zip(*own_design, strict=True) if own_design else ((), ()))
    )
    last = scores.last.shape[2]
    base = np.concatenate(
        (scores.own[items, 0, which], scores.last[block.items, 0].sum(axis=0) + scores.groups[block.group])
    )
    row, cell = np.nonzero(items[:, None] == item)
    by = scores.own[item[cell], category[cell], which[row]] - scores.own[item[cell], 0, which[row]]
    moved = scores.last[item, category] - scores.last[item, 0]  # (C, S, Q)
    shared = np.nonzero(np.abs(moved).any(axis=2))
    place = np.concatenate((scores.places[items, which], np.arange(scores.size - last, scores.size)))
    return _ScoreRows(
        place,
        base,
        np.concatenate((row, items.size + shared[1])),
        np.concatenate((cell, shared[0])),
        np.concatenate((by, moved[shared])),
    )


def _add_dense(
    group: tuple[DenseBlock, ...], at: EStepTables, scores: CompleteDataScores, total: Floats, square: Floats
) -> None:
    rows = _score_rows(group[0], scores)
    share, answers, weight, squares = _sorted_by_ability(group, at)
    linear = group[0].sums == answers.shape[1]
    part = (_linear_second_moments if linear else _second_moments)(rows, share * weight[:, None], answers, at.nodes)
    for first in range(0, len(weight), BLOCK_ROWS):
        here = slice(first, first + BLOCK_ROWS)
        mean = _posterior_mean_scores(rows, share[here], answers[here])
        part -= mean.T @ (mean * weight[here, None])
        if square.size:
            square[np.ix_(rows.place, rows.place)] += mean.T @ (mean * squares[here, None])
    total[np.ix_(rows.place, rows.place)] += part


def _second_moments(rows: _ScoreRows, share: Floats, answers: Floats, nodes: Floats) -> Floats:
    """(R, R) sum of posterior second moments of the scores; ``share`` holds the posteriors times the weights.

    At each node the scores are linear in the answers, so the second moments of the answers at each node suffice.
    """
    wide = np.concatenate((np.ones((len(answers), 1)), answers), axis=1)
    second = np.zeros((nodes.size, wide.shape[1], wide.shape[1]))
    for first in range(0, len(wide), BLOCK_ROWS):
        here, table = share[first : first + BLOCK_ROWS], wide[first : first + BLOCK_ROWS]
        for node in np.flatnonzero(here.max(axis=0) > NEGLIGIBLE_SHARE).tolist():
            second[node] += table.T @ (table * here[:, node, None])
    total = np.zeros((rows.place.size,) * 2)
    for node in range(nodes.size):
        lines = np.zeros((rows.place.size, wide.shape[1]))
        lines[:, 0] = rows.base[:, node]
        lines[rows.row, rows.cell + 1] = rows.by[:, node]
        total += lines @ second[node] @ lines.T
    return total


def _linear_second_moments(rows: _ScoreRows, share: Floats, answers: Floats, nodes: Floats) -> Floats:
    """The same for exponential families, where the coefficients are linear in ability.

    Three moments of ability then replace the nodes.
    """
    moments = [answers.T @ (answers * (share @ nodes**power)[:, None]) for power in range(3)]
    slope = (rows.by[:, -1] - rows.by[:, 0]) / (nodes[-1] - nodes[0])
    lines = np.zeros((2, rows.place.size, answers.shape[1]))
    lines[0, rows.row, rows.cell], lines[1, rows.row, rows.cell] = rows.by[:, 0] - slope * nodes[0], slope
    middle = lines[1] @ moments[1] @ lines[0].T
    total = lines[0] @ moments[0] @ lines[0].T + middle + middle.T + lines[1] @ moments[2] @ lines[1].T
    first = answers.T @ share
    cross = (lines[0] @ first + lines[1] @ (first * nodes)) @ rows.base.T
    found: Floats = total + cross + cross.T + (rows.base * share.sum(axis=0)) @ rows.base.T
    return found


def _sorted_by_ability(group: tuple[DenseBlock, ...], at: EStepTables) -> tuple[Floats, Floats, Floats, Floats]:
    """Posteriors, answers, weights and squared weights of all rows, sorted by mean ability."""
    shares = []
    for block in group:
        mass, sums, _ = posterior(block, at)
        shares.append(mass / sums[:, None])
    share = np.concatenate(shares)
    order = np.argsort(share @ at.nodes, kind="stable")
    answers, weight, square = (
        np.concatenate([getattr(block, name) for block in group])[order] for name in ("answers", "weight", "square")
    )
    return share[order], answers, weight, square


def _posterior_mean_scores(rows: _ScoreRows, share: Floats, answers: Floats) -> Floats:
    """(B, R) posterior means of the complete-data scores, which are the observed scores (Fisher's identity)."""
    mean = share @ rows.base.T
    terms = (share @ rows.by.T) * answers[:, rows.cell]
    order = np.argsort(rows.row, kind="stable")
    first = np.flatnonzero(np.diff(rows.row[order], prepend=-1))
    mean[:, rows.row[order][first]] += np.add.reduceat(terms[:, order], first, axis=1)
    return mean
