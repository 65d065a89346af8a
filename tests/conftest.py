"""Fixtures: databases of both kinds and a browser.

A test whose requirements the machine lacks is skipped and listed at the end; in continuous integration it fails.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from setup import chromium as chromium_on_machine
from tests.support.chromium import running_chromium
from tests.support.garbage_collection import collect_only_what_tests_make
from tests.support.memory_folder import write_to_memory
from tests.support.postgresql_server import Postgres, running_postgres
from tests.support.remembered_dependencies import remember_dependencies

DATABASE_KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
# a test that uses the fixture gets the mark
FIXTURE_MARKS = {"postgres": "postgresql", "own_postgres": "postgresql", "chromium": "browser"}
MISSING = "missing here: "
# how long an example takes says how busy the machine is
settings.register_profile("mesur", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mesur")
remember_dependencies()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL; `with postgres.fresh_database() as url` gives an empty database."""
    with postgres_or_skip() as server:
        yield server


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that no other test uses, so that it can be killed."""
    with postgres_or_skip() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The URL of an empty PostgreSQL database for this test alone."""
    with postgres.fresh_database() as url:
        yield url


@pytest.fixture(params=DATABASE_KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database for this test alone; the test runs once on SQLite and once on PostgreSQL."""
    with fresh_database(request, tmp_path) as url:
        yield url


@pytest.fixture(params=DATABASE_KINDS, scope="module")
def module_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Like `database_url`, but one database of each kind for all tests of a module."""
    with fresh_database(request, tmp_path_factory.mktemp("database")) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium (a Playwright `Browser`); open a context of your own: `chromium.new_context()`."""
    path = chromium_on_machine.find_chromium()
    if path is None:
        skip_or_fail("Chromium")
    with running_chromium(path) as browser:
        yield browser


@contextmanager
def fresh_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """An empty database of the kind that the fixture's parameter names."""
    if request.param == "sqlite":
        (folder / "data").mkdir()
        yield f"sqlite:///{folder / 'data' / 'mesur.sqlite3'}"
        return
    with request.getfixturevalue("postgres").fresh_database() as url:
        yield url


@contextmanager
def postgres_or_skip() -> Iterator[Postgres]:
    """A running PostgreSQL; the test is skipped or fails if there is none."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgres())
        except (ImportError, OSError, subprocess.SubprocessError) as problem:
            skip_or_fail(f"PostgreSQL ({problem})")
        yield server


def skip_or_fail(missing: str) -> None:
    """Skip the test because something is missing; in continuous integration, fail it."""
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        pytest.fail(f"{MISSING}{missing}", pytrace=False)
    pytest.skip(f"{MISSING}{missing}")


def pytest_configure() -> None:
    """Before pytest makes its folder; the workers of a parallel run inherit it."""
    write_to_memory(os.cpu_count() or 1)


@pytest.hookimpl(tryfirst=True)  # before tests are selected by mark
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they use and where they are long, and sort browser tests last: they leave an event loop."""
    for item in items:
        twin = item.get_closest_marker("long_on")
        if twin and twin.args[0] in item.callspec.params.values():  # type: ignore[attr-defined]
            item.add_marker("long")
        for fixture in FIXTURE_MARKS.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(FIXTURE_MARKS[fixture])
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish() -> None:
    """What has been imported and collected stays to the end."""
    collect_only_what_tests_make()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded, and list each test that was skipped because something is missing."""
    for report in terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", []):
        for title, value in report.user_properties if report.when == "call" else ():
            terminalreporter.section(title)
            terminalreporter.line(value)
    skipped = terminalreporter.stats.get("skipped", [])
    named = [report for report in skipped if MISSING in str(report.longrepr)]
    if named:
        terminalreporter.section(f"NOT RUN: {len(named)} tests", red=True, bold=True)
        for report in named:
            terminalreporter.line(f"{report.nodeid}: {missing_requirement(report)}")


def missing_requirement(report: pytest.TestReport) -> str:
    """The requirement that a skipped test lacked."""
    return str(report.longrepr[-1]).removeprefix("Skipped: ")
