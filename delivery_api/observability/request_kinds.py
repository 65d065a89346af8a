"""What a request is for, as far as its method and path say: what is counted, and in which order people are served."""

from __future__ import annotations

import re
from enum import StrEnum

from starlette.types import Scope


class Kind(StrEnum):
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
    (re.compile(r"PUT /api/sittings/[^/]+/responses/|POST /api/sittings/[^/]+/hints$"), Kind.ANSWER),
    (re.compile(r"GET (/player/[^/]+|/api/sittings(/[^/]+)?)$|POST /api/sittings/[^/]+/pulse$"), Kind.RESUME),
    (re.compile(r"POST /api/sittings/[^/]+/start$"), Kind.START),
    (re.compile(r"POST (/api/sittings/[^/]+/[a-z]+|/classes/[^/]+/monitor)$"), Kind.CONDUCT),
    (re.compile(r"(GET|POST) /login(/callback)?$|POST /pin(/enter)?$"), Kind.SIGN_IN),
    (re.compile(r"[A-Z]+ /assets/"), Kind.FILE),
    (re.compile(r"[A-Z]+ /(livez|readyz|metrics)$"), Kind.WATCH),
)


def kind_of(scope: Scope) -> Kind:
    """The kind of a request; what is no request is nobody's to count or to hold up, as a file is."""
    if scope["type"] != "http":
        return Kind.FILE
    request = f"{scope['method']} {scope['path']}"
    return next((kind for pattern, kind in _BY_REQUEST if pattern.match(request)), Kind.OTHER)
