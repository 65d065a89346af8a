"""Differential item functioning by Mantel–Haenszel, with purification and the classes of ETS."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.invariance.mantel_haenszel import (
    MeanDifferences,
    OddsRatios,
    informative_counts,
    mean_differences,
    odds_ratios,
)
from calibration.invariance.matching_strata import Matcher, Matching, forms, match_by_ability, match_by_total_score
from calibration.persons.posterior_abilities import FittedModel, group_labels, tabulate_fit
from calibration.responses.label_codes import Codes, Column, Labels
from calibration.responses.response_matrix import ResponseMatrix

SIGNIFICANT = 0.05
ONE_SIDED = 1.645
"""One-sided critical value: standard errors by which a C item's MH D-DIF lies beyond 1."""
SLIGHT, LARGE = 1.0, 1.5
"""Absolute MH D-DIF from which an item may be B, and from which it may be C."""
SLIGHT_MEAN, LARGE_MEAN = 0.17, 0.25
"""Absolute standardised mean difference above which an item may be BB, and above which CC."""
FEWEST_ANCHORS = 2
PERSONS_A_FORM = 50
"""Mean number of persons for each set of items from which persons are matched by total score within sets."""


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
    TOO_FEW = "too few responses in one of the groups to say"
    NOT_ESTIMABLE = "no odds ratio can be estimated: all comparable answers are alike"


class Purification(StrEnum):
    """The outcome of purification."""

    NOT_ASKED = "all items are used for matching"
    SETTLED = "items with DIF are left out of matching, and leaving them out changes no more"
    UNSETTLED = "which items have DIF still changed when the rounds ended"
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


@dataclass(frozen=True, slots=True, eq=False)
class MantelHaenszelDif:
    """The comparison of two groups on n items.

    Parameters
    ----------
    reference, focal : the groups' labels
    items : the item ids
    n_reference, n_focal : (n,) responses in strata that hold both groups
    odds : Mantel–Haenszel statistics of items with two scores; NaN for others
    means : standardised mean differences of all items
    classes, remarks : one for each item
    anchor : (n,) bool, whether the item is used for matching
    matching : the matching variable
    purification, rounds : the outcome of purification, and the number of rounds
    """

    reference: str
    focal: str
    items: tuple[str, ...]
    n_reference: Ints
    n_focal: Ints
    odds: OddsRatios
    means: MeanDifferences
    classes: tuple[DifClass, ...]
    remarks: tuple[DifRemark, ...]
    anchor: Bools
    matching: Matching
    purification: Purification
    rounds: int


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """The Mantel–Haenszel procedure with the classes of ETS.

    Parameters
    ----------
    matching : the matching variable. By default the total score where on average at least 50 persons met the same
        items, else ability
    purify : exclude B and C items from matching and repeat until the classes do not change
    limit : most rounds of purification
    strata : number of strata of ability
    fewest : fewest responses to an item in each group, in strata with both groups
    """

    matching: Matching | None = None
    purify: bool = True
    limit: int = 10
    strata: int = 30
    fewest: int = 100

    def __post_init__(self) -> None:
        for name, least in (("limit", 1), ("strata", 2), ("fewest", 1)):
            if getattr(self, name) < least:
                raise CalibrationError(ErrorCode.OPTION, name=name, expected=f"≥ {least}", got=getattr(self, name))

    def __call__(self, groups: "TwoGroups") -> MantelHaenszelDif:
        """Compare two groups on all items."""
        data = groups.data
        how, matcher = _matching(self, groups)
        found = _purify(self, groups, matcher, int(data.score.max(initial=1)) + 1)
        n = informative_counts(found.counts).sum(axis=(1, 3)).astype(np.int64)
        easier_for_focal = (found.odds.d_dif > 0) | (np.isnan(found.odds.d_dif) & (found.means.smd > 0))
        return MantelHaenszelDif(
            groups.names[0],
            groups.names[1],
            data.items,
            n[:, 0],
            n[:, 1],
            found.odds,
            found.means,
            found.classes,
            tuple(REMARKS[each][int(easier)] for each, easier in zip(found.classes, easier_for_focal, strict=True)),
            found.anchor,
            how,
            found.purification,
            found.rounds,
        )


@dataclass(frozen=True, slots=True, eq=False)
class TwoGroups:
    """The responses of two groups.

    Parameters
    ----------
    data : the responses of these groups only
    names : reference and focal
    focal : (R,) whether a response is one of the focal group
    fit, population : the calibration, or None, and the population that each person belongs to
    """

    data: ResponseMatrix
    names: tuple[str, str]
    focal: Bools
    fit: FittedModel | None
    population: Column | Labels | None


@dataclass(frozen=True, slots=True, eq=False)
class _PurificationRound:
    counts: Floats
    odds: OddsRatios
    means: MeanDifferences
    classes: tuple[DifClass, ...]
    anchor: Bools
    purification: Purification
    rounds: int


def detect_dif(
    data: ResponseMatrix,
    group: Column | Labels,
    *,
    fit: FittedModel | None = None,
    method: Callable[[TwoGroups], MantelHaenszelDif] | None = None,
    reference: str | None = None,
    population: Column | Labels | None = None,
) -> tuple[MantelHaenszelDif, ...]:
    """Compare each group with the reference group, item by item.

    Parameters
    ----------
    data : scored responses
    group : (persons,) group of each person, or (R,) of each response, such as the language an item was shown in; None
        or "" where unknown, and the responses are left out
    fit : a calibration of the same items, to match by ability; needed where few persons met the same items
    method : by default ``MantelHaenszel()``
    reference : label of the reference group; by default the one with the most responses
    population : (persons,) population of the fit that each person belongs to; optional where there is only one

    Returns
    -------
    tuple of MantelHaenszelDif
        one comparison for each other group, in the order of the labels

    Raises
    ------
    CalibrationError
        ``option`` naming the group, ``not_complete`` where total scores cannot be compared, ``items_differ``, or
        ``score`` naming the item

    References
    ----------
    Dorans & Holland (1993), in Holland & Wainer (eds), *Differential Item Functioning*, 35–66; Zieky (1993), the same,
    337–347: the classes A, B and C. Zwick, Thayer & Mazzeo (1997), Applied Measurement in Education 10, 321–344: more
    than two scores.
    """
    per_person = len(labels := group if isinstance(group, Labels) else Labels.from_values(group)) == data.persons
    names = list(group_labels(labels, data.persons if per_person else len(data)).names)
    group_code = labels.code[data.person] if per_person else labels.code
    size = np.bincount(group_code[group_code >= 0], minlength=len(names))
    if len(names) < 2:
        raise CalibrationError(ErrorCode.OPTION, name="group", expected="≥ 2", got=", ".join(names) or "–")
    if reference is not None and reference not in names:
        raise CalibrationError(ErrorCode.OPTION, name="reference", expected=", ".join(names), got=reference)
    base = int(np.argmax(size)) if reference is None else names.index(reference)
    apply = method or MantelHaenszel()
    return tuple(
        apply(_two_groups(data, group_code, (base, at), (names[base], names[at]), fit, population))
        for at in range(len(names))
        if at != base
    )


def _two_groups(
    data: ResponseMatrix,
    group_code: Codes,
    pair: tuple[int, int],
    names: tuple[str, str],
    fit: FittedModel | None,
    population: Column | Labels | None,
) -> TwoGroups:
    kept = (group_code == pair[0]) | (group_code == pair[1])
    some = data.select_responses(np.flatnonzero(kept))
    return TwoGroups(some, names, group_code[kept] == pair[1], fit, population)


def _matching(method: MantelHaenszel, groups: TwoGroups) -> tuple[Matching, Matcher]:
    """The matching variable and its strata: as given, else total score where the forms are large enough."""
    data, fit = groups.data, groups.fit
    form = forms(data)
    persons, count = np.unique(data.person).size, np.unique(form[data.person]).size
    in_forms = persons >= PERSONS_A_FORM * count
    how = method.matching or (Matching.TOTAL if in_forms else Matching.ABILITY)
    if how is Matching.TOTAL and in_forms:
        return how, match_by_total_score(data, form)
    if how is Matching.TOTAL or fit is None:
        raise CalibrationError(ErrorCode.NOT_COMPLETE, persons=persons, forms=count)
    return how, match_by_ability(data, tabulate_fit(data, fit, groups.population), method.strata)


def _purify(method: MantelHaenszel, groups: TwoGroups, matcher: Matcher, width: int) -> _PurificationRound:
    """Compare, exclude items with DIF from matching, and repeat until the excluded items do not change."""
    anchor = np.ones(len(groups.data.items), dtype=bool)
    ended = Purification.UNSETTLED if method.purify else Purification.NOT_ASKED
    for number in range(1, (method.limit if method.purify else 1) + 1):
        found = _round(method, groups, matcher, width, anchor)
        clean = np.array([each in _CLASSES_WITHOUT_DIF for each in found[3]])
        if not method.purify or (clean == anchor).all():
            ended = Purification.SETTLED if method.purify else ended
            break
        if clean.sum() < FEWEST_ANCHORS:
            ended = Purification.TOO_FEW_LEFT
            break
        anchor = clean if number < method.limit else anchor
    return _PurificationRound(*found, anchor, ended, number)


_CLASSES_WITHOUT_DIF = (DifClass.A, DifClass.AA, DifClass.TOO_FEW, DifClass.NOT_ESTIMABLE)


def _round(
    method: MantelHaenszel, groups: TwoGroups, matcher: Matcher, width: int, anchor: Bools
) -> tuple[Floats, OddsRatios, MeanDifferences, tuple[DifClass, ...]]:
    data, strata = groups.data, matcher(anchor)
    cell = ((data.item.astype(np.int64) * strata.count + strata.stratum) * 2 + groups.focal) * width + data.score
    shape = (len(data.items), strata.count, 2, width)
    counts = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape).astype(float)
    highest = np.where(counts.any(axis=(1, 2)), np.arange(width), 0).max(axis=1)
    odds = odds_ratios(counts[..., :2] * (highest < 2)[:, None, None, None])
    means = mean_differences(counts)
    enough = informative_counts(counts).sum(axis=(1, 3)).min(axis=1) >= method.fewest
    classes = tuple(_class(odds, means, at, two=highest[at] < 2, enough=enough[at]) for at in range(len(data.items)))
    return counts, odds, means, classes


def _class(odds: OddsRatios, means: MeanDifferences, at: int, *, two: bool, enough: bool) -> DifClass:
    if not enough:
        return DifClass.TOO_FEW
    if two:
        return ets_class(odds.d_dif[at], odds.se[at], odds.p[at])
    return ets_class_of_means(means.standardised[at], means.p[at])


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
