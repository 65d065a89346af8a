"""The engine's item pool, tabulated from the items of a bank."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from engine import ItemParameters, ItemPool, ability_grid, tabulate
from itembank.content.item_versions import ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.design.adaptive_test_design import TestDesign
from itembank.versions.bank_version import BankVersion

CONTENT_ATTRIBUTES = ("strand", "topic", "introduced_year", "process", "stimulus")
"""Fields of an item that describe its content."""
CONSTRAINT_ATTRIBUTES = (*CONTENT_ATTRIBUTES, "difficulty")
"""Attributes that the constraints of a design may refer to."""


class HasParameters(Protocol):
    """Something with item parameters: an item, or a candidate for one."""

    @property
    def parameters(self) -> LogisticParameters | PartialCreditParameters:
        """Parameters as in `ItemVersion`."""
        ...


def item_parameters(items: Sequence[HasParameters]) -> ItemParameters:
    """The engine's parameters of some items, logistic and partial credit, in the items' order."""
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
    """Content attributes that constraints may refer to, with a value for each item.

    Returns
    -------
    strand, topic, introduced year, and difficulty in logits; process and stimulus if any item has one, "" for items
    without
    """
    held = {name: [getattr(item, name) or "" for item in items] for name in CONTENT_ATTRIBUTES}
    told = {name: values for name, values in held.items() if any(values)}
    return told | {"difficulty": [item.parameters.difficulty for item in items]}


def item_pool(bank: BankVersion, design: TestDesign) -> ItemPool:
    """Tabulate all items of a bank on a grid that covers every year group of the design.

    The pool's content attributes are those of `content_attributes`.
    """
    parameters = item_parameters(bank.items)
    content = {name: np.array(values) for name, values in content_attributes(bank.items).items()}
    grid = ability_grid(parameters, [design.population(year) for year in design.years], length=design.max_length)
    return tabulate(parameters, ids=tuple(item.id for item in bank.items), content=content, grid=grid)
