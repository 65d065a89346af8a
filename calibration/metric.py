"""From slopes and intercepts on a standard normal population to each model's own parameters (delta method)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.em import Items

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Slopes a and difficulties b (n,), the population's sd, and the covariance (k, k) of the named free ones."""

    a: Floats
    b: Floats
    sd: float
    names: tuple[str, ...]
    covariance: Floats | None


def in_metric(model: str, ids: Sequence[str], items: Items, information: Floats | None) -> Estimates:
    """The estimates in the metric of ``model``.

    Parameters
    ----------
    information : (k, k) observed information of ``items.vector``, or None; where it is not positive definite there is
        no covariance

    Notes
    -----
    Slope s and intercept e give a = s and b = −e/s. In the Rasch metric the shared slope is the population's standard
    deviation, a is 1 and b is −e.
    """
    count = len(ids)
    difficulties = tuple(f"b[{item}]" for item in ids)
    covariance = _inverse(information)
    if model == "rasch":
        turn = np.diag([1.0] + [-1.0] * count)
        names = ("sd", *difficulties)
        # At the boundary the slope ends within rounding of 0, on either side; the fit's status says so.
        sd = max(abs(float(items.slope[0])), np.finfo(float).tiny)
        return Estimates(np.ones(count), -items.intercept, sd, names, _turned(covariance, turn))
    b = -items.intercept / items.slope
    by_slope = -b / items.slope
    slopes = ("a",) if items.shared else tuple(f"a[{item}]" for item in ids)
    turn = np.block(
        [
            [np.eye(len(slopes)), np.zeros((len(slopes), count))],
            [by_slope[:, None] if items.shared else np.diag(by_slope), np.diag(-1 / items.slope)],
        ]
    )
    return Estimates(items.slope, b, 1.0, (*slopes, *difficulties), _turned(covariance, turn))


def _inverse(information: Floats | None) -> Floats | None:
    if information is None:
        return None
    try:
        root = np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return None
    inverse = np.linalg.inv(root)
    covariance: Floats = inverse.T @ inverse
    return covariance


def _turned(covariance: Floats | None, turn: Floats) -> Floats | None:
    return None if covariance is None else turn @ covariance @ turn.T
