"""Numbers parsed as children write them."""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal

from itembank.errors import InvalidReply, ReplyProblem
from itembank.scoring.unit_names import KNOWN, names_of

MAX_CHARACTERS = 40

_SPACES = " \u00a0\u2007\u2009\u202f"  # ordinary, no-break, figure, thin, narrow no-break
_BY_COMMAS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:[.·][0-9]*)?"
_OTHERWISE = rf"(?:[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+|[0-9]*)(?:[.·][0-9]*|,[0-9]+)?"
_FRACTION_OF_A_POUND = re.compile(r"[0-9]*[.,·][0-9]{2}")
_LONG_AFTER_COMMA = re.compile(r".*,[0-9]{6,}")
# A comma groups thousands if three figures follow it and one to three precede it, not beginning with 0. This is so in
# Wales in both languages: 3,500 is three thousand five hundred. Any other comma is a decimal comma: 3,5; 0,125. With
# six figures or more after it, as in 7,500000, nobody can say which was meant.
_THOUSANDS = re.compile(rf"(?P<sign>[-−–]?)[{_SPACES}]?(?P<number>{_BY_COMMAS})")
_NUMBER = re.compile(rf"(?P<sign>[-−–]?)[{_SPACES}]?(?P<number>{_OTHERWISE})")
_HAS_NUMBER = re.compile(r"[0-9]")
_NO_LETTER_NEXT, _NO_LETTER_BEFORE = r"(?![^\W\d_])", r"(?<![^\W\d_])"


def parse_number(reply: str, units: Iterable[str]) -> Decimal:
    """Parse the number in a reply such as "1 000", "1,000", "£3.50", "3.5", "3·5", "3,5", "35 cm" or "40 mins".

    Parameters
    ----------
    units : units shown beside the box; the reply may have any name of theirs before or after the number

    Raises
    ------
    InvalidReply : code empty, too_long, other_unit, unknown_unit or not_a_number
    """
    _refuse_length(reply)
    shown = set().union(*map(names_of, filter(None, units)))
    bare = _without_units(reply.strip(), shown)
    if shown:
        _refuse_other_unit(bare, shown, reply)
    if _HAS_NUMBER.search(bare) and not _LONG_AFTER_COMMA.fullmatch(bare):
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


def _refuse_other_unit(bare: str, shown: Collection[str], reply: str) -> None:
    """Refuse a number that is plainly of another unit than the one beside the box: 7 mm for cm, £2 or 0.08 for p.

    Written without its unit next time it would be marked, so the learner is told to look at the unit.
    """
    in_pounds = "p" in shown and _FRACTION_OF_A_POUND.fullmatch(bare)
    if in_pounds or (_HAS_NUMBER.search(bare) and _unit_in(bare) in KNOWN - set(shown)):
        raise InvalidReply(ReplyProblem.OTHER_UNIT, f"a number in {min(shown, key=len)}", reply)


def _unit_in(bare: str) -> str:
    """What stands before or after the number, in small letters."""
    return re.sub(rf"[-−–]?[0-9][0-9.,·{_SPACES}]*", "", bare, count=1).strip().lower()


def _without_units(reply: str, names: Iterable[str]) -> str:
    """The reply without the names of units at its ends; a word only where it is not a part of a longer one."""
    for name in sorted(names, key=len, reverse=True):
        if name[-1].isalpha():
            ends = re.compile(
                rf"\A{re.escape(name)}{_NO_LETTER_NEXT}|{_NO_LETTER_BEFORE}{re.escape(name)}\Z", re.IGNORECASE
            )
        else:
            ends = re.compile(rf"\A{re.escape(name)}|{re.escape(name)}\Z", re.IGNORECASE)
        reply = ends.sub("", reply).strip()
    return reply


def _problem(bare: str) -> ReplyProblem:
    if re.fullmatch(r"[-−–£$€]?\s*[0-9][0-9.,\s]*[^0-9.,\s/:]+|[£$€].*[0-9].*", bare):
        return ReplyProblem.UNKNOWN_UNIT
    return ReplyProblem.NOT_A_NUMBER
