"""Bifactor, two dimensions, S-X² and M2 by Mesur and the PyPI package mirt in one run: seconds, log-likelihood, limit.

Log-likelihoods are those of each program's parameters at one grid that is finer than either's own: the peer's 21
Gauss–Hermite nodes tell a bifactor model's log-likelihood .15 too high. The limit is what a program's exponentials and
multiplications would take at this machine's rates, measured in the same run on all its processors, and nothing else.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit, logsumexp

from calibration import ResponseMatrix, calibrate, calibrate_multidimensional
from calibration.fit.limited_information import limited_information
from calibration.fit.s_x2 import s_x2
from calibration.multidimensional.product_grid import ProductGrid
from calibration.persons.posterior_abilities import tabulate_fit

FINE = 51
"""Nodes of each dimension, from −6 to 6, at which log-likelihoods are compared."""


class Row(NamedTuple):
    """One line of the table: seconds of both, log-likelihoods of both, exponentials and multiplications needed."""

    what: str
    mesur: float
    peer: float | None
    reached: tuple[float, float] | None
    exponentials: float
    flops: float
    note: str = ""


class Machine(NamedTuple):
    """Exponentials and floating-point operations of this machine in a second, on all processors."""

    exponentials: float
    flops: float


def machine() -> Machine:
    threads = os.cpu_count() or 1
    table, square = np.linspace(-5, 0, 2_000_000), np.random.default_rng(0).normal(size=(1500, 1500))

    def raised(_: int) -> None:
        np.exp(table)

    with ThreadPoolExecutor(threads) as pool:
        _, seconds = timed(lambda: list(pool.map(raised, range(threads * 4))))
    _, product = timed(lambda: [square @ square for _ in range(4)])
    return Machine(threads * 4 * table.size / seconds, 4 * 2 * 1500**3 / product)


def timed(call: Callable[[], object]) -> tuple[object, float]:
    began = time.perf_counter()
    found = call()
    return found, time.perf_counter() - began


def binary(theta: np.ndarray, slopes: np.ndarray, b: np.ndarray, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.random((len(theta), b.size)) < expit(theta @ slopes.T - b)).astype(np.int8)


def conditional(scores: np.ndarray, slopes: np.ndarray, intercepts: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    """(persons, nodes) log-likelihood of the answers at nodes (Q, D)."""
    height = slopes @ nodes.T + intercepts[:, None]
    return scores @ height - np.logaddexp(0, height).sum(axis=0)


def normal_weights(nodes: np.ndarray, correlation: np.ndarray) -> np.ndarray:
    logs = -0.5 * (nodes @ np.linalg.inv(correlation) * nodes).sum(axis=1)
    return logs - logsumexp(logs)


def by_parts(persons: int, value: Callable[[slice], np.ndarray]) -> float:
    return float(sum(value(slice(at, at + 500)).sum() for at in range(0, persons, 500)))


def bifactor_log_likelihood(
    scores: np.ndarray, of: np.ndarray, general: np.ndarray, specific: np.ndarray, intercepts: np.ndarray
) -> float:
    line = np.linspace(-6, 6, FINE)
    weights = normal_weights(line[:, None], np.eye(1))
    nodes = np.stack([side.ravel() for side in np.meshgrid(line, line, indexing="ij")], axis=1)

    def value(rows: slice) -> np.ndarray:
        total = np.tile(weights, (len(scores[rows]), 1))
        for group in np.unique(of):
            own = of == group
            slopes = np.stack((general[own], specific[own]), axis=1)
            there = conditional(scores[rows][:, own], slopes, intercepts[own], nodes)
            total += logsumexp(there.reshape(len(there), FINE, FINE) + weights, axis=2)
        return logsumexp(total, axis=1)

    return by_parts(len(scores), value)


def dimensions_log_likelihood(scores: np.ndarray, slopes: np.ndarray, intercepts: np.ndarray) -> float:
    nodes = ProductGrid.standard(slopes.shape[1], FINE).nodes
    weights = normal_weights(nodes, np.eye(slopes.shape[1]))
    return by_parts(
        len(scores),
        lambda rows: logsumexp(conditional(scores[rows].astype(float), slopes, intercepts, nodes) + weights, axis=1),
    )


def bifactor() -> Row:
    rng = np.random.default_rng(1)
    persons, items, groups = 10_000, 60, 6
    of = np.repeat(np.arange(groups), items // groups)
    slopes = np.zeros((items, groups + 1))
    slopes[:, 0], slopes[np.arange(items), 1 + of] = rng.lognormal(0, 0.3, items), rng.uniform(0.4, 1.2, items)
    scores = binary(rng.normal(size=(persons, groups + 1)), slopes, rng.normal(size=items), 2)
    data = ResponseMatrix.from_dense(scores)
    labels = [f"g{each}" for each in of]
    fit, seconds = timed(
        lambda: calibrate(
            data, "2pl", testlets=labels, testlet_slopes="free", standard_errors=None, tol=1e-4, max_iter=500
        )
    )
    peer, reached, note = None, None, ""
    try:
        import mirt

        result, peer = timed(lambda: mirt.bfactor(scores.astype(int), of, compute_standard_errors=False, tol=1e-4))
        there = result.model.parameters  # type: ignore[attr-defined]
        names = ("general_loadings", "specific_loadings", "intercepts")
        ours = fit.a, fit.testlets.specific_slope, -fit.a * fit.b  # type: ignore[attr-defined]
        theirs = tuple(np.asarray(there[name]) for name in names)
        reached = tuple(bifactor_log_likelihood(scores, of, *each) for each in (ours, theirs))
    except Exception as failure:  # a peer that fails is part of the result
        note = f"peer: {type(failure).__name__}: {failure}"
    patterns = sum(len(np.unique(scores[:, of == group], axis=0)) for group in range(groups))
    cells = patterns * 31 * 31 * fit.iterations  # type: ignore[attr-defined]
    return Row(f"bifactor {persons} × {items}, {groups} groups", seconds, peer, reached, cells, cells * 4 * 10, note)


def two_dimensions() -> Row:
    rng = np.random.default_rng(3)
    persons, items = 5_000, 40
    loadings = np.repeat(np.eye(2, dtype=bool), items // 2, axis=0)
    slopes = loadings * rng.lognormal(0, 0.3, (items, 1))
    theta = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], persons)
    scores = binary(theta, slopes, rng.normal(size=items), 4)
    data = ResponseMatrix.from_dense(scores)
    free = np.ones((items, 2), dtype=bool)
    free[-1, 1] = False
    fit, seconds = timed(lambda: calibrate_multidimensional(data, free, standard_errors=None, tol=1e-4))
    peer, reached, note = None, None, ""
    try:
        import mirt

        result, peer = timed(
            lambda: mirt.fit_mirt(scores.astype(int), n_factors=2, compute_standard_errors=False, tol=1e-4)
        )
        found = result.model  # type: ignore[attr-defined]
        at_zero = np.asarray(found.probability(np.zeros((1, 2))))[0]
        theirs = np.asarray(found.parameters["discrimination"]), logit(at_zero)
        ours = fit.slopes, fit.intercepts[:, 0]  # type: ignore[attr-defined]
        reached = tuple(dimensions_log_likelihood(scores, *each) for each in (ours, theirs))
    except Exception as failure:  # as above
        note = f"peer: {type(failure).__name__}: {failure}"
    cells = persons * len(fit.nodes) * fit.iterations  # type: ignore[attr-defined]
    return Row(f"two dimensions {persons} × {items}", seconds, peer, reached, cells, cells * 4 * items, note)


def fit_statistics() -> list[Row]:
    rng = np.random.default_rng(5)
    persons, items = 5_000, 60
    scores = binary(rng.normal(size=(persons, 1)), rng.lognormal(0, 0.3, (items, 1)), rng.normal(size=items), 6)
    data = ResponseMatrix.from_dense(scores)
    fit = calibrate(data, "2pl", standard_errors=None)
    on = tabulate_fit(data, fit)
    ours, by_score = timed(lambda: s_x2(data, on, np.full(items, 2)))
    moments, by_moments = timed(lambda: limited_information(data, fit, on, by_category=False))
    peer_score = peer_moments = None
    told = ["", ""]
    try:
        import mirt

        result = mirt.fit_mirt(scores.astype(int), "2PL", compute_standard_errors=False)
        table, peer_score = timed(lambda: mirt.itemfit(result, scores.astype(int), ["S_X2"]))
        theirs, peer_moments = timed(lambda: mirt.compute_m2(result, scores.astype(int)))
        mean = np.nanmean(ours.statistic), np.nanmean(table["S_X2"])  # type: ignore[attr-defined, index]
        told = ["mean S-X² {:.2f} against {:.2f}".format(*mean)]
        told += [f"M2 {moments.statistic:.1f} against {theirs['M2']:.1f}"]  # type: ignore[attr-defined, index]
    except Exception as failure:  # as above
        told = [f"peer: {type(failure).__name__}: {failure}"] * 2
    size, count, nodes = f"{persons} × {items}", items * (items + 1) / 2, on.nodes.size
    tables = items * items * items * nodes  # each item's rest-score distribution takes an item out of the whole
    inverse = count**3 / 3 + 2 * count**2 * (2 * items + nodes)
    return [
        Row(f"S-X² {size}", by_score, peer_score, None, items * nodes, 2.0 * tables, told[0]),
        Row(f"M2 {size}", by_moments, peer_moments, None, items * nodes, inverse, told[1]),
    ]


def main() -> None:
    calibrate(ResponseMatrix.from_dense(np.random.default_rng(0).integers(0, 2, (300, 8))), "2pl")  # compiles kernels
    rates = machine()
    print(f"{rates.exponentials / 1e6:.0f} million exponentials, {rates.flops / 1e9:.1f} billion operations a second")
    print(f"{'':34}{'Mesur':>9}{'mirt':>9}{'ratio':>8}{'limit':>9}{'times':>7}  log-likelihoods at the same grid")
    for row in (bifactor(), two_dimensions(), *fit_statistics()):
        peer = "–" if row.peer is None else f"{row.peer:.2f}"
        ratio = "–" if row.peer is None else f"{row.peer / row.mesur:.1f}"
        limit = row.exponentials / rates.exponentials + row.flops / rates.flops
        told = row.note if row.reached is None else f"{row.reached[0]:.3f} against {row.reached[1]:.3f}"
        print(
            f"{row.what:34}{row.mesur:9.2f}{peer:>9}{ratio:>8}{limit:9.3f}{row.mesur / limit:7.1f}  {told}", flush=True
        )


if __name__ == "__main__":
    main()
