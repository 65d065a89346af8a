"""Bock's nominal model by marginal maximum likelihood: a slope and an intercept for each option of an item."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import log_softmax

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.marginal.accelerated_em import ascend_vector
from calibration.marginal.e_step import EStepTables, ExpectedStatistics, expected_statistics
from calibration.marginal.em_algorithm import EMOptions, OnCycle
from calibration.marginal.missing_information import missing_information
from calibration.marginal.observed_information import CompleteDataScores, covariance_from_information
from calibration.marginal.response_blocks import ResponseBlocks, build_blocks
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import FitStatus

STEPS, ENOUGH, LONGEST, HALVINGS = 8, 1e-4, 3.0, 30
RIDGE = 1e-8
FEWEST_ITEMS = 3
NODES, LIMIT = 61, 6.0


@dataclass(frozen=True, slots=True, eq=False)
class NominalCalibration:
    """Slopes and intercepts of n items' options; log P(option) is a·θ + c less the log of the sum, θ ~ N(0, 1).

    Parameters
    ----------
    items : the item ids
    a, c : (n, K) of each option; they sum to 0 within an item (Bock, 1972); NaN where an item has no such option
    a_error, c_error : (n, K) their standard errors; NaN likewise, and throughout where there are none
    log_likelihood : marginal, of all responses
    status : how the fit ended
    iterations : number of E-steps
    """

    items: tuple[str, ...]
    a: Floats
    c: Floats
    a_error: Floats
    c_error: Floats
    log_likelihood: float
    status: FitStatus
    iterations: int

    def option_probabilities(self, theta: Floats) -> Floats:
        """Probability (n, K, Q) of each option at abilities (Q,), logits; 0 for one that an item does not have."""
        height = np.where(np.isnan(self.a), -np.inf, np.nan_to_num(self.c))[:, :, None]
        height = height + np.nan_to_num(self.a)[:, :, None] * np.asarray(theta, dtype=float)
        return np.asarray(np.exp(log_softmax(height, axis=1)))


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """What the E-step asks of the items."""

    categories: Ints

    @property
    def exponential(self) -> Bools:
        return np.zeros(self.categories.size, dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class _Point:
    """Slopes and intercepts (n, W) of the options from the second one; those of the first are 0."""

    there: Bools
    slopes: Floats
    intercepts: Floats

    @property
    def vector(self) -> Floats:
        return np.concatenate((self.slopes[self.there], self.intercepts[self.there]))

    def at_vector(self, vector: Floats) -> "_Point":
        slopes, intercepts = self.slopes.copy(), self.intercepts.copy()
        slopes[self.there], intercepts[self.there] = np.split(vector, 2)
        return replace(self, slopes=slopes, intercepts=intercepts)

    def log_prob(self, nodes: Floats) -> Floats:
        """(n, K, Q) log-probabilities, −∞ for an option that an item does not have."""
        height = np.zeros((len(self.slopes), self.slopes.shape[1] + 1, nodes.size))
        height[:, 1:] = self.slopes[:, :, None] * nodes + self.intercepts[:, :, None]
        height[:, 1:][~self.there] = -np.inf
        return np.asarray(log_softmax(height, axis=1))


def nominal_model(
    data: ResponseMatrix,
    *,
    key: Sequence[int] | None = None,
    tol: float = 1e-6,
    max_iter: int = 2000,
    on_cycle: OnCycle | None = None,
) -> NominalCalibration:
    """Fit the nominal model to raw choices.

    Parameters
    ----------
    data : options from 0, in any order; an omitted item may be an option of its own, or missing
    key : the right option of each item, which says which way ability runs; unless given, the first options chosen
        together most often are at the upper end, which may be the wrong one
    tol : largest move of a parameter at which the fit has converged
    max_iter : limit of E-steps
    on_cycle : called with each ``Cycle``, for progress

    Raises
    ------
    CalibrationError
        ``no_responses``, ``too_few_items``, ``constant`` or ``category_unused``, naming the items

    References
    ----------
    Bock (1972), *Psychometrika* 37, 29–51: the model, eq. 1, and sum-zero parameters.
    """
    counts = data.responses_per_category()
    categories = _categories(data, counts)
    layout = _Layout(categories)
    laid_out = build_blocks(data, layout)
    nodes = np.linspace(-LIMIT, LIMIT, NODES)
    there = np.arange(1, counts.shape[1]) < categories[:, None]
    share = np.log(np.maximum(counts, 0.5))
    slopes, intercepts = _start_slopes(data, counts), share[:, 1:] - share[:, :1]
    start = _Point(there, np.where(there, slopes, 0.0), np.where(there, intercepts, 0.0))
    ascent = ascend_vector(
        lambda point: _e_step(point, laid_out, nodes),
        lambda point, expected: _m_step(point, expected, nodes),
        start,
        EMOptions(tol, max_iter),
        on_cycle,
    )
    found = None
    status = FitStatus.RUNAWAY if ascent.runaway else FitStatus.CYCLE_LIMIT
    if ascent.converged:
        found = covariance_from_information(_information(ascent.point, laid_out, ascent.expected, nodes), None)
        status = FitStatus.NOT_DETERMINED if found is None else FitStatus.CONVERGED
    value = ascent.log_likelihoods[-1]
    return _oriented(_sum_zero(data.items, ascent.point, found, value, status, ascent.cycles), key)


def _categories(data: ResponseMatrix, counts: Ints) -> Ints:
    if not len(data):
        raise CalibrationError(ErrorCode.NO_RESPONSES)
    if len(data.items) < FEWEST_ITEMS:
        raise CalibrationError(ErrorCode.TOO_FEW_ITEMS, model="nominal", expected=FEWEST_ITEMS, got=len(data.items))
    number = np.asarray(counts.shape[1] - (counts[:, ::-1] > 0).argmax(axis=1), dtype=np.int64)
    constant = (counts > 0).sum(axis=1) < 2
    if constant.any():
        raise CalibrationError(ErrorCode.CONSTANT, items=", ".join(data.items[at] for at in np.flatnonzero(constant)))
    unused = (counts == 0) & (np.arange(counts.shape[1]) < number[:, None])
    if unused.any():
        said = ", ".join(f"{data.items[item]} ({option})" for item, option in np.argwhere(unused).tolist())
        raise CalibrationError(ErrorCode.CATEGORY_UNUSED, items=said)
    return number


def _start_slopes(data: ResponseMatrix, counts: Ints) -> Floats:
    """Slopes in proportion to how well those who chose an option agree with the others, whatever the right one is.

    The first principal component of the options' indicators orders the persons; an option's slope begins at the mean of
    those who chose it.
    """
    items, width = counts.shape
    cell = data.item.astype(np.int64) * width + data.score
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    table = np.zeros((data.persons, items * width))
    table[data.person, cell] = 1
    met = np.zeros((data.persons, items), dtype=bool)
    met[data.person, data.item] = True
    table -= np.repeat(met, width, axis=1) * share.ravel()
    ability = np.linalg.svd(table, full_matrices=False)[0][:, 0] * np.sqrt(data.persons)
    mean = np.bincount(cell, ability[data.person], items * width).reshape(items, width) / np.maximum(counts, 1)
    return np.asarray(mean[:, 1:] - mean[:, :1])


def _e_step(point: _Point, laid_out: ResponseBlocks, nodes: Floats) -> tuple[float, ExpectedStatistics]:
    found = expected_statistics(laid_out, _tables(point, nodes))
    return found.log_likelihood, found


def _tables(point: _Point, nodes: Floats) -> EStepTables:
    table = np.maximum(point.log_prob(nodes), -1e4)
    weights = -0.5 * nodes**2
    weights -= np.log(np.exp(weights).sum())
    items, categories = table.shape[:2]
    none = np.zeros(items, dtype=bool)
    return EStepTables(nodes, weights[None], table, np.zeros(items), np.zeros((items, categories)), none)


def _derivatives(point: _Point, cells: Floats, nodes: Floats) -> tuple[Floats, Floats]:
    """Gradient (n, 2W) and information (n, 2W, 2W) by each item's slopes and intercepts."""
    prob = np.exp(point.log_prob(nodes))[:, 1:]
    met = cells.sum(axis=1)[:, None]
    residual = cells[:, 1:] - met * prob
    gradient = np.concatenate((residual @ nodes, residual.sum(axis=2)), axis=1)
    powers = [nodes**power for power in range(3)]
    weighted = met * prob
    steps = prob.shape[1]
    information = np.empty((len(prob), 2 * steps, 2 * steps))
    for row, column, power in ((0, 0, 2), (0, 1, 1), (1, 0, 1), (1, 1, 0)):
        block = -(weighted * powers[power]) @ prob.transpose(0, 2, 1)
        diagonal = np.arange(steps)
        block[:, diagonal, diagonal] += weighted @ powers[power]
        information[:, row * steps : (row + 1) * steps, column * steps : (column + 1) * steps] = block
    return gradient, information


def _m_step(point: _Point, expected: ExpectedStatistics, nodes: Floats) -> _Point:
    free = np.concatenate((point.there, point.there), axis=1)
    diagonal = np.arange(free.shape[1])
    for _ in range(STEPS):
        gradient, information = _derivatives(point, expected.cells, nodes)
        information = np.where(free[:, :, None] & free[:, None], information, 0.0)
        own = information[:, diagonal, diagonal]
        information[:, diagonal, diagonal] = np.where(free, own * (1 + RIDGE) + 1e-9, 1.0)
        solved = np.linalg.solve(information, np.where(free, gradient, 0.0)[:, :, None])
        step = np.asarray(solved[:, :, 0], dtype=np.float64)
        step *= np.minimum(1.0, LONGEST / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1e-300))
        point, moved = _uphill(point, step, expected.cells, nodes)
        if moved < ENOUGH:
            break
    return point


def _value(point: _Point, cells: Floats, nodes: Floats) -> Floats:
    table = point.log_prob(nodes)
    return np.asarray(np.where(cells > 0, cells * np.where(cells > 0, table, 0.0), 0.0).sum(axis=(1, 2)))


def _uphill(point: _Point, step: Floats, cells: Floats, nodes: Floats) -> tuple[_Point, float]:
    before, share = _value(point, cells, nodes), np.ones((len(step), 1))
    steps, fell = point.slopes.shape[1], np.zeros(len(step), dtype=bool)
    for halving in range(HALVINGS + 1):
        share[fell] = 0.0 if halving == HALVINGS else share[fell] / 2
        there = replace(
            point,
            slopes=point.slopes + share * step[:, :steps],
            intercepts=point.intercepts + share * step[:, steps:],
        )
        fell = ~(_value(there, cells, nodes) >= before - 1e-12 * np.abs(before))
        if not fell.any():
            break
    return there, float(np.abs(share * step).max())


def _information(point: _Point, laid_out: ResponseBlocks, expected: ExpectedStatistics, nodes: Floats) -> Floats:
    """(P, P) minus the second derivative of the marginal log-likelihood, in the order of the vector (Louis, 1982)."""
    count = int(point.there.sum())
    slope = np.where(point.there, np.cumsum(point.there).reshape(point.there.shape) - 1, -1)
    places = np.concatenate((slope, np.where(slope >= 0, slope + count, -1)), axis=1)
    _, blocks = _derivatives(point, expected.cells, nodes)
    total = np.zeros((2 * count, 2 * count))
    for item, block in enumerate(blocks):
        used = np.flatnonzero(places[item] >= 0)
        total[np.ix_(places[item][used], places[item][used])] = block[np.ix_(used, used)]
    prob = np.exp(point.log_prob(nodes))
    by_intercept = np.eye(prob.shape[1])[None, :, 1:, None] - prob[:, None, 1:]
    own = np.concatenate((by_intercept * nodes, by_intercept), axis=2)
    none = np.zeros((*own.shape[:2], 0, nodes.size))
    scores = CompleteDataScores(np.ascontiguousarray(own), places, none, np.zeros((1, 0, nodes.size)), 2 * count)
    return np.asarray(total - missing_information(laid_out, _tables(point, nodes), scores, squares=False).information)


def _sum_zero(
    items: Sequence[str], point: _Point, found: Floats | None, value: float, status: FitStatus, iterations: int
) -> NominalCalibration:
    """Parameters that sum to 0 within each item, with their errors."""
    width = point.slopes.shape[1] + 1
    a, c, a_error, c_error = (np.full((len(items), width), np.nan) for _ in range(4))
    count, first = int(point.there.sum()), 0
    for item, there in enumerate(point.there):
        options = int(there.sum()) + 1
        centre = np.eye(options)[:, 1:] - 1 / options
        for values, errors, raw, shift in (
            (a, a_error, point.slopes[item, there], 0),
            (c, c_error, point.intercepts[item, there], count),
        ):
            values[item, :options] = centre @ raw
            if found is not None:
                here = slice(shift + first, shift + first + options - 1)
                errors[item, :options] = np.sqrt(np.diag(centre @ found[here, here] @ centre.T))
        first += options - 1
    return NominalCalibration(tuple(items), a, c, a_error, c_error, value, status, iterations)


def _oriented(found: NominalCalibration, key: Sequence[int] | None) -> NominalCalibration:
    """The same model with the ability scale turned so that right options lie at its upper end."""
    if key is None:
        return found
    if len(key) != len(found.items):
        raise CalibrationError(ErrorCode.OPTION, name="key", expected=f"{len(found.items)} options", got=len(key))
    right = np.nansum(found.a[np.arange(len(key)), np.asarray(key)])
    return replace(found, a=-found.a) if right < 0 else found
