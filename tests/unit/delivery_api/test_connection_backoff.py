"""An unreachable database is tried again after a pause, not by every request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError, ResourceClosedError

from delivery_api.storage.connection_backoff import RECONNECT_PAUSE, ConnectionBackoff
from delivery_api.storage.database import open_autocommit
from delivery_api.storage.database_errors import DatabaseFailure, classify_failure


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database in a folder that is not there yet."""
    engine = create_engine(f"sqlite:///{tmp_path / 'away' / 'mesur.db'}")
    yield engine
    engine.dispose()


def found(engine: Engine) -> DatabaseFailure | None:
    try:
        engine.connect().close()
    except DBAPIError as error:
        return classify_failure(error)
    return None


def test_after_a_connection_that_failed_nobody_tries_until_the_pause_is_over(engine: Engine, tmp_path: Path) -> None:
    now = [0.0]
    ConnectionBackoff(engine, elapsed=lambda: now[0])
    assert found(engine) is DatabaseFailure.AWAY
    (tmp_path / "away").mkdir()
    now[0] += RECONNECT_PAUSE / 2
    assert found(engine) is DatabaseFailure.AWAY  # it is there, but was not asked
    now[0] += RECONNECT_PAUSE
    assert found(engine) is None
    now[0] += RECONNECT_PAUSE / 2
    engine.dispose()
    assert found(engine) is None  # a connection that succeeds is followed by no pause


def test_one_pause_is_for_all_ways_to_the_database(engine: Engine, tmp_path: Path) -> None:
    other = open_autocommit(str(engine.url))
    ConnectionBackoff(engine, other, elapsed=lambda: 0.0)
    assert found(engine) is DatabaseFailure.AWAY
    (tmp_path / "away").mkdir()
    assert found(other) is DatabaseFailure.AWAY


def test_a_server_that_dies_under_the_first_questions_is_away_and_the_same_error_elsewhere_is_a_fault(
    tmp_path: Path,
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'mesur.db'}")
    error = ResourceClosedError("This result object does not return rows.")
    with patch.object(engine.dialect, "initialize", side_effect=error), pytest.raises(ResourceClosedError) as failed:
        engine.connect()
    assert classify_failure(failed.value) is DatabaseFailure.AWAY
    assert classify_failure(ResourceClosedError("A cursor was read twice.")) is DatabaseFailure.FAULT
