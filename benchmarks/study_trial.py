"""What a trial finds out, over replications of its items: how honest and small the standard errors are, and DIF.

Years 3 to 5 of the numeracy bank: 60 candidates, and anchors whose parameters count as adopted, in linked booklets of
30 items. Two studies: one language with 250 responses to each candidate, for the errors of the difficulties; two
languages with 500 each, a fifth of the candidates 0.64 logits harder or easier in one of them, for DIF. The scale's
linking error is taken out of the errors and told beside them. Targets: RMSE over mean reported SE between 0.9 and 1.1;
mean SE at most 0.17 within a logit of the year's mean; at least 90 % of the differences flagged B or C there, at most
2 % of the others; and the share that a plan foretells within three Monte-Carlo errors, and 2 %, of the share flagged.
A missed target makes the exit code 1.
Arguments: number of simulated trials in each study.
"""

import sys
from math import nan

import numpy as np

from benchmarks.targets import Targets
from calibration.collection import CollectionItem, DesignStudy, TrialPopulations, build_design, study_design
from itembank import compile_test, item_parameters, numeracy_bank
from itembank.compilation.eligible_items import eligible_items

YEARS = (3, 4, 5)
CANDIDATES, ANCHORS, LENGTH, REPLICATIONS = 20, 16, 30, 60


def chosen_items(rng: np.random.Generator) -> list[CollectionItem]:
    """Candidates of each year, and anchors, at random within 1.5 logits of the year's mean ability."""
    bank = numeracy_bank()
    design = bank.designs[0]
    allowed = {year: eligible_items(compile_test(bank, design, year)) for year in YEARS}
    taken: dict[str, CollectionItem] = {}
    for year in YEARS:
        mean = design.population(year).mean
        near = [
            (item, tuple(other for other in YEARS if allowed[other][at]))
            for at, item in enumerate(bank.items)
            if allowed[year][at] and abs(item.parameters.difficulty - mean) < 1.5 and item.id not in taken
        ]
        for number, at in enumerate(rng.permutation(len(near))[: CANDIDATES + ANCHORS].tolist()):
            item, years = near[at]
            taken[item.id] = CollectionItem(item.id, years, item.parameters.difficulty, is_anchor=number >= CANDIDATES)
    return list(taken.values())


def study(items: list[CollectionItem], languages: tuple[str, ...], responses: int, replications: int) -> DesignStudy:
    bank = numeracy_bank()
    abilities = {year: bank.designs[0].population(year) for year in YEARS}
    design = build_design(items, {year: each.mean for year, each in abilities.items()}, LENGTH)
    asked = [item for item in bank.items if item.id in design.items()]
    who = TrialPopulations(abilities, languages, design.sittings(responses))
    return study_design(
        design, [item.id for item in asked], item_parameters(asked), who, seed=16, replications=replications
    )


def chance_of_share(share: float, number: float) -> float:
    """The Monte-Carlo error of a share of so many items."""
    return float(np.sqrt(share * (1 - share) / number))


def main() -> None:
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATIONS
    items, targets = chosen_items(np.random.default_rng(16)), Targets()
    one = study(items, ("en",), 250, replications)
    print("one language, 250 responses")
    targets.within("replications of items", (replications - one.failed) * len(one.items), 400, np.inf)
    targets.within("RMSE over mean SE", one.error_ratio, 0.9, 1.1)
    targets.within("mean SE within a logit of the year's mean", one.se, 0.0, 0.17)
    for link in one.links:
        print(f"  linking error {link.se:.3f} logits, Years {link.below} and {link.above}, {link.items} common items")
    two = study(items, ("cy", "en"), 500, replications)
    print("two languages, 500 responses each")
    targets.within("RMSE over mean SE", two.error_ratio, 0.9, 1.1)
    targets.within("share of 0.64 logits flagged, within a logit", two.flagged or 0.0, 0.9, 1.0)
    targets.within("the same, as a plan foretells it", two.power or 0.0, 0.9, 1.0)
    away = 3 * chance_of_share(two.flagged or 0.0, replications * sum(item.near for item in two.items) / 5) + 0.02
    targets.within("flagged less foretold", (two.flagged or 0.0) - (two.power or 0.0), -away, away)
    targets.within("share of unbiased items flagged", nan if two.false_flags is None else two.false_flags, 0.0, 0.02)
    targets.exit()


if __name__ == "__main__":
    main()
