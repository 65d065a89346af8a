"""Conditional maximum likelihood for the Rasch and the partial credit model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import cho_factor, cho_solve

from calibration.array_types import Bools, Floats, Ints
from calibration.conditional.score_counts import ItemSet, item_sets
from calibration.conditional.symmetric_functions import condition_on_totals
from calibration.errors import CalibrationError, ErrorCode
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration, FitStatus, StandardErrors
from calibration.results.regressed_population import FittedPopulation
from calibration.screening.response_counts import person_weights
from calibration.slope_intercept_curves import ModelFamily

Routing = Literal["none", "preset", "score"]
Normalisation = Literal["mean", "first"]

MAX_DIFFICULTY = 40.0
"""Logits from the mean beyond which a difficulty is taken to diverge."""
HALVINGS = 40


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """The order of the N difficulties of all items.

    Parameters
    ----------
    categories : (n,) of each item
    first : (n,) index of each item's first difficulty
    """

    categories: Ints
    first: Ints

    @classmethod
    def from_categories(cls, categories: Ints) -> "_Steps":
        return cls(categories, np.concatenate(([0], np.cumsum(categories - 1)[:-1])))

    @property
    def size(self) -> int:
        return int((self.categories - 1).sum())

    def table(self, b: Floats, fill: float = np.nan) -> Floats:
        """(n, W) difficulties by item, ``fill`` after the last."""
        steps = np.arange(int(self.categories.max()) - 1)
        place = np.minimum(self.first[:, None] + steps, self.size - 1)
        return np.where(steps < self.categories[:, None] - 1, b[place], fill)


class _LikelihoodValue(NamedTuple):
    """The conditional log-likelihood, its gradient (N,), and the information (N, N)."""

    log_likelihood: float
    gradient: Floats
    information: Floats


def fit_conditional(
    data: ResponseMatrix,
    model: str | Sequence[str] = "rasch",
    *,
    routing: Routing | None = None,
    normalisation: Normalisation = "mean",
    weights: ArrayLike | None = None,
    standard_errors: bool = True,
    tol: float = 1e-8,
    max_iter: int = 100,
) -> Calibration:
    """Difficulties by conditional maximum likelihood (Andersen, 1972; Fischer, 1981), without a population.

    The likelihood is conditional on the total score on the items met. It does not depend on the distribution of
    ability, nor on the assignment of items unless responses decided it.

    Parameters
    ----------
    data : responses in categories from 0 (``rasch``: 0 and 1)
    model : ``rasch`` or ``pcm``, both with a = 1; one for all items
    routing : assignment of items: ``none`` or ``preset``, independent of responses; or ``score``, by responses, as in
        adaptive and multistage tests, which is an error. Optional where all persons met the same items
    normalisation : ``mean``: the mean of all difficulties is 0; ``first``: the first difficulty of the first item is 0
    weights : (persons,) above 0, number of persons each one stands for; by default those of the data
    standard_errors : whether to compute the covariance, the inverse of the information under the normalisation
    tol : largest Newton step, in logits, at which the fit has converged
    max_iter : most Newton steps

    Returns
    -------
    Calibration
        with an empty population and the conditional log-likelihood; its status reports numerical failure

    Raises
    ------
    CalibrationError
        ``option``, ``routed``, ``routing_unsaid``, ``no_responses``, ``too_few_items``, ``score``, ``never_answered``,
        ``category_unused``, ``constant_among_others``, ``not_connected``, ``too_many_designs``, ``too_long``

    References
    ----------
    Andersen (1972), JRSS B 34, 42–54; Masters (1982), Psychometrika 47, 149–174; Fischer (1981), Psychometrika 46,
    59–77. Adaptive tests: Eggen & Verhelst (2011), Psicológica 32, 107–132; Zwitser & Maris (2015), Psychometrika 80,
    65–84.
    """
    name = _model(model, routing, normalisation, tol, max_iter)
    steps = _Steps.from_categories(_categories(data, name))
    sets = item_sets(data, steps.categories, routing, person_weights(data, weights))
    b, values, status = _newton(sets, steps, tol, max_iter)
    covariance = None
    if standard_errors and status is FitStatus.CONVERGED:
        covariance = _solve_centred(values[-1].information, np.eye(steps.size))
        status = FitStatus.CONVERGED if covariance is not None else FitStatus.NOT_DETERMINED
    if normalisation == "first":
        b, covariance = b - b[0], None if covariance is None else _contrast_with_first(covariance)
    return _calibration(data, name, steps, b, covariance, values, status)


def _model(model: object, routing: object, normalisation: object, tol: float, max_iter: int) -> str:
    """Check the options. Returns the name of the model."""
    if routing == "score":
        raise CalibrationError(ErrorCode.ROUTED)
    choices: tuple[tuple[str, object, tuple[object, ...]], ...] = (
        ("model", model, ("rasch", "pcm")),
        ("routing", routing, ("none", "preset", "score", None)),
        ("normalisation", normalisation, ("mean", "first")),
    )
    for name, got, expected in choices:
        if got not in expected:
            raise CalibrationError(ErrorCode.OPTION, name=name, expected=", ".join(map(str, expected)), got=got)
    if not tol > 0:
        raise CalibrationError(ErrorCode.OPTION, name="tol", expected="> 0", got=tol)
    if max_iter < 1:
        raise CalibrationError(ErrorCode.OPTION, name="max_iter", expected="≥ 1", got=max_iter)
    return str(model)


def _categories(data: ResponseMatrix, model: str) -> Ints:
    """(n,) number of categories of each item; raises where a category is unused."""
    if not len(data):
        raise CalibrationError(ErrorCode.NO_RESPONSES)
    if len(data.items) < 2:
        raise CalibrationError(ErrorCode.TOO_FEW_ITEMS, model=model, expected=2, got=len(data.items))
    above = np.flatnonzero(data.score > 1) if model == "rasch" else np.zeros(0, dtype=np.intp)
    if above.size:
        at, item = above[0], data.items[data.item[above[0]]]
        raise CalibrationError(
            ErrorCode.SCORE, data.row_unit, row=data.row_number(at), item=item, expected="0, 1", got=int(data.score[at])
        )
    counts = data.responses_per_category()
    _require_none(ErrorCode.NEVER_ANSWERED, data, counts.sum(axis=1) == 0)
    highest = counts.shape[1] - 1 - np.argmax(counts[:, ::-1] > 0, axis=1)
    _require_none(ErrorCode.CONSTANT, data, (counts > 0).sum(axis=1) == 1)
    unused = (counts == 0) & (np.arange(counts.shape[1]) <= highest[:, None])
    _require_none(ErrorCode.CATEGORY_UNUSED, data, unused.any(axis=1))
    return np.asarray(highest + 1, dtype=np.int64)


def _require_none(code: ErrorCode, data: ResponseMatrix, faulty: Bools) -> None:
    if faulty.any():
        raise CalibrationError(code, items=", ".join(data.items[at] for at in np.flatnonzero(faulty)))


def _newton(
    sets: Sequence[ItemSet], steps: _Steps, tol: float, max_iter: int
) -> tuple[Floats, list[_LikelihoodValue], FitStatus]:
    """Newton's method for difficulties with mean 0, with step halving."""
    b = _start(sets, steps)
    values = [_likelihood(sets, steps, b)]
    for _ in range(max_iter):
        step = _solve_centred(values[-1].information, values[-1].gradient)
        if step is None or np.abs(b).max() > MAX_DIFFICULTY:
            return b, values, FitStatus.NOT_DETERMINED
        if np.abs(step).max() < tol:
            return b, values, FitStatus.CONVERGED
        b, value = _line_search(sets, steps, b, step, values[-1])
        values.append(value)
    return b, values, FitStatus.CYCLE_LIMIT


def _line_search(
    sets: Sequence[ItemSet], steps: _Steps, b: Floats, step: Floats, here: _LikelihoodValue
) -> tuple[Floats, _LikelihoodValue]:
    rounding = 1e-12 * abs(here.log_likelihood)
    for _ in range(HALVINGS):
        there = _likelihood(sets, steps, b + step)
        if there.log_likelihood >= here.log_likelihood - rounding:
            return b + step, there
        step = step / 2
    return b, here


def _start(sets: Sequence[ItemSet], steps: _Steps) -> Floats:
    """Start values: log ratios of the counts of adjacent scores."""
    counts = np.zeros((steps.categories.size, int(steps.categories.max())))
    for item_set in sets:
        counts[item_set.items] += item_set.counts
    with np.errstate(divide="ignore", invalid="ignore"):
        table = np.log(counts[:, :-1] / counts[:, 1:])
    b = table[np.isfinite(steps.table(np.zeros(steps.size)))]
    return np.asarray(b - b.mean())


def _likelihood(sets: Sequence[ItemSet], steps: _Steps, b: Floats) -> _LikelihoodValue:
    """The conditional log-likelihood Σ n log ε − Σ n log γ with its derivatives, summed over sets of items."""
    table = steps.table(b)
    value, gradient, information = 0.0, np.zeros(b.size), np.zeros((b.size, b.size))
    for item_set in sets:
        own = table[item_set.items]
        places = (steps.first[item_set.items][:, None] + np.arange(own.shape[1]))[np.isfinite(own)]
        one = _set_likelihood(item_set, own)
        value += one.log_likelihood
        gradient[places] += one.gradient
        information[np.ix_(places, places)] += one.information
    return _LikelihoodValue(value, gradient, information)


def _set_likelihood(item_set: ItemSet, b: Floats) -> _LikelihoodValue:
    """The same for one set, by the difficulties (m, W) of its items, NaN after the last."""
    has = np.isfinite(b)
    width = int(has.sum(axis=1).max())
    has, counts = has[:, :width], item_set.counts[:, : width + 1]
    log_weights = _log_weights(b[:, :width])
    given = condition_on_totals(np.exp(log_weights), item_set.totals)
    if given is None:
        raise CalibrationError(ErrorCode.TOO_LONG, got=item_set.items.size)
    used, seen = item_set.totals > 0, counts > 0
    value = (counts[seen] * log_weights[seen]).sum() - (item_set.totals[used] * given.log_gamma[used]).sum()
    # log ε of a score is minus the sum of the difficulties up to it
    upwards = np.triu(np.ones((width, width)))
    gradient = -((counts[:, 1:] - given.expected) @ upwards.T)
    size = item_set.items.size
    information = given.information.reshape(size, width, size, width)
    by_steps = np.einsum("wk,ikjl,vl->iwjv", upwards, information, upwards, optimize=True)
    keep = np.flatnonzero(has.ravel())
    return _LikelihoodValue(float(value), gradient[has], by_steps.reshape(size * width, -1)[np.ix_(keep, keep)])


def _log_weights(b: Floats) -> Floats:
    """(m, K) log ε of each score of each item, −∞ after the last, centred in ability and scaled to sums of 1.

    Neither changes expectations given a total; both keep γ in the range of double precision.
    """
    steps = np.where(np.isfinite(b), np.nanmean(b) - b, -np.inf)
    log_weights = np.concatenate((np.zeros((len(b), 1)), np.cumsum(steps, axis=1)), axis=1)
    top = log_weights.max(axis=1, keepdims=True)
    return np.asarray(log_weights - top - np.log(np.exp(log_weights - top).sum(axis=1, keepdims=True)))


def _solve_centred(information: Floats, right: Floats) -> Floats | None:
    """The inverse of the information under a mean of 0, times ``right``; None where it is singular.

    The likelihood is invariant to a shift of all difficulties; adding a constant matrix fixes their mean.
    """
    size = len(information)
    level = np.trace(information) / size
    scale = np.sqrt(np.maximum(np.diag(information), np.finfo(float).tiny))
    filled = information + level / size
    try:
        factor = cho_factor(filled / scale / scale[:, None])
    except np.linalg.LinAlgError:
        return None
    if np.diag(factor[0]).min() < 1e-7:
        return None
    scaled = right / (scale[:, None] if right.ndim == 2 else scale)
    found = cho_solve(factor, scaled) / (scale[:, None] if right.ndim == 2 else scale)
    found -= found.mean(axis=0)
    return np.asarray((found + found.T) / 2 if found.ndim == 2 else found)


def _contrast_with_first(covariance: Floats) -> Floats:
    """The covariance of the differences from the first difficulty."""
    return np.asarray(covariance - covariance[0] - covariance[:, :1] + covariance[0, 0])


def _calibration(
    data: ResponseMatrix,
    model: str,
    steps: _Steps,
    b: Floats,
    covariance: Floats | None,
    values: Sequence[_LikelihoodValue],
    status: FitStatus,
) -> Calibration:
    count = len(data.items)
    table, place = steps.table(b), steps.table(np.arange(steps.size, dtype=float), -1).astype(np.int64)
    dichotomous = table.shape[1] == 1
    nothing, none = np.zeros(count), np.full(count, -1)
    errors = None
    if covariance is not None:
        spread = steps.table(np.sqrt(np.maximum(np.diag(covariance), 0.0)))
        errors = StandardErrors(nothing, spread[:, 0] if dichotomous else spread, nothing, nothing)
    several = steps.categories > 2
    items, step = np.nonzero(np.isfinite(table))
    return Calibration(
        model=model,
        models=(model,) * count,
        items=data.items,
        a=np.ones(count),
        b=table[:, 0] if dichotomous else table,
        c=nothing,
        d=np.ones(count),
        family=np.full(count, ModelFamily.ADJACENT, dtype=np.int8),
        names=tuple(
            f"b{at + 1}[{data.items[item]}]" if several[item] else f"b[{data.items[item]}]"
            for item, at in zip(items.tolist(), step.tolist(), strict=True)
        ),
        free=steps.size - 1,
        covariance=covariance,
        rows={"a": none, "b": place, "c": none, "d": none, "mean": none[:0], "sd": none[:0]},
        standard_errors=errors,
        population=FittedPopulation(),
        population_errors=None,
        histogram=None,
        log_likelihood=values[-1].log_likelihood,
        log_prior=0.0,
        log_likelihoods=tuple(value.log_likelihood for value in values),
        status=status,
        iterations=len(values) - 1,
        grid=np.zeros(0),
        persons=int(np.count_nonzero(data.responses_per_person())),
        responses=len(data),
        remarks={},
    )
