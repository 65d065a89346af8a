"""Part of a Welsh year in Parquet partitions, fitted in one process and by two workers of a local Dask cluster.

A 2PL is fitted to adaptive responses that are first written to a temporary folder. Times cover everything from the
files to the parameters. On one machine the cluster has no more processors than the single process, so the study shows
the cost of distribution and that the log-likelihood is the same. Target: a difference of at most 1e-8. Arguments:
number of sittings, number of partitions.
"""

import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
from distributed import Client, LocalCluster
from pyarrow import parquet

from calibration import ResponseMatrix, calibrate, read_responses
from calibration.distributed.dask_cluster import open_partitions_on_cluster

try:
    from benchmarks.study_scale import ITEMS, LENGTH, responses
except ModuleNotFoundError:  # started as a file
    from study_scale import ITEMS, LENGTH, responses

SITTINGS, PARTS, WORKERS = 100_000, 16, 2


def write_partitions(matrix: ResponseMatrix, folder: Path, parts: int) -> None:
    """Long partitions of whole persons, item ids as codes of a dictionary, as most programs write them."""
    ids = pa.array(matrix.items)
    ends = np.searchsorted(matrix.person, np.linspace(0, matrix.persons, parts + 1))
    for part, (first, end) in enumerate(pairwise(ends)):
        rows = slice(first, end)
        items = pa.DictionaryArray.from_arrays(pa.array(matrix.item[rows]), ids)
        table = pa.table({"person": matrix.person[rows], "item": items, "score": matrix.score[rows]})
        parquet.write_table(table, folder / f"part-{part:03d}.parquet")


def processor_seconds(client: Client) -> float:
    """Seconds of processors that this process and the workers have used."""
    return time.process_time() + sum(client.run(time.process_time).values())


def main() -> None:
    sittings, parts = (int(each) for each in (sys.argv[1:] + [str(SITTINGS), str(PARTS)][len(sys.argv) - 1 :])[:2])
    calibrate(ResponseMatrix.from_dense(np.random.default_rng(0).integers(-1, 2, (500, 20))))  # compiles

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_partitions(responses(sittings), folder, parts)
        print(f"{sittings:,} sittings of {LENGTH} responses over {ITEMS:,} items in {parts} partitions")
        began, used = time.perf_counter(), time.process_time()
        near = calibrate(read_responses(folder).data, "2pl", standard_errors=None)
        here, used = time.perf_counter() - began, time.process_time() - used
        print(f"one process: {here:6.1f} s ({used:.1f} s of processors), log L {near.log_likelihood:.9f}")
        with (
            LocalCluster(
                n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
            ) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            began, idle = time.perf_counter(), processor_seconds(client)
            with open_partitions_on_cluster(folder, client) as opened:
                counted = time.perf_counter() - began
                far = calibrate(opened, "2pl", standard_errors=None)
            there, used = time.perf_counter() - began, processor_seconds(client) - idle
        print(f"{WORKERS} workers:   {there:6.1f} s ({used:.1f} s of processors), log L {far.log_likelihood:.9f}")
        print(f"of these {counted:.1f} s until read and counted; {near.iterations} and {far.iterations} cycles")
        print(f"log L differs by {abs(far.log_likelihood - near.log_likelihood):.1e}, ", end="")
        print(f"difficulties by {np.abs(far.b - near.b).max():.1e} at most")


if __name__ == "__main__":
    main()
