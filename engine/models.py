"""Response models as pure functions of parameters and ability.

``parameters`` holds n items; ``theta`` has its first axis along the items (length n, or 1 for all) and any further
axes, say a grid. Everything is computed from logs, so that both tails keep their relative precision.
"""

from collections.abc import Callable

import numpy as np

from engine.arrays import Floats
from engine.parameters import ItemParameters, Model
from engine.polytomous import Curves, graded_curves, partial_credit_curves


def log_probabilities(parameters: ItemParameters, theta: Floats) -> Floats:
    """The log of P(category | θ), shape (n, K, …); −inf for a category that an item does not have.

    Parameters
    ----------
    parameters : n items
    theta : shape (n, …) or (1, …), abilities in logits
    """
    return _by_model(parameters, theta, _logistic_log_probabilities, lambda curves: curves.log_prob, -np.inf)


def log_slopes(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivative by θ of log P(category | θ), shape (n, K, …); 0 for a category that an item does not have."""
    return _by_model(parameters, theta, _logistic_log_slopes, lambda curves: curves.slope, 0.0)


def information(parameters: ItemParameters, theta: Floats) -> Floats:
    """Fisher's information Σₖ P′ₖ² / Pₖ, shape (n, …), 0 or more.

    For a logistic item P′² / (P(1 − P)) with P′ = a(d − c)σ(1 − σ): the upper asymptote counts in all three factors.

    References
    ----------
    Birnbaum (1968), in Lord & Novick, Statistical Theories of Mental Test Scores, part 5; Magis (2013), Applied
    Psychological Measurement 37, 304–315 (upper asymptote); Samejima (1969) for more categories.
    """
    return _by_model(
        parameters, theta, _logistic_information, lambda curves: (np.exp(curves.log_prob) * curves.slope**2).sum(axis=1)
    )


def warm_term(parameters: ItemParameters, theta: Floats) -> Floats:
    """Warm's J = Σₖ P′ₖ P″ₖ / Pₖ, shape (n, …): the bias of ML is −J / (2 I²).

    For a logistic item P″ = P′ · a(1 − 2σ), so that J = I · a(1 − 2σ).

    References
    ----------
    Warm (1989), Psychometrika 54, 427–450; Samejima (1993), Psychometrika 58, 119–138 (more than two categories).
    """
    return _by_model(parameters, theta, _logistic_warm_term, _curves_warm_term)


def _by_model(
    parameters: ItemParameters,
    theta: Floats,
    logistic: Callable[[ItemParameters, Floats], Floats],
    polytomous: Callable[[Curves], Floats],
    missing: float | None = None,
) -> Floats:
    """A function of each item by its model, in the items' order.

    ``missing`` is the value for categories that an item does not have, None where the function has no such axis.
    """
    codes = np.unique(parameters.model)
    if codes.size == 1:
        return _filled(_of_model(codes[0], parameters, theta, logistic, polytomous), parameters, missing)
    shape = (len(parameters), *theta.shape[1:])
    if missing is not None:
        shape = (shape[0], parameters.b.shape[1] + 1, *shape[1:])
    values = np.empty(shape)
    for code in codes:
        items = np.flatnonzero(parameters.model == code)
        part, places = parameters.take(items), theta if theta.shape[0] == 1 else theta[items]
        values[items] = _filled(_of_model(code, part, places, logistic, polytomous), part, missing)
    return values


def _of_model(
    code: int,
    parameters: ItemParameters,
    theta: Floats,
    logistic: Callable[[ItemParameters, Floats], Floats],
    polytomous: Callable[[Curves], Floats],
) -> Floats:
    if code == Model.LOGISTIC:
        return logistic(parameters, theta)
    curves = partial_credit_curves if code == Model.PARTIAL_CREDIT else graded_curves
    return polytomous(curves(parameters, theta))


def _filled(values: Floats, parameters: ItemParameters, missing: float | None) -> Floats:
    """The values with ``missing`` in the categories up to the widest item's."""
    lacking = 0 if missing is None else parameters.b.shape[1] + 1 - values.shape[1]
    if not lacking:
        return values
    return np.pad(values, ((0, 0), (0, lacking), *((0, 0),) * (values.ndim - 2)), constant_values=missing or 0.0)


def _curves_warm_term(curves: Curves) -> Floats:
    prob, slope, bend = np.exp(curves.log_prob), curves.slope, curves.bend
    term: Floats = (prob * slope * (slope * slope + bend)).sum(axis=1)
    return term


def _logistic_log_probabilities(parameters: ItemParameters, theta: Floats) -> Floats:
    _, _, _, log_wrong, log_right = _logistic(parameters, theta)
    return np.stack([log_wrong, log_right], axis=1)


def _logistic_log_slopes(parameters: ItemParameters, theta: Floats) -> Floats:
    _, _, log_slope, log_wrong, log_right = _logistic(parameters, theta)
    return np.stack([-np.exp(log_slope - log_wrong), np.exp(log_slope - log_right)], axis=1)


def _logistic_information(parameters: ItemParameters, theta: Floats) -> Floats:
    _, _, log_slope, log_wrong, log_right = _logistic(parameters, theta)
    curve: Floats = np.exp(2 * log_slope - log_wrong - log_right)
    return curve


def _logistic_warm_term(parameters: ItemParameters, theta: Floats) -> Floats:
    z, a, log_slope, log_wrong, log_right = _logistic(parameters, theta)
    term: Floats = -np.exp(2 * log_slope - log_wrong - log_right) * a * np.tanh(z / 2)
    return term


def _logistic(parameters: ItemParameters, theta: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """The logit z = a(θ − b), a, log P′, log(1 − P) and log P."""
    a, b, c, d = (
        column.reshape(-1, *(1,) * (theta.ndim - 1))
        for column in (parameters.a, parameters.b[:, 0], parameters.c, parameters.d)
    )
    z = a * (theta - b)
    shared = np.log1p(np.exp(-np.abs(z)))
    log_up, log_down = np.minimum(z, 0) - shared, np.minimum(-z, 0) - shared  # log σ(z), log σ(−z)
    log_right = _log_share(c, d - c, log_up, 1 - d, log_down)
    log_wrong = _log_share(1 - d, d - c, log_down, c, log_up)
    return z, a, np.log(a * (d - c)) + log_up + log_down, log_wrong, log_right


def _log_share(floor: Floats, span: Floats, log_part: Floats, other_floor: Floats, log_other: Floats) -> Floats:
    """log(floor + span · part), taken from its complement where it is nearer 1."""
    complement = other_floor + span * np.exp(log_other)
    with np.errstate(divide="ignore"):  # a floor of 0 is log 0 = −inf, which adds nothing
        small = np.logaddexp(np.log(floor), np.log(span) + log_part)
    share: Floats = np.where(complement < 0.5, np.log1p(-np.minimum(complement, 0.5)), small)
    return share
