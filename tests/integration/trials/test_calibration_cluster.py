"""Fits on a Dask cluster of two processes on this machine, against fits of the same data in this one."""

import logging
import os
import signal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from scipy.special import expit
from typer.testing import CliRunner

from calibration import CalibrationError, ErrorCode, calibrate, content_sha256, partition_files, read_responses
from calibration.distributed.dask_cluster import DaskRunner, connect_cluster, open_partitions_on_cluster, versions
from calibration.results.calibration_document import read_document
from reports.technical.commands.calibrate import app

distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.slow

ITEMS = 12
MODELS = ["gpcm"] * 3 + ["grm"] * 2 + ["2pl"] * (ITEMS - 5)


def written(folder: Path, persons: int = 900, files: int = 5) -> Path:
    """Long partitions: two year groups with weights, items of two and of three categories, each person met eight."""
    rng = np.random.default_rng(31)
    year = rng.integers(3, 5, persons)
    theta = rng.normal(0.6 * (year == 4), 1.0)
    a, b = rng.uniform(0.7, 1.6, ITEMS), rng.normal(0, 0.8, ITEMS)
    person = np.repeat(np.arange(persons), 8)
    item = np.argsort(rng.random((persons, ITEMS)), axis=1)[:, :8].ravel()
    steps = np.where(np.array(MODELS)[item] == "2pl", 1, 2)
    score = rng.binomial(steps, expit(a[item] * (theta[person] - b[item])))
    folder.mkdir()
    for file in range(files):
        here = person % files == file
        columns = {
            "person": [f"p{each}" for each in person[here]],
            "item": [f"i{each:02d}" for each in item[here]],
            "score": score[here],
            "weight": 1.0 + (person[here] % 3) / 2,
            "year": [f"Year {each}" for each in year[person[here]]],
        }
        parquet.write_table(pa.table(columns), folder / f"part-{file}.parquet")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return written(tmp_path_factory.mktemp("cluster") / "responses")


@pytest.fixture(scope="module")
def cluster():
    made = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    )
    with made:
        yield made


@pytest.fixture(autouse=True)
def every_part_by_itself(monkeypatch):
    """Parts as small as these would have one E-step together."""
    monkeypatch.setattr("calibration.distributed.partitions.MIN_BUNDLE_RESPONSES", 1)


def require_equal(far, near):
    assert far.status is near.status
    assert far.log_likelihood == pytest.approx(near.log_likelihood, abs=1e-8, rel=0)
    np.testing.assert_allclose(far.a, near.a, rtol=0, atol=1e-8)
    np.testing.assert_allclose(far.b, near.b, rtol=0, atol=1e-8)
    assert far.population.keys() == near.population.keys()
    for group, normal in near.population.items():
        there = far.population[group]
        assert (there.mean, there.sd) == pytest.approx((normal.mean, normal.sd), abs=1e-8, rel=0)
    np.testing.assert_allclose(far.covariance, near.covariance, rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    ("model", "column", "errors"),
    [
        (["gpcm"] * 5 + ["2pl"] * (ITEMS - 5), None, "observed"),
        (MODELS, "year", "sandwich"),
        ("pcm", "year", "observed"),
    ],
)
def test_a_cluster_gives_the_local_fit(cluster, folder, model, column, errors):
    read = read_responses(folder, groups=["year"])
    near = calibrate(
        read.data, model, groups=None if column is None else read.groups[column], standard_errors=errors
    ).require_converged()
    far = calibrate(folder, model, groups=column, standard_errors=errors, scheduler=cluster.scheduler_address)
    require_equal(far, near)
    assert (far.persons, far.responses) == (near.persons, near.responses)


def test_2pl_and_a_client_of_ones_own_that_stays_open(cluster, tmp_path):
    two = written(tmp_path / "two")
    for file in two.iterdir():
        table = parquet.read_table(file)
        right = pa.array((table["score"].to_numpy() > 0).astype(np.int8))
        parquet.write_table(table.set_column(2, "score", right), file)
    near = calibrate(read_responses(two, groups=["year"]).data, "2pl").require_converged()
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        told = []
        far = calibrate(partition_files(two, groups=["year"]), "2pl", scheduler=client, on_cycle=told.append)
        require_equal(far, near)
        assert [cycle.number for cycle in told] == list(range(1, near.iterations + 1))
        assert client.status == "running"


def test_the_same_partitions_give_the_same_bits_whoever_is_first(cluster, folder):
    first, second = (calibrate(folder, MODELS, groups="year", scheduler=cluster.scheduler_address) for _ in range(2))
    assert first.log_likelihoods == second.log_likelihoods
    assert (first.b[np.isfinite(first.b)] == second.b[np.isfinite(second.b)]).all()


def kill(client, workers):
    for pid in [client.run(os.getpid)[worker] for worker in workers]:
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("killed", [1, 2])
def test_workers_killed_amid_a_fit_cost_nothing_but_time(cluster, folder, killed):
    undisturbed = calibrate(folder, MODELS, groups="year", scheduler=cluster.scheduler_address)
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=30)
        before = client.run(os.getpid)

        def disturb(cycle):
            if cycle.number == 3:
                kill(client, sorted(before)[:killed])

        disturbed = calibrate(folder, MODELS, groups="year", scheduler=client, on_cycle=disturb)
        client.wait_for_workers(2, timeout=30)
        assert len(set(client.run(os.getpid).values()) - set(before.values())) == killed
    assert disturbed.log_likelihoods == undisturbed.log_likelihoods
    assert (disturbed.covariance == undisturbed.covariance).all()


def test_opened_partitions_tell_what_a_document_needs(cluster, folder):
    whole = read_responses(folder, groups=["year"])
    told = []
    with open_partitions_on_cluster(
        folder, cluster.scheduler_address, column="year", on_part=lambda *each: told.append(each)
    ) as opened:
        assert told == [(at, 5) for at in range(1, 6)]
        assert opened.source_description() == {
            "file": "responses",
            "parts": 5,
            "sha256": content_sha256(whole.data, whole.groups),
            "format": "long",
            "statuses": {},
            "left_out": [],
        }
        assert opened.items == whole.data.items
        assert [met for met, _ in opened.counts.values()] == whole.data.responses_per_item().tolist()
        assert [total for _, total in opened.counts.values()] == whole.data.score_per_item().tolist()
        calibrate(opened, MODELS, standard_errors=None).require_converged()
        # read again, since the parts were given up for their layouts
        assert opened.sha256() == content_sha256(whole.data, whole.groups)


def test_the_command_fits_on_a_cluster_with_items_held(cluster, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    models = [option for item, model in enumerate(MODELS) for option in ("--item-model", f"i{item:02d}={model}")]
    spread = ["--scheduler", cluster.scheduler_address]
    first = [str(folder), "--groups", "year", *models]
    run = CliRunner(env={"MESUR_LANG": "en"})
    for options in (["--out", "near.json"], ["--out", "far.json", *spread]):
        assert run.invoke(app, [*first, *options]).exit_code == 0
    near, far = (read_document(tmp_path / name) for name in ("near.json", "far.json"))
    require_equal(far.fit, near.fit)
    assert (far.counts, far.data["sha256"], far.data["parts"]) == (near.counts, near.data["sha256"], 5)
    assert run.invoke(app, [*first, "--out", "held.json", "--fixed", "near.json", *spread]).exit_code == 0
    held = read_document(tmp_path / "held.json").fit
    assert (held.b[np.isfinite(held.b)] == near.fit.b[np.isfinite(near.fit.b)]).all()
    refused = run.invoke(app, [*first, "--out", "cml.json", "--method", "cml", *spread])
    assert refused.exit_code == 2
    assert not (tmp_path / "cml.json").exists()


def test_an_unreadable_partition_is_named(cluster, tmp_path):
    folder = written(tmp_path / "broken", persons=200)
    broken = folder / "part-3.parquet"
    content = bytearray(broken.read_bytes())
    content[4:400] = b"\xff" * 396  # the header at the end stays whole
    broken.write_bytes(content)
    with pytest.raises(CalibrationError, match=r"part-3\.parquet") as raised:
        calibrate(folder, MODELS, groups="year", scheduler=cluster.scheduler_address)
    assert raised.value.code is ErrorCode.NOT_READABLE


def test_a_score_too_high_for_its_model_names_file_row_and_item(cluster, folder):
    with pytest.raises(
        CalibrationError, match=r"part-0\.parquet: row \d+, item i0[1-9]: expected a score of 0, 1, got 2"
    ):
        calibrate(folder, "2pl", groups="year", scheduler=cluster.scheduler_address)


def test_a_partition_that_changes_amid_a_fit_is_named(cluster, tmp_path):
    folder = written(tmp_path / "changing", persons=200)
    with open_partitions_on_cluster(folder, cluster.scheduler_address, column="year") as opened:
        calibrate(opened, MODELS, standard_errors=None)
        (folder / "part-1.parquet").write_bytes((folder / "part-2.parquet").read_bytes())
        with pytest.raises(CalibrationError, match=r"part-1\.parquet") as raised:
            calibrate(opened, MODELS, standard_errors=None)
    assert raised.value.code is ErrorCode.PART_CHANGED


def test_a_person_in_two_partitions_is_refused(cluster, tmp_path):
    folder = written(tmp_path / "twice", persons=200)
    (folder / "part-9.parquet").write_bytes((folder / "part-2.parquet").read_bytes())
    with pytest.raises(CalibrationError, match=r"part-9\.parquet.*part-2\.parquet"):
        calibrate(folder, MODELS, groups="year", scheduler=cluster.scheduler_address)


def test_a_cluster_that_is_not_there_or_has_no_workers(monkeypatch):
    monkeypatch.setattr("calibration.distributed.dask_cluster.SCHEDULER_TIMEOUT", 1)
    monkeypatch.setattr("calibration.distributed.dask_cluster.WORKER_TIMEOUT", 1)
    with pytest.raises(CalibrationError, match=r"127\.0\.0\.1:9") as raised, connect_cluster("tcp://127.0.0.1:9"):
        pass
    assert raised.value.code is ErrorCode.CLUSTER_UNREACHABLE
    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address="127.0.0.1:0") as empty,
        pytest.raises(CalibrationError) as raised,
        connect_cluster(empty.scheduler_address),
    ):
        pass
    assert raised.value.code is ErrorCode.CLUSTER_EMPTY


def test_a_worker_of_another_version_is_named(cluster, monkeypatch):
    here = versions()
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        monkeypatch.setattr(client, "run", lambda call, on_error: {"tcp://there:1": {**here, "numpy": "0.1"}})
        with pytest.raises(CalibrationError, match=r"tcp://there:1: expected numpy .*, got 0\.1") as raised:
            calibrate(Path("nowhere"), scheduler=client)
    assert raised.value.code is ErrorCode.VERSIONS_DIFFER


def test_a_worker_without_this_package_is_named(cluster, monkeypatch):
    lacking = ModuleNotFoundError("No module named 'calibration'", name="calibration")
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        answers = {"tcp://gone:1": OSError("closed"), "tcp://there:1": lacking}
        monkeypatch.setattr(client, "run", lambda call, on_error: answers)
        with pytest.raises(CalibrationError, match=r"tcp://there:1: expected mesur .*, got –"):
            calibrate(Path("nowhere"), scheduler=client)


def test_a_cluster_lost_amid_a_fit_is_said(folder, monkeypatch):
    monkeypatch.setattr("calibration.distributed.dask_cluster.POLL_SECONDS", 1)
    monkeypatch.setattr("calibration.distributed.dask_cluster.SCHEDULER_TIMEOUT", 2)
    with distributed.LocalCluster(n_workers=1, processes=False, dashboard_address="127.0.0.1:0") as short:

        def disturb(cycle):
            if cycle.number == 2:
                short.close()

        with pytest.raises(CalibrationError) as raised:
            calibrate(folder, MODELS, groups="year", scheduler=short.scheduler_address, on_cycle=disturb)
    assert raised.value.code is ErrorCode.CLUSTER_LOST


def test_no_call_keeps_a_part_away_from_its_worker(cluster, folder):
    """Neighbouring parts lie together: a lane of sums seldom travels."""
    with connect_cluster(cluster.scheduler_address) as runner:
        assert isinstance(runner, DaskRunner)
        homes = [runner._worker(at / 4) for at in range(4)]
    assert homes == sorted(homes)
    assert len(set(homes)) == 2
