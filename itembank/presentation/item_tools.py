"""Which tools an item allows a learner whose access settings give them: none that would do what the item measures."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from itembank.content.item_versions import ItemVersion
from itembank.content.stimulus import Stimulus
from itembank.language import Text

TOOLS = (
    "line_reader",
    "highlighter",
    "answer_masking",
    "answer_elimination",
    "scratchpad",
    "calculator",
    "ruler",
    "number_line",
    "breaks",
)
"""Every tool, in the order in which a learner meets them."""

WITH_OPTIONS = frozenset({"choice", "multiple"})

COUNTING = "counting"
"""The topic of counting and ordering numbers."""

OF_SQUARES = frozenset({"squares", "map", "coordinates"})
"""The drawings that are to scale, with a square as their unit."""

_DRAWN = re.compile(r'<svg\b[^>]*\bclass="[^"]*\bitem-([a-z-]+)"')


@dataclass(frozen=True)
class AskedItem:
    """An item as it is asked: of which subject, and beside which stimulus, if any."""

    subject: str
    item: ItemVersion
    stimulus: Stimulus | None = None

    @property
    def drawings(self) -> frozenset[str]:
        """What is drawn in the prompt and the stimulus, as the classes of the drawings name it."""
        shown = (self.item.prompt, *((self.stimulus.html,) if self.stimulus else ()))
        return frozenset(name for text in shown for markup in (text.cy, text.en) for name in _DRAWN.findall(markup))


@dataclass(frozen=True)
class ToolRule:
    """A rule that keeps a tool from some items.

    Parameters
    ----------
    forbids : whether the rule holds for an item as it is asked
    reason : why
    """

    tool: str
    forbids: Callable[[AskedItem], bool]
    reason: Text


RULES = (
    ToolRule(
        "calculator",
        lambda asked: asked.subject == "numeracy-procedural",
        Text(
            "Y gallu i gyfrifo sy’n cael ei fesur: byddai cyfrifiannell yn gwneud y gwaith.",
            "Calculating itself is measured: a calculator would do it.",
        ),
    ),
    ToolRule(
        "calculator",
        lambda asked: asked.subject.startswith("reading"),
        Text("Does dim i’w gyfrifo.", "There is nothing to calculate."),
    ),
    ToolRule(
        "highlighter",
        lambda asked: asked.item.stimulus is None,
        Text("Does dim darn i’w farcio.", "There is no passage to mark."),
    ),
    ToolRule(
        "answer_masking",
        lambda asked: asked.item.response.type not in WITH_OPTIONS,
        Text("Does dim atebion i’w cuddio.", "There are no answers to cover."),
    ),
    ToolRule(
        "answer_elimination",
        lambda asked: asked.item.response.type not in WITH_OPTIONS,
        Text("Does dim atebion i’w croesi allan.", "There are no answers to cross out."),
    ),
    ToolRule(
        "ruler",
        lambda asked: not asked.drawings & OF_SQUARES,
        Text("Does dim llun wrth raddfa i’w fesur.", "There is no drawing to scale to measure."),
    ),
    ToolRule(
        "ruler",
        lambda asked: "ruler" in asked.drawings,
        Text(
            "Y gallu i ddarllen pren mesur sy’n cael ei fesur: mae un yn y llun.",
            "Reading a ruler is itself measured: there is one in the drawing.",
        ),
    ),
    ToolRule(
        "number_line",
        lambda asked: asked.subject.startswith("reading"),
        Text("Does dim rhifau i’w trin.", "There are no numbers to work with."),
    ),
    ToolRule(
        "number_line",
        lambda asked: asked.item.response.type == "number-line" or "number-line" in asked.drawings,
        Text("Y gallu i ddarllen llinell rif sy’n cael ei fesur.", "Reading a number line is itself measured."),
    ),
    ToolRule(
        "number_line",
        lambda asked: asked.item.response.type == "ordering",
        Text(
            "Trefnu sy’n cael ei fesur: byddai llinell rif yn ei wneud.",
            "Ordering is measured: a number line would do it.",
        ),
    ),
    ToolRule(
        "number_line",
        lambda asked: asked.item.topic == COUNTING,
        Text(
            "Y gallu i gyfrif ac i drefnu rhifau sy’n cael ei fesur: mae llinell rif yn dangos y drefn.",
            "Counting and ordering numbers is measured: a number line shows it.",
        ),
    ),
)
"""Every rule. A tool that none of them keeps from an item is allowed: it changes how the item is met, not what it asks.
"""


def allowed_tools(asked: AskedItem, given: Collection[str]) -> tuple[str, ...]:
    """Return which of the tools that a learner is given an item allows.

    Parameters
    ----------
    given : names of settings; those that are no tools are passed over
    """
    return tuple(tool for tool in TOOLS if tool in given and not refusals(asked, tool))


def refusals(asked: AskedItem, tool: str) -> tuple[Text, ...]:
    """Return why an item does not allow a tool; empty if it does."""
    return tuple(rule.reason for rule in RULES if rule.tool == tool and rule.forbids(asked))
