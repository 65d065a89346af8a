"""What features of items are worth: the error of difficulty by responses per item, with and without them.

A bank of 100 items in 20 families; 70 of them are seeded, five at a time, among 20 calibrated items (Rasch, FIPC),
until each has 10, 20, 50, 100 or 200 responses; nobody is asked the other 30. Features explain none, half or .8 of the
variance of difficulty (1 logit²); of the rest, .3 lies between families. Plain is the calibration without features,
each difficulty with a prior N(0, 3²), so that items that all got right can be fitted too. "Worth" is how many responses
more an item needs in the plain calibration for the error that it has with features.

``python -m benchmarks.study_explained_difficulty 30`` makes 30 banks in each cell (10 by default).
"""

import sys
import time
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from calibration import (
    FeatureTable,
    JointOptions,
    Priors,
    ResponseMatrix,
    calibrate,
    calibrate_with_features,
    predict_difficulty,
)
from engine import ItemParameters, Normal

ITEMS, ASKED, FAMILIES, OLD, SEEDED = 100, 70, 20, 20, 5
RESPONSES = (10, 20, 50, 100, 200)
EXPLAINED = (0.0, 0.5, 0.8)
WEIGHTS = np.array([0.7, 0.5, 0.5]) / np.linalg.norm([0.7, 0.5, 0.5])
FAMILY_SHARE = 0.3


@dataclass(frozen=True)
class Trial:
    """Responses to old and seeded items, features of all new ones, and their true difficulties, asked ones first."""

    data: ResponseMatrix
    fixed: dict[str, ItemParameters]
    table: FeatureTable
    b: np.ndarray


def made_up_trial(seed: int, responses: int, explained: float) -> Trial:
    rng = np.random.default_rng([seed, responses, round(100 * explained)])
    features, family = rng.normal(size=(ITEMS, 3)), rng.integers(0, FAMILIES, ITEMS)
    left = 1 - explained
    b = np.sqrt(explained) * (features @ WEIGHTS) + rng.normal(0, np.sqrt(left * FAMILY_SHARE), FAMILIES)[family]
    b += rng.normal(0, np.sqrt(left * (1 - FAMILY_SHARE)), ITEMS)
    names = tuple(f"new{at}" for at in range(ITEMS))
    columns = {f"x{at}": tuple(map(str, features[:, at])) for at in range(3)}
    table = FeatureTable(names, columns, tuple(f"family{at}" for at in family))
    old = np.linspace(-2, 2, OLD)
    fixed = {f"old{at}": ItemParameters.logistic([1.0], [old[at]]) for at in range(OLD)}
    persons = ASKED * responses // SEEDED
    theta = rng.normal(size=persons)
    scores = np.full((persons, OLD + ASKED), -1)
    scores[:, :OLD] = rng.random((persons, OLD)) < expit(theta[:, None] - old)
    for block in np.array_split(np.arange(persons), responses):  # each block meets every new item once
        met = rng.permutation(ASKED)[: len(block) * SEEDED].reshape(len(block), SEEDED)
        chance = expit(theta[block, None] - b[met])
        scores[block[:, None], OLD + met] = rng.random(met.shape) < chance
    data = ResponseMatrix.from_dense(scores, items=(*fixed, *names[:ASKED]))
    return Trial(data, fixed, table, b)


def cell(responses: int, explained: float, repeats: int) -> np.ndarray:
    """Mean squares of errors (plain, with features, not asked), coverage (asked, not asked), τ² left, rounds."""
    rows = []
    for seed in range(repeats):
        trial = made_up_trial(seed, responses, explained)
        joint = calibrate_with_features(trial.data, "rasch", trial.table, JointOptions(fixed=trial.fixed))
        predicted = predict_difficulty(joint.explained, trial.table)
        plain = calibrate(
            trial.data, "rasch", fixed=trial.fixed, priors=Priors(b=Normal(0.0, 3.0)), standard_errors=None
        )
        low, high = predicted.band()
        inside, away = (low <= trial.b) & (trial.b <= high), predicted.b - trial.b
        without = plain.b[OLD:] - trial.b[:ASKED]
        squares = [np.mean(each**2) for each in (without, away[:ASKED], away[ASKED:])]
        rows.append([*squares, inside[:ASKED].mean(), inside[ASKED:].mean(), joint.explained.item_sd**2, joint.rounds])
    return np.mean(rows, axis=0)


def needed(mean_square: float, plain: np.ndarray) -> float:
    """Responses at which the plain calibration has this mean square: information is linear in responses."""
    known = np.array(RESPONSES, dtype=float)
    information = 1 / plain
    if 1 / mean_square > information[-1]:
        return known[-1] * (1 / mean_square) / information[-1]
    return float(np.interp(1 / mean_square, np.concatenate(([0.0], information)), np.concatenate(([0.0], known))))


def main(repeats: int) -> None:
    began = time.perf_counter()
    found = {(n, r2): cell(n, r2, repeats) for r2 in EXPLAINED for n in RESPONSES}
    plain = np.array([np.mean([found[n, r2][0] for r2 in EXPLAINED]) for n in RESPONSES])
    print(f"{repeats} banks in each cell; RMSE of difficulty in logits, 90 % bands")
    print(f"{'R²':>4}{'responses':>11}{'plain':>8}{'features':>10}{'worth':>8}{'coverage':>10}", end="")
    print(f"{'not asked':>11}{'coverage':>10}{'worth':>7}{'τ² / true':>11}{'rounds':>8}")
    for (n, r2), (base, with_features, cold, inside, cold_inside, left, rounds) in found.items():
        true = (1 - r2) * (1 - FAMILY_SHARE)
        worth = needed(with_features, plain) - needed(base, plain)
        print(f"{r2:>4}{n:>11}{np.sqrt(base):>8.3f}{np.sqrt(with_features):>10.3f}", end="")
        print(
            f"{worth:>+8.0f}{inside:>10.3f}{np.sqrt(cold):>11.3f}{cold_inside:>10.3f}",
            end="",
        )
        print(f"{needed(cold, plain):>7.0f}{left / true:>11.2f}{rounds:>8.1f}")
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
