"""The fixtures give what they promise, since other tests believe them."""

import asyncio
import dataclasses
import os
import tempfile

import pytest
from sqlalchemy import create_engine, inspect, text

from tests import conftest
from tests.support.memory_folder import write_to_memory
from tests.support.remembered_dependencies import forgotten_dependencies
from tests.support.route_listing import application, endpoints


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


def test_the_dependencies_that_are_remembered_are_those_that_an_app_finds_for_itself(tmp_path):
    with forgotten_dependencies():
        alone = endpoints(application(tmp_path))
    remembered, again = endpoints(application(tmp_path)), endpoints(application(tmp_path))
    assert len(alone) > 100
    expected = {name: described(route.dependant) for name, route in alone.items()}
    assert expected == {name: described(route.dependant) for name, route in remembered.items()}
    assert expected == {name: described(route.dependant) for name, route in again.items()}
    assert {name: answers(route) for name, route in alone.items()} == {
        name: answers(route) for name, route in again.items()
    }
    assert any(remembered[name].response_field is again[name].response_field is not None for name in again)
    shared = [(a, b) for name in again for a, b in zip(parts(remembered[name]), parts(again[name]), strict=True)]
    assert any(a is b for a, b in shared)  # or nothing is remembered
    assert not any(a is b for name in alone for a, b in zip(parts(alone[name]), parts(again[name]), strict=True))


def answers(route):
    """What an app does with what an endpoint returns."""
    fields = [route.response_field, *route.response_fields.values()]
    return repr(route.response_model), [(each.name, each.mode, repr(each.field_info)) for each in fields if each]


def parts(route):
    return route.dependant.dependencies


def described(dependant):
    """Everything that FastAPI found; the functions that an app makes for itself by their names."""
    found = {field.name: getattr(dependant, field.name) for field in dataclasses.fields(dependant)}
    call, nested = found.pop("call"), found.pop("dependencies")
    name = getattr(call, "__qualname__", call)  # the security schemes are values of a module
    return (call.__module__, name, repr(found), [described(each) for each in nested])


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


@pytest.fixture
def no_temporary_folder_set(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())  # put back afterwards
    monkeypatch.setenv("TMPDIR", "")  # as well
    monkeypatch.delenv("TMPDIR")


def test_temporary_files_go_where_there_is_room_and_programs_run(no_temporary_folder_set, tmp_path):
    before = tempfile.gettempdir()
    assert not write_to_memory(1, tmp_path / "missing")
    assert not write_to_memory(1_000_000, tmp_path)  # for which no machine has the memory
    assert (tempfile.gettempdir(), "TMPDIR" in os.environ) == (before, False)
    assert write_to_memory(0, tmp_path)
    assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(tmp_path)
    assert not list(tmp_path.iterdir())  # what it tried is away again


def test_a_temporary_folder_that_somebody_has_set_is_kept(no_temporary_folder_set, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    assert not write_to_memory(0, tmp_path)
    assert os.environ["TMPDIR"] == "/elsewhere"
