"""Replies parsed for their response type."""

from collections.abc import Sequence
from decimal import Decimal

from itembank.content.response_types import (
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
    Reply,
    Response,
    SelectText,
    TableEntry,
    TimeEntry,
)
from itembank.errors import InvalidReply, ReplyProblem
from itembank.language import LANGUAGES
from itembank.scoring.fractions_and_times import parse_fraction, parse_time
from itembank.scoring.number_parsing import parse_number

ParsedReply = tuple[str | Decimal, ...]
"""The reply at each place: ids of options, numbers, or a fraction or a clock time in its usual spelling."""


def parse_reply(response: Response, reply: Reply) -> ParsedReply:
    """Parse a reply.

    Returns
    -------
    the reply at each place, in the response's order; one place for a single answer

    Raises
    ------
    InvalidReply : the reply does not fit the response; None never does
    """
    match response:
        case NumberEntry() | NumberLine() | TableEntry() | BarChart():
            return _numbers(response, reply)
        case FractionEntry(mixed=mixed):
            return (parse_fraction(_text(reply), mixed=mixed),)
        case TimeEntry(clock=clock):
            return (parse_time(_text(reply), clock),)
        case _:
            return _chosen(response, reply)


def _chosen(
    response: Choice | Hotspot | MultipleChoice | SelectText | Ordering | Matching | GapFill, reply: Reply
) -> ParsedReply:
    match response:
        case Choice(options=options) | Hotspot(areas=options):
            return (_known(options, _text(reply)),)
        case MultipleChoice(options=options, least=least, most=most):
            return _some(options, least, most, reply)
        case SelectText(stretches=stretches, least=least, most=most):
            return _some(stretches, least, most, reply)
        case Ordering(items=cards):
            return _distinct(_each([cards] * len(cards), reply))
        case Matching(rows=rows, options=options):
            return _each([options] * len(rows), reply)
        case GapFill(gaps=gaps):
            return _each([gap.options for gap in gaps], reply)


def _numbers(response: NumberEntry | NumberLine | TableEntry | BarChart, reply: Reply) -> tuple[Decimal, ...]:
    match response:
        case NumberEntry(before=before, after=after):
            units = {side[language].strip() for side in (before, after) for language in LANGUAGES}
            return (parse_number(_text(reply), units),)
        case NumberLine(low=low, high=high):
            return (_within(low, high, _text(reply)),)
        case TableEntry(blanks=blanks):
            return tuple(parse_number(written, ()) for written in _list(reply, len(blanks)))
        case BarChart(drawn=drawn, top=top):
            return tuple(_within("0", top, height) for height in _list(reply, len(drawn)))


def _within(low: str, high: str, written: str) -> Decimal:
    number = parse_number(written, ())
    if not Decimal(low) <= number <= Decimal(high):
        raise InvalidReply(ReplyProblem.OUT_OF_RANGE, f"{low} to {high}", written)
    return number


def _text(reply: Reply) -> str:
    if not isinstance(reply, str):
        raise InvalidReply(ReplyProblem.WRONG_TYPE, "text", reply)
    return reply


def _known(options: Sequence[Option], option_id: str) -> str:
    known = [option.id for option in options]
    if option_id not in known:
        raise InvalidReply(ReplyProblem.UNKNOWN_OPTION, f"one of {', '.join(known)}", option_id)
    return option_id


def _list(reply: Reply, least: int, most: int | None = None) -> tuple[str, ...]:
    """A list of exactly ``least`` texts, or of up to ``most``."""
    if not isinstance(reply, list | tuple) or not all(isinstance(each, str) for each in reply):
        raise InvalidReply(ReplyProblem.WRONG_TYPE, "a list of texts", reply)
    if not least <= len(reply) <= (least if most is None else most):
        raise InvalidReply(ReplyProblem.WRONG_LENGTH, f"{least}" if most is None else f"{least} to {most}", reply)
    return tuple(reply)


def _each(options: Sequence[Sequence[Option]], reply: Reply) -> tuple[str, ...]:
    """A list with one of each place's options."""
    given = _list(reply, len(options))
    return tuple(_known(known, each) for known, each in zip(options, given, strict=True))


def _some(options: Sequence[Option], least: int, most: int, reply: Reply) -> tuple[str, ...]:
    return _distinct(tuple(_known(options, each) for each in _list(reply, least, most)))


def _distinct(given: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(given)) != len(given):
        raise InvalidReply(ReplyProblem.REPEATED_OPTION, "each once", list(given))
    return given
