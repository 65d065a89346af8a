"""What is to be fitted to what, checked: models, fixed items, groups, weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.errors import CalibrationError, Fault
from calibration.responses import ResponseMatrix
from calibration.structure import DICHOTOMOUS, MODELS, Structure, structure
from engine import ItemParameters

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST_ITEMS = {"2pl": 3, "3pl": 3, "4pl": 3}
"""With fewer, the model has more parameters than the responses have ways to differ; two for any other model."""
EVERYONE = "all"
"""The name of the group where there is one."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A fit that can be tried.

    Parameters
    ----------
    model : the model's name, or ``mixed``
    of : the structure of the items
    groups : names of the groups, the first one that of reference
    group, weight : (persons,) place of each person's group, and each person's weight; None where all are alike
    """

    model: str
    of: Structure
    groups: tuple[str, ...]
    group: Ints | None
    weight: Floats | None


def problem(
    data: ResponseMatrix,
    model: str | Sequence[str],
    fixed: Mapping[str, ItemParameters],
    groups: ArrayLike | None,
    weights: ArrayLike | None,
) -> Problem:
    """Check what a fit is asked for.

    Raises
    ------
    CalibrationError
        ``option``, ``no_responses``, ``too_few_items``, ``score`` above what the item has, ``never_answered``,
        ``constant`` or ``category_unused`` items, naming them
    """
    models = _models(model, data.items)
    if not len(data):
        raise CalibrationError(Fault.NO_RESPONSES)
    _require_enough(models, data, fixed)
    anchors = _anchors(data.items, fixed)
    counts = _counts(data, anchors)
    categories = _categories(data, models, counts, anchors)
    names, group = _groups(data, groups)
    label = model if isinstance(model, str) else models[0] if len(set(models)) == 1 else "mixed"
    return Problem(label, structure(models, categories, anchors), names, group, _weights(data, weights))


def _models(model: str | Sequence[str], items: Sequence[str]) -> tuple[str, ...]:
    models = (model,) * len(items) if isinstance(model, str) else tuple(model)
    for each in models:
        if each not in MODELS:
            raise CalibrationError(Fault.OPTION, name="model", expected=", ".join(MODELS), got=repr(each))
    if len(models) != len(items):
        raise CalibrationError(Fault.OPTION, name="model", expected=f"one, or {len(items)} of them", got=len(models))
    return models


def _require_enough(models: Sequence[str], data: ResponseMatrix, fixed: Mapping[str, ItemParameters]) -> None:
    fewest = max((FEWEST_ITEMS.get(each, 2) for each in models), default=2)
    if not fixed and len(data.items) < fewest:
        said = models[0] if models else "–"
        raise CalibrationError(Fault.TOO_FEW_ITEMS, model=said, expected=fewest, got=len(data.items))


def _anchors(items: Sequence[str], fixed: Mapping[str, ItemParameters]) -> dict[int, ItemParameters]:
    place = {item: at for at, item in enumerate(items)}
    unknown = [item for item in fixed if item not in place]
    if unknown:
        raise CalibrationError(Fault.OPTION, name="fixed", expected="ids of items in the data", got=", ".join(unknown))
    for item, parameters in fixed.items():
        if len(parameters) != 1:
            expected = f"the parameters of one item for {item}"
            raise CalibrationError(Fault.OPTION, name="fixed", expected=expected, got=len(parameters))
    return {place[item]: parameters for item, parameters in fixed.items()}


def _counts(data: ResponseMatrix, anchors: Mapping[int, ItemParameters]) -> Ints:
    """(n, K) answers in each category."""
    given = max((int(item.categories[0]) for item in anchors.values()), default=2)
    width = max(int(data.score.max()) + 1, given, 2)
    cells = data.item.astype(np.int64) * width + data.score
    return np.bincount(cells, minlength=len(data.items) * width).reshape(-1, width)


def _categories(
    data: ResponseMatrix, models: Sequence[str], counts: Ints, anchors: Mapping[int, ItemParameters]
) -> Ints:
    """(n,) number of categories: what the model or the given parameters say, else the highest score and one."""
    items = data.items
    free = np.array([at not in anchors for at in range(len(items))])
    number = np.array([int(np.flatnonzero(row)[-1]) + 1 if row.any() else 2 for row in counts])
    number[free & np.isin(models, DICHOTOMOUS)] = 2
    for at, item in anchors.items():
        number[at] = int(item.categories[0])
    _require_within(data, number)
    _require_none(Fault.NEVER_ANSWERED, items, free & (counts.sum(axis=1) == 0))
    _require_none(Fault.CONSTANT, items, free & ((counts > 0).sum(axis=1) == 1))
    scale = free & (np.array(models) == "rsm")
    if scale.any():  # one rating scale: its categories are those that any of its items used
        number[scale] = number[scale].max()
    unused = (counts == 0) & (np.arange(counts.shape[1]) < number[:, None])
    unused[scale] = unused[scale].all(axis=0)
    _require_used(unused & free[:, None], items)
    return number.astype(np.int64)


def _require_within(data: ResponseMatrix, number: Ints) -> None:
    """Refuse scores above what an item can have; the first is named by row."""
    above = np.flatnonzero(data.score >= number[data.item])
    if above.size:
        at = above[0]
        item = int(data.item[at])
        row = data.person[at] + 1 if data.row is None else data.row[at]
        expected = ", ".join(map(str, range(number[item])))
        raise CalibrationError(
            Fault.SCORE, data.counted, row=row, item=data.items[item], expected=expected, got=data.score[at]
        )


def _require_used(unused: NDArray[np.bool_], items: Sequence[str]) -> None:
    if unused.any():
        said = ", ".join(f"{items[item]}: {score}" for item, score in np.argwhere(unused).tolist())
        raise CalibrationError(Fault.CATEGORY_UNUSED, items=said)


def _require_none(code: Fault, items: Sequence[str], faulty: NDArray[np.bool_]) -> None:
    if faulty.any():
        raise CalibrationError(code, items=", ".join(items[at] for at in np.flatnonzero(faulty).tolist()))


def _groups(data: ResponseMatrix, groups: ArrayLike | None) -> tuple[tuple[str, ...], Ints | None]:
    if groups is None:
        return (EVERYONE,), None
    labels = np.asarray(groups)
    if labels.shape != (data.persons,):
        raise CalibrationError(Fault.OPTION, name="groups", expected=f"{data.persons} labels", got=str(labels.shape))
    names, place = np.unique(labels, return_inverse=True)
    here = np.bincount(place[data.person], minlength=names.size) > 0
    return tuple(str(name) for name in names[here]), (np.cumsum(here) - 1)[place]


def _weights(data: ResponseMatrix, weights: ArrayLike | None) -> Floats | None:
    if weights is None:
        return None
    values = np.asarray(weights, dtype=np.float64)
    if values.shape != (data.persons,) or not (np.isfinite(values) & (values > 0)).all():
        expected = f"{data.persons} finite numbers above 0"
        raise CalibrationError(
            Fault.OPTION, name="weights", expected=expected, got=np.array2string(values, threshold=8)
        )
    return values
