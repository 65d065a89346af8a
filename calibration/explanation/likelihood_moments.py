"""Normal approximations of items' likelihoods by moments, which the mode's curvature misses where responses are few.

The likelihood of an item with two categories is skewed where nearly all answers were alike. Its best normal stand-in
under a prior is the one that gives the posterior its mean and variance, as in expectation propagation.

References
----------
Minka (2001), Expectation propagation for approximate Bayesian inference, UAI 17, 362–369. Breslow & Lin (1995),
Biometrika 82, 81–91 (the bias of approximations at the mode).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_expit

from calibration.array_types import Floats, Ints

NODES = np.linspace(-6.0, 6.0, 121)
"""Standard deviations of the posterior, from its mode, at which moments are summed."""
EDGE = 1e-3
"""Least distance of a share of right answers from 0 and 1."""


@dataclass(frozen=True, slots=True, eq=False)
class ShareRight:
    """(n,) right answers and answers of items."""

    right: Floats | Ints
    count: Floats | Ints


def match_moments(
    b: Floats, variance: Floats, prior: tuple[Floats, Floats], slope: Floats, answers: ShareRight
) -> tuple[Floats, Floats]:
    """Mean and variance of the normal stand-ins of likelihoods.

    Parameters
    ----------
    b : (n,) posterior modes
    variance : (n,) inverse curvature of the log-likelihoods at the modes
    prior : (n,) means and standard deviations of the priors
    slope : (n,) of the items
    answers : to the items

    Notes
    -----
    The log-likelihood is taken as m (x log σ(s) + (1 − x) log σ(−s)) with s = a(c − b): c makes its expected score at
    the mode what it is there, m its curvature, and x its gradient, (b − mean)/sd² at a mode.
    """
    mean, sd = prior
    gradient = (b - mean) / sd**2
    p = np.clip((answers.right + gradient / slope) / answers.count, EDGE, 1 - EDGE)
    weight = 1 / (variance * slope**2 * p * (1 - p))
    x = np.clip(p - gradient / (slope * weight), 0.0, 1.0)
    spread = 1 / np.sqrt(1 / variance + 1 / sd**2)
    at = b[:, None] + spread[:, None] * NODES
    s = np.log(p / (1 - p))[:, None] - slope[:, None] * (at - b[:, None])
    likelihood = weight[:, None] * (x[:, None] * log_expit(s) + (1 - x[:, None]) * log_expit(-s))
    log_posterior = likelihood - 0.5 * ((at - mean[:, None]) / sd[:, None]) ** 2
    mass = np.exp(log_posterior - log_posterior.max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    middle = (mass * at).sum(axis=1)
    posterior = (mass * (at - middle[:, None]) ** 2).sum(axis=1)
    precision = np.maximum(1 / posterior - 1 / sd**2, 1e-6 / sd**2)
    return (middle / posterior - mean / sd**2) / precision, 1 / precision
