"""Keys for an engine that a test opens without a service."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from delivery_api.audit.row_links import link_audit_rows
from delivery_api.audit.values import AUDIT_KEY_PURPOSE
from delivery_api.audit.written_rows import FOLDER, WrittenRows
from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.row_authenticator import ROW_KEYS, RowAuthenticator, authenticate_rows
from tests.support.service_harness import TEST_START


def ring_that_signs(engine: Engine, folder: Path) -> KeyRing:
    """Let an engine of an upgraded database sign rows, under a new key in a folder, and link those of the audit."""
    ring = KeyRing(folder)
    authenticate_rows(engine, RowAuthenticator(ring))
    link_audit_rows(engine, WrittenRows(ring.notes / FOLDER))
    with engine.begin() as connection:
        for purpose in (ROW_KEYS, AUDIT_KEY_PURPOSE):  # as the set-up does, before anybody writes a row
            ring.create(connection, purpose, TEST_START)
    return ring
