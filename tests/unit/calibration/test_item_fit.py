"""Infit and outfit, against plain sums."""

import math
from itertools import pairwise

import numpy as np
import pytest

from calibration.errors import CalibrationError
from calibration.fit.infit_outfit import FitRemark
from calibration.fit.item_fit import item_fit
from calibration.responses.response_matrix import ResponseMatrix
from engine import ItemParameters, Normal
from tests.support.known_fit import KnownFit, known_logistic_fit

PARAMETERS = ItemParameters.concat(
    ItemParameters.logistic(1.3, -0.4, 0.15),
    ItemParameters.partial_credit(0.8, [[-0.5, 0.9]]),
    ItemParameters.graded(1.1, [[-1.0, 0.3, 1.2]]),
)
FIT = KnownFit(("1", "2", "3"), PARAMETERS, {"all": Normal(0.2, 1.1)})
TABLE = [[1, 2, 0], [0, 0, -1], [1, -1, 3], [0, 1, 1], [1, 2, 2], [-1, 0, 1]]


def probabilities(item: int, theta: float) -> list[float]:
    """P of each score, from the textbook."""

    def up(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    if item == 0:
        right = 0.15 + 0.85 * up(1.3 * (theta + 0.4))
        return [1 - right, right]
    if item == 1:
        odds = [1.0, math.exp(0.8 * (theta + 0.5)), math.exp(0.8 * (theta + 0.5) + 0.8 * (theta - 0.9))]
        return [each / sum(odds) for each in odds]
    above = [1.0, *(up(1.1 * (theta - b)) for b in (-1.0, 0.3, 1.2)), 0.0]
    return [high - low for high, low in pairwise(above)]


def moment(item: int, theta: float, power: int) -> float:
    p = probabilities(item, theta)
    mean = sum(map(math.prod, enumerate(p)))
    return sum(each * (score - mean) ** power for score, each in enumerate(p))


def residual(item: int, theta: float, score: int) -> float:
    return score - sum(map(math.prod, enumerate(probabilities(item, theta))))


def mean(weights: list[float], values: list[float]) -> float:
    return sum(map(math.prod, zip(weights, values, strict=True))) / sum(weights)


def standardised(square: float, error: float) -> float:
    return (square ** (1 / 3) - 1) * 3 / error + error / 3


NODES = [0.2 + 1.1 * (node / 50 - 6) for node in range(601)]


def posterior(answers: dict[int, int]) -> list[float]:
    """Weights of the nodes after these answers; their sum is the answers' probability up to a constant."""
    weights = [math.exp(-(((theta - 0.2) / 1.1) ** 2) / 2) for theta in NODES]
    for item, score in answers.items():
        weights = [w * probabilities(item, theta)[score] for w, theta in zip(weights, NODES, strict=True)]
    return weights


def means(item: int, answers: dict[int, int]) -> tuple[float, float, float]:
    """Posterior means of the item's squared residual, of its variance, and of their ratio."""
    weights = posterior(answers)
    square = [residual(item, theta, answers[item]) ** 2 for theta in NODES]
    variance = [moment(item, theta, 2) for theta in NODES]
    relative = [s / v for s, v in zip(square, variance, strict=True)]
    return mean(weights, square), mean(weights, variance), mean(weights, relative)


def test_over_the_posterior_by_plain_sums() -> None:
    found = item_fit(ResponseMatrix.from_dense(TABLE), FIT)
    assert found.integrated
    for item, scores in enumerate((2, 3, 4)):
        square = variance = relative = square_spread = relative_spread = 0.0
        persons = [{at: score for at, score in enumerate(row) if score >= 0} for row in TABLE if row[item] >= 0]
        for answers in persons:
            one, two, three = means(item, answers)
            square, variance, relative = square + one, variance + two, relative + three
            others = sum(posterior({at: score for at, score in answers.items() if at != item}))
            for score in range(scores):
                possible = answers | {item: score}
                chance = sum(posterior(possible)) / others
                one, two, three = means(item, possible)
                square_spread += chance * (one - two) ** 2
                relative_spread += chance * (three - 1) ** 2
        n, infit, outfit = len(persons), square / variance, relative / len(persons)
        assert found.n[item] == n
        assert found.infit[item] == pytest.approx(infit, abs=1e-6)
        assert found.outfit[item] == pytest.approx(outfit, abs=1e-6)
        assert found.infit_z[item] == pytest.approx(standardised(infit, math.sqrt(square_spread) / variance), abs=1e-5)
        assert found.outfit_z[item] == pytest.approx(standardised(outfit, math.sqrt(relative_spread) / n), abs=1e-5)


def test_at_given_abilities_by_plain_sums() -> None:
    """Wright and Masters: variances from the model; a person whose ability is not known does not count."""
    theta = [0.5, -1.2, 0.9, math.nan, 1.4, -0.3]
    found = item_fit(ResponseMatrix.from_dense(TABLE), FIT, ability=theta)
    assert not found.integrated
    for item in range(3):
        met = [(at, row[item]) for at, row in zip(theta, TABLE, strict=True) if row[item] >= 0 and not math.isnan(at)]
        square = [residual(item, at, score) ** 2 for at, score in met]
        variance = [moment(item, at, 2) for at, _ in met]
        fourth = [moment(item, at, 4) for at, _ in met]
        infit = sum(square) / sum(variance)
        outfit = sum(s / v for s, v in zip(square, variance, strict=True)) / len(met)
        infit_error = math.sqrt(sum(c - v**2 for c, v in zip(fourth, variance, strict=True))) / sum(variance)
        outfit_error = math.sqrt(sum(c / v**2 - 1 for c, v in zip(fourth, variance, strict=True))) / len(met)
        assert found.infit[item] == pytest.approx(infit)
        assert found.outfit[item] == pytest.approx(outfit)
        assert found.infit_z[item] == pytest.approx(standardised(infit, infit_error))
        assert found.outfit_z[item] == pytest.approx(standardised(outfit, outfit_error))


def test_without_responses_there_is_no_mean_square() -> None:
    table = [[1, 2, -1], [0, 0, -1], [1, 1, -1]]
    found = item_fit(ResponseMatrix.from_dense(table), FIT)
    assert found.n.tolist() == [3, 3, 0]
    assert np.isnan([found.infit[2], found.outfit[2], found.infit_z[2], found.outfit_z[2]]).all()
    assert found.remarks == {}


def test_noise_repetition_and_surprises_are_told_apart() -> None:
    """Item 1 is answered at random, item 2 by everyone alike above its difficulty, item 3 wrong by a few able ones."""
    rng = np.random.default_rng(8)
    theta = rng.normal(size=(3000, 1))
    b = np.concatenate(([0.0, 0.0, -2.5], np.linspace(-2, 2, 27)))
    scores = (rng.random((3000, 30)) < 1 / (1 + np.exp(b - theta))).astype(int)
    scores[:, 0] = rng.random(3000) < 0.5
    scores[:, 1] = theta[:, 0] > 0
    scores[np.flatnonzero(theta[:, 0] > 1.5)[:30], 2] = 0
    remarks = item_fit(ResponseMatrix.from_dense(scores), known_logistic_fit(1, b)).remarks
    assert remarks == {"1": FitRemark.NOISY, "2": FitRemark.MUTED, "3": FitRemark.SURPRISES}


def test_abilities_for_other_persons_are_refused() -> None:
    with pytest.raises(CalibrationError, match=r"ability: expected \(6,\), got \(2,\)"):
        item_fit(ResponseMatrix.from_dense(TABLE), FIT, ability=[0, 1])
