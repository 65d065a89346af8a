"""Private facts leave the ledger when their time is over: the chain holds, and readers and writers go on."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from delivery_api.ledger.destroyed_keys import DestroyedKeys
from delivery_api.ledger.key_backups import known_key_backups
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.privacy.ledger_expiry import ledger_expiry_task
from delivery_api.privacy.published_log.publication import log_lines, published_log
from tests.integration.operation.test_ledger_replay import forget, position
from tests.support.service_harness import TEST_START, ServiceHarness

LONG_AFTER = TEST_START + timedelta(days=9 * 366)
OLD, NEW = {"host": "one", "folder": "/mnt/old"}, {"host": "one", "folder": "/mnt/new"}
TOLD = {"by": "A. Rees", "reason": "disk shredded"}


def write(harness: ServiceHarness, at: datetime, *entries: tuple[EntryKind, dict[str, Any]]) -> None:
    harness.trust_clock(at)
    for kind, facts in entries:
        with harness.service.engine.begin() as connection:
            harness.service.ledger.append(connection, at, kind, **facts)


def expire(harness: ServiceHarness, now: datetime) -> int:
    return ledger_expiry_task(14).run(harness.service.engine, now, harness.service.ledger)


def test_private_facts_leave_the_ledger_after_nine_years_and_the_chain_holds(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: the ledger's facts were declared for nine years, and nothing removed them."""
    ledger, folder = harness.service.ledger, harness.settings.certificates
    harness.create_trial("Derwen")  # whose plan is public, and whose decision names who took it
    write(
        harness,
        TEST_START,
        (EntryKind.KEYS_DESTROYED, {"keys": ["0123456789abcdef"]}),
        (EntryKind.KEYS_BACKED_UP, OLD),
        (EntryKind.KEY_BACKUP_RELEASED, OLD | TOLD),
        (EntryKind.KEYS_BACKED_UP, NEW),
        (EntryKind.RETENTION_RUN, {"by": "A. Rees", "not_done": []}),
    )
    seen_by_a_worker = DestroyedKeys(ledger)
    seen_by_a_worker.read()
    assert expire(harness, TEST_START + timedelta(days=9 * 365)) == 0  # a day or two too early
    published, text = log_lines(published_log(ledger, folder, LONG_AFTER)), ledger.path.read_text("utf-8")
    with monkeypatch.context() as interrupted:
        interrupted.setattr(Path, "replace", _no_replace)
        with pytest.raises(OSError, match="killed"):
            expire(harness, LONG_AFTER)
    assert ledger.path.read_text("utf-8") == text
    assert expire(harness, LONG_AFTER) > 3
    assert (expire(harness, LONG_AFTER), os.stat(ledger.path).st_mode & 0o777) == (0, 0o600)
    left = ledger.path.read_text("utf-8")
    assert ("A. Rees" in text, "A. Rees" in left, "Sian Rees" in left, "/mnt/old" in left) == (
        True,
        False,
        False,
        False,
    )
    assert log_lines(published_log(ledger, folder, LONG_AFTER)) == published  # checks the whole chain
    assert [each.folder for each in known_key_backups(ledger)] == ["/mnt/new"]
    write(harness, LONG_AFTER, (EntryKind.KEYS_DESTROYED, {"keys": ["fedcba9876543210"]}))
    assert seen_by_a_worker.read().keys() == {"0123456789abcdef", "fedcba9876543210"}
    ledger.checked_entries()


def test_facts_of_cases_and_breaches_go_when_their_rows_would(harness: ServiceHarness) -> None:
    """A case's rows go after four years and a breach's after seven: the ledger keeps no longer what they said."""
    write(harness, TEST_START, (EntryKind.RIGHTS_CASE, {"case": "SAR-1"}), (EntryKind.BREACH, {"breach": "BR-1"}))
    at = [TEST_START + timedelta(days=days) for days in (4 * 365, 4 * 366, 7 * 365, 7 * 366)]
    assert [expire(harness, day) for day in at] == [0, 1, 0, 1]


def test_facts_that_a_replay_needs_stay_however_old_they_are(harness: ServiceHarness) -> None:
    before = position(harness)
    write(harness, TEST_START, (EntryKind.RESTRICTION_LIFTED, {"person": str(harness.people["cadi"])}))
    forget(harness, before)
    expire(harness, LONG_AFTER)
    (entry,) = harness.service.ledger.entries_of(EntryKind.RESTRICTION_LIFTED)
    assert entry.facts == {"person": str(harness.people["cadi"])}


def _no_replace(*_: object) -> Path:
    msg = "killed"
    raise OSError(msg)
