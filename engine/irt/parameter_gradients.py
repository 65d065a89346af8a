"""How the response models move with their own parameters: analytic derivatives, for all models.

The parameters of an item stand in the order a, b1 … bw, c, d, where w is the width of ``ItemParameters.b``: M = w + 3.
The derivative by a parameter that an item does not have is 0.

Two identities leave little to derive. Ability and locations moved together change nothing: ∂f/∂θ = −Σⱼ ∂f/∂bⱼ. A
stretched scale changes nothing: for what grows with its power p (log P: 0, its slope: 1, information: 2, Warm's J: 3)
a ∂f/∂a = p f + Σⱼ (bⱼ − θ) ∂f/∂bⱼ.
"""

from collections.abc import Callable, Mapping

import numpy as np
from scipy.special import expit, log_expit

from engine.irt.item_parameters import ItemParameters, Model
from engine.irt.response_models import information, log_probabilities, theta_derivatives, warm_term
from engine.numerics.array_types import Bools, Floats

_Gradients = Mapping[Model, Callable[[ItemParameters, Floats], Floats]]


def parameter_names(width: int) -> tuple[str, ...]:
    """The names of an item's parameters in order, a, b1 … bw, c, d, for ``width`` w of the locations."""
    return ("a", *(f"b{step}" for step in range(1, width + 1)), "c", "d")


def log_probability_gradients(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivatives by a, b1 … bw, c, d of log P(category | θ), shape (n, K, M, …).

    They are 0 for a category that an item does not have. That by an asymptote of 0 or 1 grows like exp(a|θ − b|), and
    is infinite where that overflows.

    Parameters
    ----------
    parameters : n items
    theta : shape (n, …) or (1, …), abilities in logits
    """
    size = parameters.b.shape[1]
    return _by_model(parameters, theta, _LOG, (size + 1, size + 3))


def theta_derivative_gradients(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivatives by a, b1 … bw, c, d of the slope, ∂ log P(category | θ)/∂θ, shape (n, K, M, …).

    Less their sum over the locations they give the second derivative by θ.

    Parameters
    ----------
    parameters : n items
    theta : shape (n, …) or (1, …), abilities in logits
    """
    size = parameters.b.shape[1]
    return _by_model(parameters, theta, _SLOPE, (size + 1, size + 3))


def information_gradients(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivatives by a, b1 … bw, c, d of Fisher's information, shape (n, M, …).

    I = Σₖ P s² with s the slope, so that its derivative is Σₖ P s (s ∂log P + 2 ∂s).

    Parameters
    ----------
    parameters : n items
    theta : shape (n, …) or (1, …), abilities in logits
    """
    prob = np.exp(log_probabilities(parameters, theta))[:, :, np.newaxis]
    slope = theta_derivatives(parameters, theta)[:, :, np.newaxis]
    by_log, by_slope = log_probability_gradients(parameters, theta), theta_derivative_gradients(parameters, theta)
    gradients: Floats = (prob * slope * (slope * by_log + 2 * by_slope)).sum(axis=1)
    return gradients


def warm_gradients(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivatives by a, b1 … bw, c, d of Warm's J, see `warm_term`, shape (n, M, …).

    Parameters
    ----------
    parameters : n items
    theta : shape (n, …) or (1, …), abilities in logits
    """
    return _by_model(parameters, theta, _WARM, (parameters.b.shape[1] + 3,))


def _by_model(parameters: ItemParameters, theta: Floats, gradients: _Gradients, shape: tuple[int, ...]) -> Floats:
    """A derivative of each item by its model, in the items' order, 0 in the categories behind the last."""
    values = np.zeros((len(parameters), *shape, *theta.shape[1:]))
    for model, gradient in gradients.items():
        items = np.flatnonzero(parameters.model == model)
        if items.size:
            found = gradient(parameters.take(items), theta if theta.shape[0] == 1 else theta[items])
            values[items, : found.shape[1]] = found
    return values


def _assembled(
    parameters: ItemParameters, theta: Floats, grown: Floats | float, by_b: Floats, *tails: Floats
) -> Floats:
    """The derivatives by all parameters from those by the locations, shape (n, J, M, …).

    Parameters
    ----------
    grown : p f of the second identity, shape (n, J, …)
    by_b : shape (n, J, v, …), by the first v ≤ w locations
    tails : those by c and by d, shape (n, J, …) each, none where they are 0
    """
    width = by_b.shape[2]
    places = _column(np.nan_to_num(parameters.b[:, :width]), theta)  # 0 for a location that an item does not have
    away = (places - theta[:, np.newaxis])[:, np.newaxis]
    gradients = np.zeros((*by_b.shape[:2], parameters.b.shape[1] + 3, *by_b.shape[3:]))
    gradients[:, :, 0] = (grown + (away * by_b).sum(axis=2)) / _column(parameters.a[:, np.newaxis], theta)
    gradients[:, :, 1 : width + 1] = by_b
    for place, tail in zip((-2, -1), tails, strict=False):
        gradients[:, :, place] = tail
    return gradients


def _logistic_log(parameters: ItemParameters, theta: Floats) -> Floats:
    slope = theta_derivatives(parameters, theta)[:, :2]
    return _assembled(parameters, theta, 0.0, -slope[:, :, np.newaxis], *_by_asymptotes(parameters, theta))


def _logistic_slope(parameters: ItemParameters, theta: Floats) -> Floats:
    """From P″ = P′ · a(1 − 2σ): s′ = s(a(1 − 2σ) − s). By c, σ(−z)/P moves with θ by −aσ(z) − s of itself; so by d."""
    a, z = _logits(parameters, theta)
    slope = theta_derivatives(parameters, theta)[:, :2]
    by_c, by_d = _by_asymptotes(parameters, theta)
    by_b = slope * (slope + a * np.tanh(z / 2))
    tails = -by_c * (slope + a * expit(z)), by_d * (a * expit(-z) - slope)
    return _assembled(parameters, theta, slope, by_b[:, :, np.newaxis], *tails)


def _logistic_warm(parameters: ItemParameters, theta: Floats) -> Floats:
    """J = I · a(1 − 2σ)."""
    a, z = _logits(parameters, theta)
    turn, by_turn = -a * np.tanh(z / 2), 2 * a * a * expit(z) * expit(-z)
    informed = information(parameters, theta)[:, np.newaxis]
    by = information_gradients(parameters, theta)[:, np.newaxis]
    by_b = by[:, :, 1] * turn + informed * by_turn
    grown = 3 * informed * turn
    return _assembled(parameters, theta, grown, by_b[:, :, np.newaxis], by[:, :, -2] * turn, by[:, :, -1] * turn)[:, 0]


def _logits(parameters: ItemParameters, theta: Floats) -> tuple[Floats, Floats]:
    """The slope a and z = a(θ − b) of logistic items, shapes (n, 1, …)."""
    a, b = _column(parameters.a[:, np.newaxis], theta), _column(parameters.b[:, :1], theta)
    return a, a * (theta[:, np.newaxis] - b)


def _by_asymptotes(parameters: ItemParameters, theta: Floats) -> tuple[Floats, Floats]:
    """The derivatives of log(1 − P) and log P by c, ∓σ(−z) over each, and by d, ∓σ(z) over each, shape (n, 2, …)."""
    _, z = _logits(parameters, theta)
    log_prob = log_probabilities(parameters, theta)[:, :2]
    sign = np.array([-1.0, 1.0]).reshape(1, 2, *(1,) * (theta.ndim - 1))
    with np.errstate(over="ignore"):  # as `log_probability_gradients` says
        return sign * np.exp(log_expit(-z) - log_prob), sign * np.exp(log_expit(z) - log_prob)


def _partial_credit_log(parameters: ItemParameters, theta: Floats) -> Floats:
    """By bⱼ: a times P(below the step), less, for a category past it; a times P(past the step) for one below."""
    prob = np.exp(log_probabilities(parameters, theta))
    below, past = prob.cumsum(axis=1)[:, :-1], _past_each_step(prob)
    by_b = np.where(_beyond(parameters, theta), -below[:, np.newaxis], past[:, np.newaxis])
    return _assembled(parameters, theta, 0.0, _slopes(parameters, theta) * by_b * _present(parameters, theta))


def _partial_credit_slope(parameters: ItemParameters, theta: Floats) -> Floats:
    """The slope a(k − E) moves with bⱼ by −a ∂E/∂bⱼ = a Σ P s over the categories past the step, whatever k."""
    slope = theta_derivatives(parameters, theta)
    past = _past_each_step(np.exp(log_probabilities(parameters, theta)) * slope)
    by_b = _slopes(parameters, theta) * past[:, np.newaxis] * _present(parameters, theta)
    return _assembled(parameters, theta, slope, by_b)


def _partial_credit_warm(parameters: ItemParameters, theta: Floats) -> Floats:
    """The bend −a² Var(k) is that of all categories, so that what it changes by adds Σ P s = 0."""
    return _stepped_warm(parameters, theta, 0.0)


def _graded_log(parameters: ItemParameters, theta: Floats) -> Floats:
    """By the location below a category −aσ(u)σ(−u)/P, by that above it aσ(v)σ(−v)/P."""
    log_prob = log_probabilities(parameters, theta)[:, :, np.newaxis]
    z, side = _step_logits(parameters, theta), _sides(parameters, theta)
    log_weight = (log_expit(z) + log_expit(-z))[:, np.newaxis]
    with np.errstate(invalid="ignore"):  # −∞ less −∞ where an item has no such category
        ratio = np.exp(np.where(side == 0, -np.inf, log_weight - log_prob))
    return _assembled(parameters, theta, 0.0, _slopes(parameters, theta) * side * ratio)


def _graded_slope(parameters: ItemParameters, theta: Floats) -> Floats:
    """The slope a(σ(−u) − σ(v)) moves with the locations on either side by a²σ(u)σ(−u) and a²σ(v)σ(−v)."""
    a, z = _slopes(parameters, theta), _step_logits(parameters, theta)[:, np.newaxis]
    by_b = a * a * expit(z) * expit(-z) * np.abs(_sides(parameters, theta))
    return _assembled(parameters, theta, theta_derivatives(parameters, theta), by_b)


def _graded_warm(parameters: ItemParameters, theta: Floats) -> Floats:
    """The bend −a²(σ(u)σ(−u) + σ(v)σ(−v)) moves with each location by a³σσ(1 − 2σ)."""
    a, z = _slopes(parameters, theta), _step_logits(parameters, theta)[:, np.newaxis]
    by_bend = -(a**3) * expit(z) * expit(-z) * np.tanh(z / 2) * np.abs(_sides(parameters, theta))
    return _stepped_warm(parameters, theta, by_bend)


def _stepped_warm(parameters: ItemParameters, theta: Floats, by_bend: Floats | float) -> Floats:
    """J = Σ P s(s² + s′) moves with bⱼ by Σ P (s(s² + s′) ∂log P + (3s² + s′) ∂s + s ∂s′)."""
    prob = np.exp(log_probabilities(parameters, theta))[:, :, np.newaxis]
    slope = theta_derivatives(parameters, theta)[:, :, np.newaxis]
    steps = slice(1, parameters.b.shape[1] + 1)
    by_log, by_slope = (
        log_probability_gradients(parameters, theta)[:, :, steps],
        theta_derivative_gradients(parameters, theta)[:, :, steps],
    )
    square, bend = slope * slope, -by_slope.sum(axis=2, keepdims=True)
    parts = slope * (square + bend) * by_log + (3 * square + bend) * by_slope + slope * by_bend
    by_b = (prob * parts).sum(axis=1, keepdims=True)
    grown = 3 * warm_term(parameters, theta)[:, np.newaxis]
    return _assembled(parameters, theta, grown, by_b)[:, 0]


def _column(values: Floats, theta: Floats) -> Floats:
    """Values of n items with axes of length 1 behind them, to meet θ's further axes."""
    return values.reshape(*values.shape, *(1,) * (theta.ndim - 1))


def _slopes(parameters: ItemParameters, theta: Floats) -> Floats:
    """The a of n items, to meet (n, K, w, …)."""
    return _column(parameters.a[:, np.newaxis, np.newaxis], theta)


def _past_each_step(values: Floats) -> Floats:
    """The sums over the categories past each step, shape (n, w, …), of values (n, K, …)."""
    return np.flip(np.flip(values, axis=1).cumsum(axis=1), axis=1)[:, 1:]


def _step_logits(parameters: ItemParameters, theta: Floats) -> Floats:
    """The logit a(θ − bⱼ) of each step, shape (n, w, …), −inf behind the last."""
    places = _column(np.where(np.isnan(parameters.b), np.inf, parameters.b), theta)
    return _column(parameters.a[:, np.newaxis], theta) * (theta[:, np.newaxis] - places)


def _beyond(parameters: ItemParameters, theta: Floats) -> Bools:
    """Whether a category lies past a step, shape (1, K, w, 1, …)."""
    steps = np.arange(parameters.b.shape[1])
    beyond: Bools = np.arange(steps.size + 1)[:, np.newaxis] > steps
    return beyond.reshape(1, *beyond.shape, *(1,) * (theta.ndim - 1))


def _present(parameters: ItemParameters, theta: Floats) -> Bools:
    """Whether an item has a category, shape (n, K, 1, 1, …)."""
    present: Bools = np.arange(parameters.b.shape[1] + 1) < parameters.categories[:, np.newaxis]
    return present.reshape(*present.shape, 1, *(1,) * (theta.ndim - 1))


def _sides(parameters: ItemParameters, theta: Floats) -> Floats:
    """−1 where a step lies right below a category, 1 right above, else 0, shape (n, K, w, 1, …)."""
    width = parameters.b.shape[1]
    sides = np.eye(width + 1, width) - np.eye(width + 1, width, k=-1)
    return _column(sides * np.isfinite(parameters.b)[:, np.newaxis], theta)


_LOG: _Gradients = {
    Model.LOGISTIC: _logistic_log,
    Model.PARTIAL_CREDIT: _partial_credit_log,
    Model.GRADED: _graded_log,
}
_SLOPE: _Gradients = {
    Model.LOGISTIC: _logistic_slope,
    Model.PARTIAL_CREDIT: _partial_credit_slope,
    Model.GRADED: _graded_slope,
}
_WARM: _Gradients = {
    Model.LOGISTIC: _logistic_warm,
    Model.PARTIAL_CREDIT: _partial_credit_warm,
    Model.GRADED: _graded_warm,
}
