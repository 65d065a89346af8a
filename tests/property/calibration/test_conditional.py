"""Elementary symmetric functions and conditional fits against enumeration of every answer pattern."""

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from calibration.conditional.conditional_likelihood import fit_conditional
from calibration.conditional.symmetric_functions import condition_on_totals, elementary_symmetric_functions
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import FitStatus

few = settings(max_examples=30, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def drawn(seed: int, items: int = 4, wide: int = 3) -> np.ndarray:
    """(m, K) weights with rows that sum to 1, of items with two to K categories."""
    rng = np.random.default_rng(seed)
    weights = rng.lognormal(0, 1, (items, wide))
    weights[rng.random(items) < 0.5, 2:] = 0
    return weights / weights.sum(axis=1, keepdims=True)


def highest(weights: np.ndarray) -> int:
    return int(sum(np.flatnonzero(row)[-1] for row in weights))


def patterns(weights: np.ndarray) -> list[tuple[tuple[int, ...], float]]:
    """Every answer pattern with the product of its weights."""
    ranges = [np.flatnonzero(row) for row in weights]
    return [
        (pattern, float(np.prod([row[score] for row, score in zip(weights, pattern, strict=True)])))
        for pattern in product(*ranges)
    ]


@few
@given(seeds)
def test_the_functions_are_sums_over_all_patterns(seed: int) -> None:
    weights = drawn(seed)
    expected = np.zeros(highest(weights) + 1)
    for pattern, value in patterns(weights):
        expected[sum(pattern)] += value
    assert elementary_symmetric_functions(weights, highest(weights)) == pytest.approx(expected, rel=1e-12)


def test_many_items_lose_no_digits() -> None:
    found = elementary_symmetric_functions(np.ones((300, 2)), 300)
    assert found == pytest.approx([comb(300, total) for total in range(301)], rel=1e-12)


@few
@given(seeds)
def test_expectations_and_information_are_those_of_enumeration(seed: int) -> None:
    rng, weights = np.random.default_rng(seed), drawn(seed)
    size = highest(weights)
    totals = rng.integers(0, 5, size + 1).astype(float)
    functions, first = np.zeros(size + 1), np.zeros((size + 1, weights[:, 1:].size))
    second = np.zeros((size + 1, weights[:, 1:].size, weights[:, 1:].size))
    for pattern, value in patterns(weights):
        shown = (np.array(pattern)[:, None] == np.arange(1, weights.shape[1])).astype(float).ravel()
        functions[sum(pattern)] += value
        first[sum(pattern)] += value * shown
        second[sum(pattern)] += value * np.outer(shown, shown)
    mean = first / functions[:, None]
    square = second / functions[:, None, None] - mean[:, :, None] * mean[:, None, :]
    found = condition_on_totals(weights, totals)
    assert found is not None
    assert found.log_gamma == pytest.approx(np.log(functions), abs=1e-10)
    assert found.expected.ravel() == pytest.approx(totals @ mean, abs=1e-10)
    assert found.information == pytest.approx(np.einsum("s,sij->ij", totals, square), abs=1e-10)


def test_what_double_precision_does_not_hold_is_said() -> None:
    totals = np.zeros(201)
    totals[200] = 1
    assert condition_on_totals(np.tile([0.99, 0.01], (200, 1)), totals) is None


def simulated(seed: int, persons: int, steps: np.ndarray) -> np.ndarray:
    """Scores of a partial credit model; ``steps`` (n, W) NaN behind an item's last."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(0, 1.2, persons)
    rises = np.where(np.isfinite(steps), theta[:, None, None] - np.nan_to_num(steps), -np.inf)
    heights = np.concatenate((np.zeros((persons, len(steps), 1)), np.cumsum(rises, axis=2)), axis=2)
    prob = np.exp(heights - np.logaddexp.reduce(heights, axis=2, keepdims=True))
    above = rng.random((persons, len(steps), 1)) > np.cumsum(prob, axis=2)
    return np.asarray(above.sum(axis=2))


def enumerated(scores: np.ndarray, steps: np.ndarray) -> float:
    """The conditional log-likelihood person by person, each total's patterns written out."""
    heights = np.concatenate(
        (np.zeros((len(steps), 1)), np.cumsum(np.where(np.isfinite(steps), -steps, -np.inf), axis=1)), 1
    )
    value = 0.0
    known: dict[tuple[int, ...], dict[int, float]] = {}
    for row in scores:
        met = tuple(np.flatnonzero(row >= 0).tolist())
        if met not in known:
            known[met] = {}
            for pattern, weight in patterns(np.exp(heights[list(met)])):
                known[met][sum(pattern)] = known[met].get(sum(pattern), 0.0) + weight
        value += sum(heights[item, row[item]] for item in met) - np.log(known[met][int(row[list(met)].sum())])
    return float(value)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_fit_is_the_maximum_that_a_general_optimiser_finds(seed: int) -> None:
    """Five items, two of three categories, in two booklets that share three of them."""
    steps = np.array([[-1.0, np.nan], [-0.5, 0.8], [0.0, np.nan], [0.3, 1.0], [1.2, np.nan]])
    scores = simulated(seed, 150, steps)
    scores[:75, 0], scores[75:, 4] = -1, -1
    found = fit_conditional(ResponseMatrix.from_dense(scores), "pcm", routing="preset", tol=1e-10)
    free = np.isfinite(steps)

    def loss(vector: np.ndarray) -> float:
        b = np.full(steps.shape, np.nan)
        b[free] = np.concatenate(([-vector.sum()], vector))
        return -enumerated(scores, b)

    best = minimize(loss, np.zeros(free.sum() - 1), method="BFGS", options={"gtol": 1e-6})
    assert found.status is FitStatus.CONVERGED
    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-6)
    assert found.b[free][1:] == pytest.approx(best.x, abs=1e-4)
    assert found.log_likelihood == pytest.approx(enumerated(scores, found.b), abs=1e-8)


@few
@given(seeds)
def test_the_likelihood_never_falls_and_difficulties_have_mean_0(seed: int) -> None:
    difficulties = np.random.default_rng(seed).permutation(np.linspace(-1.5, 1.5, 6))
    scores = simulated(seed, 200, difficulties[:, None])
    found = fit_conditional(ResponseMatrix.from_dense(scores))
    assert (np.diff(found.log_likelihoods) >= -1e-9).all()
    assert found.b.mean() == pytest.approx(0, abs=1e-10)
    assert found.covariance is not None
    assert found.covariance.sum(axis=0) == pytest.approx(np.zeros(6), abs=1e-10)


@few
@given(seeds, st.permutations(range(5)))
def test_the_order_of_persons_and_items_means_nothing(seed: int, order: list[int]) -> None:
    scores = simulated(seed, 200, np.array([[-1.0], [-0.4], [0.0], [0.5], [1.1]]))
    people = np.random.default_rng(seed).permutation(200)
    one = fit_conditional(ResponseMatrix.from_dense(scores))
    other = fit_conditional(ResponseMatrix.from_dense(scores[people][:, order]))
    assert other.b == pytest.approx(one.b[order], abs=1e-9)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-8)
