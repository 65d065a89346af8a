"""Writes the service's log as JSON lines on standard error, without personal data."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any


class JsonFormatter(logging.Formatter):
    """Formats a record as one line: time, level, logger, message, `facts` by name, type and place of an error.

    The message of an error is left out, since a driver's message contains the values that clashed. Messages of other
    libraries are cut to their first line, since further lines may show objects.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the JSON of a record."""
        message = record.getMessage()
        content: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "process": record.process,
            "message": message if record.name.partition(".")[0] == "mesur" else message.partition("\n")[0],
        }
        return json.dumps(content | getattr(record, "facts", {}) | _error(record), ensure_ascii=False)


def _error(record: logging.LogRecord) -> dict[str, Any]:
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    frames = traceback.extract_tb(record.exc_info[2])
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": record.exc_info[0].__name__, "place": places}


LOG_SETTINGS: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "delivery_api.observability.json_logging.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"mesur": {"level": "INFO"}},
}
"""Settings for `logging.config.dictConfig`: warnings of every library, and all messages of the service."""
