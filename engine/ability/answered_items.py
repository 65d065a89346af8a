"""The exact likelihood, information and Warm's J of the items that people answered, at any ability."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from engine.ability.set_information import dependent_curves, first_of_set, totals_by_set
from engine.irt.item_parameters import ItemParameters
from engine.irt.response_models import (
    answer_curves,
    information,
    log_probabilities,
    theta_derivatives,
    warm_term,
)
from engine.numerics.array_types import Floats, Ints
from engine.numerics.summation import sequential_sum
from engine.sitting.item_pool import ItemPool
from engine.sitting.testlet_effects import WIDEST_STEP, TestletEffects

_WIDEST_NODES = 0.4  # logits between the nodes of ξ: items of slope 2 are then averaged to 1e-11


class Answers(Protocol):
    """The exact functions of what P people answered, each at their own θ (P,)."""

    def log_likelihood(self, theta: Floats) -> Floats:
        """Each person's log-likelihood, shape (P,)."""
        ...

    def log_likelihood_derivative(self, theta: Floats) -> Floats:
        """The derivative by θ of each person's log-likelihood, shape (P,)."""
        ...

    def weighted_derivative(self, theta: Floats) -> Floats:
        """The derivative by θ of each person's log-likelihood plus J/(2I), Warm's weight, shape (P,)."""
        ...

    def warm_ratio(self, theta: Floats) -> Floats:
        """J/(2I) of each person's test, what Warm's weight adds to the derivative, shape (P,)."""
        ...

    def information(self, theta: Floats) -> Floats:
        """Fisher's information of each person's test, shape (P,)."""
        ...


def answered_items(pool: ItemPool, history: Ints) -> Answers:
    """What the histories (P, 3, k) of a cohort say was answered; unscored answers have weight 0."""
    parameters = pool.parameters.take(history[:, 0].reshape(-1))
    alone = AnsweredItems(parameters, history[:, 1].reshape(-1), history[:, 2].astype(float))
    return alone if pool.testlets is None else AnsweredSets.of(alone, pool.testlets, history[:, 0])


def half_warm_ratio(warm: Floats, informed: Floats) -> Floats:
    """J/(2I), taken as 0 where the information is 0."""
    return np.divide(warm, 2 * informed, out=np.zeros_like(warm), where=informed > 0)


@dataclass(frozen=True, slots=True)
class AnsweredItems:
    """Items whose answers depend on ability alone, k for each of P people. Unscored answers have weight 0.

    Parameters
    ----------
    parameters : of P · k items, person by person
    scores : shape (P · k,), categories
    weights : shape (P, k), 1 for a scored answer, else 0
    """

    parameters: ItemParameters
    scores: Ints
    weights: Floats

    def log_likelihood(self, theta: Floats) -> Floats:
        values = log_probabilities(self.parameters, self._by_answer(theta))
        return self._by_person(values[np.arange(self.scores.size), self.scores, 0])

    def log_likelihood_derivative(self, theta: Floats) -> Floats:
        derivatives = theta_derivatives(self.parameters, self._by_answer(theta))
        return self._by_person(derivatives[np.arange(self.scores.size), self.scores, 0])

    def weighted_derivative(self, theta: Floats) -> Floats:
        return self.log_likelihood_derivative(theta) + self.warm_ratio(theta)

    def warm_ratio(self, theta: Floats) -> Floats:
        warm = self._by_person(warm_term(self.parameters, self._by_answer(theta)))
        return half_warm_ratio(warm, self.information(theta))

    def information(self, theta: Floats) -> Floats:
        return self._by_person(information(self.parameters, self._by_answer(theta)))

    def _by_answer(self, theta: Floats) -> Floats:
        """Each answer's own θ, shape (P · k, 1)."""
        return np.repeat(theta, self.weights.shape[1])[:, np.newaxis]

    def _by_person(self, values: Floats) -> Floats:
        return sequential_sum(values.reshape(self.weights.shape) * self.weights)


class _Curves(NamedTuple):
    """Curves of the answers at the nodes of ξ, shape (P, k, W) each, 0 for unscored answers."""

    log_prob: Floats
    derivative: Floats
    information: Floats
    warm: Floats


@dataclass(frozen=True, slots=True)
class AnsweredSets:
    """Items of sets with a testlet effect, k for each of P people. The likelihood is averaged over the effects.

    Parameters
    ----------
    alone : the items and scores without the effects
    effects : the pool's testlet effects
    items : shape (P, k), pool indices
    first : shape (P, k), the place of the first answer to each answer's set
    nodes : shape (W,), the nodes of ξ, in logits
    node_weights : shape (P, k, W), the probability of each node for each answer's set
    """

    alone: AnsweredItems
    effects: TestletEffects
    items: Ints
    first: Ints
    nodes: Floats
    node_weights: Floats

    @classmethod
    def of(cls, alone: AnsweredItems, effects: TestletEffects, items: Ints) -> "AnsweredSets":
        """The answers of people to ``items`` (P, k)."""
        widest = min(_WIDEST_NODES, WIDEST_STEP * float(effects.sd[effects.sd > 0].min()))
        stride = max(1, int(widest / (effects.nodes[1] - effects.nodes[0]) + 1e-9))
        nodes, weights = effects.spaced_nodes(stride)
        return cls(alone, effects, items, first_of_set(effects, items), nodes, weights[effects.sets[items]])

    def log_likelihood(self, theta: Floats) -> Floats:
        totals = totals_by_set(self._curves(theta).log_prob, self.first)
        top = totals.max(axis=2)
        averages = np.vecdot(np.exp(totals - top[:, :, np.newaxis]), self.node_weights)
        return sequential_sum(np.log(averages) + top)

    def log_likelihood_derivative(self, theta: Floats) -> Floats:
        return self._derivative(self._curves(theta))

    def weighted_derivative(self, theta: Floats) -> Floats:
        curves = self._curves(theta)
        informed, warm = self._dependent(curves)
        return self._derivative(curves) + half_warm_ratio(warm, informed)

    def warm_ratio(self, theta: Floats) -> Floats:
        informed, warm = self._dependent(self._curves(theta))
        return half_warm_ratio(warm, informed)

    def information(self, theta: Floats) -> Floats:
        return self._dependent(self._curves(theta))[0]

    def _derivative(self, curves: _Curves) -> Floats:
        """The mean derivative of each set's answers over what is known of its ξ, summed over the sets."""
        totals = totals_by_set(curves.log_prob, self.first)
        mass = self.node_weights * np.exp(totals - totals.max(axis=2, keepdims=True))
        slopes = np.vecdot(mass, totals_by_set(curves.derivative, self.first)) / mass.sum(axis=2)
        return sequential_sum(slopes)

    def _dependent(self, curves: _Curves) -> tuple[Floats, Floats]:
        informed, warm = (np.vecdot(self.node_weights, curve) for curve in (curves.information, curves.warm))
        return dependent_curves(self.effects, self.items, informed, warm)

    def _curves(self, theta: Floats) -> _Curves:
        places = self.alone.weights.shape[1]
        at = (theta[:, np.newaxis] + self.nodes).repeat(places, axis=0)
        shape = (theta.size, places, self.nodes.size)
        scored = self.alone.weights[:, :, np.newaxis]
        curves = answer_curves(self.alone.parameters, self.alone.scores, at)
        return _Curves(*(curve.reshape(shape) * scored for curve in curves))
