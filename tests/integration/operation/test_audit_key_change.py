"""The key of the audit is changed: from one row to the next only the new one is believed, and nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, update

from delivery_api.audit import audit_log, store
from delivery_api.audit.hash_chain import chain_hash, seal_of
from delivery_api.audit.row_links import End, _code
from delivery_api.audit.segment_sealing import seal_segments, take_up_key
from delivery_api.audit.tables import audit_table, segments_table
from delivery_api.audit.values import AUDIT_KEY_PURPOSE, AuditFault, AuditFaultKind
from delivery_api.commands import audit as audit_commands
from delivery_api.commands import keys
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.lifecycle.ledger_replay import replay_ledger
from delivery_api.lifecycle.restored_service import open_restored
from delivery_api.lifecycle.service_setup import Service
from tests.integration.operation.test_audit_chain import EVANS, KHAN, NOW, Audit, audit
from tests.integration.operation.test_key_rotation import commits
from tests.integration.operation.test_ledger_replay import forget, position
from tests.integration.operation.test_several_hosts import other_host, watch
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import ServiceHarness

__all__ = ["audit", "other_host"]
CHANGE = ("keys", "change", "audit", "--by", "A. Rees", "--reason", "somebody who could read the folder has left")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def cli(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> CommandRunner:
    harness.clock.now += timedelta(hours=1)  # so that a key made now is the newest
    for commands in (keys, audit_commands):
        monkeypatch.setattr(commands, "clock", harness.clock)
    harness.signed_in("evans")
    seal_segments(harness.service.engine, harness.service.ring, harness.clock())
    return CommandRunner(harness)


def in_use(service: Service) -> str | None:
    with service.engine.begin() as connection:
        return store.named_key(connection)


def change(audit: Audit) -> tuple[str, str]:
    """Change the key. Returns the ids of the old one and of the new one."""
    audit.seal()
    with audit.engine.begin() as connection:
        old = store.named_key(connection)
        new = audit.ring.create(connection, AUDIT_KEY_PURPOSE, LATER).id
        take_up_key(connection, audit.ring, new, LATER)
    assert old is not None
    return old, new


def forged_row(audit: Audit, connection: Connection, key_id: str, previous: int) -> None:
    """A row by somebody who has a key and the database."""
    before = End(previous, bytes(40))
    mac = _code(audit.ring.read(key_id), before, LATER, ("signed in", KHAN, None, None))
    row = {"at": LATER, "action": "signed in", "actor": KHAN, "previous": previous, "mac": mac}
    connection.execute(audit_table.insert().values(row))


def sealed_anew(audit: Audit, connection: Connection, key_id: str, **values: Any) -> None:
    """The last segment as somebody writes it who has a key and the database."""
    last = store.all_segments(connection)[-1]
    rows = connection.execute(select(audit_table).where(audit_table.c.sequence.between(last.first, last.last))).all()
    head = chain_hash(last.previous, sorted(rows))
    row = {"head": head, "key_id": key_id} | values
    row["seal"] = seal_of(audit.ring, replace(last, **row), linked=True)
    connection.execute(update(segments_table).where(segments_table.c.number == last.number).values(row))


def test_from_the_change_on_rows_stand_under_the_new_key_and_the_chain_holds(audit: Audit) -> None:
    audit.write(3)
    (old, new), unsealed = change(audit), audit.faults()
    audit.write(2, LATER)
    with audit.engine.begin() as connection:
        after = store.rows_between(connection, store.all_segments(connection)[-1].last + 1, 2**62)
    assert ({row.mac[:8].hex() for row in after if row.mac}, len(after), unsealed) == ({new}, 2, ())
    assert audit.faults() == ()
    (last,) = audit.seal()
    assert (last.key_id, audit.faults()) == (new, ())
    older, newer = change(audit)
    audit.write(1, LATER)
    audit.seal()
    with audit.engine.begin() as connection:
        named = [each.next_key_id for each in store.all_segments(connection)]
    assert (older, named, audit.faults()) == (new, [None, new, None, newer, None], ())
    assert audit.ring.path(old).exists()


def test_a_row_under_the_old_key_is_named_after_the_change(audit: Audit) -> None:
    audit.write(3)
    old, new = change(audit)
    audit.write(1, LATER)
    with audit.engine.begin() as connection:
        forged_row(audit, connection, new, -7)  # who has the new key is believed: it is the old key that is refused
        forged_row(audit, connection, old, -8)
        forged = store.last_sequence(connection)
    assert audit.faults() == (AuditFault(forged, AuditFaultKind.ROW),)


def test_a_segment_under_the_old_key_is_named_after_the_change(audit: Audit) -> None:
    audit.write(3)
    old, _ = change(audit)
    audit.write(1, LATER)
    (last,) = audit.seal()
    with audit.behind_its_back() as connection:
        connection.execute(update(audit_table).where(audit_table.c.sequence == last.first).values(actor=KHAN))
        sealed_anew(audit, connection, old)
    assert AuditFault(last.number, AuditFaultKind.OTHER_KEY) in audit.faults()


@pytest.mark.parametrize("named", ["none", "old", "bank"])
def test_another_key_that_the_last_segment_is_made_to_name_is_named(audit: Audit, named: str) -> None:
    audit.write(3)
    old, _ = change(audit)
    with audit.engine.begin() as connection:
        bank = audit.ring.create(connection, "bank", LATER).id
    with audit.behind_its_back() as connection:
        other = {"none": None, "old": old, "bank": bank}[named]
        connection.execute(update(segments_table).where(segments_table.c.number == 2).values(next_key_id=other))
    audit.write(1, LATER)
    assert AuditFault(2, AuditFaultKind.SEAL) in audit.faults()


def test_a_change_waits_for_whoever_writes_and_loses_none(audit: Audit) -> None:
    audit.write(3)
    audit.seal()
    with ThreadPoolExecutor(1) as meanwhile, audit.engine.begin() as connection:
        audit_log.record(connection, NOW, "signed in", actor=EVANS)
        changed = meanwhile.submit(change, audit)
        with suppress(TimeoutError):
            changed.result(0.5)
        audit_log.record(connection, NOW, "signed out", actor=EVANS)
        assert not changed.done()
        connection.commit()
        changed.result(30)
    audit.write(1, LATER)
    assert audit.faults() == ()


def test_the_command_changes_it_and_a_change_that_nobody_names_any_more_is_missed(cli: CommandRunner) -> None:
    harness = cli.harness
    assert cli("keys", "change", "audit").exit_code == 2  # nobody said who decides
    old, done = in_use(harness.service), cli(*CHANGE)
    assert (done.exit_code, "A new key is in use." in done.stdout) == (0, True)
    new = in_use(harness.service)
    assert old != new
    assert cli(*CHANGE).exit_code == 2  # it was changed a moment ago
    harness.signed_in("evans")
    assert cli("audit", "verify").exit_code == 0
    (said,) = [each.facts for each in harness.service.ledger.entries_of(EntryKind.KEY_CHANGED) if each.facts]
    here = Audit(harness.service.engine, harness.service.ring)
    with here.behind_its_back() as connection:  # by whoever has the old key: as if it had not been changed
        (change_row,) = connection.scalars(select(audit_table.c.sequence).where(audit_table.c.thing == f"audit {new}"))
        connection.execute(delete(audit_table).where(audit_table.c.sequence >= change_row))
        last = {"rows": segments_table.c.rows - 1, "last": segments_table.c.last - 1}
        connection.execute(update(segments_table).where(segments_table.c.number == said["segment"]).values(last))
        sealed_anew(here, connection, str(old), next_key_id=None)
    missed = cli("audit", "verify")
    assert (missed.exit_code, "of the ledger says otherwise" in missed.stdout) == (1, True)


def test_a_change_that_is_broken_off_at_a_commit_is_whole_either_way(cli: CommandRunner) -> None:
    """At the first commit a key file is there, at the second a key, at the last the ledger has told of the change."""
    harness, service = cli.harness, cli.harness.service
    stages: dict[str, Callable[[int], bool]] = {
        "a file": lambda _number: True,
        "a key": lambda number: number > 0,
        "the ledger": lambda _number: bool(service.ledger.entries_of(EntryKind.KEY_CHANGED)),
    }
    for stage, is_there in stages.items():
        old = in_use(service)

        def power_cut(number: int, is_there: Callable[[int], bool] = is_there) -> None:
            if is_there(number):
                raise OSError

        with commits(power_cut):
            cli(*CHANGE)
        assert in_use(service) == old
        harness.signed_in("evans")  # before anybody has noticed
        replay_ledger(service.engine, service.ledger, harness.clock())
        assert (cli("audit", "verify").exit_code, in_use(service) != old) == (0, stage == "the ledger")
    harness.clock.now += timedelta(hours=1)
    assert cli(*CHANGE).exit_code == 0
    harness.signed_in("evans")
    assert (cli("audit", "verify").exit_code, in_use(service) == old) == (0, False)


def test_a_backup_from_before_the_change_takes_the_new_key_up_again(cli: CommandRunner) -> None:
    harness = cli.harness
    service = harness.service
    old, before = in_use(service), position(harness)
    assert cli(*CHANGE).exit_code == 0
    new = in_use(service)
    with Audit(service.engine, service.ring).behind_its_back() as connection:  # as it was
        connection.execute(delete(segments_table).where(segments_table.c.number > 1))
        (sealed,) = store.all_segments(connection)
        connection.execute(delete(audit_table).where(audit_table.c.sequence > sealed.last))
    forget(harness, before)
    assert in_use(service) == old
    service.engine.dispose()
    open_restored(service, None, harness.clock())
    harness.signed_in("evans")
    assert in_use(service) == new
    assert cli("audit", "verify").exit_code == 0


def test_a_key_waits_until_each_host_has_its_file(cli: CommandRunner, other_host: Service) -> None:
    """Fault: a host that had not the newest key's file wrote rows without a code."""
    harness, here = cli.harness, cli.harness.service
    for host in (here, other_host):
        watch(host, harness).look()
    old, done = in_use(here), cli(*CHANGE)
    assert (done.exit_code, "not in use yet" in done.stdout, in_use(here)) == (0, True, old)
    other = Audit(other_host.engine, other_host.ring)
    other.write(1, harness.clock())
    assert other.faults() == ()
    for file in here.ring.directory.glob("*.key.json"):  # as `mesur keys backup` and `mesur keys restore` do
        shutil.copy(file, other_host.ring.path(file.name.partition(".")[0]))
    over = Event()

    def write() -> int:
        for number in range(1_000):
            other.write(1, harness.clock())
            if over.is_set():
                return number
        return 0

    with ThreadPoolExecutor(1) as at_once:
        writing = at_once.submit(write)
        try:
            assert cli(*CHANGE).exit_code == 0
        finally:
            over.set()
        assert writing.result() >= 0
    other.write(1, harness.clock())
    assert (in_use(here) != old, other.faults()) == (True, ())
