"""Change in scores between two bank versions, by simulation: the same simulees sit both."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine import AdaptiveTest, Answered, ItemParameters, Simulation, replay, reported, simulate
from engine.numerics.array_types import Bools, Floats, Ints
from engine.numerics.counter_based_draws import Purpose, draw_bits
from itembank.compilation.design_compilation import compile_test
from itembank.compilation.eligible_items import above_ceiling
from itembank.compilation.item_pool import item_parameters
from itembank.content.item_versions import ItemVersion
from itembank.versions.bank_version import BankVersion


@dataclass(frozen=True)
class ChangeSummary:
    """Differences new − old over the same simulees, in logits.

    Parameters
    ----------
    theta_mean, theta_rms : mean and root mean square difference of reported ability
    se_mean, se_rms : mean and root mean square difference of its SE
    """

    theta_mean: float
    theta_rms: float
    se_mean: float
    se_rms: float


@dataclass(frozen=True)
class ScoreDifference:
    """Difference in a year group's scores between two bank versions.

    Parameters
    ----------
    same_answers : answers to the old version, to items that are alike in both, rescored with the new parameters: what
        happens to results that already exist
    sat_anew : new sittings of the new version against those of the old, chance included
    bias_before, bias_after : mean of reported − true ability in sittings of the old version and of the new one
    se_before, se_after : mean SE in sittings of their own
    exposure_before, exposure_after : largest share of sittings that one item is in
    above_ceiling : items in sittings of the new version that its ceilings exclude
    """

    year: int
    simulees: int
    same_answers: ChangeSummary
    sat_anew: ChangeSummary
    bias_before: float
    bias_after: float
    se_before: float
    se_after: float
    exposure_before: float
    exposure_after: float
    above_ceiling: int


def score_difference(
    old: BankVersion, new: BankVersion, design: str, year: int, *, simulees: int = 500, seed: int = 1
) -> ScoreDifference:
    """Simulate how a year group's scores differ between two bank versions.

    Each simulee sits both versions under one seed. An item that is alike in both gets the same answer, drawn from the
    new parameters: if these are nearer the truth, `bias_before` is the bias of the old ones. Two versions of the same
    content differ by 0 throughout. Scoring rules are not simulated: a corrected key shows when sittings are rescored.

    Parameters
    ----------
    design : name of a design that both versions have
    simulees : number drawn from the new version's population of the year group

    Raises
    ------
    UnknownDesign, UnknownYear, InvalidBank
    """
    first, second = _aligned(old, new)
    population = second.design(design).population(year)
    theta = np.random.default_rng([seed, year]).normal(population.mean, population.sd, simulees)
    word = int(draw_bits(seed, year, Purpose.STUDY, np.array([0]))[0])
    tests = compile_test(first, first.design(design), year), compile_test(second, second.design(design), year)
    before = simulate(tests[0], theta, word, truth=_truth(first, second))
    after = simulate(tests[1], theta, word)
    anew = _scored_by(tests[1], before, _shared(first, second))
    return ScoreDifference(
        year,
        simulees,
        same_answers=_change(anew - np.array((before.theta, before.se))),
        sat_anew=_change(np.array((after.theta - before.theta, after.se - before.se))),
        bias_before=float((before.theta - theta).mean()),
        bias_after=float((after.theta - theta).mean()),
        se_before=float(before.se.mean()),
        se_after=float(after.se.mean()),
        exposure_before=_highest_exposure(before),
        exposure_after=_highest_exposure(after),
        above_ceiling=int(above_ceiling(tests[1])[after.items[after.items >= 0]].sum()),
    )


def _highest_exposure(done: Simulation) -> float:
    """Largest share of sittings that one item is in."""
    given = done.items[done.items >= 0]
    return float(np.bincount(given).max(initial=0) / len(done.items))


def _change(changes: Floats) -> ChangeSummary:
    """Summary of the changes of ability and SE, shape (2, P)."""
    (theta, se), (theta_rms, se_rms) = changes.mean(axis=1), np.sqrt(np.mean(changes**2, axis=1))
    return ChangeSummary(float(theta), float(theta_rms), float(se), float(se_rms))


def _scored_by(test: AdaptiveTest, done: Simulation, shared: int) -> Floats:
    """Reported ability and SE, shape (2, P), of the answers to the first ``shared`` items under another test."""
    found = [
        reported(test, replay(test, _answers(*sitting, shared)))
        for sitting in zip(done.items, done.scores, done.scored, strict=True)
    ]
    return np.array([[estimate.theta for estimate in found], [estimate.se for estimate in found]])


def _answers(items: Ints, scores: Ints, scored: Bools, shared: int) -> Iterator[Answered]:
    for item, score, counts in zip(items.tolist(), scores.tolist(), scored.tolist(), strict=True):
        if 0 <= item < shared:
            yield Answered(item, score, counts)


def _shared(old: BankVersion, new: BankVersion) -> int:
    """Number of items that are alike in both versions; they come first."""
    pairs = zip(old.items, new.items, strict=False)
    return sum((was.id, was.most) == (now.id, now.most) for was, now in pairs)


def _aligned(old: BankVersion, new: BankVersion) -> tuple[BankVersion, BankVersion]:
    """Both versions with their common items first and in one order, since answers are drawn by item index."""
    held = {item.id: item for item in new.items}
    common = {item.id for item in old.items if item.id in held and held[item.id].most == item.most}
    first = (*(item for item in old.items if item.id in common), *(item for item in old.items if item.id not in common))
    shared = (held[item.id] for item in old.items if item.id in common)
    second = (*shared, *(item for item in new.items if item.id not in common))
    return replace(old, items=first), replace(new, items=second)


def _truth(old: BankVersion, new: BankVersion) -> ItemParameters:
    """The new parameters of the old version's items; the old ones of items that the new version lacks."""
    held = {item.id: item for item in new.items}

    def believed(item: ItemVersion) -> ItemVersion:
        other = held.get(item.id, item)
        return other if other.most == item.most else item

    return item_parameters([believed(item) for item in old.items])
