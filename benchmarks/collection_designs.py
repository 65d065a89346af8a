"""Who meets which items in the studies of fit and invariance: everybody all, two overlapping blocks, or adaptively."""

import numpy as np

from calibration import ResponseMatrix

DESIGNS = ("complete", "block", "adaptive")
SHARE = 0.625
"""Share of the items that an adaptive sitting asks."""
NOISE = 0.4
"""Largest error in logits with which the adaptive rule takes the item nearest to its estimate."""


def collected(scores: np.ndarray, difficulty: np.ndarray, design: str, rng: np.random.Generator) -> ResponseMatrix:
    """The responses that a design collects of the scores (persons, items) that all would give.

    Blocks share the middle third of the items. The adaptive rule takes the item nearest to an estimate that moves by
    steps which grow smaller, and knows the difficulties (items,).
    """
    if design == "complete":
        return ResponseMatrix.from_dense(scores)
    persons, items = scores.shape
    if design == "block":
        scores = scores.copy()
        scores[: persons // 2, : items // 3] = scores[persons // 2 :, 2 * items // 3 :] = -1
        return ResponseMatrix.from_dense(scores)
    met, position = np.full(scores.shape, -1), np.full(scores.shape, -1)
    estimate, rows = np.zeros(persons), np.arange(persons)
    for at in range(int(items * SHARE)):
        distance = np.abs(difficulty - estimate[:, None]) + NOISE * rng.random(scores.shape)
        distance[met >= 0] = np.inf
        item = distance.argmin(axis=1)
        met[rows, item], position[rows, item] = scores[rows, item], at + 1
        estimate += np.where(scores[rows, item] == 1, 1, -1) * 1.5 / (at + 1.5)
    return ResponseMatrix.from_dense(met, position=position)
