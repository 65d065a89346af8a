"""How the score equation, and the posterior mean, of answers to item sets move with the item parameters."""

import numpy as np

from engine.ability.answered_items import AnsweredSets
from engine.ability.set_information import first_of_set, totals_by_set
from engine.irt.parameter_gradients import log_probability_gradients, theta_derivative_gradients
from engine.irt.response_models import answer_curves
from engine.numerics.array_types import Floats, Ints
from engine.sitting.cohort import Cohort
from engine.sitting.item_pool import ItemPool
from engine.sitting.testlet_effects import TestletEffects, moving_average


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


_LEAST = 1e-300  # of a likelihood averaged over ξ, as a share of its maximum: its node has no posterior weight either


def set_mean_gradients(pool: ItemPool, effects: TestletEffects, cohort: Cohort, weight: Floats) -> Floats:
    """The sum over the grid of w(θ) ∂ log L(θ), by the parameters of each answer.

    With L(θ) = ∫ Π P φ(ξ) dξ for the answers to a set, ∂ log L = ∫ ∂log P · Π P φ dξ / L. So an answer's gradients are
    summed over the nodes of θ + ξ, with the likelihood of its set times w/L spread from θ to where ξ reaches.

    Parameters
    ----------
    weight : shape (P, Q), w at the nodes of the grid

    Returns
    -------
    shape (P, k, M), also for unscored answers
    """
    first = first_of_set(effects, cohort.items)
    known = np.where(cohort.scored[:, :, np.newaxis], effects.log_prob[cohort.items, cohort.scores], 0.0)
    shares = _spread_weights(effects, cohort, totals_by_set(known, first), first, weight)
    items, rows = np.unique(cohort.items, return_inverse=True)
    rows = rows.reshape(cohort.items.shape)
    gradients = log_probability_gradients(pool.parameters.take(items), effects.wide_grid(pool.grid)[np.newaxis])
    people = np.arange(len(cohort))
    found = np.zeros((*rows.shape, pool.parameters.b.shape[1] + 3))
    with np.errstate(invalid="ignore"):  # ∞ · 0 by an asymptote of 0 or 1, which must be known
        for place in range(cohort.presented):
            share = shares[people, first[:, place]][:, np.newaxis]
            found[:, place] = (share * gradients[rows[:, place], cohort.scores[:, place]]).sum(axis=2)
    return found


def _spread_weights(effects: TestletEffects, cohort: Cohort, totals: Floats, first: Ints, weight: Floats) -> Floats:
    """(P, k, E) at the place of each set's first answer: w/L spread over ξ, times the likelihood of its answers."""
    found = np.zeros_like(totals)
    beyond = len(effects.nodes) - 1
    for place in range(first.shape[1]):
        people = np.flatnonzero(first[:, place] == place)
        own = effects.spaced_nodes(1)[1][effects.sets[cohort.items[people, place]]]
        likelihood = np.exp(totals[people, place] - totals[people, place].max(axis=1, keepdims=True))
        ratio = weight[people] / np.maximum(moving_average(likelihood, own), _LEAST)
        found[people, place] = likelihood * moving_average(np.pad(ratio, ((0, 0), (beyond, beyond))), own)
    return found
