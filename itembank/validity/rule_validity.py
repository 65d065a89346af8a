"""Validity of scoring rules: keys can be given, and every score can be reached."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from itembank.content.item_versions import ItemVersion
from itembank.content.response_types import (
    MAX_PLACES,
    BarChart,
    Choice,
    FractionEntry,
    GapFill,
    Hotspot,
    Matching,
    MultipleChoice,
    NumberEntry,
    NumberLine,
    Option,
    Ordering,
    SelectText,
    TableEntry,
    TimeEntry,
)
from itembank.content.scoring_rules import (
    ExactList,
    ExactNumber,
    ExactOrder,
    ExactSet,
    KeyedChoice,
    Misconception,
    PlaceMisconception,
)
from itembank.content.written_numbers import worth
from itembank.errors import InvalidBank, InvalidReply
from itembank.scoring.reply_parsing import parse_reply
from itembank.scoring.scoring import credit_score, set_score
from itembank.validity.field_checks import require, require_decimal, require_distinct
from itembank.validity.response_validity import require_whole_steps


def check_rule(item: ItemVersion) -> None:
    """Check that a rule fits its response, that its keys can be given and that every score can be reached.

    Raises
    ------
    InvalidBank
    """
    match item.response, item.rule:
        case NumberEntry() | FractionEntry() | TimeEntry() | NumberLine(), ExactNumber():
            _check_number(item, item.rule)
        case Choice() | Hotspot(), KeyedChoice():
            _check_choice(item.item, item.response, item.rule)
        case MultipleChoice() | SelectText(), ExactSet():
            _check_set(item.item, item.response, item.rule)
        case Ordering(items=cards), ExactOrder(order=order):
            known = sorted(card.id for card in cards)
            require(sorted(order) == known, item.item, "rule.order", "each card once", order)
        case Matching() | GapFill() | TableEntry() | BarChart(), ExactList():
            _check_list(item.item, item.response, item.rule)
        case response, rule:
            raise InvalidBank(item.item, "rule", f"a rule for a {response.type} response", rule.type)
    _check_scores(item)
    places = _places(item)
    require(places <= MAX_PLACES, item.item, "response", f"at most {MAX_PLACES} places to fill", places)


def _places(item: ItemVersion) -> int:
    """Number of places in the longest reply."""
    match item.rule:
        case ExactOrder(order=keys) | ExactList(keys=keys):
            return len(keys)
    return item.response.most if isinstance(item.response, MultipleChoice | SelectText) else 1


def _check_number(item: ItemVersion, rule: ExactNumber) -> None:
    told = (rule.value, *(named.value for named in rule.named))
    fields = ("rule.value", *("rule.named" for _ in rule.named))
    values = [_require_written(item, field, each) for field, each in zip(fields, told, strict=True)]
    if isinstance(item.response, NumberLine):
        value = Decimal(rule.value)
        low, high, step = map(Decimal, (item.response.low, item.response.high, item.response.step))
        require(low <= value <= high, item.item, "rule.value", f"from {low} to {high}", rule.value)
        require_whole_steps(item.item, "rule.value", step, value - low)
    _check_named(item, rule)
    fits = not rule.in_this_form or isinstance(item.response, FractionEntry)
    require(fits, item.item, "rule.in_this_form", "a fraction, which has several forms", item.response.type)
    require_distinct(item.item, "rule.named", told if rule.in_this_form else map(str, values))


def _check_named(item: ItemVersion, rule: ExactNumber) -> None:
    for named in rule.named:
        require(
            0 <= named.score < item.most, item.item, "rule.named", f"a score from 0 to {item.most - 1}", named.score
        )
        told = bool(named.score or named.misconception)
        require(told, item.item, "rule.named", "a score or a misconception", named.value)
        stepped = bool(named.score and not named.misconception) or not named.step
        require(stepped, item.item, "rule.named", "a score and no misconception, since it has a step", named.value)


def _require_written(item: ItemVersion, field: str, written: str) -> Fraction:
    """Check that a number is as a reply is kept: a decimal in digits, or a fraction or a time in its usual spelling."""
    if not isinstance(item.response, FractionEntry | TimeEntry):
        return Fraction(require_decimal(item.item, field, written))
    try:
        (usual,) = parse_reply(item.response, written)
    except InvalidReply as refused:
        raise InvalidBank(item.item, field, refused.expected, written) from refused
    require(usual == written, item.item, field, str(usual), written)
    return worth(written)


def _check_keys(item: str, field: str, keys: Sequence[str], options: Sequence[Option]) -> None:
    known = sorted(option.id for option in options)
    for key in keys:
        require(key in known, item, field, f"one of {known}", key)


def _check_misconceptions(
    item: str, keys: Sequence[str], options: Sequence[Option], named: Sequence[Misconception]
) -> None:
    others = sorted(option.id for option in options if option.id not in keys)
    for each in named:
        require(each.option in others, item, "rule.misconceptions", f"one of {others}", each.option)
        require(bool(each.name.strip()), item, "rule.misconceptions", "a name", each.name)
    require_distinct(item, "rule.misconceptions", (each.option for each in named))


def _check_choice(item: str, response: Choice | Hotspot, rule: KeyedChoice) -> None:
    options = response.options if isinstance(response, Choice) else response.areas
    _check_keys(item, "rule.key", (rule.key,), options)
    _check_misconceptions(item, (rule.key,), options, rule.misconceptions)
    if isinstance(response, Choice):
        others = sorted(option.id for option in options if option.id != rule.key)
        named = sorted(each.option for each in rule.misconceptions)
        require(named == others, item, "rule.misconceptions", "each other option once", named)


def _check_set(item: str, response: MultipleChoice | SelectText, rule: ExactSet) -> None:
    options = response.options if isinstance(response, MultipleChoice) else response.stretches
    _check_keys(item, "rule.keys", rule.keys, options)
    require_distinct(item, "rule.keys", rule.keys)
    bounds = f"from {response.least} to {response.most} keys"
    require(response.least <= len(rule.keys) <= response.most, item, "rule.keys", bounds, rule.keys)
    _check_misconceptions(item, rule.keys, options, rule.misconceptions)


def _check_list(item: str, response: Matching | GapFill | TableEntry | BarChart, rule: ExactList) -> None:
    match response:
        case Matching(rows=rows, options=options):
            _check_choices(item, rule, [options] * len(rows))
        case GapFill(gaps=gaps):
            _check_choices(item, rule, [gap.options for gap in gaps])
        case TableEntry(blanks=blanks):
            _check_numbers(item, rule, len(blanks))
        case BarChart():
            _check_heights(item, rule, response)


def _check_choices(item: str, rule: ExactList, options: Sequence[Sequence[Option]]) -> None:
    _check_places(item, rule, len(options))
    for place, (key, known) in enumerate(zip(rule.keys, options, strict=True), start=1):
        _check_keys(item, f"rule.keys[{place}]", (key,), known)
        for each in _at(rule, place):
            _check_keys(item, "rule.misconceptions", (each.reply,), known)
            require(each.reply != key, item, "rule.misconceptions", "an option that is not the key", each.reply)


def _check_numbers(item: str, rule: ExactList, places: int) -> None:
    _check_places(item, rule, places)
    for place, key in enumerate(rule.keys, start=1):
        value = require_decimal(item, f"rule.keys[{place}]", key)
        for each in _at(rule, place):
            wrong = require_decimal(item, "rule.misconceptions", each.reply)
            require(wrong != value, item, "rule.misconceptions", "a number that is not the key", each.reply)


def _check_heights(item: str, rule: ExactList, chart: BarChart) -> None:
    _check_numbers(item, rule, len(chart.drawn))
    for place, key in enumerate(rule.keys, start=1):
        field = f"rule.keys[{place}]"
        require(0 <= Decimal(key) <= Decimal(chart.top), item, field, f"from 0 to {chart.top}", key)
        require_whole_steps(item, field, Decimal(chart.step), Decimal(key))


def _check_places(item: str, rule: ExactList, places: int) -> None:
    require(len(rule.keys) == places, item, "rule.keys", f"{places} keys, one for each place", len(rule.keys))
    for each in rule.misconceptions:
        require(1 <= each.place <= places, item, "rule.misconceptions", f"from 1 to {places}", each.place)
        require(bool(each.name.strip()), item, "rule.misconceptions", "a name", each.name)
    require_distinct(item, "rule.misconceptions", (f"{each.place} {each.reply}" for each in rule.misconceptions))


def _at(rule: ExactList, place: int) -> Iterator[PlaceMisconception]:
    return (each for each in rule.misconceptions if each.place == place)


def _check_scores(item: ItemVersion) -> None:
    """Check that every score can be reached; otherwise its category would be empty in every trial."""
    require(item.most >= 1, item.item, "most", "at least 1", item.most)
    require(item.most >= 2 or not item.hints, item.item, "most", "at least 2, since the item has hints", item.most)
    earned = {0, *_earned(item)}  # an omitted item scores 0
    scores = {min(score, max(0, item.most - taken)) for score in earned for taken in range(len(item.hints) + 1)}
    every = set(range(item.most + 1))
    if scores == {0, item.most}:
        require(item.most == 1, item.item, "most", "1, since a reply earns all of it or nothing", item.most)
    require(scores == every, item.item, "most", f"each score from 0 to {item.most} within reach", sorted(scores))


def _earned(item: ItemVersion) -> set[int]:
    match item.rule:
        case ExactNumber(named=named):
            return {item.most, *(each.score for each in named)}
        case ExactSet() if isinstance(item.response, MultipleChoice | SelectText):
            return {set_score(item.rule, hits, picks, item.most) for hits, picks in _picks(item.response, item.rule)}
        case ExactList(keys=keys, credit=credit):
            return {credit_score(credit, right, len(keys), item.most) for right in range(len(keys) + 1)}
    return {item.most}


def _picks(response: MultipleChoice | SelectText, rule: ExactSet) -> Iterator[tuple[int, int]]:
    """Possible numbers of keys among the options selected, with the number selected."""
    options = response.options if isinstance(response, MultipleChoice) else response.stretches
    keys, others = len(rule.keys), len(options) - len(rule.keys)
    for picks in range(response.least, response.most + 1):
        yield from ((hits, picks) for hits in range(max(0, picks - others), min(keys, picks) + 1))
