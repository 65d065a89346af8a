"""The E-step of marginal maximum likelihood (Bock & Aitkin, 1981): posteriors of persons, summed to expected counts.

The expected counts are sums over persons, so the responses may lie in any number of parts, on this machine or others:
compute `expected_statistics` of each part at the same `EStepTables` and add the results.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import numpy as np
from threadpoolctl import ThreadpoolController

from calibration.array_types import Bools, Floats
from calibration.compiled_kernels import gather, scatter
from calibration.marginal.latent_regression import ConditionalPrior
from calibration.marginal.parameter_structure import ParameterStructure
from calibration.marginal.population_distribution import Population
from calibration.marginal.response_blocks import DenseBlock, ResponseBlocks, SparseBlock
from calibration.slope_intercept_curves import log_probabilities

WORKERS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_LIBRARIES = ThreadpoolController()


@dataclass(frozen=True, slots=True, eq=False)
class EStepTables:
    """The items and the population at the quadrature nodes, all that an E-step needs; may be pickled.

    Parameters
    ----------
    nodes : (Q,) abilities
    log_weights : (G, Q) logarithm of each group's share at each node
    log_prob : (n, K, Q) log P(category | θ)
    slope, intercept : (n,) and (n, K), the latter 0 for category 0: where ``exponential`` (n,) holds, log P(k) less
        log P(0) is k·slope·θ + intercept[k]
    conditional : the persons' priors relative to ``log_weights`` where there is a latent regression
    """

    nodes: Floats
    log_weights: Floats
    log_prob: Floats
    slope: Floats
    intercept: Floats
    exponential: Bools
    conditional: ConditionalPrior | None = None


def e_step_tables(structure: ParameterStructure, natural: Floats, population: Population, nodes: Floats) -> EStepTables:
    """Tabulate items at natural parameters (n, M), and a population, at nodes (Q,)."""
    return EStepTables(
        nodes,
        population.log_weights(nodes),
        log_probabilities(structure.family, natural, nodes, structure.floors),
        natural[:, 0],
        np.concatenate((np.zeros((len(natural), 1)), natural[:, 1:-2]), axis=1),
        structure.exponential,
        population.conditional,
    )


@dataclass(frozen=True, slots=True, eq=False)
class ExpectedStatistics:
    """The expected counts of an E-step, additive over parts of the data.

    Parameters
    ----------
    log_likelihood : of the responses
    masses : (G, Q) expected weighted number of persons at each node
    counts : (n, Q) expected number of persons who met the item
    cells : (n, K, Q) expected number of answers in each category; 0 for items of an exponential family, whose
        sufficient statistics are ``theta`` (n,), the sum over answers of category times expected ability, and
        ``totals``
    totals : (n, K) weighted answers in each category
    smallest_sd : the smallest posterior standard deviation
    products : (k,) sum over persons of regressors times expected ability, weighted; empty without a latent regression
    mean_range : (2,) lowest and highest prior mean of a person with a latent regression
    """

    log_likelihood: float
    masses: Floats
    counts: Floats
    cells: Floats
    theta: Floats
    totals: Floats
    smallest_sd: float
    products: Floats = field(default_factory=lambda: np.zeros(0))
    mean_range: tuple[float, float] = (np.inf, -np.inf)

    def __add__(self, other: "ExpectedStatistics") -> "ExpectedStatistics":
        return ExpectedStatistics(
            self.log_likelihood + other.log_likelihood,
            self.masses + other.masses,
            self.counts + other.counts,
            self.cells + other.cells,
            self.theta + other.theta,
            self.totals + other.totals,
            min(self.smallest_sd, other.smallest_sd),
            self.products + other.products,
            _wider(self.mean_range, other.mean_range),
        )


def _wider(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return min(one[0], other[0]), max(one[1], other[1])


class EStep(Protocol):
    """Computes the expected statistics of all responses."""

    def __call__(self, at: EStepTables) -> ExpectedStatistics: ...


def expected_statistics(part: ResponseBlocks, at: EStepTables, *, workers: int = WORKERS) -> ExpectedStatistics:
    """The E-step of one part of the data, on ``workers`` threads."""
    blocks: tuple[DenseBlock | SparseBlock, ...] = (*part.dense, *part.sparse)
    sums = [_Accumulator(part, at) for _ in range(max(1, min(workers, len(blocks))))]
    first, *others = sums
    if others:
        with single_threaded_blas():
            list(threads(len(sums)).map(_add_blocks, sums, [blocks[at :: len(sums)] for at in range(len(sums))]))
    else:
        _add_blocks(first, blocks)
    for other in others:
        first.add(other)
    return first.expected(part.totals)


@cache
def threads(count: int) -> ThreadPoolExecutor:
    """A pool of threads that is kept from one E-step to the next."""
    return ThreadPoolExecutor(count)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=threads.cache_clear)  # a forked process has none of its parent's threads


@contextmanager
def single_threaded_blas() -> Iterator[None]:
    """Limit BLAS to one thread: the blocks already use every processor."""
    with _LIBRARIES.limit(limits=1, user_api="blas"):
        yield


def posterior(block: DenseBlock | SparseBlock, at: EStepTables) -> tuple[Floats, Floats, Floats]:
    """For each row the posterior (B, Q) before normalisation, its sum (B,), and the log-likelihood (B,)."""
    joint, constant = _dense_joint(block, at) if isinstance(block, DenseBlock) else _sparse_joint(block, at)
    if at.conditional is not None and block.regressors is not None:
        tilt, own = at.conditional.tilt(block.regressors, at.nodes)
        joint += tilt[:, None] * at.nodes
        constant = constant + own
    peak = joint.max(axis=1)
    joint -= peak[:, None]
    mass = np.exp(joint, out=joint)
    total = mass.sum(axis=1)
    return mass, total, np.log(total) + peak + constant


def _dense_joint(block: DenseBlock, at: EStepTables) -> tuple[Floats, Floats | float]:
    """(B, Q) log P(answers, node) less a constant of each row, and (B,) that constant."""
    base = at.log_prob[block.items, 0].sum(axis=0) + at.log_weights[block.group]
    item, category = block.cell_item[: block.sums], block.cell_category[: block.sums]
    weights = np.stack((category * at.slope[item], at.intercept[item, category]), axis=1)
    lines = block.answers[:, : block.sums] @ weights
    joint = lines[:, :1] * at.nodes
    joint += base
    if block.sums < block.cell_item.size:
        item, category = block.cell_item[block.sums :], block.cell_category[block.sums :]
        joint += block.answers[:, block.sums :] @ (at.log_prob[item, category] - at.log_prob[item, 0])
    return joint, lines[:, 1]


def _sparse_joint(block: SparseBlock, at: EStepTables) -> tuple[Floats, float]:
    joint = np.repeat(at.log_weights[block.group : block.group + 1], block.weight.size, axis=0)
    gather(block.cells, block.starts, at.log_prob.reshape(-1, at.nodes.size), joint)
    return joint, 0.0


class _Accumulator:
    """The sums of one thread."""

    def __init__(self, part: ResponseBlocks, at: EStepTables) -> None:
        items, categories, nodes = at.log_prob.shape
        self.select_responses = at
        self.log_likelihood, self.smallest = 0.0, np.inf
        self.masses = np.zeros((part.groups, nodes))
        self.counts, self.theta = np.zeros((items, nodes)), np.zeros(items)
        self.cells = np.zeros((items, categories, nodes)) if part.sparse or not at.exponential.all() else None
        self.listed = np.zeros((items * categories, nodes)) if part.sparse else None
        self.products = np.zeros(0 if at.conditional is None else at.conditional.coefficients.size)
        self.mean_range = (np.inf, -np.inf)
        self.moments = np.stack((at.nodes, at.nodes**2), axis=1)

    def take(self, block: DenseBlock | SparseBlock) -> None:
        mass, total, log_likelihood = posterior(block, self.select_responses)
        moments = mass @ self.moments / total[:, None]
        mean = moments[:, 0]
        self.log_likelihood += float(block.weight @ log_likelihood)
        self.smallest = min(self.smallest, float((moments[:, 1] - mean**2).min()))
        if block.regressors is not None and self.select_responses.conditional is not None:
            self.products += (block.weight * mean) @ block.regressors
            means = block.regressors @ self.select_responses.conditional.coefficients
            self.mean_range = _wider(self.mean_range, (float(means.min()), float(means.max())))
        share = block.weight / total
        here = share @ mass
        self.masses[block.group] += here
        if isinstance(block, DenseBlock):
            self._take_dense(block, mass, share, mean, here)
        elif self.listed is not None:
            mass *= share[:, None]
            scatter(block.cells, block.starts, mass, self.listed)

    def _take_dense(self, block: DenseBlock, mass: Floats, share: Floats, mean: Floats, here: Floats) -> None:
        self.counts[block.items] += here
        item, category = block.cell_item[: block.sums], block.cell_category[: block.sums]
        by_cell = category * ((block.weight * mean) @ block.answers[:, : block.sums])
        self.theta += np.bincount(item, by_cell, self.theta.size)
        if self.cells is not None and block.sums < block.cell_item.size:
            mass *= share[:, None]
            answered = block.answers[:, block.sums :].T @ mass
            item, category = block.cell_item[block.sums :], block.cell_category[block.sums :]
            self.cells[item, category] += answered
            self.cells[block.items, 0] += here
            np.subtract.at(self.cells[:, 0], item, answered)

    def add(self, other: "_Accumulator") -> None:
        self.log_likelihood += other.log_likelihood
        self.smallest = min(self.smallest, other.smallest)
        self.mean_range = _wider(self.mean_range, other.mean_range)
        for name in ("masses", "counts", "theta", "cells", "listed", "products"):
            mine = getattr(self, name)
            if mine is not None:
                mine += getattr(other, name)

    def expected(self, totals: Floats) -> ExpectedStatistics:
        cells = np.zeros((*totals.shape, self.masses.shape[1])) if self.cells is None else self.cells
        if self.listed is not None:
            listed = self.listed.reshape(cells.shape)
            self.counts += listed.sum(axis=1)
            self.theta += (listed @ self.select_responses.nodes) @ np.arange(totals.shape[1])
            cells += listed
        cells[self.select_responses.exponential] = 0
        self.theta[~self.select_responses.exponential] = 0
        smallest = float(np.sqrt(max(self.smallest, 0.0)))
        return ExpectedStatistics(
            self.log_likelihood,
            self.masses,
            self.counts,
            cells,
            self.theta,
            totals,
            smallest,
            self.products,
            self.mean_range,
        )


def _add_blocks(sums: _Accumulator, blocks: Sequence[DenseBlock | SparseBlock]) -> None:
    with np.errstate(all="ignore"):  # invalid trial parameters give a log-likelihood of NaN
        for block in blocks:
            sums.take(block)
