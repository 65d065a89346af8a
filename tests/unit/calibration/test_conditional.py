"""What conditional maximum likelihood refuses, what its result holds, and how it ends where data do not suffice."""

import numpy as np
import pytest

from calibration import calibrate
from calibration.conditional.conditional_likelihood import fit_conditional
from calibration.conditional.score_counts import MAX_SETS
from calibration.errors import CalibrationError, ErrorCode, NotConverged
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import FitStatus
from calibration.results.parameter_covariance import parameter_covariance
from engine.irt.item_parameters import Model


def rasch(persons: int = 400, items: int = 6, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(persons, 1)) - np.linspace(-1, 1, items)
    return (rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(int)


def graded(persons: int = 400, seed: int = 2) -> np.ndarray:
    """Three items with scores 0, 1, 2 and two with 0, 1."""
    scores = rasch(persons, 8, seed)
    return np.stack([scores[:, :2].sum(1), scores[:, 2:4].sum(1), scores[:, 4:6].sum(1), scores[:, 6], scores[:, 7]], 1)


def fit(scores: np.ndarray, *args: object, **options: object):  # type: ignore[no-untyped-def]
    return fit_conditional(ResponseMatrix.from_dense(scores), *args, **options)  # type: ignore[arg-type]


def fault(*args: object, **options: object) -> CalibrationError:
    with pytest.raises(CalibrationError) as refused:
        fit(*args, **options)  # type: ignore[arg-type]
    return refused.value


def booklets(scores: np.ndarray) -> np.ndarray:
    halves = scores.copy()
    halves[::2, 0], halves[1::2, -1] = -1, -1
    return halves


def test_adaptive_data_are_refused_with_the_reason() -> None:
    error = fault(rasch(), routing="score")
    assert error.code is ErrorCode.ROUTED
    assert "number right no longer tells all" in str(error)


def test_several_sets_of_items_need_a_word_on_how_persons_came_to_them() -> None:
    assert fault(booklets(rasch())).code is ErrorCode.ROUTING_UNSAID
    for routing in ("preset", "none"):
        assert fit(booklets(rasch()), routing=routing).status is FitStatus.CONVERGED
    assert fit(rasch()).status is FitStatus.CONVERGED


def test_a_set_of_items_for_everyone_is_refused() -> None:
    rng = np.random.default_rng(3)
    scores = rasch(MAX_SETS + 200, 40)
    for row in scores:
        row[rng.permutation(40)[:25]] = -1
    error = fault(scores, routing="preset")
    assert error.code is ErrorCode.TOO_MANY_DESIGNS
    assert f"got {MAX_SETS + 200} for {MAX_SETS + 200} persons" in str(error)


def test_islands_are_named() -> None:
    scores = rasch()
    scores[::2, :3], scores[1::2, 3:] = -1, -1
    with pytest.raises(CalibrationError, match=r"2 islands .*: 1, 2, 3 \| 4, 5, 6;") as refused:
        fit(scores, routing="preset")
    assert refused.value.code is ErrorCode.NOT_CONNECTED


def test_those_with_everything_right_connect_nothing() -> None:
    """One person who met all items and has all right tells nothing of how the halves compare."""
    scores = rasch()
    scores[::2, :3], scores[1::2, 3:] = -1, -1
    with_one = np.concatenate((scores, np.ones((1, 6), dtype=int)))
    assert fault(with_one, routing="preset").code is ErrorCode.NOT_CONNECTED


def test_an_item_constant_among_those_who_tell_something_is_named() -> None:
    scores = rasch()
    scores[:, 2] = scores[:, [0, 1, 3, 4, 5]].any(axis=1)  # wrong only where all is
    error = fault(scores)
    assert error.code is ErrorCode.CONSTANT_AMONG_OTHERS
    assert "highest: 3;" in str(error)


@pytest.mark.parametrize(
    ("change", "model", "code"),
    [
        (lambda scores: scores[:, :1], "rasch", ErrorCode.TOO_FEW_ITEMS),
        (lambda scores: np.full_like(scores, -1), "rasch", ErrorCode.NO_RESPONSES),
        (lambda scores: np.where(np.arange(6) == 2, -1, scores), "rasch", ErrorCode.NEVER_ANSWERED),
        (lambda scores: np.where(np.arange(6) == 2, 1, scores), "rasch", ErrorCode.CATEGORY_UNUSED),
        (lambda scores: np.where(np.arange(6) == 2, 0, scores), "rasch", ErrorCode.CONSTANT),
        (lambda scores: scores * np.where(np.arange(6) == 2, 2, 1), "pcm", ErrorCode.CATEGORY_UNUSED),
        (lambda scores: scores * np.where(np.arange(6) == 2, 2, 1), "rasch", ErrorCode.SCORE),
    ],
)
def test_data_that_cannot_be_fitted_are_refused(change, model: str, code: ErrorCode) -> None:  # type: ignore[no-untyped-def]
    found = fault(change(rasch()), model).code
    assert found is code or {found, code} == {ErrorCode.CONSTANT, ErrorCode.CATEGORY_UNUSED}


@pytest.mark.parametrize(
    "options",
    [{"model": "2pl"}, {"routing": "free"}, {"normalisation": "last"}, {"tol": 0.0}, {"max_iter": 0}],
)
def test_wrong_options_are_named(options: dict[str, object]) -> None:
    name = next(iter(options))
    with pytest.raises(CalibrationError, match=f"^{name}: expected"):
        fit(rasch(), **options)


def test_persons_with_everything_right_or_wrong_change_nothing() -> None:
    scores = rasch()
    more = np.concatenate((scores, np.ones((30, 6), dtype=int), np.zeros((20, 6), dtype=int)))
    assert fit(more).b == pytest.approx(fit(scores).b, abs=1e-10)


def test_a_weight_is_that_many_persons() -> None:
    scores = booklets(graded())
    weights = np.random.default_rng(4).integers(1, 4, len(scores))
    one = fit(scores, "pcm", routing="preset", weights=weights)
    other = fit(np.repeat(scores, weights, axis=0), "pcm", routing="preset")
    assert one.b == pytest.approx(other.b, abs=1e-9, nan_ok=True)
    assert one.log_likelihood == pytest.approx(other.log_likelihood, abs=1e-8)
    assert one.covariance == pytest.approx(np.array(other.covariance), abs=1e-12)


def test_the_first_item_may_be_the_origin() -> None:
    mean, first = fit(graded(), "pcm"), fit(graded(), "pcm", normalisation="first")
    assert first.b[0, 0] == 0
    assert first.b == pytest.approx(mean.b - mean.b[0, 0], nan_ok=True)
    assert np.nanmean(mean.b) == pytest.approx(0, abs=1e-12)
    assert first.standard_errors is not None
    assert first.standard_errors.b[0, 0] == pytest.approx(0, abs=1e-9)
    assert mean.covariance is not None
    contrast = np.eye(8)[3] - np.eye(8)[0]
    assert first.standard_errors.b[1, 1] ** 2 == pytest.approx(contrast @ mean.covariance @ contrast)


def test_dichotomous_items_are_the_same_in_both_models() -> None:
    one, other = fit(rasch()), fit(rasch(), "pcm")
    assert one.b.tolist() == other.b.tolist()


def test_the_result_is_a_calibration_without_a_population() -> None:
    found = fit(graded(), "pcm").require_converged()
    assert found.population == {}
    assert found.grid.size == 0
    assert found.names[:3] == ("b1[1]", "b2[1]", "b1[2]")
    assert found.names[-1] == "b[5]"
    assert (found.free, len(found.names)) == (7, 8)
    assert found.parameters.model.tolist() == [Model.PARTIAL_CREDIT] * 3 + [Model.LOGISTIC] * 2
    assert found.parameters.a.tolist() == [1.0] * 5
    covariance = parameter_covariance(found)
    assert covariance is not None
    assert found.standard_errors is not None
    assert np.sqrt(covariance.blocks[1, 2, 2]) == pytest.approx(found.standard_errors.b[1, 1])
    assert covariance.blocks[0, 0, 0] == 0


def test_calibrate_hands_over_and_refuses_what_a_conditional_fit_has_no_use_for() -> None:
    data = ResponseMatrix.from_dense(booklets(rasch()))
    found = calibrate(data, "rasch", method="cml", routing="preset", standard_errors=None)
    assert found.b == pytest.approx(fit(booklets(rasch()), routing="preset").b, abs=1e-6)
    assert found.covariance is None
    unused: list[dict[str, object]] = [
        {"groups": ["a"] * 400},
        {"fixed": {}},
        {"priors": "default"},
        {"grid": np.linspace(-4, 4, 9)},
        {"population": "histogram"},
        {"standard_errors": "sandwich"},
    ]
    for option in unused:
        with pytest.raises(CalibrationError, match=f"^{next(iter(option))}: expected none with method cml"):
            calibrate(data, "rasch", method="cml", routing="preset", **option)  # type: ignore[arg-type]
    with pytest.raises(CalibrationError, match="routing: expected none with method mml"):
        calibrate(data, "rasch", routing="preset")
    with pytest.raises(CalibrationError, match="model: expected rasch, pcm"):
        calibrate(data, ["rasch"] * 6, method="cml", routing="preset")


def test_no_standard_errors_unless_asked_for() -> None:
    found = fit(rasch(), standard_errors=False)
    assert (found.covariance, found.standard_errors) == (None, None)
    assert found.status is FitStatus.CONVERGED


def test_a_fit_stopped_early_says_so() -> None:
    found = fit(rasch(), max_iter=1, tol=1e-14)
    assert found.status is FitStatus.CYCLE_LIMIT
    with pytest.raises(NotConverged):
        found.require_converged()


def test_items_no_answers_put_in_order_with_the_others_are_not_determined() -> None:
    """No one has the last two right and one of the first two wrong: how far apart they are is open (Fischer, 1981)."""
    patterns = [[1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 1, 0], [1, 1, 0, 1]]
    found = fit(np.repeat(patterns, 20, axis=0))
    assert found.status is FitStatus.NOT_DETERMINED
    assert found.covariance is None
    assert np.isfinite(found.b).all()
