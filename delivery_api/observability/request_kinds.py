"""Classifies requests by method and path, for metrics and for the order in which they are served."""

from __future__ import annotations

import re
from enum import StrEnum

from starlette.types import Scope


class RequestKind(StrEnum):
    """What a request is for."""

    ANSWER = "answer"  # an answer or a hint
    RESUME = "resume"  # what a player loads to continue: its page, the pending item; and its pulse
    CONDUCT = "conduct"  # what staff do to sittings: pause, resume, finish
    START = "start"
    SIGN_IN = "sign-in"
    OTHER = "other"  # pages, feedback, the monitor
    FILE = "file"
    PROBE = "watch"  # health and metrics, for monitoring


_BY_REQUEST = (
    (re.compile(r"PUT /api/sittings/[^/]+/responses/|POST /api/sittings/[^/]+/hints$"), RequestKind.ANSWER),
    (re.compile(r"GET (/player/[^/]+|/api/sittings(/[^/]+)?)$"), RequestKind.RESUME),
    (re.compile(r"POST /api/sittings/[^/]+/(pulse|take-over|break(/end)?)$"), RequestKind.RESUME),
    (re.compile(r"POST /api/sittings/[^/]+/start$"), RequestKind.START),
    (re.compile(r"POST (/api/sittings/[^/]+/[a-z]+|/classes/[^/]+/monitor)$"), RequestKind.CONDUCT),
    (re.compile(r"(GET|POST) /login(/callback)?$|POST /pin(/enter)?$"), RequestKind.SIGN_IN),
    (re.compile(r"[A-Z]+ /assets/"), RequestKind.FILE),
    (re.compile(r"[A-Z]+ /(livez|readyz|metrics)$"), RequestKind.PROBE),
)


def request_kind(scope: Scope) -> RequestKind:
    """Return the kind of a request; `FILE`, which is neither counted nor delayed, for anything but HTTP."""
    if scope["type"] != "http":
        return RequestKind.FILE
    request = f"{scope['method']} {scope['path']}"
    return next((kind for pattern, kind in _BY_REQUEST if pattern.match(request)), RequestKind.OTHER)
