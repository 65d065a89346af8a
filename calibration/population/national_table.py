"""The table of a population: means, spread and percentiles of ability, of all persons and by variables of theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats
from calibration.population.pooled_estimates import PooledEstimates, pool_estimates
from calibration.population.replicate_weights import ReplicateWeights
from calibration.population.statistics import ByGroup, Mean, Percentiles, StandardDeviation, Together, WeightedStatistic
from calibration.responses.label_codes import Labels

STATISTICS = Together((Mean(), StandardDeviation(), Percentiles((10, 25, 50, 75, 90))))
EVERYONE = ""
"""The variable and the group of all persons."""


@dataclass(frozen=True, slots=True, eq=False)
class TableRow:
    """Estimates of one group.

    Parameters
    ----------
    variable, group : such as ``region`` and ``north``; empty for all persons
    persons : number of persons, whatever their weights
    share : of the sum of weights, from 0 to 1
    estimates : the statistics, NaN where there are too few persons to estimate or to tell
    """

    variable: str
    group: str
    persons: int
    share: float
    estimates: PooledEstimates


def national_table(
    values: Floats,
    by: Mapping[str, Labels],
    *,
    weights: Floats | None = None,
    replicates: ReplicateWeights | None = None,
    statistics: WeightedStatistic = STATISTICS,
    fewest: int = 10,
) -> tuple[TableRow, ...]:
    """Estimate statistics of all persons, and of the groups of each variable.

    Parameters
    ----------
    values : (persons, M) plausible values
    by : by variable the label of each person; persons without one are left out of its groups
    weights, replicates : as for `calibration.pool_estimates`
    fewest : groups of fewer persons have no estimates
    """
    weight = np.ones(len(values)) if weights is None else weights
    everyone = Labels(np.zeros(len(values), dtype=np.int32), (EVERYONE,))
    rows = list[TableRow]()
    for variable, labels in ((EVERYONE, everyone), *by.items()):
        groups = ByGroup.of(labels, statistics)
        counts = [each.size for each in groups.rows]
        enough = [count >= fewest for count in counts]
        kept = ByGroup(
            tuple(name for name, wanted in zip(groups.groups, enough, strict=True) if wanted),
            tuple(each for each, wanted in zip(groups.rows, enough, strict=True) if wanted),
            statistics,
        )
        found = pool_estimates(values, kept, weight, replicates) if kept.groups else None
        place = 0
        for at, name in enumerate(groups.groups):
            share = float(weight[groups.rows[at]].sum() / weight.sum())
            part = _part(found, place, statistics) if enough[at] else _unknown(statistics)
            place += enough[at]
            if counts[at]:
                rows.append(TableRow(variable, name, counts[at], share, part))
    return tuple(rows)


def _part(found: PooledEstimates | None, place: int, statistics: WeightedStatistic) -> PooledEstimates:
    """The estimates of one group among those of several."""
    if found is None:
        return _unknown(statistics)
    size = len(statistics.names)
    rows = slice(place * size, (place + 1) * size)
    return PooledEstimates(
        statistics.names,
        found.estimate[rows],
        found.se[rows],
        found.sampling_variance[rows],
        found.imputation_variance[rows],
        found.degrees_of_freedom[rows],
    )


def _unknown(statistics: WeightedStatistic) -> PooledEstimates:
    none = np.full(len(statistics.names), np.nan)
    return PooledEstimates(statistics.names, none, none, none, none, none)
