from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.replay_check import assert_every_sitting_replays
from tests.support.service_harness import ServiceHarness, build_harness, running_oidc_provider


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """A real OpenID Connect provider on loopback."""
    with running_oidc_provider() as address:
        yield address


@pytest.fixture
def harness(tmp_path: Path, database_url: str, issuer: str) -> Iterator[ServiceHarness]:
    """A whole service, once on SQLite and once on PostgreSQL; afterwards each sitting it holds is replayed."""
    built = build_harness(tmp_path, database_url, issuer)
    yield built
    assert_every_sitting_replays(built.service)
    built.close()


@pytest.fixture(scope="module")
def module_harness(
    tmp_path_factory: pytest.TempPathFactory, module_database_url: str, issuer: str
) -> Iterator[ServiceHarness]:
    """Like `harness`, but one service on each database for all tests of a module."""
    built = build_harness(tmp_path_factory.mktemp("service"), module_database_url, issuer)
    yield built
    assert_every_sitting_replays(built.service)
    built.close()
