"""Effects of topics and templates on difficulty, estimated from judgements and shrunk toward 0.

A judged item's place within its set and year is y = κx + u + v + w + e: x is what the features say, u, v and w are
independent normal effects of its topic, of its template, and of its template in the year that introduces it, and e is
what is its own, the judges' error included. Best linear unbiased predictions of u, v and w (Henderson, 1975; Robinson,
1991) minimise Σ e² + Σ λ (effect)², where λ is the variance of e over that of the effect: an effect of n judgements
is shrunk by n / (n + λ), as in empirical Bayes (Efron & Morris, 1975).

κ is below 1 since neither features nor judges are exact. Without it an effect would also say that what features
call easy is not quite as easy. (u + v + w) / κ is what a template adds to x on the scale of x.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from itembank.content.item_versions import ItemVersion
from itembank.numeracy.judging.judged_difficulty import JudgedDifficulties
from itembank.numeracy.judging.template_effects import judged_template

Cell = tuple[int, str]
"""A year of introduction and a template."""


@dataclass(frozen=True)
class Shrinkage:
    """The variance of what is an item's own over that of each effect."""

    topic: float
    template: float
    template_in_year: float


SHRINKAGE = Shrinkage(topic=4.0, template=2.0, template_in_year=2.0)
"""What foretold sets that were left out best, of those that `freeze_template_effects --compare` tries."""


@dataclass(frozen=True)
class EffectEstimate:
    """Effects in logits on the scale of the modelled difficulties, shrunk and not centred.

    Parameters
    ----------
    slope : κ, the slope of judged on modelled difficulty
    by_group : effects by what has them
    """

    slope: float
    by_group: Mapping[object, float]

    def effect(self, item: ItemVersion) -> float:
        """What item's topic and template add to its modelled difficulty; 0 for what no judge saw."""
        return sum(self.by_group.get(group, 0.0) for group in _groups(item))


def _groups(item: ItemVersion) -> tuple[object, ...]:
    """What an item shares effects with: topic, template, template in its year; of three types, so never the same."""
    return (("topic", item.topic), ("template", item.template), (item.introduced_year, item.template))


def estimate_effects(known: JudgedDifficulties, shrinkage: Shrinkage) -> EffectEstimate:
    """Effects of topics, templates and templates in a year, by Henderson's mixed model equations."""
    groups = [_groups(each.item) for each in known.items]
    ratios = (shrinkage.topic, shrinkage.template, shrinkage.template_in_year)
    columns = {group: ratio for of_item in groups for group, ratio in zip(of_item, ratios, strict=True)}
    place = {group: column for column, group in enumerate(columns, 1)}
    design = np.zeros((len(groups), len(columns) + 1))
    design[:, 0] = known.modelled
    for row, of_item in enumerate(groups):
        design[row, [place[group] for group in of_item]] = 1.0
    penalty = np.diag([0.0, *columns.values()])
    slope, *effects = np.linalg.solve(design.T @ design + penalty, design.T @ known.judged)
    return EffectEstimate(float(slope), {group: effects[column - 1] / slope for group, column in place.items()})


def centred_effects(estimate: EffectEstimate, items: Iterable[ItemVersion]) -> Mapping[Cell, float]:
    """The mean effect of each template's items in each year, less the mean over all items that the year introduces.

    So the mean difficulty of a year's items stays where the model of features puts it: judges compare items within a
    year and say nothing about its level. A template that has the effect of another (`judged_template`) is passed over.
    """
    by_cell: defaultdict[Cell, list[float]] = defaultdict(list)
    by_year: defaultdict[int, list[float]] = defaultdict(list)
    for item in (each for each in items if judged_template(each.template) == each.template):
        for effects in (by_cell[item.introduced_year, item.template], by_year[item.introduced_year]):
            effects.append(estimate.effect(item))
    return {cell: fmean(by_cell[cell]) - fmean(by_year[cell[0]]) for cell in sorted(by_cell)}
