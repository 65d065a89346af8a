"""Provisional difficulties of procedural items beside judged facilities (docs/item-bank.md, "Judged blind")."""

from collections import defaultdict
from statistics import fmean

import pytest

from itembank import numeracy_bank
from itembank.content.item_versions import YEARS
from itembank.numeracy.difficulty_model import modelled_difficulty
from itembank.numeracy.judging.effect_estimation import SHRINKAGE, centred_effects, estimate_effects
from itembank.numeracy.judging.expert_judgements import HELD_OUT, building_judgements, expert_judgements
from itembank.numeracy.judging.judged_difficulty import JudgedItem, judged_difficulties, judged_items
from itembank.numeracy.judging.template_effects import frozen_effects, judged_template
from tests.support.judged_agreement import left_out_facilities, modelled_facility, provisional_facility, set_agreements

ITEMS = numeracy_bank().items
JUDGED = judged_items(building_judgements(), ITEMS)
LEFT_OUT = left_out_facilities()


def test_nearly_all_items_that_were_judged_are_still_in_the_bank() -> None:
    names = {(each.set, each.year, each.item) for each in building_judgements()}
    assert len(JUDGED) >= 0.95 * len(names)


def test_the_frozen_effects_are_what_the_judgements_say() -> None:
    """Otherwise `python -m itembank.freeze_template_effects` has to be run."""
    estimated = centred_effects(estimate_effects(judged_difficulties(JUDGED), SHRINKAGE), ITEMS)
    assert frozen_effects() == pytest.approx(estimated, abs=0.0051)


def test_effects_leave_the_mean_difficulty_of_each_years_items_where_features_put_it() -> None:
    moved = defaultdict[int, list[float]](list)
    for item in (each for each in ITEMS if judged_template(each.template) == each.template):
        year = item.introduced_year
        moved[year].append(item.parameters.difficulty - modelled_difficulty(year, item.features))
    assert max(abs(fmean(moved[year])) for year in YEARS) < 0.01


def test_difficulties_agree_with_sets_they_were_not_estimated_from_within_each_year_and_among_its_new_items() -> None:
    """Means over five sets were .78 to .86 in each year and .75 among new items; by features alone .74 and .59."""
    new = [each for each in LEFT_OUT if each.is_new]
    for year in YEARS:
        assert fmean(set_agreements([each for each in LEFT_OUT if each.year == year], LEFT_OUT.__getitem__)) > 0.75, (
            year
        )
    assert fmean(set_agreements(new, LEFT_OUT.__getitem__)) > 0.71


def test_difficulties_agree_within_each_year_with_three_judges_whom_nothing_was_estimated_from() -> None:
    """Set 6, 40 items a year: .77 to .91; by features alone .57 to .86."""
    held_out = judged_items([each for each in expert_judgements() if each.set in HELD_OUT], ITEMS)
    for year in YEARS:
        of_year = [each for each in held_out if each.year == year]
        assert len(of_year) >= 39
        assert fmean(set_agreements(of_year, provisional_facility)) >= 0.75, year


def test_features_alone_and_the_year_of_introduction_alone_agree_less() -> None:
    older = [each for each in LEFT_OUT if each.year > 2]
    found = fmean(set_agreements(older, LEFT_OUT.__getitem__))
    assert fmean(set_agreements(older, modelled_facility)) < found - 0.06
    assert fmean(set_agreements(older, _by_year)) < found - 0.2


def _by_year(judged: JudgedItem) -> float:
    return -judged.item.introduced_year
