"""Testlets of a calibration moved to another scale."""

from dataclasses import replace

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.linking.linking_constants import LinkingConstants
from calibration.results.calibration_result import Calibration
from calibration.results.testlet_estimates import TestletEstimates, group_by_testlet


def transform_testlets(fit: Calibration, constants: LinkingConstants) -> TestletEstimates | None:
    """Testlets on the old scale: standard deviations times A; specific slopes, in logits, are unchanged.

    Parameters
    ----------
    fit : a calibration, the new side of the link or what it was made of
    constants : of `calibration.link`, θ_old = A·θ_new + B

    Returns
    -------
    TestletEstimates | None
        with errors by the delta method, which count that A depends on the same responses, none where those of the
        constants are unknown; None for a calibration without testlets
    """
    found = fit.testlets
    if found is None:
        return None
    sd = {name: constants.A * value for name, value in found.sd.items()}
    if constants.covariance is None or fit.covariance is None or not found.sd_error:
        return replace(found, sd=sd, sd_error={})
    by_parameter, variance_of_a = _by_parameters(fit, constants), float(constants.covariance[0, 0])
    errors = {}
    for at, name in enumerate(group_by_testlet(found.label)[0]):
        value, own, both = found.sd[name], 0.0, 0.0
        if (told := f"testlet_sd[{at}]") in fit.names:
            row = fit.names.index(told)
            own, both = float(fit.covariance[row, row]), float(by_parameter @ fit.covariance[:, row])
        spread = constants.A**2 * own + value**2 * variance_of_a + 2 * constants.A * value * both
        errors[name] = float(np.sqrt(max(spread, 0.0)))
    return replace(found, sd=sd, sd_error=errors)


def _by_parameters(fit: Calibration, constants: LinkingConstants) -> Floats:
    """(k,) derivatives of A by the estimated parameters of the new side."""
    total, new = np.zeros(len(fit.names)), constants.influences[0]
    places = {item: at for at, item in enumerate(fit.items)}
    for at, item in enumerate(new.side.items):
        rows = _rows(fit, places[item], new.gradient.shape[2])
        known = rows >= 0
        np.add.at(total, rows[known], new.gradient[0, at][known])
    return total


def _rows(fit: Calibration, item: int, size: int) -> Ints:
    """(M,) which of the estimated parameters a, the steps b, c and d of an item are, −1 for none."""
    steps = np.full(size - 3, -1)
    own = np.atleast_1d(fit.rows["b"][item])[: size - 3]
    steps[: own.size] = own
    return np.concatenate(([fit.rows["a"][item]], steps, [fit.rows["c"][item], fit.rows["d"][item]]))
