"""Key files sealed under a secret that the folder does not hold, and the change from one secret to another."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from delivery_api.keys.encryption import DecryptionFailed, Key, KeyGone
from delivery_api.keys.key_protection import ProtectionMissing, key_protection
from delivery_api.keys.key_ring import KeyRing
from delivery_api.keys.tables import keys_table
from delivery_api.settings import InvalidSettings
from delivery_api.storage import secret_files
from delivery_api.storage.database import open_database
from delivery_api.storage.secret_files import leftovers, replace_secret_file

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
FIRST, SECOND = "a" * 40, "b" * 40


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = open_database(f"sqlite:///{tmp_path / 'keys.db'}")
    keys_table.create(engine)
    with engine.begin() as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def plain(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys")


def protected(ring: KeyRing, secret: str, old: str = "") -> KeyRing:
    return KeyRing(ring.directory, key_protection(secret, old))


def holds(ring: KeyRing, key: Key) -> bool:
    """Whether any file of the folder holds a key's secret in the open."""
    return any(b64encode(key.secret) in file.read_bytes() for file in ring.directory.iterdir())


def test_a_folder_of_protected_keys_opens_with_the_secret_alone(plain: KeyRing, connection: Connection) -> None:
    ring = protected(plain, FIRST)
    key = ring.create(connection, "names", NOW)
    assert not holds(ring, key)
    assert protected(plain, FIRST).read(key.id) == key
    for other in (plain, protected(plain, SECOND)):
        with pytest.raises(ProtectionMissing) as refused:
            other.read(key.id)
        assert isinstance(refused.value, KeyGone)


def test_keys_made_before_are_read_and_sealed_by_one_command_that_may_be_repeated(
    plain: KeyRing, connection: Connection
) -> None:
    key = plain.create(connection, "names", NOW)
    ring = protected(plain, FIRST)
    assert ring.read(key.id) == key
    assert [ring.protect(), ring.protect()] == [1, 0]
    assert not holds(ring, key)
    assert protected(plain, FIRST).read(key.id) == key


def test_a_secret_is_changed_while_the_old_one_still_opens(plain: KeyRing, connection: Connection) -> None:
    key = protected(plain, FIRST).create(connection, "names", NOW)
    both = protected(plain, SECOND, FIRST)
    assert both.read(key.id) == key
    assert both.protect() == 1
    assert protected(plain, SECOND).read(key.id) == key


def test_sealed_files_cannot_be_swapped(plain: KeyRing, connection: Connection) -> None:
    ring = protected(plain, FIRST)
    one, other = (ring.create(connection, purpose, NOW) for purpose in ("names", "audit"))
    document = json.loads(ring.path(one.id).read_bytes())
    document["secret"] = json.loads(ring.path(other.id).read_bytes())["secret"]
    ring.path(one.id).write_text(json.dumps(document))
    with pytest.raises(DecryptionFailed):
        replace(ring).opened(ring.path(one.id))


def test_a_secret_that_protects_nothing_is_refused() -> None:
    with pytest.raises(InvalidSettings, match="at least 32 characters, got 5"):
        key_protection("short")


class Stopped(Exception):
    """The process was killed."""


@pytest.mark.parametrize("call", range(8))
def test_wherever_a_replacement_is_killed_the_file_is_whole_and_the_next_run_leaves_nothing_of_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    file, left = tmp_path / "key", call
    file.write_bytes(b"old secret")

    def stop_at(name: str) -> None:
        done = getattr(os, name)

        def counted(*given: object, **named: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise Stopped
            return done(*given, **named)

        monkeypatch.setattr(secret_files.os, name, counted)

    for name in ("open", "fsync", "link", "replace", "unlink"):
        stop_at(name)
    try:
        replace_secret_file(file, b"new secret")
    except Stopped:
        assert file.read_bytes() in (b"old secret", b"new secret")
    left = 10**6
    replace_secret_file(file, b"new secret")
    assert file.read_bytes() == b"new secret"
    assert not any(each.exists() for each in leftovers(file))


def test_a_destroyed_key_leaves_no_half_of_a_replacement(plain: KeyRing, connection: Connection) -> None:
    key = plain.create(connection, "names", NOW)
    for half in leftovers(plain.path(key.id)):
        half.write_bytes(plain.path(key.id).read_bytes())
    plain.destroy(connection, "names", NOW)
    assert not holds(plain, key)
