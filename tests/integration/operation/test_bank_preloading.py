"""A worker has read the banks in use before it takes its first request; whatever hinders that does not hinder it."""

from __future__ import annotations

import gc
import logging
import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from delivery_api.bank import service as banks
from delivery_api.bank.bank_preloading import preload_banks
from delivery_api.bank.service import BankCache, put_in_use
from delivery_api.bank.tables import banks_in_use
from delivery_api.row_authentication.store import change_rows
from delivery_api.server import serving
from delivery_api.server.serving import DrainOnTermination, worker_application
from delivery_api.storage.database import open_database
from tests.support.garbage_collection import collect_only_what_tests_make
from tests.support.sample_bank import SUBJECT as REASONING
from tests.support.sample_bank import sample_bank
from tests.support.service_harness import SUBJECT, ServiceHarness, put_response, response_body
from tests.support.small_bank import small_numeracy_bank


def compiled(bank: banks.BankVersion, design: str) -> set[tuple[str, str, int]]:
    return {(bank.hash, design, year) for year in bank.design(design).years}


@pytest.fixture(autouse=True)
def nothing_that_outlives_a_test() -> Iterator[None]:
    """A worker's thread and its guard would not end with the test."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(serving, "KeyFolderWatch", lambda *_: SimpleNamespace(start=lambda: None))
        patched.setattr(serving, "install_egress_guard", lambda _: None)
        yield


@pytest.fixture
def two_subjects(harness: ServiceHarness) -> ServiceHarness:
    with harness.service.engine.begin() as connection:
        put_in_use(connection, sample_bank(), REASONING, harness.clock())
    return harness


def test_a_worker_begins_with_every_test_of_every_subject(
    two_subjects: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "mesur"):
        worker = worker_application(two_subjects.settings, frozenset())
    gc.unfreeze()  # this process goes on with other tests
    collect_only_what_tests_make()
    assert isinstance(worker, DrainOnTermination)
    state = worker.app.app.app.state  # type: ignore[attr-defined]  # of the application inside the three middlewares
    two_subjects.engines.append(state.service_context)
    if state.release_lock:
        state.release_lock.close()
    wanted = compiled(small_numeracy_bank(), SUBJECT) | compiled(sample_bank(), REASONING)
    assert set(state.bank_cache.tests) == wanted
    (told,) = [record.getMessage() for record in caplog.records if record.name == "mesur"]
    assert told.startswith(f"banks read: 2, tests compiled: {len(wanted)}, in ")


def test_after_that_a_sitting_needs_no_bank_read_and_no_test_compiled(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    state = harness.apps[harness.settings].state
    preload_banks(state.service_context.engine, state.bank_cache)

    def once_more(*_: object) -> None:
        pytest.fail("a learner waits for a bank")

    monkeypatch.setattr(banks, "read_bank", once_more)
    monkeypatch.setattr(banks, "compile_test", once_more)
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    assert put_response(browser, sitting, 1, response_body(item, None)).status_code == 200


def test_a_database_that_is_away_hinders_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        engine, bank_cache = open_database(f"postgresql+psycopg://x@127.0.0.1:{closed.getsockname()[1]}/x"), BankCache()
        preload_banks(engine, bank_cache)
    assert bank_cache.tests == {}
    assert "the database is unreachable" in caplog.text


def test_a_bank_that_cannot_be_used_is_told_and_the_others_are_read(
    two_subjects: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    engine, bank_cache = two_subjects.service.engine, BankCache()
    with engine.begin() as connection:
        change_rows(connection, banks_in_use, banks_in_use.c.subject == SUBJECT, {"design": "of a later release"})
    preload_banks(engine, bank_cache)
    assert set(bank_cache.tests) == compiled(sample_bank(), REASONING)
    (told,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert small_numeracy_bank().hash[:12] in told.getMessage()
    assert told.exc_info is not None
