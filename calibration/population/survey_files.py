"""A survey in a folder of Parquet files, each with whole persons, as parts that are read again when they are needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, Described, ErrorCode
from calibration.population.regressed_responses import persons_with_responses
from calibration.population.regressors import MISSING, Regressors, code_regressors
from calibration.population.streamed_regression import ReadPart, SurveyPart
from calibration.responses.label_codes import Labels
from calibration.responses.parquet_partitions import PartitionFile, item_order, read_partition_file
from calibration.responses.response_files import ResponseFile


@dataclass(frozen=True, slots=True)
class SurveyColumns:
    """The columns that a population is described by.

    Parameters
    ----------
    regress, labels : variables of the regression, and those of them whose numbers are labels
    by : variables whose groups are reported; those of the regression with labels where there are none
    replicates : replicate weights
    """

    regress: tuple[str, ...]
    labels: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    replicates: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Each column once."""
        return tuple(dict.fromkeys((*self.regress, *self.by, *self.replicates)))

    def reported(self, levels: Sequence[str]) -> tuple[str, ...]:
        """The variables whose groups are reported; ``levels`` are those with labels."""
        return self.by or tuple(name for name in self.regress if name in levels)


def survey_parts(files: Sequence[PartitionFile], columns: SurveyColumns) -> tuple[ReadPart, ...]:
    """Readers of the files, whose variables are coded alike; each file is read once to learn the levels.

    Raises
    ------
    CalibrationError
        what reading finds wrong, naming the file; ``option`` naming a column
    """
    items = item_order(files)
    names: dict[str, set[str]] = {name: set() for name in columns.regress}
    firsts = [0]
    for file in files:
        read = read_partition_file(file, items)
        _, persons = persons_with_responses(read.data)
        firsts.append(firsts[-1] + persons.size)
        for name in columns.regress:
            labels = read.groups[name][persons]
            names[name] |= {labels.names[code] for code in np.unique(labels.code[labels.code >= 0]).tolist()}
            names[name] |= {MISSING} if (labels.code < 0).any() else set()
    levels = {
        name: tuple(sorted(found, key=lambda level: (level == MISSING, level)))
        for name, found in names.items()
        if name in columns.labels or not _all_numbers(found)
    }
    return tuple(
        partial(read_survey_part, file, items, columns, levels, first)
        for file, first in zip(files, firsts, strict=False)
    )


def read_survey_part(
    file: PartitionFile,
    items: tuple[str, ...],
    columns: SurveyColumns,
    levels: dict[str, tuple[str, ...]],
    first_person: int,
) -> SurveyPart:
    """One file."""
    read = read_partition_file(file, items)
    data, persons = persons_with_responses(read.data)
    variables = {
        name: read.groups[name][persons] if name in levels else numbers(read.groups[name][persons], name)
        for name in columns.regress
    }
    coded: Regressors = code_regressors(variables, levels=levels)
    groups = {name: read.groups[name][persons] for name in columns.reported(tuple(levels))}
    replicates = None
    if columns.replicates:
        replicates = replicate_table(read, columns.replicates, persons)
    return SurveyPart(data, coded, groups, replicates, first_person)


def numbers(labels: Labels, name: str) -> Floats:
    """(persons,) labels as numbers, NaN where one is missing.

    Raises
    ------
    CalibrationError
        ``option`` naming the column
    """
    try:
        known = np.array([*(float(each) for each in labels.names), np.nan])
    except ValueError:
        expected, got = "a number for each person", Described("other labels")
        raise CalibrationError(ErrorCode.OPTION, name=name, expected=expected, got=got) from None
    return known[labels.code]  # code −1 selects the last


def replicate_table(read: ResponseFile, names: Sequence[str], persons: Ints) -> Floats:
    """(persons, R) the replicate weights of some persons.

    Raises
    ------
    CalibrationError
        ``person_number`` naming the line (Parquet: row) and the column of the first that is none
    """
    return np.stack([_weights(read, name, persons) for name in names], axis=1)


def _weights(read: ResponseFile, name: str, persons: Ints) -> Floats:
    labels, data = read.groups[name][persons], read.data
    known = np.array([*(_number(each) for each in labels.names), np.nan])[labels.code]  # code −1 selects the last
    bad = np.flatnonzero(~(np.isfinite(known) & (known >= 0)))
    if bad.size:
        first = int(bad[0])
        row = data.row_number(np.flatnonzero(data.person == persons[first])[0])
        fields = {"row": row, "name": name, "got": repr(str(np.asarray(labels)[first])), "count": bad.size}
        raise CalibrationError(ErrorCode.PERSON_NUMBER, data.row_unit, **fields)
    return known


def _number(label: str) -> float:
    try:
        return float(label.replace(",", "."))
    except ValueError:
        return np.nan


def _all_numbers(labels: set[str]) -> bool:
    try:
        return bool(labels - {MISSING}) and all(np.isfinite(float(each)) for each in labels - {MISSING})
    except ValueError:
        return False
