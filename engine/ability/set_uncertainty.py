"""How the score equation of answers to item sets moves with the item parameters."""

import numpy as np

from engine.ability.answered_items import AnsweredSets
from engine.ability.set_information import totals_by_set
from engine.irt.parameter_gradients import log_probability_gradients, theta_derivative_gradients
from engine.irt.response_models import answer_curves
from engine.numerics.array_types import Floats


def set_score_gradients(answers: AnsweredSets, theta: Floats) -> Floats:
    """The derivatives of ℓ′(θ), averaged over the sets' effects, by the parameters of each answer.

    With s = ∂ log P/∂θ at θ + ξ, S the sum of s over the answers to a set, and E over what these answers tell of the
    set's ξ, ℓ′ is the sum of E[S] over the sets, and ∂ℓ′ = E[∂s] + E[(S − E[S]) ∂log P] by each parameter of an answer.

    Parameters
    ----------
    answers : k of each of P people
    theta : shape (P,), logits

    Returns
    -------
    shape (P, k, M), 0 for unscored answers
    """
    people, places = answers.items.shape
    at = theta[:, np.newaxis] + answers.nodes
    log_prob, slope = _curves(answers, at)
    mass, total = _known_effects(answers, log_prob, slope)
    own = answers.alone.parameters
    size = own.b.shape[1] + 3
    found = np.zeros((people, places, size))
    scores = answers.alone.scores.reshape(people, places)
    for place in range(places):  # one at a time: all together would take k times the memory
        asked, chosen = own.take(np.arange(people) * places + place), (np.arange(people), scores[:, place])
        by_log = log_probability_gradients(asked, at)[chosen]  # (P, M, W)
        by_slope = theta_derivative_gradients(asked, at)[chosen]
        known = mass[:, place]
        away = total[:, place] - np.vecdot(known, total[:, place])[:, np.newaxis]
        found[:, place] = np.vecdot(by_slope + away[:, np.newaxis] * by_log, known[:, np.newaxis])
    return found * answers.alone.weights[:, :, np.newaxis]


def _curves(answers: AnsweredSets, at: Floats) -> tuple[Floats, Floats]:
    """Log-probability and its derivative by θ of each answer at the nodes of ξ, shape (P, k, W), 0 for unscored."""
    shape = (*answers.items.shape, answers.nodes.size)
    wide = at.repeat(shape[1], axis=0)
    curves = answer_curves(answers.alone.parameters, answers.alone.scores, wide)
    scored = answers.alone.weights[:, :, np.newaxis]
    return curves[0].reshape(shape) * scored, curves[1].reshape(shape) * scored


def _known_effects(answers: AnsweredSets, log_prob: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """For each answer the probability of each node of its set's ξ, and its set's S there, shape (P, k, W)."""
    people = np.arange(len(answers.items))[:, np.newaxis]
    totals, slopes = (totals_by_set(each, answers.first)[people, answers.first] for each in (log_prob, slope))
    mass = answers.node_weights * np.exp(totals - totals.max(axis=2, keepdims=True))
    return mass / mass.sum(axis=2, keepdims=True), slopes
