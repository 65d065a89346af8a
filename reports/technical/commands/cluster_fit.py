"""A fit on a Dask cluster of a folder of Parquet files that every worker finds at the same path."""

from collections.abc import Mapping
from typing import NamedTuple, cast

from calibration import Calibration, CalibrationError, ErrorCode, calibrate, read_key
from calibration.distributed.dask_cluster import open_partitions_on_cluster
from calibration.marginal.em_algorithm import OnCycle
from calibration.responses.missing_responses import Treatment
from calibration.responses.parquet_partitions import partition_files
from reports.technical.commands.data_options import ReadOptions
from reports.technical.commands.extract_folder import YEAR, read_extract
from reports.technical.commands.fit_options import FitOptions
from reports.technical.commands.option_parsing import parse_pairs


class ClusterFit(NamedTuple):
    """A fit, by item id the number of responses and the sum of scores, and the origin of the data."""

    fit: Calibration
    counts: Mapping[str, tuple[int, int]]
    source: Mapping[str, object]


def fit_on_cluster(read_options: ReadOptions, fit_options: FitOptions, scheduler: str, on_cycle: OnCycle) -> ClusterFit:
    """Fit a folder of Parquet files on the workers of a cluster.

    Parameters
    ----------
    scheduler : the address of the Dask scheduler
    on_cycle : called after each EM cycle

    Raises
    ------
    CalibrationError
        ``option`` where the data are not a folder or the method is conditional; ``years_as_one`` for other groups of an
        extract than its year groups; errors of the cluster and of reading
    """
    arguments = fit_options.arguments(fit_options.read_fixed())
    if fit_options.method != "mml":
        expected = "mml with --scheduler"
        raise CalibrationError(ErrorCode.OPTION, name="method", expected=expected, got=repr(fit_options.method))
    if not read_options.path.is_dir():
        expected = "DATA as a folder of Parquet files"
        raise CalibrationError(ErrorCode.OPTION, name="scheduler", expected=expected, got=read_options.path.name)
    read_options.require_plain_cells("with --scheduler")
    extract = read_extract(read_options.path)
    if extract is not None and fit_options.groups != YEAR:  # workers read the groups, so that others cannot be checked
        raise CalibrationError(ErrorCode.YEARS_AS_ONE, got=repr(fit_options.groups))
    from_trial = {} if extract is None else {"extract": extract.origin()}
    files = partition_files(
        read_options.path.resolve(),
        groups=tuple(read_options.groups),
        key=None if read_options.key is None else read_key(read_options.key),
        columns=parse_pairs("column", read_options.columns),
        ignored=tuple(read_options.ignored),
        omitted=cast("Treatment", read_options.omitted),
        not_reached=cast("Treatment", read_options.not_reached),
    )
    with open_partitions_on_cluster(files, scheduler, column=fit_options.groups) as opened:
        data = opened.without_constant_items() if read_options.drop_constant else opened
        fit = calibrate(data, fit_options.assigned_models(data.items), on_cycle=on_cycle, **arguments)
        return ClusterFit(fit, data.counts, from_trial | data.source_description())
