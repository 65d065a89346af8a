"""The SQL of bank versions and of which one is in use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from delivery_api.bank.tables import bank_versions, banks_in_use


def add(connection: Connection, bank_hash: str, subject: str, document: bytes, now: datetime) -> None:
    """Keep a bank version; one that is there already stays as it is, being immutable."""
    if connection.scalar(select(bank_versions.c.hash).where(bank_versions.c.hash == bank_hash)) is None:
        row = {"hash": bank_hash, "subject": subject, "document": document, "added_at": now}
        connection.execute(bank_versions.insert().values(row))


def document(connection: Connection, bank_hash: str) -> bytes | None:
    """A bank version's canonical JSON."""
    return connection.scalar(select(bank_versions.c.document).where(bank_versions.c.hash == bank_hash))


def use(connection: Connection, subject: str, bank_hash: str, design: str, now: datetime) -> None:
    """Pin new sittings of a subject to this bank version and design."""
    connection.execute(delete(banks_in_use).where(banks_in_use.c.subject == subject))
    row = {"subject": subject, "bank_version": bank_hash, "design": design, "since": now}
    connection.execute(banks_in_use.insert().values(row))


def subjects_in_use(connection: Connection) -> frozenset[str]:
    """The subjects that new sittings can be had of."""
    return frozenset(connection.scalars(select(banks_in_use.c.subject)))


def in_use(connection: Connection, subject: str) -> tuple[str, str] | None:
    """The bank version's hash and the design's name for new sittings of a subject."""
    query = select(banks_in_use.c.bank_version, banks_in_use.c.design).where(banks_in_use.c.subject == subject)
    row = connection.execute(query).one_or_none()
    return (row[0], row[1]) if row else None
