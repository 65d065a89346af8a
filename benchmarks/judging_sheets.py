"""Sheets for judges of difficulty: items of procedural numeracy that no one has judged, with all that a child sees.

`judging_sheets.py SHEETS KEY SEED` writes a sheet for each year group, `year-4.txt`, into the folder SHEETS, and which
item has which number into the CSV file KEY, which judges do not get: 40 items a year, half of them introduced in that
year, of as many topics as can be and at most two of a template. What judges say of them is kept in
`itembank/numeracy/judging/expert_judgements.csv` (docs/item-bank.md, "Judged blind").
"""

import argparse
import csv
import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from benchmarks.questions_in_words import question_in_words
from itembank import ItemVersion, numeracy_bank
from itembank.content.item_versions import YEARS
from itembank.numeracy.judging.expert_judgements import expert_judgements
from itembank.numeracy.judging.judged_difficulty import judged_items

ITEMS = 40
SHARES = (20, 10, 7, 3)
"""Items of a sheet that are introduced in its year, one year before, two, and more; what lacks is made up for."""

MOST_OF_TEMPLATE = 2


def spread(items: Iterable[ItemVersion], rng: random.Random) -> list[ItemVersion]:
    """Items in random order, topics by turns."""
    drawn, met = list(items), Counter[str]()
    rng.shuffle(drawn)
    turns = []
    for item in drawn:
        turns.append(met[item.topic])
        met[item.topic] += 1
    return [item for _, item in sorted(zip(turns, drawn, strict=True), key=lambda pair: pair[0])]


def draw(year: int, items: Iterable[ItemVersion], rng: random.Random) -> list[ItemVersion]:
    """The items of a year's sheet, in random order."""
    candidates = spread((item for item in items if item.introduced_year <= year), rng)
    ages = [[each for each in candidates if min(year - each.introduced_year, 3) == age] for age in range(len(SHARES))]
    chosen: list[ItemVersion] = []
    wanted = 0
    for age, of_age in enumerate(ages):
        wanted += SHARES[age]
        _add(chosen, of_age, wanted)
    for of_age in (*ages[1:], ages[0]):
        _add(chosen, of_age, ITEMS)
    rng.shuffle(chosen)
    return chosen


def _add(chosen: list[ItemVersion], items: Collection[ItemVersion], wanted: int) -> None:
    """Choose further items until there are ``wanted``, `MOST_OF_TEMPLATE` of a template at most."""
    of_template = Counter(item.template for item in chosen)
    for item in items:
        if len(chosen) < wanted and item not in chosen and of_template[item.template] < MOST_OF_TEMPLATE:
            chosen.append(item)
            of_template[item.template] += 1


def sheet(year: int, items: Sequence[ItemVersion]) -> str:
    """What judges read of a year's items."""
    return "\n".join(f"{year}-{number:02d} {question_in_words(item)}\n" for number, item in enumerate(items, 1))


def draw_least_judged(year: int, items: Iterable[ItemVersion], rng: random.Random) -> list[ItemVersion]:
    """Items that the year introduces, one of a template, those templates first of which the fewest were judged."""
    known = Counter(
        each.item.template
        for each in judged_items(expert_judgements(), numeracy_bank().items)
        if each.was_shown and each.item.introduced_year == year
    )
    new = [item for item in items if item.introduced_year == year]
    rng.shuffle(new)
    one_each = {item.template: item for item in new}
    chosen = sorted(one_each.values(), key=lambda item: known[item.template])[:ITEMS]
    rng.shuffle(chosen)
    return chosen


def items_of_keys(paths: Iterable[Path]) -> set[str]:
    """The items whose numbers are in files like KEY."""
    return {row["item"] for path in paths for row in csv.DictReader(path.read_text("utf-8").splitlines())}


def main(told: argparse.Namespace) -> None:
    rng, choose = random.Random(told.seed), draw_least_judged if told.least_judged else draw
    gone = {each.item for each in expert_judgements()} | items_of_keys(told.without)
    left = [item for item in numeracy_bank().items if item.item not in gone]
    rows = ["year,number,item"]
    told.sheets.mkdir(parents=True, exist_ok=True)
    for year in YEARS:
        drawn = choose(year, left, rng)
        left = [item for item in left if item not in drawn]
        (told.sheets / f"year-{year}.txt").write_text(sheet(year, drawn), "utf-8")
        rows += [f"{year},{number},{item.item}" for number, item in enumerate(drawn, 1)]
        new = sum(item.introduced_year == year for item in drawn)
        print(
            f"Year {year}: {len(drawn)} items, {new} new in the year, of {len({i.template for i in drawn})} templates"
        )
    told.key.write_text("\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("sheets", type=Path)
    parser.add_argument("key", type=Path)
    parser.add_argument("seed", type=int)
    parser.add_argument("--least-judged", action="store_true")
    parser.add_argument("--without", type=Path, nargs="+", default=())
    main(parser.parse_args())
