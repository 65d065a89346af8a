"""How varied the sittings of each built-in bank are, and what the limits of templates and families cost.

`study_variety.py [sittings] [subjects]` simulates so many sittings of each year group. For a bank of single questions
(procedural numeracy), and its practice, with the limits and without them: the share of sittings with a template twice
and with a family three times, neighbours of one topic in a sitting, the share of sittings that name a child twice, the
questions that tell of the commonest context, the mean SE, the greatest exposure rate and the overlap. Prints the tables
of docs/designs.md. Targets, a missed one of which makes the exit code 1: the limits hold in every sitting, no
neighbours of one topic, at most one sitting in a hundred names a child twice, an SE at most 3 % greater, and rates and
overlap within what the bank's tests keep (docs/item-bank.md).

A bank of scenarios or passages has no limits of templates: each comes once. There the table tells how many of them are
mainly of each strand (of stories, of information, of verse), neighbours that are mainly of the same one, beside what a
random order would have, and how many topics there are, and the greatest number of questions on one. Targets: rates and
overlap as a simulation study requires them (docs/simulation-studies.md).
"""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np

from benchmarks.targets import Targets
from engine import AdaptiveTest, Apart, Blueprint, MostOfEach, Randomesque, RepeatLimit, Shadow, simulate
from engine.numerics.array_types import Floats
from itembank import BankVersion, ItemVersion, compile_practice_test, compile_test
from itembank.builtin_banks import builtin_bank
from itembank.compilation.eligible_items import effective_pool_size
from itembank.simulation_study.exposure_and_content import highest_exposure_rate, overlap_rate, presented_items

SUBJECTS = "numeracy-procedural,numeracy-reasoning,reading-en,reading-cy"
SITTINGS, SEED, WITHOUT_DRAWN = 500, 95, 14


@dataclass(frozen=True)
class Found:
    """What sittings of one year group are like: shares of sittings, and means over them."""

    most_of_template: int
    most_of_family: int
    template_twice: float
    family_thrice: float
    neighbours: float
    named_twice: float
    most_of_context: float
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
    people, contexts = (
        np.array([most_of_one(getattr(item, name) for item in sitting) for sitting in sittings])
        for name in ("person", "context")
    )
    alike = [sum(one.topic == two.topic for one, two in pairwise(each)) for each in sittings]
    return Found(
        int(templates.max()),
        int(families.max()),
        float((templates > 1).mean()),
        float((families > 2).mean()),
        float(np.mean(alike)),
        float((people > 1).mean()),
        float(contexts.mean()),
        float(done.se.mean()),
        float(shown.mean(axis=0).max()),
        overlap_rate(shown),
    )


def most_of_one(values: Iterable[str]) -> int:
    """How often the commonest value comes; 0 where there are empty ones alone."""
    return max(Counter(filter(None, values)).values(), default=0)


def without_limits(test: AdaptiveTest) -> AdaptiveTest:
    """The test as it was before it had limits."""
    masks = tuple(mask for mask in test.masks if not isinstance(mask, RepeatLimit | Apart))
    blueprint = test.blueprint
    if isinstance(blueprint, Shadow):
        others = tuple(each for each in blueprint.blueprint.constraints if not isinstance(each, MostOfEach))
        blueprint = Shadow(Blueprint(blueprint.blueprint.length, others))
    exposure = None if test.exposure is None else Randomesque(WITHOUT_DRAWN)
    return replace(test, masks=masks, blueprint=blueprint, exposure=exposure)


def abilities(bank: BankVersion, year: int, sittings: int) -> Floats:
    population = bank.designs[0].population(year)
    return np.random.default_rng((SEED, year)).normal(population.mean, population.sd, sittings)


def both(test: AdaptiveTest, items: tuple[ItemVersion, ...], theta: Floats) -> tuple[Found, Found]:
    """Without the limits and with them, for the same learners."""
    return found(without_limits(test), items, theta), found(test, items, theta)


def row(year: int, before: Found, after: Found) -> str:
    told = [
        f"{before.template_twice:.2f} → {after.template_twice:.2f}",
        f"{before.most_of_template} → {after.most_of_template}",
        f"{before.family_thrice:.2f} → {after.family_thrice:.2f}",
        f"{before.most_of_family} → {after.most_of_family}",
        f"{before.neighbours:.2f} → {after.neighbours:.2f}",
        f"{before.named_twice:.2f} → {after.named_twice:.2f}",
        f"{before.most_of_context:.1f} → {after.most_of_context:.1f}",
        f"{before.se:.3f} → {after.se:.3f} ({100 * (after.se / before.se - 1):+.1f} %)",
        f"{before.rate:.3f} → {after.rate:.3f}",
        f"{before.overlap:.3f} → {after.overlap:.3f}",
    ]
    return f"| {year} | {' | '.join(told)} |"


def heads(of: str, columns: str) -> None:
    print(f"{of}\n| {columns} |\n|{' --- |' * (columns.count('|') + 1)}", flush=True)


def judge(
    targets: Targets, name: str, bank: BankVersion, year: int, before: Found, after: Found, chance: float
) -> None:
    test = compile_test(bank, bank.designs[0], year)
    limits = {mask.attribute: mask.maximum for mask in test.masks if isinstance(mask, RepeatLimit)}
    eligible = sum(item.introduced_year <= year for item in bank.items)
    targets.within(f"{name}: most of a template", after.most_of_template, 1, limits["template"])
    targets.within(f"{name}: most of a family", after.most_of_family, 1, limits["family"])
    targets.within(f"{name}: neighbours of one topic", after.neighbours, 0, 0)
    targets.within(f"{name}: sittings that name a child twice", after.named_twice, 0, 0.01)
    targets.within(f"{name}: SE with limits over SE without", after.se / before.se, 0, 1.03)
    targets.within(f"{name}: greatest exposure rate", after.rate, 0, 0.25 + chance)
    targets.within(f"{name}: overlap", after.overlap, 0, max(0.15, 1.3 * bank.designs[0].length / eligible))


def of_single_questions(targets: Targets, bank: BankVersion, sittings: int) -> None:
    columns = (
        "Year | template twice | most | family thrice | most | neighbours | a child twice | one context | SE"
        " | highest rate | overlap"
    )
    counting, practice, design = {}, {}, bank.designs[0]
    heads(f"{design.name}, {sittings} sittings", columns)
    for year in design.years:
        counting[year] = both(compile_test(bank, design, year), bank.items, abilities(bank, year, sittings))
        print(row(year, *counting[year]), flush=True)
    heads(f"{design.name}, {sittings} sittings of practice", columns)
    for year in design.years:
        practice[year] = both(compile_practice_test(bank, design, year), bank.practice, abilities(bank, year, sittings))
        print(row(year, *practice[year]), flush=True)
    for year, (before, after) in counting.items():
        judge(targets, f"{design.name}, Year {year}", bank, year, before, after, 2 * np.sqrt(0.25 * 0.75 / sittings))
    for year, (_, after) in practice.items():
        targets.within(f"practice of Year {year}: most of a template", after.most_of_template, 1, 1)
        targets.within(f"practice of Year {year}: most of a family", after.most_of_family, 1, 2)


@dataclass(frozen=True)
class Passage:
    """A passage or scenario in a sitting: the strand of most of its questions there, of the first one in a tie."""

    strand: str
    questions: tuple[ItemVersion, ...]


def passages(sitting: list[ItemVersion]) -> list[Passage]:
    """The passages of a sitting in order."""
    each = [tuple(questions) for _, questions in groupby(sitting, lambda item: item.stimulus)]
    return [Passage(Counter(item.strand for item in one).most_common(1)[0][0], one) for one in each]


def spread_row(year: int, strands: list[str], sittings: list[list[Passage]]) -> str:
    """How the passages and topics of sittings are spread."""
    kinds = np.array([[sum(one.strand == strand for one in sitting) for strand in strands] for sitting in sittings])
    alike = [sum(one.strand == two.strand for one, two in pairwise(sitting)) for sitting in sittings]
    topics = [Counter(item.topic for one in sitting for item in one.questions) for sitting in sittings]
    most = [max(each.values()) for each in topics]
    told = [
        f"{np.mean([len(sitting) for sitting in sittings]):.1f}",
        *(f"{of.mean():.1f} ({of.min()}–{of.max()})" for of in kinds.T),
        f"{np.mean(alike):.2f} ({np.mean((kinds * (kinds - 1)).sum(axis=1) / kinds.sum(axis=1)):.2f})",
        f"{np.mean([len(each) for each in topics]):.1f} | {np.mean(most):.1f} ({max(most)})",
    ]
    return f"| {year} | {' | '.join(told)}"


def of_passages(targets: Targets, bank: BankVersion, sittings: int) -> None:
    design, strands = bank.designs[0], list(dict.fromkeys(item.strand for item in bank.items))
    columns = "neighbours alike (in random order) | topics | most of one | SE | highest rate | overlap"
    heads(
        f"{design.name}, {sittings} sittings; the design has no limits of templates or families: a passage comes once",
        f"Year | passages | {' | '.join(strands)} | {columns}",
    )
    kept = []
    for year in design.years:
        test = compile_test(bank, design, year)
        done = simulate(test, abilities(bank, year, sittings), SEED)
        shown = presented_items(done, len(bank.items))
        rate, overlap = highest_exposure_rate(shown), overlap_rate(shown)
        spread = spread_row(year, strands, [passages([bank.items[at] for at in row if at >= 0]) for row in done.items])
        print(f"{spread} | {done.se.mean():.3f} | {rate:.3f} | {overlap:.3f} |", flush=True)
        kept.append((year, rate, overlap, design.for_year(year).length / effective_pool_size(test)))
    for year, rate, overlap, alike in kept:
        limit = max(0.25, 1.5 * alike)
        chance = 3 * np.sqrt(limit * (1 - limit) / sittings)
        targets.within(f"{design.name}, Year {year}: greatest exposure rate", rate, 0, limit + chance)
        targets.within(f"{design.name}, Year {year}: overlap", overlap, 0, max(0.15, 1.3 * alike))


def main(sittings: int = SITTINGS, subjects: str = SUBJECTS) -> None:
    targets = Targets()
    for subject in subjects.split(","):
        bank = builtin_bank(subject)
        (of_passages if bank.stimuli else of_single_questions)(targets, bank, sittings)
    targets.exit()


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*map(int, given[:1]), *given[1:])
