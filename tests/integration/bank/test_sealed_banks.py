"""Bank versions in the database are sealed, and none is read that was changed there."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from delivery_api.bank import store
from delivery_api.bank.document_sealing import BANK_KEYS
from delivery_api.bank.service import BankCache, find_stored_bank
from delivery_api.bank.tables import bank_versions
from delivery_api.keys.encryption import DecryptionFailed, KeyGone
from delivery_api.lifecycle.key_management import rotate
from delivery_api.lifecycle.service_setup import set_up
from delivery_api.row_authentication.first_signing import allow_unsigned_rows
from delivery_api.row_authentication.row_authenticator import authenticator_of
from itembank import InvalidBank, write_bank
from tests.support.service_harness import ServiceHarness


def put(harness: ServiceHarness, document: bytes, key_id: str | None) -> None:
    with harness.service.engine.begin() as connection:
        of_it = update(bank_versions).where(bank_versions.c.hash == harness.bank.hash)
        connection.execute(of_it.values(document=document, key_id=key_id))


def stored(harness: ServiceHarness) -> tuple[bytes, str | None]:
    with harness.service.engine.begin() as connection:
        query = select(bank_versions.c.document, bank_versions.c.key_id)
        row = connection.execute(query.where(bank_versions.c.hash == harness.bank.hash)).one()
        return row.document, row.key_id


def read(harness: ServiceHarness) -> bytes:
    with harness.service.engine.begin() as connection:
        return write_bank(BankCache().bank(connection, harness.bank.hash))


def before_the_upgrade(harness: ServiceHarness) -> None:
    """The state in which workers of a release that seals no banks may be at work."""
    with harness.service.engine.begin() as connection:
        allow_unsigned_rows(authenticator_of(connection).first_signing, ["bank_versions"], harness.clock())


def test_a_changed_document_is_not_read(harness: ServiceHarness) -> None:
    """A release before read whatever stood there; also while documents in clear are read, the hash has to be right."""
    document = write_bank(harness.bank)
    easier = document.replace(b'"b":0.', b'"b":1.', 1)
    assert easier != document
    before_the_upgrade(harness)
    put(harness, easier, None)
    with pytest.raises(InvalidBank, match="hash"):
        read(harness)
    with harness.service.engine.begin() as connection, pytest.raises(InvalidBank, match="hash"):
        find_stored_bank(connection, harness.bank.hash[:12])


def test_a_document_is_sealed_to_its_place_and_one_in_clear_is_refused(harness: ServiceHarness) -> None:
    sealed, key_id = stored(harness)
    assert b"parameters" not in sealed
    assert len(sealed) - 28 == 1 << (len(sealed) - 29).bit_length()  # a nonce and a tag around a power of two
    assert read(harness) == write_bank(harness.bank)
    put(harness, sealed[:-1] + bytes([sealed[-1] ^ 1]), key_id)
    with pytest.raises(DecryptionFailed):
        read(harness)
    put(harness, write_bank(harness.bank), None)
    with pytest.raises(DecryptionFailed, match="in clear"):
        read(harness)


def test_a_setup_seals_what_was_stored_in_clear_once_no_earlier_release_is_at_work(harness: ServiceHarness) -> None:
    before_the_upgrade(harness)
    put(harness, write_bank(harness.bank), None)
    assert read(harness) == write_bank(harness.bank)
    set_up(harness.service, harness.clock())
    assert stored(harness)[1] is not None
    assert read(harness) == write_bank(harness.bank)


def test_a_new_key_seals_every_bank_anew_and_the_old_one_stays(harness: ServiceHarness) -> None:
    before, old = stored(harness)
    with harness.service.engine.begin() as connection:
        assert rotate(connection, harness.service.ledger, BANK_KEYS, harness.clock()) == 1
        assert len(harness.service.ring.living(connection, BANK_KEYS)) == 2
    assert stored(harness)[1] != old
    assert read(harness) == write_bank(harness.bank)
    put(harness, before, old)  # as in a backup of before
    assert read(harness) == write_bank(harness.bank)


def test_a_bank_whose_key_is_lost_is_stored_anew(harness: ServiceHarness) -> None:
    _, key_id = stored(harness)
    assert key_id is not None
    harness.service.ring.path(key_id).unlink()
    with pytest.raises(KeyGone):
        read(harness)
    with harness.service.engine.begin() as connection:
        harness.service.ring.create(connection, BANK_KEYS, harness.clock())
        store.add(connection, harness.bank.hash, harness.bank.subject, write_bank(harness.bank), harness.clock())
    assert read(harness) == write_bank(harness.bank)
