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

ADOPTED = "adopted norms"
"""The act in audit and ledger."""


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
    """The adoptions of a subject that this service wrote, in order of time.

    One that is forged, or has another document than its hash names, gives no score and stops no page.
    """
    query = select(norm_adoptions).where(norm_adoptions.c.subject == subject)
    rows = connection.execute(query.order_by(norm_adoptions.c.at, norm_adoptions.c.id)).mappings()
    genuine = [row for row in rows if is_genuine(connection, norm_adoptions, row) and _is_whole(row)]
    return [NormAdoption(**{name: value for name, value in row.items() if name != "mac"}) for row in genuine]


def _is_whole(row: RowMapping) -> bool:
    return sha256(row["document"]) == str(row["norms"])


def _there(connection: Connection) -> set[tuple[str]]:
    return {(str(each),) for each in connection.scalars(select(norm_adoptions.c.id))}


NORM_ADOPTIONS = RowTrace(
    norm_adoptions.name,
    {ADOPTED: True},
    row_of=lambda act: (str(act.thing).split()[0],),
    there=_there,
)
"""A deleted adoption would bring former norms back."""
