"""Product grids, adaptive Gauss–Hermite and quasi-Monte-Carlo nodes in three and four dimensions: error and time.

The log-likelihood at the true parameters is compared, person by person, with that on a much finer product grid. Then
`calibrate_multidimensional` fits the same data with the grid it chooses. All on one thread; seconds are those of one
evaluation, on which the three methods spend their time alike.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import expit, log_expit, logsumexp
from scipy.stats import norm, qmc
from threadpoolctl import threadpool_limits

from calibration import ResponseMatrix, calibrate_multidimensional
from calibration.multidimensional.product_grid import ProductGrid, occupied

NODES_AT_ONCE, PERSONS_AT_ONCE = 20_000, 200


class Case(NamedTuple):
    """Slopes (n, D), intercepts (n,), correlations (D, D) and right answers (persons, n)."""

    slopes: np.ndarray
    intercepts: np.ndarray
    correlation: np.ndarray
    scores: np.ndarray

    @property
    def dimensions(self) -> int:
        return self.slopes.shape[1]


def simulated(dimensions: int, items_each: int, persons: int, r: float) -> Case:
    rng = np.random.default_rng([dimensions, items_each])
    items = dimensions * items_each
    slopes = np.repeat(np.eye(dimensions), items_each, axis=0) * rng.lognormal(0.2, 0.3, (items, 1))
    intercepts = rng.normal(size=items)
    correlation = np.full((dimensions, dimensions), r) + (1 - r) * np.eye(dimensions)
    theta = rng.multivariate_normal(np.zeros(dimensions), correlation, persons)
    scores = (rng.random((persons, items)) < expit(theta @ slopes.T + intercepts)).astype(float)
    return Case(slopes, intercepts, correlation, scores)


def joint(case: Case, nodes: np.ndarray, log_weights: np.ndarray) -> np.ndarray:
    """(persons, Q) log-likelihood at common nodes plus log-weights."""
    height = nodes @ case.slopes.T + case.intercepts
    right, wrong = log_expit(height), log_expit(-height)
    return case.scores @ (right - wrong).T + wrong.sum(axis=1) + log_weights


def integrated(case: Case, nodes: np.ndarray, log_weights: np.ndarray) -> np.ndarray:
    total = np.full(len(case.scores), -np.inf)
    for at in range(0, len(nodes), NODES_AT_ONCE):
        rows = slice(at, at + NODES_AT_ONCE)
        total = np.logaddexp(total, logsumexp(joint(case, nodes[rows], log_weights[rows]), axis=1))
    return total


def normal_weights(case: Case, nodes: np.ndarray) -> np.ndarray:
    root = np.linalg.cholesky(case.correlation)
    logs = -0.5 * (np.linalg.solve(root, nodes.T) ** 2).sum(axis=0)
    return logs - logsumexp(logs)


def thinned(case: Case, nodes: np.ndarray) -> np.ndarray:
    weights = normal_weights(case, nodes)
    total, masses = integrated(case, nodes, weights), np.zeros(len(nodes))
    for at in range(0, len(nodes), NODES_AT_ONCE):
        rows = slice(at, at + NODES_AT_ONCE)
        masses[rows] = np.exp(joint(case, nodes[rows], weights[rows]) - total[:, None]).sum(axis=0)
    return occupied(nodes, masses[None])


def quasi_random(case: Case, power: int, seed: int) -> np.ndarray:
    """Scrambled Sobol points turned into draws of the population (Jank, 2005, Statistics and Computing 15)."""
    uniform = qmc.Sobol(case.dimensions, scramble=True, seed=seed).random_base2(power)
    return norm.ppf(np.clip(uniform, 1e-12, 1 - 1e-12)) @ np.linalg.cholesky(case.correlation).T


def adaptive(case: Case, count: int) -> np.ndarray:
    """Gauss–Hermite nodes about each person's posterior mode (Schilling & Bock, 2005, Psychometrika 70, 533–555)."""
    slopes, scores, inverse = case.slopes, case.scores, np.linalg.inv(case.correlation)
    theta = np.zeros((len(scores), case.dimensions))
    for _ in range(10):
        prob = expit(theta @ slopes.T + case.intercepts)
        curve = np.einsum("pi,id,ie->pde", prob * (1 - prob), slopes, slopes, optimize=True) + inverse
        gradient = (scores - prob) @ slopes - theta @ inverse
        theta += np.clip(np.linalg.solve(curve, gradient[:, :, None])[:, :, 0], -1, 1)
    root = np.linalg.cholesky(np.linalg.inv(curve))
    line, weight = np.polynomial.hermite_e.hermegauss(count)
    z, logs = (
        np.stack([side.ravel() for side in np.meshgrid(*[each] * case.dimensions, indexing="ij")], axis=1)
        for each in (line, np.log(weight / weight.sum()))
    )
    found = []
    for at in range(0, len(scores), PERSONS_AT_ONCE):
        rows = slice(at, at + PERSONS_AT_ONCE)
        nodes = theta[rows, None] + np.einsum("pde,qe->pqd", root[rows], z)
        height = nodes @ slopes.T + case.intercepts
        value = np.einsum("pi,pqi->pq", scores[rows], height, optimize=True) - np.logaddexp(0, height).sum(axis=2)
        value -= 0.5 * np.einsum("pqd,de,pqe->pq", nodes, inverse, nodes, optimize=True)
        jacobian = np.log(np.linalg.det(root[rows])) - 0.5 * np.linalg.slogdet(case.correlation)[1]
        found.append(logsumexp(value + 0.5 * (z**2).sum(axis=1) + logs.sum(axis=1), axis=1) + jacobian)
    return np.concatenate(found)


def compare(case: Case, fine: int, products: tuple[int, ...]) -> None:
    nodes = ProductGrid.standard(case.dimensions, fine).nodes
    truth = integrated(case, nodes, normal_weights(case, nodes))

    def told(name: str, count: int, call: Callable[[], np.ndarray]) -> None:
        began = time.perf_counter()
        error = call() - truth
        seconds, spread = time.perf_counter() - began, np.sqrt((error**2).mean())
        print(f"  {name:24}{count:9d}{error.sum():12.4f}{spread:12.5f}{seconds:8.2f} s", flush=True)

    for count in products:
        whole = ProductGrid.standard(case.dimensions, count).nodes
        kept = thinned(case, whole)
        for name, grid in ((f"product {count}", whole), (f"product {count}, occupied", kept)):
            told(name, len(grid), lambda grid=grid: integrated(case, grid, normal_weights(case, grid)))
    for power in (12, 14):
        grid = quasi_random(case, power, seed=1)
        weights = np.full(len(grid), -np.log(len(grid)))
        told(f"quasi-Monte-Carlo 2^{power}", len(grid), lambda grid=grid, w=weights: integrated(case, grid, w))
    for count in (3, 5, 7):
        told(f"adaptive {count}", count**case.dimensions, lambda count=count: adaptive(case, count))


def main() -> None:
    for dimensions, items_each, r, persons, fine, products in (
        (3, 8, 0.5, 1000, 41, (15, 21)),
        (3, 16, 0.7, 1000, 51, (21, 27)),
        (4, 6, 0.5, 400, 25, (11, 15)),
        (4, 12, 0.7, 400, 29, (15, 19)),
    ):
        case = simulated(dimensions, items_each, persons, r)
        print(f"{dimensions} dimensions, {items_each} items on each, correlations {r}, {persons} persons")
        print(f"  {'':24}{'nodes':>9}{'error in all':>12}{'per person':>12}")
        with threadpool_limits(1):
            compare(case, fine, products)
        began = time.perf_counter()
        fit = calibrate_multidimensional(
            ResponseMatrix.from_dense(case.scores.astype(int)), case.slopes != 0, standard_errors=None, tol=1e-4
        )
        seconds, error = time.perf_counter() - began, fit.quadrature_error
        print(f"  a fit: {fit.status}, {len(fit.nodes)} nodes, error {error:.4f}, {seconds:.1f} s", flush=True)


if __name__ == "__main__":
    main()
