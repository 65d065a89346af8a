"""SIBTEST and crossing SIBTEST: an item's scores compared at equal true scores on the other items."""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.invariance.compared_groups import TwoGroups
from calibration.invariance.dif_classes import (
    SIGNIFICANT,
    DifClass,
    DifRemark,
    Purification,
    classes_by_effect,
    crosses,
    remarks_by_direction,
)
from calibration.invariance.dif_tests import DifTests, chi_square_tests
from calibration.invariance.matching_strata import PERSONS_A_FORM, forms
from calibration.invariance.purification import purify

SLIGHT_BETA, LARGE_BETA = 0.059, 0.088
"""|β|, in shares of the item's highest score, from which an item is B, and C (Roussos & Stout, 1996)."""


@dataclass(frozen=True, slots=True, eq=False)
class SibtestDif:
    """Two groups compared on n items by SIBTEST.

    Parameters
    ----------
    reference, focal : the groups' labels
    items : the item ids
    n_reference, n_focal : (n,) responses at scores that are compared
    beta, se : (n,) reference less focal mean score at equal true scores, in points: above 0 harder for the focal group
    uniform : test of beta, 1 df
    beta_crossing : (n,) what is above the crossing less what is below it, in absolute value: opposite differences
        do not cancel. |beta| where there is no crossing
    crossing_at : (n,) the matching score where the line crosses 0, NaN where it does not among the scores compared
    crossing : test by the parts on either side of the crossing, 2 df, or 1 where there is none
    classes, remarks : by the larger of both |β| in shares of the highest score, where the crossing test rejects
    anchor : (n,) bool, whether the item is used for matching
    purification, rounds : how the choice of the anchors ended
    """

    reference: str
    focal: str
    items: tuple[str, ...]
    n_reference: Ints
    n_focal: Ints
    beta: Floats
    se: Floats
    uniform: DifTests
    beta_crossing: Floats
    crossing_at: Floats
    crossing: DifTests
    classes: tuple[DifClass, ...]
    remarks: tuple[DifRemark, ...]
    anchor: Bools
    purification: Purification
    rounds: int


@dataclass(frozen=True, slots=True)
class Sibtest:
    """SIBTEST with the regression correction, and crossing SIBTEST.

    Persons are compared at equal scores on the anchors, the item itself left out. Scores are corrected to equal true
    scores by Cronbach's α in each group. Where persons met different items, within each set of items that enough met.

    Parameters
    ----------
    anchors : ids of items to match by; unless given, all others, purified
    purify : leave items out of matching whose crossing test rejects at a false discovery rate of .05, and match again
    correction : whether scores are corrected
    least : a matching score counts where each group has more persons than this
    limit : rounds of purification at most
    fewest : responses to an item that each group must have at the scores compared

    References
    ----------
    Shealy & Stout (1993), Psychometrika 58, 159–194. Jiang & Stout (1998), Journal of Educational and Behavioral
    Statistics 23, 291–322: the correction. Li & Stout (1996), Psychometrika 61, 647–677; Chalmers (2018), Psychometrika
    83, 376–386: crossing SIBTEST, whose test here is Chalmers's, with the crossing score not rounded.
    """

    anchors: tuple[str, ...] | None = None
    purify: bool = True
    correction: bool = True
    least: int = 5
    limit: int = 10
    fewest: int = 100

    def __call__(self, groups: TwoGroups) -> SibtestDif:
        """Compare two groups.

        Raises
        ------
        CalibrationError
            ``not_complete`` where too few persons met the same items, ``option`` for unknown anchors
        """
        items = groups.data.items
        tables = _score_matrices(groups)
        highest = _highest_scores(tables, len(items))

        def test(anchor: Bools) -> tuple[_Found, Bools]:
            found = _compare(self, tables, anchor, len(items))
            return found, ~(found.crossing.adjusted < SIGNIFICANT)

        given = None if self.anchors is None else _anchors(items, self.anchors)
        done = purify(test, len(items), limit=self.limit if self.purify else 0, anchor=given)
        found = done.found
        enough = found.n.min(axis=1) >= self.fewest
        size = np.fmax(np.abs(found.beta), np.abs(found.beta_crossing)) / highest
        classes = classes_by_effect(size, found.crossing.adjusted, enough, SLIGHT_BETA, LARGE_BETA)
        crossing = crosses(found.beta, found.beta_crossing) & np.isfinite(found.crossing_at)
        return SibtestDif(
            *groups.names,
            items,
            found.n[:, 0],
            found.n[:, 1],
            found.beta,
            found.se,
            found.uniform,
            found.beta_crossing,
            found.crossing_at,
            found.crossing,
            classes,
            remarks_by_direction(classes, -found.beta, crossing),
            done.anchor,
            done.ended,
            done.rounds,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _ScoreMatrix:
    """Persons who met the same items: (N, m) scores of the (m,) items, and (N,) whether focal."""

    scores: Ints
    items: Ints
    focal: Bools


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    n: Ints
    beta: Floats
    se: Floats
    uniform: DifTests
    beta_crossing: Floats
    crossing_at: Floats
    crossing: DifTests


@dataclass(frozen=True, slots=True, eq=False)
class _Strata:
    """At each score that is compared: persons, difference of corrected means, its variance, and the score, all (S,)."""

    persons: Floats
    apart: Floats
    variance: Floats
    score: Floats
    n: Ints


def _score_matrices(groups: TwoGroups) -> list[_ScoreMatrix]:
    data = groups.data
    form, met = forms(data), data.responses_per_person()
    starts = np.cumsum(met) - met
    of_focal = np.bincount(data.person, groups.focal, data.persons)
    whole = (met > 0) & ((of_focal == 0) | (of_focal == met))
    size = np.bincount(form[whole], minlength=int(form.max(initial=0)) + 1)
    found = []
    for number in np.flatnonzero(size >= PERSONS_A_FORM):
        who = np.flatnonzero(whole & (form == number))
        count = int(met[who[0]])
        scores = data.score[starts[who, None] + np.arange(count)].astype(np.int64)
        found.append(_ScoreMatrix(scores, data.item[starts[who[0]] :][:count].astype(np.int64), of_focal[who] > 0))
    if not found:
        persons = int((met > 0).sum())
        raise CalibrationError(ErrorCode.NOT_COMPLETE, persons=persons, forms=np.unique(form[met > 0]).size)
    return found


def _highest_scores(tables: list[_ScoreMatrix], items: int) -> Ints:
    highest = np.ones(items, dtype=np.int64)
    for table in tables:
        highest[table.items] = np.maximum(highest[table.items], table.scores.max(axis=0))
    return highest


def _anchors(items: tuple[str, ...], anchors: tuple[str, ...]) -> Bools:
    unknown = sorted(set(anchors) - set(items))
    if unknown or len(anchors) < 2:
        expected = "at least 2 ids of items in the data"
        raise CalibrationError(ErrorCode.OPTION, name="anchors", expected=expected, got=", ".join(unknown or anchors))
    return np.isin(items, anchors)


def _compare(method: Sibtest, tables: list[_ScoreMatrix], anchor: Bools, items: int) -> _Found:
    n = np.zeros((items, 2), dtype=np.int64)
    values = np.full((6, items), np.nan)
    for item in range(items):
        parts = [_strata(method, table, anchor, item) for table in tables if item in table.items]
        there = [part for part in parts if part.persons.size]
        if there:
            n[item] = sum(part.n for part in there)
            values[:, item] = _statistics(there)
    beta, se, turned, at, chi2, df = values
    with np.errstate(divide="ignore", invalid="ignore"):
        uniform = chi_square_tests((beta / se) ** 2, 1)
    return _Found(n, beta, se, uniform, turned, at, chi_square_tests(chi2, df))


def _strata(method: Sibtest, table: _ScoreMatrix, anchor: Bools, item: int) -> _Strata:
    column = int(np.flatnonzero(table.items == item)[0])
    used = anchor[table.items].copy()
    used[column] = False
    y, match, focal = table.scores[:, column], table.scores[:, used].sum(axis=1), table.focal.astype(np.int64)
    width = int(match.max(initial=0)) + 1
    cell = focal * width + match
    count, total, square = (
        np.bincount(cell, weights, 2 * width).reshape(2, width) for weights in (None, y, y.astype(float) ** 2)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / count
        variance = (square - count * mean**2) / (count - 1)
    kept: Bools = np.asarray((count > method.least).all(axis=0) & (np.nan_to_num(variance) > 0).all(axis=0))
    ends = np.flatnonzero(count.sum(axis=0))
    kept[ends[[0, -1]]] = False
    at = np.flatnonzero(kept)
    if method.correction:
        mean = mean + _correction(table, used, match, mean, at)
        at = at[np.isfinite(mean[:, at]).all(axis=0)]
    apart = mean[0, at] - mean[1, at]
    return _Strata(
        count.sum(axis=0)[at].astype(float),
        apart,
        (variance / count).sum(axis=0)[at],
        at.astype(float),
        count[:, at].sum(axis=1).astype(np.int64),
    )


def _correction(table: _ScoreMatrix, used: Bools, match: Ints, mean: Floats, at: Ints) -> Floats:
    """(2, S) what is added to both groups' means so that they stand for persons of equal true score."""
    scores = np.arange(mean.shape[1])
    true = np.empty((2, scores.size))
    for side in (0, 1):
        here = table.focal == bool(side)
        centre = match[here].mean() if here.any() else np.nan
        true[side] = centre + _alpha(table.scores[here][:, used]) * (scores - centre)
    middle = true.mean(axis=0)
    slope = np.full(mean.shape, np.nan)
    inner = at[(at > 0) & (at < scores.size - 1)]
    slope[:, inner] = (mean[:, inner + 1] - mean[:, inner - 1]) / (true[:, inner + 1] - true[:, inner - 1])
    return np.asarray(slope * (middle - true))


def _alpha(scores: Ints) -> float:
    """Cronbach's α."""
    number = scores.shape[1]
    if number < 2 or len(scores) < 2:
        return np.nan
    spread = scores.sum(axis=1).var(ddof=1)
    return float(number / (number - 1) * (1 - scores.var(axis=0, ddof=1).sum() / spread)) if spread > 0 else np.nan


def _statistics(parts: list[_Strata]) -> tuple[float, float, float, float, float, float]:
    """β, its standard error, β with turned signs, the crossing, and χ² with df of crossing SIBTEST."""
    persons, apart, variance, score = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("persons", "apart", "variance", "score")
    )
    weight = persons / persons.sum()
    beta, se = float(weight @ apart), float(np.sqrt(weight**2 @ variance))
    at = _crossing(persons, apart, score)
    left = score < at if np.isfinite(at) else np.zeros(score.size, dtype=bool)
    if not left.any() or left.all():
        return beta, se, abs(beta), np.nan, (beta / se) ** 2, 1
    sums = [float(weight[side] @ apart[side]) for side in (left, ~left)]
    chi2 = sum(
        each**2 / float(weight[side] ** 2 @ variance[side]) for each, side in zip(sums, (left, ~left), strict=True)
    )
    return beta, se, abs(sums[1] - sums[0]), at, chi2, 2


def _crossing(persons: Floats, apart: Floats, score: Floats) -> float:
    """Where the regression of the differences on the score, weighted by persons, is 0; NaN for a level line."""
    if score.size < 2:
        return np.nan
    centre = np.average(score, weights=persons)
    spread = persons @ (score - centre) ** 2
    slope = persons @ ((score - centre) * apart) / spread if spread > 0 else 0.0
    return float(centre - np.average(apart, weights=persons) / slope) if slope != 0 else np.nan
