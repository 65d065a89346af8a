from dataclasses import replace

import pytest

from engine import EAP, WLE, Normal, YearCeiling
from itembank import InvalidBank, UnknownYear, compile_test, numeracy_bank
from itembank.design import Setting, Strategy

BANK = numeracy_bank()
DESIGN = BANK.design("numeracy-procedural")


@pytest.mark.parametrize("year", DESIGN.years)
def test_a_design_is_compiled_for_a_year_with_its_prior_and_its_ceiling(year: int) -> None:
    test = compile_test(BANK, DESIGN, year)
    assert test.estimate == EAP(prior=DESIGN.population(year))
    assert test.report == WLE()
    assert YearCeiling("introduced_year", year) in test.masks
    assert test.pool.ids == tuple(item.id for item in BANK.items)


def test_year_means_rise_and_have_one_spread() -> None:
    populations = [DESIGN.population(year) for year in DESIGN.years]
    assert DESIGN.years == tuple(range(2, 10))
    assert [p.mean for p in populations] == sorted(p.mean for p in populations)
    assert populations[0] == Normal(-3.4, 1.3)


def test_a_year_the_design_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownYear, match=r"Year 1; it has 2, 3"):
        compile_test(BANK, DESIGN, 1)


@pytest.mark.parametrize(
    "strategy",
    [
        Strategy("Oracle"),
        Strategy("MaxItems"),
        Strategy("MaxItems", (Setting("n", 0),)),
        Strategy("MaxItems", (Setting("items", 3),)),
    ],
)
def test_a_strategy_the_engine_does_not_have_or_refuses_is_named(strategy: Strategy) -> None:
    with pytest.raises(InvalidBank, match=strategy.name) as refusal:
        compile_test(BANK, replace(DESIGN, stop=(strategy,)), 4)
    assert refusal.value.item == "numeracy-procedural"
