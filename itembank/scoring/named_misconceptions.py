"""The misconceptions that an item's rule names behind a reply."""

from collections.abc import Iterator
from decimal import Decimal

from itembank.content.item_versions import ItemVersion
from itembank.content.response_types import Reply
from itembank.content.scoring_rules import EQUAL_IN_ANOTHER_FORM, ExactList, ExactNumber, ExactSet, KeyedChoice
from itembank.content.written_numbers import worth
from itembank.scoring.reply_parsing import ParsedReply, parse_reply


def named_misconceptions(item: ItemVersion, reply: Reply) -> tuple[str, ...]:
    """Names of the misconceptions that the item's rule gives for a reply, each once.

    Parameters
    ----------
    reply : None for an omitted item, behind which stands nothing that is known

    Raises
    ------
    InvalidReply : the reply does not fit the item
    """
    if reply is None:
        return ()
    return tuple(dict.fromkeys(_named(item, parse_reply(item.response, reply))))


def _named(item: ItemVersion, given: ParsedReply) -> Iterator[str]:
    match item.rule:
        case ExactNumber():
            yield from _of_number(item.rule, given[0])
        case KeyedChoice(misconceptions=named) | ExactSet(misconceptions=named):
            yield from (each.name for each in named if each.option in given)
        case ExactList(misconceptions=places):
            yield from (each.name for each in places if _is(each.reply, given[each.place - 1]))


def _of_number(rule: ExactNumber, given: str | Decimal) -> Iterator[str]:
    known = [
        each for each in rule.named if given == each.value or (not rule.in_this_form and _equal(given, each.value))
    ]
    if rule.in_this_form and not known and given != rule.value and _equal(given, rule.value):
        yield EQUAL_IN_ANOTHER_FORM
    yield from (each.misconception for each in known if each.misconception)


def _equal(one: str | Decimal, other: str) -> bool:
    return worth(one) == worth(other)


def _is(reply: str, given: str | Decimal) -> bool:
    return reply == given if isinstance(given, str) else Decimal(reply) == given
