"""An item's judged facility as a difficulty among the items of its set and year."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from statistics import fmean
from typing import Self

import numpy as np

from engine.numerics.array_types import Floats
from itembank.content.item_versions import ItemVersion
from itembank.content.shown_texts import all_texts
from itembank.numeracy.difficulty_model import modelled_difficulty
from itembank.numeracy.judging.expert_judgements import Judgement
from itembank.scoring.chance_scores import chance_floors

SHOWN_IN_PART = 5
"""The set whose sheets left out entries to order, to match and to fill in, number lines and the bars of fractions."""

_SHOWN_TYPES = ("number", "choice", "multiple")

FACILITIES = (0.03, 0.97)
"""Limits that a judged facility is brought within once chance is taken away, so that its logit is finite."""


@dataclass(frozen=True)
class JudgedItem:
    """An item with the mean of what judges said of it for the children of a year group.

    Parameters
    ----------
    facility : judged share of right answers, from 0 to 1
    """

    set: int
    year: int
    item: ItemVersion
    facility: float

    @property
    def is_new(self) -> bool:
        """Whether the item is introduced in the year that it was judged for."""
        return self.item.introduced_year == self.year

    @property
    def was_shown(self) -> bool:
        """Whether the judges saw all that a child sees."""
        return self.set != SHOWN_IN_PART or (self.item.response.type in _SHOWN_TYPES and not _has_fraction(self.item))


def _has_fraction(item: ItemVersion) -> bool:
    return any("<mfrac>" in text.en for text in all_texts((item.prompt, item.response)))


def judged_items(judgements: Iterable[Judgement], items: Iterable[ItemVersion]) -> tuple[JudgedItem, ...]:
    """The judged items that a bank still has, by name: the mean over judges of each one's mean over occasions."""
    known = {item.item: item for item in items}
    said: defaultdict[tuple[int, int, str], defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for each in judgements:
        if each.item in known:
            said[each.set, each.year, each.item][each.judge].append(each.percent)
    return tuple(
        JudgedItem(number, year, known[name], fmean(map(fmean, by_judge.values())) / 100)
        for (number, year, name), by_judge in said.items()
    )


@dataclass(frozen=True)
class JudgedDifficulties:
    """Modelled and judged difficulties, logits from their mean in each set and year.

    Parameters
    ----------
    modelled : by features alone (`modelled_difficulty`)
    judged : standardised within set and year to the mean and SD of ``modelled``
    """

    items: tuple[JudgedItem, ...]
    modelled: Floats
    judged: Floats

    def part(self, kept: Sequence[bool]) -> Self:
        """Those items of which it is said that they are kept."""
        items = tuple(compress(self.items, kept))
        return replace(self, items=items, modelled=self.modelled[kept], judged=self.judged[kept])


def judged_difficulties(judged: Iterable[JudgedItem]) -> JudgedDifficulties:
    """The difficulties of the items that were shown as children see them.

    A judged facility p is freed from chance, (p − c) / (1 − c), and its logit turned round. Judges say which item is
    harder better than by how much, and how hard a whole year is not at all; so only the place within set and year
    is kept.
    """
    items = tuple(each for each in judged if each.was_shown)
    modelled = np.array([modelled_difficulty(each.item.introduced_year, each.item.features) for each in items])
    said = -_logits(items)
    cells = np.array([(each.set, each.year) for each in items])
    for cell in np.unique(cells, axis=0):
        here = (cells == cell).all(axis=1)
        modelled[here] -= modelled[here].mean()
        said[here] = (said[here] - said[here].mean()) / said[here].std() * modelled[here].std()
    return JudgedDifficulties(items, modelled, said)


def _logits(items: Sequence[JudgedItem]) -> Floats:
    chance = np.array([chance_floors(each.item.response, each.item.rule, 1)[0] for each in items])
    facility = np.array([each.facility for each in items])
    freed: Floats = np.clip((facility - chance) / (1 - chance), *FACILITIES)
    return np.log(freed / (1 - freed))
