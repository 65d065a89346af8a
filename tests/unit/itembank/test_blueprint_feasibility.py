"""Tests of whether a year group's items suffice for its blueprint."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Administer, next_action, start
from itembank import InvalidBank, compile_test
from itembank.compilation.blueprint_feasibility import BlueprintRelaxation, required_relaxation
from itembank.compilation.relaxation_messages import describe_relaxations
from itembank.design.adaptive_test_design import Setting, SettingValue, Strategy, TestDesign
from itembank.refusal_messages import welsh_expectation
from tests.support.small_bank import small_numeracy_bank

BANK = small_numeracy_bank()
DESIGN = BANK.design("numeracy-procedural")


def test_the_grid_reaches_six_standard_deviations_beyond_every_year_group() -> None:
    grid = compile_test(BANK, DESIGN, 4).pool.grid
    for year in DESIGN.years:
        population = DESIGN.population(year)
        assert grid[0] <= population.mean - 6 * population.sd
        assert grid[-1] >= population.mean + 6 * population.sd
    assert np.all(np.diff(grid) > 0)


def test_a_bank_too_thin_for_a_year_groups_counts_is_refused_by_name_before_anybody_sits() -> None:
    thin = replace(BANK, items=tuple(i for i in BANK.items if i.strand != "data" or i.introduced_year > 2))
    compile_test(thin, DESIGN, 9)
    with pytest.raises(InvalidBank, match=r"supply.*'data' for Year 2.*0"):
        compile_test(thin, DESIGN, 2)


def strategy(name: str, **settings: SettingValue) -> Strategy:
    return Strategy(name, tuple(Setting(setting, value) for setting, value in settings.items()))


def of_data(least: int) -> Strategy:
    return strategy("Count", attribute="strand", values=("data",), minimum=least, maximum=30)


CEILING = strategy("Ceiling", attribute="introduced_year", limit="@year")


def designed(*constraints: Strategy, relax: tuple[str, ...] = (), length: int = 30) -> TestDesign:
    """A blueprint in place of the demonstration design's masks. Year 2 may be asked 10 items of data, Year 3 more."""
    blueprint = strategy("Blueprint", length=length, constraints=constraints, relax=relax)
    return replace(DESIGN, masks=(), blueprint=strategy("Shadow", blueprint=blueprint), by_year=())


def test_a_blueprint_that_a_year_group_cannot_be_given_is_refused_with_what_conflicts() -> None:
    number = strategy("Count", attribute="strand", values=("number",), minimum=5, maximum=30)
    design = designed(number, of_data(12), CEILING)
    compile_test(BANK, design, 3)
    with pytest.raises(InvalidBank) as refused:
        compile_test(BANK, design, 2)
    assert refused.value.field == "blueprint"
    assert refused.value.expected == "constraints that can hold together for Year 2"
    assert refused.value.received == "12 to 30 items with strand 'data'; no item with introduced_year above 2"
    assert welsh_expectation(refused.value.expected)


def test_the_conflict_may_be_with_a_mask() -> None:
    ceiling = strategy("YearCeiling", attribute="introduced_year", year="@year")
    with pytest.raises(InvalidBank, match="\"12 to 30 items with strand 'data'\""):
        compile_test(BANK, replace(designed(of_data(12)), masks=(ceiling,)), 2)


def test_a_bank_with_too_few_items_for_the_length_is_refused() -> None:
    small = replace(BANK, items=BANK.items[:20])
    with pytest.raises(InvalidBank, match="received '30 items'"):
        compile_test(small, designed(CEILING), 9)


def test_a_blueprint_saved_by_its_own_order_of_relaxation_is_allowed_and_says_what_it_gives_up() -> None:
    design = designed(of_data(12), CEILING, relax=("strand 'data'",))
    test = compile_test(BANK, design, 2)
    conflict = ("12 to 30 items with strand 'data'", "no item with introduced_year above 2")
    assert required_relaxation(test) == BlueprintRelaxation(("strand 'data'",), conflict)
    action = next_action(test, start(test), 1)
    assert isinstance(action, Administer)
    assert action.relaxed == ("strand 'data'",)
    assert required_relaxation(compile_test(BANK, design, 3)) is None
    assert required_relaxation(compile_test(BANK, DESIGN, 2)) is None


def test_exposure_control_does_not_decide_about_supply() -> None:
    design = designed(of_data(12), CEILING, relax=("strand 'data'",))
    drawn = replace(design, exposure=strategy("Randomesque", n=5))
    assert required_relaxation(compile_test(BANK, drawn, 2)) == required_relaxation(compile_test(BANK, design, 2))


def test_a_blueprint_has_the_length_of_its_design() -> None:
    with pytest.raises(
        InvalidBank, match=r"blueprint\.length: expected 30, the length of the design, received 20"
    ) as no:
        compile_test(BANK, designed(CEILING, length=20), 4)
    assert welsh_expectation(no.value.expected)


def test_what_designs_give_up_is_said_by_design_and_year_in_both_languages() -> None:
    short = designed(of_data(12), CEILING, relax=("strand 'data'",))
    bank = replace(BANK, designs=(DESIGN, replace(short, name="short", populations=short.populations[:2])))
    conflict = "12 to 30 items with strand 'data'; no item with introduced_year above 2"
    assert list(describe_relaxations(bank, "en")) == [
        f"short, Year 2: relaxes strand 'data', because these cannot hold together: {conflict}"
    ]
    assert list(describe_relaxations(bank, "cy")) == [
        f"short, Blwyddyn 2: llacir strand 'data', gan na ellir bodloni’r rhain gyda’i gilydd: {conflict}"
    ]
    with pytest.raises(InvalidBank, match="hold together for Year 2"):
        list(describe_relaxations(replace(BANK, designs=(designed(of_data(12), CEILING),)), "en"))
