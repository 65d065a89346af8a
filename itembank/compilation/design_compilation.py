"""Compilation of a test design into the engine's adaptive test."""

from typing import Any

from engine import AdaptiveTest, EngineError, ItemPool
from itembank.compilation.blueprint_feasibility import require_feasible
from itembank.compilation.item_pool import item_pool
from itembank.design.adaptive_test_design import Strategy, TestDesign
from itembank.design.length_consistency import require_consistent_length
from itembank.design.strategy_building import CompilationContext, build_strategy, require_known_strategies
from itembank.errors import InvalidBank
from itembank.versions.bank_version import BankVersion


def compile_test(bank: BankVersion, design: TestDesign, year: int) -> AdaptiveTest:
    """The adaptive test of a design over a bank, for one year group.

    Raises
    ------
    UnknownYear : the design has no population for that year
    InvalidBank : the design names a strategy, or arguments, that the engine does not know, or contradicts its own
        length; parameters that were not solved; or what a year group may be asked suffices neither for the counts nor
        for the blueprint it must be asked
    """
    plan = design.for_year(year)
    require_known_strategies(plan)
    require_consistent_length(plan)
    ids = tuple(item.id for item in bank.items)
    given = CompilationContext(design.name, year, design.population(year), ids, bank.solved_for(design, year))
    pool = item_pool(bank, design)
    try:
        test = _assembled(pool, plan, given)
    except EngineError as refusal:
        expected = f"a test that the engine accepts for Year {year}"
        raise InvalidBank(design.name, "strategies", expected, str(refusal)) from refusal
    require_feasible(test, plan, year)
    return test


def _assembled(pool: ItemPool, design: TestDesign, given: CompilationContext) -> AdaptiveTest:
    def built(strategy: Strategy | None) -> Any:  # noqa: ANN401 - the slot says what it is
        return None if strategy is None else build_strategy(strategy, given)

    return AdaptiveTest(
        pool,
        built(design.estimate),
        built(design.select),
        tuple(built(rule) for rule in design.stop),
        tuple(built(mask) for mask in design.masks),
        built(design.blueprint),
        report=built(design.report),
        exposure=built(design.exposure),
        seeding=built(design.seeding),
    )
