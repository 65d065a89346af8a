import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.conftest import DATABASE_KINDS
from tests.support.browsed_service import BrowsedService, browsed_service
from tests.support.postgresql_server import Postgres
from tests.support.replay_check import assert_every_sitting_replays
from tests.support.service_harness import ServiceHarness, build_harness, copy_harness, running_oidc_provider


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """A real OpenID Connect provider on loopback."""
    with running_oidc_provider() as address:
        yield address


@pytest.fixture(params=DATABASE_KINDS)
def harness(request: pytest.FixtureRequest, tmp_path: Path, issuer: str) -> Iterator[ServiceHarness]:
    """A whole service, once on SQLite and once on PostgreSQL; afterwards each sitting it holds is replayed."""
    with copied_service(request, tmp_path, issuer) as built:
        yield built


@pytest.fixture(params=DATABASE_KINDS, scope="module")
def module_harness(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, issuer: str
) -> Iterator[ServiceHarness]:
    """Like `harness`, but one service on each database for all tests of a module."""
    with copied_service(request, tmp_path_factory.mktemp("service"), issuer) as built:
        yield built


@pytest.fixture
def browsed(tmp_path: Path, issuer: str, filled_sqlite_service: ServiceHarness) -> Iterator[BrowsedService]:
    """A whole service on SQLite that a real browser reaches; afterwards each sitting it holds is replayed."""
    (tmp_path / "data").mkdir()
    copy = shutil.copy(str(make_url(filled_sqlite_service.settings.database_url).database), tmp_path / "data")
    harness = copy_harness(filled_sqlite_service, tmp_path, f"sqlite:///{copy}", issuer)
    try:
        with browsed_service(harness) as service:
            yield service
        assert_every_sitting_replays(harness.service)
    finally:
        harness.close()


@contextmanager
def copied_service(request: pytest.FixtureRequest, folder: Path, issuer: str) -> Iterator[ServiceHarness]:
    """A service on a copy of the database that was filled for the session."""
    filled = request.getfixturevalue(f"filled_{request.param}_service")
    with copied_database(request, filled, folder) as url:
        built = copy_harness(filled, folder, url, issuer)
        try:
            yield built
            assert_every_sitting_replays(built.service)
        finally:
            built.close()


@contextmanager
def copied_database(request: pytest.FixtureRequest, filled: ServiceHarness, folder: Path) -> Iterator[str]:
    """A copy of a service's database; its URL."""
    source = make_url(filled.settings.database_url)
    if request.param == "sqlite":
        (folder / "data").mkdir()
        copy = shutil.copy(str(source.database), folder / "data" / "mesur.sqlite3")
        yield f"sqlite:///{copy}"
        return
    with request.getfixturevalue("postgres").fresh_database(copied=source.database) as url:
        yield url


@pytest.fixture(scope="session")
def filled_sqlite_service(tmp_path_factory: pytest.TempPathFactory) -> ServiceHarness:
    """A service that nobody uses, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    return filled_and_closed(folder, f"sqlite:///{folder / 'mesur.sqlite3'}")


@pytest.fixture(scope="session")
def filled_postgresql_service(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[ServiceHarness]:
    """A service that nobody uses, to be copied."""
    with postgres.fresh_database() as url:
        yield filled_and_closed(tmp_path_factory.mktemp("filled"), url)


def filled_and_closed(folder: Path, url: str) -> ServiceHarness:
    """A service of `build_harness` to which nothing is connected any more: on SQLite all of it is in the one file."""
    filled = build_harness(folder, url, "http://localhost:9")
    filled.close()
    return filled
