"""What a worker reads before it takes its first request: the banks in use, compiled for every year group."""

from __future__ import annotations

import logging
from time import perf_counter

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from delivery_api.bank import store
from delivery_api.bank.service import Shelf

log = logging.getLogger("mesur")


def read_ahead(engine: Engine, shelf: Shelf) -> None:
    """Put every bank version in use on the shelf, with the tests of its design; the log says how long it took.

    Nothing that goes wrong is raised. What is not on the shelf is read when it is first needed, so a database that is
    away, or one bank that cannot be read, costs time or its own learners, and keeps nobody else waiting.
    """
    began = perf_counter()
    try:
        with engine.begin() as connection:
            pins = store.pins(connection)
        for pin in pins:
            _read(engine, shelf, *pin)
    except (DBAPIError, PoolTimeout):
        log.warning("the database is away: banks are read when they are first needed")
        return
    took = perf_counter() - began
    log.info("banks read: %d, tests compiled: %d, in %.1f s", len(shelf.banks), len(shelf.tests), took)


def _read(engine: Engine, shelf: Shelf, bank_hash: str, design: str) -> None:
    try:
        with engine.begin() as connection:  # one for each bank: on SQLite it keeps every writer waiting
            for year in shelf.bank(connection, bank_hash).design(design).years:
                shelf.test(connection, bank_hash, design, year)
    except (DBAPIError, PoolTimeout):
        raise
    except Exception:  # whatever it is, it is this bank's alone, and whoever needs the bank meets it
        log.exception("the bank version %s cannot be used with its design %s", bank_hash[:12], design)
