"""Item parameters and their covariance transformed to another scale."""

import numpy as np

from calibration.array_types import Floats
from calibration.linking.linking_constants import Form, Linkable, LinkingConstants, aligned_covariance, covariance_of
from engine import ItemParameters, ParameterCovariance


def transform(parameters: ItemParameters, constants: LinkingConstants) -> ItemParameters:
    """Transform parameters to the old scale: a / A and A·b + B; asymptotes are unchanged.

    Parameters
    ----------
    parameters : on the new scale, of all models
    constants : θ_old = A·θ_new + B
    """
    steps = constants.A * parameters.b + constants.B
    return ItemParameters(
        parameters.model, parameters.a / constants.A, steps, parameters.c, parameters.d, parameters.floors
    )


def transform_with_errors(new: Linkable, constants: LinkingConstants) -> Form:
    """Transform a new side to the old scale, with the joint covariance of its parameters and the constants.

    Parameters and constants depend on the same responses: an anchor's variance on the old scale is smaller than the sum
    of the two.

    Returns
    -------
    Form
        with a joint covariance across items, or None where that of the side or of the constants is unknown
    """
    placed = transform(new.parameters, constants)
    items, own = tuple(new.items), covariance_of(new)
    if own is None or constants.covariance is None:
        return Form(items, placed)
    size = placed.b.shape[1] + 3
    by_constants = _by_constants(new.parameters, constants).reshape(-1, 2)
    direct = np.tile([1 / constants.A, *[constants.A] * (size - 3), 1.0, 1.0], len(items))
    errors = aligned_covariance(own, items, size).reshape(direct.size, -1)
    through = np.zeros((2, direct.size))
    for influence in constants.influences:
        if influence.side is new:
            through += influence.gradient.reshape(2, -1)
    # placed = direct · own + by_constants · (A, B); A and B depend on own and on the other sides
    cross = by_constants @ (through @ errors * direct)
    covariance = (
        direct[:, None] * errors * direct + cross + cross.T + by_constants @ constants.covariance @ by_constants.T
    )
    covariance = (covariance + covariance.T) / 2
    return Form(items, placed, ParameterCovariance(items, covariance.reshape(len(items), size, len(items), size)))


def _by_constants(parameters: ItemParameters, constants: LinkingConstants) -> Floats:
    """(n, M, 2) the derivatives of the placed parameters by A and B."""
    by = np.zeros((len(parameters), parameters.b.shape[1] + 3, 2))
    by[:, 0, 0] = -parameters.a / constants.A**2
    by[:, 1:-2, 0] = np.nan_to_num(parameters.b)
    by[:, 1:-2, 1] = np.isfinite(parameters.b)
    return by
