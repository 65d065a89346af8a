"""The year group whose work is nearest to a learner's level."""

from collections.abc import Mapping


def working_year(theta: float, means: Mapping[int, float]) -> int:
    """The year group whose mean is nearest to an ability.

    Parameters
    ----------
    theta : ability, logits
    means : mean ability of each year group, logits; at least one
    """
    return min(means, key=lambda year: (abs(means[year] - theta), year))
