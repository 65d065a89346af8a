"""The ledger: entries are signed and chained, nothing written is lost, and what is cut or altered shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger import store
from delivery_api.ledger.ledger_chain import ChainFault, chain_faults
from delivery_api.ledger.ledger_entries import EntryKind, entry_line, read_entry
from delivery_api.ledger.ledger_file import Ledger, LedgerRefused
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE, read_public_pem
from delivery_api.lifecycle.schema import metadata
from delivery_api.storage.database import open_database

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path / 'mesur.sqlite3'}")
    metadata.create_all(engine)
    return engine


@pytest.fixture
def ledger(tmp_path: Path, database: Engine) -> Ledger:
    ring = KeyRing(tmp_path / "keys")
    made = Ledger(tmp_path / "ledger", ring)
    with database.begin() as connection:
        made.create(ring.create(connection, SIGNING_KEY_PURPOSE, NOW), NOW)
    return made


def append(database: Engine, ledger: Ledger, *trials: str) -> None:
    for hours, trial in enumerate(trials):
        with database.begin() as connection:
            ledger.append(connection, NOW + timedelta(hours=hours), EntryKind.TRIAL_COMPLETED, trial=trial)


def rewrite(ledger: Ledger, lines: list[str]) -> None:
    ledger.path.write_text("".join(f"{line}\n" for line in lines))


def lines(ledger: Ledger) -> list[str]:
    return ledger.path.read_text().splitlines()


def test_entries_come_back_in_order_with_their_facts(database: Engine, ledger: Ledger) -> None:
    append(database, ledger, "trial-a", "trial-b")
    assert [(each.number, each.kind) for each in ledger.checked_entries()] == [
        (1, EntryKind.OPENED),
        (2, EntryKind.TRIAL_COMPLETED),
        (3, EntryKind.TRIAL_COMPLETED),
    ]
    assert ledger.checked_entries()[2].facts == {"trial": "trial-b"}


def test_the_database_knows_the_last_entry(database: Engine, ledger: Ledger) -> None:
    append(database, ledger, "trial-a")
    with database.begin() as connection:
        assert store.position(connection) == (2, ledger.entries()[-1].hash)
        assert list(ledger.require_not_cut(connection)) == []


def test_a_database_that_was_restored_is_told_what_it_has_forgotten(database: Engine, ledger: Ledger) -> None:
    append(database, ledger, "trial-a")
    with database.begin() as connection:
        known = store.position(connection)
    append(database, ledger, "trial-b")
    with database.begin() as connection:
        connection.exec_driver_sql(f"UPDATE ledger_position SET number = {known[0]}, hash = '{known[1]}'")  # type: ignore[index]
        assert [each.facts for each in ledger.require_not_cut(connection)] == [{"trial": "trial-b"}]


@pytest.mark.parametrize("cut", [1, 2])
def test_a_ledger_that_lacks_what_the_database_knows_is_refused(database: Engine, ledger: Ledger, cut: int) -> None:
    append(database, ledger, "trial-a", "trial-b")
    rewrite(ledger, lines(ledger)[:-cut])
    with database.begin() as connection, pytest.raises(LedgerRefused, match="cut"):
        ledger.require_not_cut(connection)


def test_a_line_that_was_torn_by_a_kill_is_no_entry_and_the_next_takes_its_place(
    database: Engine, ledger: Ledger
) -> None:
    append(database, ledger, "trial-a")
    with ledger.path.open("a") as file:
        file.write('{"number":3,"at":"2026')
    assert len(ledger.checked_entries()) == 2
    append(database, ledger, "trial-b")
    assert [each.number for each in ledger.checked_entries()] == [1, 2, 3]


def test_facts_can_be_left_out_and_the_chain_holds(database: Engine, ledger: Ledger) -> None:
    append(database, ledger, "trial-a", "trial-b")
    public_key = read_public_pem((ledger.directory / "public-key.pem").read_bytes())
    published = [read_entry(entry_line(each.without_facts())) for each in ledger.entries()]
    assert not any("trial-a" in entry_line(each) for each in published)
    assert chain_faults(published, public_key) == ()


FORGERIES = {
    "a changed fact": (lambda it: [it[0], it[1].replace("trial-a", "trial-x"), it[2]], ChainFault.FACTS),
    "another kind": (lambda it: [it[0], it[1].replace("trial completed", "destroyed"), it[2]], ChainFault.SIGNATURE),
    "one left out": (lambda it: [it[0], it[2]], ChainFault.NUMBER),
    "two exchanged": (lambda it: [it[0], it[2], it[1]], ChainFault.NUMBER),
    "another beginning": (lambda it: it[1:], ChainFault.FIRST),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_found_with_the_public_key_alone(database: Engine, ledger: Ledger, forgery: str) -> None:
    append(database, ledger, "trial-a", "trial-b")
    public_key = read_public_pem((ledger.directory / "public-key.pem").read_bytes())
    forge, fault = FORGERIES[forgery]
    forged = [read_entry(line) for line in forge(lines(ledger))]
    assert fault in {each.fault for each in chain_faults(forged, public_key)}
    rewrite(ledger, forge(lines(ledger)))
    with pytest.raises(LedgerRefused):
        ledger.checked_entries()


def test_an_entry_signed_by_another_key_is_found(database: Engine, ledger: Ledger, tmp_path: Path) -> None:
    append(database, ledger, "trial-a")
    with database.begin() as connection:
        other = ledger.ring.create(connection, "other", NOW)
    imitation = Ledger(tmp_path / "imitation", ledger.ring)
    imitation.create(other, NOW)
    public_key = read_public_pem((ledger.directory / "public-key.pem").read_bytes())
    assert ChainFault.SIGNATURE in {each.fault for each in chain_faults(imitation.entries(), public_key)}
