"""The log of the logistic function σ(z) = 1 / (1 + exp(−z))."""

import numpy as np

from engine.numerics.array_types import Floats


def log_sigmoids(logit: Floats) -> tuple[Floats, Floats]:
    """Log σ(z) and log σ(−z), each in the shape of ``logit`` and accurate in relative terms in both tails."""
    shared = np.log1p(np.exp(-np.abs(logit)))
    return np.minimum(logit, 0) - shared, np.minimum(-logit, 0) - shared
