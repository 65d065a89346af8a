"""Where a browser goes after signing in: a path of this service, and nothing that leads elsewhere."""

from __future__ import annotations

import re

# One slash at the start, and neither another nor a backslash after it: browsers read both as another host.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]{0,400}")
# Coming back to these would sign in or out again.
_NOT_BACK_TO = ("/login", "/logout", "/signed-out", "/not-you", "/api/", "/assets/")

HOME = "/"


def local_path(wanted: str | None) -> str:
    """The path that was asked for if it is one of this service's pages; the first page otherwise."""
    if wanted is None or not _LOCAL.fullmatch(wanted) or wanted.startswith(_NOT_BACK_TO):
        return HOME
    return wanted
