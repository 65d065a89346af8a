from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from engine import AdaptiveTest, EngineError, ItemParameters, ItemPool, ability_grid, tabulate
from itembank.compilation.blueprint_feasibility import require_feasible
from itembank.content.item_versions import ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.design.adaptive_test_design import Strategy, TestDesign
from itembank.design.length_consistency import require_consistent_length
from itembank.design.strategy_building import CompilationContext, build_strategy, require_known_strategies
from itembank.errors import InvalidBank
from itembank.versions.bank_version import BankVersion

CONTENT_ATTRIBUTES = ("strand", "topic", "introduced_year", "process", "stimulus")
"""What an item says of its content."""
CONSTRAINT_ATTRIBUTES = (*CONTENT_ATTRIBUTES, "difficulty")
"""What the constraints of a design can speak of."""


class HasParameters(Protocol):
    """An item, or what could become one."""

    @property
    def parameters(self) -> LogisticParameters | PartialCreditParameters:
        """As `ItemVersion` has them."""
        ...


def item_parameters(items: Sequence[HasParameters]) -> ItemParameters:
    """The engine's parameters of these items, in their order, logistic ones and those of partial credit together."""
    held = [item.parameters for item in items]
    logistic = np.array([(p.a, p.b, p.c, p.d) for p in held if isinstance(p, LogisticParameters)]).reshape(-1, 4)
    stepped = [p for p in held if isinstance(p, PartialCreditParameters)]
    if not stepped:
        return ItemParameters.logistic(*logistic.T)
    if len(stepped) == len(held):
        return _partial_credit(stepped)
    parts = ItemParameters.concat(ItemParameters.logistic(*logistic.T), _partial_credit(stepped))
    logistic_first = np.argsort([isinstance(p, PartialCreditParameters) for p in held], kind="stable")
    return parts.take(np.argsort(logistic_first))


def _partial_credit(parameters: Sequence[PartialCreditParameters]) -> ItemParameters:
    steps = np.full((len(parameters), max(len(p.b) for p in parameters)), np.nan)
    for row, p in zip(steps, parameters, strict=True):
        row[: len(p.b)] = p.b
    return ItemParameters.partial_credit(np.array([p.a for p in parameters]), steps)


def content_attributes(items: Sequence[ItemVersion]) -> Mapping[str, list[Any]]:
    """What constraints can speak of, item by item: strand, topic, introduced year, and difficulty in logits.

    Process and stimulus too, "" for an item that has none, where any item has one.
    """
    held = {name: [getattr(item, name) or "" for item in items] for name in CONTENT_ATTRIBUTES}
    told = {name: values for name, values in held.items() if any(values)}
    return told | {"difficulty": [item.parameters.difficulty for item in items]}


def item_pool(bank: BankVersion, design: TestDesign) -> ItemPool:
    """All items of a bank, tabulated on a grid that reaches every year group of the design.

    Its content attributes are those of `content_attributes`.
    """
    parameters = item_parameters(bank.items)
    content = {name: np.array(values) for name, values in content_attributes(bank.items).items()}
    grid = ability_grid(parameters, [design.population(year) for year in design.years], length=design.max_length)
    return tabulate(parameters, ids=tuple(item.id for item in bank.items), content=content, grid=grid)


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
