"""Latent regression beside the PyPI package mirt in one run, and a national table: time, memory, distance to the truth.

The peer's `MixedEffectsIRT` fits the items without the regressors, then regresses EAP estimates on them; its
coefficients are too small by the reliability. Mesur maximises one likelihood of items and regression. Each fit runs in
its own process; both log-likelihoods are computed with the same 161 nodes.
"""

import multiprocessing
import resource
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logsumexp

PERSONS, ITEMS, TIME_OUT = 20_000, 100, 300.0
NODES = np.linspace(-10, 10, 161)
TRUTH = np.array([0.5, -0.3, 0.4])


class Fitted(NamedTuple):
    """Slopes, difficulties, intercept, coefficients and residual SD; seconds and megabytes taken."""

    a: np.ndarray
    b: np.ndarray
    intercept: float
    coefficients: np.ndarray
    residual: float
    seconds: float
    megabytes: float


class Data(NamedTuple):
    """Answers (persons, items) and regressors (persons, 3)."""

    scores: np.ndarray
    regressors: np.ndarray


def simulated(persons: int, items: int) -> Data:
    """a lognormal(0, .3), b normal; θ = .5 x1 − .3 x2 + .4 x3 + N(0, 1), x1 normal, x2 and x3 of 0 and 1."""
    random = np.random.default_rng([persons, items])
    x = np.column_stack((random.normal(size=persons), random.random((persons, 2)) < 0.4)).astype(float)
    theta = x @ TRUTH + random.normal(size=persons)
    a, b = random.lognormal(0, 0.3, items), random.normal(size=items)
    scores = (random.random((persons, items)) < expit(a * (theta[:, None] - b))).astype(np.int8)
    return Data(scores, x)


def fit_mesur(errors: str | None) -> Callable[[Data], Fitted]:
    def fit(data: Data) -> Fitted:
        from calibration import ResponseMatrix, calibrate

        small = simulated(300, 8)
        calibrate(ResponseMatrix.from_dense(small.scores), "2pl", regressors=small.regressors)  # compiles the kernels
        matrix = ResponseMatrix.from_dense(data.scores)
        began = time.perf_counter()
        found = calibrate(matrix, "2pl", regressors=data.regressors, standard_errors=errors)
        seconds = time.perf_counter() - began
        regression = found.require_converged().population.regression
        assert regression is not None
        return Fitted(found.a, found.b, 0.0, regression.coefficients, regression.residual_sd, seconds, 0.0)

    return fit


def fit_peer(data: Data) -> Fitted:
    from mirt import MixedEffectsIRT

    began = time.perf_counter()
    found = MixedEffectsIRT("2PL", person_covariates=data.regressors).fit(data.scores.astype(int), max_iter=2000)
    seconds = time.perf_counter() - began
    parameters = found.model.parameters
    return Fitted(
        np.asarray(parameters["discrimination"]),
        np.asarray(parameters["difficulty"]),
        found.person_intercept,
        np.asarray(found.person_effects),
        float(np.sqrt(found.residual_variance)),
        seconds,
        0.0,
    )


def run(fit: Callable[[Data], Fitted], data: Data, pipe: "multiprocessing.connection.Connection") -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = fit(data)
    pipe.send(found._replace(megabytes=(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))


def in_process(fit: Callable[[Data], Fitted], data: Data) -> Fitted | str:
    """What a fit gave in a process of its own, or why it gave nothing."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    process = fork.Process(target=run, args=(fit, data, there), daemon=True)
    process.start()
    there.close()
    try:
        return here.recv() if here.poll(TIME_OUT) else f"ended after {TIME_OUT:.0f} s"
    except EOFError:
        return "crashed, or is not installed"
    finally:
        process.kill()
        process.join()


def log_likelihood(data: Data, found: Fitted) -> float:
    """Of the answers given the regressors."""
    log_right = -np.logaddexp(0, -found.a[:, None] * (NODES - found.b[:, None]))
    log_wrong = -np.logaddexp(0, found.a[:, None] * (NODES - found.b[:, None]))
    mean = found.intercept + data.regressors @ found.coefficients
    total = 0.0
    for rows in np.array_split(np.arange(len(mean)), 20):
        prior = -0.5 * ((NODES - mean[rows, None]) / found.residual) ** 2
        prior -= logsumexp(prior, axis=1, keepdims=True)
        answers = data.scores[rows].astype(float)
        total += float(logsumexp(answers @ log_right + (1 - answers) @ log_wrong + prior, axis=1).sum())
    return total


def compare() -> None:
    data = simulated(PERSONS, ITEMS)
    print(f"Latent regression, {PERSONS:,} × {ITEMS}, 2PL, three regressors")
    fits = {"Mesur": fit_mesur(None), "Mesur, with errors": fit_mesur("observed"), "mirt (PyPI)": fit_peer}
    found = {name: in_process(fit, data) for name, fit in fits.items()}
    for name, each in found.items():
        if isinstance(each, str):
            print(f"  {name:20} {each}")
            continue
        away = each.coefficients / each.residual - TRUTH
        likelihood = log_likelihood(data, each)
        print(
            f"  {name:20} {each.seconds:7.2f} s {each.megabytes:7.0f} MB  log-likelihood {likelihood:.2f}"
            f"  largest error of a coefficient {np.abs(away).max():.3f}"
        )
    mesur, peer = found["Mesur"], found["mirt (PyPI)"]
    if isinstance(mesur, Fitted) and isinstance(peer, Fitted):
        print(f"  the peer takes {peer.seconds / mesur.seconds:.1f} times as long")
        print(f"  one exponential for each person and node takes {exponentials(PERSONS * 61):.3f} s")


def exponentials(count: int) -> float:
    """Seconds for so many exponentials on one thread: no E-step can take less."""
    values = np.linspace(-20, 0, count)
    began = time.perf_counter()
    np.exp(values, out=values)
    return time.perf_counter() - began


def national() -> None:
    from calibration import ResponseMatrix, calibrate, code_regressors, paired_jackknife, plausible_values
    from calibration.population.national_table import national_table
    from calibration.responses.label_codes import Labels

    persons, items = 280_000, 30
    random = np.random.default_rng(280)
    region, meals = random.integers(0, 22, persons).astype(str), np.where(random.random(persons) < 0.25, "yes", "no")
    school = random.integers(0, 160, persons)
    theta = -0.4 * (meals == "yes") + random.normal(0, 0.2, 160)[school] + random.normal(size=persons)
    a, b = random.lognormal(0, 0.3, items), np.linspace(-2.5, 2.5, items)
    data = ResponseMatrix.from_dense(
        (random.random((persons, items)) < expit(a * (theta[:, None] - b))).astype(np.int8)
    )
    weights = random.uniform(0.5, 2, persons)
    print(f"\nA national table, {persons:,} × {items}: 22 regions, meals, 10 plausible values, 80 replicate weights")
    began = last = time.perf_counter()

    def told(step: str) -> None:
        nonlocal last
        now = time.perf_counter()
        print(f"  {step:30} {now - last:7.2f} s")
        last = now

    fit = calibrate(data, "2pl", standard_errors=None)
    told("items")
    coded = code_regressors({"region": region, "meals": meals})
    regressed = calibrate(data, "2pl", fixed=fit, regressors=coded, weights=weights, standard_errors="sandwich")
    told("regression, with errors")
    values = plausible_values(data, regressed, regressors=coded, draws=10, seed=1)
    told("plausible values")
    by = {"region": Labels.from_values(region), "meals": Labels.from_values(meals)}
    rows = national_table(values, by, weights=weights, replicates=paired_jackknife(school // 2, school, weights))
    told(f"table of {len(rows)} groups")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"  in all {time.perf_counter() - began:.1f} s (to meet: 180 s), peak {peak:.2f} GB (to meet: 4 GB)")


if __name__ == "__main__":
    compare()
    national()
