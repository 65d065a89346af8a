"""Plausible values: independent draws from the posterior of an ability."""

import numpy as np

from engine.errors import InvalidTest
from engine.irt.response_models import log_probabilities
from engine.numerics.array_types import Floats, Ints
from engine.numerics.counter_based_draws import Purpose, draw_uniform
from engine.numerics.normal_distribution import Normal, require_normal
from engine.numerics.number_checks import is_integer
from engine.sitting.item_pool import ItemPool
from engine.sitting.posterior import MAX_END_WEIGHT
from engine.sitting.sitting_state import CatState
from engine.sitting.testlet_effects import log_average

_STANDARD = Normal()
_SUBDIVISION = 16  # fine steps in one step of the grid: uniform draws within them add under .1 % to the variance


def plausible_values(pool: ItemPool, state: CatState, seed: int, draws: int, *, prior: Normal = _STANDARD) -> Floats:
    """Draw plausible values: independent draws from the posterior of an ability.

    Each draw is a pure function of the seed, the number of scored answers and the number of the draw. The posterior is
    evaluated on the exact response functions, on a grid 16 times as fine as the pool's, and taken as uniform within a
    step. The learner's own prior does not enter.

    Parameters
    ----------
    seed : the sitting's 64-bit integer
    draws : the number of draws, 0 or more
    prior : the ability distribution of the group that the person is reported with

    Returns
    -------
    shape (draws,), in logits

    Raises
    ------
    InvalidSeed
    InvalidTest
        also if more than a millionth of the posterior lies at an end of the grid, where draws would pile up

    References
    ----------
    Mislevy (1991), Psychometrika 56, 177–196.
    """
    if not is_integer(draws, 0):
        message = f"draws must be a whole number, 0 or more; received {draws!r}"
        raise InvalidTest(message)
    require_normal("plausible_values", prior)
    fine = np.linspace(pool.grid[0], pool.grid[-1], (pool.grid.size - 1) * _SUBDIVISION + 1)
    items, scores, scored = state.history
    log_posterior = _log_likelihood(pool, items[scored > 0], scores[scored > 0], fine) + prior.log_density(fine)
    mass = np.exp(log_posterior - log_posterior.max())
    _require_grid_covers(pool, mass, prior)
    reached = np.concatenate([[0.0], mass.cumsum()]) / mass.sum()
    step = fine[1] - fine[0]
    borders = np.concatenate([fine - step / 2, [fine[-1] + step / 2]])
    count = np.full(draws, int((scored > 0).sum()))
    drawn: Floats = np.interp(draw_uniform(seed, count, Purpose.PLAUSIBLE_VALUE, np.arange(draws)), reached, borders)
    return drawn


def _log_likelihood(pool: ItemPool, items: Ints, scores: Ints, fine: Floats) -> Floats:
    """The exact log-likelihood of some answers on the fine grid, shape (N,)."""
    effects = pool.testlets
    beyond = 0 if effects is None else _SUBDIVISION * (len(effects.nodes) // 2)
    outside = (fine[1] - fine[0]) * np.arange(1, beyond + 1)
    wide = np.concatenate([fine[0] - outside[::-1], fine, fine[-1] + outside])
    answered = pool.parameters.take(items)
    # without answers there is only the prior
    log_prob = log_probabilities(answered, wide[np.newaxis, :]) if len(answered) else np.empty((0, 1, wide.size))
    given = log_prob[np.arange(len(answered)), scores]
    if effects is None:
        return np.asarray(given.sum(axis=0))
    sets, inside = effects.sets[items], slice(beyond, beyond + fine.size)
    total = np.asarray(given[sets < 0].sum(axis=0)[inside])
    for number in np.unique(sets[sets >= 0]):
        together = given[sets == number].sum(axis=0, keepdims=True)
        total += log_average(together, effects.weights[[number]], _SUBDIVISION)[0]
    return total


def _require_grid_covers(pool: ItemPool, mass: Floats, prior: Normal) -> None:
    """Refuse a posterior that has not vanished at the ends of the grid."""
    if _SUBDIVISION * max(mass[0], mass[-1]) > MAX_END_WEIGHT * mass.sum():
        message = (
            "the pool's grid must reach to where the posterior has ended; received one from"
            f" {pool.grid[0]:g} to {pool.grid[-1]:g} under the prior {prior}: tabulate the pool on a wider one"
        )
        raise InvalidTest(message)
