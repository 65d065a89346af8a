"""Gates on feasibility: whether each year group's blueprint can be met, also with accessible items alone."""

from collections.abc import Mapping

import numpy as np

from engine import AdaptiveTest, EngineError, Learner, Shadow, shadow_test, start
from itembank.compilation.blueprint_feasibility import required_relaxation
from itembank.compilation.design_compilation import compile_test
from itembank.compilation.eligible_items import eligible_items
from itembank.compilation.repeat_limits import counts_lack
from itembank.compilation.screen_reader_items import barriers
from itembank.content.item_versions import ItemVersion
from itembank.content.response_types import BarChart, Hotspot, NumberLine
from itembank.content.shown_texts import all_texts, text_alternatives
from itembank.design.adaptive_test_design import TestDesign
from itembank.errors import ItemBankError
from itembank.gates import gate_messages as messages
from itembank.gates.gate_finding import Gate, GateFinding
from itembank.language import Text
from itembank.refusal_messages import refusal_message
from itembank.versions.bank_version import BankVersion


def accessible_items(bank: BankVersion) -> Mapping[Gate, frozenset[str]]:
    """Ids of the items in each accessible sub-bank, by the gate that checks whether they suffice.

    ``SCREEN_READER``: the items that still measure when a screen reader tells them (`screen_reader_items`), which alone
    are asked of who uses one. ``NO_DRAWINGS``: item and stimulus have no drawing, and none is drawn to answer; this
    gate only remarks and does not block.
    """
    return {
        Gate.SCREEN_READER: frozenset(item.id for item in bank.items if not barriers(bank, item)),
        Gate.NO_DRAWINGS: frozenset(item.id for item in bank.items if not _has_drawing(bank, item)),
    }


def _has_drawing(bank: BankVersion, item: ItemVersion) -> bool:
    shown = all_texts((item.prompt, item.response, bank.stimulus_of(item), item.hints))
    return isinstance(item.response, Hotspot | NumberLine | BarChart) or any(
        text_alternatives(text[language]) for text in shown for language in bank.languages
    )


def feasibility_findings(
    bank: BankVersion, design: TestDesign, year: int
) -> tuple[AdaptiveTest | None, tuple[GateFinding, ...]]:
    """Compile a year group's test and check whether the bank and each accessible sub-bank suffice for it.

    Returns
    -------
    the test, None if it cannot be compiled; and the findings
    """
    try:
        test = compile_test(bank, design, year)
    except ItemBankError as refusal:
        return None, (GateFinding(Gate.FEASIBLE, year, False, _refused(refusal)),)
    found = required_relaxation(test)
    size = int(eligible_items(test).sum())
    told = messages.GIVES_UP.filled(", ".join(found.relaxed), size) if found else messages.POSSIBLE.filled(size)
    whole = GateFinding(Gate.FEASIBLE, year, True, told)
    return test, (whole, *(_of_part(test, year, gate, part) for gate, part in accessible_items(bank).items()))


def _refused(refusal: ItemBankError) -> Text:
    return Text.each(lambda language: messages.IMPOSSIBLE[language] % refusal_message(refusal, language))


def _of_part(test: AdaptiveTest, year: int, gate: Gate, part: frozenset[str]) -> GateFinding:
    places = tuple(index for index, item in enumerate(test.pool.ids) if item in part)
    held = int(eligible_items(test)[list(places)].sum())
    lack = _counts_lack(test, places) or _blueprint_lack(test, places)
    found = messages.POSSIBLE.filled(held) if lack is None else messages.IMPOSSIBLE.filled(lack)
    return GateFinding(gate, year, lack is None, found, binding=gate is not Gate.NO_DRAWINGS)


def _counts_lack(test: AdaptiveTest, places: tuple[int, ...]) -> str | None:
    allowed = np.zeros(len(test.pool), dtype=bool)
    allowed[list(places)] = True
    allowed &= eligible_items(test)
    lack = counts_lack(test, allowed)
    return None if lack is None else lack.sentence


def _blueprint_lack(test: AdaptiveTest, places: tuple[int, ...]) -> str | None:
    if not isinstance(test.blueprint, Shadow):
        return None
    try:
        found = shadow_test(test, start(test, Learner(accessible=places)), seed=0)
    except EngineError as refusal:
        return str(refusal)
    return None if found.free and not found.relaxed else "; ".join(found.conflict) or str(found.status)
