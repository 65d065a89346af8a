"""Distractor analysis: frequency, mean criterion and point-biserial correlation of each option."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from calibration.array_types import Bools, Floats, Ints
from calibration.classical.item_statistics import Criterion, correlations, criterion_scores
from calibration.errors import CalibrationError, ErrorCode
from calibration.persons.posterior_abilities import FittedModel
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix

RARE = 0.02
"""Share of responses below which a distractor does not function."""
FEWEST = 30
"""Fewest choices of an option for a remark."""


class OptionRemark(StrEnum):
    """Remarks on an option."""

    ABLER_THAN_KEY = "chosen by abler persons than the key: check the key"
    ATTRACTS_ABLE = "a wrong option that draws the able: it may be defensible"
    RARE = "a wrong option that next to no one chooses"


@dataclass(frozen=True, slots=True, eq=False)
class OptionStatistics:
    """Statistics of m options, sorted by item and then by label.

    Parameters
    ----------
    item : (m,) index of the item in the data
    option : the m labels
    key : (m,) bool, whether it is the correct option
    n : (m,) number of choices
    share : (m,) share of the item's responses, 0 to 1
    mean : (m,) mean of ``criterion`` among those who chose it
    point_biserial : (m,) correlation of choosing it, or not, with ``criterion``, −1 to 1; NaN where all or none chose
    it criterion : what persons are compared by
    remarks : by index of the row
    """

    item: Ints
    option: tuple[str, ...]
    key: Bools
    n: Ints
    share: Floats
    mean: Floats
    point_biserial: Floats
    criterion: Criterion
    remarks: dict[int, OptionRemark]


def option_statistics(
    data: ResponseMatrix,
    option: ArrayLike,
    key: Mapping[str, str],
    *,
    fit: FittedModel | None = None,
    group: Column | Labels | None = None,
) -> OptionStatistics:
    """Statistics of each option, by the criterion of ``classical_statistics`` without the item itself.

    Parameters
    ----------
    data : the scored responses
    option : (R,) label of the option chosen in each response, in the order of ``data``; "" or None where missing
    key : by item id, the correct option; other items are left out
    fit, group : as for ``classical_statistics``

    Raises
    ------
    CalibrationError
        ``option`` naming an argument of another length, or the errors of ``classical_statistics``
    """
    labels = np.asarray(option, dtype=object)
    if labels.shape != (len(data),):
        raise CalibrationError(ErrorCode.OPTION, name="option", expected=f"({len(data)},)", got=str(labels.shape))
    criterion, criterion_values = criterion_scores(data, fit, group)
    text = np.array(["" if label is None else str(label) for label in labels.tolist()], dtype=str)
    keyed = np.array([name in key for name in data.items])[data.item] & (text != "")
    names, label = np.unique(text, return_inverse=True)
    cells, cell = np.unique(data.item[keyed].astype(np.int64) * names.size + label[keyed], return_inverse=True)
    item, chosen = cells // names.size, names[cells % names.size]
    n = np.bincount(cell, minlength=cells.size)
    right = np.array([key[data.items[at]] == name for at, name in zip(item, chosen, strict=True)], dtype=bool)
    found = OptionStatistics(
        item=item,
        option=tuple(map(str, chosen)),
        key=right,
        n=n,
        share=n / np.bincount(data.item[keyed], minlength=len(data.items))[item],
        mean=np.bincount(cell, criterion_values[keyed], cells.size) / np.maximum(n, 1),
        point_biserial=_point_biserials(data.item[keyed], cell, item, criterion_values[keyed]),
        criterion=criterion,
        remarks={},
    )
    found.remarks.update({at: remark for at in range(n.size) if (remark := _remark(found, at)) is not None})
    return found


def _point_biserials(item: Ints, cell: Ints, option_item: Ints, criterion_values: Floats) -> Floats:
    """Correlation of choosing each option with the criterion, among all responses to its item."""
    found = np.full(option_item.size, np.nan)
    order = np.argsort(item, kind="stable")
    bounds = np.searchsorted(item[order], np.arange(option_item.max(initial=-1) + 2))
    for at, place in enumerate(option_item):
        rows = order[bounds[place] : bounds[place + 1]]
        same = np.zeros(rows.size, dtype=np.int64)
        found[at] = correlations(same, (cell[rows] == at).astype(float), criterion_values[rows], 1)[0]
    return found


def _remark(found: OptionStatistics, at: int) -> OptionRemark | None:
    if found.key[at]:
        return None
    rights = np.flatnonzero((found.item == found.item[at]) & found.key)
    if found.n[at] >= FEWEST and rights.size and found.mean[at] > found.mean[rights[0]]:
        return OptionRemark.ABLER_THAN_KEY
    total = found.n[at] / found.share[at]
    if found.n[at] >= FEWEST and found.point_biserial[at] > 2 / np.sqrt(total):
        return OptionRemark.ATTRACTS_ABLE
    return OptionRemark.RARE if found.share[at] < RARE and total >= FEWEST / RARE else None
