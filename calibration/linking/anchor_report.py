"""Diagnostics of each anchor after linking."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from calibration.array_types import Floats, Indices
from calibration.errors import CalibrationError, ErrorCode
from calibration.linking.anchor_stability import AnchorStability, anchor_stability
from calibration.linking.anchors import Anchors, select_anchors, trim_locations
from calibration.linking.characteristic_curves import gauss_newton
from calibration.linking.link import MOMENT_METHODS
from calibration.linking.linking_constants import ExcludedItem, ExclusionReason, Linkable, LinkingConstants, LinkingGrid
from calibration.linking.scale_transformation import transform
from engine import ItemParameters, log_probabilities

FEWEST, MOST_LEFT_OUT = 10, 0.2
"""Fewest anchors, and largest share of common items left out, of a link without a remark."""
FAR_APART = 0.05
"""Largest root mean square difference over all anchors without a remark; sampling alone gives .03 with 200 persons."""


class LinkingRemark(StrEnum):
    """Remarks on a link."""

    SLOPES_DIFFER = (
        "the anchors have one common slope on one side and slopes of their own on the other: no constants make the two"
        " models agree"
    )
    SAME = (
        "all anchors have the same parameters on both sides, as in one calibration or in items that were held fixed:"
        " there is nothing to link"
    )
    FEW_ANCHORS = "fewer than 10 anchors: the link rests on few items"
    MANY_LEFT_OUT = "more than a fifth of the common items were left out"
    FAR_APART = (
        "after linking the anchors’ curves still differ by more than 0.05 of the score: are they the same items?"
    )


@dataclass(frozen=True, slots=True)
class AnchorDifference:
    """The difference of one anchor after linking, new less old.

    Parameters
    ----------
    item : id
    slope : ratio of the slopes, new over old, 1 where they agree
    difficulty : difference of the mean difficulties, logits of the old scale
    rmsd : root of the weighted mean square difference of the expected scores, in shares of the highest score
    without : A and B from the other anchors; None where these are too few
    """

    item: str
    slope: float
    difficulty: float
    rmsd: float
    without: tuple[float, float] | None


@dataclass(frozen=True, slots=True, eq=False)
class LinkingReport:
    """A link with diagnostics of its anchors.

    Parameters
    ----------
    constants : with standard errors, anchors, and excluded items with reasons
    anchors : each anchor's differences
    rmsd : root mean square over all anchors
    stability : agreement of the anchors, with the verdict on the link
    remarks : on the link
    """

    constants: LinkingConstants
    anchors: tuple[AnchorDifference, ...]
    rmsd: float
    stability: AnchorStability
    remarks: tuple[LinkingRemark, ...]


def linking_report(
    new: Linkable,
    old: Linkable,
    constants: LinkingConstants,
    *,
    grid: LinkingGrid | None = None,
) -> LinkingReport:
    """Differences of the anchors after linking, and the constants without each of them.

    Parameters
    ----------
    new, old, constants : the arguments and the result of ``link``
    grid : abilities of the old scale at which curves are compared; by default 40 with N(0, 1) weights

    Raises
    ------
    CalibrationError
        ``option`` for constants of a chain or a bisector: each of its links has a report
    """
    if constants.method not in MOMENT_METHODS and constants.direction is None:
        raise CalibrationError(ErrorCode.OPTION, name="constants", expected="those of one link", got=constants.method)
    over = LinkingGrid.normal() if grid is None else grid
    new_at, old_at = (_places(side, constants.anchors) for side in (new, old))
    moved, kept = transform(new.parameters.take(new_at), constants), old.parameters.take(old_at)
    rmsd_by_anchor = np.sqrt((_score_shares(moved, over) - _score_shares(kept, over)) ** 2 @ over.weights)
    found = select_anchors(new, old, named=constants.anchors, provisional=(), robust=None, same_unit=True)
    anchors = tuple(
        AnchorDifference(
            item=item,
            slope=float(moved.a[at] / kept.a[at]),
            difficulty=float(np.nanmean(moved.b[at]) - np.nanmean(kept.b[at])),
            rmsd=float(rmsd_by_anchor[at]),
            without=_without(found, constants, [item]),
        )
        for at, item in enumerate(constants.anchors)
    )
    rmsd = float(np.sqrt((rmsd_by_anchor**2).mean()))
    stability = anchor_stability(
        found,
        (new, old),
        (constants.A, constants.B),
        [each.without for each in anchors],
        lambda gone: _without(found, constants, gone),
        same_unit=constants.same_unit,
        errors=constants.standard_errors,
        rmsd=rmsd,
        steepness=_steepness(kept, over),
    )
    return LinkingReport(constants, anchors, rmsd, stability, _remarks(constants, rmsd, found))


def _places(side: Linkable, items: tuple[str, ...]) -> Indices:
    place = {item: at for at, item in enumerate(side.items)}
    return np.array([place[item] for item in items], dtype=np.intp)


def _steepness(parameters: ItemParameters, grid: LinkingGrid) -> Floats:
    """(m,) root mean square change of each expected score with the difficulty, in shares of the highest a logit."""
    step = 0.01
    later = replace(parameters, b=parameters.b + step)
    change: Floats = (_score_shares(later, grid) - _score_shares(parameters, grid)) / step
    return np.sqrt(change**2 @ grid.weights)


def _score_shares(parameters: ItemParameters, grid: LinkingGrid) -> Floats:
    """(m, Q) expected scores in shares of the highest."""
    prob = np.exp(log_probabilities(trim_locations(parameters), grid.nodes[None, :]))
    expected: Floats = np.einsum("k,mkq->mq", np.arange(prob.shape[1]), prob)
    return expected / (parameters.categories - 1)[:, None]


def _without(found: Anchors, constants: LinkingConstants, gone: Sequence[str]) -> tuple[float, float] | None:
    """A and B without some anchors, with those of all anchors as start values; None where too few are left."""
    free = np.array([1]) if constants.same_unit else np.array([0, 1])
    if len(found.items) - len(gone) < free.size:
        return None
    others = found.without([ExcludedItem(item, ExclusionReason.NOT_CHOSEN) for item in gone])
    if constants.direction is None:
        return MOMENT_METHODS[constants.method](others.new, others.old, same_unit=constants.same_unit)[:2]
    start = np.array([constants.A, constants.B])
    ratio, shift = gauss_newton(constants.method, others.new, others.old, start, constants.direction, free)[0]
    return float(ratio), float(shift)


def _remarks(constants: LinkingConstants, rmsd: float, anchors: Anchors) -> tuple[LinkingRemark, ...]:
    used, gone = len(constants.anchors), len(constants.left_out)
    new_common, old_common = anchors.common_slopes
    found = {
        LinkingRemark.SLOPES_DIFFER: new_common != old_common,
        LinkingRemark.SAME: all(
            np.array_equal(getattr(anchors.new, name), getattr(anchors.old, name), equal_nan=True) for name in "abcd"
        ),
        LinkingRemark.FEW_ANCHORS: used < FEWEST,
        LinkingRemark.FAR_APART: rmsd > FAR_APART,
        LinkingRemark.MANY_LEFT_OUT: gone > MOST_LEFT_OUT * (used + gone),
    }
    return tuple(remark for remark, holds in found.items() if holds)
