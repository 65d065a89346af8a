"""The scores that simulees get on the items presented to them."""

import numpy as np

from engine.errors import InvalidTest
from engine.irt.item_parameters import ItemParameters
from engine.irt.response_models import log_probabilities
from engine.numerics.array_types import Floats, Ints, Uint64s
from engine.numerics.counter_based_draws import Purpose, draw_uniform
from engine.simulation.local_dependence import ItemSetEffects


def simulated_scores(
    parameters: ItemParameters, theta: Floats, seeds: Uint64s, items: Ints, effects: ItemSetEffects | None = None
) -> Ints:
    """Draw the score category of each simulee on one item.

    The draw is determined by simulee and item, so the answer is the same whichever other items a test presents, and in
    whichever order.

    Parameters
    ----------
    parameters : the parameters of all items of the pool
    theta : shape (P,), true abilities in logits
    seeds : shape (P,), the simulees' seeds
    items : shape (P,), the pool index of each simulee's item
    effects : testlet effects, see `item_set_effects`; None for none

    Returns
    -------
    shape (P,), categories from 0

    Raises
    ------
    InvalidTest : theta, seeds and items are not of one length
    """
    if not theta.shape == seeds.shape == items.shape:
        message = f"theta, seeds and items must be of one length; received {theta.shape}, {seeds.shape}, {items.shape}"
        raise InvalidTest(message)
    if effects is not None:
        theta = theta + effects(seeds, items)
    asked = parameters.take(items)
    probabilities = np.exp(log_probabilities(asked, theta[:, np.newaxis]))[:, :, 0]
    draw = draw_uniform(seeds, 0, Purpose.ANSWER, items)
    reached = (draw[:, np.newaxis] >= probabilities[:, :-1].cumsum(axis=1)).sum(axis=1)
    # rounding can leave the sum of probabilities slightly below 1
    scores: Ints = np.minimum(reached, asked.categories - 1)
    return scores
