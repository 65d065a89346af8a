"""The score that an item's rule gives a reply."""

from collections.abc import Callable
from decimal import Decimal

from itembank.content.item_versions import ItemVersion
from itembank.content.response_types import Reply
from itembank.content.scoring_rules import CreditMethod, ExactList, ExactNumber, ExactOrder, ExactSet, KeyedChoice
from itembank.content.written_numbers import worth
from itembank.errors import UnknownHint
from itembank.scoring.reply_parsing import ParsedReply, parse_reply


def check_reply(item: ItemVersion, reply: Reply) -> None:
    """Check that a reply fits its item; None (omitted) always does.

    Raises
    ------
    InvalidReply : with a stable ``code``, a `ReplyProblem`
    """
    if reply is not None:
        parse_reply(item.response, reply)


def score(item: ItemVersion, reply: Reply, hints_taken: int = 0) -> int:
    """Score a reply by the item's rule.

    Parameters
    ----------
    reply : None for an omitted item, which scores 0
    hints_taken : number of hints shown before the reply; each lowers the maximum score by one

    Returns
    -------
    the score, 0 to ``item.most``

    Raises
    ------
    InvalidReply : as `check_reply`
    UnknownHint : the item has fewer hints, or ``hints_taken`` is negative
    """
    if not 0 <= hints_taken <= len(item.hints):
        raise UnknownHint(item.item, hints_taken, len(item.hints))
    if reply is None:
        return 0
    earned = _earned(item, parse_reply(item.response, reply))
    return min(earned, max(0, item.most - hints_taken))


def _earned(item: ItemVersion, given: ParsedReply) -> int:
    match item.rule:
        case ExactNumber():
            return _number_score(item.rule, given[0], item.most)
        case KeyedChoice(key=key):
            return item.most * (given == (key,))
        case ExactSet(keys=keys):
            return set_score(item.rule, len(set(keys).intersection(given)), len(given), item.most)
        case ExactOrder(order=order):
            return item.most * (given == order)
        case ExactList(keys=keys, credit=credit):
            right = sum(_same(key, each) for key, each in zip(keys, given, strict=True))
            return credit_score(credit, right, len(keys), item.most)


def _number_score(rule: ExactNumber, given: str | Decimal, most: int) -> int:
    told: Callable[[str | Decimal], object] = str if rule.in_this_form else worth
    partial = {told(each.value): each.score for each in rule.named}
    return (partial | {told(rule.value): most}).get(told(given), 0)


def _same(key: str, given: str | Decimal) -> bool:
    return key == given if isinstance(given, str) else Decimal(key) == given


def set_score(rule: ExactSet, hits: int, picks: int, most: int) -> int:
    """Score of ``picks`` options selected, of which ``hits`` are keys, 0 to ``most``."""
    keys = len(rule.keys)
    if rule.credit == "whole":
        return most if hits == picks == keys else 0
    if rule.credit == "net":
        return credit_score("parts", hits - (picks - hits), keys, most)
    return credit_score(rule.credit, hits - max(0, picks - keys), keys, most)


def credit_score(credit: CreditMethod, right: int, parts: int, most: int) -> int:
    """Score of ``right`` parts right out of ``parts``, 0 to ``most``."""
    if credit == "whole":
        return most if right == parts else 0
    return most * max(0, right) // parts
