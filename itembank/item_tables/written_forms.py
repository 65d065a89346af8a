"""The types of a table's rows whose answer is a fraction or a clock time to write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from itembank.content.response_types import FractionEntry, TimeEntry
from itembank.content.written_numbers import DAY, HALF_DAY, worth
from itembank.errors import InvalidReply
from itembank.expressions import InvalidExpression
from itembank.numeracy.number_formatting import clock
from itembank.numeracy.question_draft import ANSWER
from itembank.scoring.fractions_and_times import MAX_DIGITS
from itembank.scoring.reply_parsing import parse_reply

_LARGEST = 10**MAX_DIGITS


@dataclass(frozen=True)
class WrittenForm:
    """How an answer is written.

    Parameters
    ----------
    spell : a value as a reply is kept; raises `InvalidExpression` if it cannot be one
    in_this_form : whether an equal fraction in another form is wrong
    """

    response: FractionEntry | TimeEntry
    spell: Callable[[Fraction], str]
    in_this_form: bool = False

    def read(self, written: str) -> Fraction:
        """What a key is worth.

        Raises
        ------
        InvalidExpression : it cannot be a reply, or is not in the form that is asked for
        """
        try:
            (spelt,) = parse_reply(self.response, written)
        except InvalidReply as refused:
            raise InvalidExpression(refused.expected, written) from refused
        value = worth(spelt)
        if self.in_this_form and spelt != (expected := self.spell(value)):
            raise InvalidExpression(expected, written)
        return value


def _fraction(value: Fraction) -> str:
    if value < 0 or max(value.numerator, value.denominator) >= _LARGEST:
        raise InvalidExpression(expected="a fraction of 0 or more, of at most 6 digits", received=str(value))
    return f"{value.numerator}/{value.denominator}"


def _mixed(value: Fraction) -> str:
    whole, part = divmod(value, 1)
    if not part:
        return _fraction(value).removesuffix("/1")
    return f"{whole} {_fraction(part)}" if whole > 0 else _fraction(value)


def _minutes(value: Fraction) -> int:
    """A value as minutes after midnight."""
    if value.denominator != 1 or not 0 <= value < DAY:
        raise InvalidExpression(expected="whole minutes after midnight, from 0 to 1439", received=str(value))
    return int(value)


def _time(value: Fraction) -> str:
    shown = clock(_minutes(value))
    if not 60 <= value < HALF_DAY + 60:
        expected = "a time from 1:00 to 12:59; take 12 * 60 off one in the afternoon"
        raise InvalidExpression(expected, shown)
    return shown


def _am_or_pm(value: Fraction) -> str:
    # the first hour of either half of the day is 12 o'clock
    shown = clock((_minutes(value) - 60) % HALF_DAY + 60)
    return f"{shown} {'am' if value < HALF_DAY else 'pm'}"


def _of_24_hours(value: Fraction) -> str:
    return f"{clock(_minutes(value)):0>5}"


FORMS: Mapping[str, WrittenForm] = {
    "fraction": WrittenForm(FractionEntry(ANSWER, mixed=False), _fraction),
    "simplest-fraction": WrittenForm(FractionEntry(ANSWER, mixed=False), _fraction, in_this_form=True),
    "mixed-number": WrittenForm(FractionEntry(ANSWER, mixed=True), _mixed),
    "simplest-mixed-number": WrittenForm(FractionEntry(ANSWER, mixed=True), _mixed, in_this_form=True),
    "time-12": WrittenForm(TimeEntry(ANSWER, "12"), _time),
    "time-am-pm": WrittenForm(TimeEntry(ANSWER, "am-pm"), _am_or_pm),
    "time-24": WrittenForm(TimeEntry(ANSWER, "24"), _of_24_hours),
}
"""The forms by the name that the column ``type`` has for them."""
