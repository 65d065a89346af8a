"""What the forms of the pages on which staff book and conduct sittings say, read or refused."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.sittings.conducting.assigning import Wanted


class MonitorForm(Refused):
    """A form without a reason, or with something in it that is no number, day or name."""

    code = "monitor_form"


def wanted(said: dict[str, str]) -> Wanted:
    """What is booked.

    Raises
    ------
    MonitorForm
    """
    level, minutes = number(said.get("starting_year", "")), number(said.get("minutes", ""))
    if level not in (None, *range(2, 10)) or minutes not in (None, *range(5, 601)):
        raise MonitorForm
    return Wanted(day(said.get("opens_on", "")), day(said.get("closes_on", "")), level, minutes)


def reason(said: dict[str, str]) -> str:
    """Why something is done.

    Raises
    ------
    MonitorForm
    """
    why = said.get("reason", "").strip()
    if not 1 <= len(why) <= 200:
        raise MonitorForm
    return why


def number(text: str) -> int | None:
    """A whole number, None for nothing.

    Raises
    ------
    MonitorForm
    """
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        raise MonitorForm
    return int(text)


def day(text: str) -> date | None:
    """A day, None for nothing.

    Raises
    ------
    MonitorForm
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise MonitorForm from None


def uuid_of(text: str) -> UUID:
    """An id; what is none names nothing.

    Raises
    ------
    NotFound
    """
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(thing="sitting") from None
