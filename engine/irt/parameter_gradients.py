"""Analytic derivatives of the response models by their item parameters, for all models.

The parameters of an item are in the order a, b1 … bw, c, d, where w is the width of ``ItemParameters.b``, so M = w + 3.
The derivative by a parameter that an item does not have is 0.

Two identities reduce the work to the derivatives by the locations. Shifting ability and locations together changes
nothing: ∂f/∂θ = −Σⱼ ∂f/∂bⱼ. Rescaling the ability scale multiplies f by a known power p of the scale (log P: 0, its
derivative by θ: 1, information: 2, Warm's J: 3): a ∂f/∂a = p f + Σⱼ (bⱼ − θ) ∂f/∂bⱼ.

Floors of chance (`chance_floors`) are known constants, so P = M P_K is linear: with w_kj = P(knowledge j | score k),
∂log P(k) = Σⱼ w_kj ∂log P_K(j), and likewise for its derivative by θ.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from scipy.special import expit, log_expit

from engine.errors import InvalidParameters
from engine.irt.chance_floors import lift_weights
from engine.irt.item_by_node import by_item_and_node
from engine.irt.item_parameters import ItemParameters, Model
from engine.irt.response_models import information, log_probabilities, theta_derivatives, warm_term
from engine.numerics.array_types import Bools, Floats

_Lift = Callable[[ItemParameters, Floats, Floats], Floats]
_Gradients = Mapping[Model, Callable[[ItemParameters, Floats], Floats]]


def parameter_names(width: int) -> tuple[str, ...]:
    """The names of an item's parameters in order: a, b1 … bw, c, d, where ``width`` is w."""
    return ("a", *(f"b{step}" for step in range(1, width + 1)), "c", "d")


@by_item_and_node
def log_probability_gradients(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivatives of log P(category | θ) by a, b1 … bw, c, d, shape (n, K, M, …).

    They are 0 for a category that an item does not have. The derivative by an asymptote at 0 or 1 grows like
    exp(a|θ − b|) and is infinite where that overflows.

    Parameters
    ----------
    parameters : n items
    theta : abilities in logits: a scalar; shape (Q,) or (1, …) for every item; or (n, …) for each item its own

    Raises
    ------
    InvalidTheta
    """
    size = parameters.b.shape[1]
    gradients = _by_model(parameters, theta, _LOG_PROBABILITY, (size + 1, size + 3))
    return _with_lifted(gradients, parameters, theta, _lifted_log)


@by_item_and_node
def theta_derivative_gradients(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivatives of ∂ log P(category | θ)/∂θ by a, b1 … bw, c, d, shape (n, K, M, …).

    The negative of their sum over the locations is the second derivative of log P by θ.

    Parameters
    ----------
    parameters : n items
    theta : abilities in logits: a scalar; shape (Q,) or (1, …) for every item; or (n, …) for each item its own

    Raises
    ------
    InvalidTheta
    """
    size = parameters.b.shape[1]
    gradients = _by_model(parameters, theta, _THETA_DERIVATIVE, (size + 1, size + 3))
    return _with_lifted(gradients, parameters, theta, _lifted_theta_derivative)


@by_item_and_node
def information_gradients(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivatives of Fisher's information by a, b1 … bw, c, d, shape (n, M, …).

    With s = ∂ log P/∂θ, I = Σₖ P s², so its derivative is Σₖ P s (s ∂log P + 2 ∂s).

    Parameters
    ----------
    parameters : n items
    theta : abilities in logits: a scalar; shape (Q,) or (1, …) for every item; or (n, …) for each item its own

    Raises
    ------
    InvalidTheta
    """
    prob = np.exp(log_probabilities(parameters, theta))[:, :, np.newaxis]
    slope = theta_derivatives(parameters, theta)[:, :, np.newaxis]
    by_log, by_slope = log_probability_gradients(parameters, theta), theta_derivative_gradients(parameters, theta)
    gradients: Floats = (prob * slope * (slope * by_log + 2 * by_slope)).sum(axis=1)
    return gradients


@by_item_and_node
def warm_gradients(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivatives of Warm's J (see `warm_term`) by a, b1 … bw, c, d, shape (n, M, …).

    Parameters
    ----------
    parameters : n items
    theta : abilities in logits: a scalar; shape (Q,) or (1, …) for every item; or (n, …) for each item its own

    Raises
    ------
    InvalidTheta
    """
    if parameters.lifted.any():
        lifted = int(np.argmax(parameters.lifted))
        expected = "0 for the derivatives of Warm's term, which have no formula with chance in several categories"
        raise InvalidParameters.for_item(lifted, "floors", expected, parameters.floors[lifted])
    return _by_model(parameters, theta, _WARM, (parameters.b.shape[1] + 3,))


def _by_model(parameters: ItemParameters, theta: Floats, gradients: _Gradients, shape: tuple[int, ...]) -> Floats:
    """A derivative of each item under its own model, in the items' order; 0 for categories that it does not have."""
    values = np.zeros((len(parameters), *shape, *theta.shape[1:]))
    for model, gradient in gradients.items():
        items = np.flatnonzero(parameters.model == model)
        if items.size:
            own = parameters.take(items)
            found = gradient(replace(own, floors=np.zeros_like(own.floors)), theta if len(theta) == 1 else theta[items])
            values[items, : found.shape[1]] = found
    return values


def _with_lifted(gradients: Floats, parameters: ItemParameters, theta: Floats, lift: _Lift) -> Floats:
    """The derivatives, with those of the items that chance can lift from their derivatives without floors."""
    items = np.flatnonzero(parameters.lifted)
    if items.size:
        own = parameters.take(items)
        known = replace(own, floors=np.zeros_like(own.floors))
        places = theta if len(theta) == 1 else theta[items]
        gradients[items] = lift(known, places, lift_weights(log_probabilities(known, places), own.floors))
    return gradients


def _lifted_log(known: ItemParameters, theta: Floats, weights: Floats) -> Floats:
    by_log: Floats = (weights[:, :, :, np.newaxis] * log_probability_gradients(known, theta)[:, np.newaxis]).sum(axis=2)
    return by_log


def _lifted_theta_derivative(known: ItemParameters, theta: Floats, weights: Floats) -> Floats:
    """With s(k) = Σⱼ w_kj s_K(j): ∂s(k) = Σⱼ w_kj (∂s_K(j) + s_K(j) (∂log P_K(j) − ∂log P(k)))."""
    by_log = log_probability_gradients(known, theta)
    change = by_log[:, np.newaxis] - _lifted_log(known, theta, weights)[:, :, np.newaxis]
    slope = theta_derivatives(known, theta)[:, np.newaxis, :, np.newaxis]
    by_slope = theta_derivative_gradients(known, theta)[:, np.newaxis]
    gradients: Floats = (weights[:, :, :, np.newaxis] * (by_slope + slope * change)).sum(axis=2)
    return gradients


def _assembled(
    parameters: ItemParameters, theta: Floats, scaled: Floats | float, by_b: Floats, *by_asymptotes: Floats
) -> Floats:
    """The derivatives by all parameters from those by the locations, shape (n, J, M, …).

    Parameters
    ----------
    scaled : p f of the second identity, shape (n, J, …)
    by_b : shape (n, J, v, …), by the first v ≤ w locations
    by_asymptotes : those by c and by d, shape (n, J, …) each, none where they are 0
    """
    width = by_b.shape[2]
    # 0 for a location that an item does not have
    places = _expand(np.nan_to_num(parameters.b[:, :width]), theta)
    distance = (places - theta[:, np.newaxis])[:, np.newaxis]
    gradients = np.zeros((*by_b.shape[:2], parameters.b.shape[1] + 3, *by_b.shape[3:]))
    gradients[:, :, 0] = (scaled + (distance * by_b).sum(axis=2)) / _expand(parameters.a[:, np.newaxis], theta)
    gradients[:, :, 1 : width + 1] = by_b
    for place, by_asymptote in zip((-2, -1), by_asymptotes, strict=False):
        gradients[:, :, place] = by_asymptote
    return gradients


def _logistic_log(parameters: ItemParameters, theta: Floats) -> Floats:
    slope = theta_derivatives(parameters, theta)[:, :2]
    return _assembled(parameters, theta, 0.0, -slope[:, :, np.newaxis], *_by_asymptotes(parameters, theta))


def _logistic_theta_derivative(parameters: ItemParameters, theta: Floats) -> Floats:
    """From P″ = P′ · a(1 − 2σ) follows s′ = s(a(1 − 2σ) − s); ∂s/∂c = ∂(∂log P/∂c)/∂θ, and likewise for d."""
    a, z = _logits(parameters, theta)
    slope = theta_derivatives(parameters, theta)[:, :2]
    by_c, by_d = _by_asymptotes(parameters, theta)
    by_b = slope * (slope + a * np.tanh(z / 2))
    by_asymptotes = -by_c * (slope + a * expit(z)), by_d * (a * expit(-z) - slope)
    return _assembled(parameters, theta, slope, by_b[:, :, np.newaxis], *by_asymptotes)


def _logistic_warm(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivatives of J = I · a(1 − 2σ)."""
    a, z = _logits(parameters, theta)
    factor, factor_by_b = -a * np.tanh(z / 2), 2 * a * a * expit(z) * expit(-z)
    informed = information(parameters, theta)[:, np.newaxis]
    by = information_gradients(parameters, theta)[:, np.newaxis]
    by_b = by[:, :, 1] * factor + informed * factor_by_b
    scaled = 3 * informed * factor
    by_c, by_d = by[:, :, -2] * factor, by[:, :, -1] * factor
    return _assembled(parameters, theta, scaled, by_b[:, :, np.newaxis], by_c, by_d)[:, 0]


def _logits(parameters: ItemParameters, theta: Floats) -> tuple[Floats, Floats]:
    """The slope a and z = a(θ − b) of logistic items, shapes (n, 1, …)."""
    a, b = _expand(parameters.a[:, np.newaxis], theta), _expand(parameters.b[:, :1], theta)
    return a, a * (theta[:, np.newaxis] - b)


def _by_asymptotes(parameters: ItemParameters, theta: Floats) -> tuple[Floats, Floats]:
    """The derivatives of log(1 − P) and log P by c and by d, shape (n, 2, …) each.

    By c they are −σ(−z)/(1 − P) and σ(−z)/P; by d they are −σ(z)/(1 − P) and σ(z)/P.
    """
    _, z = _logits(parameters, theta)
    log_prob = log_probabilities(parameters, theta)[:, :2]
    sign = np.array([-1.0, 1.0]).reshape(1, 2, *(1,) * (theta.ndim - 1))
    with np.errstate(over="ignore"):  # `log_probability_gradients` documents the overflow
        return sign * np.exp(log_expit(-z) - log_prob), sign * np.exp(log_expit(z) - log_prob)


def _partial_credit_log(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivative by bⱼ is −a P(below step j) for a category past the step, a P(past step j) for one below it."""
    prob = np.exp(log_probabilities(parameters, theta))
    below, past = prob.cumsum(axis=1)[:, :-1], _sums_past_each_step(prob)
    by_b = np.where(_past_step(parameters, theta), -below[:, np.newaxis], past[:, np.newaxis])
    return _assembled(parameters, theta, 0.0, _slopes(parameters, theta) * by_b * _has_category(parameters, theta))


def _partial_credit_theta_derivative(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivative of s = a(k − E) by bⱼ is −a ∂E/∂bⱼ = a Σ P s over the categories past the step, for every k."""
    slope = theta_derivatives(parameters, theta)
    past = _sums_past_each_step(np.exp(log_probabilities(parameters, theta)) * slope)
    by_b = _slopes(parameters, theta) * past[:, np.newaxis] * _has_category(parameters, theta)
    return _assembled(parameters, theta, slope, by_b)


def _partial_credit_warm(parameters: ItemParameters, theta: Floats) -> Floats:
    """The second derivative −a² Var(k) is the same for all categories, so its change contributes Σ P s = 0."""
    return _polytomous_warm(parameters, theta, 0.0)


def _graded_log(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivative by the location below a category is −aσ(u)σ(−u)/P, by the location above it aσ(v)σ(−v)/P."""
    log_prob = log_probabilities(parameters, theta)[:, :, np.newaxis]
    z, side = _step_logits(parameters, theta), _adjacent_steps(parameters, theta)
    log_weight = (log_expit(z) + log_expit(-z))[:, np.newaxis]
    with np.errstate(invalid="ignore"):  # −∞ less −∞ where an item has no such category
        ratio = np.exp(np.where(side == 0, -np.inf, log_weight - log_prob))
    return _assembled(parameters, theta, 0.0, _slopes(parameters, theta) * side * ratio)


def _graded_theta_derivative(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivatives of s = a(σ(−u) − σ(v)) by the adjacent locations are a²σ(u)σ(−u) and a²σ(v)σ(−v)."""
    a, z = _slopes(parameters, theta), _step_logits(parameters, theta)[:, np.newaxis]
    by_b = a * a * expit(z) * expit(-z) * np.abs(_adjacent_steps(parameters, theta))
    return _assembled(parameters, theta, theta_derivatives(parameters, theta), by_b)


def _graded_warm(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivative of s′ = −a²(σ(u)σ(−u) + σ(v)σ(−v)) by each location is a³σ(z)σ(−z)(1 − 2σ(z))."""
    a, z = _slopes(parameters, theta), _step_logits(parameters, theta)[:, np.newaxis]
    second_derivative_by_b = (
        -(a**3) * expit(z) * expit(-z) * np.tanh(z / 2) * np.abs(_adjacent_steps(parameters, theta))
    )
    return _polytomous_warm(parameters, theta, second_derivative_by_b)


def _polytomous_warm(parameters: ItemParameters, theta: Floats, second_derivative_by_b: Floats | float) -> Floats:
    """The derivative of J = Σ P s(s² + s′) by bⱼ is Σ P (s(s² + s′) ∂log P + (3s² + s′) ∂s + s ∂s′)."""
    prob = np.exp(log_probabilities(parameters, theta))[:, :, np.newaxis]
    slope = theta_derivatives(parameters, theta)[:, :, np.newaxis]
    steps = slice(1, parameters.b.shape[1] + 1)
    by_log = log_probability_gradients(parameters, theta)[:, :, steps]
    by_slope = theta_derivative_gradients(parameters, theta)[:, :, steps]
    square, second_derivative = slope * slope, -by_slope.sum(axis=2, keepdims=True)
    parts = (
        slope * (square + second_derivative) * by_log
        + (3 * square + second_derivative) * by_slope
        + slope * second_derivative_by_b
    )
    by_b = (prob * parts).sum(axis=1, keepdims=True)
    scaled = 3 * warm_term(parameters, theta)[:, np.newaxis]
    return _assembled(parameters, theta, scaled, by_b)[:, 0]


def _expand(values: Floats, theta: Floats) -> Floats:
    """Values of n items with trailing axes of length 1, so that they broadcast against the further axes of θ."""
    return values.reshape(*values.shape, *(1,) * (theta.ndim - 1))


def _slopes(parameters: ItemParameters, theta: Floats) -> Floats:
    """The slopes a of n items, shaped to broadcast against (n, K, w, …)."""
    return _expand(parameters.a[:, np.newaxis, np.newaxis], theta)


def _sums_past_each_step(values: Floats) -> Floats:
    """The sums over the categories past each step, shape (n, w, …), of values (n, K, …)."""
    return np.flip(np.flip(values, axis=1).cumsum(axis=1), axis=1)[:, 1:]


def _step_logits(parameters: ItemParameters, theta: Floats) -> Floats:
    """The logit a(θ − bⱼ) of each step, shape (n, w, …); −inf after an item's last step."""
    places = _expand(np.where(np.isnan(parameters.b), np.inf, parameters.b), theta)
    return _expand(parameters.a[:, np.newaxis], theta) * (theta[:, np.newaxis] - places)


def _past_step(parameters: ItemParameters, theta: Floats) -> Bools:
    """Whether a category lies past a step, shape (1, K, w, 1, …)."""
    steps = np.arange(parameters.b.shape[1])
    beyond: Bools = np.arange(steps.size + 1)[:, np.newaxis] > steps
    return beyond.reshape(1, *beyond.shape, *(1,) * (theta.ndim - 1))


def _has_category(parameters: ItemParameters, theta: Floats) -> Bools:
    """Whether an item has a category, shape (n, K, 1, 1, …)."""
    present: Bools = np.arange(parameters.b.shape[1] + 1) < parameters.categories[:, np.newaxis]
    return present.reshape(*present.shape, 1, *(1,) * (theta.ndim - 1))


def _adjacent_steps(parameters: ItemParameters, theta: Floats) -> Floats:
    """−1 for the step directly below a category, 1 for the step directly above it, else 0, shape (n, K, w, 1, …)."""
    width = parameters.b.shape[1]
    sides = np.eye(width + 1, width) - np.eye(width + 1, width, k=-1)
    return _expand(sides * np.isfinite(parameters.b)[:, np.newaxis], theta)


_LOG_PROBABILITY: _Gradients = {
    Model.LOGISTIC: _logistic_log,
    Model.PARTIAL_CREDIT: _partial_credit_log,
    Model.GRADED: _graded_log,
}
_THETA_DERIVATIVE: _Gradients = {
    Model.LOGISTIC: _logistic_theta_derivative,
    Model.PARTIAL_CREDIT: _partial_credit_theta_derivative,
    Model.GRADED: _graded_theta_derivative,
}
_WARM: _Gradients = {
    Model.LOGISTIC: _logistic_warm,
    Model.PARTIAL_CREDIT: _partial_credit_warm,
    Model.GRADED: _graded_warm,
}
