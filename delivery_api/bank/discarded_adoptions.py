"""Which bank versions rest on an adoption that was discarded: nobody approves, publishes or adopts into them.

The version that an adoption made is seldom the one that is published: its exposure is solved first, which gives it
another hash. So a version is known by its part `adopted`, which says what its parameters rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.bank import store
from delivery_api.bank.service import find_stored_bank
from delivery_api.bank.values import AdoptionRecord
from delivery_api.dates.school_calendar import london_date
from itembank import BankVersion


class AdoptionDiscarded(Declined):
    """The bank version rests on an adoption that was discarded."""


def require_not_discarded(connection: Connection, bank: BankVersion) -> None:
    """Refuse a bank version that rests on a discarded adoption.

    Raises
    ------
    AdoptionDiscarded, RowForged
    """
    day = discarded_on(connection, bank)
    if day is not None:
        raise AdoptionDiscarded(Reason.ADOPTION_DISCARDED, bank=bank.hash[:12], on=london_date(day))


def discarded_on(connection: Connection, bank: BankVersion) -> datetime | None:
    """Return when the adoption was discarded that a bank version rests on; None if it rests on none such.

    A fit may be adopted anew, by other decisions: then the version that the discarded ones made is known by the errors
    of its parameters.

    Raises
    ------
    RowForged
    """
    fits = adopted_fits(bank)
    history = store.adoption_history(connection) if fits else ()
    for fit in fits:
        of_fit = [each for each in history if each.fit == fit]
        day, in_force = _last_discarded(of_fit), [each for each in of_fit if each.discarded_at is None]
        if day is not None and (not in_force or _is_by_discarded(connection, bank, of_fit)):
            return day
    return None


def approvals_void_until(connection: Connection, bank: BankVersion) -> datetime | None:
    """Return the time up to which approvals of a bank version count no more; None if all count.

    Raises
    ------
    RowForged
    """
    fits = adopted_fits(bank)
    history = store.adoption_history(connection) if fits else ()
    return _last_discarded([each for each in history if each.fit in fits])


def is_approval_void(connection: Connection, bank: BankVersion, at: datetime) -> bool:
    """Whether an approval of a bank version counts no more, because an adoption that it rests on was discarded.

    Parameters
    ----------
    at : when the version was approved

    Raises
    ------
    RowForged
    """
    until = approvals_void_until(connection, bank)
    return discarded_on(connection, bank) is not None or (until is not None and at <= until)


def adopted_fits(bank: BankVersion) -> tuple[str, ...]:
    """Return the SHA-256 of the fits that a bank version's parameters were adopted from, in order."""
    return tuple(each.fit for each in bank.adopted.adoptions) if bank.adopted else ()


def _is_by_discarded(connection: Connection, bank: BankVersion, adoptions: Sequence[AdoptionRecord]) -> bool:
    found = [(each, find_stored_bank(connection, each.bank_version)) for each in adoptions]
    alike = [each for each, made in found if made is not None and made.adopted == bank.adopted]
    return bool(alike) and all(each.discarded_at is not None for each in alike)


def _last_discarded(adoptions: Iterable[AdoptionRecord]) -> datetime | None:
    return max((each.discarded_at for each in adoptions if each.discarded_at is not None), default=None)
