import numpy as np

from engine.irt.item_parameters import ItemParameters
from engine.irt.response_models import log_probabilities
from engine.numerics.array_types import Floats, Ints, Uint64s
from engine.numerics.counter_based_draws import Purpose, draw_uniform
from engine.simulation.local_dependence import ItemSetEffects


def simulated_scores(
    parameters: ItemParameters, theta: Floats, seeds: Uint64s, items: Ints, effects: ItemSetEffects | None = None
) -> Ints:
    """The category in which each simulee answers an item, shape (P,).

    The draw belongs to simulee and item: whatever else a test asks, and in whatever order, the answer is the same.

    Parameters
    ----------
    theta, seeds, items : shape (P,)
    effects : what the items of a set share beside ability, see `item_set_effects`; None for nothing
    """
    if effects is not None:
        theta = theta + effects(seeds, items)
    asked = parameters.take(items)
    probabilities = np.exp(log_probabilities(asked, theta))
    draw = draw_uniform(seeds, 0, Purpose.ANSWER, items)
    reached = (draw[:, np.newaxis] >= probabilities[:, :-1].cumsum(axis=1)).sum(axis=1)
    # rounding may leave the sum of an item with fewer categories than others a hair below 1
    scores: Ints = np.minimum(reached, asked.categories - 1)
    return scores
