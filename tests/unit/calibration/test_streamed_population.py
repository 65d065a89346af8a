"""A survey in parts gives what it gives whole: coefficients, errors, and the table."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from calibration import (
    ResponseMatrix,
    calibrate,
    code_regressors,
    partition_files,
    plausible_values,
)
from calibration.population.national_table import national_table
from calibration.population.replicate_weights import given_replicates
from calibration.population.streamed_regression import regress_parts
from calibration.population.streamed_table import streamed_table
from calibration.population.survey_files import SurveyColumns, survey_parts
from calibration.responses.label_codes import Labels
from engine import ItemParameters

PERSONS = 1500
COLUMNS = SurveyColumns(
    regress=("region", "age", "year"), labels=("year",), by=("region",), replicates=("r1", "r2", "r3")
)
ITEMS = {f"i{at}": ItemParameters.logistic(1.0, b) for at, b in enumerate(np.linspace(-1, 1, 8).tolist())}


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pa.Table]:
    """Three files, the second without the region of the first."""
    folder, random = tmp_path_factory.mktemp("parts"), np.random.default_rng(12)
    region = np.concatenate((random.choice(["a", "b"], 500), random.choice(["b", "c"], 1000)))
    region[:4] = "z"
    age, year = random.normal(10, 1, PERSONS).round(3), random.integers(2, 4, PERSONS)
    theta = 0.5 * (region == "b") + 0.3 * (age - 10) - 0.2 * (year == 3) + random.normal(0, 0.9, PERSONS)
    scores = (theta[:, None] - np.linspace(-1, 1, 8) + random.logistic(size=(PERSONS, 8)) > 0).astype(int)
    scores[700] = -1
    weight = random.uniform(0.5, 2, PERSONS)
    columns = {"region": region, "age": age, "year": year, "weight": weight}
    columns |= {f"r{at}": weight * random.integers(0, 3, PERSONS) for at in (1, 2, 3)}
    table = pa.table(columns | {f"i{at}": scores[:, at] for at in range(8)})
    for at, (first, last) in enumerate(((0, 500), (500, 1100), (1100, PERSONS))):
        pq.write_table(table.slice(first, last - first), folder / f"part{at}.parquet")
    return folder, table


def test_parts_give_what_the_whole_gives(survey: tuple[Path, pa.Table]) -> None:
    folder, table = survey
    parts = survey_parts(partition_files(folder, groups=COLUMNS.all), COLUMNS)
    found = regress_parts(parts, ITEMS, tol=1e-8).require_converged()

    table = table.filter(np.arange(PERSONS) != 700)
    column = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
    data = ResponseMatrix.from_dense(np.stack([column[name] for name in ITEMS], axis=1), items=list(ITEMS))
    variables = {"region": column["region"], "age": column["age"], "year": column["year"].astype(str)}
    coded, weight = code_regressors(variables), column["weight"]
    whole = calibrate(data, "2pl", fixed=ITEMS, regressors=coded, weights=weight, standard_errors="sandwich", tol=1e-8)
    one, other = found.population.regression, whole.population.regression
    assert one is not None
    assert other is not None
    assert one.names == other.names == ("region[b]", "region[c]", "region[z]", "age", "year[3]")
    assert one.coefficients == pytest.approx(other.coefficients, abs=1e-6)
    assert one.errors == pytest.approx(other.errors, rel=1e-5)
    assert one.intercept == pytest.approx(other.intercept, abs=1e-5)
    assert one.residual_sd == pytest.approx(other.residual_sd, abs=1e-6)
    assert found.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-5)

    rows = streamed_table(parts, found, draws=4, seed=3)
    values = plausible_values(data, whole, regressors=coded, draws=4, seed=3)
    replicates = given_replicates(np.stack([column[name] for name in COLUMNS.replicates], axis=1))
    by = {"region": Labels.from_values(column["region"])}
    expected = national_table(values, by, weights=weight, replicates=replicates)
    assert [(row.variable, row.group, row.persons) for row in rows] == [
        (row.variable, row.group, row.persons) for row in expected
    ]
    assert np.isnan(rows[-1].estimates.estimate).all()
    for row, same in zip(rows[:-1], expected[:-1], strict=True):
        assert row.share == pytest.approx(same.share)
        assert row.estimates.estimate[:2] == pytest.approx(same.estimates.estimate[:2], abs=1e-4)
        assert row.estimates.estimate[2:] == pytest.approx(same.estimates.estimate[2:], abs=0.03)
        assert row.estimates.se[:2] == pytest.approx(same.estimates.se[:2], rel=1e-3)


def test_parts_without_replicates_have_a_jackknife(survey: tuple[Path, pa.Table]) -> None:
    columns = SurveyColumns(regress=("age",), by=("region",))
    ignored = ("year", "r1", "r2", "r3")
    parts = survey_parts(partition_files(survey[0], groups=columns.all, ignored=ignored), columns)
    found = regress_parts(parts, ITEMS)
    whole, *_ = streamed_table(parts, found, draws=3, seed=3)
    assert whole.estimates.se[0] == pytest.approx(found.population["all"].sd / np.sqrt(PERSONS), rel=0.5)
