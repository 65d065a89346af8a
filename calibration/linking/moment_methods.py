"""Mean/mean and mean/sigma linking, with derivatives for standard errors."""

from typing import NamedTuple

import numpy as np

from calibration.array_types import Floats
from engine import ItemParameters


class LinkingSolution(NamedTuple):
    """A and B, and their derivatives (2, m, M) by the parameters of the m new and of the m old anchors."""

    A: float
    B: float
    by_new: Floats
    by_old: Floats


def mean_mean(new: ItemParameters, old: ItemParameters, *, same_unit: bool) -> LinkingSolution:
    """A is the ratio of the mean slopes; B equates the mean difficulties.

    References
    ----------
    Loyd & Hoover (1980), Journal of Educational Measurement 17, 179–193. Standard errors: Ogasawara (2000), Economic
    Review (Otaru University of Commerce) 51(1), 1–23.
    """
    by_new, by_old = _zeros(new), _zeros(old)
    ratio = 1.0
    if not same_unit:
        ratio = float(new.a.mean() / old.a.mean())
        by_new[0, :, 0] = 1 / old.a.sum()
        by_old[0, :, 0] = -ratio / old.a.sum()
    return _with_means(new, old, ratio, by_new, by_old)


def mean_sigma(new: ItemParameters, old: ItemParameters, *, same_unit: bool) -> LinkingSolution:
    """A is the ratio of the standard deviations of the difficulties; B equates their means.

    Each step of a polytomous item counts as a difficulty.

    References
    ----------
    Marco (1977), Journal of Educational Measurement 14, 139–160. Standard errors: Ogasawara (2000), Economic Review
    (Otaru University of Commerce) 51(1), 1–23.
    """
    by_new, by_old = _zeros(new), _zeros(old)
    ratio = 1.0
    if not same_unit:
        away_new, away_old = _centred(new), _centred(old)
        square_new, square_old = float((away_new**2).sum()), float((away_old**2).sum())
        ratio = float(np.sqrt(square_old / square_new))
        by_new[0, :, 1:-2] = -ratio * away_new / square_new
        by_old[0, :, 1:-2] = ratio * away_old / square_old
    return _with_means(new, old, ratio, by_new, by_old)


def _with_means(
    new: ItemParameters, old: ItemParameters, ratio: float, by_new: Floats, by_old: Floats
) -> LinkingSolution:
    centre = float(np.nanmean(new.b))
    by_new[1], by_old[1] = -centre * by_new[0], -centre * by_old[0]
    by_new[1, :, 1:-2] -= ratio * _steps(new) / _steps(new).sum()
    by_old[1, :, 1:-2] += _steps(old) / _steps(old).sum()
    return LinkingSolution(ratio, float(np.nanmean(old.b)) - ratio * centre, by_new, by_old)


def _zeros(parameters: ItemParameters) -> Floats:
    return np.zeros((2, len(parameters), parameters.b.shape[1] + 3))


def _steps(parameters: ItemParameters) -> Floats:
    """1 where an item has a step, else 0, (m, w)."""
    return np.isfinite(parameters.b).astype(float)


def _centred(parameters: ItemParameters) -> Floats:
    """Each difficulty less their mean, (m, w), 0 where there is no step."""
    return np.nan_to_num(parameters.b - np.nanmean(parameters.b))
