"""How much of what a result rests on was measured in a trial, and not derived from a difficulty model."""

from collections.abc import Sequence

import numpy as np

from engine import information
from itembank.compilation.item_pool import HasParameters, item_parameters

LEAST_ADOPTED = 0.8
"""Share of its information that must come from adopted items for a result not to be provisional."""


def adopted_share(items: Sequence[HasParameters], theta: float) -> float:
    """The share of Fisher's information at θ that comes from items whose parameters are adopted, 0 to 1.

    Parameters
    ----------
    items : the scored items of a sitting
    theta : the reported ability, logits

    Returns
    -------
    1 where no item is provisional; the share of the items where none of them tells anything at θ
    """
    adopted = np.array([not item.parameters.provisional for item in items], dtype=bool)
    if adopted.all():
        return 1.0
    told = information(item_parameters(items), np.array([theta]))[:, 0]
    weight = told if told.sum() > 0 else np.ones(len(adopted))
    return float(weight[adopted].sum() / weight.sum())


def is_provisional(items: Sequence[HasParameters], theta: float) -> bool:
    """Whether a result is provisional: less than `LEAST_ADOPTED` of its information comes from adopted items."""
    return adopted_share(items, theta) < LEAST_ADOPTED
