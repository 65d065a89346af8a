"""How far provisional difficulties of procedural numeracy agree with blind rankings: the table of docs/item-bank.md.

`study_difficulty_ranking.py [samples]` prints Spearman's rank correlation for each year group's sets, over all items
and over those introduced in that year, with 95 % limits by resampling items; beside it what the year of introduction
alone reaches, and how the judge's first percentages agree with the second ones, minutes later. The aim is .75 in each
year, by three judges; these are of one.
"""

import sys
from collections.abc import Sequence

import numpy as np
from scipy.stats import spearmanr

from benchmarks.targets import Targets
from tests.support.blind_rankings import BUILT, JUDGED, RankedItem, agreement, ranked_items, set_agreements

SAMPLES, SEED = 1000, 19
HEADS = ("Year", "items", "ρ, all items", "95 %", "ρ, new in the year", "95 %", "ρ, year alone", "judge, second time")


def in_sets(ranked: Sequence[RankedItem]) -> float:
    """Mean agreement over the sets."""
    return float(np.mean(set_agreements(ranked)))


def limits(ranked: Sequence[RankedItem], samples: int, rng: np.random.Generator) -> str:
    """95 % limits of `in_sets`, items drawn anew with replacement within each set."""
    sets = [[each for each in ranked if each.set == number] for number in sorted({each.set for each in ranked})]
    drawn = [
        np.mean([agreement([items[place] for place in rng.integers(0, len(items), len(items))]) for items in sets])
        for _ in range(samples)
    ]
    low, high = np.percentile(drawn, (2.5, 97.5))
    return f"{low:.2f} to {high:.2f}"


def year_row(ranked: Sequence[RankedItem], year: int, samples: int) -> list[str]:
    rng = np.random.default_rng((SEED, year))
    of_year = [each for each in ranked if each.year == year]
    new = [each for each in of_year if each.is_new]
    alone = np.mean(set_agreements(of_year, lambda item: item.introduced_year)) if year > 2 else float("nan")
    again = spearmanr([each.first for each in of_year], [each.second for each in of_year]).statistic
    return [
        str(year),
        str(len(of_year)),
        f"{in_sets(of_year):.2f}",
        limits(of_year, samples, rng),
        f"{in_sets(new):.2f}",
        limits(new, samples, rng),
        f"{alone:.2f}",
        f"{again:.2f}",
    ]


def main(samples: int) -> None:
    targets, every = Targets(), ranked_items()
    for name, sets in (("not used to build the model", JUDGED), ("used to build it", BUILT)):
        ranked = [each for each in every if each.set in sets]
        print(
            f"\nSets {' and '.join(map(str, sets))}, {name}\n\n| {' | '.join(HEADS)} |\n| {' | '.join(['---'] * 8)} |"
        )
        for year in range(2, 10):
            print(f"| {' | '.join(year_row(ranked, year, samples if sets == JUDGED else samples // 10))} |", flush=True)
        targets.within(f"mean ρ, {name}", in_sets(ranked), 0.68, 1)
        targets.within(f"mean ρ of new items, {name}", in_sets([each for each in ranked if each.is_new]), 0.55, 1)
    targets.exit()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
