"""Checks of the data before a fit. Each finding names its item and rows; nothing is repaired silently."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.array_types import Bools, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.responses.data_findings import Finding, FindingKind, new_finding
from calibration.responses.label_codes import Labels
from calibration.responses.response_matrix import ResponseMatrix
from calibration.screening.connectedness import connected_by_groups, island_members, island_of_items
from calibration.screening.item_rest_correlation import item_rest_correlations

FEWEST_RESPONSES = 100
"""With fewer, a Rasch difficulty has a 95 % interval wider than about half a logit to either side."""
ROWS_SHOWN = 10
REVERSE_KEYED_Z = 3.0
"""Standard errors, 1/√n, below 0 from which a negative item–rest correlation is reported."""


def check_data(
    data: ResponseMatrix,
    *,
    categories: Mapping[str, int] | int | None = None,
    fewest: int = FEWEST_RESPONSES,
    groups: Labels | ArrayLike | None = None,
    fixed: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """Check data before a fit.

    Parameters
    ----------
    categories : number of categories of an item, by item or for all; not checked where it is not given
    fewest : responses below which an item is reported
    groups : (persons,) labels, where groups have means of their own
    fixed : ids of items with fixed parameters; they may be constant, and connect islands

    Returns
    -------
    tuple of Finding
        faults, which prevent a fit, warnings and remarks; `data_findings.require_no_fault` raises for faults

    Raises
    ------
    CalibrationError
        ``option`` where there is not one group for each person
    """
    if not len(data):
        return (new_finding(FindingKind.NO_RESPONSES),)
    fixed_items = np.isin(np.array(data.items, dtype=object), list(fixed))
    counts = data.responses_per_category()
    return (
        *_out_of_range(data, categories),
        *_never_answered(data, counts, fixed_items),
        *_constant(data, counts, fixed_items),
        *_unused(data, counts, categories, fixed_items),
        *_reverse_keyed(data),
        *_islands(data, groups, np.flatnonzero(fixed_items)),
        *_few_responses(data, counts, fewest, fixed_items),
        *_persons_without(data),
    )


def constant_items(data: ResponseMatrix) -> Bools:
    """(items,) whether all responses to an item have one score."""
    alike: Bools = (data.responses_per_category() > 0).sum(axis=1) == 1
    return alike


def _out_of_range(data: ResponseMatrix, categories: Mapping[str, int] | int | None) -> Iterator[Finding]:
    if categories is None:
        return
    widths = _widths(data, categories)
    rows = np.flatnonzero(data.score >= widths[data.item])
    for item in np.unique(data.item[rows]).tolist():
        own = rows[data.item[rows] == item]
        yield new_finding(
            FindingKind.SCORE_OUT_OF_RANGE,
            data.items[item],
            rows=sorted(data.row_number(at) for at in own)[:ROWS_SHOWN],
            row_unit=data.row_unit,
            count=own.size,
            got=int(data.score[own].max()),
            highest=int(widths[item]) - 1,
        )


def _widths(data: ResponseMatrix, categories: Mapping[str, int] | int) -> Ints:
    """(items,) number of categories; the largest possible where it is not given."""
    if isinstance(categories, int):
        return np.full(len(data.items), categories)
    return np.array([categories.get(item, np.iinfo(np.int16).max + 1) for item in data.items], dtype=np.int64)


def _never_answered(data: ResponseMatrix, counts: Ints, fixed_items: Bools) -> Iterator[Finding]:
    for item in np.flatnonzero(~fixed_items & (counts.sum(axis=1) == 0)).tolist():
        yield new_finding(FindingKind.NEVER_ANSWERED, data.items[item])


def _constant(data: ResponseMatrix, counts: Ints, fixed_items: Bools) -> Iterator[Finding]:
    for item in np.flatnonzero(~fixed_items & ((counts > 0).sum(axis=1) == 1)).tolist():
        score = int(counts[item].argmax())
        yield new_finding(FindingKind.CONSTANT, data.items[item], count=int(counts[item].sum()), got=score)


def _unused(
    data: ResponseMatrix,
    counts: Ints,
    categories: Mapping[str, int] | int | None,
    fixed_items: Bools,
) -> Iterator[Finding]:
    """Unused categories of items that vary, up to the highest that occurs or that the item has."""
    known_categories = (
        {} if categories is None else dict(zip(data.items, _widths(data, categories).tolist(), strict=True))
    )
    for item in np.flatnonzero(~fixed_items & ((counts > 0).sum(axis=1) > 1)).tolist():
        highest = int(np.flatnonzero(counts[item])[-1])
        width = known_categories.get(data.items[item], 0)
        highest = max(highest, width - 1 if width <= np.iinfo(np.int16).max else 0)
        unused = [score for score in range(highest) if score >= counts.shape[1] or not counts[item, score]]
        if highest >= counts.shape[1] or not counts[item, highest]:
            unused.append(highest)
        if unused:
            unused_scores = ", ".join(map(str, unused))
            yield new_finding(FindingKind.CATEGORY_UNUSED, data.items[item], unused=unused_scores, highest=highest)


def _reverse_keyed(data: ResponseMatrix) -> Iterator[Finding]:
    rest = item_rest_correlations(data)
    with np.errstate(invalid="ignore"):
        backwards = rest.correlation * np.sqrt(rest.responses) < -REVERSE_KEYED_Z
    for item in np.flatnonzero(backwards).tolist():
        correlation, count = float(rest.correlation[item]), int(rest.responses[item])
        yield new_finding(FindingKind.REVERSE_KEYED, data.items[item], correlation=correlation, count=count)


def _islands(
    data: ResponseMatrix, groups: Labels | ArrayLike | None, fixed: NDArray[np.signedinteger]
) -> Iterator[Finding]:
    """All islands but the largest, the smallest first."""
    island = island_of_items(data, fixed)
    each = island_members(island)
    if len(each) < 2:
        return
    group = np.zeros(data.persons, dtype=np.int32) if groups is None else _groups(data, groups).code
    component = connected_by_groups(data, island, group)
    largest = component[island[each[-1][0]]]
    first = np.concatenate(([True], data.person[1:] != data.person[:-1]))
    persons = np.bincount(island[data.item[first]], minlength=len(each))
    for place, items in enumerate(each[:-1], 1):
        number = island[items[0]]
        kind = FindingKind.ISLAND if component[number] == largest else FindingKind.UNTIED_ISLAND
        names = ", ".join(data.items[item] for item in items)
        yield new_finding(kind, items=names, place=place, count=len(each), persons=int(persons[number]))


def _groups(data: ResponseMatrix, groups: Labels | ArrayLike) -> Labels:
    labels = groups if isinstance(groups, Labels) else Labels.from_values(groups)
    if len(labels) != data.persons:
        raise CalibrationError(ErrorCode.OPTION, name="groups", expected=f"{data.persons} labels", got=len(labels))
    return labels


def _few_responses(data: ResponseMatrix, counts: Ints, fewest: int, fixed_items: Bools) -> Iterator[Finding]:
    met = counts.sum(axis=1)
    for item in np.flatnonzero(~fixed_items & (met > 0) & (met < fewest)).tolist():
        yield new_finding(FindingKind.FEW_RESPONSES, data.items[item], count=int(met[item]), fewest=fewest)


def _persons_without(data: ResponseMatrix) -> Iterator[Finding]:
    without = int((data.responses_per_person() == 0).sum())
    if without:
        yield new_finding(FindingKind.PERSONS_WITHOUT, count=without)
