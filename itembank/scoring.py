from collections.abc import Sequence
from decimal import Decimal

from itembank.errors import InvalidReply, ReplyProblem
from itembank.items import ItemVersion
from itembank.language import LANGUAGES
from itembank.reply_number import read_number
from itembank.responses import Choice, NumberEntry, Option, Ordering, Reply
from itembank.rules import ExactNumber, ExactOrder, KeyedChoice


def check_reply(item: ItemVersion, reply: Reply) -> None:
    """Refuse what cannot be an answer to this item; None (omitted) always can.

    Raises
    ------
    InvalidReply : with a stable ``code``, a `ReplyProblem`
    """
    if reply is None:
        return
    match item.response:
        case NumberEntry():
            _number(item.response, reply)
        case Choice(options=options):
            _known(options, _text(reply))
        case Ordering(items=cards):
            _arrangement(cards, reply)


def score(item: ItemVersion, reply: Reply) -> int:
    """1 when the item's rule says right, else 0; an omitted item (None) scores 0.

    Raises
    ------
    InvalidReply : as `check_reply`
    """
    check_reply(item, reply)
    return 0 if reply is None else int(_is_right(item, reply))


def _is_right(item: ItemVersion, reply: str | Sequence[str]) -> bool:
    match item.rule:
        case ExactNumber(value=value):
            return isinstance(item.response, NumberEntry) and _number(item.response, reply) == Decimal(value)
        case KeyedChoice(key=key):
            return reply == key
        case ExactOrder(order=order):
            return tuple(reply) == order


def _number(response: NumberEntry, reply: str | Sequence[str]) -> Decimal:
    units = {side[language].strip() for side in (response.before, response.after) for language in LANGUAGES}
    return read_number(_text(reply), units)


def _text(reply: str | Sequence[str]) -> str:
    if not isinstance(reply, str):
        raise InvalidReply(ReplyProblem.WRONG_TYPE, "text", reply)
    return reply


def _known(options: Sequence[Option], option_id: str) -> None:
    known = [option.id for option in options]
    if option_id not in known:
        raise InvalidReply(ReplyProblem.UNKNOWN_OPTION, f"one of {', '.join(known)}", option_id)


def _arrangement(cards: Sequence[Option], reply: str | Sequence[str]) -> None:
    if not isinstance(reply, list | tuple) or not all(isinstance(card, str) for card in reply):
        raise InvalidReply(ReplyProblem.WRONG_TYPE, "a list of card ids", reply)
    if len(reply) != len(cards):
        raise InvalidReply(ReplyProblem.WRONG_LENGTH, f"{len(cards)} cards", reply)
    for card in reply:
        _known(cards, card)
    if len(set(reply)) != len(reply):
        raise InvalidReply(ReplyProblem.REPEATED_OPTION, "each card once", reply)
