"""The operator's settings, read once from a TOML file, the environment and files of secrets, and validated."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from delivery_api.foreseen_faults import ForeseenFault


class InvalidSettings(ForeseenFault):
    """A settings file is invalid; the message names the file, the setting and what was expected."""


@dataclass(frozen=True)
class Settings:
    """The service's settings.

    Parameters
    ----------
    database_url : SQLAlchemy address, sqlite:///… or postgresql+psycopg://…
    keys : directory of the key files; outside the database and its backups
    extracts : directory that calibration extracts are written to
    certificates : directory that certificates of destruction are written to
    public_url : where browsers reach the service, without a slash at the end
    issuer : the OpenID Connect provider's issuer address
    client_id, client_secret : this service's account at the provider
    live_retention_years : whole years that a school year's responses are kept after its end. The privacy notice
        gives no figure for them, so there is no default: the controller decides
    discovery_url : address of the provider's metadata; by default the issuer's (OpenID Connect Discovery 1.0)
    scope : the scope requested from the provider
    identifier_claim : the ID-token claim that holds the source identifier
    school_claim, staff_code_claim : the claims that hold a school's number and a staff code; unused when empty
    name_claim, role_claim : the claims that hold a person's name and role; unused when empty
    governor_role : the value of the role claim for a governor. Schools list governors by name, and only a governor is
        recognised by name
    strong_roles : the roles, apart by spaces, that must have signed in by a strong way; nobody when empty
    strong_acr, strong_amr : the values of the claims acr and amr, apart by spaces, that say that a sign-in was strong
    fresh_minutes : how old a sign-in may be for acts that cannot be undone, and for taking data out
    node_modules : where `make install` put the npm packages
    session_hours : longest duration of a session; a school day
    learner_idle_minutes : idle time after which a learner's session ends; longer than silent reading
    staff_idle_minutes : idle time after which a session of staff ends
    backup_days : days that `mesur backup` keeps a backup of the database; what was deleted stands in it until then
    requests_per_minute : average rate allowed to one person; short bursts may be faster
    sign_ins_per_minute : average rate of sign-ins that one client address may begin in a worker; two and a half times
        as many at once, as when a school begins its day
    body_kilobytes : largest size of a request body
    body_seconds : time in which a whole body arrives, counted from the headers
    header_kilobytes : largest size of request line and headers
    header_seconds : time in which the headers arrive, counted from the connection
    connections : connections of a worker, all of them
    connections_per_address : connections of one client address on which a worker waits for a request; a school has
        only one address, and its browsers keep connections open
    watch_token : the bearer token without which /metrics and the OpenAPI description are not found; everybody who
        reaches the service may read them when it is empty
    syslog : where the log also goes (RFC 5424), udp://host:port or unix:///dev/log; nowhere when empty
    proxies : the addresses, separated by commas, whose X-Forwarded-For is believed; the proxy's
    key_secret, old_key_secret : the secret under which key files are sealed, and the one before it while it is changed;
        without one the files hold the keys themselves. Given as a systemd credential or a mounted secret
    timestamp_url : address of a time-stamp service (RFC 3161) that `mesur audit anchor` asks; none by default
    practice_a_day : practice sittings of a subject that a learner may begin in a day
    contact : where people write to about the service, an e-mail address or a web address; the pages “Contact” and
        “Accessibility statement” say that none is named when it is empty
    registers : the controller's registers (TOML); the file that comes with the release is to be completed
    recordings : folder of the sentences that are read aloud to young learners, which `mesur bank voice` makes; without
        one nothing is read aloud
    voice_engine : the program that speaks a sentence, with its options: {text} is a file with the words, {language} cy
        or en, {wav} the file to write. Debian's espeak-ng by default; it is run, never imported
    voice_encoder : the program that makes the recording small, from {wav} to {mp3}, {m4a}, {ogg} or {opus}; "none"
        keeps the wave file
    demonstration : "provisional" or "adopted" in a demonstration, whose pages all say so; empty in a service
    """

    database_url: str = field(repr=False)  # may hold a password
    keys: Path
    extracts: Path
    certificates: Path
    public_url: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    live_retention_years: int
    discovery_url: str = ""
    scope: str = "openid"
    identifier_claim: str = "sub"
    school_claim: str = ""
    staff_code_claim: str = ""
    name_claim: str = ""
    role_claim: str = ""
    governor_role: str = "governor"
    strong_roles: str = ""
    strong_acr: str = ""
    strong_amr: str = ""
    fresh_minutes: int = 15
    node_modules: Path = Path(__file__).parent.parent / "node_modules"
    session_hours: int = 8
    learner_idle_minutes: int = 90
    staff_idle_minutes: int = 30
    backup_days: int = 14
    requests_per_minute: int = 240
    sign_ins_per_minute: int = 1200
    body_kilobytes: int = 64
    body_seconds: int = 10
    header_kilobytes: int = 16
    header_seconds: int = 10
    connections: int = 4000
    connections_per_address: int = 2500
    watch_token: str = field(default="", repr=False)
    syslog: str = ""
    proxies: str = "127.0.0.1"
    key_secret: str = field(default="", repr=False)
    old_key_secret: str = field(default="", repr=False)
    timestamp_url: str = ""
    practice_a_day: int = 3
    contact: str = ""
    registers: Path = Path(__file__).parent / "privacy" / "registers" / "registers.toml"
    recordings: Path | None = None
    voice_engine: str = "espeak-ng -v {language} -s 130 -b 1 -f {text} -w {wav}"
    voice_encoder: str = "lame --silent -m m -b 32 {wav} {mp3}"
    demonstration: str = ""

    @property
    def secure(self) -> bool:
        """Whether browsers use https; only then can the cookie have the __Host- prefix."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def ledger(self) -> Path:
        """The folder of the ledger, with the certificates: both are kept, and backed up apart from the database."""
        return self.certificates / "ledger"

    @property
    def largest_body(self) -> int:
        """Largest size of a request body in bytes."""
        return self.body_kilobytes * 1024

    @property
    def collector(self) -> tuple[str, int] | str | None:
        """The host and port of the log's collector, or the path of its socket; None without one."""
        address = urlsplit(self.syslog)
        if address.scheme == "unix" and address.path:
            return address.path
        return (address.hostname, address.port or 514) if address.scheme == "udp" and address.hostname else None

    @property
    def cookie(self) -> str:
        """The name of the one cookie."""
        return "__Host-mesur" if self.secure else "mesur"


DEMONSTRATIONS = ("provisional", "adopted")
"""States of a demonstration: as shipped, and after a made-up trial with made-up norms."""

PREFIX = "MESUR_"
"""What the name of an environment variable begins with that gives a setting: MESUR_CLIENT_SECRET."""

CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""The environment variable by which systemd names the folder of a unit's credentials."""

_NO_SETTINGS = ("SETTINGS", "LANG", "OFFICER", "ONEROSTER_SECRET", "REFERENCE")  # what else begins with the prefix


def read_settings(path: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read a settings file (TOML); relative paths in it start from its own folder.

    What the environment gives stands above the file: MESUR_CLIENT_SECRET is the setting client_secret,
    MESUR_CLIENT_SECRET_FILE the file that holds it, as containers mount secrets, and a systemd credential
    mesur.client_secret likewise.

    Parameters
    ----------
    environment : the environment's variables; None where the file alone counts, as in a drill, which must never reach
        the database that the environment names

    Raises
    ------
    InvalidSettings
    """
    if not path.is_file():
        raise InvalidSettings(
            path, "expected a settings file, found none (`mesur demo` makes one; --settings names another)"
        )
    try:
        given = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidSettings(path, "expected TOML, got: %(error)s", error=error) from error
    return _checked(path, given | dict(_from_environment(environment or {})))


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    """Yield the settings of credentials, then of files, then of variables: a later one stands above an earlier."""
    known = {f.name: str(f.type) for f in fields(Settings)}
    given = {name.removeprefix(PREFIX): value for name, value in environment.items() if name.startswith(PREFIX)}
    for name in known:
        if CREDENTIALS in environment and (file := Path(environment[CREDENTIALS], f"mesur.{name}")).is_file():
            yield name, _typed(known[name], _secret(file))
    for variable, value in sorted(given.items(), key=lambda one: not one[0].endswith("_FILE")):
        if variable in _NO_SETTINGS:
            continue
        name = variable.removesuffix("_FILE").lower()
        if name not in known:
            raise InvalidSettings(
                None,
                "%(variable)s names no setting; expected %(prefix)s and one of %(known)s",
                variable=PREFIX + variable,
                prefix=PREFIX,
                known=", ".join(sorted(known)),
            )
        yield name, _typed(known[name], _secret(Path(value)) if variable.endswith("_FILE") else value)


def _secret(file: Path) -> str:
    try:
        return file.read_text("utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSettings(file, "expected a file with one setting, got: %(error)s", error=error) from error


def _typed(kind: str, value: str) -> object:
    return int(value) if kind == "int" and value.isascii() and value.isdecimal() else value


def _checked(path: Path, given: dict[str, object]) -> Settings:
    known = {f.name: f for f in fields(Settings)}
    required = {name for name, f in known.items() if f.default is MISSING}
    if unknown := sorted(set(given) - set(known)):
        raise InvalidSettings(
            path,
            "unknown setting %(unknown)s; expected some of %(known)s",
            unknown=", ".join(unknown),
            known=", ".join(sorted(known)),
        )
    if missing := sorted(required - set(given)):
        raise InvalidSettings(path, "expected the setting %(missing)s, found none", missing=", ".join(missing))
    _require_https_issuer(path, given)
    return Settings(**{name: _value(path, name, str(known[name].type), value) for name, value in given.items()})  # type: ignore[arg-type]  # each is checked by _value


def _require_https_issuer(path: Path, given: dict[str, object]) -> None:
    """A provider that is reached without TLS could be anybody; under https it would let anybody in."""
    for name in ("issuer", "discovery_url"):
        address = str(given.get(name, ""))
        if str(given["public_url"]).startswith("https:") and address and not address.startswith("https:"):
            raise InvalidSettings(
                path,
                "%(name)s: expected an address with https, as `public_url` has, got %(got)r",
                name=name,
                got=address,
            )


def _require_command(path: Path, name: str, value: str) -> None:
    """Refuse a command of the voice that cannot be run, or that says not where its files stand."""
    try:
        shlex.split(value)
    except ValueError as error:
        raise InvalidSettings(
            path, "%(name)s: expected a command, got an unclosed quotation mark: %(got)r", name=name, got=value
        ) from error
    if name == "voice_engine" and not all(part in value for part in ("{text}", "{wav}")):
        raise InvalidSettings(
            path, "%(name)s: expected a command with {text} and {wav}, got %(got)r", name=name, got=value
        )
    if name == "voice_encoder" and value != "none" and not re.search(r"{(mp3|m4a|ogg|opus)}", value):
        raise InvalidSettings(
            path, "%(name)s: expected a command with {wav} and {mp3}, or `none`, got %(got)r", name=name, got=value
        )


def _require_kind(path: Path, name: str, kind: str, value: object) -> None:
    if kind == "int" and (type(value) is not int or value < 1):  # type: true is an int too
        raise InvalidSettings(path, "%(name)s: expected a whole number above 0, got %(got)r", name=name, got=value)
    if kind != "int" and (type(value) is not str or not value):
        raise InvalidSettings(path, "%(name)s: expected a text, got %(got)r", name=name, got=value)


def _value(path: Path, name: str, kind: str, value: object) -> object:
    _require_kind(path, name, kind, value)
    if name == "syslog" and not re.fullmatch(r"udp://[^/:]+(:\d{1,5})?|unix:///.+", str(value)):
        raise InvalidSettings(
            path, "%(name)s: expected `udp://host:port` or `unix:///path`, got %(got)r", name=name, got=value
        )
    if name == "contact" and not re.fullmatch(r"[^@\s/]+@[^@\s/]+|https://\S+", str(value)):
        raise InvalidSettings(
            path, "%(name)s: expected an e-mail address or an address with https, got %(got)r", name=name, got=value
        )
    if name == "demonstration" and value not in DEMONSTRATIONS:
        states = ", ".join(DEMONSTRATIONS)
        raise InvalidSettings(
            path, "%(name)s: expected one of %(states)s, got %(got)r", name=name, states=states, got=value
        )
    if name in ("voice_engine", "voice_encoder"):
        _require_command(path, name, str(value))
    if name == "public_url" and str(value).endswith("/"):
        raise InvalidSettings(
            path, "%(name)s: expected an address without a slash at the end, got %(got)r", name=name, got=value
        )
    return (path.parent / str(value)).resolve() if kind.startswith("Path") else value
