"""Bifactor, two dimensions, S-X² and M2 by Mesur and the PyPI package mirt in one run: seconds, log-likelihood, limit.

The limit of a fit is one pass of exponentials over what an E-step must at least look at, times its cycles.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from calibration import ResponseMatrix, calibrate, calibrate_multidimensional
from calibration.fit.limited_information import limited_information
from calibration.fit.s_x2 import s_x2
from calibration.persons.posterior_abilities import tabulate_fit


class Row(NamedTuple):
    """One line of the table."""

    what: str
    mesur: float
    peer: float | None
    told: str


def timed(call: Callable[[], object]) -> tuple[object, float]:
    began = time.perf_counter()
    found = call()
    return found, time.perf_counter() - began


def exponentials(count: float) -> float:
    """Seconds for so many exponentials on one core."""
    table = np.linspace(-5, 0, 2_000_000)
    began = time.perf_counter()
    np.exp(table)
    return (time.perf_counter() - began) * count / table.size


def binary(theta: np.ndarray, slopes: np.ndarray, b: np.ndarray, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.random((len(theta), b.size)) < expit(theta @ slopes.T - b)).astype(np.int8)


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
    peer, told = None, ""
    try:
        import mirt

        result, peer = timed(lambda: mirt.bfactor(scores.astype(int), of, compute_standard_errors=False, tol=1e-4))
        told = f"log-likelihood {fit.log_likelihood:.2f} against {float(result.log_likelihood):.2f}"  # type: ignore[attr-defined]
    except Exception as failure:  # a peer that fails is part of the result
        told = f"peer: {type(failure).__name__}: {failure}"
    cells = min(persons, 2 ** (items // groups)) * groups * 31 * 31
    limit = exponentials(cells * fit.iterations)  # type: ignore[attr-defined]
    return Row(f"bifactor {persons} × {items}, {groups} groups", seconds, peer, f"{told}; limit {limit:.2f} s")


def two_dimensions() -> Row:
    rng = np.random.default_rng(3)
    persons, items = 5_000, 40
    loadings = np.repeat(np.eye(2, dtype=bool), items // 2, axis=0)
    slopes = loadings * rng.lognormal(0, 0.3, (items, 1))
    theta = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], persons)
    scores = binary(theta, slopes, rng.normal(size=items), 4)
    data = ResponseMatrix.from_dense(scores)
    fit, seconds = timed(lambda: calibrate_multidimensional(data, loadings, standard_errors=None, tol=1e-4))
    own, _ = timed(
        lambda: calibrate_multidimensional(
            data, np.ones((items, 2)) * ~np.eye(items, 2, k=1 - items, dtype=bool), standard_errors=None, tol=1e-4
        )
    )
    peer, told = None, ""
    try:
        import mirt

        result, peer = timed(
            lambda: mirt.fit_mirt(scores.astype(int), n_factors=2, compute_standard_errors=False, tol=1e-4)
        )
        found = float(result.log_likelihood)  # type: ignore[attr-defined]
        told = f"exploratory log-likelihood {own.log_likelihood:.2f} against {found:.2f}"  # type: ignore[attr-defined]
    except Exception as failure:  # as above
        told = f"peer: {type(failure).__name__}: {failure}"
    limit = exponentials(persons * 31 * 31 * fit.iterations)  # type: ignore[attr-defined]
    return Row(f"two dimensions {persons} × {items}", seconds, peer, f"{told}; limit {limit:.2f} s")


def fit_statistics() -> list[Row]:
    rng = np.random.default_rng(5)
    persons, items = 5_000, 60
    scores = binary(rng.normal(size=(persons, 1)), rng.lognormal(0, 0.3, (items, 1)), rng.normal(size=items), 6)
    data = ResponseMatrix.from_dense(scores)
    fit = calibrate(data, "2pl", standard_errors=None)
    on = tabulate_fit(data, fit)
    _, by_score = timed(lambda: s_x2(data, on, np.full(items, 2)))
    _, by_moments = timed(lambda: limited_information(data, fit, on, by_category=False))
    peer_score = peer_moments = None
    told = ["", ""]
    try:
        import mirt

        result = mirt.fit_mirt(scores.astype(int), "2PL", compute_standard_errors=False)
        _, peer_score = timed(lambda: mirt.itemfit(result, scores.astype(int), ["S_X2"]))
        _, peer_moments = timed(lambda: mirt.compute_m2(result, scores.astype(int)))
    except Exception as failure:  # as above
        told = [f"peer: {type(failure).__name__}: {failure}"] * 2
    size = f"{persons} × {items}"
    return [
        Row(f"S-X² {size}", by_score, peer_score, told[0]),
        Row(f"M2 {size}", by_moments, peer_moments, told[1]),
    ]


def main() -> None:
    calibrate(ResponseMatrix.from_dense(np.random.default_rng(0).integers(0, 2, (300, 8))), "2pl")  # compiles kernels
    print(f"{'':34}{'Mesur':>9}{'mirt':>9}{'ratio':>8}")
    for row in (bifactor(), two_dimensions(), *fit_statistics()):
        peer = "–" if row.peer is None else f"{row.peer:.2f}"
        ratio = "–" if row.peer is None else f"{row.peer / row.mesur:.1f}"
        print(f"{row.what:34}{row.mesur:9.2f}{peer:>9}{ratio:>8}  {row.told}", flush=True)


if __name__ == "__main__":
    main()
