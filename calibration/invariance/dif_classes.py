"""Classes of DIF by size, what they suggest, and how matching items were chosen."""

from enum import StrEnum

import numpy as np

from calibration.array_types import Bools, Floats

SIGNIFICANT = 0.05
ONE_SIDED = 1.645
"""One-sided critical value: standard errors by which a C item's MH D-DIF lies beyond 1."""
SLIGHT, LARGE = 1.0, 1.5
"""Absolute MH D-DIF from which an item may be B, and from which it may be C."""
SLIGHT_MEAN, LARGE_MEAN = 0.17, 0.25
"""Absolute standardised mean difference above which an item may be BB, and above which CC."""


class DifClass(StrEnum):
    """The ETS class for two scores (A, B, C) or more (AA, BB, CC), or the reason why there is none."""

    A = "A"
    B = "B"
    C = "C"
    AA = "AA"
    BB = "BB"
    CC = "CC"
    TOO_FEW = "too few"
    NOT_ESTIMABLE = "not estimable"


class DifRemark(StrEnum):
    """The remark on a class."""

    NONE = "no DIF to speak of"
    SOME_AGAINST = "somewhat harder for the focal group than its ability explains: prefer another where there is one"
    SOME_FOR = "somewhat easier for the focal group than its ability explains: prefer another where there is one"
    LARGE_AGAINST = (
        "much harder for the focal group than its ability explains: for reviewers to clear before it is used"
    )
    LARGE_FOR = "much easier for the focal group than its ability explains: for reviewers to clear before it is used"
    SOME_CROSSING = (
        "harder for one group at some abilities and for the other elsewhere: prefer another where there is one"
    )
    LARGE_CROSSING = (
        "much harder for one group at some abilities and for the other elsewhere: for reviewers to clear before it is"
        " used"
    )
    TOO_FEW = "too few responses in one of the groups to say"
    NOT_ESTIMABLE = "it cannot be estimated: comparable answers are all alike, or the fit did not converge"


class Purification(StrEnum):
    """The outcome of purification."""

    NOT_ASKED = "all items are used for matching"
    SETTLED = "items with DIF are left out of matching, and leaving them out changes no more"
    UNSETTLED = "which items have DIF still changed when the rounds ended"
    GIVEN = "the anchors were named"
    TOO_FEW_LEFT = "nearly all items showed DIF: too few were left to match by"


REMARKS = {
    DifClass.TOO_FEW: (DifRemark.TOO_FEW, DifRemark.TOO_FEW),
    DifClass.NOT_ESTIMABLE: (DifRemark.NOT_ESTIMABLE, DifRemark.NOT_ESTIMABLE),
    DifClass.A: (DifRemark.NONE, DifRemark.NONE),
    DifClass.AA: (DifRemark.NONE, DifRemark.NONE),
    DifClass.B: (DifRemark.SOME_AGAINST, DifRemark.SOME_FOR),
    DifClass.BB: (DifRemark.SOME_AGAINST, DifRemark.SOME_FOR),
    DifClass.C: (DifRemark.LARGE_AGAINST, DifRemark.LARGE_FOR),
    DifClass.CC: (DifRemark.LARGE_AGAINST, DifRemark.LARGE_FOR),
}


def ets_class(d_dif: float, se: float, p: float) -> DifClass:
    """The class A, B or C (Zieky, 1993). A: not significant, or below 1. C: 1.5 or more and significantly above 1.

    Parameters
    ----------
    d_dif, se : MH D-DIF with its standard error
    p : of the Mantel–Haenszel χ²
    """
    size = abs(d_dif)
    if not np.isfinite(size):
        return DifClass.NOT_ESTIMABLE
    if p >= SIGNIFICANT or size < SLIGHT:
        return DifClass.A
    return DifClass.C if size >= LARGE and size - ONE_SIDED * se > SLIGHT else DifClass.B


def ets_class_of_means(standardised: float, p: float) -> DifClass:
    """The class AA, BB or CC. AA: not significant by Mantel's test, or at most .17 in absolute value; CC: above .25."""
    size = abs(standardised)
    if not np.isfinite(size) or not np.isfinite(p):
        return DifClass.NOT_ESTIMABLE
    if p >= SIGNIFICANT or size <= SLIGHT_MEAN:
        return DifClass.AA
    return DifClass.CC if size > LARGE_MEAN else DifClass.BB


def class_by_effect(size: float, adjusted: float, slight: float, large: float) -> DifClass:
    """A, B or C by the size of an effect where the test rejects at .05, adjusted for false discoveries; else A.

    Parameters
    ----------
    size : effect, in absolute value
    adjusted : p after Benjamini and Hochberg
    slight, large : sizes from which an item is B, and C
    """
    if not np.isfinite(size) or not np.isfinite(adjusted):
        return DifClass.NOT_ESTIMABLE
    if adjusted >= SIGNIFICANT or size < slight:
        return DifClass.A
    return DifClass.C if size >= large else DifClass.B


def classes_by_effect(
    size: Floats, adjusted: Floats, enough: Bools, slight: float, large: float
) -> tuple[DifClass, ...]:
    """The classes of n items; those without enough responses have none."""
    return tuple(
        class_by_effect(each, p, slight, large) if known else DifClass.TOO_FEW
        for each, p, known in zip(size.tolist(), adjusted.tolist(), enough.tolist(), strict=True)
    )


def remarks_by_direction(classes: tuple[DifClass, ...], direction: Floats, crossing: Bools) -> tuple[DifRemark, ...]:
    """What each class suggests; ``direction`` (n,) is below 0 where the item is harder for the focal group."""
    return tuple(
        CROSSING[kind] if kind in CROSSING and crosses else REMARKS[kind][int(easier > 0)]
        for kind, easier, crosses in zip(classes, direction.tolist(), crossing.tolist(), strict=True)
    )


CROSSING = {DifClass.B: DifRemark.SOME_CROSSING, DifClass.C: DifRemark.LARGE_CROSSING}
CROSSES = 0.5
"""An item crosses where the effects for and against a group cancel to less than this share of their absolute sum."""


def crosses(signed: Floats, unsigned: Floats) -> Bools:
    """(n,) whether effects in both directions cancel for the greater part."""
    with np.errstate(invalid="ignore"):
        found: Bools = np.abs(signed) < CROSSES * np.abs(unsigned)
    return found
