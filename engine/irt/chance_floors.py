"""Scores in several steps that chance alone can reach: what is known, or what is guessed, whichever is more.

A learner's knowledge leads to category K of a partial credit or graded model, a blind guess to category G; the score is
the larger, max(K, G). With floors g_v = P(G ≥ v) this is P(v or more | θ) = g_v + (1 − g_v) P(K ≥ v | θ), which for two
categories is the three-parameter logistic model (Birnbaum, 1968). With M_kj the probability that knowledge j ends as
score k, P = M P_K: P(k) = P_K(k) P(G ≤ k) + P(G = k) P_K(below k).
"""

import numpy as np

from engine.irt.polytomous_models import PolytomousCurves
from engine.numerics.array_types import Floats


def lifted_curves(known: PolytomousCurves, floors: Floats) -> PolytomousCurves:
    """The curves of n items of K categories whose categories chance can reach.

    Parameters
    ----------
    known : the curves without chance
    floors : shape (n, K − 1), the probability that chance alone reaches category v or more; not increasing along v

    References
    ----------
    Birnbaum (1968), in Lord & Novick, Statistical theories of mental test scores, chapter 17, for two categories.
    """
    log_lift = _log_lift(floors, known.log_prob.ndim - 2)
    joint = log_lift + known.log_prob[:, np.newaxis]  # (n, k, j, …)
    log_prob = _log_sums(joint)
    # the highest category from its complement, (1 − g) P(below), where it is near 1
    below = np.exp(known.log_prob[:, :-1]).sum(axis=1) * (1 - _expand(floors[:, -1], known.log_prob.ndim - 2))
    log_prob[:, -1] = np.where(below < 0.5, np.log1p(-np.minimum(below, 0.5)), log_prob[:, -1])
    weights = np.exp(joint - log_prob[:, :, np.newaxis])
    slope = (weights * known.log_derivative[:, np.newaxis]).sum(axis=2)
    bend = (weights * (known.log_derivative**2 + known.log_second_derivative)[:, np.newaxis]).sum(axis=2)
    # of the highest category P′ = (1 − g) P_K′, which has no cancellation
    top = np.exp(known.log_prob[:, -1] - log_prob[:, -1]) * (1 - _expand(floors[:, -1], known.log_prob.ndim - 2))
    slope[:, -1] = top * known.log_derivative[:, -1]
    bend[:, -1] = top * (known.log_derivative[:, -1] ** 2 + known.log_second_derivative[:, -1])
    return PolytomousCurves(log_prob, slope, bend - slope**2)


def lifted_log_probabilities(log_prob_known: Floats, floors: Floats) -> Floats:
    """Log P(score k), shape (n, K, …), from log P_K; −inf for a category that an item does not have.

    Parameters
    ----------
    log_prob_known : shape (n, K, …)
    floors : shape (n, K − 1)
    """
    return _log_sums(_log_lift(floors, log_prob_known.ndim - 2) + log_prob_known[:, np.newaxis])


def lift_weights(log_prob_known: Floats, floors: Floats) -> Floats:
    """P(knowledge j | score k): M_kj P_K(j) / P(k), shape (n, K, K, …), 0 where the item has no such category.

    Parameters
    ----------
    log_prob_known : shape (n, K, …), −inf for a category that an item does not have
    floors : shape (n, K − 1)
    """
    joint = _log_lift(floors, log_prob_known.ndim - 2) + log_prob_known[:, np.newaxis]
    total = _log_sums(joint)
    reached = np.isfinite(total)
    weights: Floats = np.exp(joint - np.where(reached, total, 0.0)[:, :, np.newaxis])
    return weights


def _log_lift(floors: Floats, axes: int) -> Floats:
    """Log M, shape (n, K, K, 1, …): log P(G ≤ k) on the diagonal, log P(G = k) for each knowledge below k."""
    size = floors.shape[1] + 1
    reached = np.concatenate([np.ones((len(floors), 1)), floors, np.zeros((len(floors), 1))], axis=1)
    exactly, at_most = reached[:, :-1] - reached[:, 1:], 1 - reached[:, 1:]
    score, knowledge = np.arange(size)[:, np.newaxis], np.arange(size)
    lift = np.where(score == knowledge, at_most[:, :, np.newaxis], exactly[:, :, np.newaxis] * (score > knowledge))
    with np.errstate(divide="ignore"):  # what cannot happen has log 0 = −inf, which adds nothing
        return _expand(np.log(lift), axes)


def _log_sums(joint: Floats) -> Floats:
    """Log Σⱼ exp of (n, k, j, …), −inf where nothing is finite."""
    top = joint.max(axis=2, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        sums: Floats = np.log(np.exp(joint - top).sum(axis=2)) + top[:, :, 0]
    return sums


def _expand(values: Floats, axes: int) -> Floats:
    return values.reshape(*values.shape, *(1,) * axes)
