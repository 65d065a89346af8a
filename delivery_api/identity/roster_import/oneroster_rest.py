"""Fetches a roster over OneRoster 1.2 REST, page by page, into the columns of the CSV binding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import httpx2

from delivery_api.access.refusals import Declined, Reason
from delivery_api.identity.roster_import.csv_table import CsvRow
from delivery_api.identity.roster_import.field_checks import FieldChecks
from delivery_api.identity.roster_import.gc_pause import gc_paused
from delivery_api.identity.roster_import.oneroster import TABLES, assemble_roster
from delivery_api.identity.roster_import.values import Roster, RosterFaultKind, RosterFaults, RowLocation

PAGE = 5_000
MOST_PAGES = 2_000
SCOPE = "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly"
SCOPE_BIRTH = "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-demographics.readonly"

# names that differ between REST and CSV: a REST reference is an object with a sourcedId
_REFERENCES = {
    "school": "schoolSourcedId",
    "class": "classSourcedId",
    "user": "userSourcedId",
    "course": "courseSourcedId",
    "parent": "parentSourcedId",
    "org": "orgSourcedId",
    "primaryOrg": "primaryOrgSourcedId",
    "userProfile": "userProfileSourcedId",
}
_UNREAD = {
    "users": ("agents", "userProfiles", "resources", "userMasterIdentifier", "roles", "children"),
    "classes": ("terms", "resources"),
    "orgs": ("children",),
}


class RosterServiceUnreachable(Declined):
    """The address does not respond as a OneRoster 1.2 service."""


@dataclass(frozen=True)
class OneRosterService:
    """A OneRoster 1.2 service: its rostering address (…/ims/oneroster/rostering/v1p2) and the client's account."""

    address: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)


@gc_paused()
def fetch_roster(source: OneRosterService, today: date) -> Roster:
    """The roster of a service.

    Raises
    ------
    RosterServiceUnreachable, InvalidRoster
    """
    for address in (source.address, source.token_url):
        _require_https(address)
    check, unread = FieldChecks(RosterFaults(), today), dict[str, None]()
    with httpx2.Client(timeout=60, follow_redirects=False) as client:
        client.headers["Authorization"] = f"Bearer {_token(client, source)}"
        users: list[dict[str, Any]] = []

        def read(name: str) -> Iterable[CsvRow]:
            if name == "roles":
                return _lines("roles", _roles(users), check.faults, unread)
            found = _collection(client, source, name)
            if name == "users":
                users.extend(found)
                found = iter(users)
            return _lines(name, found, check.faults, unread)

        return assemble_roster(read, check, lambda: unread, ())


def _require_https(address: str) -> None:
    """Require https, except on this machine."""
    found = urlsplit(address)
    if found.scheme != "https" and found.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise RosterServiceUnreachable(Reason.ROSTER_AWAY, address=address.partition("?")[0], what="https")


def _token(client: httpx2.Client, source: OneRosterService) -> str:
    account = (source.client_id, source.client_secret)
    form = {"grant_type": "client_credentials", "scope": f"{SCOPE} {SCOPE_BIRTH}"}
    found = _request(client, "POST", source.token_url, data=form, auth=account).json()
    token = found.get("access_token") if isinstance(found, dict) else None
    if not isinstance(token, str):
        raise RosterServiceUnreachable(Reason.ROSTER_AWAY, address=source.token_url, what="access_token")
    return token


def _request(client: httpx2.Client, method: str, url: str, **more: Any) -> httpx2.Response:  # noqa: ANN401 - httpx's own
    try:
        answer = client.request(method, url, **more)
        answer.raise_for_status()
        answer.json()
    except (
        httpx2.HTTPError,
        httpx2.InvalidURL,
        ValueError,
    ) as error:  # the message may contain a query string, so only its class is kept
        raise RosterServiceUnreachable(
            Reason.ROSTER_AWAY, address=url.partition("?")[0], what=type(error).__name__
        ) from None
    return answer


def _collection(client: httpx2.Client, source: OneRosterService, name: str) -> Iterator[dict[str, Any]]:
    address = f"{source.address.rstrip('/')}/{name}"
    for page in range(MOST_PAGES):
        found = _request(client, "GET", address, params={"limit": PAGE, "offset": page * PAGE}).json()
        rows = found.get(name) if isinstance(found, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise RosterServiceUnreachable(Reason.ROSTER_AWAY, address=address, what=name)
        yield from rows
        if len(rows) < PAGE:
            return
    raise RosterServiceUnreachable(Reason.ROSTER_AWAY, address=address, what="limit, offset")


def _roles(users: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The roles, which REST nests in the users."""
    for user in users:
        for role in user.get("roles") or ():
            if isinstance(role, dict):
                yield {**role, "user": {"sourcedId": user.get("sourcedId")}}


def _lines(
    name: str, rows: Iterable[Mapping[str, Any]], faults: RosterFaults, unread: dict[str, None]
) -> Iterator[CsvRow]:
    columns = TABLES[name]
    read = {*columns.needed, *columns.optional}
    known = {*read, *columns.unread, *_UNREAD.get(name, ())}
    wanted = (*columns.needed, *columns.optional)
    for number, row in enumerate(rows, 1):
        where = RowLocation(name, number)
        plain = {_REFERENCES.get(key, key): value for key, value in row.items()}
        for key in plain.keys() - read:
            if key in known:
                unread[f"{name}.{key}"] = None
            else:
                faults.add(RosterFaultKind.UNKNOWN_COLUMN, where, key[:60] if key.isprintable() else "?")
        yield where, tuple(_text(plain.get(column)) for column in wanted)


def _text(value: object) -> str:
    """A value as text of the CSV binding."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case {"sourcedId": str(id_)}:
            return id_
        case [*parts]:
            return ",".join(map(_text, parts))
        case {"type": str(kind), "identifier": str(id_)}:
            return f"{{{kind}:{id_}}}"
        case _:
            return str(value)
