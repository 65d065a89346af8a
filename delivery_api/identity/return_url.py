"""The page that a browser returns to after signing in: always a path of this service."""

from __future__ import annotations

import re

# One slash at the start, not followed by a slash or backslash: browsers read either as another host.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]{0,400}")
# Returning to these would sign in or out again.
_NO_RETURN = ("/login", "/logout", "/signed-out", "/not-you", "/api/", "/assets/")

HOME = "/"


def safe_return_path(requested: str | None) -> str:
    """The requested path if it is a page of this service, else the home page."""
    if requested is None or not _LOCAL.fullmatch(requested) or requested.startswith(_NO_RETURN):
        return HOME
    return requested
