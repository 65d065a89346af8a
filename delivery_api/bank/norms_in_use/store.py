"""The SQL of adopted norms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select

from delivery_api.audit.row_traces import RowTrace
from delivery_api.bank.tables import norm_adoptions
from delivery_api.row_authentication.row_authenticator import is_genuine, signed
from itembank.canonical_json import sha256

ADOPTED, WITHDREW = "adopted norms", "withdrew norms"
"""The acts in audit and ledger."""

_NO_DOCUMENT = b""
"""What a row of a withdrawal has as its document: it takes back the adoptions of the same norms before it."""


@dataclass(frozen=True)
class NormAdoption:
    """Norms that were adopted for a subject.

    Parameters
    ----------
    norms : SHA-256 of the document
    document : canonical JSON, as `reports.norms.norm_document` reads it
    """

    id: UUID
    subject: str
    norms: str
    document: bytes = field(repr=False)
    by: str
    reason: str
    at: datetime


def add(connection: Connection, adoption: NormAdoption) -> None:
    """Store an adoption."""
    row = signed(connection, norm_adoptions, vars(adoption))
    connection.execute(norm_adoptions.insert().values(row))


def adoptions_of(connection: Connection, subject: str) -> Sequence[NormAdoption]:
    """The adoptions of a subject that this service wrote and that were not withdrawn later, in order of time.

    One that is forged, or has another document than its hash names, gives no score and stops no page.
    """
    query = select(norm_adoptions).where(norm_adoptions.c.subject == subject)
    rows = connection.execute(query.order_by(norm_adoptions.c.at, norm_adoptions.c.id)).mappings()
    standing: list[NormAdoption] = []
    for row in rows:
        if not is_genuine(connection, norm_adoptions, row):
            continue
        if row["document"] == _NO_DOCUMENT:
            standing = [each for each in standing if each.norms != row["norms"]]
        elif _is_whole(row):
            standing.append(NormAdoption(**{name: value for name, value in row.items() if name != "mac"}))
    return standing


def withdrawal(adoption: NormAdoption, row_id: UUID, by: str, reason: str, at: datetime) -> NormAdoption:
    """The row that withdraws an adoption; those before it with the same norms go with it."""
    return NormAdoption(row_id, adoption.subject, adoption.norms, _NO_DOCUMENT, by, reason, at)


def _is_whole(row: RowMapping) -> bool:
    return sha256(row["document"]) == str(row["norms"])


def _there(connection: Connection) -> set[tuple[str]]:
    return {(str(each),) for each in connection.scalars(select(norm_adoptions.c.id))}


NORM_ADOPTIONS = RowTrace(
    norm_adoptions.name,
    {ADOPTED: True, WITHDREW: True},
    row_of=lambda act: (str(act.thing).split()[0],),
    there=_there,
)
"""A deleted adoption would bring former norms back, and a deleted withdrawal those that were wrong."""
