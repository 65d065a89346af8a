"""False alarms and power of the evidence on fit: rejection at .05 where the model holds, and what misfits are found.

`python -m benchmarks.study_fit [data sets] [complete | block | adaptive | power]`: 500 unless given, and all parts.
Null data: 800 persons and 16 items of the 2PL; blocks of 11 items, adaptive sittings of 10.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np
from scipy.special import expit
from scipy.stats import norm

from benchmarks.collection_designs import DESIGNS, collected
from calibration import (
    Calibration,
    CalibrationError,
    ModelFit,
    ResponseMatrix,
    calibrate,
    model_fit,
    person_fit,
)
from calibration.fit.posterior_predictive import posterior_predictive
from calibration.fit.predictive_fit import predictive_fit
from calibration.fit.s_x2 import s_x2
from calibration.fit.sequential_person_fit import sequential_person_fit
from calibration.persons.posterior_abilities import tabulate_fit

PERSONS, ITEMS, DRAWS = 800, 16, 60
B = np.linspace(-1.6, 1.6, ITEMS)
EVERY = 50
"""Data sets after which the rates so far are printed."""
Answers = Callable[[np.random.Generator], np.ndarray]


def clean(rng: np.random.Generator) -> np.ndarray:
    """Scores (persons, items) under the 2PL."""
    slopes = rng.lognormal(0, 0.25, ITEMS)
    return answers(rng, expit(slopes * (rng.normal(size=(PERSONS, 1)) - B)))


def answers(rng: np.random.Generator, chance: np.ndarray) -> np.ndarray:
    return (rng.random(chance.shape) < chance).astype(int)


def testlets(rng: np.random.Generator) -> np.ndarray:
    """Six testlets whose effects have an SD of 1."""
    theta = rng.normal(size=(PERSONS, 1)) + rng.normal(size=(PERSONS, 6))[:, np.arange(ITEMS) % 6]
    return answers(rng, expit(rng.lognormal(0, 0.25, ITEMS) * (theta - B)))


def dimensions(rng: np.random.Generator) -> np.ndarray:
    """Two dimensions that correlate by .3."""
    theta = rng.multivariate_normal([0, 0], [[1, 0.3], [0.3, 1]], size=PERSONS)[:, np.arange(ITEMS) % 2]
    return answers(rng, expit(rng.lognormal(0, 0.25, ITEMS) * (theta - B)))


def one_odd(curve: Callable[[np.ndarray], np.ndarray], persons: int) -> Answers:
    """The item in the middle follows another curve."""

    def draw(rng: np.random.Generator) -> np.ndarray:
        theta = rng.normal(size=(persons, 1))
        chance = expit(rng.lognormal(0, 0.25, ITEMS) * (theta - B))
        chance[:, ITEMS // 2] = curve(theta[:, 0])
        return answers(rng, chance)

    return draw


def two_slopes(rng: np.random.Generator) -> np.ndarray:
    """Slopes of .4 and 2.2 in turn."""
    return answers(rng, expit(np.resize([0.4, 2.2], ITEMS) * (rng.normal(size=(PERSONS, 1)) - B)))


def data_set(seed: int, design: str, draw: Answers = clean) -> ResponseMatrix:
    rng = np.random.default_rng(seed)
    return collected(draw(rng), B, design, rng)


def rejections(design: str, seed: int) -> tuple[dict[str, float], str] | None:
    """Share of tests that reject at .05, by statistic, and the verdict; None where a slope is not above 0.

    The seed of the simulated critical values is another for each data set: with one for all, its luck would be in all.
    """
    data = data_set(seed, design)
    fit = calibrate(data, "2pl", standard_errors=None)
    try:
        found = model_fit(data, fit, seed=seed)
        return shares(found, data, fit, design, seed), found.verdict.name
    except CalibrationError:
        return None


def shares(found: ModelFit, data: ResponseMatrix, fit: Calibration, design: str, seed: int) -> dict[str, float]:
    items, pairs, whole = found.item_fit, found.pair_fit, found.dimensions
    assert pairs is not None
    assert whole is not None
    p = {
        "S-X²": items.s_x2_p,
        "predictive residuals": items.curve.p,
        "infit": found.mean_squares.infit_p,
        "outfit": found.mean_squares.outfit_p,
        "Q3, largest pair": pairs.largest_p,
        "LD X²": pairs.ld_p[np.triu_indices(len(pairs.items), 1)],
        "first eigenvalue": whole.p,
        "M2": np.nan if found.m2 is None else found.m2.p,
    }
    check = found.predicted or posterior_predictive(data, tabulate_fit(data, fit), draws=DRAWS, seed=seed)
    p["posterior-predictive"] = np.nan if check is None else check.p
    if design == "adaptive":
        persons = sequential_person_fit(data, fit)
        p |= {"lz, sequential": persons.lz_p, "CUSUM": persons.cusum_p}
    else:
        p["lz* at WLE"] = norm.cdf(person_fit(data, fit).lz_star)
    known = {name: np.atleast_1d(each)[np.isfinite(np.atleast_1d(each))] for name, each in p.items()}
    return {name: float((each < 0.05).mean()) for name, each in known.items() if each.size}


def null(design: str, count: int) -> None:
    rates: dict[str, list[float]] = defaultdict(list)
    verdicts: dict[str, int] = defaultdict(int)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for number, judged in enumerate(pool.map(partial(rejections, design), range(count)), 1):
            shares, verdict = judged or ({}, "REVERSED")
            for name, share in shares.items():
                rates[name].append(share)
            verdicts[verdict] += 1
            if number % EVERY == 0 or number == count:
                show(design, number, rates, verdicts)


def show(design: str, count: int, rates: dict[str, list[float]], verdicts: dict[str, int]) -> None:
    print(f"{design}, {count} null data sets: rejection at .05, and its Monte-Carlo error")
    for name, each in rates.items():
        print(f"  {name:22s} {np.mean(each):.4f} ± {np.std(each) / np.sqrt(len(each)):.4f}")
    print(f"  verdicts: {dict(verdicts)}", flush=True)


ODD: dict[str, tuple[Answers, str]] = {
    "non-monotone item": (one_odd(lambda theta: 0.2 + 0.6 * np.exp(-((theta - 0.2) ** 2)), 1000), "2pl"),
    "c = .3, hard item": (one_odd(lambda theta: 0.3 + 0.7 * expit(1.2 * (theta - 1.5)), 2000), "2pl"),
    "slopes .4 / 2.2": (two_slopes, "rasch"),
}
DEPENDENT: dict[str, Answers] = {"six testlets, SD 1": testlets, "two dimensions, r = .3": dimensions}


def power(count: int) -> None:
    print(f"{count} data sets each: share found at .05 by S-X², by predictive residuals, by these of adaptive data")
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for name in ODD:
            hits = np.nanmean(list(pool.map(partial(found, name), range(count))), axis=0)
            print(f"  {name:22s} {hits[0]:.3f} {hits[1]:.3f} {hits[2]:.3f}", flush=True)
        print("verdicts, and the issues that were named")
        for name in DEPENDENT:
            for design in DESIGNS:
                named = Counter[str]()
                for each in pool.map(partial(refusal, name, design), range(count)):
                    named.update(each)
                print(f"  {name:22s} {design:9s} {count} data sets; {dict(named)}", flush=True)


def found(name: str, seed: int) -> tuple[float, float, float]:
    """Share of the odd items that are found in one data set; NaN where a slope is not above 0."""
    complete, adaptive = (data_set(seed, design, ODD[name][0]) for design in ("complete", "adaptive"))
    return share_found(name, complete, total_score=True), share_found(name, complete), share_found(name, adaptive)


def share_found(name: str, data: ResponseMatrix, *, total_score: bool = False) -> float:
    model = ODD[name][1]
    estimated = np.full(ITEMS, 1 if model == "rasch" else 2)
    try:
        on = tabulate_fit(data, calibrate(data, model, standard_errors=None))
    except CalibrationError:
        return float("nan")
    p = s_x2(data, on, estimated + (model == "rasch")).p if total_score else predictive_fit(data, on, estimated).p
    return float((p[slice(None) if model == "rasch" else [ITEMS // 2]] < 0.05).mean())


def refusal(name: str, design: str, seed: int) -> list[str]:
    """The verdict and the issues that were named."""
    data = data_set(seed, design, DEPENDENT[name])
    judged = model_fit(data, calibrate(data, "2pl", standard_errors=None), seed=seed)
    return [judged.verdict.name, *(each.issue.name for each in judged.issues)]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    parts = sys.argv[2:] or [*DESIGNS, "power"]
    for part in parts:
        if part == "power":
            power(max(count // 10, 20))
        else:
            null(part, count)


if __name__ == "__main__":
    main()
