"""The form of an entry's values and of the facts of public kinds, as docs/verification.md states it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from delivery_api.ledger.ledger_entries import Entry, EntryKind

Form = Callable[[Any], bool]


def _matches(pattern: str) -> Form:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


is_hash = _matches("[0-9a-f]{64}")
is_trial = _matches("trial-[0-9a-f]{8}")
_is_salt, _is_signature = _matches("[0-9a-f]{32}"), _matches("[0-9a-f]{128}")
_is_date, _are_years = _matches("2[0-9]{3}-[0-9]{2}-[0-9]{2}"), _matches("2[0-9]{3}-[0-9]{2}")
_is_time = _matches(r"2[0-9]{3}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}([.][0-9]{6})?[+]00:00")


def is_day(value: object) -> bool:
    """Whether a value is a day of the years 2000 to 2999, as `2026-12-04`."""
    try:
        return _is_date(value) and bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def is_instant(value: object) -> bool:
    """Whether a value is a time in UTC as entries have it, without a fraction that is zero."""
    try:
        return _is_time(value) and datetime.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        return False


def is_school_year(value: object) -> bool:
    """Whether a value is a school year, as `2026-27`."""
    text = str(value)
    return _are_years(value) and int(text[5:]) == (int(text[2:4]) + 1) % 100


def has_entry_form(entry: Entry) -> bool:
    """Whether an entry's values have the types that they must have; its facts are not looked into."""
    whole = type(entry.number) is int and isinstance(entry.kind, str) and is_instant(entry.at)
    hashes = is_hash(entry.facts_hash) and is_hash(entry.previous) and _is_signature(entry.signature)
    private = entry.facts is None and entry.salt is None
    return whole and hashes and (private or (isinstance(entry.facts, dict) and _is_salt(entry.salt)))


def has_public_form(entry: Entry) -> bool:
    """Whether the facts of an entry of a public kind have the names and types of that kind, and no others."""
    needed, optional = _FACTS[EntryKind(entry.kind)]
    facts = entry.facts or {}
    if not needed.keys() <= facts.keys() <= needed.keys() | optional.keys():
        return False
    return all((needed | optional)[name](value) for name, value in facts.items())


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_programme(value: object) -> bool:
    return is_trial(value) or is_school_year(value)


def _is_day_or_null(value: object) -> bool:
    return value is None or is_day(value)


_DESTROYED: dict[str, Form] = {
    "programme": _is_programme,
    "completed_on": _is_day_or_null,
    "due_on": is_day,
    "destroyed_on": is_day,
    "state": _matches("complete|incomplete"),
    "certificate": is_hash,
}
_KEY_CHANGE: dict[str, Form] = {"before": is_hash, "key": _is_text, "public_key": is_hash, "proof": _is_signature}
_PLAN: dict[str, Form] = {
    "trial": is_trial,
    "name": _is_text,
    "subject": _is_text,
    "planned_on": is_day,
    "complete_by": is_day,
    "key": _is_text,
}
_FACTS: Mapping[EntryKind, tuple[dict[str, Form], dict[str, Form]]] = {
    EntryKind.OPENED: ({"key": _is_text}, {}),
    EntryKind.SIGNING_KEY_CHANGED: (_KEY_CHANGE, {}),
    EntryKind.TRIAL_PLANNED: (_PLAN, {}),
    EntryKind.TRIAL_COMPLETED: ({"trial": is_trial, "on": is_day}, {"cancelled_on": is_day}),
    EntryKind.COMPLETION_AMENDED: ({"trial": is_trial, "on": is_day}, {}),
    EntryKind.TRIAL_LOST: ({"trial": is_trial, "on": is_day, "key_destroyed_on": _is_day_or_null}, {}),
    EntryKind.TRIAL_HELD: ({"trial": is_trial, "on": is_day, "until": is_day}, {}),
    EntryKind.TRIAL_HOLD_ENDED: ({"trial": is_trial, "on": is_day}, {}),
    EntryKind.YEAR_HELD: ({"programme": is_school_year, "on": is_day, "until": is_day}, {}),
    EntryKind.YEAR_HOLD_ENDED: ({"programme": is_school_year, "on": is_day}, {}),
    EntryKind.DESTROYED: (_DESTROYED, {}),
    EntryKind.NOTICE_PUBLISHED: ({"version": is_day, "sha256": is_hash}, {}),
}
"""The names and forms of the facts of each public kind: those that it has, and those that it may have."""
