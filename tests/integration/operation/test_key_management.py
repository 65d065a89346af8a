"""Keys: made, listed, backed up, brought back, changed and given up; and where they are found."""

from __future__ import annotations

import base64
import json
import shutil
import sqlite3
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from delivery_api.commands import keys, trial
from delivery_api.commands.trial_commands import extracts as trial_extracts
from delivery_api.identity import person_records
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS
from delivery_api.keys.key_protection import ProtectionMissing
from delivery_api.keys.key_ring import LONGEST_TRANSACTION
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.lifecycle import key_management
from delivery_api.row_authentication.row_authenticator import SIGNED_TABLES
from delivery_api.server.serving import serve
from delivery_api.settings import InvalidSettings
from delivery_api.web.message_catalogue import translations
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import all_rows, nothing_written
from tests.support.service_harness import TEST_START, FakeClock, ServiceHarness, complete_sitting, sign_in
from tests.support.trial_sitters import others_start


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The time that the commands are told: after the harness's, so that a key made by one is the newest."""
    fake = FakeClock(TEST_START + timedelta(hours=1))
    for module in (keys, trial, trial_extracts):
        monkeypatch.setattr(module, "clock", fake)
    return fake


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a backup may be: nowhere near the database."""
    return tmp_path_factory.mktemp("elsewhere") / "backup"


@pytest.fixture
def cli(harness: ServiceHarness) -> CommandRunner:
    return CommandRunner(harness)


def living(harness: ServiceHarness, purpose: str) -> list[str]:
    with harness.service.engine.begin() as connection:
        return list(harness.service.ring.living(connection, purpose))


def database_dump(harness: ServiceHarness) -> bytes:
    """The database as a backup would have it, and its files as they lie on disk."""
    url = make_url(harness.settings.database_url)
    harness.service.engine.dispose()
    if url.get_backend_name() == "sqlite":
        with sqlite3.connect(url.database) as connection:
            dump = "\n".join(connection.iterdump()).encode()
        files = Path(url.database).parent.glob(f"{Path(url.database).name}*")
        return dump + b"".join(file.read_bytes() for file in files)
    with psycopg.connect(dbname=url.database, user="postgres", host=url.query["host"]) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        parts = []
        for (name,) in names:
            with connection.cursor().copy(f'COPY (SELECT * FROM "{name}") TO STDOUT') as copy:
                parts += [bytes(part) for part in copy]
    return b"".join(parts)


def spellings(secret: bytes) -> list[bytes]:
    """The ways in which a key might be written down."""
    return [
        secret,
        secret.hex().encode(),
        base64.b64encode(secret).rstrip(b"="),
        base64.urlsafe_b64encode(secret).rstrip(b"="),
    ]


def test_no_key_is_in_a_database_a_log_an_export_or_a_database_backup(
    cli: CommandRunner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    harness = cli.harness
    trial = cli.create_trial()
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    others_start(harness, trial, 10)
    assert cli("trial", "extract", trial, "--format", "csv").exit_code == 0
    assert cli("keys", "change", "names").exit_code == 0
    assert cli("keys", "list").exit_code == 0
    secrets = [
        spelling
        for record in harness.service.ring.directory.glob("*.key.json")
        for key in [harness.service.ring.read(record.name.removesuffix(".key.json"))]
        for secret in (key.secret, key.derive("seal"), key.derive("fingerprint"))
        for spelling in spellings(secret)
    ]
    exports = b"".join(file.read_bytes() for file in harness.settings.extracts.rglob("*") if file.is_file())
    places = {"database": database_dump(harness), "log": caplog.text.encode(), "export": exports}
    assert all(places.values())
    assert len(secrets) >= 4 * 3 * 4
    assert {name for name, held in places.items() for secret in secrets if secret in held} == set()


def test_keys_are_listed_with_what_stands_under_them(cli: CommandRunner) -> None:
    listed = cli("keys", "list", lang="cy")
    assert listed.exit_code == 0
    for purpose in (IDENTIFIER_KEYS, NAME_KEYS):
        (key,) = living(cli.harness, purpose)
        (line,) = [line for line in listed.stdout.splitlines() if key in line]
        assert purpose in line
        assert translations("cy").gettext("there") in line
        assert f" {len(cli.harness.people)} " in line
    cli.harness.service.ring.path(key).unlink()
    missing = cli("keys", "list", lang="cy")
    assert missing.exit_code == 1
    assert translations("cy").gettext("missing") in missing.stdout


def change_names(cli: CommandRunner, clock: FakeClock) -> None:
    """Change the key of names, and end the old one."""
    for _ in range(2):
        assert cli("keys", "change", "names").exit_code == 0
        clock.now += LONGEST_TRANSACTION


def test_a_backup_holds_every_living_key_and_no_destroyed_one(
    cli: CommandRunner, clock: FakeClock, folder: Path
) -> None:
    ring = cli.harness.service.ring
    first = cli("keys", "backup", str(folder))
    count = len(list(ring.directory.glob("*.key.json")))
    assert f"Copied: {count}. There already: 0." in first.stdout
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        file.name: file.read_bytes() for file in (*ring.directory.glob("*.key.json"), ring.directory / SIGNED_TABLES)
    }
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    (old,) = living(cli.harness, NAME_KEYS)
    change_names(cli, clock)
    again = cli("keys", "backup", str(folder), lang="cy")
    said = translations("cy").gettext(
        "Copied: %(copied)d. There already: %(there)d. Copies of destroyed keys destroyed: %(gone)d."
    )
    assert again.stdout.strip() == said % {"copied": 1, "there": count - 1, "gone": 1}
    assert not (folder / ring.path(old).name).exists()


def test_key_files_are_sealed_under_a_mounted_secret_and_their_backup_follows(
    cli: CommandRunner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = cli("keys", "protect")
    assert (refused.exit_code, "MESUR_KEY_SECRET_FILE" in refused.stderr) == (2, True)
    count, secret = len(list(cli.harness.settings.keys.glob("*.key.json"))), folder.parent / "key-secret"
    assert cli("keys", "backup", str(folder)).exit_code == 0
    secret.write_text("s" * 40)
    monkeypatch.setenv("MESUR_KEY_SECRET_FILE", str(secret))
    assert f"sealed anew: {count}" in cli("keys", "protect").stdout
    assert f"Copied: {count}." in cli("keys", "backup", str(folder)).stdout
    assert [file for file in folder.glob("*.key.json") if "protected_by" not in file.read_text()] == []
    assert cli("audit", "verify").exit_code == cli("keys", "list").exit_code == 0
    (key,) = living(cli.harness, NAME_KEYS)
    file = cli.harness.settings.keys / f"{key}.key.json"
    sealed, plain = file.read_bytes(), {"id": key, "purpose": NAME_KEYS, "secret": "0" * 43 + "="}
    file.write_text(json.dumps(plain | {"created": "2026-09-01T00:00:00+00:00"}))
    planted = cli("keys", "protect")  # which would seal what somebody else has put there
    assert (planted.exit_code, key in planted.stderr, "is not sealed" in planted.stderr) == (2, True, True)
    assert (folder / "keys-sealed").is_file()
    file.write_bytes(sealed)
    monkeypatch.delenv("MESUR_KEY_SECRET_FILE")
    count = len(list(file.parent.glob("*.key.json")))
    without = cli("keys", "change", "names")  # which would write a file that is refused from then on
    assert (without.exit_code, "key_secret" in without.stderr) == (2, True), without.stderr
    assert len(list(file.parent.glob("*.key.json"))) == count
    with pytest.raises(ProtectionMissing):
        cli.harness.service.ring.read(key)


def test_a_backup_is_not_made_where_the_keys_or_the_database_are(cli: CommandRunner) -> None:
    harness = cli.harness
    folders = [harness.settings.keys]
    if harness.service.engine.dialect.name == "sqlite":
        folders.append(Path(str(harness.service.engine.url.database)).parent / "backup")
    for folder in folders:
        refused = cli("keys", "backup", str(folder))
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert str(folder) in refused.stderr


def test_a_copy_that_is_not_its_key_is_noticed(cli: CommandRunner, folder: Path) -> None:
    ring = cli.harness.service.ring
    assert cli("keys", "backup", str(folder)).exit_code == 0
    (names,), (identifiers,) = living(cli.harness, NAME_KEYS), living(cli.harness, IDENTIFIER_KEYS)
    shutil.copy(ring.path(names), folder / ring.path(identifiers).name)
    assert cli("keys", "backup", str(folder)).exit_code == 2
    ring.path(identifiers).unlink()
    assert cli("keys", "restore", str(folder)).exit_code == 2
    (folder / ring.path(identifiers).name).write_text("no key")
    assert cli("keys", "restore", str(folder)).exit_code == 2
    assert not ring.path(identifiers).exists()


def test_lost_files_are_brought_back_and_destroyed_ones_are_not(
    cli: CommandRunner, clock: FakeClock, folder: Path
) -> None:
    harness = cli.harness
    ring = harness.service.ring
    assert cli("keys", "backup", str(folder)).exit_code == 0
    old_copies = folder.with_name("older")
    shutil.copytree(folder, old_copies)
    (old,) = living(harness, NAME_KEYS)
    change_names(cli, clock)
    (new,) = living(harness, NAME_KEYS)
    (identifiers,) = living(harness, IDENTIFIER_KEYS)
    for key in (new, identifiers):
        ring.path(key).unlink()
    partly = cli("keys", "restore", str(old_copies))
    assert partly.exit_code == 1
    assert new in partly.stdout
    assert ring.path(identifiers).is_file()
    assert not ring.path(old).exists()
    assert stat.S_IMODE(ring.path(identifiers).stat().st_mode) == 0o600


def test_a_key_is_given_up_only_when_its_file_is_gone_and_a_new_one_takes_its_place(cli: CommandRunner) -> None:
    harness = cli.harness
    (key,) = living(harness, IDENTIFIER_KEYS)
    said = ("--by", "A. Rees", "--reason", "the disk is dead")
    with nothing_written(harness.service.engine):
        assert cli("keys", "lost", key, "--yes", *said).exit_code == 2
        assert cli("keys", "lost", "0123456789abcdef", "--yes", *said).exit_code == 2
        harness.service.ring.path(key).unlink()
        assert cli("keys", "lost", key, *said, answer="n\n").exit_code == 1
        assert cli("keys", "lost", key, "--yes").exit_code == 2  # nobody answers for it
        assert cli("keys", "lost", key, "--yes", *said[:3], " ").exit_code == 2
    assert cli("keys", "lost", key, "--yes", *said).exit_code == 0
    decided, destroyed = harness.service.ledger.entries()[-2:]
    assert decided.facts == {"act": "gave up a lost key", "thing": key, "by": said[1], "reason": said[3]}
    assert (destroyed.kind, destroyed.facts) == (EntryKind.KEYS_DESTROYED, {"keys": [key]})
    assert f"'gave up a lost key', None, '{key}, ledger entry {decided.number}'" in str(
        all_rows(harness.service.engine)["audit"]
    )
    (new,) = living(harness, IDENTIFIER_KEYS)
    assert new != key
    assert sign_in(harness.browser(), "cadi").status_code == 403  # nobody is recognised any more


def test_a_purpose_that_has_no_changing_is_refused_and_a_missing_key_is_made(cli: CommandRunner) -> None:
    harness = cli.harness
    with nothing_written(harness.service.engine):
        assert cli("keys", "change", "programme:2026-27").exit_code == 2
        assert cli("keys", "create").stdout.strip() == "Every key that is needed is there."
    with harness.service.engine.begin() as connection:
        harness.service.ring.destroy(connection, IDENTIFIER_KEYS, harness.clock())
    assert IDENTIFIER_KEYS in cli("keys", "create").stdout
    assert len(living(harness, IDENTIFIER_KEYS)) == 1


def test_changing_the_identifiers_key_leaves_everybody_able_to_sign_in(cli: CommandRunner) -> None:
    harness = cli.harness
    (old,) = living(harness, IDENTIFIER_KEYS)
    assert cli("keys", "change", "identifiers").exit_code == 0
    assert living(harness, IDENTIFIER_KEYS)[1:] == [old]
    for name in harness.people:
        assert sign_in(harness.browser(), name).status_code == 303
    later = harness.clock() + timedelta(days=9)
    harness.trust_clock(later)
    with harness.service.engine.begin() as connection:
        assert person_records.retire_keys(connection, harness.service.ledger, later) == (old,)


@pytest.mark.parametrize(
    ("where", "fine"),
    [("data/keys", False), ("data", False), (".", False), ("keys", True), ("data-keys", True)],
)
def test_keys_beside_the_database_stop_a_service_under_https(tmp_path: Path, where: str, fine: bool) -> None:
    from tests.unit.delivery_api.test_settings import GOOD, read

    file = tmp_path / "settings.toml"
    settings = read(file, GOOD.replace("sqlite:///mesur.db", f"sqlite:///{tmp_path}/data/mesur.db"))
    settings = replace(settings, keys=tmp_path / where, public_url="https://mesur.example")
    if fine:
        key_management.require_keys_apart_from_database(settings)
    else:
        for refused in (
            lambda: key_management.require_keys_apart_from_database(settings),
            lambda: serve(settings, "localhost", 0),
        ):
            with pytest.raises(InvalidSettings, match="keys: expected a directory outside"):
                refused()
    key_management.require_keys_apart_from_database(replace(settings, public_url="http://localhost:8400"))
    key_management.require_keys_apart_from_database(
        replace(settings, database_url="postgresql+psycopg://mesur@db/mesur")
    )


def test_a_backup_of_the_keys_is_known_and_said_to_be_in_line_until_a_key_changes(
    cli: CommandRunner, folder: Path
) -> None:
    assert cli("keys", "backup", str(folder)).exit_code == 0
    (entry,) = cli.harness.service.ledger.entries_of(EntryKind.KEYS_BACKED_UP)
    assert entry.facts is not None
    assert entry.facts["folder"] == str(folder)
    assert f"{folder}: in line since" in cli("keys", "list").stdout
    assert cli("keys", "change", "names").exit_code == 0
    assert f"{folder}: not in line since" in cli("keys", "list").stdout
    assert cli("keys", "backup", str(folder)).exit_code == 0
    assert f"{folder}: in line since" in cli("keys", "list").stdout


@pytest.mark.parametrize("purpose", [NAME_KEYS, IDENTIFIER_KEYS])
def test_a_key_that_was_changed_a_moment_ago_is_changed_again_only_on_purpose(
    cli: CommandRunner, clock: FakeClock, purpose: str
) -> None:
    """Fault: `keys change` on two hosts at one hour made two keys."""
    assert cli("keys", "change", purpose).exit_code == 0
    (newest, *_) = living(cli.harness, purpose)
    with nothing_written(cli.harness.service.engine):
        again = cli("keys", "change", purpose, lang="cy")
    said = (0, False) if purpose == NAME_KEYS else (2, True)  # names go on where they were
    assert (again.exit_code, purpose in again.stderr, living(cli.harness, purpose)[0]) == (*said, newest)
    assert cli("keys", "change", purpose, "--again").exit_code == 0
    clock.now += timedelta(hours=1)
    assert cli("keys", "change", purpose).exit_code == 0
