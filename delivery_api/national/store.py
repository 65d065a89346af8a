"""The SQL of national releases."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection, Table, select

from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.national.tables import national_releases, release_members
from delivery_api.row_authentication.row_authenticator import note_new_rows, signed
from delivery_api.row_authentication.store import genuine_rows
from reports.national.release_document import read_release, release_bytes
from reports.national.release_values import NationalRelease, ReleaseName

Values = tuple[str, ...]
"""The year group, language and medium that a learner is counted in."""

_MARK = 16
"""Hexadecimal digits of a sitting's mark."""


@dataclass(frozen=True)
class ReleaseMembers:
    """Whom a release counts.

    Parameters
    ----------
    values : by the mark of the sitting, where it is counted
    """

    values: Mapping[str, Values]


def mark_of(sitting: UUID) -> str:
    """The mark of a sitting: the beginning of its id's SHA-256."""
    return sha256(sitting.bytes).hexdigest()[:_MARK]


def add_release(connection: Connection, key: Key, release: NationalRelease, members: ReleaseMembers) -> None:
    """Freeze a release."""
    place = _place_of(release.name)
    row = place | {"document": release_bytes(release), "made_on": release.made_on}
    connection.execute(national_releases.insert().values(signed(connection, national_releases, row)))
    plain = zlib.compress(json.dumps(dict(members.values), sort_keys=True, separators=(",", ":")).encode())
    sealed = {"key_id": key.id, "payload": key.seal(plain, place=members_place(release.name))}
    connection.execute(release_members.insert().values(place | sealed))
    note_new_rows(connection, release_members, [place])


def releases_of(connection: Connection, subject: str = "") -> tuple[NationalRelease, ...]:
    """The releases of a subject, of every subject if none is named, by school year and number.

    Raises
    ------
    RowForged
    """
    c = national_releases.c
    query = select(national_releases).order_by(c.programme, c.subject, c.number)
    rows = genuine_rows(connection, national_releases, query.where(c.subject == subject) if subject else query)
    return tuple(read_release(row["document"]) for row in rows)


def members_of(connection: Connection, ring: KeyRing, name: ReleaseName) -> ReleaseMembers:
    """Whom a release counts.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    here = [release_members.c[column] == value for column, value in _place_of(name).items()]
    row = connection.execute(select(release_members).where(*here)).mappings().one()
    plain = ring.read(row["key_id"]).open(row["payload"], place=members_place(name))
    return ReleaseMembers({mark: tuple(values) for mark, values in json.loads(zlib.decompress(plain)).items()})


def frozen_releases(connection: Connection) -> frozenset[ReleaseName]:
    """The releases whose figures are there, genuine or not."""
    return _names(connection, national_releases)


def counted_releases(connection: Connection) -> frozenset[ReleaseName]:
    """The releases of which it is there whom they count."""
    return _names(connection, release_members)


def _names(connection: Connection, table: Table) -> frozenset[ReleaseName]:
    rows = connection.execute(select(table.c.programme, table.c.subject, table.c.number))
    return frozenset(ReleaseName(*row) for row in rows)


def _place_of(name: ReleaseName) -> dict[str, str | int]:
    return {"programme": name.year, "subject": name.subject, "number": name.number}


def members_place(name: ReleaseName) -> str:
    """Return what the sealed members of a release are bound to."""
    return f"national release {name}"
