"""Free, common and fixed parameters of items, and their map to natural parameters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from calibration.array_types import Bools, Floats, Ints
from calibration.slope_intercept_curves import STEPPED, ModelFamily
from engine import ItemParameters
from engine.irt.item_parameters import Model

UNIT_SLOPE = ("rasch", "pcm", "rsm")
"""Models with a = 1, which set the unit of the ability scale."""
DICHOTOMOUS = ("rasch", "1pl", "2pl", "3pl", "4pl")
MODELS = (*DICHOTOMOUS, "pcm", "gpcm", "rsm", "grm")
FIXED = "fixed"
"""The model name of an item with fixed parameters."""

FAMILIES = {"3pl": ModelFamily.ASYMPTOTIC, "4pl": ModelFamily.ASYMPTOTIC, "grm": ModelFamily.CUMULATIVE}


@dataclass(frozen=True, slots=True, eq=False)
class ParameterStructure:
    """The linear map from the free parameters of n items to their natural parameters.

    natural = base + own_design · own + common_design · common: ``own`` (n, M) are parameters of one item, ``common``
    (S,) are shared by several items, such as the slope of the 1PL and the thresholds of a rating scale.

    Parameters
    ----------
    models : (n,) name of each item's model, ``fixed`` for an item with fixed parameters
    family : (n,) ``ModelFamily`` of each item
    categories : (n,) number of categories
    base : (n, M) constant part
    own_design : (n, M, M) coefficients of each item's own parameters
    free : (n, M) whether an item has the own parameter
    common_design : (n, M, S) coefficients of the common parameters
    unit_slope : whether every item has a = 1; common parameter 0 is then the population's standard deviation
    common_slope : index of the 1PL's slope among the common parameters, or None
    floors : (n, W) known floors of chance of lifted items, 0 for others; an item of two categories has its floor as the
        known lower asymptote of ``base``
    """

    models: tuple[str, ...]
    family: NDArray[np.int8]
    categories: Ints
    base: Floats
    own_design: Floats
    free: Bools
    common_design: Floats
    unit_slope: bool
    common_slope: int | None
    floors: Floats

    @property
    def has_common(self) -> Bools:
        """(n,) whether an item has common parameters."""
        tied: Bools = (self.common_design != 0).any(axis=(1, 2))
        return tied

    @property
    def fixed(self) -> Bools:
        """(n,) whether an item's parameters are fixed."""
        return np.array([model == FIXED for model in self.models])

    @property
    def equal_slopes(self) -> bool:
        """Whether all items have one slope, so that a person's sum score is sufficient for ability."""
        return (self.unit_slope or set(self.models) == {"1pl"}) and bool(self.exponential.all())

    @property
    def exponential(self) -> Bools:
        """(n,) whether an item is of an exponential family, so that sums are sufficient statistics."""
        exponential: Bools = self.family == ModelFamily.ADJACENT
        return exponential

    def natural(self, own: Floats, common: Floats) -> Floats:
        """(n, M) natural parameters."""
        total = self.base + (self.own_design @ own[:, :, None])[:, :, 0]
        return total + self.common_design @ common if common.size else total


def parameter_structure(
    models: Sequence[str],
    categories: Ints,
    fixed: Mapping[int, ItemParameters] | None = None,
    floors: Mapping[int, Sequence[float]] | None = None,
) -> ParameterStructure:
    """The structure of n items.

    Parameters
    ----------
    models : a name of ``MODELS`` for each item
    categories : (n,) number of categories, at least 2
    fixed : by index of the item, its parameters (one item each)
    floors : by index of an item that is not fixed, the known probabilities that chance alone earns score v or more
    """
    given, lifts = dict(fixed or {}), dict(floors or {})
    names = tuple(FIXED if at in given else model for at, model in enumerate(models))
    count, steps = len(names), int(categories.max()) - 1
    unit = all(name in UNIT_SLOPE for name in names)
    slots = _common_parameters(names, categories, unit=unit)
    build = ParameterStructure(
        models=names,
        family=np.array([FAMILIES.get(name, ModelFamily.ADJACENT) for name in names], dtype=np.int8),
        categories=categories,
        base=np.zeros((count, steps + 3)),
        own_design=np.zeros((count, steps + 3, steps + 3)),
        free=np.zeros((count, steps + 3), dtype=bool),
        common_design=np.zeros((count, steps + 3, len(slots))),
        unit_slope=unit,
        common_slope=slots.get("a"),
        floors=np.zeros((count, steps)),
    )
    build.base[:, -2], build.base[:, -1] = -np.inf, np.inf
    build.base[:, 1:-2][np.arange(steps) >= (categories - 1)[:, None]] = -np.inf
    for at, name in enumerate(names):
        if name == FIXED:
            _fix_parameters(build, at, given[at])
        else:
            _add_free_parameters(build, at, name, slots)
            _lift(build, at, lifts.get(at, ()))
    return build


def _lift(build: ParameterStructure, at: int, floors: Sequence[float]) -> None:
    """Give an item its known floors: one of two categories a lower asymptote that is not estimated."""
    steps = int(build.categories[at]) - 1
    if not any(floors):
        return
    if steps == 1:
        build.family[at], build.base[at, -2] = ModelFamily.ASYMPTOTIC, logit(floors[0])
    else:
        build.family[at], build.floors[at, :steps] = ModelFamily.LIFTED, floors[:steps]


def _common_parameters(names: Sequence[str], categories: Ints, *, unit: bool) -> dict[object, int]:
    """By name the index of each common parameter: slope of a Rasch test or of the 1PL, then rating-scale thresholds."""
    wanted: list[object] = ["sd"] if unit else []
    if "1pl" in names:
        wanted.append("a")
    scales = sorted({int(number) for name, number in zip(names, categories, strict=True) if name == "rsm"})
    wanted += [(number, step) for number in scales for step in range(1, number - 1)]
    return {what: place for place, what in enumerate(wanted)}


def _add_free_parameters(build: ParameterStructure, at: int, name: str, slots: Mapping[object, int]) -> None:
    """Free the parameters that the model estimates: slope, intercepts, asymptotes."""
    steps = int(build.categories[at]) - 1
    if name == "1pl" or build.unit_slope:
        build.common_design[at, 0, slots["a" if name == "1pl" else "sd"]] = 1
    elif name in UNIT_SLOPE:
        build.base[at, 0] = 1
    else:
        _free_own_parameter(build, at, 0)
    if name == "rsm":
        build.free[at, 1] = True
        build.own_design[at, 1 : steps + 1, 1] = np.arange(1, steps + 1)
        for step in range(1, steps):
            build.common_design[at, step, slots[steps + 1, step]] = 1
    else:
        for step in range(1, steps + 1):
            _free_own_parameter(build, at, step)
    asymptotes = {"3pl": (-2,), "4pl": (-2, -1)}.get(name, ())
    for place in asymptotes:
        build.base[at, place] = 0
        _free_own_parameter(build, at, place)


def _free_own_parameter(build: ParameterStructure, at: int, place: int) -> None:
    build.free[at, place] = True
    build.own_design[at, place, place] = 1


def _fix_parameters(build: ParameterStructure, at: int, item: ItemParameters) -> None:
    model, a, b = Model(int(item.model[0])), float(item.a[0]), item.b[0][np.isfinite(item.b[0])]
    asymptotic = item.c[0] > 0 or item.d[0] < 1
    logistic = ModelFamily.ASYMPTOTIC if asymptotic else ModelFamily.ADJACENT
    stepped = ModelFamily.LIFTED if item.lifted[0] else ModelFamily.ADJACENT
    kinds = {Model.LOGISTIC: logistic, Model.PARTIAL_CREDIT: stepped, Model.GRADED: ModelFamily.CUMULATIVE}
    build.floors[at, : b.size] = item.floors[0][: b.size]
    build.family[at] = kinds[model]
    build.base[at, 0] = a
    build.base[at, 1 : b.size + 1] = -a * (np.cumsum(b) if kinds[model] in STEPPED else b)
    build.base[at, -2], build.base[at, -1] = logit(item.c[0]), logit(item.d[0])
