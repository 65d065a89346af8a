"""Fixed item parameter calibration under random DIF: bias of a group's mean and SD, plain against corrected.

A group answers items whose parameters are held; each item's difficulty for the group is shifted by N(0, τ²). The bias
is told with its Monte-Carlo standard error. Give a number of replications to run fewer: `study_fipc.py 20`.
"""

import sys

import numpy as np
from scipy.special import expit

from calibration import ResponseMatrix
from calibration.invariance.random_dif import population_under_random_dif
from calibration.linking.linking_constants import Form
from engine import ItemParameters

PERSONS, ITEMS, REPLICATIONS = 1000, 40, 200
CASES = [(mean, sd, tau) for mean, sd in ((0.0, 1.0), (1.0, 1.2), (-1.5, 0.8)) for tau in (0.0, 0.3, 0.6)]


def one(rng: np.random.Generator, mean: float, sd: float, tau: float) -> tuple[float, float, float, float, float]:
    """Plain mean and SD, corrected mean and SD, and τ, less what is true."""
    a, b = rng.lognormal(0, 0.25, ITEMS), rng.normal(0, 1, ITEMS)
    shift = rng.normal(0, tau, ITEMS) if tau else np.zeros(ITEMS)
    theta = rng.normal(mean, sd, PERSONS)
    right = rng.random((PERSONS, ITEMS)) < expit(a * (theta[:, None] - b - shift))
    ids = tuple(f"i{at}" for at in range(ITEMS))
    held = Form(ids, ItemParameters.logistic(a, b))
    found = population_under_random_dif(ResponseMatrix.from_dense(right.astype(int), items=ids), held)
    return found.plain_mean - mean, found.plain_sd - sd, found.mean - mean, found.sd - sd, found.dif_sd - tau


def main() -> None:
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATIONS
    print(f"{PERSONS} persons, {ITEMS} items held, {replications} replications: bias (Monte-Carlo SE)")
    print("mean    SD   tau |    mean, plain      SD, plain | mean, corrected  SD, corrected |            tau")
    for mean, sd, tau in CASES:
        rng = np.random.default_rng(int(1000 * (mean + 2) + 100 * sd + 10 * tau))
        found = np.array([one(rng, mean, sd, tau) for _ in range(replications)])
        told = [
            f"{bias:+.3f} ({error:.3f})"
            for bias, error in zip(found.mean(axis=0), found.std(axis=0) / np.sqrt(replications), strict=True)
        ]
        print(f"{mean:+.1f}  {sd:.1f}   {tau:.1f} | {told[0]} {told[1]} | {told[2]} {told[3]} | {told[4]}", flush=True)


if __name__ == "__main__":
    main()
