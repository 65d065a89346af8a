"""How far provisional difficulties of procedural items agree with judges (docs/item-bank.md, "Judged blind")."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.stats import spearmanr

from itembank import ItemVersion, numeracy_bank
from itembank.content.item_versions import LogisticParameters
from itembank.numeracy.difficulty_model import modelled_difficulty
from itembank.numeracy.judging.cross_validation import left_out
from itembank.numeracy.judging.effect_estimation import SHRINKAGE
from itembank.numeracy.judging.expert_judgements import building_judgements
from itembank.numeracy.judging.judged_difficulty import JudgedItem, judged_difficulties, judged_items

Score = Callable[[JudgedItem], float]
"""What is to agree with the judged facility."""

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(41)


def facility(item: ItemVersion, year: int, difficulty: float) -> float:
    """The share of a year group's children that is right where the item has this difficulty, chance included."""
    population, known = numeracy_bank().designs[0].population(year), item.parameters
    assert isinstance(known, LogisticParameters)
    theta = population.mean + population.sd * _NODES
    right = known.c + (1 - known.c) / (1 + np.exp(difficulty - theta))
    return float(np.average(right, weights=_WEIGHTS))


def provisional_facility(judged: JudgedItem) -> float:
    """The share that is right by the bank's difficulty."""
    return facility(judged.item, judged.year, judged.item.parameters.difficulty)


def left_out_facilities() -> dict[JudgedItem, float]:
    """The share that is right by features and by effects from the judgements of all other sets, for each judged item.

    Items whose sheets did not show all of them have none.
    """
    known = judged_difficulties(judged_items(building_judgements(), numeracy_bank().items))
    effects = left_out(known, SHRINKAGE).difficulty - known.modelled
    return {
        each: facility(
            each.item, each.year, modelled_difficulty(each.item.introduced_year, each.item.features) + effect
        )
        for each, effect in zip(known.items, effects, strict=True)
    }


def modelled_facility(judged: JudgedItem) -> float:
    """The share that is right by features alone."""
    item = judged.item
    return facility(item, judged.year, modelled_difficulty(item.introduced_year, item.features))


def agreement(judged: Sequence[JudgedItem], score: Score) -> float:
    """Spearman's rank correlation of a score with the judged facility."""
    found = spearmanr([score(each) for each in judged], [each.facility for each in judged])
    return float(found.statistic)


def set_agreements(judged: Sequence[JudgedItem], score: Score) -> list[float]:
    """`agreement` in each set of each year."""
    cells = sorted({(each.set, each.year) for each in judged})
    return [agreement([each for each in judged if (each.set, each.year) == cell], score) for cell in cells]
