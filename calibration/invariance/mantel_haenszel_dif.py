"""The Mantel–Haenszel procedure: matching, purification and the classes of ETS. It cannot see crossing DIF."""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.invariance.compared_groups import TwoGroups
from calibration.invariance.dif_classes import (
    REMARKS,
    DifClass,
    DifRemark,
    Purification,
    ets_class,
    ets_class_of_means,
)
from calibration.invariance.mantel_haenszel import (
    MeanDifferences,
    OddsRatios,
    informative_counts,
    mean_differences,
    odds_ratios,
    shown_shares,
)
from calibration.invariance.matching_strata import (
    Matcher,
    Matching,
    match_by_ability,
    match_by_total_score,
    matching_of,
)
from calibration.persons.posterior_abilities import tabulate_fit

FEWEST_ANCHORS = 2


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
    shown : (n,) the share of a difference of difficulty that the odds of an item of two scores show: below 1 where the
        fit knows that chance earns something. The class goes by D-DIF over it
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
    shown: Floats
    classes: tuple[DifClass, ...]
    remarks: tuple[DifRemark, ...]
    anchor: Bools
    matching: Matching
    purification: Purification
    rounds: int

    @property
    def sizes(self) -> Floats:
        """(n,) MH D-DIF without guessing: as what the difference of difficulty would show if nobody could guess."""
        return self.odds.d_dif / self.shown

    @property
    def size_errors(self) -> Floats:
        """(n,) standard errors of ``sizes``."""
        return self.odds.se / self.shown


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """The Mantel–Haenszel procedure with the classes of ETS.

    With a fit that knows the items' asymptotes the classes go by a difference of difficulty, of which an odds ratio
    shows less where answers can be guessed; else by D-DIF itself.

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

    def __call__(self, groups: TwoGroups) -> MantelHaenszelDif:
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
            found.shown,
            found.classes,
            tuple(REMARKS[each][int(easier)] for each, easier in zip(found.classes, easier_for_focal, strict=True)),
            found.anchor,
            how,
            found.purification,
            found.rounds,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _PurificationRound:
    counts: Floats
    odds: OddsRatios
    means: MeanDifferences
    shown: Floats
    classes: tuple[DifClass, ...]
    anchor: Bools
    purification: Purification
    rounds: int


def _matching(method: MantelHaenszel, groups: TwoGroups) -> tuple[Matching, Matcher]:
    """The matching variable and its strata: as given, else total score where the forms are large enough."""
    data, fit = groups.data, groups.fit
    how, form = matching_of(method.matching, data, fit)
    if how is Matching.TOTAL or fit is None:
        return how, match_by_total_score(data, form)
    return how, match_by_ability(data, tabulate_fit(data, fit, groups.population), method.strata)


def _purify(method: MantelHaenszel, groups: TwoGroups, matcher: Matcher, width: int) -> _PurificationRound:
    """Compare, exclude items with DIF from matching, and repeat until the excluded items do not change."""
    anchor = np.ones(len(groups.data.items), dtype=bool)
    ended = Purification.UNSETTLED if method.purify else Purification.NOT_ASKED
    for number in range(1, (method.limit if method.purify else 1) + 1):
        found = _round(method, groups, matcher, width, anchor)
        clean = np.array([each in _CLASSES_WITHOUT_DIF for each in found[4]])
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
) -> tuple[Floats, OddsRatios, MeanDifferences, Floats, tuple[DifClass, ...]]:
    data, strata = groups.data, matcher(anchor)
    cell = ((data.item.astype(np.int64) * strata.count + strata.stratum) * 2 + groups.focal) * width + data.score
    shape = (len(data.items), strata.count, 2, width)
    counts = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape).astype(float)
    highest = np.where(counts.any(axis=(1, 2)), np.arange(width), 0).max(axis=1)
    two = counts[..., :2] * (highest < 2)[:, None, None, None]
    odds, shown = odds_ratios(two), shown_shares(two, *_asymptotes(groups))
    means = mean_differences(counts)
    enough = informative_counts(counts).sum(axis=(1, 3)).min(axis=1) >= method.fewest
    classes = tuple(
        _class(odds, means, shown, at, two=highest[at] < 2, enough=enough[at]) for at in range(len(data.items))
    )
    return counts, odds, means, shown, classes


def _asymptotes(groups: TwoGroups) -> tuple[Floats, Floats]:
    """(n,) lower and upper asymptotes of the items under the fit: 0 and 1 without one, and of items of more scores."""
    items, fit = groups.data.items, groups.fit
    if fit is None:
        return np.zeros(len(items)), np.ones(len(items))
    known = dict(zip(fit.items, zip(fit.parameters.c.tolist(), fit.parameters.d.tolist(), strict=True), strict=True))
    lower, upper = zip(*(known.get(item, (0.0, 1.0)) for item in items), strict=True)
    return np.nan_to_num(np.array(lower)), np.nan_to_num(np.array(upper), nan=1.0)


def _class(odds: OddsRatios, means: MeanDifferences, shown: Floats, at: int, *, two: bool, enough: bool) -> DifClass:
    if not enough:
        return DifClass.TOO_FEW
    if two:
        return ets_class(odds.d_dif[at] / shown[at], odds.se[at] / shown[at], odds.p[at])
    return ets_class_of_means(means.standardised[at], means.p[at])
