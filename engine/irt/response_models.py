"""Response models as pure functions of parameters and ability.

``parameters`` holds n items; ``theta`` has its first axis along the items (length n, or 1 for all) and any further
axes, say a grid. Everything is computed from logs, so that both tails keep their relative precision. Items are
evaluated in blocks of one model and one number of categories: an item's values are the same bits whatever stands beside
it, and what is needed in between stays small.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np

from engine.irt.item_parameters import ItemParameters, Model
from engine.irt.logistic_models import LogisticCurves, logistic_curves
from engine.irt.polytomous_models import PolytomousCurves, graded_curves, partial_credit_curves
from engine.numerics.array_types import Floats, Ints

Curves = LogisticCurves | PolytomousCurves

_BLOCK = 2**14  # values that are evaluated at once: some ten arrays of this size fit in a processor's cache


def log_probabilities(parameters: ItemParameters, theta: Floats) -> Floats:
    """The log of P(category | θ), shape (n, K, …); −inf for a category that an item does not have.

    Parameters
    ----------
    parameters : n items
    theta : shape (n, …) or (1, …), abilities in logits
    """
    return _by_category(parameters, theta, lambda curves: curves.log_prob, -np.inf)


def theta_derivatives(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivative by θ of log P(category | θ), shape (n, K, …); 0 for a category that an item does not have."""
    return _by_category(parameters, theta, lambda curves: curves.slope, 0.0)


def information(parameters: ItemParameters, theta: Floats) -> Floats:
    """Fisher's information Σₖ P′ₖ² / Pₖ, shape (n, …), 0 or more."""
    return _by_item(parameters, theta, lambda curves: curves.information)


def warm_term(parameters: ItemParameters, theta: Floats) -> Floats:
    """Warm's J = Σₖ P′ₖ P″ₖ / Pₖ, shape (n, …): the bias of ML is −J / (2 I²).

    References
    ----------
    Warm (1989), Psychometrika 54, 427–450; Samejima (1993), Psychometrika 58, 119–138, for more than two categories.
    """
    return _by_item(parameters, theta, lambda curves: curves.warm)


def tabulate_curves(parameters: ItemParameters, grid: Floats) -> tuple[Floats, Floats]:
    """What `log_probabilities` and `information` say on a grid, from one evaluation of each item.

    Parameters
    ----------
    parameters : n items
    grid : shape (Q,), abilities in logits

    Returns
    -------
    log-probabilities, shape (n, K, Q), and information, shape (n, Q), laid out by node
    """
    log_prob = np.full((len(parameters), parameters.b.shape[1] + 1, grid.size), -np.inf)
    informed = np.empty((len(parameters), grid.size), order="F")
    for items, curves in _blocks(parameters, grid[np.newaxis, :]):
        log_prob[items, : curves.log_prob.shape[1]] = curves.log_prob
        informed[items] = curves.information
    return log_prob, informed


def _by_item(parameters: ItemParameters, theta: Floats, read: Callable[[Curves], Floats]) -> Floats:
    """A function of each item, shape (n, …)."""
    values = np.empty((len(parameters), *theta.shape[1:]))
    for items, curves in _blocks(parameters, theta):
        values[items] = read(curves)
    return values


def _by_category(parameters: ItemParameters, theta: Floats, read: Callable[[Curves], Floats], missing: float) -> Floats:
    """A function of each category of each item, shape (n, K, …), ``missing`` for one that an item does not have."""
    values = np.full((len(parameters), parameters.b.shape[1] + 1, *theta.shape[1:]), missing)
    for items, curves in _blocks(parameters, theta):
        part = read(curves)
        values[items, : part.shape[1]] = part
    return values


def _blocks(parameters: ItemParameters, theta: Floats) -> Iterator[tuple[Ints, Curves]]:
    """The items in blocks of one model and one number of categories: which they are, and their curves."""
    values = math.prod(theta.shape[1:])
    for items, model, categories in _alike(parameters):
        size = max(1, _BLOCK // max(1, values * categories))
        for start in range(0, len(items), size):
            block = items[start : start + size]
            yield block, _curves(parameters, block, model, categories, theta if len(theta) == 1 else theta[block])


def _alike(parameters: ItemParameters) -> Iterator[tuple[Ints, int, int]]:
    """The items of each model and number of categories: which they are, the model, the number."""
    above = parameters.b.shape[1] + 2  # more than any item has categories
    categories = 2 if above == 3 else parameters.categories
    kinds = parameters.model.astype(np.intp) * above + categories
    for kind in np.flatnonzero(np.bincount(kinds)).tolist():
        yield np.flatnonzero(kinds == kind), *divmod(kind, above)


def _curves(parameters: ItemParameters, items: Ints, model: int, categories: int, theta: Floats) -> Curves:
    """The curves of items that are all of one model and one number of categories."""
    a, b = parameters.a[items], parameters.b[items, : categories - 1]
    if model == Model.LOGISTIC:
        return logistic_curves(a, b[:, 0], parameters.c[items], parameters.d[items], theta)
    return (partial_credit_curves if model == Model.PARTIAL_CREDIT else graded_curves)(a, b, theta)
