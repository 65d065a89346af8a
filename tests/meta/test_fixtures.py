"""The fixtures give what they promise, since other tests believe them."""

import asyncio

import pytest
from sqlalchemy import create_engine, inspect, text

from tests import conftest


@pytest.mark.parametrize("attempt", [1, 2])
def test_each_test_gets_an_empty_database(database_url, attempt):
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE seen (attempt INTEGER)"))
    assert inspect(engine).get_table_names() == ["seen"]
    engine.dispose()


def test_postgresql_commits_synchronously(postgres_url):
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        settings = [connection.scalar(text(f"SHOW {name}")) for name in ("synchronous_commit", "fsync")]
    engine.dispose()
    assert settings == ["on", "on"]


def test_database_is_dropped_though_a_connection_is_open(postgres):
    with postgres.fresh_database() as url:
        engine = create_engine(url)
        connection = engine.connect()
        assert connection.scalar(text("SELECT 1")) == 1
    with postgres.fresh_database() as other:
        assert other != url
    connection.invalidate()
    engine.dispose()


def test_no_event_loop_is_left_to_tests_without_a_browser(request):
    order = [item.get_closest_marker("browser") is not None for item in request.session.items]
    assert order == sorted(order)
    files = {
        kind: {item.path for item, browser in zip(request.session.items, order, strict=True) if browser is kind}
        for kind in (True, False)
    }
    assert (
        files[True] & files[False] == set()
    )  # a process takes whole files, so one with both would leave the loop behind
    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()


@pytest.mark.parametrize("ci", ["true", "1", "True"])
def test_missing_is_a_failure_in_continuous_integration(monkeypatch, ci):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.fail.Exception, match="missing here: Chromium"):
        conftest.skip_or_fail("Chromium")


@pytest.mark.parametrize("ci", ["", "0", "false"])
def test_missing_is_a_skip_elsewhere(monkeypatch, ci):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.skip.Exception, match="missing here: Chromium"):
        conftest.skip_or_fail("Chromium")
