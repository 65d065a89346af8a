"""Known floors of chance in a fit: the curves of the engine, their derivatives, and difficulties without bias."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration import CalibrationError, ErrorCode, ResponseMatrix, calibrate
from calibration.results.calibration_document import calibration_document, read_document, write_document
from calibration.results.known_floors import known_floors
from calibration.slope_intercept_curves import (
    ModelFamily,
    category_curves,
    log_probabilities,
    second_derivative_sums,
)
from engine import ItemParameters
from engine.irt.response_models import log_probabilities as engine_log_probabilities
from itembank import InvalidBank
from itembank.parsing.parameters_csv import parameters_bank
from reports.technical.parameters_csv import parameters_csv

NODES = np.linspace(-4, 4, 21)
FLOORS = np.array([[0.3, 0.1, 0.0], [0.25, 0.2, 0.05]])
FAMILY = np.full(2, ModelFamily.LIFTED, dtype=np.int8)
NATURAL = np.array([[0.8, 0.4, 0.1, -np.inf, -np.inf, np.inf], [1.3, 0.2, -0.6, -2.0, -np.inf, np.inf]])
STEPS = np.array([[-0.5, 0.375, np.nan], [-0.2 / 1.3, 0.8 / 1.3, 1.4 / 1.3]])


def test_lifted_curves_are_those_of_the_engine() -> None:
    wanted = engine_log_probabilities(ItemParameters.partial_credit([0.8, 1.3], STEPS, FLOORS), NODES)
    assert log_probabilities(FAMILY, NATURAL, NODES, FLOORS) == pytest.approx(wanted, abs=1e-12)


def test_their_derivatives_are_difference_quotients() -> None:
    cells = np.random.default_rng(1).random((2, 4, NODES.size)) * np.isfinite(
        log_probabilities(FAMILY, NATURAL, NODES, FLOORS)
    )
    found, step = category_curves(FAMILY, NATURAL, NODES, FLOORS), 1e-6
    outer = np.einsum("nkq,nkmq,nklq->nml", cells, found.gradient, found.gradient)
    bend = second_derivative_sums(FAMILY, NATURAL, found.log_prob, cells, NODES, FLOORS)
    for place in range(4):
        up, down = NATURAL.copy(), NATURAL.copy()
        up[:, place] += step
        down[:, place] -= step
        with np.errstate(invalid="ignore"):
            quotient = np.diff([log_probabilities(FAMILY, each, NODES, FLOORS) for each in (down, up)], axis=0)[0]
        assert found.gradient[:, :, place] == pytest.approx(np.nan_to_num(quotient) / (2 * step), abs=1e-8)
        slopes = [category_curves(FAMILY, each, NODES, FLOORS).gradient for each in (down, up)]
        second = np.einsum("nkq,nkmq->nm", cells, (slopes[1] - slopes[0]) / (2 * step))
        assert (bend - outer)[:, place] == pytest.approx(second, abs=1e-6)


def test_lifted_items_without_floors_are_refused() -> None:
    with pytest.raises(ValueError, match="floors of chance for 2 lifted items"):
        log_probabilities(FAMILY, NATURAL, NODES)


def truth(rng: np.random.Generator) -> ItemParameters:
    single = ItemParameters.logistic(1.0, rng.normal(0, 1, 12), c=0.2)
    middle = rng.normal(0, 1, 8)
    several = ItemParameters.partial_credit(1.0, np.stack((middle - 0.5, middle + 0.5), axis=1), [[0.3, 0.08]] * 8)
    return ItemParameters.concat(single, several)


def answers(parameters: ItemParameters, persons: int, rng: np.random.Generator) -> ResponseMatrix:
    prob = np.exp(engine_log_probabilities(parameters, rng.normal(size=persons)[None]))
    return ResponseMatrix.from_dense((prob.cumsum(axis=1) < rng.random((len(prob), 1, persons))).sum(axis=1).T)


@pytest.fixture(scope="module")
def fitted() -> tuple[ItemParameters, ResponseMatrix, dict[str, tuple[float, ...]]]:
    rng = np.random.default_rng(7)
    true = truth(rng)
    data = answers(true, 4000, rng)
    floors = {item: (0.2,) if at < 12 else (0.3, 0.08) for at, item in enumerate(data.items)}
    return true, data, floors


def test_difficulties_of_guessed_items_are_right_with_floors_and_too_low_without(fitted, tmp_path: Path) -> None:
    true, data, floors = fitted
    models = ["rasch"] * 12 + ["pcm"] * 8
    fit = calibrate(data, models, floors=floors).require_converged()
    middle = np.nanmean(true.b, axis=1)
    errors = fit.standard_errors.b
    away = (np.nanmean(fit.b, axis=1) - middle) / np.nanmean(errors, axis=1)
    assert abs((np.nanmean(fit.b, axis=1) - middle).mean()) < 0.06
    assert np.sqrt((away**2).mean()) < 1.6
    without = calibrate(data, models, standard_errors=None).require_converged()
    assert (np.nanmean(without.b, axis=1) - middle).mean() < -0.25
    assert fit.c[:12] == pytest.approx(np.full(12, 0.2))
    assert fit.parameters.floors[12:] == pytest.approx(np.tile([0.3, 0.08], (8, 1)))
    assert known_floors(fit)[12] == pytest.approx((0.3, 0.08))
    document = calibration_document(fit, data, source={}, options={})
    write_document(document.json_values(), tmp_path / "fit.json")
    again = read_document(tmp_path / "fit.json").fit
    assert again.parameters.floors == pytest.approx(fit.parameters.floors)
    assert (again.family == fit.family).all()
    with pytest.raises(CalibrationError, match="without floors of chance"):
        parameters_csv(fit)
    with pytest.raises(InvalidBank, match="without floors of chance"):
        parameters_bank((tmp_path / "fit.json").read_text("utf-8"), "fit.json")


def test_standard_errors_are_those_of_the_observed_information(fitted) -> None:
    """Half the persons have √2 times the error: the information is of the lifted curves and not of the known ones."""
    _, data, floors = fitted
    models = ["2pl"] * 12 + ["gpcm"] * 8
    fit = calibrate(data, models, floors=floors).require_converged()
    sandwich = calibrate(data, models, floors=floors, standard_errors="sandwich").require_converged()
    ratio = sandwich.standard_errors.b[np.isfinite(fit.b)] / fit.standard_errors.b[np.isfinite(fit.b)]
    assert ratio == pytest.approx(np.ones(ratio.size), abs=0.12)


def test_held_items_with_floors_set_the_scale(fitted) -> None:
    true, data, floors = fitted
    moved = replace(true, b=true.b + 1.0)
    held = {item: moved.take(np.array([at])) for at, item in enumerate(data.items) if at % 2 == 0}
    fit = calibrate(data, ["2pl"] * 12 + ["gpcm"] * 8, fixed=held, floors=floors, standard_errors=None)
    assert fit.require_converged().population["all"].mean == pytest.approx(1.0, abs=0.08)
    new = np.arange(1, 20, 2)
    assert np.nanmean(fit.b[new] - moved.b[new]) == pytest.approx(0.0, abs=0.08)


@pytest.mark.parametrize("model", ["3pl", "grm"])
def test_a_model_that_has_no_place_for_floors_is_refused(model: str) -> None:
    data = ResponseMatrix.from_dense(np.random.default_rng(1).integers(0, 2, (60, 4)))
    with pytest.raises(CalibrationError) as refused:
        calibrate(data, model, floors={data.items[0]: (0.2,)})
    assert refused.value.code == ErrorCode.OPTION
    with pytest.raises(CalibrationError):
        calibrate(data, "2pl", floors={data.items[0]: (1.2,)})


def test_floors_and_the_dependence_of_a_passage_go_together() -> None:
    rng = np.random.default_rng(3)
    theta, passage = rng.normal(size=600), 0.8 * rng.normal(size=(3, 600))
    middle = rng.normal(0, 0.7, 12)
    single = ItemParameters.logistic(1.0, middle[:6], c=0.25)
    several = ItemParameters.partial_credit(1.0, middle[6:, None] + np.array([-0.5, 0.5]), [[0.3, 0.08]] * 6)
    true, place = ItemParameters.concat(single, several), np.arange(12) % 3
    prob = np.exp(engine_log_probabilities(true, theta + passage[place]))
    data = ResponseMatrix.from_dense((prob.cumsum(axis=1) < rng.random((12, 1, 600))).sum(axis=1).T)
    floors = {item: (0.25,) if at < 6 else (0.3, 0.08) for at, item in enumerate(data.items)}
    labels = [f"passage {at}" for at in place]
    models = ["rasch"] * 6 + ["pcm"] * 6
    fit = calibrate(data, models, testlets=labels, floors=floors, tol=1e-4).require_converged()
    away = np.nanmean(fit.b, axis=1) - middle
    assert abs(away.mean()) < 0.12
    assert np.sqrt(((away / np.nanmean(fit.standard_errors.b, axis=1)) ** 2).mean()) < 1.6
    assert np.mean(list(fit.testlets.sd.values())) == pytest.approx(0.8, abs=0.25)
    assert fit.parameters.c[:6] == pytest.approx(np.full(6, 0.25))
