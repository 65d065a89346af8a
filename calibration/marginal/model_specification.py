"""The specification of a fit: the model of each item and the fixed items, checked against the counts of the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from calibration.array_types import Bools, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.marginal.parameter_structure import DICHOTOMOUS, MODELS, ParameterStructure, parameter_structure
from calibration.screening.response_counts import ResponseCounts
from engine import ItemParameters

FixedParameters = Mapping[str, ItemParameters]
"""By item id, the parameters of one item."""

KnownFloors = Mapping[str, Sequence[float]]
"""By item id, the known probability that chance alone earns score v or more, for v from 1."""

LIFTABLE = ("rasch", "1pl", "2pl", "pcm", "gpcm")
"""Models whose items may have known floors of chance."""

FEWEST_ITEMS = {"2pl": 3, "3pl": 3, "4pl": 3}
"""Fewest items by model. With fewer there are more parameters than response patterns; two for any other model."""
MIXED = "mixed"
LISTED = 8
"""Scores that nobody got, listed in an error."""


@dataclass(frozen=True, slots=True, eq=False)
class ModelSpecification:
    """A specification that passed all checks.

    Parameters
    ----------
    model : the model's name, or ``mixed``
    structure : free, common and fixed parameters
    response_counts : counts by item and category
    fixed : by index of the item, its fixed parameters
    """

    model: str
    structure: ParameterStructure
    response_counts: ResponseCounts
    fixed: Mapping[int, ItemParameters]


def specify_model(
    response_counts: ResponseCounts,
    model: str | Sequence[str],
    fixed: FixedParameters,
    *,
    bounded: bool = False,
    floors: KnownFloors | None = None,
) -> ModelSpecification:
    """Check a model and fixed parameters against the counts.

    Parameters
    ----------
    bounded : whether priors keep the difficulties finite, so that items answered always alike can be fitted
    floors : known floors of chance of items that are not fixed; ids that the data lack are of no use

    Raises
    ------
    CalibrationError
        ``option``, ``no_responses``, ``too_few_items``, or ``never_answered``, ``constant`` or ``category_unused``
        items, naming them
    """
    models = _models(model, response_counts.items)
    if not response_counts.responses:
        raise CalibrationError(ErrorCode.NO_RESPONSES)
    _require_enough(models, response_counts.items, fixed)
    anchors = _fixed_by_index(response_counts.items, fixed)
    categories = _categories(models, response_counts.by_category, anchors)
    free = np.array([at not in anchors for at in range(len(response_counts.items))])
    _require_answered(models, response_counts, categories, free, bounded=bounded)
    label = model if isinstance(model, str) else models[0] if len(set(models)) == 1 else MIXED
    lifts = _floors_by_index(models, response_counts.items, floors or {}, anchors)
    return ModelSpecification(label, parameter_structure(models, categories, anchors, lifts), response_counts, anchors)


def _floors_by_index(
    models: Sequence[str], items: Sequence[str], floors: KnownFloors, anchors: Mapping[int, ItemParameters]
) -> dict[int, Sequence[float]]:
    found = {}
    for at, item in enumerate(items):
        own = floors.get(item, ())
        if at in anchors or not any(own):
            continue
        if models[at] not in LIFTABLE or not all(0 <= low <= high < 1 for high, low in pairwise([own[0], *own])):
            expected = f"a model of {', '.join(LIFTABLE)} and floors below 1 that do not rise, for {item}"
            raise CalibrationError(ErrorCode.OPTION, name="floors", expected=expected, got=f"{models[at]}, {own}")
        found[at] = own
    return found


def _models(model: str | Sequence[str], items: Sequence[str]) -> tuple[str, ...]:
    if not isinstance(model, Sequence | np.ndarray):
        raise CalibrationError(ErrorCode.OPTION, name="model", expected=", ".join(MODELS), got=repr(model))
    models = (model,) * len(items) if isinstance(model, str) else tuple(model)
    for each in (model,) if isinstance(model, str) else models:
        if each not in MODELS:
            raise CalibrationError(ErrorCode.OPTION, name="model", expected=", ".join(MODELS), got=repr(each))
    if len(models) != len(items):
        raise CalibrationError(
            ErrorCode.OPTION, name="model", expected=f"one, or {len(items)} of them", got=len(models)
        )
    return models


def _require_enough(models: Sequence[str], items: Sequence[str], fixed: FixedParameters) -> None:
    fewest = max((FEWEST_ITEMS.get(each, 2) for each in models), default=2)
    if not fixed and len(items) < fewest:
        raise CalibrationError(
            ErrorCode.TOO_FEW_ITEMS, model=models[0] if models else "–", expected=fewest, got=len(items)
        )


def _fixed_by_index(items: Sequence[str], fixed: FixedParameters) -> dict[int, ItemParameters]:
    place = {item: at for at, item in enumerate(items)}
    unknown = [item for item in fixed if item not in place]
    if unknown:
        raise CalibrationError(
            ErrorCode.OPTION, name="fixed", expected="ids of items in the data", got=", ".join(unknown)
        )
    for item, parameters in fixed.items():
        if not isinstance(parameters, ItemParameters) or len(parameters) != 1:
            expected, given = f"ItemParameters of one item for {item}", isinstance(parameters, ItemParameters)
            got = len(parameters) if given else type(parameters).__name__
            raise CalibrationError(ErrorCode.OPTION, name="fixed", expected=expected, got=got)
    return {place[item]: parameters for item, parameters in fixed.items()}


def _categories(models: Sequence[str], counts: Ints, anchors: Mapping[int, ItemParameters]) -> Ints:
    """(n,) number of categories: as the model or the fixed parameters have, else the highest score plus 1."""
    number: Ints = np.maximum(counts.shape[1] - (counts[:, ::-1] > 0).argmax(axis=1), 2).astype(np.int64)
    number[counts.sum(axis=1) == 0] = 2
    scale = np.array([each == "rsm" and at not in anchors for at, each in enumerate(models)])
    if scale.any():  # one rating scale: its categories are those that occur in any of its items
        number[scale] = number[scale].max()
    number[np.isin(models, DICHOTOMOUS)] = 2
    for at, item in anchors.items():
        number[at] = int(item.categories[0])
    return number


def _require_answered(
    models: Sequence[str], response_counts: ResponseCounts, categories: Ints, free: Bools, *, bounded: bool
) -> None:
    counts, items = response_counts.by_category, response_counts.items
    _require_none(ErrorCode.NEVER_ANSWERED, items, free & (counts.sum(axis=1) == 0))
    alike = free & ((counts > 0).sum(axis=1) == 1)
    if bounded:
        free = free & ~((categories == 2) & alike)
        alike = alike & (categories > 2)
    _require_none(ErrorCode.CONSTANT, items, alike)
    unused = (counts == 0) & (np.arange(counts.shape[1]) < categories[:, None]) & free[:, None]
    scale = free & (np.array(models) == "rsm")
    unused[scale] = unused[scale].all(axis=0)
    if unused.any():
        cells = [f"{items[item]} ({score})" for item, score in np.argwhere(unused).tolist()]
        shown = ", ".join(cells[:LISTED]) + (" …" if len(cells) > LISTED else "")
        raise CalibrationError(ErrorCode.CATEGORY_UNUSED, items=shown)


def _require_none(code: ErrorCode, items: Sequence[str], faulty: Bools) -> None:
    if faulty.any():
        raise CalibrationError(code, items=", ".join(items[at] for at in np.flatnonzero(faulty).tolist()))
