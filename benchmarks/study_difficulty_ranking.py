"""How far provisional difficulties of procedural numeracy agree with judges: the tables of docs/item-bank.md.

`study_difficulty_ranking.py [samples]` prints Spearman's rank correlation of the share that is right by the bank with
the judged one, for each year group's sets, over all items and over those introduced in that year, with 95 % limits by
resampling items; beside it what features alone and the year of introduction alone reach, and how the judges agree with
each other and with themselves. First for the sets that effects of templates are estimated from, each by the effects of
all other sets; then for the sets that nothing is estimated from, where there are judgements of them. The aim is .75 in
each year, by three judges.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import combinations
from statistics import fmean

import numpy as np
from scipy.stats import spearmanr

from benchmarks.targets import Targets
from itembank import numeracy_bank
from itembank.content.item_versions import YEARS
from itembank.numeracy.judging.expert_judgements import HELD_OUT, Judgement, expert_judgements
from itembank.numeracy.judging.judged_difficulty import JudgedItem, judged_items
from tests.support.judged_agreement import (
    Score,
    agreement,
    left_out_facilities,
    modelled_facility,
    provisional_facility,
    set_agreements,
)

SAMPLES, SEED = 1000, 19
AIM = 0.75
HEADS = ("Year", "items", "ρ, all items", "95 %", "ρ, new in the year", "95 %", "ρ, features alone", "ρ, year alone")
JUDGE_HEADS = (
    "Year",
    "set",
    "judges",
    "items",
    "ρ between judges",
    "reliability of their mean",
    "ρ with a second time",
)


def in_sets(judged: Sequence[JudgedItem], score: Score) -> float:
    """Mean agreement over the sets."""
    return fmean(set_agreements(judged, score))


def limits(judged: Sequence[JudgedItem], score: Score, samples: int, rng: np.random.Generator) -> str:
    """95 % limits of `in_sets`, items drawn anew with replacement within each set."""
    sets = [[each for each in judged if each.set == number] for number in sorted({each.set for each in judged})]
    drawn = [
        fmean(agreement([items[place] for place in rng.integers(0, len(items), len(items))], score) for items in sets)
        for _ in range(samples)
    ]
    low, high = np.percentile(drawn, (2.5, 97.5))
    return f"{low:.2f} to {high:.2f}"


def year_row(judged: Sequence[JudgedItem], year: int, score: Score, samples: int) -> list[str]:
    rng = np.random.default_rng((SEED, year))
    of_year = [each for each in judged if each.year == year]
    new = [each for each in of_year if each.is_new]
    alone = in_sets(of_year, lambda each: -each.item.introduced_year) if year > 2 else 1.0
    return [
        str(year),
        str(len(of_year)),
        f"{in_sets(of_year, score):.2f}",
        limits(of_year, score, samples, rng),
        f"{in_sets(new, score):.2f}",
        limits(new, score, samples, rng),
        f"{in_sets(of_year, modelled_facility):.2f}",
        f"{alone:.2f}" if year > 2 else "",
    ]


def print_table(heads: Sequence[str], rows: Iterator[list[str]]) -> None:
    print(f"\n| {' | '.join(heads)} |\n| {' | '.join(['---'] * len(heads))} |")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


Said = dict[tuple[str, int], dict[str, float]]
"""Percentages by judge and occasion, and by item."""


def correlation(one: dict[str, float], other: dict[str, float]) -> float:
    """Spearman's rank correlation over the items that are in both."""
    both = sorted(one.keys() & other.keys())
    return float(spearmanr([one[name] for name in both], [other[name] for name in both]).statistic)


def judge_row(judgements: Sequence[Judgement], year: int, number: int) -> list[str]:
    """How judges of a set agree; the reliability of a mean of n is n ρ / (1 + (n − 1) ρ) (Spearman–Brown)."""
    said: Said = {}
    for each in judgements:
        if (each.year, each.set) == (year, number):
            said.setdefault((each.judge, each.occasion), {})[each.item] = each.percent
    judges = sorted({judge for judge, _ in said})
    between = [correlation(said[one, 1], said[other, 1]) for one, other in combinations(judges, 2)]
    again = [correlation(said[judge, 1], said[judge, 2]) for judge in judges if (judge, 2) in said]
    mean, n = fmean(between) if between else float("nan"), len(judges)
    return [
        str(year),
        str(number),
        str(n),
        str(len(said[judges[0], 1])),
        f"{min(between):.2f} to {max(between):.2f}" if between else "",
        f"{n * mean / (1 + (n - 1) * mean):.2f}" if between else "",
        ", ".join(f"{value:.2f}" for value in again),
    ]


def main(samples: int) -> None:
    targets, left_out = Targets(), left_out_facilities()
    judged = judged_items(expert_judgements(), numeracy_bank().items)
    groups: list[tuple[str, list[JudgedItem], Score]] = [
        ("sets left out in turn", list(left_out), left_out.__getitem__),
        ("sets held out", [each for each in judged if each.set in HELD_OUT], provisional_facility),
    ]
    for name, items, score in groups:
        if items:
            print(f"\n{name.capitalize()}")
            print_table(HEADS, (year_row(items, year, score, samples) for year in YEARS))
            targets.within(f"mean ρ, {name}", in_sets(items, score), 0.79, 1)
            new = [each for each in items if each.is_new]
            targets.within(f"mean ρ of new items, {name}", in_sets(new, score), 0.7, 1)
            for year in YEARS:
                targets.within(
                    f"ρ in Year {year}, {name}", in_sets([i for i in items if i.year == year], score), AIM, 1
                )
    cells = sorted({(each.set, each.year) for each in judged})
    print_table(JUDGE_HEADS, (judge_row(expert_judgements(), year, number) for number, year in cells))
    targets.exit()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
