"""Loads the banks in use, compiled for every year group, before a worker takes its first request."""

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
    """Load every bank version in use and compile the tests of its design into the cache; the log has the duration.

    No error is raised. What is not in the cache is read when it is first needed, so that an unreachable database costs
    only time, and a bank that cannot be read affects only its own learners.
    """
    started = perf_counter()
    try:
        with engine.begin() as connection:
            in_use = store.banks_and_designs_in_use(connection)
        for bank_hash, design in in_use:
            _load(engine, bank_cache, bank_hash, design)
    except (DBAPIError, PoolTimeout):
        log.warning("the database is unreachable: banks are read when they are first needed")
        return
    seconds = perf_counter() - started
    log.info("banks read: %d, tests compiled: %d, in %.1f s", len(bank_cache.banks), len(bank_cache.tests), seconds)


def _load(engine: Engine, bank_cache: BankCache, bank_hash: str, design: str) -> None:
    try:
        with engine.begin() as connection:  # one per bank, since on SQLite it blocks every writer
            for year in bank_cache.bank(connection, bank_hash).design(design).years:
                bank_cache.test(connection, bank_hash, design, year)
    except (DBAPIError, PoolTimeout):
        raise
    except Exception:  # it concerns this bank alone, and is raised again when the bank is needed
        log.exception("the bank version %s cannot be used with its design %s", bank_hash[:12], design)
