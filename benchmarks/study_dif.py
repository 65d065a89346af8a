"""DIF by each method: rejection at .05 where there is none, and power where there is.

Null data: two groups of 1,000, 20 items of the 2PL, the focal group .5 lower. Alternatives are in the first item:
uniform (.5 logits harder) and crossing (slopes 2.0 and .6). Give a number of data sets to run fewer: `study_dif.py 50`.
"""

import sys
from collections.abc import Callable

import numpy as np
from scipy.special import expit

from calibration import ResponseMatrix
from calibration.invariance.dif import detect_dif
from calibration.invariance.logistic_regression import LogisticRegression
from calibration.invariance.mantel_haenszel_dif import MantelHaenszel
from calibration.invariance.model_comparison import LikelihoodRatio, Wald
from calibration.invariance.rmsd import Rmsd
from calibration.invariance.sibtest import Sibtest

PERSONS, ITEMS, DATA_SETS = 2000, 20, 500
GROUP = np.where(np.arange(PERSONS) % 2 == 1, "focal", "reference")
METHODS: dict[str, tuple[object, Callable[[object], np.ndarray]]] = {
    "Mantel-Haenszel": (MantelHaenszel(purify=False), lambda found: found.odds.p),
    "logistic, both": (LogisticRegression(purify=False), lambda found: found.both.p),
    "logistic, uniform": (LogisticRegression(purify=False), lambda found: found.uniform.p),
    "LR, both": (LikelihoodRatio(purify=False), lambda found: found.both.p),
    "Wald (score), both": (Wald(purify=False), lambda found: found.both.p),
    "Wald, purified": (Wald(), lambda found: found.both.p),
    "SIBTEST": (Sibtest(purify=False), lambda found: found.uniform.p),
    "crossing SIBTEST": (Sibtest(purify=False), lambda found: found.crossing.p),
    "RMSD's score test": (Rmsd(), lambda found: found.tests.p[:, 0]),
}
KINDS = {"null": (1.0, 1.0, 0.0), "null, 1PL": (1.0, 1.0, 0.0), "uniform": (1.0, 1.0, 0.5), "crossing": (2.0, 0.6, 0.0)}


def answers(rng: np.random.Generator, kind: str) -> ResponseMatrix:
    """Responses; in the first item the slopes of both groups and how much harder it is for the focal group."""
    focal = GROUP == "focal"
    slope, other, harder = KINDS[kind]
    a = np.tile(np.ones(ITEMS) if kind == "null, 1PL" else rng.lognormal(0, 0.25, ITEMS), (PERSONS, 1))
    b = np.tile(rng.normal(0, 1, ITEMS), (PERSONS, 1))
    if not kind.startswith("null"):
        a[:, 0], b[:, 0] = np.where(focal, other, slope), np.where(focal, harder, 0.0)
    theta = rng.normal(np.where(focal, -0.5, 0.0))[:, None]
    return ResponseMatrix.from_dense((rng.random(a.shape) < expit(a * (theta - b))).astype(int))


def main() -> None:
    data_sets = int(sys.argv[1]) if len(sys.argv) > 1 else DATA_SETS
    print(
        f"{data_sets} data sets of {PERSONS} × {ITEMS} each. Null: rejections at .05 over all items; else of the item"
    )
    print(f"{'':20s}" + "".join(f"{kind:>12s}" for kind in KINDS))
    rates = {name: [] for name in METHODS}
    for number, kind in enumerate(KINDS):
        found: dict[str, list[float]] = {name: [] for name in METHODS}
        for seed in range(data_sets):
            data = answers(np.random.default_rng([number, seed]), kind)
            for name, (method, p) in METHODS.items():
                reference = None if isinstance(method, Rmsd) else "reference"
                rejected = p(detect_dif(data, GROUP, method=method, reference=reference)[0]) < 0.05
                found[name].append(rejected.mean() if kind.startswith("null") else rejected[0])
        for name, rejected in found.items():
            rates[name].append(np.mean(rejected))
    for name, row in rates.items():
        print(f"{name:20s}" + "".join(f"{rate:12.3f}" for rate in row))


if __name__ == "__main__":
    main()
