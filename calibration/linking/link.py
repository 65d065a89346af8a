"""Estimation of the constants that link one calibration's scale to another's by common items."""

from collections.abc import Collection
from typing import Literal

import numpy as np

from calibration.array_types import Floats, Indices
from calibration.errors import CalibrationError, Described, ErrorCode
from calibration.linking.anchors import Anchors, RobustZ, select_anchors
from calibration.linking.characteristic_curves import minimise_criterion
from calibration.linking.linking_constants import (
    Direction,
    Influence,
    Linkable,
    LinkingConstants,
    LinkStatus,
    OneWay,
    covariance_of,
    resize_gradient,
    summed_covariance,
)
from calibration.linking.moment_methods import LinkingSolution, mean_mean, mean_sigma
from calibration.results.calibration_result import Calibration

Method = Literal["stocking-lord", "haebara", "mean-sigma", "mean-mean"]

MOMENT_METHODS = {"mean-mean": mean_mean, "mean-sigma": mean_sigma}
CURVE_METHODS = ("stocking-lord", "haebara")


def link(
    new: Linkable,
    old: Linkable,
    method: Method = "stocking-lord",
    *,
    direction: Direction | None = None,
    anchors: Collection[str] | None = None,
    provisional: Collection[str] = (),
    robust: RobustZ | None = None,
    same_unit: bool | None = None,
    mixed_slopes: bool = False,
) -> LinkingConstants:
    """The constants A and B with θ_old = A·θ_new + B.

    Parameters
    ----------
    new, old : the side to transform, and the side whose scale stays; items are matched by id
    method : ``stocking-lord`` and ``haebara`` compare characteristic curves, ``mean-sigma`` and ``mean-mean`` moments
        of the parameters
    direction : the scale on which curves are compared: ``OneWay`` (default, at 40 equally weighted abilities from −4 to
        4) or ``BothWays``; only for methods that compare curves
    anchors : ids of the anchors; by default all common items that qualify
    provisional : ids that are never anchors; an error if ``anchors`` has one
    robust : excludes drifted anchors; None for no exclusion
    same_unit : whether A is 1, as within the Rasch family; by default if every slope of both sides is 1
    mixed_slopes : link although the anchors have one common slope on one side, as in Rasch and 1PL models, and slopes
        of their own on the other. These are two models of the same answers, and no constants make their curves agree.

    Returns
    -------
    LinkingConstants
        with status, anchors, excluded items with reasons, and standard errors where both sides have a covariance (delta
        method; the sides are independent, abilities and weights fixed)

    Raises
    ------
    CalibrationError
        ``option``, ``not_anchor``, ``provisional``, ``too_few_anchors``, ``slopes_differ``, ``covariance_lacks``;
        NotConverged for a calibration that did not converge
    """
    _require_method(method, direction)
    for side in (new, old):
        if isinstance(side, Calibration):
            side.require_converged()
    unit = _same_unit(new, old) if same_unit is None else same_unit
    found = select_anchors(new, old, named=anchors, provisional=provisional, robust=robust, same_unit=unit)
    if same_unit is None and not mixed_slopes:
        _require_like_slopes(found)
    way = (direction or OneWay()) if method in CURVE_METHODS else None
    solution, status = _solve(method, found, way, same_unit=unit)
    influences = (
        Influence(new, covariance_of(new), _expand_gradient(solution.by_new, found.new_at, new)),
        Influence(old, covariance_of(old), _expand_gradient(solution.by_old, found.old_at, old)),
    )
    covariance = summed_covariance(influences) if status is LinkStatus.CONVERGED else None
    return LinkingConstants(
        solution.A, solution.B, method, found.items, found.left_out, status, influences, covariance, way, unit
    )


def _require_method(method: str, direction: Direction | None) -> None:
    if method not in (*CURVE_METHODS, *MOMENT_METHODS):
        raise CalibrationError(
            ErrorCode.OPTION, name="method", expected=", ".join((*CURVE_METHODS, *MOMENT_METHODS)), got=repr(method)
        )
    if method in MOMENT_METHODS and direction is not None:
        raise CalibrationError(ErrorCode.OPTION, name="direction", expected=f"None with {method}", got=repr(direction))


def _require_like_slopes(found: Anchors) -> None:
    """Refuse anchors with one common slope on one side and slopes of their own on the other."""
    new, old = found.common_slopes
    if new != old:
        sides = Described("new"), Described("old")
        common_side, free_side = sides if new else sides[::-1]
        raise CalibrationError(ErrorCode.SLOPES_DIFFER, expected=common_side, got=free_side)


def _same_unit(new: Linkable, old: Linkable) -> bool:
    return bool((new.parameters.a == 1).all() and (old.parameters.a == 1).all())


def _solve(
    method: str, found: Anchors, direction: Direction | None, *, same_unit: bool
) -> tuple[LinkingSolution, LinkStatus]:
    if not same_unit and not all(np.nanstd(side.b) > 0 for side in (found.new, found.old)):
        usable = {"mean-mean": mean_mean}
    else:
        usable = MOMENT_METHODS
    if direction is None:
        if method not in usable:
            return mean_mean(found.new, found.old, same_unit=same_unit), LinkStatus.NOT_DETERMINED
        return usable[method](found.new, found.old, same_unit=same_unit), LinkStatus.CONVERGED
    starts = [first(found.new, found.old, same_unit=same_unit)[:2] for first in usable.values()]
    return minimise_criterion(method, found.new, found.old, direction, starts, same_unit=same_unit)


def _expand_gradient(gradient: Floats, at: Indices, side: Linkable) -> Floats:
    """The gradient by all parameters of a side, from (2, m, M) by those of the anchors."""
    size = side.parameters.b.shape[1] + 3
    placed = np.zeros((2, len(side.items), size))
    placed[:, at] = resize_gradient(gradient, size)
    return placed
