"""Fractions and clock times parsed as children write them."""

import re

from itembank.content.response_types import ClockHours
from itembank.errors import InvalidReply, ReplyProblem

MAX_DIGITS = 6
"""Most digits of a part: no child is asked for more, and none writes more by mistake."""

_PART = rf"[0-9]{{1,{MAX_DIGITS}}}"
_FRACTION = re.compile(rf"(?P<whole>)(?P<top>{_PART})\s*[/⁄]\s*(?P<bottom>{_PART})")
# a space parts the whole number from the rest, so none stands beside the line: in 1 /4 the upper box is empty
_MIXED = re.compile(rf"(?P<whole>{_PART})?(?:(?:\A|\s+)(?P<top>{_PART})[/⁄](?P<bottom>{_PART}))?")
_TIME = re.compile(
    r"(?P<hours>[0-9]{1,2})\s*[:.]\s*(?P<minutes>[0-9]{1,2})(?:\s*(?P<half>[ap])\.?\s*m\.?)?", re.IGNORECASE
)
_EMPTY_BOX = re.compile(r"\A\s*[/⁄:.]|\A[^/⁄:.]*[/⁄:.]\s*(?:[ap]m)?\Z|[0-9]\s+[/⁄]|\A[ap]m\Z", re.IGNORECASE)


def parse_fraction(reply: str, *, mixed: bool) -> str:
    """Parse a fraction such as "3/4", "03 / 4" or "1 1/2", or, where it may be mixed, a whole number.

    Returns
    -------
    its usual spelling, which is not its lowest terms: "6/8", "1 1/2"; without a whole number of 0

    Raises
    ------
    InvalidReply : code empty, half_filled, not_whole or zero_denominator
    """
    expected = "a fraction such as 1 3/4" if mixed else "a fraction such as 3/4"
    found = _matched(_MIXED if mixed else _FRACTION, reply, expected)
    whole, top, bottom = (found[part] and str(int(found[part])) for part in ("whole", "top", "bottom"))
    if bottom == "0":
        raise InvalidReply(ReplyProblem.ZERO_DENOMINATOR, "a denominator other than 0", reply)
    part = f"{top}/{bottom}" if bottom else ""
    return f"{whole} {part}".strip() if whole and (whole != "0" or not part) else part


def parse_time(reply: str, clock: ClockHours) -> str:
    """Parse a clock time such as "9:05", "09.05", "9:5" or "9:05 pm".

    Returns
    -------
    its usual spelling: "9:05", of a clock of 24 hours "09:05", with its half of the day "9:05 pm"

    Raises
    ------
    InvalidReply : code empty, half_filled, not_whole, not_on_12_hour_clock or not_on_24_hour_clock
    """
    expected = {"12": "a time such as 9:05", "am-pm": "a time such as 9:05 pm", "24": "a time such as 21:05"}[clock]
    found = _matched(_TIME, reply, expected)
    hours, minutes = int(found["hours"]), int(found["minutes"])
    if clock == "am-pm" and not found["half"]:
        raise InvalidReply(ReplyProblem.HALF_FILLED, expected, reply)
    if clock == "12" and found["half"]:
        raise InvalidReply(ReplyProblem.NOT_WHOLE, expected, reply)
    half = f" {found['half'].lower()}m" if found["half"] else ""
    if clock == "24":
        if hours > 23 or minutes > 59 or half:
            raise InvalidReply(ReplyProblem.NOT_ON_24_HOUR_CLOCK, expected, reply)
        return f"{hours:02d}:{minutes:02d}"
    if not 1 <= hours <= 12 or minutes > 59:
        raise InvalidReply(ReplyProblem.NOT_ON_12_HOUR_CLOCK, expected, reply)
    return f"{hours}:{minutes:02d}{half}"


def _matched(form: re.Pattern[str], reply: str, expected: str) -> re.Match[str]:
    written = reply.strip()
    if not re.sub(r"[\s/⁄:.]", "", written):
        raise InvalidReply(ReplyProblem.EMPTY, expected, reply)
    if found := form.fullmatch(written):
        return found
    raise InvalidReply(
        ReplyProblem.HALF_FILLED if _EMPTY_BOX.search(written) else ReplyProblem.NOT_WHOLE, expected, reply
    )
