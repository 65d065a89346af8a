"""Numbers parsed as children write them."""

import re
from collections.abc import Iterable
from decimal import Decimal

from itembank.errors import InvalidReply, ReplyProblem

MAX_CHARACTERS = 40

_SPACES = " \u00a0\u2007\u2009\u202f"  # ordinary, no-break, figure, thin, narrow no-break
_BY_COMMAS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:[.·][0-9]*)?"
_OTHERWISE = rf"(?:[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+|[0-9]*)(?:[.·][0-9]*|,[0-9]+)?"
# A comma groups thousands if three figures follow it and one to three precede it, not beginning with 0. This is so in
# Wales in both languages: 3,500 is three thousand five hundred. Any other comma is a decimal comma: 3,5; 0,125.
_THOUSANDS = re.compile(rf"(?P<sign>[-−–]?)[{_SPACES}]?(?P<number>{_BY_COMMAS})")
_NUMBER = re.compile(rf"(?P<sign>[-−–]?)[{_SPACES}]?(?P<number>{_OTHERWISE})")
_HAS_NUMBER = re.compile(r"[0-9]")


def parse_number(reply: str, units: Iterable[str]) -> Decimal:
    """Parse the number in a reply such as "1 000", "1,000", "£3.50", "3.5", "3·5", "3,5" or "35 cm".

    Parameters
    ----------
    units : units allowed before or after the number, in any letter case

    Raises
    ------
    InvalidReply : code empty, too_long, unknown_unit or not_a_number
    """
    _refuse_length(reply)
    bare = _without_units(reply.strip(), units)
    if _HAS_NUMBER.search(bare):
        if thousands := _THOUSANDS.fullmatch(bare):
            return _decimal(thousands["sign"], thousands["number"].replace(",", ""))
        if other := _NUMBER.fullmatch(bare):
            return _decimal(other["sign"], re.sub(f"[{_SPACES}]", "", other["number"]).replace(",", "."))
    raise InvalidReply(_problem(bare), "a number in digits", reply)


def _decimal(sign: str, digits: str) -> Decimal:
    return Decimal(f"{'-' if sign else ''}0{digits.replace('·', '.')}")


def _refuse_length(reply: str) -> None:
    if not reply.strip():
        raise InvalidReply(ReplyProblem.EMPTY, "a number in digits", reply)
    if len(reply) > MAX_CHARACTERS:
        raise InvalidReply(ReplyProblem.TOO_LONG, f"at most {MAX_CHARACTERS} characters", reply[:MAX_CHARACTERS])


def _without_units(reply: str, units: Iterable[str]) -> str:
    for unit in sorted(filter(None, units), key=len, reverse=True):
        reply = re.sub(rf"\A{re.escape(unit)}|{re.escape(unit)}\Z", "", reply, flags=re.IGNORECASE).strip()
    return reply


def _problem(bare: str) -> ReplyProblem:
    if re.fullmatch(r"[-−–£$€]?\s*[0-9][0-9.,\s]*[^0-9.,\s/:]+|[£$€].*[0-9].*", bare):
        return ReplyProblem.UNKNOWN_UNIT
    return ReplyProblem.NOT_A_NUMBER
