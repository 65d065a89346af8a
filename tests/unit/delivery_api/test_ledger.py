"""The ledger: entries are signed and chained, nothing written is lost, and what is cut or altered shows."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger import ledger_chain, ledger_lines, store
from delivery_api.ledger.destroyed_keys import DestroyedKeys
from delivery_api.ledger.ledger_chain import ChainFault, chain_faults
from delivery_api.ledger.ledger_entries import EntryKind, entry_line, read_entry
from delivery_api.ledger.ledger_file import Ledger, LedgerRefused
from delivery_api.ledger.ledger_lines import BEGINNING, BLOCK, cut_torn_line, lines_from, lines_from_the_end
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE, is_signed_by, read_public_pem
from delivery_api.lifecycle.schema import metadata
from delivery_api.storage.database import open_database

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'mesur.sqlite3'}")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


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


def test_a_torn_line_longer_than_what_is_read_at_once_is_cut_too(database: Engine, ledger: Ledger) -> None:
    append(database, ledger, "trial-a")
    with ledger.path.open("a") as file:
        file.write("{" * (2 * BLOCK + 7))
    append(database, ledger, "trial-b")
    assert [each.number for each in ledger.checked_entries()] == [1, 2, 3]


@pytest.mark.parametrize("forge", [lambda it: it[:-1], lambda it: [*it[:-1], it[1]]], ids=["cut", "another end"])
def test_nothing_is_appended_to_a_ledger_that_lacks_what_the_database_knows(
    database: Engine, ledger: Ledger, forge: Callable[[list[str]], list[str]]
) -> None:
    append(database, ledger, "trial-a", "trial-b")
    rewrite(ledger, forge(lines(ledger)))
    before = ledger.path.read_bytes()
    with pytest.raises(LedgerRefused, match="cut"):
        append(database, ledger, "trial-c")
    assert ledger.path.read_bytes() == before


def test_an_entry_whose_transaction_was_lost_is_followed_or_done_again_first(database: Engine, ledger: Ledger) -> None:
    lost(database, ledger, EntryKind.RETENTION_RUN)
    append(database, ledger, "trial-a")
    assert [each.number for each in ledger.checked_entries()] == [1, 2, 3]
    lost(database, ledger, EntryKind.TRIAL_COMPLETED)
    with database.begin() as connection:
        assert ledger.is_ahead_of(connection)
    with pytest.raises(LedgerRefused, match="behind"):
        append(database, ledger, "trial-b")


def lost(database: Engine, ledger: Ledger, kind: EntryKind) -> None:
    with database.connect() as connection:
        ledger.append(connection, NOW, kind)
        connection.rollback()


def test_a_line_that_was_put_behind_what_the_database_knows_is_not_followed(database: Engine, ledger: Ledger) -> None:
    append(database, ledger, "trial-a")
    lost(database, ledger, EntryKind.RETENTION_RUN)
    rewrite(ledger, [*lines(ledger)[:-1], lines(ledger)[-1].replace("retention run", "decided")])
    with pytest.raises(LedgerRefused, match="altered"):
        append(database, ledger, "trial-b")


def test_entries_of_two_processes_make_one_chain(database: Engine, ledger: Ledger) -> None:
    database.dispose()
    children = [fork(lambda: append(database, ledger, *"abcde")) for _ in range(2)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert len(ledger.checked_entries()) == 11
    with database.begin() as connection:
        assert list(ledger.require_not_cut(connection)) == []


def fork(act: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        with suppress(Exception):
            act()
            os._exit(0)
        os._exit(1)
    return child


def bytes_read(act: Callable[[], object]) -> int:
    """The bytes that this process reads meanwhile, from whatever file."""

    def read() -> int:
        return int(re.findall(r"rchar: (\d+)", Path("/proc/self/io").read_text())[0])

    before = read()
    act()
    return read() - before


def test_what_is_done_every_few_seconds_reads_as_much_of_a_long_ledger_as_of_a_short_one(
    database: Engine, ledger: Ledger
) -> None:
    seen = DestroyedKeys(ledger)

    def poll() -> None:
        with database.begin() as connection:
            assert not ledger.is_ahead_of(connection)
        assert seen.read().keys() == {"gone"}

    with database.begin() as connection:
        ledger.append(connection, NOW, EntryKind.KEYS_DESTROYED, keys=["gone"])
    poll()
    short = [bytes_read(lambda: append(database, ledger, "trial-a")), bytes_read(poll)]
    append(database, ledger, "x" * 400_000, "trial-b")
    with database.begin() as connection:
        ledger.append(connection, NOW, EntryKind.RETENTION_RUN, by="", clock=NOW.isoformat())  # as each night
    assert seen.read().keys() == {"gone"}
    long = [bytes_read(lambda: append(database, ledger, "trial-a")), bytes_read(poll)]
    assert max(after - before for before, after in zip(short, long, strict=True)) < 4 * BLOCK


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=9).map(lambda it: it.replace(b"\n", b"-")), max_size=6), st.integers(1, 7))
def test_lines_are_the_same_from_either_end(parts: list[bytes], block: int) -> None:
    *whole, _torn = parts or [b""]
    with tempfile.NamedTemporaryFile() as file, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger_lines, "BLOCK", block)
        path = Path(file.name)
        path.write_bytes(b"\n".join(parts))
        texts = [each.decode(errors="replace") for each in whole]
        assert list(lines_from_the_end(path)) == texts[::-1]
        lines, place = lines_from(path, BEGINNING)
        assert (lines, place.byte) == (texts, sum(len(each) + 1 for each in whole))
        cut_torn_line(path)
        assert path.read_bytes() == b"".join(each + b"\n" for each in whole)


def test_what_a_process_has_checked_is_checked_again_when_it_changes(
    database: Engine, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(database, ledger, "trial-a", "trial-b")
    ledger.checked_entries()
    append(database, ledger, "trial-c")
    checked: list[bytes] = []
    monkeypatch.setattr(
        ledger_chain, "is_signed_by", lambda key, content, _: checked.append(content) or is_signed_by(key, content, _)
    )
    assert len(ledger.checked_entries()) == 4
    assert len(checked) == 1
    first, second, *others = lines(ledger)
    rewrite(ledger, [first, second.replace('"signature":"', '"signature":"0'), *others])
    with pytest.raises(LedgerRefused, match="altered"):
        ledger.checked_entries()


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
