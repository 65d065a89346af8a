"""What somebody with the database alone may try with keys: a row says what one is for, and whether it is destroyed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update

from delivery_api.keys.encryption import Key
from delivery_api.ledger.key_destruction import unconfirmed_key_folders
from delivery_api.row_authentication.row_authenticator import ROW_KEYS
from delivery_api.sittings.storage.programmes import key_purpose
from tests.support.attacked_service import TABLES, Attacked

YEAR, NEXT_YEAR = key_purpose("2026-27"), key_purpose("2027-28")


def _set(attacked: Attacked, of: str, **values: object) -> None:
    keys = TABLES["keys"]
    assert attacked.connection.execute(update(keys).where(keys.c.purpose == of).values(values)).rowcount


def _wrong(attacked: Attacked, purpose: str) -> Key | None:
    """The key that would seal what is of a purpose, if it is another one's."""
    found = attacked.service.ring.current(attacked.connection, purpose)
    return found if found and found.purpose != purpose else None


def year_key_called_destroyed(attacked: Attacked) -> object:
    _set(attacked, YEAR, destroyed_at=attacked.now)
    return None


def year_under_the_key_of_the_next(attacked: Attacked) -> object:
    _set(attacked, NEXT_YEAR, purpose=YEAR, created_at=attacked.now + timedelta(1))
    return _wrong(attacked, YEAR)


def rows_signed_with_the_key_of_banks(attacked: Attacked) -> object:
    _set(attacked, "bank", purpose=ROW_KEYS, created_at=attacked.now + timedelta(1))
    return _wrong(attacked, ROW_KEYS)


def key_that_never_gets_old(attacked: Attacked) -> object:
    """A key of names is changed half a year after it was made."""
    later = attacked.now + timedelta(3000)
    _set(attacked, "names", created_at=later)
    return [each for each in attacked.service.ring.records(attacked.connection) if each.created_at == later] or None


def key_said_to_have_been_destroyed(attacked: Attacked) -> object:
    """As if the year were in a restored database, whose key the ledger had destroyed again."""
    row = {"id": "0" * 16, "purpose": YEAR, "created_at": attacked.now, "destroyed_at": attacked.now}
    attacked.insert("keys", **row)
    return None


def destruction_confirmed_for_another_host(attacked: Attacked) -> object:
    """A certificate would be complete while that host still holds the key."""
    key, now = "0" * 16, attacked.now
    attacked.insert("key_folders", id="other", host="other", seen_at=now)
    attacked.insert("key_confirmations", folder="other", key_id=key, confirmed_at=now)
    waits_for = {each.id for each in unconfirmed_key_folders(attacked.connection, [key])}
    return None if "other" in waits_for else "confirmed"


OF_KEYS: tuple[Callable[[Attacked], object], ...] = (
    *(year_key_called_destroyed, year_under_the_key_of_the_next, rows_signed_with_the_key_of_banks),
    *(key_that_never_gets_old, key_said_to_have_been_destroyed),
    destruction_confirmed_for_another_host,
)
"""Each returns what would be done falsely; None where `mesur audit verify` has to name it."""
