"""What the limits of templates and families do to the procedural numeracy bank's sittings, and what they cost.

`study_variety.py [sittings]` simulates each year group's sittings, and its practice, with the limits and without them:
the share of sittings with a template twice and with a family three times, neighbours of one topic in a sitting, the
mean SE, the greatest exposure rate and the overlap. Prints the tables of docs/designs.md. Targets, a missed one of
which makes the exit code 1: the limits hold in every sitting, no neighbours of one topic, an SE at most 3 % greater,
and rates and overlap within what the bank's tests keep (docs/item-bank.md).
"""

import sys
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from benchmarks.targets import Targets
from engine import AdaptiveTest, Apart, Blueprint, MostOfEach, Randomesque, RepeatLimit, Shadow, simulate
from engine.numerics.array_types import Floats
from itembank import ItemVersion, compile_practice_test, compile_test, numeracy_bank
from itembank.simulation_study.exposure_and_content import overlap_rate, presented_items

SITTINGS, SHARE_OF_PRACTICE, SEED, WITHOUT_DRAWN = 2000, 4, 95, 14
BANK = numeracy_bank()
(DESIGN,) = BANK.designs


@dataclass(frozen=True)
class Found:
    """What sittings of one year group are like: shares of sittings, and means over them."""

    most_of_template: int
    most_of_family: int
    template_twice: float
    family_thrice: float
    neighbours: float
    se: float
    rate: float
    overlap: float


def found(test: AdaptiveTest, items: tuple[ItemVersion, ...], theta: Floats) -> Found:
    """Simulate sittings and look at what was presented."""
    done = simulate(test, theta, SEED)
    shown = presented_items(done, len(items))
    sittings = [[items[place] for place in row if place >= 0] for row in done.items]
    templates, families = (
        np.array([max(Counter(getattr(item, name) for item in sitting).values()) for sitting in sittings])
        for name in ("template", "family")
    )
    alike = [sum(one.topic == two.topic for one, two in pairwise(each)) for each in sittings]
    return Found(
        int(templates.max()),
        int(families.max()),
        float((templates > 1).mean()),
        float((families > 2).mean()),
        float(np.mean(alike)),
        float(done.se.mean()),
        float(shown.mean(axis=0).max()),
        overlap_rate(shown),
    )


def without_limits(test: AdaptiveTest) -> AdaptiveTest:
    """The test as it was before it had limits."""
    masks = tuple(mask for mask in test.masks if not isinstance(mask, RepeatLimit | Apart))
    blueprint = test.blueprint
    if isinstance(blueprint, Shadow):
        others = tuple(each for each in blueprint.blueprint.constraints if not isinstance(each, MostOfEach))
        blueprint = Shadow(Blueprint(blueprint.blueprint.length, others))
    exposure = None if test.exposure is None else Randomesque(WITHOUT_DRAWN)
    return replace(test, masks=masks, blueprint=blueprint, exposure=exposure)


def both(test: AdaptiveTest, items: tuple[ItemVersion, ...], year: int, sittings: int) -> tuple[Found, Found]:
    """Without the limits and with them, for the same learners."""
    population = DESIGN.population(year)
    theta = np.random.default_rng((SEED, year)).normal(population.mean, population.sd, sittings)
    return found(without_limits(test), items, theta), found(test, items, theta)


def row(year: int, before: Found, after: Found) -> str:
    told = [
        f"{before.template_twice:.2f} → {after.template_twice:.2f}",
        f"{before.most_of_template} → {after.most_of_template}",
        f"{before.family_thrice:.2f} → {after.family_thrice:.2f}",
        f"{before.most_of_family} → {after.most_of_family}",
        f"{before.neighbours:.2f} → {after.neighbours:.2f}",
        f"{before.se:.3f} → {after.se:.3f} ({100 * (after.se / before.se - 1):+.1f} %)",
        f"{before.rate:.3f} → {after.rate:.3f}",
        f"{before.overlap:.3f} → {after.overlap:.3f}",
    ]
    return f"| {year} | {' | '.join(told)} |"


def heads(of: str) -> None:
    print(of)
    print("| Year | template twice | most | family thrice | most | neighbours | SE | highest rate | overlap |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)


def judge(targets: Targets, year: int, before: Found, after: Found, sittings: int) -> None:
    test = compile_test(BANK, DESIGN, year)
    limits = {mask.attribute: mask.maximum for mask in test.masks if isinstance(mask, RepeatLimit)}
    eligible = sum(item.introduced_year <= year for item in BANK.items)
    chance = 2 * np.sqrt(0.25 * 0.75 / sittings)
    targets.within(f"Year {year}: most of a template", after.most_of_template, 1, limits["template"])
    targets.within(f"Year {year}: most of a family", after.most_of_family, 1, limits["family"])
    targets.within(f"Year {year}: neighbours of one topic", after.neighbours, 0, 0)
    targets.within(f"Year {year}: SE with limits over SE without", after.se / before.se, 0, 1.03)
    targets.within(f"Year {year}: greatest exposure rate", after.rate, 0, 0.25 + chance)
    targets.within(f"Year {year}: overlap", after.overlap, 0, max(0.15, 1.3 * DESIGN.length / eligible))


def main(sittings: int) -> None:
    targets, few = Targets(), sittings // SHARE_OF_PRACTICE
    counting, practice = {}, {}
    heads(f"{sittings} sittings")
    for year in DESIGN.years:
        counting[year] = both(compile_test(BANK, DESIGN, year), BANK.items, year, sittings)
        print(row(year, *counting[year]), flush=True)
    heads(f"{few} sittings of practice")
    for year in DESIGN.years:
        practice[year] = both(compile_practice_test(BANK, DESIGN, year), BANK.practice, year, few)
        print(row(year, *practice[year]), flush=True)
    for year, (before, after) in counting.items():
        judge(targets, year, before, after, sittings)
    for year, (_, after) in practice.items():
        targets.within(f"practice of Year {year}: most of a template", after.most_of_template, 1, 1)
        targets.within(f"practice of Year {year}: most of a family", after.most_of_family, 1, 2)
    targets.exit()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SITTINGS)
