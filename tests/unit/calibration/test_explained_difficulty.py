"""Difficulty explained by features and families: recovery, bands, coding, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from calibration import (
    CalibrationError,
    ErrorCode,
    FeatureColumns,
    FeatureTable,
    ItemNormals,
    JointOptions,
    Priors,
    ResponseMatrix,
    calibrate,
    calibrate_with_features,
    cross_validate,
    explain_difficulty,
    predict_difficulty,
    read_features,
)
from calibration.explanation.difficulty_prediction import Basis
from calibration.explanation.feature_coding import code_features
from calibration.explanation.fitted_difficulties import FittedDifficulties, fitted_difficulties
from calibration.explanation.joint_calibration import JointStatus
from calibration.explanation.variance_components import SMALLEST_VARIANCE, fit_mixed_model, mixed_model_at
from engine import ItemParameters, Normal

TRUE = {"carry": 0.6, "borrow": 0.3, "nothing": 0.0}
ITEM_SD, FAMILY_SD = 0.4, 0.3


def bank(seed: int, n: int = 100, families: int = 20) -> tuple[FeatureTable, np.ndarray]:
    """Features of made-up items, and their true difficulties."""
    rng = np.random.default_rng(seed)
    columns = {name: rng.normal(size=n) for name in TRUE}
    family, strand = rng.integers(0, families, n), rng.integers(0, 3, n)
    b = sum(TRUE[name] * columns[name] for name in TRUE) + 0.4 * (strand == 2)
    b = b + rng.normal(0, FAMILY_SD, families)[family] + rng.normal(0, ITEM_SD, n)
    told = {name: tuple(map(str, values)) for name, values in columns.items()}
    told["strand"] = tuple("abc"[each] for each in strand)
    return FeatureTable(tuple(f"q{at}" for at in range(n)), told, tuple(f"f{each}" for each in family)), b


def fitted(table: FeatureTable, b: np.ndarray, seed: int, se: float = 0.3) -> FittedDifficulties:
    """The first 70 of 100 items as calibrated, errors correlated by the scale's."""
    rng, n = np.random.default_rng([seed, 1]), len(b) * 7 // 10
    error = se**2 * np.eye(n) + 0.05**2
    return FittedDifficulties(table.items[:n], b[:n] + np.linalg.cholesky(error) @ rng.normal(size=n), error)


def test_coefficients_variances_and_bands_hold_over_made_up_banks() -> None:
    coefficients, variances, held, cold, errors = [], [], [], [], []
    for seed in range(40):
        table, b = bank(seed)
        found = explain_difficulty(fitted(table, b, seed), table)
        predicted = predict_difficulty(found, table)
        low, high = predicted.band()
        inside = (low <= b) & (b <= high)
        coefficients.append([each.value for each in found.coefficients[1:]])
        errors.append([each.se for each in found.coefficients[1:]])
        variances.append((found.item_sd**2, found.family_sd**2))
        held.append(inside[predicted.asked].mean())
        cold.append(inside[~predicted.asked].mean())
    mean, se = np.mean(coefficients, axis=0), np.std(coefficients, axis=0)
    assert mean == pytest.approx([0.6, 0.3, 0.0, 0.0, 0.4], abs=0.07)
    assert np.mean(errors, axis=0) == pytest.approx(se, rel=0.3)
    assert np.mean(variances, axis=0) == pytest.approx((ITEM_SD**2, FAMILY_SD**2), abs=0.03)
    assert np.mean(held) == pytest.approx(0.9, abs=0.03)
    assert np.mean(cold) == pytest.approx(0.9, abs=0.035)


def test_the_maximum_is_one_and_the_score_is_the_derivative_of_the_likelihood() -> None:
    table, b = bank(1)
    model = explain_difficulty(fitted(table, b, 1), table).model
    assert model.converged
    assert model.score == pytest.approx([0, 0], abs=1e-2)
    at = np.array([0.2, 0.15])
    for place in range(2):
        step = np.eye(2)[place] * 1e-5
        up, down = (mixed_model_at(model.data, at + way * step).log_likelihood for way in (1, -1))
        assert mixed_model_at(model.data, at).score[place] == pytest.approx((up - down) / 2e-5, rel=1e-5)


def test_an_asked_item_is_shrunk_towards_its_prediction_and_a_cold_one_says_what_it_rests_on() -> None:
    table, b = bank(2)
    calibrated = fitted(table, b, 2)
    found = explain_difficulty(calibrated, table)
    strange = FeatureTable(
        ("new", "q0", "cold"), {name: values[:3] for name, values in table.columns.items()}, ("f99", "f1", "f2")
    )
    predicted = predict_difficulty(found, strange)
    assert predicted.basis == (Basis.NEW_FAMILY, Basis.ASKED, Basis.KNOWN_FAMILY)
    assert predicted.se[1] < predicted.se[2] < predicted.se[0]
    asked = predict_difficulty(found)
    away, _ = found.deletion_residuals
    assert (np.abs(asked.b - calibrated.b) < np.abs(away)).all()
    assert (asked.se < np.sqrt(np.diag(calibrated.covariance))).mean() > 0.9


def test_an_item_far_off_what_its_features_say_is_named() -> None:
    table, b = bank(3)
    b[5] += 3
    found = explain_difficulty(fitted(table, b, 3), table)
    assert [found.fitted.items[at] for at in np.flatnonzero(found.far_off)] == ["q5"]


def test_variances_that_the_data_do_not_show_are_told_as_nought() -> None:
    table, _ = bank(4)
    model = explain_difficulty(FittedDifficulties(table.items, np.linspace(0, 0.01, 100), np.eye(100) * 0.1), table)
    assert (model.item_sd, model.family_sd) == (0.0, 0.0)
    assert fit_mixed_model(model.model.data).variances == pytest.approx([SMALLEST_VARIANCE] * 2)


def test_shares_are_of_the_whole_between_and_within_families() -> None:
    table, b = bank(5, n=600, families=100)
    shares = explain_difficulty(FittedDifficulties(table.items, b, np.eye(600) * 1e-4), table).shares
    explained = 0.36 + 0.09 + 0.16 * 2 / 9
    assert shares.explained == pytest.approx(explained / (explained + ITEM_SD**2 + FAMILY_SD**2), abs=0.06)
    assert shares.between < shares.within
    assert 0 < shares.families < 0.5


def test_out_of_family_errors_are_as_large_as_the_model_says() -> None:
    rmse, coverage = [], []
    for seed in range(5):
        table, b = bank(seed)
        found = cross_validate(explain_difficulty(fitted(table, b, seed), table))
        assert found.by_family
        assert found.rmse_true < found.rmse
        rmse.append(found.rmse_true)
        coverage.append(found.coverage)
    assert np.mean(rmse) == pytest.approx(np.hypot(ITEM_SD, FAMILY_SD), abs=0.1)
    assert np.mean(coverage) == pytest.approx(0.9, abs=0.05)


def test_combinations_of_columns_are_told_and_shrunk_together() -> None:
    table, b = bank(6)
    both = {**table.columns, "carry_again": table.columns["carry"], "one": ("1",) * 100}
    twice = FeatureTable(table.items, both, table.families)
    found, plain = (explain_difficulty(fitted(table, b, 6), each) for each in (twice, table))
    assert (found.shrunk, plain.shrunk) == (True, False)
    assert found.coding.aliased == ("carry_again",)
    assert found.coding.constant == {"one": "1"}
    other = predict_difficulty(
        found, FeatureTable(("x",), {name: values[:1] for name, values in both.items()} | {"one": ("2",)}, ("f1",))
    )
    assert other.basis == (Basis.STRANGE,)
    assert np.isnan(other.b).all()
    values = {each.column.name: each.value for each in found.coefficients if each.column}
    assert values["carry"] + values["carry_again"] == pytest.approx(0.6, abs=0.2)
    assert np.isnan(found.coefficients[1].p)
    assert predict_difficulty(found, twice).b == pytest.approx(predict_difficulty(plain, table).b, abs=0.25)


def test_labels_become_contrasts_with_the_first() -> None:
    table = FeatureTable(tuple("pqrstuvwxyz0"), {"strand": tuple("abcabcabcabc"), "n": tuple("123456789123")})
    assert [each.name for each in code_features(table).columns] == ["strand=b", "strand=c", "n"]
    near = FeatureTable(
        tuple(map(str, range(50))),
        {"x": tuple(map(str, range(50))), "y": tuple(str(at + (at == 7) / 2) for at in range(50))},
    )
    assert set(code_features(near).collinear) == {"x", "y"}


def test_features_of_a_calibration_without_a_covariance_take_its_standard_errors() -> None:
    rng = np.random.default_rng(0)
    theta, b = rng.normal(size=400), np.linspace(-1.5, 1.5, 10)
    data = ResponseMatrix.from_dense((rng.random((400, 10)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(int))
    fit = calibrate(data, "rasch")
    whole, errors = fitted_difficulties(fit), fit.standard_errors
    assert errors is not None
    assert np.diag(whole.covariance) == pytest.approx(errors.b**2, rel=1e-6)


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


HEADER = "item,carry,strand,template\n"
ROWS = "".join(f"q{at},{at % 3},{'ab'[at % 2]},t{at % 4}\n" for at in range(12))


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (HEADER + ROWS + "q1,1,a,t1\n", ErrorCode.FEATURE_TWICE, "f.csv: line 14, column item: expected one row"),
        (HEADER + ROWS + ",1,a,t1\n", ErrorCode.FEATURE_ITEM, "f.csv: line 14, column item: expected the id"),
        (HEADER + ROWS + "q20,1,a,\n", ErrorCode.FEATURE, "line 14, column template, item q20: expected a family"),
        (
            HEADER + ROWS + "q20,x,a,t1\n",
            ErrorCode.FEATURE,
            "line 14, column carry, item q20: expected a number, got 'x'",
        ),
        (HEADER + ROWS + "q20,,a,t1\n", ErrorCode.FEATURE, "line 14, column carry, item q20: expected a value, got ''"),
        (HEADER.replace("template", "family") + ROWS, ErrorCode.COLUMN, "header: expected a column 'template'"),
        (HEADER.replace("carry", "strand") + ROWS, ErrorCode.COLUMN_TWICE, "'strand'"),
        (
            HEADER + ROWS.replace(",a,", ',"0,5",').replace(",b,", ',"1,25",'),
            ErrorCode.FEATURE,
            "line 2, column strand, item q0: expected a number with a decimal point, got '0,5'",
        ),
        (
            '"",' + HEADER + "".join(f'"{at}",{row}\n' for at, row in enumerate(ROWS.splitlines(), 7)),
            ErrorCode.COLUMN_NAMELESS,
            "header: expected a name for column 1, which has values such as '7'",
        ),
    ],
)
def test_a_faulty_file_is_told_by_line_and_column(tmp_path: Path, text: str, code: ErrorCode, told: str) -> None:
    with pytest.raises(CalibrationError, match=r".") as caught:
        code_features(read_features(write(tmp_path / "f.csv", text), FeatureColumns("template")))
    assert caught.value.code is code
    assert told in str(caught.value)


def test_empty_columns_and_rows_behind_the_table_are_left_out(tmp_path: Path) -> None:
    wide = "\ufeff" + "".join(f"{line},,\n" for line in (HEADER + ROWS).splitlines()) + ",,,,,\n,,,,,\n"
    plain, messy = (
        read_features(write(tmp_path / "f.csv", text), FeatureColumns("template")) for text in (HEADER + ROWS, wide)
    )
    assert (messy.items, messy.columns, messy.families) == (plain.items, plain.columns, plain.families)


def test_a_column_of_names_is_refused_as_a_feature() -> None:
    table = FeatureTable(tuple(map(str, range(12))), {"name": tuple("abcdefghijkl")})
    with pytest.raises(CalibrationError, match="column name: expected numbers, or at most 3 different labels"):
        code_features(table)


def test_a_label_that_no_item_of_the_calibration_has_is_refused() -> None:
    table, b = bank(7)
    found = explain_difficulty(fitted(table, b, 7), table)
    new = FeatureTable(
        ("n",), {"carry": ("1",), "borrow": ("1",), "nothing": ("0",), "strand": ("d",)}, ("f1",), (9,), "new.csv"
    )
    with pytest.raises(CalibrationError, match=r"new.csv: line 9, column strand, item n: expected a, b, c, got 'd'"):
        predict_difficulty(found, new)


def test_families_of_one_item_each_and_too_few_items_are_refused() -> None:
    table, b = bank(8)
    alone = FeatureTable(table.items, table.columns, table.items)
    with pytest.raises(CalibrationError, match="family: expected at least two families"):
        explain_difficulty(fitted(table, b, 8), alone)
    with pytest.raises(CalibrationError, match="expected at least 8 items, got 5"):
        explain_difficulty(fitted(table, b, 8), table.select(np.arange(5)))


def seeded(seed: int, each: int) -> tuple[ResponseMatrix, dict[str, ItemParameters], FeatureTable, np.ndarray]:
    """Sixty new items, ``each`` answered so many times, seeded five at a time among twenty calibrated ones."""
    table, b = bank(seed, n=60, families=12)
    rng = np.random.default_rng(seed)
    persons, old = 12 * each, np.linspace(-2, 2, 20)
    theta = rng.normal(size=persons)
    scores = np.full((persons, 80), -1)
    scores[:, :20] = rng.random((persons, 20)) < 1 / (1 + np.exp(old - theta[:, None]))
    for person in range(persons):
        met = np.arange(60).reshape(12, 5)[person % 12]
        scores[person, 20 + met] = rng.random(5) < 1 / (1 + np.exp(b[met] - theta[person]))
    items = (*(f"old{at}" for at in range(20)), *table.items)
    fixed = {f"old{at}": ItemParameters.logistic([1.0], [old[at]]) for at in range(20)}
    return ResponseMatrix.from_dense(scores, items=items), fixed, table, b


def test_items_with_few_responses_borrow_strength_from_their_features() -> None:
    plain, with_features, inside = [], [], []
    for seed in range(3):
        data, fixed, table, b = seeded(seed, 15)
        found = calibrate_with_features(data, "rasch", table, JointOptions(fixed=fixed))
        assert found.status is JointStatus.CONVERGED
        predicted = predict_difficulty(found.explained)
        low, high = predicted.band()
        alone = calibrate(data, "rasch", fixed=fixed, priors=Priors(b=ItemNormals(np.zeros(80), np.full(80, 3.0))))
        plain.append(np.mean((alone.b[20:] - b) ** 2))
        with_features.append(np.mean((predicted.b - b) ** 2))
        inside.append(np.mean((low <= b) & (b <= high)))
    assert np.mean(with_features) < 0.55 * np.mean(plain)
    assert np.mean(inside) == pytest.approx(0.9, abs=0.06)


def test_a_prior_for_each_item_pulls_it_to_its_own_mean() -> None:
    data, fixed, _, _ = seeded(1, 15)
    mean = np.linspace(-1, 1, 80)
    tight = calibrate(data, "rasch", fixed=fixed, priors=Priors(b=ItemNormals(mean, np.full(80, 1e-3))))
    assert tight.b[20:] == pytest.approx(mean[20:], abs=1e-3)
    with pytest.raises(CalibrationError, match="expected 80 means, got 2"):
        calibrate(data, "rasch", fixed=fixed, priors=Priors(b=ItemNormals(np.zeros(2), np.ones(2))))
    with pytest.raises(ValueError, match="ItemNormals"):
        ItemNormals(np.zeros(2), np.zeros(2))


def test_one_prior_for_each_of_two_category_items_is_the_prior_of_all() -> None:
    data, fixed, _, _ = seeded(2, 20)
    both = (Priors(b=ItemNormals(np.full(80, 0.3), np.full(80, 0.8))), Priors(b=Normal(0.3, 0.8)))
    one, other = (calibrate(data, "2pl", fixed=fixed, priors=each) for each in both)
    assert one.b == pytest.approx(other.b, abs=1e-6)
    assert one.log_prior == pytest.approx(other.log_prior, abs=1e-6)
