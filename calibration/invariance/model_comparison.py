"""DIF in an item's parameters: likelihood-ratio and Wald tests of whether two groups share them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

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
from calibration.invariance.effect_sizes import EffectSizes, effect_sizes, expected_scores
from calibration.invariance.purification import purify
from calibration.invariance.split_baseline import Baseline, fit_baseline, log_likelihood, only
from calibration.invariance.split_items import SplitItems, split_items
from calibration.marginal.e_step import single_threaded_blas
from calibration.marginal.priors import Priors
from calibration.persons.posterior_abilities import FittedModel

SLIGHT_SHARE, LARGE_SHARE = 0.059, 0.088
"""Mean absolute differences, in shares of the highest score, from which an item is B, and C: those of SIBTEST's β
(Roussos & Stout, 1996), which estimates the same without a model."""


@dataclass(frozen=True, slots=True, eq=False)
class ModelDif:
    """Two groups' parameters of n items compared.

    Parameters
    ----------
    method : ``lr`` or ``wald``
    reference, focal : the groups' labels
    items : the item ids
    n_reference, n_focal : (n,) responses
    both : test of all of an item's parameters
    uniform : of the intercepts; for ``lr`` with one slope for both groups, for ``wald`` with a slope each
    nonuniform : of the slope and asymptotes; for ``lr`` given the intercepts. NaN where the model has one slope for all
    effects : over the focal group's ability distribution
    share : (n,) mean absolute difference of the expected scores, in shares of the highest score
    classes, remarks : by the share, where the test of both rejects
    anchor : (n,) bool, whether the item's parameters are equal in both groups while others are tested
    focal_mean, focal_sd : the focal group's ability, the reference group's being 0 and 1 (its standard deviation is the
        common slope's unit under the Rasch model)
    purification, rounds : how the choice of the anchors ended
    """

    method: str
    reference: str
    focal: str
    items: tuple[str, ...]
    n_reference: Ints
    n_focal: Ints
    both: DifTests
    uniform: DifTests
    nonuniform: DifTests
    effects: EffectSizes
    share: Floats
    classes: tuple[DifClass, ...]
    remarks: tuple[DifRemark, ...]
    anchor: Bools
    focal_mean: float
    focal_sd: float
    purification: Purification
    rounds: int


@dataclass(frozen=True, slots=True)
class _Options:
    anchors: tuple[str, ...] | None = None
    model: str | Sequence[str] | None = None
    purify: bool = True
    limit: int = 10
    fewest: int = 100
    priors: Priors = field(default_factory=Priors)
    tol: float = 1e-5
    max_iter: int = 1000


@dataclass(frozen=True, slots=True)
class LikelihoodRatio(_Options):
    """Likelihood-ratio tests: each item in turn with parameters of its own in the focal group, all anchors equal.

    The first baseline holds all items equal. Items that are found to differ are freed, and all are tested again (a free
    one by holding it equal), until the same are free.

    Parameters
    ----------
    anchors : ids of items that are held equal; every other item is free then, and there is one round
    model : of the items, or of each; unless given that of the fit, else 2PL, and GPCM for more than two scores
    purify : whether items that differ are freed
    limit : rounds at most
    fewest : responses to an item that each group must have
    priors : on the parameters; the statistic is that of the likelihood, so weak ones only
    tol, max_iter : of each fit

    References
    ----------
    Thissen, Steinberg & Wainer (1993), in Holland & Wainer (eds), *Differential Item Functioning*, 67–113. Start values
    are one Newton step from the baseline by the observed information of all freed parameters.
    """

    def __call__(self, groups: TwoGroups) -> ModelDif:
        """Compare two groups."""
        return _compare(self, groups, "lr")


@dataclass(frozen=True, slots=True)
class Wald(_Options):
    """Wald tests: an item's parameters in both groups, and their covariance from one fit of both groups.

    Parameters are as for `LikelihoodRatio`. Items that are not anchors are free in one fit. An anchor's own test takes
    the parameters it would have if it were free, by one Newton step, which makes it the score test (Glas, 1998).

    References
    ----------
    Lord (1980), *Applications of Item Response Theory*; Cai, Thissen & du Toit (2011); Woods, Cai & Wang (2013),
    Educational and Psychological Measurement 73, 532–547. Glas (1998), Statistica Sinica 8, 647–667.
    """

    def __call__(self, groups: TwoGroups) -> ModelDif:
        """Compare two groups."""
        return _compare(self, groups, "wald")


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    both: DifTests
    uniform: DifTests
    nonuniform: DifTests
    effects: EffectSizes
    focal: tuple[float, float]


def _compare(options: LikelihoodRatio | Wald, groups: TwoGroups, method: str) -> ModelDif:
    n = len(groups.data.items)
    split = split_items(
        groups, _models(options.model, groups.fit, n), options.priors, tol=options.tol, max_iter=options.max_iter
    )
    size = np.stack((split.counts[:n].sum(axis=1), split.counts[n:].sum(axis=1)), axis=1).astype(np.int64)
    enough = size.min(axis=1) >= options.fewest
    able = enough & _answered_alike(split)
    last: list[Baseline] = []

    def test(anchor: Bools) -> tuple[_Found, Bools]:
        baseline = fit_baseline(split, ~anchor & able, last[-1] if last else None)
        last.append(baseline)
        found = (_ratio_tests if method == "lr" else _wald_tests)(baseline, able)
        return found, ~(found.both.adjusted < SIGNIFICANT)

    given = None if options.anchors is None else _given_anchors(groups.data.items, options.anchors)
    with single_threaded_blas():  # many small systems
        done = purify(test, n, limit=options.limit if options.purify else 0, anchor=given)
    found, highest = done.found, split.categories - 1
    share = found.effects.unsigned / highest
    classes = classes_by_effect(share, found.both.adjusted, enough, SLIGHT_SHARE, LARGE_SHARE)
    crossing = crosses(found.effects.signed, found.effects.unsigned)
    return ModelDif(
        method,
        *groups.names,
        groups.data.items,
        size[:, 0],
        size[:, 1],
        found.both,
        found.uniform,
        found.nonuniform,
        found.effects,
        share,
        classes,
        remarks_by_direction(classes, found.effects.signed, crossing),
        done.anchor,
        *found.focal,
        done.ended,
        done.rounds,
    )


def _models(asked: str | Sequence[str] | None, fit: FittedModel | None, n: int) -> Sequence[str] | None:
    if isinstance(asked, str):
        return (asked,) * n
    known: tuple[str, ...] | None = getattr(fit, "models", None)
    return asked if asked is not None else None if known is None or "fixed" in known else known


def _given_anchors(items: tuple[str, ...], anchors: tuple[str, ...]) -> Bools:
    unknown = sorted(set(anchors) - set(items))
    if unknown or not anchors:
        expected = "ids of items in the data"
        raise CalibrationError(ErrorCode.OPTION, name="anchors", expected=expected, got=", ".join(unknown) or "–")
    return np.isin(items, anchors)


def _answered_alike(split: SplitItems) -> Bools:
    """(n,) whether every category of an item occurs in both groups, so that its parameters may differ."""
    there = np.arange(split.counts.shape[1]) < split.categories[:, None]
    used = split.counts.reshape(2, split.items, -1) > 0
    return np.asarray((used | ~there).all(axis=(0, 2)))


def _ratio_tests(baseline: Baseline, able: Bools) -> _Found:
    """Each item freed where it is held equal, and held equal where it is free; between them with one slope."""
    split, n = baseline.split, len(able)
    tied, sloped, free = (np.full(n, np.nan) for _ in range(3))
    natural = np.full((2, n, split.saturated.free.shape[1]), np.nan)
    own = split.own_parameters
    for item in np.flatnonzero(able & baseline.usable).tolist():
        toggled = baseline.chosen.copy()
        toggled[item] = not toggled[item]
        model = split.free_items(toggled)
        other = baseline.refit(model, baseline.move_to(item, own[item]))
        runs = ((baseline.model, baseline.run), (model, other))
        (_, run_tied), (with_own, run_free) = runs if toggled[item] else runs[::-1]
        tied[item], free[item] = log_likelihood(run_tied), log_likelihood(run_free)
        natural[:, item] = run_free.point.natural[with_own.place[[item, n + item]]]
        if own[item, 0]:
            between = with_own.with_tied_slope(item, int(with_own.place[n + item]))
            move = baseline.move_to(item, only(own[item], slope=not toggled[item]))
            sloped[item] = log_likelihood(baseline.refit(between, move))
    df = own.sum(axis=1)
    sloped = np.where(own[:, 0], sloped, free)
    return _Found(
        chi_square_tests(2 * (free - tied), df),
        chi_square_tests(2 * (sloped - tied), np.where(own[:, 0], df - 1, df)),
        chi_square_tests(np.where(own[:, 0], 2 * (free - sloped), np.nan), 1),
        *_effects(baseline, natural),
    )


def _wald_tests(baseline: Baseline, able: Bools) -> _Found:
    split, n = baseline.split, len(able)
    own, saturated = split.own_parameters, split.saturated
    natural = np.full((2, n, saturated.free.shape[1]), np.nan)
    statistics = np.full((3, n), np.nan)
    for item in np.flatnonzero(able & baseline.usable).tolist():
        apart, covariance = baseline.contrast(item, own[item])
        slots = np.flatnonzero(own[item])
        for row, of in enumerate((own[item], only(own[item], slope=False), only(own[item], slope=True))):
            statistics[row, item] = _quadratic_form(apart, covariance, of[slots])
        natural[:, item] = baseline.run.point.natural[baseline.model.place[[item, n + item]]]
        if not baseline.chosen[item]:
            move = split.unravel(baseline.move_to(item, own[item]))
            natural[:, item] += move[[item, n + item]]
    df = own.sum(axis=1)
    intercepts = np.array([only(each, slope=False).sum() for each in own])
    return _Found(
        chi_square_tests(statistics[0], df),
        chi_square_tests(statistics[1], intercepts),
        chi_square_tests(statistics[2], df - intercepts),
        *_effects(baseline, natural),
    )


def _quadratic_form(apart: Floats, covariance: Floats, of: Bools) -> float:
    """The Wald statistic of some of the differences; NaN where there are none, or they are not determined."""
    spread = covariance[np.ix_(of, of)]
    if not of.any() or not np.isfinite(spread).all() or np.linalg.matrix_rank(spread) < of.sum():
        return np.nan
    return float(apart[of] @ np.linalg.solve(spread, apart[of]))


def _effects(baseline: Baseline, natural: Floats) -> tuple[EffectSizes, tuple[float, float]]:
    population, nodes = baseline.run.point.population, baseline.grid.nodes
    weights = np.exp(population.log_weights(nodes)[-1])
    family = baseline.split.saturated.family[: natural.shape[1]]
    curves = [expected_scores(family, np.where(np.isnan(side), 0.0, side), nodes) for side in natural]
    for each in curves:
        each[np.isnan(natural[0, :, 0])] = np.nan
    with np.errstate(invalid="ignore"):
        found = effect_sizes(curves[0], curves[1], nodes, weights)
    return found, (float(population.mean[-1]), float(population.sd[-1]))
