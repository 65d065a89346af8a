"""A Dask cluster as a runner: calls run on its workers, results stay there, and lost results are recomputed.

The package ``distributed`` (the extra ``cluster``) is imported only when a cluster is used.
"""

import platform
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from itertools import accumulate, count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from calibration.distributed.partitioned_source import Future, Runner
from calibration.distributed.partitions import OnPartition, Partitions, open_partitions
from calibration.errors import CalibrationError, ErrorCode
from calibration.responses.parquet_partitions import PartitionFile

if TYPE_CHECKING:
    from distributed import Client

SCHEDULER_TIMEOUT = 10
"""Seconds to wait for the scheduler."""
WORKER_TIMEOUT = 30
"""Seconds to wait for a first worker."""
POLL_SECONDS = 10
"""Seconds between checks for workers while waiting for a result."""
MAX_EMPTY_POLLS = 30
"""Successive checks without a worker after which a fit ends: 300 s, for machines that restart."""
COMPARED_PACKAGES = ("mesur", "numpy", "scipy", "numba", "pyarrow", "dask", "distributed")
"""Packages whose versions must agree on all workers."""


@dataclass(frozen=True, slots=True, eq=False)
class DaskRunner:
    """The workers of a Dask cluster; each call uses one thread of one worker.

    Parameters
    ----------
    client : a ``distributed.Client``
    places : address and threads of each worker at the start of the fit; calls are spread over them
    threads : of a call: one, so that the sums of a part do not depend on the worker
    """

    client: "Client"
    places: tuple[tuple[str, int], ...]
    threads: int = 1
    _numbers: Iterator[int] = field(default_factory=count, repr=False)
    _run: str = field(default_factory=lambda: uuid4().hex[:12], repr=False)

    def submit(self, name: str, call: Callable[..., object], *arguments: object, place: float | None = None) -> Future:
        """Submit a call. Calls with near places go to one worker, as long as it runs."""
        import dask

        near: dict[str, Any] = (
            {} if place is None or not self.places else {"workers": [self._worker(place)], "allow_other_workers": True}
        )
        # an explicit key keeps Dask from hashing the arrays; the tables of a large bank exceed its 10 MB
        key = f"{name}-{self._run}-{next(self._numbers)}"
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
            return self.client.submit(call, *arguments, key=key, pure=False, **near)

    def result(self, future: Future) -> Future:
        """Wait for a result.

        Raises
        ------
        CalibrationError
            what the call raised; ``part_kills`` where several workers died in a call; ``cluster_lost`` where the
            scheduler or all workers were lost
        """
        from distributed import KilledWorker

        alone = 0
        while True:
            try:
                return future.result(timeout=POLL_SECONDS)
            except KilledWorker as error:
                raise CalibrationError(
                    ErrorCode.PART_KILLS, name=_task_name(error.task), count=error.allowed_failures
                ) from None
            except TimeoutError as error:
                alone = 0 if self._alive() else alone + 1
                if alone >= MAX_EMPTY_POLLS:
                    raise self._lost(type(error).__name__) from None
            except CalibrationError:
                raise
            except Exception as error:
                if future.status == "error":  # raised by the call
                    raise
                raise self._lost(type(error).__name__) from error

    def _alive(self) -> bool:
        try:
            return bool(_threads(self.client))
        except (OSError, TimeoutError) as error:
            raise self._lost(type(error).__name__) from error

    def _lost(self, got: str) -> CalibrationError:
        return CalibrationError(ErrorCode.CLUSTER_LOST, address=_address(self.client), got=got)

    def _worker(self, place: float) -> str:
        ends = list(accumulate(threads for _, threads in self.places))
        return self.places[min(bisect_right(ends, place * ends[-1]), len(ends) - 1)][0]


def _threads(client: "Client") -> dict[str, int]:
    """By address of each present worker, its threads."""
    found: dict[str, int] = client.nthreads()  # type: ignore[no-untyped-call]
    return found


@contextmanager
def connect_cluster(scheduler: "str | Client") -> Iterator[Runner]:
    """Connect to a cluster.

    Parameters
    ----------
    scheduler : address such as ``tcp://host:8786``; or a ``distributed.Client``, which stays open

    Raises
    ------
    CalibrationError
        ``no_distributed``, ``cluster_unreachable``, ``cluster_empty``, or ``versions_differ`` naming worker and package
    """
    try:
        from distributed import Client
    except ImportError:
        raise CalibrationError(ErrorCode.NO_DISTRIBUTED) from None
    if isinstance(scheduler, Client):
        yield _start_runner(scheduler)
        return
    try:
        client = Client(scheduler, timeout=SCHEDULER_TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        got = (str(error).splitlines() or [type(error).__name__])[0]
        raise CalibrationError(ErrorCode.CLUSTER_UNREACHABLE, address=scheduler, got=got) from None
    with client:
        yield _start_runner(client)


@contextmanager
def open_partitions_on_cluster(
    data: Path | tuple[PartitionFile, ...],
    scheduler: "str | Client",
    *,
    column: str | None = None,
    on_part: OnPartition | None = None,
) -> Iterator[Partitions]:
    """Open partitions on a cluster, for ``calibrate``; they can be fitted more than once.

    Parameters
    ----------
    data, column, on_part : as for `calibration.distributed.partitions.open_partitions`
    scheduler : as for ``connect_cluster``

    Raises
    ------
    CalibrationError
        as these functions
    """
    with connect_cluster(scheduler) as runner:
        yield open_partitions(data, runner, column=column, on_part=on_part)


def versions() -> Mapping[str, str]:
    """The versions of Python and of the packages that must agree, in this process."""
    found = {"python": ".".join(platform.python_version_tuple()[:2])}
    for name in COMPARED_PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "–"
    return found


def _start_runner(client: "Client") -> DaskRunner:
    """The runner of a cluster that has workers with the versions of this process."""
    try:
        client.wait_for_workers(1, timeout=WORKER_TIMEOUT)
    except TimeoutError:
        raise CalibrationError(ErrorCode.CLUSTER_EMPTY, address=_address(client), seconds=WORKER_TIMEOUT) from None
    here = versions()
    for worker, there in sorted(client.run(versions, on_error="return").items()):
        _require_alike(worker, there, here)
    return DaskRunner(client, tuple(sorted(_threads(client).items())))


def _require_alike(worker: str, there: Mapping[str, str] | Exception, here: Mapping[str, str]) -> None:
    if isinstance(there, ModuleNotFoundError):
        there = {**here, "mesur": "–"}
    if isinstance(there, OSError):  # the worker has just gone, which a fit tolerates
        return
    if isinstance(there, Exception):
        raise CalibrationError(ErrorCode.CLUSTER_LOST, address=worker, got=repr(there)) from there
    for name, expected in here.items():
        if there[name] != expected:
            raise CalibrationError(
                ErrorCode.VERSIONS_DIFFER, worker=worker, name=name, expected=expected, got=there[name]
            )


def _address(client: "Client") -> str:
    return str(client.scheduler.address) if client.scheduler else "–"


def _task_name(key: object) -> str:
    """The name under which a call was submitted."""
    return str(key).rsplit("-", 2)[0]
