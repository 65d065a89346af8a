"""Calibration by Mesur, girth and the PyPI package mirt in one run: time, memory and log-likelihood reached.

Each fit runs in its own process, so that memory can be attributed, and is terminated after a time-out. The
log-likelihoods of the estimated parameters are all computed with the same 161 nodes and the same normal population; the
distance from the best one shows how far each program had converged.
"""

import multiprocessing
import resource
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logsumexp

TIME_OUT = 90.0  # seconds for a peer
NODES = np.linspace(-8, 8, 161)
NONE = -1


class Data(NamedTuple):
    """Right and wrong answers, (persons, items), −1 where none was asked for."""

    name: str
    scores: np.ndarray
    model: str


class FitResult(NamedTuple):
    """What a program gave: slopes, difficulties, guessing, the population's SD; and what it took."""

    a: np.ndarray
    b: np.ndarray
    c: np.ndarray
    sd: float
    seconds: float
    megabytes: float


Fit = Callable[[Data], tuple[np.ndarray, np.ndarray, np.ndarray, float]]


def simulated_data(
    name: str, model: str, persons: int, items: int, *, met: int | None = None, guessing: bool = False
) -> Data:
    """a lognormal(0, .3), or 1 for the Rasch model; b and θ normal; c Beta(20, 80)."""
    rng = np.random.default_rng([persons, items])
    a = np.ones(items) if model == "rasch" else rng.lognormal(0, 0.3, items)
    b, c = rng.normal(0, 1, items), rng.beta(20, 80, items) if guessing else np.zeros(items)
    theta = rng.normal(0, 1, persons)
    scores = np.empty((persons, items), dtype=np.int8)
    for rows in np.array_split(np.arange(persons), max(1, persons // 10_000)):
        right = c + (1 - c) * expit(a * (theta[rows, np.newaxis] - b))
        part = (rng.random(right.shape) < right).astype(np.int8)
        if met is not None:
            unmet = rng.random(right.shape).argpartition(met, axis=1)[:, met:]
            np.put_along_axis(part, unmet, NONE, axis=1)
        scores[rows] = part
    return Data(name, scores, model)


def fit_mesur(standard_errors: str | None) -> Fit:
    def fit(data: Data) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
        from calibration import ResponseMatrix, calibrate

        warm = np.random.default_rng(0).integers(0, 2, (300, 10))
        warm[::2, 0] = NONE
        calibrate(ResponseMatrix.from_dense(warm), data.model)  # compiles the kernels
        matrix = ResponseMatrix.from_dense(data.scores)
        began = time.perf_counter()
        priors = "default" if data.model == "3pl" else None
        fitted = calibrate(matrix, data.model, standard_errors=standard_errors, priors=priors)
        seconds = time.perf_counter() - began
        parameters = fitted.parameters
        sd = next(iter(fitted.population.values())).sd
        return parameters.a, parameters.b[:, 0], parameters.c, sd, seconds

    return fit


def fit_girth(data: Data) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    from girth import INVALID_RESPONSE, rasch_mml, twopl_mml

    scores = np.where(data.scores == NONE, INVALID_RESPONSE, data.scores).T.astype(int)
    began = time.perf_counter()
    found = rasch_mml(scores) if data.model == "rasch" else twopl_mml(scores)
    seconds = time.perf_counter() - began
    items = scores.shape[0]
    return np.broadcast_to(found["Discrimination"], items), found["Difficulty"], np.zeros(items), 1.0, seconds


def fit_mirt(nodes: int, tolerance: float, *, errors: bool = False) -> Fit:
    def fit(data: Data) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
        from mirt import fit_mirt

        scores = data.scores.astype(int)
        model = {"2pl": "2PL", "3pl": "3PL", "rasch": "1PL"}[data.model]
        began = time.perf_counter()
        result = fit_mirt(scores, model, n_quadpts=nodes, tol=tolerance, max_iter=2000, compute_standard_errors=errors)
        seconds = time.perf_counter() - began
        found = result.model.parameters
        items = scores.shape[1]
        a = np.broadcast_to(found.get("discrimination", 1.0), items)
        return a, found["difficulty"], found.get("guessing", np.zeros(items)), 1.0, seconds

    return fit


def run_fit(fit: Fit, data: Data, pipe: "multiprocessing.connection.Connection") -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    a, b, c, sd, seconds = fit(data)
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    pipe.send(FitResult(np.array(a), np.array(b), np.array(c), sd, seconds, megabytes))


def fit_in_process(fit: Fit, data: Data, time_out: float) -> FitResult | str:
    """What a fit gave in a process of its own, or why it gave nothing."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    process = fork.Process(target=run_fit, args=(fit, data, there), daemon=True)
    process.start()
    there.close()
    try:
        return here.recv() if here.poll(time_out) else f"ended after {time_out:.0f} s"
    except EOFError:
        return "crashed"
    finally:
        process.kill()
        process.join()


def log_likelihood(data: Data, fitted: FitResult) -> float:
    """Marginal log-likelihood of the parameters, with a normal population of the SD that goes with them."""
    theta = NODES * fitted.sd
    right = fitted.c[:, np.newaxis] + (1 - fitted.c[:, np.newaxis]) * expit(
        fitted.a[:, np.newaxis] * (theta - fitted.b[:, np.newaxis])
    )
    log_right, log_wrong = np.log(right), np.log1p(-right)
    weights = -NODES * NODES / 2 - logsumexp(-NODES * NODES / 2)
    total = 0.0
    for rows in np.array_split(data.scores, max(1, len(data.scores) // 5000)):
        total += float(logsumexp((rows == 1) @ log_right + (rows == 0) @ log_wrong + weights, axis=1).sum())
    return total


def report(data: Data, fits: list[tuple[str, Fit]]) -> None:
    persons, items = data.scores.shape
    print(f"{data.name}: {persons:,} × {items}, {(data.scores != NONE).sum():,} responses")
    found = [(name, fit_in_process(fit, data, TIME_OUT)) for name, fit in fits]
    reached = {name: log_likelihood(data, one) for name, one in found if isinstance(one, FitResult)}
    best = max(reached.values(), default=0.0)
    print(f"  {'':38s} {'s':>8s} {'MB':>7s} {'log-likelihood':>16s} {'short of best':>14s}")
    for name, one in found:
        if isinstance(one, FitResult):
            short = best - reached[name]
            print(f"  {name:38s} {one.seconds:8.2f} {one.megabytes:7.0f} {reached[name]:16.3f} {short:14.3f}")
        else:
            print(f"  {name:38s} {one}")
    print(flush=True)


def main() -> None:
    fast, full, fine = fit_mesur(None), fit_mesur("observed"), fit_mirt(61, 1e-5)
    report(
        simulated_data("2PL, complete (to reach: .6 s, with errors 1.5 s)", "2pl", 20_000, 100),
        [
            ("Mesur", fast),
            ("Mesur, with standard errors", full),
            ("mirt (PyPI), its 21 nodes", fit_mirt(21, 1e-4)),
            ("mirt (PyPI), 61 nodes", fine),
            ("girth", fit_girth),
        ],
    )
    report(
        simulated_data("2PL, 40 items each (to reach: 3 s, 1 GB)", "2pl", 100_000, 500, met=40),
        [("Mesur", fast), ("mirt (PyPI), 61 nodes", fine), ("girth", fit_girth)],
    )
    report(
        simulated_data("3PL, ours with priors (to reach: 1.5 s)", "3pl", 10_000, 60, guessing=True),
        [("Mesur", fast), ("mirt (PyPI), 61 nodes", fine)],
    )
    report(
        simulated_data("Rasch (to reach: .3 s)", "rasch", 20_000, 100),
        [("Mesur", fast), ("mirt (PyPI), 61 nodes, common slope", fine), ("girth", fit_girth)],
    )


if __name__ == "__main__":
    main()
