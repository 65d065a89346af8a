"""The key files: who can read them, and how they go for good."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from delivery_api.keys import destroyed_keys
from delivery_api.keys.encryption import Key, KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.keys.tables import keys_table
from delivery_api.storage.database import open_database
from delivery_api.storage.secret_files import create_secret_file, shred
from tests.support.disk_calls import record_disk_calls

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = open_database(f"sqlite:///{tmp_path / 'keys.db'}")
    keys_table.create(engine)
    with engine.begin() as opened:
        yield opened
    engine.dispose()


def test_a_key_file_is_its_owners_alone(ring: KeyRing, connection: Connection) -> None:
    key = ring.create(connection, "names", NOW)
    (file,) = ring.directory.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(ring.directory.stat().st_mode) == 0o700
    assert ring.read(key.id) == key
    assert len(key.secret) == 32


def test_the_database_knows_a_key_by_id_and_purpose_only(ring: KeyRing, connection: Connection) -> None:
    key = ring.create(connection, "names", NOW)
    (row,) = connection.execute(select(keys_table)).all()
    assert tuple(row) == (key.id, "names", NOW, None)


def test_the_secret_is_not_shown_where_a_key_is_printed() -> None:
    assert "secret" not in repr(Key("a", "names", b"\1" * 32))


def test_the_current_key_is_the_newest_that_lives(ring: KeyRing, connection: Connection) -> None:
    old = ring.create(connection, "names", NOW)
    new = ring.create(connection, "names", NOW + timedelta(days=1))
    ring.create(connection, "identifiers", NOW + timedelta(days=2))
    assert ring.current(connection, "names") == new
    assert list(ring.living(connection, "names")) == [new.id, old.id]
    assert ring.current(connection, "other") is None


def test_a_destroyed_key_is_gone_and_destroying_it_again_changes_nothing(ring: KeyRing, connection: Connection) -> None:
    key, other = ring.create(connection, "programme:t", NOW), ring.create(connection, "names", NOW)
    assert ring.destroy(connection, "programme:t", NOW + timedelta(days=1)) == 1
    assert ring.destroy(connection, "programme:t", NOW + timedelta(days=2)) == 0
    with pytest.raises(KeyGone, match=key.id):
        ring.read(key.id)
    destroyed = dict(connection.execute(select(keys_table.c.id, keys_table.c.destroyed_at)).all())
    assert destroyed == {key.id: NOW + timedelta(days=1), other.id: None}
    assert ring.read(other.id) == other


def test_the_folder_remembers_a_destroyed_key_by_its_first_destruction_and_by_id_alone(
    ring: KeyRing, connection: Connection, tmp_path: Path
) -> None:
    key, other = ring.create(connection, "programme:t", NOW), ring.create(connection, "names", NOW)
    for day in (1, 2):
        ring.destroy_keys(connection, [key.id], NOW + timedelta(days=day))
    destroyed_keys.copy_destroyed_keys(ring.directory, tmp_path / "elsewhere")
    for folder in (ring.directory, tmp_path / "elsewhere"):
        assert destroyed_keys.read_destroyed_keys(folder) == {key.id: NOW + timedelta(days=1)}
        assert not any("programme" in stone.read_text() for stone in folder.glob("*.destroyed.json"))
    assert ring.destroy_again(connection) == []
    assert ring.read(other.id) == other


def test_the_record_of_a_destroyed_key_is_on_disk_before_the_key_is_removed(
    ring: KeyRing, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of a new file is durable only after an fsync of its folder."""
    key = ring.create(connection, "programme:t", NOW)
    calls, record = record_disk_calls(monkeypatch), f"{key.id}.destroyed.json"
    ring.destroy_keys(connection, [key.id], NOW)
    key_file = f"fsync {key.id}.key.json"
    assert calls == [f"fsync {record}.partial", f"rename {record}", "fsync keys", key_file, "fsync keys"]


def test_a_backup_of_a_key_is_on_disk_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = record_disk_calls(monkeypatch)
    create_secret_file(tmp_path / "copy", b"secret")
    assert calls == ["fsync copy", f"fsync {tmp_path.name}"]
    with pytest.raises(FileExistsError):
        create_secret_file(tmp_path / "copy", b"other")
    assert (tmp_path / "copy").read_bytes() == b"secret"


def test_a_database_that_has_forgotten_a_destruction_learns_of_it_from_the_folder(
    ring: KeyRing, connection: Connection
) -> None:
    key = ring.create(connection, "programme:t", NOW)
    kept = ring.path(key.id).read_bytes()
    ring.destroy(connection, "programme:t", NOW)
    connection.execute(keys_table.update().values(destroyed_at=None))
    ring.path(key.id).write_bytes(kept)
    assert ring.destroy_again(connection) == [key.id]
    assert not ring.path(key.id).exists()
    assert list(ring.living(connection, "programme:t")) == []


def test_a_destruction_that_lost_its_file_half_way_can_be_finished(ring: KeyRing, connection: Connection) -> None:
    key = ring.create(connection, "programme:t", NOW)
    shred(ring.directory / f"{key.id}.key.json")
    assert ring.destroy(connection, "programme:t", NOW) == 0
    assert list(ring.living(connection, "programme:t")) == []


def test_a_file_is_overwritten_before_it_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, seen = tmp_path / "secret", []
    file.write_bytes(b"secret bytes")
    unlink = Path.unlink

    def look_first(path: Path) -> None:
        seen.append(path.read_bytes())
        unlink(path)

    monkeypatch.setattr(Path, "unlink", look_first)
    assert shred(file) is True
    assert seen == [b"\0" * 12]
    assert shred(file) is False


def test_a_key_that_cannot_be_written_whole_is_not_put_in_the_database(
    ring: KeyRing, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        ring.create(connection, "names", NOW)
    assert connection.execute(select(keys_table)).all() == []


def test_each_use_of_a_key_has_a_sub_key_of_its_own() -> None:
    key = Key("a", "names", b"\1" * 32)
    assert len({key.derive("seal"), key.derive("fingerprint"), key.secret}) == 3
