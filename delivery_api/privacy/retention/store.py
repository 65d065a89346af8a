"""The SQL of certificates of destruction, and of what is counted before it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, MetaData, Table, func, select

from delivery_api.privacy.retention.certificates import CertificateState
from delivery_api.privacy.tables import certificates
from delivery_api.row_authentication.row_authenticator import is_genuine, signed
from delivery_api.row_authentication.store import change_rows, end_rows
from delivery_api.storage.data_declaration import DataDeclaration, ProgrammeKind, WithProgramme


@dataclass(frozen=True)
class CertificateRecord:
    """What the database has of a destruction.

    Parameters
    ----------
    state : None for one that an earlier release wrote
    plan : what was counted before anything was destroyed; None as above
    document : the file of the certificate; empty while the destruction goes on
    """

    programme: str
    issued_on: date
    state: CertificateState | None
    plan: Mapping[str, Any] | None
    document: bytes


def certificate(connection: Connection, programme: str) -> CertificateRecord | None:
    """Return what there is of a programme's destruction; None before it begins.

    A row that this service has not written counts for none: what is due is counted anew, and destroyed all the same.
    """
    return next(iter(_records(connection, certificates.c.programme == programme)), None)


def all_certificates(connection: Connection) -> Sequence[CertificateRecord]:
    """Return every destruction that was begun, by programme, but for rows that this service has not written."""
    return tuple(_records(connection))


def _records(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[CertificateRecord]:
    query = select(certificates).where(*conditions).order_by(certificates.c.programme)
    for row in connection.execute(query).mappings().all():
        if is_genuine(connection, certificates, row):
            state = CertificateState(row["state"]) if row["state"] else None
            plan = json.loads(row["plan"]) if row["plan"] else None
            yield CertificateRecord(row["programme"], row["issued_on"], state, plan, row["document"])


def begin(connection: Connection, programme: str, on: date, plan: Mapping[str, Any]) -> None:
    """Record that a destruction begins, with what there is to destroy."""
    end_rows(connection, certificates, certificates.c.programme == programme)
    row = {
        "programme": programme,
        "issued_on": on,
        "document": b"",
        "plan": json.dumps(dict(plan), sort_keys=True).encode(),
        "state": CertificateState.BEGUN.value,
    }
    connection.execute(certificates.insert().values(signed(connection, certificates, row)))


def save_certificate(
    connection: Connection, programme: str, on: date, state: CertificateState, document: bytes
) -> None:
    """Record a certificate, in place of an incomplete one.

    Raises
    ------
    RowForged
    """
    values = {"issued_on": on, "document": document, "state": state.value}
    change_rows(connection, certificates, certificates.c.programme == programme, values)


def programme_tables(tables: MetaData, kind: str) -> Sequence[tuple[Table, WithProgramme]]:
    """Return the tables whose rows go with a programme of a kind, each with its rule."""
    return tuple(
        (table, rule)
        for table in tables.sorted_tables
        for rule in _declaration(table).rules
        if isinstance(rule, WithProgramme) and ProgrammeKind(kind) in rule.kinds
    )


def count_rows(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    """Return the number of rows that satisfy some conditions."""
    return connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _declaration(table: Table) -> DataDeclaration:
    found: DataDeclaration = table.info["declaration"]
    return found
