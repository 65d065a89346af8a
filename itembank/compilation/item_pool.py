"""The engine's item pool, tabulated from the items of a bank."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from engine import ItemParameters, ItemPool, ability_grid, tabulate
from itembank.content.item_versions import ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.design.adaptive_test_design import TestDesign
from itembank.errors import InvalidBank
from itembank.versions.bank_version import BankVersion

STIMULUS = "stimulus"
"""The attribute that tells which items belong to one passage or scenario."""
CONTENT_ATTRIBUTES = (
    "strand",
    "topic",
    "introduced_year",
    "process",
    STIMULUS,
    "template",
    "family",
    "context",
    "person",
)
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
    shape = len(parameters), max(len(p.b) for p in parameters)
    steps, floors = np.full(shape, np.nan), np.zeros(shape)
    for place, p in enumerate(parameters):
        steps[place, : len(p.b)] = p.b
        floors[place, : len(p.floors)] = p.floors
    return ItemParameters.partial_credit(np.array([p.a for p in parameters]), steps, floors)


def content_attributes(items: Sequence[ItemVersion]) -> Mapping[str, list[Any]]:
    """Content attributes that constraints may refer to, with a value for each item.

    Returns
    -------
    strand, topic, introduced year, template, and difficulty in logits; process, stimulus, family, context and person
    if any item has one, "" for items without
    """
    held = {name: [getattr(item, name) or "" for item in items] for name in CONTENT_ATTRIBUTES}
    told = {name: values for name, values in held.items() if any(values)}
    return told | {"difficulty": [item.parameters.difficulty for item in items]}


def item_pool(bank: BankVersion, design: TestDesign) -> ItemPool:
    """Tabulate all items of a bank on a grid that covers every year group of the design.

    The pool's content attributes are those of `content_attributes`. Answers to the items of one stimulus share an
    effect with the design's ``dependence`` as its SD.

    Raises
    ------
    InvalidBank : the dependence is no SD, or no item has a stimulus
    """
    parameters = item_parameters(bank.items)
    content = {name: np.array(values) for name, values in content_attributes(bank.items).items()}
    sd = _checked_dependence(design, content)
    populations = [design.population(year) for year in design.years]
    return tabulate(
        parameters,
        ids=tuple(item.id for item in bank.items),
        content=content,
        grid=ability_grid(parameters, populations, length=design.max_length, set_sd=sd),
        sets=STIMULUS if sd else None,
        set_sd=sd,
    )


def _checked_dependence(design: TestDesign, content: Mapping[str, object]) -> float:
    if not (math.isfinite(design.dependence) and design.dependence >= 0):
        raise InvalidBank(design.name, "dependence", "an SD of 0 logits or more", design.dependence)
    if design.dependence and STIMULUS not in content:
        raise InvalidBank(design.name, "dependence", "0 for a bank without stimuli", design.dependence)
    return design.dependence
