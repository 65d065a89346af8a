"""Reads the form fields of the pages where staff book and conduct sittings."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.dates.typed_day import typed_day
from delivery_api.sittings.conducting.assigning import BookingRequest


class InvalidForm(Refused):
    """A form lacks a reason, or a field is not a number, a date or an action as expected."""

    code = "monitor_form"


class NobodyChosen(Refused):
    """A form is for some learners alone, and none is ticked."""

    code = "nobody_chosen"


TICKED = "learner-"
"""What the name of a field begins with that chooses a learner."""


def booking_request(form: dict[str, str]) -> BookingRequest:
    """The booking in a form: for the learners who are ticked, for all if nobody is.

    Raises
    ------
    InvalidForm, NotFound
    """
    level, minutes = optional_number(form.get("starting_year", "")), optional_number(form.get("minutes", ""))
    if level not in (None, *range(2, 10)) or minutes not in (None, *range(5, 601)):
        raise InvalidForm
    learners = ticked_if_any(form) or None
    return BookingRequest(optional_day(form, "opens_on"), optional_day(form, "closes_on"), level, minutes, learners)


def ticked(form: dict[str, str]) -> frozenset[UUID]:
    """The learners who are ticked in a form.

    Raises
    ------
    NobodyChosen, NotFound
    """
    found = ticked_if_any(form)
    if not found:
        raise NobodyChosen
    return found


def ticked_if_any(form: dict[str, str]) -> frozenset[UUID]:
    """The learners who are ticked in a form, in which nobody need be.

    Raises
    ------
    NotFound
    """
    return frozenset(required_id(name.removeprefix(TICKED)) for name in form if name.startswith(TICKED))


def required_reason(form: dict[str, str]) -> str:
    """The reason in a form, 1 to 200 characters.

    Raises
    ------
    InvalidForm
    """
    why = form.get("reason", "").strip()
    if not 1 <= len(why) <= 200:
        raise InvalidForm
    return why


def optional_number(text: str) -> int | None:
    """A whole number below 1,000; None for an empty field.

    Raises
    ------
    InvalidForm
    """
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        raise InvalidForm
    return int(text)


def optional_day(form: dict[str, str], field: str) -> date | None:
    """A day, in three boxes; None if they are empty.

    Raises
    ------
    InvalidForm
    """
    try:
        return typed_day(form, field)
    except ValueError:
        raise InvalidForm from None


def required_id(text: str) -> UUID:
    """An id.

    Raises
    ------
    NotFound
    """
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(thing="sitting") from None
