"""Response models as pure functions of item parameters and ability, for items of any model.

``parameters`` holds n items. ``theta`` is a scalar, Q nodes for every item, or (n, …) with each item's own abilities:
`item_by_node` has the rule, and refuses everything else. Everything is computed from logs, so both tails keep their
relative precision. Items are evaluated in blocks of one model and one number of categories. The values of an item are
therefore the same bits whichever items are evaluated with it, and intermediate arrays stay small.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np

from engine.irt.chance_floors import lifted_curves
from engine.irt.item_by_node import by_item_and_node
from engine.irt.item_parameters import ItemParameters, Model
from engine.irt.logistic_models import LogisticCurves, logistic_curves
from engine.irt.polytomous_models import PolytomousCurves, graded_curves, partial_credit_curves
from engine.numerics.array_types import Floats, Ints

Curves = LogisticCurves | PolytomousCurves

_MODELS = len(Model)
_BLOCK = 2**14  # values evaluated at once: about ten arrays of this size fit in a processor's cache


@by_item_and_node
def log_probabilities(parameters: ItemParameters, theta: Floats) -> Floats:
    """The log of P(category | θ), shape (n, K, …); −inf for a category that an item does not have.

    Parameters
    ----------
    parameters : n items
    theta : abilities in logits: a scalar; shape (Q,) or (1, …) for every item; or (n, …) for each item its own

    Raises
    ------
    InvalidTheta
    """
    return _by_category(parameters, theta, lambda curves: curves.log_prob, -np.inf)


@by_item_and_node
def theta_derivatives(parameters: ItemParameters, theta: Floats) -> Floats:
    """The derivative by θ of log P(category | θ), shape (n, K, …); 0 for a category that an item does not have.

    Parameters
    ----------
    parameters : n items
    theta : abilities in logits: a scalar; shape (Q,) or (1, …) for every item; or (n, …) for each item its own

    Raises
    ------
    InvalidTheta
    """
    return _by_category(parameters, theta, lambda curves: curves.log_derivative, 0.0)


@by_item_and_node
def information(parameters: ItemParameters, theta: Floats) -> Floats:
    """Fisher's information Σₖ P′ₖ² / Pₖ, shape (n, …), 0 or more, in 1/logits².

    Parameters
    ----------
    parameters : n items
    theta : abilities in logits: a scalar; shape (Q,) or (1, …) for every item; or (n, …) for each item its own

    Raises
    ------
    InvalidTheta

    References
    ----------
    Birnbaum (1968), in Lord & Novick, Statistical theories of mental test scores, chapter 20; Samejima (1969),
    Psychometrika Monograph 17, for more than two categories.
    """
    return _by_item(parameters, theta, lambda curves: curves.information)


@by_item_and_node
def warm_term(parameters: ItemParameters, theta: Floats) -> Floats:
    """Warm's J = Σₖ P′ₖ P″ₖ / Pₖ, shape (n, …). The bias of maximum likelihood is −J / (2 I²).

    Parameters
    ----------
    parameters : n items
    theta : abilities in logits: a scalar; shape (Q,) or (1, …) for every item; or (n, …) for each item its own

    Raises
    ------
    InvalidTheta

    References
    ----------
    Warm (1989), Psychometrika 54, 427–450; Samejima (1993), Psychometrika 58, 119–138, for more than two categories.
    """
    return _by_item(parameters, theta, lambda curves: curves.warm)


def tabulate_curves(parameters: ItemParameters, grid: Floats) -> tuple[Floats, Floats]:
    """Tabulate `log_probabilities` and `information` on a grid, evaluating each item once.

    Parameters
    ----------
    parameters : n items
    grid : shape (Q,), abilities in logits

    Returns
    -------
    log_prob : shape (n, K, Q), −inf for a category that an item does not have
    informed : shape (n, Q), Fisher's information, stored node by node (Fortran order)
    """
    log_prob = np.full((len(parameters), parameters.b.shape[1] + 1, grid.size), -np.inf)
    informed = np.empty((len(parameters), grid.size), order="F")
    for items, curves in _blocks(parameters, grid[np.newaxis, :]):
        log_prob[items, : curves.log_prob.shape[1]] = curves.log_prob
        informed[items] = curves.information
    return log_prob, informed


def answer_curves(parameters: ItemParameters, scores: Ints, theta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The log-probability of one answer to each item, its derivative by θ, and the item's information and Warm's J.

    Parameters
    ----------
    parameters : n items
    scores : shape (n,), categories
    theta : shape (n, …), abilities in logits

    Returns
    -------
    four arrays of the shape of ``theta``
    """
    log_prob, derivative, informed, warm = (np.empty(theta.shape) for _ in range(4))
    for items, curves in _blocks(parameters, theta):
        rows = np.arange(items.size), scores[items]
        log_prob[items] = curves.log_prob[rows]
        derivative[items] = curves.log_derivative[rows]
        informed[items] = curves.information
        warm[items] = curves.warm
    return log_prob, derivative, informed, warm


def _by_item(parameters: ItemParameters, theta: Floats, function: Callable[[Curves], Floats]) -> Floats:
    """A function of each item, shape (n, …)."""
    values = np.empty((len(parameters), *theta.shape[1:]))
    for items, curves in _blocks(parameters, theta):
        values[items] = function(curves)
    return values


def _by_category(
    parameters: ItemParameters, theta: Floats, function: Callable[[Curves], Floats], missing: float
) -> Floats:
    """A function of each category of each item, shape (n, K, …), ``missing`` for one that an item does not have."""
    values = np.full((len(parameters), parameters.b.shape[1] + 1, *theta.shape[1:]), missing)
    for items, curves in _blocks(parameters, theta):
        part = function(curves)
        values[items, : part.shape[1]] = part
    return values


def _blocks(parameters: ItemParameters, theta: Floats) -> Iterator[tuple[Ints, Curves]]:
    """Yield the indices and the curves of the items, in blocks of one model and one number of categories."""
    values = math.prod(theta.shape[1:])
    for items, model, categories in _groups(parameters):
        size = max(1, _BLOCK // max(1, values * categories))
        for start in range(0, len(items), size):
            block = items[start : start + size]
            yield block, _curves(parameters, block, model, categories, theta if len(theta) == 1 else theta[block])


def _groups(parameters: ItemParameters) -> Iterator[tuple[Ints, int, int]]:
    """Yield the item indices, the model and the number of categories of each group of like items."""
    radix = parameters.b.shape[1] + 2  # more than any item has categories
    categories = 2 if radix == 3 else parameters.categories
    groups = (parameters.lifted * _MODELS + parameters.model.astype(np.intp)) * radix + categories
    for group in np.flatnonzero(np.bincount(groups)).tolist():
        model, held = divmod(group, radix)
        yield np.flatnonzero(groups == group), model % _MODELS, held


def _curves(parameters: ItemParameters, items: Ints, model: int, categories: int, theta: Floats) -> Curves:
    """The curves of items that share one model and one number of categories, all with floors of chance or none."""
    a, b = parameters.a[items], parameters.b[items, : categories - 1]
    if model == Model.LOGISTIC:
        return logistic_curves(a, b[:, 0], parameters.c[items], parameters.d[items], theta)
    known = (partial_credit_curves if model == Model.PARTIAL_CREDIT else graded_curves)(a, b, theta)
    floors = parameters.floors[items, : categories - 1]
    return lifted_curves(known, floors) if floors.any() else known
