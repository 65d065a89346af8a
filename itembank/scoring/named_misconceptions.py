"""The misconceptions that an item's rule names behind a reply."""

from collections.abc import Iterator
from decimal import Decimal

from itembank.content.item_versions import ItemVersion
from itembank.content.response_types import Reply
from itembank.content.scoring_rules import ExactList, ExactNumber, ExactSet, KeyedChoice
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
        case ExactNumber(named=anticipated):
            number = Decimal(given[0])
            yield from (n.misconception for n in anticipated if n.misconception and Decimal(n.value) == number)
        case KeyedChoice(misconceptions=named) | ExactSet(misconceptions=named):
            yield from (each.name for each in named if each.option in given)
        case ExactList(misconceptions=places):
            yield from (each.name for each in places if _is(each.reply, given[each.place - 1]))


def _is(reply: str, given: str | Decimal) -> bool:
    return reply == given if isinstance(given, str) else Decimal(reply) == given
