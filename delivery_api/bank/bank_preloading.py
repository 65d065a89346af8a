"""What a worker reads before it takes its first request: the banks in use, compiled for every year group."""

from __future__ import annotations

import logging
from time import perf_counter

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from delivery_api.bank import store
from delivery_api.bank.service import BankCache

log = logging.getLogger("mesur")


def preload_banks(engine: Engine, bank_cache: BankCache) -> None:
    """Put every bank version in use in the cache, with the tests of its design; the log says how long it took.

    Nothing that goes wrong is raised. What is not in the cache is read when it is first needed, so a database that is
    away, or one bank that cannot be read, costs time or its own learners, and keeps nobody else waiting.
    """
    began = perf_counter()
    try:
        with engine.begin() as connection:
            pins = store.banks_and_designs_in_use(connection)
        for pin in pins:
            _read(engine, bank_cache, *pin)
    except (DBAPIError, PoolTimeout):
        log.warning("the database is away: banks are read when they are first needed")
        return
    took = perf_counter() - began
    log.info("banks read: %d, tests compiled: %d, in %.1f s", len(bank_cache.banks), len(bank_cache.tests), took)


def _read(engine: Engine, bank_cache: BankCache, bank_hash: str, design: str) -> None:
    try:
        with engine.begin() as connection:  # one for each bank: on SQLite it keeps every writer waiting
            for year in bank_cache.bank(connection, bank_hash).design(design).years:
                bank_cache.test(connection, bank_hash, design, year)
    except (DBAPIError, PoolTimeout):
        raise
    except Exception:  # whatever it is, it is this bank's alone, and whoever needs the bank meets it
        log.exception("the bank version %s cannot be used with its design %s", bank_hash[:12], design)
