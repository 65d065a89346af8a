"""What a request is for, as far as its method and path say: what is counted, and in which order people are served."""

from __future__ import annotations

import re
from enum import StrEnum

from starlette.types import Scope


class RequestKind(StrEnum):
    """What a request is for."""

    ANSWER = "answer"  # an answer or a hint
    RESUME = "resume"  # what a player loads to go on: its page, the item that waits; and its sign of life
    CONDUCT = "conduct"  # what staff do to sittings: pause, let go on, finish
    START = "start"
    SIGN_IN = "sign-in"
    OTHER = "other"  # pages, feedback, the monitor
    FILE = "file"
    WATCH = "watch"  # for the machine that watches


_BY_REQUEST = (
    (re.compile(r"PUT /api/sittings/[^/]+/responses/|POST /api/sittings/[^/]+/hints$"), RequestKind.ANSWER),
    (re.compile(r"GET (/player/[^/]+|/api/sittings(/[^/]+)?)$|POST /api/sittings/[^/]+/pulse$"), RequestKind.RESUME),
    (re.compile(r"POST /api/sittings/[^/]+/start$"), RequestKind.START),
    (re.compile(r"POST (/api/sittings/[^/]+/[a-z]+|/classes/[^/]+/monitor)$"), RequestKind.CONDUCT),
    (re.compile(r"(GET|POST) /login(/callback)?$|POST /pin(/enter)?$"), RequestKind.SIGN_IN),
    (re.compile(r"[A-Z]+ /assets/"), RequestKind.FILE),
    (re.compile(r"[A-Z]+ /(livez|readyz|metrics)$"), RequestKind.WATCH),
)


def request_kind(scope: Scope) -> RequestKind:
    """The kind of a request; what is no request is nobody's to count or to hold up, as a file is."""
    if scope["type"] != "http":
        return RequestKind.FILE
    request = f"{scope['method']} {scope['path']}"
    return next((kind for pattern, kind in _BY_REQUEST if pattern.match(request)), RequestKind.OTHER)
