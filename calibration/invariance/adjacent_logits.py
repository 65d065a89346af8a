"""Logistic regressions of many items at once, from counts: binary, or by adjacent categories for more scores."""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Bools, Floats, Ints

MAX_STEPS, TOLERANCE = 40, 1e-10
LARGEST = 50.0
"""A coefficient beyond it, in standard units of its variable, says that the maximum is at infinity."""


@dataclass(frozen=True, slots=True, eq=False)
class Regressions:
    """Fits of n items; NaN where the maximum is not reached, as with answers that are separated.

    Parameters
    ----------
    log_likelihood : (n,) multinomial, without constants
    coefficients : (n, K − 1 + p) intercepts, 0 of categories that no one chose, then slopes
    """

    log_likelihood: Floats
    coefficients: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ItemCounts:
    """Answers by cell, that is item, matching value and group, sorted by item.

    Parameters
    ----------
    item, value, focal : (C,)
    counts : (C, K) answers in each category
    starts : (n + 1,) where each item's cells begin
    """

    item: Ints
    value: Floats
    focal: Floats
    counts: Floats
    starts: Ints


def regress(cells: ItemCounts, predictors: Floats) -> Regressions:
    """Maximise Σ counts · log P(k), with log P(k) / P(0) = intercept_k + k · predictors · slopes, item by item.

    Parameters
    ----------
    predictors : (C, p) by cell, p may be 0

    References
    ----------
    Agresti (2013), *Categorical Data Analysis*, §8.3: adjacent-category logits; with two categories logistic
    regression.
    """
    items, (_, width), slopes = cells.starts.size - 1, cells.counts.shape, predictors.shape[1]
    size = width - 1 + slopes
    used = np.add.reduceat(np.vstack((cells.counts, np.zeros((1, width)))), cells.starts[:-1], axis=0)
    used *= (np.diff(cells.starts) > 0)[:, None]
    beta, active = np.zeros((items, size)), np.zeros((items, size), dtype=bool)
    active[:, : width - 1] = used[:, 1:] > 0
    active[:, width - 1 :] = ((used > 0).sum(axis=1) > 1)[:, None]
    with np.errstate(divide="ignore"):
        base = np.log(used[:, 1:] / np.maximum(used[:, :1], 0.5))
    beta[:, : width - 1] = np.where(active[:, : width - 1], base, 0.0)
    value = _log_likelihood(cells, predictors, beta, active)[0]
    open_ = np.isfinite(value) & (used[:, 0] > 0)
    value[~open_] = np.nan
    for _ in range(MAX_STEPS):
        step = _newton_step(cells, predictors, beta, active)
        step[~open_] = 0.0
        beta, value, moved = _halved(cells, predictors, beta, step, value, active)
        if moved < TOLERANCE:
            break
    diverged = (np.abs(beta[:, width - 1 :]) > LARGEST).any(axis=1) | ~np.isfinite(beta).all(axis=1)
    value[diverged] = np.nan
    return Regressions(value, np.where(np.isfinite(value)[:, None], beta, np.nan))


def _probabilities(cells: ItemCounts, predictors: Floats, beta: Floats, active: Bools) -> Floats:
    """(C, K)"""
    width = cells.counts.shape[1]
    own = beta[cells.item]
    lines = np.zeros(cells.counts.shape)
    lines[:, 1:] = np.where(active[cells.item, : width - 1], own[:, : width - 1], -np.inf)
    lines += np.arange(width) * (own[:, width - 1 :] * predictors).sum(axis=1, keepdims=True)
    lines -= lines.max(axis=1, keepdims=True)
    prob = np.exp(lines)
    found: Floats = prob / prob.sum(axis=1, keepdims=True)
    return found


def _log_likelihood(cells: ItemCounts, predictors: Floats, beta: Floats, active: Bools) -> tuple[Floats, Floats]:
    prob = _probabilities(cells, predictors, beta, active)
    logs = np.log(np.where(cells.counts > 0, np.maximum(prob, 1e-300), 1.0))
    value = np.bincount(cells.item, (cells.counts * logs).sum(axis=1), cells.starts.size - 1)
    return value.astype(float), prob


def _newton_step(cells: ItemCounts, predictors: Floats, beta: Floats, active: Bools) -> Floats:
    prob = _probabilities(cells, predictors, beta, active)
    total, score = cells.counts.sum(axis=1), np.arange(cells.counts.shape[1])
    mean = prob @ score
    gradient = np.concatenate(
        (
            cells.counts[:, 1:] - total[:, None] * prob[:, 1:],
            predictors * (cells.counts @ score - total * mean)[:, None],
        ),
        axis=1,
    )
    inner = -total[:, None, None] * prob[:, 1:, None] * prob[:, None, 1:]
    inner += (total[:, None] * prob[:, 1:])[:, :, None] * np.eye(prob.shape[1] - 1)
    cross = (total[:, None] * prob[:, 1:] * (score[1:] - mean[:, None]))[:, :, None] * predictors[:, None, :]
    spread = total * (prob @ score**2 - mean**2)
    outer = spread[:, None, None] * predictors[:, :, None] * predictors[:, None, :]
    whole = np.concatenate(
        (np.concatenate((inner, cross), axis=2), np.concatenate((cross.transpose(0, 2, 1), outer), axis=2)), axis=1
    )
    first, information = (_by_item(cells, part) for part in (gradient, whole))
    first = np.where(active, first, 0.0)
    information *= active[:, :, None] & active[:, None]
    scale = np.einsum("nii->ni", information)
    information[:, np.arange(scale.shape[1]), np.arange(scale.shape[1])] += np.where(active, 1e-12 * scale + 1e-12, 1.0)
    return np.asarray(np.linalg.solve(information, first[:, :, None])[:, :, 0])


def _by_item(cells: ItemCounts, values: Floats) -> Floats:
    """Sums over each item's cells."""
    padded = np.concatenate((values, np.zeros((1, *values.shape[1:]))))
    sums = np.add.reduceat(padded, cells.starts[:-1], axis=0)
    sums[np.diff(cells.starts) == 0] = 0.0
    return sums


def _halved(
    cells: ItemCounts, predictors: Floats, beta: Floats, step: Floats, value: Floats, active: Bools
) -> tuple[Floats, Floats, float]:
    """The step, halved item by item until the log-likelihood does not fall."""
    share = np.ones(len(beta))
    for _ in range(30):
        moved = beta + share[:, None] * step
        reached = _log_likelihood(cells, predictors, moved, active)[0]
        fell = reached < value - 1e-9 * np.maximum(np.abs(value), 1.0)
        if not fell.any():
            break
        share[fell] /= 2
    reached = np.where(np.isnan(value), np.nan, reached)
    gain = np.nanmax(np.abs(reached - value) / np.maximum(np.abs(value), 1.0), initial=0.0)
    return moved, reached, float(gain)
