from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House, build, provider


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """A real OpenID Connect provider on loopback."""
    with provider() as address:
        yield address


@pytest.fixture
def house(tmp_path: Path, database_url: str, issuer: str) -> Iterator[House]:
    """A whole service, once on SQLite and once on PostgreSQL."""
    built = build(tmp_path, database_url, issuer)
    yield built
    built.service.engine.dispose()
