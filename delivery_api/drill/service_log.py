"""Writes what the service logs to a file, which is then looked into like any other."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMES = ("mesur", "sqlalchemy", "alembic")
"""Who logs: the service, and what it uses."""


@contextmanager
def written_log(path: Path) -> Iterator[None]:
    """Write everything that is logged to a file, until the end of the block."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8")
    loggers = [logging.getLogger(name) for name in NAMES]
    for each in loggers:
        each.addHandler(handler)
    try:
        yield
    finally:
        for each in loggers:
            each.removeHandler(handler)
        handler.close()
