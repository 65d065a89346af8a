"""Sums over partitions: the same in any grouping, in an order that the partitions decide."""

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from scipy.special import expit

from calibration import CalibrationError, ErrorCode, ResponseMatrix, calibrate, partition_files, read_responses
from calibration.distributed.partitioned_source import MAX_PENDING_BYTES, lanes
from calibration.distributed.partitions import open_partitions
from calibration.marginal.parameter_structure import parameter_structure


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Four wide partitions of 100 persons in two year groups; the last item is answered always alike."""
    folder = tmp_path_factory.mktemp("wide")
    rng = np.random.default_rng(8)
    for part in range(4):
        theta = rng.normal(size=100)
        right = (rng.random((100, 6)) < expit(theta[:, None] - np.linspace(-1, 1, 6))).astype(np.int8)
        right[:, 5] = 1
        table = {"person": np.arange(100) + 100 * part, "year": rng.integers(3, 5, 100).astype(str)}
        table |= {f"Q{item}": right[:, item] for item in range(6)}
        parquet.write_table(pa.table(table), folder / f"{part}.parquet")
    return folder


def test_partitions_here_give_the_fit_of_their_whole(folder):
    read = read_responses(folder, groups=["year"])
    kept = read.data.select_items(np.arange(6) < 5)
    near = calibrate(kept, "rasch", groups=read.groups["year"]).require_converged()
    opened = open_partitions(folder, column="year").without_constant_items()
    far = calibrate(opened, "rasch")
    assert opened.source_description()["left_out"] == ["Q5"]
    assert far.items == near.items
    assert far.log_likelihood == pytest.approx(near.log_likelihood, abs=1e-8, rel=0)
    np.testing.assert_allclose(far.b, near.b, rtol=0, atol=1e-8)
    np.testing.assert_allclose(far.covariance, near.covariance, rtol=0, atol=1e-8)
    assert calibrate(opened, "rasch").log_likelihoods == far.log_likelihoods  # parts are read again


def test_lanes_are_neighbours_and_as_many_as_memory_holds():
    assert [list(lane) for lane in lanes(5, 1)] == [[0], [1], [2], [3], [4]]
    assert [list(lane) for lane in lanes(7, MAX_PENDING_BYTES // 3)] == [[0, 1], [2, 3, 4], [5, 6]]
    assert [list(lane) for lane in lanes(3, 2 * MAX_PENDING_BYTES)] == [[0, 1, 2]]


def test_small_neighbours_have_one_e_step_together(folder, monkeypatch):
    opened = open_partitions(folder).without_constant_items()
    responses = [seen.response_counts.responses for seen in opened.summaries]
    together = calibrate(opened, "2pl")
    monkeypatch.setattr("calibration.distributed.partitions.MIN_BUNDLE_RESPONSES", responses[0] + 1)
    assert opened.source(parameter_structure(["2pl"] * 5, np.full(5, 2), {}), collapse=False).names == (
        "0.parquet … 1.parquet",
        "2.parquet … 3.parquet",
    )
    in_two = calibrate(opened, "2pl")
    assert in_two.log_likelihood == pytest.approx(together.log_likelihood, abs=1e-8, rel=0)
    monkeypatch.setattr("calibration.distributed.partitions.MIN_BUNDLE_RESPONSES", 1)
    assert len(opened.source(parameter_structure(["2pl"] * 5, np.full(5, 2), {}), collapse=False).parts) == 4


def test_sums_in_one_lane_are_those_of_many(folder, monkeypatch):
    opened = open_partitions(folder).without_constant_items()
    monkeypatch.setattr("calibration.distributed.partitions.MIN_BUNDLE_RESPONSES", 1)
    many = calibrate(opened, "2pl")
    monkeypatch.setattr("calibration.distributed.partitioned_source.MAX_PENDING_BYTES", 1)
    one = calibrate(opened, "2pl")
    assert one.log_likelihood == pytest.approx(many.log_likelihood, abs=1e-8, rel=0)
    np.testing.assert_allclose(one.covariance, many.covariance, rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"groups": np.zeros(400)}, "groups"),
        ({"weights": np.ones(400)}, "weights"),
        ({"method": "cml"}, "data"),
    ],
)
def test_what_goes_with_a_matrix_alone_is_refused(folder, options, name):
    with pytest.raises(CalibrationError) as raised:
        calibrate(folder, "rasch", **options)
    assert raised.value.code is ErrorCode.OPTION
    assert raised.value.fields["name"] == name


def test_a_scheduler_for_responses_in_memory_is_refused():
    with pytest.raises(CalibrationError) as raised:
        calibrate(ResponseMatrix.from_dense([[0, 1], [1, 0]]), scheduler="tcp://127.0.0.1:1")
    assert raised.value.fields["name"] == "scheduler"


def test_no_parts_and_unknown_columns_of_groups_are_named(folder, tmp_path):
    with pytest.raises(CalibrationError) as raised:
        calibrate(tmp_path, "rasch")
    assert raised.value.code is ErrorCode.NO_PARTS
    with pytest.raises(CalibrationError) as raised:
        calibrate(partition_files(folder, groups=["year"]), "rasch", groups="sex")
    assert (raised.value.code, raised.value.fields["expected"]) == (ErrorCode.OPTION, "year")
