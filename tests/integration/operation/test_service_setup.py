"""`mesur setup`: mends what can be mended, and is never "ready" while something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from sqlalchemy import text
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from delivery_api.cli import app
from delivery_api.commands.setup_messages import MISSING_SENTENCES
from delivery_api.identity.identifier_hashing import NAME_KEYS
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.partitions import partitions_exist
from delivery_api.sittings.storage.programmes import MissingPart
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from tests.support.command_runner import CommandRunner
from tests.support.postgresql_server import Postgres
from tests.support.service_harness import FakeClock, ServiceHarness, build_harness, harness_settings

YEARS = ("2026-27", "2027-28")
LANGUAGES: tuple[Language, ...] = ("cy", "en")


@pytest.fixture(autouse=True)
def _harness_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("delivery_api.dates.clock.clock", FakeClock())


@pytest.fixture
def postgres_harness(tmp_path: Path, postgres_url: str, issuer: str) -> Iterator[ServiceHarness]:
    harness = build_harness(tmp_path, postgres_url, issuer)
    yield harness
    harness.close()


def said(lack: MissingPart, what: str, language: Language) -> str:
    return MISSING_SENTENCES[lack](translations(language)) % {"what": what}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_service_that_has_everything_is_ready(harness: ServiceHarness, language: Language) -> None:
    done = CommandRunner(harness)("setup", lang=language)
    ready = translations(language).gettext("Ready. There was nothing to make.")
    assert (done.exit_code, done.stdout.strip()) == (0, ready)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("table", ["sittings", "sitting_events", "trial_attendance"])
def test_on_postgresql_a_missing_partition_is_made_again(
    postgres_harness: ServiceHarness, table: str, year: str
) -> None:
    engine = postgres_harness.service.engine
    with engine.begin() as connection:
        connection.execute(text(f"DROP TABLE {table}_{year.replace('-', '_')}"))
        assert not partitions_exist(connection, year)
    done = CommandRunner(postgres_harness)("setup")
    assert done.exit_code == 0, done.output
    assert year in done.stdout
    with engine.begin() as connection:
        assert partitions_exist(connection, year)


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_postgresql_a_partition_that_is_there_and_not_attached_is_not_ready(
    postgres_harness: ServiceHarness, language: Language
) -> None:
    engine = postgres_harness.service.engine
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE sittings DETACH PARTITION sittings_2026_27"))
    done = CommandRunner(postgres_harness)("setup", lang=language)
    assert (done.exit_code, done.stdout.strip()) == (1, said(MissingPart.PARTITION, "2026-27", language))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE sittings ATTACH PARTITION sittings_2026_27 FOR VALUES IN ('2026-27')"))
    assert CommandRunner(postgres_harness)("setup").exit_code == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("year", YEARS)
def test_a_school_year_whose_key_file_is_lost_is_not_ready(
    harness: ServiceHarness, year: str, language: Language
) -> None:
    with harness.service.engine.begin() as connection:
        programme = store.programme(connection, year)
    assert programme is not None
    (harness.settings.keys / f"{programme.key_id}.key.json").unlink()
    done = CommandRunner(harness)("setup", lang=language)
    assert (done.exit_code, done.stdout.strip()) == (1, said(MissingPart.KEY, year, language))


def test_a_lost_name_key_is_not_ready_and_not_replaced(harness: ServiceHarness) -> None:
    with harness.service.engine.begin() as connection:
        (key_id,) = harness.service.ring.living(connection, NAME_KEYS)
    (harness.settings.keys / f"{key_id}.key.json").unlink()
    done = CommandRunner(harness)("setup")
    assert (done.exit_code, done.stdout.strip()) == (1, said(MissingPart.KEY, NAME_KEYS, "en"))
    with harness.service.engine.begin() as connection:
        assert harness.service.ring.living(connection, NAME_KEYS) == [key_id]


def message_of(url: str, tmp_path: Path, command: str, lang: str = "en") -> Result:
    settings = harness_settings(tmp_path, url, "http://localhost:1")
    assert settings.database_url == url
    environment = {"MESUR_LANG": lang, "MESUR_SETTINGS": str(tmp_path / "settings.toml"), "COLUMNS": "200"}
    return CliRunner().invoke(app, [command], env=environment)


@pytest.mark.parametrize("lang", ["cy", "en"])
def test_setup_on_a_database_where_the_user_may_make_no_tables_says_so_in_a_sentence(
    tmp_path: Path, postgres: Postgres, lang: str
) -> None:
    """Fault: 360 lines of traceback on a database that an administrator made."""
    with postgres.fresh_database() as url, as_administrator(url) as administrator:
        administrator.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        administrator.execute("CREATE ROLE mesur_clerk LOGIN")
        refused = message_of(url.replace("postgres@", "mesur_clerk@"), tmp_path, "setup", lang)
        administrator.execute("DROP ROLE mesur_clerk")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "GRANT CREATE, USAGE ON SCHEMA public" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_login_that_the_database_refuses_is_told_as_such(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.fresh_database() as url:
        refused = message_of(url.replace("postgres@", "nobody_here@"), tmp_path, "setup")
    assert refused.exit_code == 2
    assert "refuses this user or password" in refused.stderr


@contextmanager
def as_administrator(url: str) -> Iterator[psycopg.Connection]:
    address = make_url(url)
    with psycopg.connect(
        dbname=address.database, user="postgres", host=str(address.query["host"]), autocommit=True
    ) as connection:
        yield connection
