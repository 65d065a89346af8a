"""Scoring rules parsed from their JSON."""

from collections.abc import Callable, Mapping
from typing import get_args

from itembank.content.scoring_rules import (
    AnticipatedNumber,
    CreditMethod,
    ExactList,
    ExactNumber,
    ExactOrder,
    ExactSet,
    KeyedChoice,
    Misconception,
    PlaceMisconception,
    Rule,
    SetCreditMethod,
)
from itembank.parsing.json_record import JsonRecord


def parse_rule(record: JsonRecord) -> Rule:
    """Parse a scoring rule.

    Raises
    ------
    InvalidBank
    """
    return _READERS[record.one_of("type", tuple(_READERS))](record)


def _exact_number(record: JsonRecord) -> ExactNumber:
    named = record.records("named", default=())
    in_this_form = record.boolean("in_this_form") if "in_this_form" in record.data else False
    return ExactNumber(record.text("value"), tuple(_named_number(each) for each in named), in_this_form)


def _named_number(record: JsonRecord) -> AnticipatedNumber:
    step = record.text("step") if "step" in record.data else ""
    return AnticipatedNumber(record.text("value"), record.integer("score"), record.text("misconception"), step)


def _keyed_choice(record: JsonRecord) -> KeyedChoice:
    return KeyedChoice(record.text("key"), _misconceptions(record))


def _exact_set(record: JsonRecord) -> ExactSet:
    credit = record.one_of("credit", get_args(SetCreditMethod))
    return ExactSet(record.texts("keys"), _misconceptions(record), "net" if credit == "net" else _credit(record))


def _misconceptions(record: JsonRecord) -> tuple[Misconception, ...]:
    return tuple(Misconception(each.text("option"), each.text("name")) for each in record.records("misconceptions"))


def _exact_order(record: JsonRecord) -> ExactOrder:
    return ExactOrder(record.texts("order"))


def _exact_list(record: JsonRecord) -> ExactList:
    named = record.records("misconceptions")
    found = (PlaceMisconception(each.integer("place"), each.text("reply"), each.text("name")) for each in named)
    return ExactList(record.texts("keys"), tuple(found), _credit(record))


def _credit(record: JsonRecord) -> CreditMethod:
    return "whole" if record.one_of("credit", get_args(CreditMethod)) == "whole" else "parts"


_READERS: Mapping[str, Callable[[JsonRecord], Rule]] = {
    ExactNumber.type: _exact_number,
    KeyedChoice.type: _keyed_choice,
    ExactSet.type: _exact_set,
    ExactOrder.type: _exact_order,
    ExactList.type: _exact_list,
}
