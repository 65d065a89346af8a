"""What data hold, looked over before a fit: each finding names its item and rows, and nothing is repaired silently."""

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
"""With fewer, a Rasch difficulty is unsure by more than about half a logit."""
ROWS_SHOWN = 10
REVERSE_KEYED_Z = 3.0
"""A negative correlation is told when it is this many of its standard errors, 1/√n, below 0."""


def check_data(
    data: ResponseMatrix,
    *,
    categories: Mapping[str, int] | int | None = None,
    fewest: int = FEWEST_RESPONSES,
    groups: Labels | ArrayLike | None = None,
    fixed: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """Look over data before a fit.

    Parameters
    ----------
    categories : how many scores an item can have, by item or for all; not looked at where it is not said
    fewest : responses below which an item is named
    groups : (persons,) labels, where groups are to have means of their own
    fixed : ids of items whose parameters are held: they may be constant, and connect whatever they stand in

    Returns
    -------
    tuple of Finding
        faults, which no fit survives, warnings and remarks; `findings.require_no_fault` raises the faults

    Raises
    ------
    CalibrationError
        ``option`` where there is not one group for each person
    """
    if not len(data):
        return (new_finding(FindingKind.NO_RESPONSES),)
    held = np.isin(np.array(data.items, dtype=object), list(fixed))
    counts = data.responses_per_category()
    return (
        *_out_of_range(data, categories),
        *_never_answered(data, counts, held),
        *_constant(data, counts, held),
        *_unused(data, counts, categories, held),
        *_reverse_keyed(data),
        *_islands(data, groups, np.flatnonzero(held)),
        *_few_responses(data, counts, fewest, held),
        *_persons_without(data),
    )


def constant_items(data: ResponseMatrix) -> Bools:
    """(items,) whether an item was answered, and always alike."""
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
    """(items,) categories of each item; as many as there can be where an item's are not said."""
    if isinstance(categories, int):
        return np.full(len(data.items), categories)
    return np.array([categories.get(item, np.iinfo(np.int16).max + 1) for item in data.items], dtype=np.int64)


def _never_answered(data: ResponseMatrix, counts: Ints, held: Bools) -> Iterator[Finding]:
    for item in np.flatnonzero(~held & (counts.sum(axis=1) == 0)).tolist():
        yield new_finding(FindingKind.NEVER_ANSWERED, data.items[item])


def _constant(data: ResponseMatrix, counts: Ints, held: Bools) -> Iterator[Finding]:
    for item in np.flatnonzero(~held & ((counts > 0).sum(axis=1) == 1)).tolist():
        score = int(counts[item].argmax())
        yield new_finding(FindingKind.CONSTANT, data.items[item], count=int(counts[item].sum()), got=score)


def _unused(
    data: ResponseMatrix,
    counts: Ints,
    categories: Mapping[str, int] | int | None,
    held: Bools,
) -> Iterator[Finding]:
    """Scores that no one got, of items that do vary: below the highest that occurs, or that the item can have."""
    said = {} if categories is None else dict(zip(data.items, _widths(data, categories).tolist(), strict=True))
    for item in np.flatnonzero(~held & ((counts > 0).sum(axis=1) > 1)).tolist():
        highest = int(np.flatnonzero(counts[item])[-1])
        width = said.get(data.items[item], 0)
        highest = max(highest, width - 1 if width <= np.iinfo(np.int16).max else 0)
        unused = [score for score in range(highest) if score >= counts.shape[1] or not counts[item, score]]
        if highest >= counts.shape[1] or not counts[item, highest]:
            unused.append(highest)
        if unused:
            said_so = ", ".join(map(str, unused))
            yield new_finding(FindingKind.CATEGORY_UNUSED, data.items[item], unused=said_so, highest=highest)


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
    """Every island but the largest, the smallest first."""
    island = island_of_items(data, fixed)
    each = island_members(island)
    if len(each) < 2:
        return
    group = np.zeros(data.persons, dtype=np.int32) if groups is None else _groups(data, groups).code
    tied = connected_by_groups(data, island, group)
    largest = tied[island[each[-1][0]]]
    first = np.concatenate(([True], data.person[1:] != data.person[:-1]))
    persons = np.bincount(island[data.item[first]], minlength=len(each))
    for place, items in enumerate(each[:-1], 1):
        number = island[items[0]]
        kind = FindingKind.ISLAND if tied[number] == largest else FindingKind.UNTIED_ISLAND
        names = ", ".join(data.items[item] for item in items)
        yield new_finding(kind, items=names, place=place, count=len(each), persons=int(persons[number]))


def _groups(data: ResponseMatrix, groups: Labels | ArrayLike) -> Labels:
    labels = groups if isinstance(groups, Labels) else Labels.from_values(groups)
    if len(labels) != data.persons:
        raise CalibrationError(ErrorCode.OPTION, name="groups", expected=f"{data.persons} labels", got=len(labels))
    return labels


def _few_responses(data: ResponseMatrix, counts: Ints, fewest: int, held: Bools) -> Iterator[Finding]:
    met = counts.sum(axis=1)
    for item in np.flatnonzero(~held & (met > 0) & (met < fewest)).tolist():
        yield new_finding(FindingKind.FEW_RESPONSES, data.items[item], count=int(met[item]), fewest=fewest)


def _persons_without(data: ResponseMatrix) -> Iterator[Finding]:
    without = int((data.responses_per_person() == 0).sum())
    if without:
        yield new_finding(FindingKind.PERSONS_WITHOUT, count=without)
