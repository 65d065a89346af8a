"""Keys for an engine that a test opens without a service."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.row_authenticator import ROW_KEYS, RowAuthenticator, authenticate_rows
from tests.support.service_harness import TEST_START


def ring_that_signs(engine: Engine, folder: Path) -> KeyRing:
    """Let an engine of an upgraded database sign rows, under a new key in a folder."""
    ring = KeyRing(folder)
    authenticate_rows(engine, RowAuthenticator(ring))
    with engine.begin() as connection:
        ring.create(connection, ROW_KEYS, TEST_START)
    return ring
