"""What every bank must keep; each refusal names the item and the field."""

import math
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from itembank.bank import BankVersion, Solved
from itembank.building import require_known
from itembank.design import ByItem, TestDesign
from itembank.errors import InvalidBank
from itembank.items import STRANDS, YEARS, ItemVersion, Parameters, item_version_id
from itembank.language import LANGUAGES, Text
from itembank.lengths import require_length
from itembank.responses import Choice, NumberEntry, Option, Ordering, Response
from itembank.rules import ExactNumber, ExactOrder, KeyedChoice
from itembank.topics import Topic

_UNSAFE = re.compile(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:|<iframe|<foreignobject", re.IGNORECASE)


def check_bank(bank: BankVersion) -> BankVersion:
    """The same bank, if it keeps every rule.

    Raises
    ------
    InvalidBank : for the first rule broken, naming item and field
    """
    _require(bool(bank.subject.strip()), "bank", "subject", "a name", bank.subject)
    _require(bool(bank.items), "bank", "items", "at least one item", 0)
    _distinct("bank", "topics", (topic.id for topic in bank.topics))
    _distinct("bank", "designs", (design.name for design in bank.designs))
    _distinct("bank", "items", (item.id for item in bank.items))
    for topic in bank.topics:
        _check_topic(topic)
    topics = {topic.id: topic for topic in bank.topics}
    for item in bank.items:
        _check_place(item, topics)
        _check_content(item)
        _check_rule(item)
        _check_parameters(item.item, item.parameters)
    for design in bank.designs:
        _check_design(design)
    _distinct("bank", "solved", (f"{each.design} {each.year}" for each in bank.solved))
    for solved in bank.solved:
        _check_solved(bank, solved)
    return bank


def _require(kept: bool, item: str, field: str, expected: str, received: object) -> None:
    if not kept:
        raise InvalidBank(item, field, expected, received)


def _distinct(item: str, field: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        _require(name not in seen, item, field, "each id once", name)
        seen.add(name)


def _check_topic(topic: Topic) -> None:
    _require(topic.strand in STRANDS, topic.id, "strand", f"one of {', '.join(STRANDS)}", topic.strand)
    _require(topic.introduced_year in YEARS, topic.id, "introduced_year", "2 to 9", topic.introduced_year)
    for field, text in (("label", topic.label), ("can", topic.can), ("practise", topic.practise)):
        _check_words(topic.id, field, text)


def _check_place(item: ItemVersion, topics: dict[str, Topic]) -> None:
    topic = topics.get(item.topic)
    if topic is None:
        raise InvalidBank(item.item, "topic", "a topic of this bank", item.topic)
    _require(item.strand == topic.strand, item.item, "strand", f"{topic.strand}, the topic's", item.strand)
    _require(item.introduced_year in YEARS, item.item, "introduced_year", "2 to 9", item.introduced_year)
    _require(
        item.introduced_year >= topic.introduced_year,
        item.item,
        "introduced_year",
        f"{topic.introduced_year} or later, the topic's",
        item.introduced_year,
    )


def _check_content(item: ItemVersion) -> None:
    _check_words(item.item, "prompt", item.prompt)
    _check_words(item.item, "response.label", item.response.label)
    options = _options(item.response)
    for option in options:
        _check_words(item.item, f"option {option.id}", option.html)
    _distinct(item.item, "response", (option.id for option in options))
    if not isinstance(item.response, NumberEntry):
        _require(len(options) >= 2, item.item, "response", "at least two options", len(options))
        for language in LANGUAGES:
            _distinct(item.item, f"response.{language}", (option.html[language] for option in options))
    expected = item_version_id(item.item, item.prompt, item.response)
    _require(item.id == expected, item.item, "id", f"{expected}, which follows from its content", item.id)


def _check_words(item: str, field: str, text: Text) -> None:
    for language in LANGUAGES:
        words = text[language]
        _require(bool(words.strip()), item, f"{field}.{language}", "words", words)
        _require(_UNSAFE.search(words) is None, item, f"{field}.{language}", "no script and no style", words)


def _options(response: Response) -> tuple[Option, ...]:
    match response:
        case Choice(options=options) | Ordering(items=options):
            return options
        case NumberEntry():
            return ()


def _check_rule(item: ItemVersion) -> None:
    known = {option.id for option in _options(item.response)}
    match item.response, item.rule:
        case NumberEntry(), ExactNumber(value=value):
            _require(_is_decimal(value), item.item, "rule.value", "a decimal number", value)
        case Choice(), KeyedChoice(key=key, misconceptions=misconceptions):
            _require(key in known, item.item, "rule.key", f"one of {sorted(known)}", key)
            named = sorted(misconception.option for misconception in misconceptions)
            _require(named == sorted(known - {key}), item.item, "rule.misconceptions", "each other option once", named)
        case Ordering(), ExactOrder(order=order):
            _require(sorted(order) == sorted(known), item.item, "rule.order", "each card once", order)
        case response, rule:
            raise InvalidBank(item.item, "rule", f"a rule for a {response.type} response", rule.type)


def _is_decimal(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _check_parameters(item: str, parameters: Parameters) -> None:
    for name in ("a", "b", "c", "d"):
        value = getattr(parameters, name)
        _require(math.isfinite(value), item, f"parameters.{name}", "a finite number", value)
    _require(parameters.a > 0, item, "parameters.a", "more than 0", parameters.a)
    _require(0 <= parameters.c < 1, item, "parameters.c", "0 ≤ c < 1", parameters.c)
    _require(parameters.c < parameters.d <= 1, item, "parameters.d", "c < d ≤ 1", parameters.d)


def _check_design(design: TestDesign) -> None:
    _require(design.length > 0, design.name, "length", "at least one item", design.length)
    _require(bool(design.populations), design.name, "populations", "at least one year group", 0)
    _distinct(design.name, "populations", (str(population.year) for population in design.populations))
    for population in design.populations:
        _require(population.year in YEARS, design.name, "populations.year", "2 to 9", population.year)
        _require(math.isfinite(population.mean), design.name, "populations.mean", "a finite number", population.mean)
        _require(0 < population.sd < math.inf, design.name, "populations.sd", "more than 0", population.sd)
    require_known(design)
    require_length(design)


def _check_solved(bank: BankVersion, solved: Solved) -> None:
    designs = {design.hash: design for design in bank.designs}
    _require(solved.design in designs, "bank", "solved.design", "the hash of a design of this bank", solved.design)
    design = designs[solved.design]
    _require(
        solved.year in design.years,
        design.name,
        "solved.year",
        f"one of {', '.join(map(str, design.years))}",
        solved.year,
    )
    _distinct(design.name, "solved.settings", (setting.name for setting in solved.settings))
    for setting in solved.settings:
        if isinstance(setting.value, ByItem):
            _distinct(design.name, f"solved.{setting.name}", (item for item, _ in setting.value.by_item))
            setting.value.in_order(design.name, tuple(item.id for item in bank.items))
