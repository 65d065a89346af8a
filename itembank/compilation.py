from collections.abc import Sequence

import numpy as np

from engine import AdaptiveTest, ItemParameters, ItemPool, tabulate
from itembank.bank import BankVersion
from itembank.design import TestDesign, build
from itembank.items import ItemVersion


def item_parameters(items: Sequence[ItemVersion]) -> ItemParameters:
    """The engine's parameters of these items, in their order."""
    table = np.array([(p.a, p.b, p.c, p.d) for p in (item.parameters for item in items)]).reshape(-1, 4)
    return ItemParameters.logistic(*table.T)


def item_pool(bank: BankVersion) -> ItemPool:
    """All items of a bank, tabulated, with strand, topic and introduced year as content attributes."""
    content = {
        name: np.array([getattr(item, name) for item in bank.items]) for name in ("strand", "topic", "introduced_year")
    }
    return tabulate(item_parameters(bank.items), ids=tuple(item.id for item in bank.items), content=content)


def compile_test(bank: BankVersion, design: TestDesign, year: int) -> AdaptiveTest:
    """The adaptive test of a design over a bank, for one year group.

    Raises
    ------
    UnknownYear : the design has no population for that year
    InvalidBank : the design names a strategy, or arguments, that the engine does not know
    """
    return AdaptiveTest(
        item_pool(bank),
        build(design, design.estimate, year),
        build(design, design.select, year),
        tuple(build(design, rule, year) for rule in design.stop),
        masks=tuple(build(design, mask, year) for mask in design.masks),
        report=build(design, design.report, year),
    )
