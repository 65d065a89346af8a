"""DIF by each method: rejection at .05 where there is none, and power where there is.

Null data: two groups of 1,000, 20 items of the 2PL, the focal group .5 lower. Alternatives are in the first item:
uniform (.5 logits harder) and crossing (slopes 2.0 and .6), in a fifth as many data sets.
`python -m benchmarks.study_dif [data sets] [complete | block | adaptive]`: 500 unless given, and all designs. Of
blocks and adaptive sittings persons are matched by ability; SIBTEST, which compares total scores, is not asked there.
"""

import sys
from collections.abc import Callable

import numpy as np
from scipy.special import expit

from benchmarks.collection_designs import DESIGNS, collected
from calibration import Calibration, ResponseMatrix, calibrate
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


def answers(rng: np.random.Generator, kind: str, design: str) -> ResponseMatrix:
    """Responses; in the first item the slopes of both groups and how much harder it is for the focal group."""
    focal = GROUP == "focal"
    slope, other, harder = KINDS[kind]
    a = np.tile(np.ones(ITEMS) if kind == "null, 1PL" else rng.lognormal(0, 0.25, ITEMS), (PERSONS, 1))
    b = np.tile(rng.normal(0, 1, ITEMS), (PERSONS, 1))
    if not kind.startswith("null"):
        a[:, 0], b[:, 0] = np.where(focal, other, slope), np.where(focal, harder, 0.0)
    theta = rng.normal(np.where(focal, -0.5, 0.0))[:, None]
    return collected((rng.random(a.shape) < expit(a * (theta - b))).astype(int), b[0], design, rng)


def found_by(method: object, data: ResponseMatrix, fit: Calibration | None) -> object:
    reference = None if isinstance(method, Rmsd) else "reference"
    return detect_dif(data, GROUP, fit=fit, method=method, reference=reference)[0]


def rates(design: str, data_sets: int) -> dict[str, list[float]]:
    """Of each method the share of rejections by kind of data."""
    methods = {name: each for name, each in METHODS.items() if design == "complete" or "SIBTEST" not in name}
    table: dict[str, list[float]] = {name: [] for name in methods}
    for number, kind in enumerate(KINDS):
        found: dict[str, list[float]] = {name: [] for name in methods}
        for seed in range(data_sets if kind.startswith("null") else max(data_sets // 5, 20)):
            data = answers(np.random.default_rng([number, seed]), kind, design)
            fit = None if design == "complete" else calibrate(data, "2pl", standard_errors=None)
            for name, (method, p) in methods.items():
                rejected = p(found_by(method, data, fit)) < 0.05
                found[name].append(rejected.mean() if kind.startswith("null") else rejected[0])
        for name, each in found.items():
            table[name].append(float(np.mean(each)))
    return table


def main() -> None:
    data_sets = int(sys.argv[1]) if len(sys.argv) > 1 else DATA_SETS
    print(
        f"{data_sets} data sets of {PERSONS} × {ITEMS} each. Null: rejections at .05 over all items; else of the item"
    )
    for design in sys.argv[2:] or DESIGNS:
        print(f"{design:20s}" + "".join(f"{kind:>12s}" for kind in KINDS))
        for name, row in rates(design, data_sets).items():
            print(f"{name:20s}" + "".join(f"{rate:12.3f}" for rate in row), flush=True)


if __name__ == "__main__":
    main()
