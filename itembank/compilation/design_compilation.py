"""Compilation of a test design into the engine's adaptive test."""

from typing import Any

from engine import AdaptiveTest, EngineError, ItemPool
from itembank.compilation.adopted_errors import with_adopted_errors
from itembank.compilation.blueprint_feasibility import require_feasible
from itembank.compilation.item_pool import item_pool
from itembank.design.adaptive_test_design import Strategy, TestDesign
from itembank.design.length_consistency import require_consistent_length
from itembank.design.strategy_building import CompilationContext, build_strategy, require_known_strategies
from itembank.errors import InvalidBank
from itembank.versions.adopted_parameters import AdoptedParameters
from itembank.versions.bank_version import BankVersion


def compile_test(bank: BankVersion, design: TestDesign, year: int) -> AdaptiveTest:
    """Compile a design over a bank into the adaptive test of one year group.

    Raises
    ------
    UnknownYear : the design has no population for that year group
    InvalidBank : the engine does not know a strategy or its settings; the design contradicts its own length; settings
        were not solved; or the eligible items do not suffice for counts or blueprint
    """
    plan = design.for_year(year)
    require_known_strategies(plan)
    require_consistent_length(plan)
    ids = tuple(item.id for item in bank.items)
    given = CompilationContext(design.name, year, design.population(year), ids, bank.solved_for(design, year))
    pool = item_pool(bank, design)
    try:
        test = _assembled(pool, plan, given, bank.adopted)
    except EngineError as refusal:
        expected = f"a test that the engine accepts for Year {year}"
        raise InvalidBank(design.name, "strategies", expected, str(refusal)) from refusal
    require_feasible(test, plan, year)
    return test


def _assembled(
    pool: ItemPool, design: TestDesign, given: CompilationContext, adopted: AdoptedParameters | None
) -> AdaptiveTest:
    def built(strategy: Strategy | None) -> Any:  # noqa: ANN401 - its class depends on the slot
        return None if strategy is None else build_strategy(strategy, given)

    return AdaptiveTest(
        pool,
        built(design.estimate),
        built(design.select),
        tuple(built(rule) for rule in design.stop),
        tuple(built(mask) for mask in design.masks),
        built(design.blueprint),
        report=with_adopted_errors(built(design.report), adopted, pool),
        exposure=built(design.exposure),
        seeding=built(design.seeding),
    )
