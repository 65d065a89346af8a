"""A fit on a Dask cluster, over a folder of Parquet files that every worker finds at the same path."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from calibration import Calibration, CalibrationError, ErrorCode, calibrate, read_key
from calibration.distributed.dask_cluster import open_partitions_on_cluster
from calibration.marginal.em_algorithm import OnCycle
from calibration.responses.missing_responses import Treatment
from calibration.responses.parquet_partitions import partition_files
from reports.technical.commands.command_context import ReadOptions, parse_pairs


class ClusterFit(NamedTuple):
    """A fit, by item id the counts of what it was fitted to, and where that comes from."""

    fit: Calibration
    counts: Mapping[str, tuple[int, int]]
    source: Mapping[str, object]


def fit_on_cluster(
    asked: ReadOptions,
    models: Callable[[Sequence[str]], str | list[str]],
    arguments: Mapping[str, Any],
    group: str | None,
    scheduler: str,
    on_cycle: OnCycle,
) -> ClusterFit:
    """Have a folder fitted by a cluster's workers.

    Parameters
    ----------
    models : from item ids to the model of all, or of each
    arguments : further ones of ``calibrate``
    group : the column of groups, None for one group
    scheduler : the address

    Raises
    ------
    CalibrationError
        ``option`` where the data are no folder or the method is conditional, and what a cluster or reading may refuse
    """
    if arguments["method"] != "mml":
        expected = "mml with --scheduler"
        raise CalibrationError(ErrorCode.OPTION, name="method", expected=expected, got=repr(arguments["method"]))
    if not asked.path.is_dir():
        expected = "DATA as a folder of Parquet files"
        raise CalibrationError(ErrorCode.OPTION, name="scheduler", expected=expected, got=asked.path.name)
    files = partition_files(
        asked.path.resolve(),
        groups=tuple(asked.groups),
        key=None if asked.key is None else read_key(asked.key),
        columns=parse_pairs("column", asked.columns),
        ignored=tuple(asked.ignored),
        omitted=cast("Treatment", asked.omitted),
        not_reached=cast("Treatment", asked.not_reached),
    )
    with open_partitions_on_cluster(files, scheduler, column=group) as opened:
        data = opened.without_constant() if asked.drop_constant else opened
        fit = calibrate(data, models(data.items), on_cycle=on_cycle, **arguments)
        return ClusterFit(fit, data.counts, data.described())
