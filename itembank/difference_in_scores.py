"""What another bank version does to scores, by simulation: the same people sit both."""

from dataclasses import dataclass, replace

import numpy as np

from engine import ItemParameters, Simulation, simulate
from engine.draws import Purpose, draw_word
from itembank.bank import BankVersion
from itembank.compilation import compile_test, item_parameters
from itembank.design import TestDesign
from itembank.items import ItemVersion


@dataclass(frozen=True)
class ScoreChange:
    """New less old, over the same simulees of a year group, in logits.

    Parameters
    ----------
    theta_mean, theta_rms : mean, and root mean square, of the change of the reported ability
    se_mean, se_rms : of the change of its SE
    bias_before, bias_after : mean of reported − true ability under the old version and the new
    """

    year: int
    simulees: int
    theta_mean: float
    theta_rms: float
    se_mean: float
    se_rms: float
    bias_before: float
    bias_after: float


def score_change(
    old: BankVersion, new: BankVersion, design: str, year: int, *, simulees: int = 500, seed: int = 1
) -> ScoreChange:
    """What becomes of the scores of a year group when a design's sittings are of another bank version.

    Each simulee sits both versions under one seed and answers an item that both hold alike, as the parameters of the
    new version say: if these are nearer the truth, `bias_before` is what the old ones do. Two versions of the same
    content give 0 throughout. What a rule says of a reply is not simulated: a mended key shows when sittings are
    rescored.

    Parameters
    ----------
    design : name of a design that both versions have
    simulees : drawn from the new version's population of the year

    Raises
    ------
    UnknownDesign, UnknownYear, InvalidBank
    """
    first, second = _aligned(old, new)
    population = second.design(design).population(year)
    theta = np.random.default_rng([seed, year]).normal(population.mean, population.sd, simulees)
    word = int(draw_word(seed, year, Purpose.STUDY, np.array([0]))[0])
    before = _sat(first, first.design(design), year, theta, word, _truth(first, second))
    after = _sat(second, second.design(design), year, theta, word, None)
    change, se = after.theta - before.theta, after.se - before.se
    return ScoreChange(
        year,
        simulees,
        theta_mean=float(change.mean()),
        theta_rms=float(np.sqrt(np.mean(change**2))),
        se_mean=float(se.mean()),
        se_rms=float(np.sqrt(np.mean(se**2))),
        bias_before=float((before.theta - theta).mean()),
        bias_after=float((after.theta - theta).mean()),
    )


def _aligned(old: BankVersion, new: BankVersion) -> tuple[BankVersion, BankVersion]:
    """Both with their common items first and in one order: a simulee's answer is drawn by an item's place."""
    held = {item.id: item for item in new.items}
    common = {item.id for item in old.items if item.id in held and held[item.id].most == item.most}
    first = (*(item for item in old.items if item.id in common), *(item for item in old.items if item.id not in common))
    shared = (held[item.id] for item in old.items if item.id in common)
    second = (*shared, *(item for item in new.items if item.id not in common))
    return replace(old, items=first), replace(new, items=second)


def _truth(old: BankVersion, new: BankVersion) -> ItemParameters:
    """The new version's parameters of the old one's items; its own of those that the new one lacks."""
    held = {item.id: item for item in new.items}

    def believed(item: ItemVersion) -> ItemVersion:
        other = held.get(item.id, item)
        return other if other.most == item.most else item

    return item_parameters([believed(item) for item in old.items])


def _sat(
    bank: BankVersion, design: TestDesign, year: int, theta: np.ndarray, seed: int, truth: ItemParameters | None
) -> Simulation:
    return simulate(compile_test(bank, design, year), theta, seed, truth=truth)
