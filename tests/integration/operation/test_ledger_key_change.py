"""The key that signs the ledger is changed: readers follow the entry that says so, and the old key appends nothing."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from delivery_api.audit.anchors.anchor_files import anchor_of, compare_anchors, write_anchor
from delivery_api.commands import keys
from delivery_api.ledger.key_changes import signing_keys
from delivery_api.ledger.ledger_chain import chain_faults
from delivery_api.ledger.ledger_entries import Entry, EntryKind, entry_line
from delivery_api.ledger.ledger_file import PUBLIC_KEY, LedgerRefused
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE, public_bytes, public_pem, sign
from delivery_api.lifecycle.ledger_key_change import change_ledger_key
from delivery_api.lifecycle.restored_service import open_restored
from delivery_api.lifecycle.service_setup import Service, set_up
from delivery_api.privacy.published_log.log_check import log_findings
from delivery_api.privacy.published_log.log_files import read_published_log
from delivery_api.privacy.published_log.publication import published_log, write_published_log
from tests.integration.operation.test_key_rotation import commits
from tests.integration.operation.test_ledger_replay import forget, position
from tests.integration.operation.test_several_hosts import other_host, watch
from tests.support import independent_verifier
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import DECISION, ServiceHarness

__all__ = ["other_host"]
CHANGE = ("keys", "change", "ledger", "--by", "A. Rees", "--reason", "somebody who could read the folder has left")


@pytest.fixture
def cli(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> CommandRunner:
    harness.clock.now += timedelta(hours=1)  # so that a key made now is the newest
    monkeypatch.setattr(keys, "clock", harness.clock)
    return CommandRunner(harness)


def append(service: Service, harness: ServiceHarness, **facts: str) -> Entry:
    with service.engine.begin() as connection:
        return service.ledger.append(connection, harness.clock(), EntryKind.DECIDED, **facts)


def test_every_reader_follows_the_new_key_and_trusts_the_old_one_too(cli: CommandRunner, tmp_path: Path) -> None:
    harness, service, log = cli.harness, cli.harness.service, tmp_path / "log"
    old, before = service.ledger.signing_key(), published_log(service.ledger, tmp_path, harness.clock())
    (tmp_path / "kept.json").write_bytes(before.head or b"")
    with service.engine.begin():
        anchor = anchor_of((), service.ledger.checked_entries()[-1], harness.clock())
        write_anchor(tmp_path, anchor, old)
    for _ in range(2):
        assert cli(*CHANGE).exit_code == 0
        append(service, harness, act="something")
        harness.clock.now += timedelta(hours=1)
    entries, new = service.ledger.checked_entries(), service.ledger.signing_key()
    known = signing_keys(entries, public_bytes(new))
    assert (known[0], known[2], len(set(known))) == (public_bytes(old), public_bytes(new), 3)
    assert [each.fault for each in compare_anchors(tmp_path, {}, entries, known)] == [None]
    write_published_log(log, published_log(service.ledger, tmp_path, harness.clock()), {})
    for name, pem in (("old", public_pem(old)), ("new", (service.ledger.directory / PUBLIC_KEY).read_bytes())):
        (tmp_path / name).write_bytes(pem)
        independent_verifier.verify(log, tmp_path / name, tmp_path / "kept.json")
    for key in known:
        assert log_findings(read_published_log(log), key, before.head) == ()
    assert cli("audit", "verify").exit_code == 0


def test_the_old_key_appends_nothing_and_names_no_other_successor(cli: CommandRunner) -> None:
    service, old = cli.harness.service, cli.harness.service.ledger.signing_key()
    assert cli(*CHANGE).exit_code == 0
    entries, new = service.ledger.checked_entries(), public_bytes(service.ledger.signing_key())
    unsigned = append(service, cli.harness, act="something")
    forged = replace(unsigned, signature=sign(old, unsigned.content))
    assert chain_faults((*entries, forged), new)
    assert chain_faults((*entries, forged), public_bytes(old))
    foreign = replace(entries[-1], facts={**(entries[-1].facts or {}), "public_key": "00" * 32})
    assert chain_faults((*entries[:-1], foreign), new)
    with service.ledger.path.open("a") as file:
        file.write(f"{entry_line(replace(forged, number=forged.number + 1))}\n")
    with pytest.raises(LedgerRefused):
        service.ledger.checked_entries()


@pytest.mark.parametrize("broken", range(3))
def test_a_change_that_is_broken_off_goes_on(cli: CommandRunner, broken: int) -> None:
    """At each commit: the key is made, the decision and the entry are written."""
    harness, service = cli.harness, cli.harness.service
    first = service.ledger.signing_key().id

    def power_cut(number: int) -> None:
        if number >= broken:
            raise OSError

    with commits(power_cut), suppress(OSError):
        change_ledger_key(service.engine, service.ledger, DECISION, harness.clock())
    (service.ledger.directory / PUBLIC_KEY).write_text("written for half")
    append(service, harness, act="something")
    cli(*CHANGE)
    set_up(service, harness.clock())
    assert service.ledger.signing_key().id != first
    assert (service.ledger.directory / PUBLIC_KEY).read_bytes() == public_pem(service.ledger.signing_key())
    named = service.ledger.entries_of(EntryKind.SIGNING_KEY_CHANGED)
    assert [(each.facts or {})["key"] for each in named] == [service.ledger.signing_key().id]
    assert append(service, harness, act="something").number == len(service.ledger.checked_entries())


def test_a_restored_database_that_has_forgotten_the_new_key_opens(cli: CommandRunner) -> None:
    harness, service = cli.harness, cli.harness.service
    known = position(harness)
    assert cli(*CHANGE).exit_code == 0
    new = service.ledger.signing_key().id
    forget(harness, known)
    with service.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM keys WHERE id = '{new}'")
    open_restored(service, None, harness.clock())
    with service.engine.begin() as connection:
        assert new in service.ring.living(connection, SIGNING_KEY_PURPOSE)
    append(service, harness, act="something")


def test_the_new_key_waits_until_each_host_has_its_file(cli: CommandRunner, other_host: Service) -> None:
    harness, service = cli.harness, cli.harness.service
    first = service.ledger.signing_key().id
    for host in (service, other_host):
        watch(host, harness).look()
    waits = cli(*CHANGE)
    assert (waits.exit_code, service.ledger.signing_key().id) == (0, first)
    assert "mesur keys restore" in " ".join(waits.output.split())
    append(other_host, harness, act="something")
    (made,) = (each for each in service.ring.files() if each.purpose == SIGNING_KEY_PURPOSE and each.id != first)
    shutil.copy(service.ring.path(made.id), other_host.ring.path(made.id))
    assert cli(*CHANGE).exit_code == 0
    append(other_host, harness, act="something")
    assert (service.ledger.signing_key().id, len(service.ledger.checked_entries())) == (
        made.id, service.ledger.entries()[-1].number
    )  # fmt: skip


def test_options_that_another_kind_does_not_use_are_refused(cli: CommandRunner) -> None:
    """Fault: they were taken and ignored, so that somebody believed a decision to be written down."""
    refused = cli("keys", "change", "bank", "--by", "A. Rees", "--reason", "why not")
    assert (refused.exit_code, "for audit and ledger alone" in " ".join(refused.output.split())) == (2, True)
