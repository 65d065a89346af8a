"""Writes a worker's counts of security events to the database: once a minute, and when the worker stops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from anyio.to_thread import run_sync
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from delivery_api.dates.periodic_task import periodic_task
from delivery_api.observability.security_events import SecurityLog
from delivery_api.security_counts import store

INTERVAL = timedelta(minutes=1)


@asynccontextmanager
async def store_counts_regularly(engine: Engine, security_log: SecurityLog) -> AsyncIterator[None]:
    """Write the counts while the worker runs, and what is left of them at its end."""
    try:
        async with periodic_task(partial(store_counts, engine, security_log), INTERVAL):
            yield
    finally:
        await run_sync(store_counts, engine, security_log)


def store_counts(engine: Engine, security_log: SecurityLog) -> None:
    """Write what was counted since the last time; without a database it is kept for the next time."""
    counts = security_log.take_counts()
    if not counts:
        return
    try:
        with engine.begin() as connection:
            store.add_counts(connection, counts)
    except SQLAlchemyError:
        security_log.give_back(counts)
