"""Responses laid out for the E-step, in blocks of persons that fit a processor's cache.

With logits aθ + e a person's log-likelihood at a node is θ·Σ a over the items got right, plus Σ e over them, less
Σ log(1 + exp(aθ + e)) over the items presented. Only the last sum is as wide as the grid, and where everyone met
every item it is the same for all. So a block answers four questions, and one for the standard errors.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from calibration.responses import ResponseMatrix

Floats = NDArray[np.float64]

ROWS = 4096
CELLS = 1_500_000
"""Upper limits of a block: persons, and cells of its largest working array for sparse data."""
DENSE_FROM = 0.2
"""Share of items met from which whole tables are faster than lists."""


class Block(Protocol):
    """Some persons' responses; B persons (or patterns), n items, Q nodes."""

    @property
    def weight(self) -> Floats:
        """(B,) how many persons each row stands for."""

    def right(self, value: Floats) -> Floats:
        """(B,) sum of ``value`` (n,) over the items got right."""

    def presented(self, table: Floats) -> Floats:
        """(B, Q) or (1, Q) sum of the rows of ``table`` (n, Q) over the items presented."""

    def right_totals(self, value: Floats) -> Floats:
        """(n,) sum of ``value`` (B,) over the persons who got the item right."""

    def counts(self, posterior: Floats) -> Floats:
        """(n, Q) or (1, Q) sum of ``posterior`` (B, Q) over the persons to whom the item was presented."""

    def score_covariance(self, posterior: Floats, probability: Floats, nodes: Floats) -> Floats:
        """(2n, 2n) sum over persons of the covariance under ``posterior`` (B, Q), which carries the weights,
        of their complete-data score: (x − P)θ for each item's slope, then x − P for each intercept.
        """


@dataclass(frozen=True, eq=False)
class CompleteBlock:
    """Everyone met every item. ``score`` (B, n) is 0 or 1."""

    score: Floats
    weight: Floats

    def right(self, value: Floats) -> Floats:
        return self.score @ value

    def presented(self, table: Floats) -> Floats:
        total: Floats = table.sum(axis=0, keepdims=True)
        return total

    def right_totals(self, value: Floats) -> Floats:
        return value @ self.score

    def counts(self, posterior: Floats) -> Floats:
        total: Floats = posterior.sum(axis=0, keepdims=True)
        return total

    def score_covariance(self, posterior: Floats, probability: Floats, nodes: Floats) -> Floats:
        right, count = self.score.T @ posterior, posterior.sum(axis=0)
        moments = []
        for power in range(3):
            scaled = probability * nodes**power
            cross = scaled @ right.T
            both = self.score.T @ (self.score * (posterior @ nodes**power)[:, None])
            moments.append(both - cross - cross.T + (scaled * count) @ probability.T)
        slope = self.score * (posterior @ nodes)[:, None] - posterior @ (probability * nodes).T
        intercept = self.score * self.weight[:, None] - posterior @ probability.T
        return _covariance(moments, np.hstack((slope, intercept)), self.weight)


@dataclass(frozen=True, eq=False)
class MaskedBlock:
    """Some items were not met. ``score`` and ``met`` (B, n) are 0 or 1, score 0 where not met."""

    score: Floats
    met: Floats
    weight: Floats

    def right(self, value: Floats) -> Floats:
        return self.score @ value

    def presented(self, table: Floats) -> Floats:
        return self.met @ table

    def right_totals(self, value: Floats) -> Floats:
        return value @ self.score

    def counts(self, posterior: Floats) -> Floats:
        return self.met.T @ posterior

    def score_covariance(self, posterior: Floats, probability: Floats, nodes: Floats) -> Floats:
        items = self.score.shape[1]
        moments = [np.zeros((items, items)) for _ in range(3)]
        for node, theta in enumerate(nodes):
            residual = self.score - self.met * probability[:, node]
            second = residual.T @ (residual * posterior[:, node, None])
            for power, moment in enumerate(moments):
                moment += theta**power * second
        slope = self.score * (posterior @ nodes)[:, None] - self.met * (posterior @ (probability * nodes).T)
        intercept = self.score * self.weight[:, None] - self.met * (posterior @ probability.T)
        return _covariance(moments, np.hstack((slope, intercept)), self.weight)


@dataclass(frozen=True, eq=False)
class SparseBlock:
    """Few items were met, the same number m by each person of the block. ``item`` and ``score`` are (B, m)."""

    item: NDArray[np.int64]
    score: Floats
    weight: Floats
    items: int

    @cached_property
    def _met(self) -> sparse.csr_array:
        return self._table(np.ones(self.item.size))

    @cached_property
    def _right(self) -> sparse.csr_array:
        return self._table(self.score.ravel())

    def _table(self, values: Floats) -> sparse.csr_array:
        persons, met = self.item.shape
        starts = np.arange(0, (persons + 1) * met, met)
        return sparse.csr_array((values, self.item.ravel(), starts), shape=(persons, self.items))

    def right(self, value: Floats) -> Floats:
        total: Floats = (self.score * value[self.item]).sum(axis=1)
        return total

    def presented(self, table: Floats) -> Floats:
        total: Floats = self._met @ table
        return total

    def right_totals(self, value: Floats) -> Floats:
        total: Floats = self._right.T @ value
        return total

    def counts(self, posterior: Floats) -> Floats:
        total: Floats = self._met.T @ posterior
        return total

    def score_covariance(self, posterior: Floats, probability: Floats, nodes: Floats) -> Floats:
        residual = self.score[:, :, None] - probability[self.item]  # (B, m, Q)
        share = posterior / self.weight[:, None]
        mean = [residual @ (share * nodes**power)[:, :, None] for power in (1, 0)]
        turned = residual.transpose(0, 2, 1)
        second = [residual @ (turned * (share * nodes**power)[:, :, None]) for power in range(3)]
        blocks = (
            (second[2] - mean[0] @ mean[0].transpose(0, 2, 1), second[1] - mean[0] @ mean[1].transpose(0, 2, 1)),
            (second[1] - mean[1] @ mean[0].transpose(0, 2, 1), second[0] - mean[1] @ mean[1].transpose(0, 2, 1)),
        )
        return np.block([[self._scattered(part) for part in row] for row in blocks])

    def _scattered(self, pairs: Floats) -> Floats:
        """(n, n) from (B, m, m): each person's pairs of items put in their places and summed."""
        place = self.item[:, :, None] * self.items + self.item[:, None, :]
        weighted = pairs * self.weight[:, None, None]
        total = np.bincount(place.ravel(), weighted.ravel(), self.items**2).astype(float)
        return total.reshape(self.items, self.items)


def _covariance(moments: list[Floats], weighted_mean: Floats, weight: Floats) -> Floats:
    second = np.block([[moments[2], moments[1]], [moments[1], moments[0]]])
    return second - weighted_mean.T @ (weighted_mean / weight[:, None])


def blocks(data: ResponseMatrix, nodes: int) -> tuple[Block, ...]:
    """Dichotomous responses as blocks, identical persons put together where whole tables are used."""
    items, persons = len(data.items), data.persons
    if len(data) < DENSE_FROM * persons * items:
        return tuple(_sparse_blocks(data, nodes))
    score = np.zeros((persons, items), dtype=np.int8)
    met = np.zeros((persons, items), dtype=np.int8)
    score[data.person, data.item], met[data.person, data.item] = data.score, 1
    score, met, weight = _patterns(score, met)
    starts = range(0, weight.size, ROWS)
    if met.all():
        return tuple(CompleteBlock(score[at : at + ROWS].astype(float), weight[at : at + ROWS]) for at in starts)
    return tuple(
        MaskedBlock(score[at : at + ROWS].astype(float), met[at : at + ROWS].astype(float), weight[at : at + ROWS])
        for at in starts
    )


def _patterns(score: NDArray[np.int8], met: NDArray[np.int8]) -> tuple[NDArray[np.int8], NDArray[np.int8], Floats]:
    """The distinct rows that met anything, and how many persons have each."""
    packed = np.hstack((np.packbits(score, axis=1), np.packbits(met, axis=1)))
    keys = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, count = np.unique(keys, return_index=True, return_counts=True)
    some = met[first].any(axis=1)
    return score[first[some]], met[first[some]], count[some].astype(float)


def _sparse_blocks(data: ResponseMatrix, nodes: int) -> list[Block]:
    met = np.bincount(data.person, minlength=data.persons)
    starts = np.concatenate(([0], np.cumsum(met)[:-1]))
    parts: list[Block] = []
    for number in np.unique(met[met > 0]):
        people = np.flatnonzero(met == number)
        rows = max(1, min(ROWS, CELLS // (int(number) * nodes)))
        for at in range(0, people.size, rows):
            places = starts[people[at : at + rows], None] + np.arange(number)
            parts.append(
                SparseBlock(data.item[places], data.score[places].astype(float), np.ones(len(places)), len(data.items))
            )
    return parts
