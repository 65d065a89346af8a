"""False alarms and power of the evidence on fit: rejection at .05 over null data sets, and what misfits are found.

`python -m benchmarks.study_fit [data sets]`: 500 unless given; complete, block and adaptive data under the 2PL.
"""

import sys
from collections.abc import Callable

import numpy as np
from scipy.special import expit

from calibration import FitVerdict, ResponseMatrix, calibrate, model_fit
from calibration.fit.predictive_fit import predictive_fit
from calibration.fit.s_x2 import s_x2
from calibration.persons.posterior_abilities import tabulate_fit

PERSONS, ITEMS, LENGTH = 1500, 24, 12
B = np.linspace(-1.6, 1.6, ITEMS)
Curve = Callable[[np.ndarray], np.ndarray]


def probabilities(theta: np.ndarray, slopes: np.ndarray, odd: Curve | None) -> np.ndarray:
    prob = expit(slopes * (theta[:, None] - B))
    if odd is not None:
        prob[:, ITEMS // 2] = odd(theta)
    return prob


def data_set(seed: int, design: str, odd: Curve | None = None) -> ResponseMatrix:
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=PERSONS)
    scores = (rng.random((PERSONS, ITEMS)) < probabilities(theta, rng.lognormal(0, 0.25, ITEMS), odd)).astype(int)
    if design == "complete":
        return ResponseMatrix.from_dense(scores)
    if design == "block":
        scores[: PERSONS // 2, : ITEMS // 3] = scores[PERSONS // 2 :, 2 * ITEMS // 3 :] = -1
        return ResponseMatrix.from_dense(scores)
    met, position = np.full((PERSONS, ITEMS), -1), np.full((PERSONS, ITEMS), -1)
    estimate, rows = np.zeros(PERSONS), np.arange(PERSONS)
    for at in range(LENGTH):
        distance = np.abs(B - estimate[:, None]) + 0.4 * rng.random((PERSONS, ITEMS))
        distance[met >= 0] = 9
        item = distance.argmin(axis=1)
        met[rows, item], position[rows, item] = scores[rows, item], at + 1
        estimate += np.where(scores[rows, item] == 1, 1, -1) * 1.5 / (at + 1.5)
    return ResponseMatrix.from_dense(met, position=position)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    parameters = np.full(ITEMS, 2)
    print("rejection at .05 under the null, over items", flush=True)
    for design in ("complete", "block", "adaptive"):
        found: dict[str, list[float]] = {"S-X²": [], "predictive": []}
        for seed in range(count):
            data = data_set(seed, design)
            on = tabulate_fit(data, calibrate(data, "2pl", standard_errors=None))
            found["predictive"] += predictive_fit(data, on, parameters).p.tolist()
            if design != "adaptive":
                found["S-X²"] += s_x2(data, on, parameters).p.tolist()
        rates = {name: np.mean(np.array(p) < 0.05) for name, p in found.items() if p}
        print(design, {name: round(float(rate), 4) for name, rate in rates.items()}, flush=True)
    few = max(count // 5, 10)
    refused = sum(verdict(data_set(seed, "complete")) is FitVerdict.NO for seed in range(few))
    print(f"verdict no on clean complete data: {refused} of {few}", flush=True)
    odd: dict[str, Curve] = {
        "non-monotone": lambda theta: 0.2 + 0.6 * np.exp(-((theta - 0.2) ** 2)),
        "c = .3, hard": lambda theta: 0.3 + 0.7 * expit(1.2 * (theta - 1.5)),
    }
    for name, curve in odd.items():
        hits = np.zeros(2)
        for seed in range(few):
            data = data_set(seed, "complete", curve)
            on = tabulate_fit(data, calibrate(data, "2pl", standard_errors=None))
            p = s_x2(data, on, parameters).p, predictive_fit(data, on, parameters).p
            hits += [each[ITEMS // 2] < 0.05 for each in p]
        print(f"power against {name}: S-X² {hits[0] / few:.2f}, predictive {hits[1] / few:.2f}", flush=True)


def verdict(data: ResponseMatrix) -> FitVerdict:
    return model_fit(data, calibrate(data, "2pl", standard_errors=None)).verdict


if __name__ == "__main__":
    main()
