"""Which tools an item allows a learner whose access settings give them: none that would do what the item measures."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from itembank.content.item_versions import ItemVersion
from itembank.language import Text

TOOLS = ("line_reader", "highlighter", "answer_masking", "answer_elimination", "scratchpad", "calculator", "breaks")
"""Every tool, in the order in which a learner meets them."""

WITH_OPTIONS = frozenset({"choice", "multiple"})


@dataclass(frozen=True)
class ToolRule:
    """A rule that keeps a tool from some items.

    Parameters
    ----------
    forbids : of the bank's subject and an item, whether the rule holds for it
    reason : why
    """

    tool: str
    forbids: Callable[[str, ItemVersion], bool]
    reason: Text


RULES = (
    ToolRule(
        "calculator",
        lambda subject, _: subject == "numeracy-procedural",
        Text(
            "Cyfrifo ei hun sy’n cael ei fesur: byddai cyfrifiannell yn ei wneud.",
            "Calculating itself is measured: a calculator would do it.",
        ),
    ),
    ToolRule(
        "calculator",
        lambda subject, _: subject.startswith("reading"),
        Text("Does dim i’w gyfrifo.", "There is nothing to calculate."),
    ),
    ToolRule(
        "highlighter",
        lambda _, item: item.stimulus is None,
        Text("Does dim darn i’w farcio.", "There is no passage to mark."),
    ),
    ToolRule(
        "answer_masking",
        lambda _, item: item.response.type not in WITH_OPTIONS,
        Text("Does dim atebion i’w cuddio.", "There are no answers to cover."),
    ),
    ToolRule(
        "answer_elimination",
        lambda _, item: item.response.type not in WITH_OPTIONS,
        Text("Does dim atebion i’w croesi allan.", "There are no answers to cross out."),
    ),
)
"""Every rule. A tool that none of them keeps from an item is allowed: it changes how the item is met, not what it asks.
"""


def allowed_tools(subject: str, item: ItemVersion, given: Collection[str]) -> tuple[str, ...]:
    """Return which of the tools that a learner is given an item allows.

    Parameters
    ----------
    subject : of the item's bank
    given : names of settings; those that are no tools are passed over
    """
    return tuple(tool for tool in TOOLS if tool in given and not refusals(subject, item, tool))


def refusals(subject: str, item: ItemVersion, tool: str) -> tuple[Text, ...]:
    """Return why an item does not allow a tool; empty if it does."""
    return tuple(rule.reason for rule in RULES if rule.tool == tool and rule.forbids(subject, item))
