"""A settings file is read strictly: what is wrong with it is said before anything runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from delivery_api.commands.command_context import failure_text
from delivery_api.settings import InvalidSettings, Settings, read_settings

GOOD = """\
database_url = "sqlite:///mesur.db"
keys = "keys"
extracts = "extracts"
certificates = "/srv/certificates"
public_url = "https://mesur.example"
issuer = "https://hwb.example"
client_id = "mesur"
client_secret = "secret"
live_retention_years = 2
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def read(file: Path, text: str) -> Settings:
    file.write_text(text)
    return read_settings(file)


def test_paths_are_taken_from_the_files_own_directory(file: Path) -> None:
    settings = read(file, GOOD)
    assert settings.keys == file.parent / "keys"
    assert settings.certificates == Path("/srv/certificates")
    assert (settings.live_retention_years, settings.session_hours, settings.identifier_claim) == (2, 8, "sub")


@pytest.mark.parametrize(
    ("public_url", "secure", "cookie"),
    [("https://mesur.example", True, "__Host-mesur"), ("http://localhost:8400", False, "mesur")],
)
def test_the_cookie_is_bound_to_the_host_where_browsers_come_by_https(
    file: Path, public_url: str, secure: bool, cookie: str
) -> None:
    settings = read(file, GOOD.replace("https://mesur.example", public_url))
    assert (settings.secure, settings.cookie) == (secure, cookie)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + 'colour = "red"\n', "unknown setting colour; expected some of backup_days, body_kilobytes"),
        (GOOD.replace("keys =", "kyes ="), "unknown setting kyes"),
        (GOOD.replace("mesur.example", "mesur.example/"), "public_url: expected an address without a slash"),
        (GOOD.replace('issuer = "https://hwb.example"\n', ""), "expected the setting issuer, found none"),
        (GOOD.replace("live_retention_years = 2\n", ""), "expected the setting live_retention_years, found none"),
        (GOOD.replace("= 2", "= 0"), "live_retention_years: expected a whole number above 0, got 0"),
        (GOOD.replace("= 2", '= "2"'), "live_retention_years: expected a whole number above 0, got '2'"),
        (GOOD.replace("= 2", "= true"), "live_retention_years: expected a whole number above 0, got True"),
        (GOOD.replace("= 2", "= 1.5"), "live_retention_years: expected a whole number above 0, got 1.5"),
        (GOOD.replace('"secret"', '""'), "client_secret: expected a text, got ''"),
        (GOOD.replace('"secret"', "7"), "client_secret: expected a text, got 7"),
        (GOOD + 'contact = "the office"\n', "contact: expected an e-mail address or an address with https"),
        (GOOD + 'voice_engine = "say \'hello {text} {wav}"\n', "voice_engine: expected a command, got an unclosed"),
        (GOOD + 'voice_encoder = "lame \'{wav} {mp3}"\n', "voice_encoder: expected a command, got an unclosed"),
        ("keys = ", "expected TOML, got:"),
    ],
)
def test_what_is_wrong_is_named_with_the_file_and_what_was_expected(file: Path, text: str, said: str) -> None:
    with pytest.raises(InvalidSettings) as refused:
        read(file, text)
    assert str(refused.value).startswith(f"{file}: ")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + 'colour = "red"\n', "nid oes gosodiad colour; disgwylid rhai o’r rhain: backup_days, body_kilobytes"),
        (GOOD.replace("live_retention_years = 2\n", ""), "disgwylid y gosodiad live_retention_years, ond nid yw yno"),
        (GOOD.replace("= 2", "= 0"), "live_retention_years: disgwylid rhif cyfan sy’n fwy na 0, cafwyd 0"),
        (GOOD.replace('"secret"', "7"), "client_secret: disgwylid testun, cafwyd 7"),
        (
            GOOD + 'voice_engine = "say {text}"\n',
            "voice_engine: disgwylid gorchymyn â {text} a {wav}, cafwyd 'say {text}'",
        ),
    ],
)
def test_what_is_wrong_is_said_in_the_language_of_whoever_runs_a_command(
    file: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    """Fault: every fault of a settings file was told in English to a reader of Welsh."""
    monkeypatch.setenv("MESUR_LANG", "cy")
    with pytest.raises(InvalidSettings) as refused:
        read(file, text)
    assert failure_text(refused.value).startswith(f"{file}: {said}")


def test_what_is_secret_is_not_shown_where_settings_are_printed(file: Path) -> None:
    shown = repr(read(file, GOOD.replace("sqlite:///mesur.db", "postgresql+psycopg://mesur:password@db/mesur")))
    assert "password" not in shown
    assert "'secret'" not in shown


def test_a_file_that_is_not_there_or_not_text_is_named(file: Path) -> None:
    with pytest.raises(InvalidSettings, match="expected a settings file, found none"):
        read_settings(file)
    file.write_bytes(b'client_id = "\xff"')
    with pytest.raises(InvalidSettings, match="expected TOML"):
        read_settings(file)


def test_the_environment_stands_above_its_files_and_these_above_credentials_and_the_settings_file(file: Path) -> None:
    file.write_text(GOOD)
    mounted, credentials = file.parent / "secret", file.parent / "credentials"
    mounted.write_text("from a file\n")
    credentials.mkdir()
    for name in ("client_secret", "client_id", "issuer"):
        (credentials / f"mesur.{name}").write_text("https://from.a.credential\n")
    given = {
        "CREDENTIALS_DIRECTORY": str(credentials),
        "MESUR_CLIENT_SECRET_FILE": str(mounted),
        "MESUR_CLIENT_ID_FILE": str(mounted),
        "MESUR_CLIENT_ID": "from the environment",
        "MESUR_SESSION_HOURS": "6",
        "MESUR_LANG": "cy",
    }
    settings = read_settings(file, given)
    assert (settings.issuer, settings.client_secret) == ("https://from.a.credential", "from a file")
    assert (settings.client_id, settings.session_hours) == ("from the environment", 6)
    assert read_settings(file).client_secret == "secret"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MESUR_CLIENT_SECRT": "x"}, "MESUR_CLIENT_SECRT names no setting"),
        ({"MESUR_SESSION_HOURS": "six"}, "session_hours: expected a whole number above 0, got 'six'"),
        ({"MESUR_CLIENT_SECRET_FILE": "/nowhere/secret"}, "/nowhere/secret: expected a file with one setting"),
        ({"MESUR_PUBLIC_URL": ""}, "public_url: expected a text, got ''"),
    ],
)
def test_what_the_environment_gives_is_checked_like_a_file(file: Path, given: dict[str, str], said: str) -> None:
    file.write_text(GOOD)
    with pytest.raises(InvalidSettings, match=re.escape(said)):
        read_settings(file, given)
