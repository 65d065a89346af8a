"""A worker has read the banks in use before it takes its first request; whatever hinders that does not hinder it."""

from __future__ import annotations

import gc
import logging
import socket

import pytest
from sqlalchemy import text

from delivery_api.bank import service as banks
from delivery_api.bank.bank_preloading import read_ahead
from delivery_api.bank.service import BankCache, put_in_use
from delivery_api.server.serving import Drained, drained_application
from delivery_api.storage.database import open_database
from tests.support.running_service import SUBJECT, House, put, submission
from tests.support.sample_bank import SUBJECT as REASONING
from tests.support.sample_bank import sample_bank
from tests.support.small_bank import few_items


def compiled(bank: banks.BankVersion, design: str) -> set[tuple[str, str, int]]:
    return {(bank.hash, design, year) for year in bank.design(design).years}


@pytest.fixture
def two_subjects(house: House) -> House:
    with house.service.engine.begin() as connection:
        put_in_use(connection, sample_bank(), REASONING, house.clock())
    return house


def test_a_worker_begins_with_every_test_of_every_subject(
    two_subjects: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "mesur"):
        worker = drained_application(two_subjects.settings)
    gc.unfreeze()  # this process goes on with other tests
    assert isinstance(worker, Drained)
    state = worker.app.state  # type: ignore[attr-defined]
    two_subjects.engines.append(state.service_context)
    if state.at_work:
        state.at_work.close()
    wanted = compiled(few_items(), SUBJECT) | compiled(sample_bank(), REASONING)
    assert set(state.bank_cache.tests) == wanted
    (told,) = [record.getMessage() for record in caplog.records if record.name == "mesur"]
    assert told.startswith(f"banks read: 2, tests compiled: {len(wanted)}, in ")


def test_after_that_a_sitting_needs_no_bank_read_and_no_test_compiled(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting, browser = house.assign("cadi"), house.signed_in("cadi")
    state = house.apps[house.settings].state
    read_ahead(state.service_context.engine, state.bank_cache)

    def once_more(*_: object) -> None:
        pytest.fail("a learner waits for a bank")

    monkeypatch.setattr(banks, "read_bank", once_more)
    monkeypatch.setattr(banks, "compile_test", once_more)
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    assert put(browser, sitting, 1, submission(item, None)).status_code == 200


def test_a_database_that_is_away_hinders_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        engine, bank_cache = open_database(f"postgresql+psycopg://x@127.0.0.1:{closed.getsockname()[1]}/x"), BankCache()
        read_ahead(engine, bank_cache)
    assert bank_cache.tests == {}
    assert "the database is away" in caplog.text


def test_a_bank_that_cannot_be_used_is_told_and_the_others_are_read(
    two_subjects: House, caplog: pytest.LogCaptureFixture
) -> None:
    engine, bank_cache = two_subjects.service.engine, BankCache()
    with engine.begin() as connection:
        change = "UPDATE banks_in_use SET design = 'of a later release' WHERE subject = :subject"
        connection.execute(text(change), {"subject": SUBJECT})
    read_ahead(engine, bank_cache)
    assert set(bank_cache.tests) == compiled(sample_bank(), REASONING)
    (told,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert few_items().hash[:12] in told.getMessage()
    assert told.exc_info is not None
