"""The service's log: a JSON object a line on standard error, for machines to collect; nothing personal in it."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any


class JsonFormatter(logging.Formatter):
    """A record as one line: when, how grave, from where, what, its `facts` by name, and of an error its kind and place.

    Never an error's own words, for a driver's name the values that clashed; and of what other libraries say the first
    line alone, since the next ones show objects as they are.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        message = record.getMessage()
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "process": record.process,
            "message": message if record.name == "mesur" else message.partition("\n")[0],
        }
        return json.dumps(said | getattr(record, "facts", {}) | _error(record), ensure_ascii=False)


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
"""For `logging.config.dictConfig`; warnings of everything, and what the service itself has to say."""
