"""Counts of responses before a fit, additive over parts of the data; groups and weights of persons."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.responses.label_codes import Labels
from calibration.responses.response_matrix import ResponseMatrix

SINGLE_GROUP = "all"
"""The name of the group where there is only one."""


@dataclass(frozen=True, slots=True, eq=False)
class ResponseCounts:
    """Counts over responses and persons.

    Parameters
    ----------
    items : the item ids, the same in every part
    by_category : (n, K) answers to each item in each category
    groups : names of the groups of persons with a response, sorted
    persons : number of persons with a response
    responses : number of responses
    group_persons : (G,) number of persons in each group
    """

    items: tuple[str, ...]
    by_category: Ints
    groups: tuple[str, ...]
    persons: int
    responses: int
    group_persons: tuple[int, ...] = ()

    @property
    def persons_by_group(self) -> dict[str, int]:
        """By group the number of persons with a response, empty where it is not known."""
        return dict(zip(self.groups, self.group_persons, strict=True)) if self.group_persons else {}

    def __add__(self, other: "ResponseCounts") -> "ResponseCounts":
        width = max(self.by_category.shape[1], other.by_category.shape[1])
        here, there = self.persons_by_group, other.persons_by_group
        groups = tuple(sorted({*self.groups, *other.groups}))
        return ResponseCounts(
            self.items,
            _padded(self.by_category, width) + _padded(other.by_category, width),
            groups,
            self.persons + other.persons,
            self.responses + other.responses,
            tuple(here.get(group, 0) + there.get(group, 0) for group in groups),
        )


def _padded(by_category: Ints, width: int) -> Ints:
    return np.pad(by_category, ((0, 0), (0, width - by_category.shape[1])))


def count_responses(data: ResponseMatrix, labels: NDArray[np.str_] | None = None) -> ResponseCounts:
    """Count responses.

    Parameters
    ----------
    labels : (persons,) names of groups, "" where missing, None for one group

    Raises
    ------
    CalibrationError
        ``no_group``, naming the row of a person with responses and no label
    """
    if labels is not None:
        _require_groups(data, labels)
    width = max(int(data.score.max(initial=0)) + 1, 2)
    cells = data.item.astype(np.int64) * width + data.score
    by_category = np.bincount(cells, minlength=len(data.items) * width).reshape(-1, width)
    there = np.zeros(data.persons, dtype=bool)
    there[data.person] = True
    persons = int(there.sum())
    names, sizes = ([SINGLE_GROUP], [persons]) if labels is None else _sizes(labels[there])
    return ResponseCounts(data.items, by_category, tuple(names), persons, len(data), tuple(sizes))


def _sizes(labels: NDArray[np.str_]) -> tuple[list[str], list[int]]:
    names, sizes = np.unique(labels, return_counts=True)
    return names.tolist(), sizes.tolist()


def group_labels(data: ResponseMatrix, groups: ArrayLike | Labels | None) -> NDArray[np.str_] | None:
    """(persons,) names of groups, "" where missing (None, NaN or an empty label).

    Raises
    ------
    CalibrationError
        ``option`` where the number of labels is not that of persons
    """
    if groups is None:
        return None
    shape = (len(groups),) if isinstance(groups, Labels) else np.shape(groups)
    if shape != (data.persons,):
        raise CalibrationError(ErrorCode.OPTION, name="groups", expected=f"{data.persons} labels", got=str(shape))
    labels = groups if isinstance(groups, Labels) else Labels.from_values(groups)
    return np.asarray(labels).astype(str)


def _require_groups(data: ResponseMatrix, labels: NDArray[np.str_]) -> None:
    """Raise where a person with responses has no group; such persons would form a group of their own."""
    without = labels == ""
    if not without.any():
        return
    rows = np.flatnonzero(without[data.person])
    if rows.size:
        count = np.unique(data.person[rows]).size
        raise CalibrationError(ErrorCode.NO_GROUP, data.row_unit, row=data.row_number(int(rows[0])), count=count)


def group_indices(labels: NDArray[np.str_] | None, groups: tuple[str, ...]) -> Ints | None:
    """(persons,) index of each person's group among the names; arbitrary for persons without a response."""
    if labels is None:
        return None
    return np.minimum(np.searchsorted(np.array(groups), labels), len(groups) - 1).astype(np.int64)


def person_weights(data: ResponseMatrix, weights: ArrayLike | None) -> Floats | None:
    """(persons,) weights: those given, else those of the responses; None where all are 1.

    Raises
    ------
    CalibrationError
        ``option`` where a given weight is not a finite number above 0, ``varies`` where a person's responses differ
    """
    if weights is None:
        return None if data.weight is None else _weights_of_responses(data, data.weight)
    values = np.asarray(weights, dtype=np.float64)
    if values.shape != (data.persons,) or not (np.isfinite(values) & (values > 0)).all():
        expected = f"({data.persons},) finite numbers above 0"
        got = np.array2string(values, threshold=8) if values.shape == (data.persons,) else str(values.shape)
        raise CalibrationError(ErrorCode.OPTION, name="weights", expected=expected, got=got)
    return values


def _weights_of_responses(data: ResponseMatrix, weight: Floats) -> Floats:
    values = np.ones(data.persons)
    values[data.person] = weight
    differs = np.flatnonzero(values[data.person] != weight)
    if differs.size:
        at = int(differs[0])
        raise CalibrationError(ErrorCode.VARIES, data.row_unit, row=_row(data, at), item=_item(data, at), name="weight")
    return values


def require_scores(data: ResponseMatrix, categories: Ints) -> None:
    """Refuse scores above what an item can have; the first is named.

    Parameters
    ----------
    categories : (n,) of each item

    Raises
    ------
    CalibrationError
        ``score_above``
    """
    above = np.flatnonzero(data.score >= categories[data.item])
    if above.size:
        at = int(above[0])
        expected, got = ", ".join(map(str, range(categories[data.item[at]]))), data.score[at]
        raise CalibrationError(
            ErrorCode.SCORE_ABOVE,
            data.row_unit,
            row=_row(data, at),
            item=_item(data, at),
            expected=expected,
            got=got,
            count=above.size,
        )


def _row(data: ResponseMatrix, at: int) -> int:
    return int(data.person[at] + 1 if data.row is None else data.row[at])


def _item(data: ResponseMatrix, at: int) -> str:
    return data.items[int(data.item[at])]
