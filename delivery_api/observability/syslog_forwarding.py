"""Sends the log to a collector as well, as syslog messages (RFC 5424) over UDP or the machine's own socket.

Neither keeps a request waiting. A collector on another host gets them over TLS from the machine's own rsyslog or
syslog-ng.
"""

from __future__ import annotations

import logging
import socket
from datetime import UTC, datetime
from logging.handlers import SysLogHandler
from typing import Any

from delivery_api.observability.json_logging import LOG_SETTINGS, JsonFormatter


class SyslogFormatter(JsonFormatter):
    """The log's JSON as the message of RFC 5424, with the name of a security event as the kind of message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return version, time, host, program, process, kind and message; the handler puts the priority before them."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        kind = getattr(record, "facts", {}).get("event", "-") if record.name == "mesur.security" else "-"
        return f"1 {at} {socket.gethostname() or '-'} mesur {record.process} {kind} - {super().format(record)}"


class SyslogSender(SysLogHandler):
    """Sends each line without waiting; one that cannot be sent stands on standard error all the same."""

    append_nul = False

    def handleError(self, record: logging.LogRecord) -> None:
        """Do nothing: a traceback on standard error for each line would hide what it says."""


def log_settings(collector: tuple[str, int] | str | None) -> dict[str, Any]:
    """Return the settings for `logging.config.dictConfig`, with a collector if there is one.

    Parameters
    ----------
    collector : its host and port, or the path of a socket
    """
    if collector is None:
        return LOG_SETTINGS
    room = "delivery_api.observability.syslog_forwarding"
    sender = {
        **{"()": f"{room}.SyslogSender", "address": collector, "formatter": "syslog"},
        "facility": SysLogHandler.LOG_AUTHPRIV,
    }
    return LOG_SETTINGS | {
        "formatters": LOG_SETTINGS["formatters"] | {"syslog": {"()": f"{room}.SyslogFormatter"}},
        "handlers": LOG_SETTINGS["handlers"] | {"syslog": sender},
        "root": LOG_SETTINGS["root"] | {"handlers": ["stderr", "syslog"]},
    }
