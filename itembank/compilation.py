from collections.abc import Sequence

import numpy as np

from engine import AdaptiveTest, Counts, ItemParameters, ItemPool, ability_grid, start, tabulate
from itembank.bank import BankVersion
from itembank.design import TestDesign, build
from itembank.errors import InvalidBank
from itembank.items import ItemVersion


def item_parameters(items: Sequence[ItemVersion]) -> ItemParameters:
    """The engine's parameters of these items, in their order."""
    table = np.array([(p.a, p.b, p.c, p.d) for p in (item.parameters for item in items)]).reshape(-1, 4)
    return ItemParameters.logistic(*table.T)


def item_pool(bank: BankVersion, design: TestDesign) -> ItemPool:
    """All items of a bank, tabulated on a grid that reaches every year group of the design.

    Strand, topic and introduced year are its content attributes.
    """
    parameters = item_parameters(bank.items)
    content = {
        name: np.array([getattr(item, name) for item in bank.items]) for name in ("strand", "topic", "introduced_year")
    }
    grid = ability_grid(parameters, [design.population(year) for year in design.years], length=design.length)
    return tabulate(parameters, ids=tuple(item.id for item in bank.items), content=content, grid=grid)


def compile_test(bank: BankVersion, design: TestDesign, year: int) -> AdaptiveTest:
    """The adaptive test of a design over a bank, for one year group.

    Raises
    ------
    UnknownYear : the design has no population for that year
    InvalidBank : the design names a strategy, or arguments, that the engine does not know; or what a year group may be
        asked does not suffice for the counts it must be asked
    """
    test = AdaptiveTest(
        item_pool(bank, design),
        build(design, design.estimate, year),
        build(design, design.select, year),
        tuple(build(design, rule, year) for rule in design.stop),
        masks=tuple(build(design, mask, year) for mask in design.masks),
        report=build(design, design.report, year),
    )
    _require_supply(test, design, year)
    return test


def _require_supply(test: AdaptiveTest, design: TestDesign, year: int) -> None:
    """The counts must be met from the items that the other masks leave, or a sitting would end too soon."""
    beginning = start(test).cohort()
    allowed = np.ones(len(test.pool), dtype=bool)
    for mask in test.masks:
        if not isinstance(mask, Counts):
            allowed &= mask(test.pool, beginning)[0]
    for counts in (mask for mask in test.masks if isinstance(mask, Counts)):
        values = test.pool.attribute(counts.attribute)
        for bound in counts.bounds:
            held = int((allowed & (values == bound.value)).sum())
            if held < bound.minimum:
                needed = f"at least {bound.minimum} items with {counts.attribute} {bound.value!r} for Year {year}"
                raise InvalidBank(design.name, "supply", needed, held)
