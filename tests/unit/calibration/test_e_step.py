"""The E-step and the information against plain sums over persons and nodes, written out with the engine's models."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from calibration import ResponseMatrix
from calibration.marginal import response_blocks
from calibration.marginal.e_step import EStepTables, ExpectedStatistics, e_step_tables, expected_statistics
from calibration.marginal.em_algorithm import ParameterPoint
from calibration.marginal.missing_information import missing_information
from calibration.marginal.model_specification import specify_model
from calibration.marginal.observed_information import complete_data_scores, complete_information
from calibration.marginal.parameter_structure import ParameterStructure
from calibration.marginal.population_distribution import Population
from calibration.marginal.prior_penalty import penalty
from calibration.marginal.priors import Beta, LogitNormal, LogNormal, Priors
from calibration.marginal.reported_parameters import reported_parameters
from calibration.marginal.response_blocks import ResponseBlocks, build_blocks
from calibration.marginal.start_values import start_values
from calibration.screening.response_counts import count_responses
from calibration.slope_intercept_curves import category_curves, log_probabilities
from engine import ItemParameters, Normal
from engine.irt.response_models import log_probabilities as engine_log_probabilities

Floats = NDArray[np.float64]

NODES = np.linspace(-6, 6, 41)
MIXED = ("2pl", "3pl", "gpcm", "grm", "1pl", "4pl", "1pl", "rasch")
STEPPED = ("pcm", "rsm", "rasch", "rsm", "pcm")
PRIORS = Priors(LogNormal(0.1, 0.4), Normal(0.2, 1.5), Beta(3, 9), LogitNormal(2.5, 0.7))


def responses(models: tuple[str, ...], met: float, persons: int = 90, seed: int = 0) -> ResponseMatrix:
    rng = np.random.default_rng(seed)
    categories = [4 if model in ("gpcm", "rsm") else 3 if model in ("grm", "pcm") else 2 for model in models]
    theta = rng.normal(size=persons)
    score = [np.clip(np.round((theta + rng.normal(size=persons) + 1.5) / 3 * k), 0, k - 1) for k in categories]
    table = np.array(score, dtype=int).T
    for item, k in enumerate(categories):
        table[:k, item] = range(k)
    table[rng.random(table.shape) >= met] = -1
    for item, k in enumerate(categories):
        table[:k, item] = range(k)
    return ResponseMatrix.from_dense(table)


def layout(
    models: tuple[str, ...], met: float, monkeypatch: pytest.MonkeyPatch, *, dense: bool, weight: Floats | None = None
) -> tuple[ResponseMatrix, ParameterPoint, ResponseBlocks, NDArray[np.int64]]:
    """Responses of two groups, a point to be at, and the responses laid out with tables or with lists."""
    monkeypatch.setattr(response_blocks, "MIN_DENSE_PERSONS", 1 if dense else 10**9)
    monkeypatch.setattr(response_blocks, "BLOCK_ROWS", 32)
    data = responses(models, met)
    structure = specify_model(count_responses(data), models, {}).structure
    group = np.arange(data.persons) % 2
    start = start_values(structure, count_responses(data).by_category, 2, Priors())
    rng = np.random.default_rng(1)
    population = Population(np.array([0.0, 0.4]), np.array([1.0, 1.2]), *(np.array([False, True]) for _ in range(2)))
    point = replace(
        start,
        own=start.own + 0.2 * rng.normal(size=start.own.shape) * structure.free,
        common=start.common + 0.1 * rng.normal(size=start.common.shape),
        population=population,
    )
    laid_out = build_blocks(data, structure, group=group, groups=2, weight=weight)
    assert bool(laid_out.dense) == dense
    assert bool(laid_out.sparse) != dense
    return data, point, laid_out, group


def at_point(point: ParameterPoint) -> EStepTables:
    return e_step_tables(point.structure, point.natural, point.population, NODES)


def plain(data: ResponseMatrix, at: EStepTables, group: NDArray[np.int64], weight: Floats) -> ExpectedStatistics:
    """The E-step, person by person and answer by answer."""
    shape = at.log_prob.shape
    masses, counts, cells = np.zeros((2, shape[2])), np.zeros((shape[0], shape[2])), np.zeros(shape)
    log_likelihood, spreads = 0.0, []
    for person in range(data.persons):
        mine = data.person == person
        if not mine.any():  # whoever answered nothing says nothing
            continue
        joint = at.log_weights[group[person]] + at.log_prob[data.item[mine], data.score[mine]].sum(axis=0)
        total = np.log(np.exp(joint).sum())
        share = np.exp(joint - total)
        log_likelihood += weight[person] * total
        spreads.append(share @ at.nodes**2 - (share @ at.nodes) ** 2)
        masses[group[person]] += weight[person] * share
        for item, score in zip(data.item[mine], data.score[mine], strict=True):
            counts[item] += weight[person] * share
            cells[item, score] += weight[person] * share
    theta = (cells @ at.nodes) @ np.arange(shape[1])
    return ExpectedStatistics(
        log_likelihood, masses, counts, cells, theta, cells.sum(axis=2), float(np.sqrt(min(spreads)))
    )


LAYOUTS = [
    (models, met, dense) for models in (MIXED, STEPPED) for met, dense in ((1.0, True), (1.0, False), (0.6, False))
]


@pytest.mark.parametrize(("models", "met", "dense"), LAYOUTS)
def test_every_layout_gives_the_plain_e_step(
    models: tuple[str, ...], met: float, dense: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    weight = np.random.default_rng(2).uniform(0.5, 2, 90)
    data, point, laid_out, group = layout(models, met, monkeypatch, dense=dense, weight=weight)
    at = at_point(point)
    found, wanted = expected_statistics(laid_out, at), plain(data, at, group, weight)
    sums = point.structure.exponential
    assert found.log_likelihood == pytest.approx(wanted.log_likelihood, abs=1e-10)
    for name in ("masses", "counts", "totals", "smallest_sd"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), abs=1e-10)
    assert found.theta[sums] == pytest.approx(wanted.theta[sums], abs=1e-10)
    assert found.cells[~sums] == pytest.approx(wanted.cells[~sums], abs=1e-10)


def test_parts_add_up_to_the_whole_and_travel(monkeypatch: pytest.MonkeyPatch) -> None:
    data, point, laid_out, group = layout(MIXED, 0.6, monkeypatch, dense=False)
    at = pickle.loads(pickle.dumps(at_point(point)))
    halves = []
    for first in (True, False):
        mine = (data.person < 40) == first
        half = ResponseMatrix(data.person[mine], data.item[mine], data.score[mine], data.persons, data.items)
        halves.append(pickle.loads(pickle.dumps(build_blocks(half, point.structure, group=group, groups=2))))
    found, wanted = (
        expected_statistics(halves[0], at) + expected_statistics(halves[1], at),
        expected_statistics(laid_out, at),
    )
    assert found.log_likelihood == pytest.approx(wanted.log_likelihood, abs=1e-10)
    for name in ("masses", "counts", "cells", "totals", "theta", "smallest_sd"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), abs=1e-10)
    whole, asked = (
        missing_information(laid_out, at, complete_data_scores(point, NODES), squares=True),
        complete_data_scores(point, NODES),
    )
    added = missing_information(halves[0], at, asked, squares=True) + missing_information(
        halves[1], at, asked, squares=True
    )
    assert added.information == pytest.approx(whole.information, abs=1e-10)
    assert added.square == pytest.approx(whole.square, abs=1e-10)


def test_the_number_of_threads_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    _, point, laid_out, _ = layout(MIXED, 0.6, monkeypatch, dense=False)
    one, three = (expected_statistics(laid_out, at_point(point), workers=workers) for workers in (1, 3))
    assert three.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-10)
    assert three.cells == pytest.approx(one.cells, abs=1e-10)


def log_likelihood(point: ParameterPoint, laid_out: ResponseBlocks, priors: Priors) -> Callable[[Floats], float]:
    def value(vector: Floats) -> float:
        own, used = np.zeros_like(point.own), point.structure.free
        mine, common = int(used.sum()), point.common.size
        own[used] = vector[:mine]
        population = point.population.at_vector(vector[mine + common :])
        there = replace(point, own=own, common=vector[mine : mine + common], population=population)
        prior = penalty(there.structure, there.natural, priors)
        return expected_statistics(laid_out, at_point(there), workers=1).log_likelihood + (
            0 if prior is None else prior.value.sum()
        )

    return value


def second_derivative(value: Callable[[Floats], float], at: Floats, step: float = 2e-4) -> Floats:
    moves = step * np.eye(at.size)
    found = np.zeros((at.size, at.size))
    for row, one in enumerate(moves):
        for column, two in enumerate(moves[: row + 1]):
            corners = value(at + one + two) - value(at + one - two) - value(at - one + two) + value(at - one - two)
            found[row, column] = found[column, row] = corners / (4 * step**2)
    return found


@pytest.mark.parametrize("priors", [Priors(), PRIORS])
@pytest.mark.parametrize(("models", "met", "dense"), [(MIXED, 1.0, True), (MIXED, 0.6, False), (STEPPED, 1.0, True)])
def test_observed_information_is_minus_the_second_derivative(
    models: tuple[str, ...], met: float, dense: bool, priors: Priors, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, point, laid_out, _ = layout(models, met, monkeypatch, dense=dense)
    at = at_point(point)
    gone = missing_information(laid_out, at, complete_data_scores(point, NODES), squares=False).information
    found = complete_information(point, expected_statistics(laid_out, at), at, priors) - gone
    wanted = -second_derivative(log_likelihood(point, laid_out, priors), point.vector)
    assert found == pytest.approx(wanted, abs=2e-4)


@pytest.mark.parametrize(("models", "met", "dense"), [(MIXED, 1.0, True), (MIXED, 0.6, False), (STEPPED, 1.0, True)])
def test_squares_are_those_of_each_persons_derivative(
    models: tuple[str, ...], met: float, dense: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, point, laid_out, group = layout(models, met, monkeypatch, dense=dense)
    found = missing_information(laid_out, at_point(point), complete_data_scores(point, NODES), squares=True).square
    wanted, step = np.zeros((point.vector.size,) * 2), 1e-5
    for person in range(data.persons):
        mine = data.person == person
        alone = ResponseMatrix(data.person[mine], data.item[mine], data.score[mine], data.persons, data.items)
        value = log_likelihood(point, build_blocks(alone, point.structure, group=group, groups=2), Priors())
        moves = step * np.eye(point.vector.size)
        slope = np.array([(value(point.vector + one) - value(point.vector - one)) / (2 * step) for one in moves])
        wanted += np.outer(slope, slope)
    assert found == pytest.approx(wanted, abs=1e-6)


def test_together_those_with_equal_sums_give_the_same_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    data = responses(STEPPED, 1.0, 300)
    structure: ParameterStructure = specify_model(count_responses(data), STEPPED, {}).structure
    monkeypatch.setattr(response_blocks, "MIN_DENSE_PERSONS", 1)
    apart, together = build_blocks(data, structure), build_blocks(data, structure, collapse=True)
    point = start_values(structure, count_responses(data).by_category, 1, Priors())
    at = e_step_tables(structure, point.natural, point.population, NODES)
    one, other = expected_statistics(apart, at), expected_statistics(together, at)
    assert sum(block.weight.size for block in together.dense) < sum(block.weight.size for block in apart.dense) / 2
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-10)
    for name in ("masses", "counts", "totals"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), abs=1e-10)
    assert other.theta.sum() == pytest.approx(one.theta.sum(), abs=1e-10)  # one slope: only the sum is used
    free = [
        missing_information(each, at, complete_data_scores(point, NODES), squares=False).information
        for each in (apart, together)
    ]
    assert free[1] == pytest.approx(free[0], abs=1e-9)


@pytest.mark.parametrize("models", [MIXED, STEPPED])
def test_curves_are_those_of_the_engine(models: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    _, point, _, _ = layout(models, 1.0, monkeypatch, dense=True)
    found = reported_parameters(point, [str(item) for item in range(len(models))], ["0", "1"])
    scale = 1 / float(point.common[0]) if point.structure.unit_slope else 1.0
    parts = []
    for item, model in enumerate(models):
        a, b = found.a[item : item + 1], found.b[item : item + 1]
        if model == "grm":
            parts.append(ItemParameters.graded(a, b))
        elif model in ("gpcm", "pcm", "rsm"):
            parts.append(ItemParameters.partial_credit(a, b))
        else:
            parts.append(ItemParameters.logistic(a, b[:, 0], found.c[item], found.d[item]))
    wanted = engine_log_probabilities(ItemParameters.concat(*parts), NODES[None] / scale)
    assert log_probabilities(point.structure.family, point.natural, NODES) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("models", [MIXED, STEPPED])
def test_gradients_are_difference_quotients(models: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    _, point, _, _ = layout(models, 1.0, monkeypatch, dense=True)
    kind, natural, step = point.structure.family, point.natural, 1e-6
    found = category_curves(kind, natural, NODES).gradient
    for place in range(natural.shape[1]):
        up, down = natural.copy(), natural.copy()
        up[:, place] += step
        down[:, place] -= step
        with np.errstate(invalid="ignore"):  # −∞ where an item has no such category
            difference = log_probabilities(kind, up, NODES) - log_probabilities(kind, down, NODES)
        wanted = np.nan_to_num(difference) / (2 * step)
        assert found[:, :, place] == pytest.approx(wanted, abs=1e-7)


def test_a_histogram_keeps_what_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    data, point, laid_out, _ = layout(MIXED, 1.0, monkeypatch, dense=True)
    population = point.population.as_histogram(NODES)
    values = []
    for _ in range(5):
        at = replace(at_point(point), log_weights=population.log_weights(NODES))
        found = expected_statistics(laid_out, at)
        values.append(found.log_likelihood)
        population = population.at_state(np.sqrt(found.masses).ravel(), NODES)
        assert population.masses is not None
        assert population.masses.sum(axis=1) == pytest.approx([1, 1], abs=1e-12)
        assert population.masses[0] @ NODES == pytest.approx(0, abs=1e-10)
        assert population.masses[0] @ NODES**2 == pytest.approx(1, abs=1e-10)
    assert all(after > before for before, after in pairwise(values))
    assert len(data) == 90 * len(MIXED)
