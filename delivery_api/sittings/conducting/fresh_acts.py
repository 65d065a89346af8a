"""The actions of staff that need a sign-in of the last minutes, since they change what counts, and for whom."""

from __future__ import annotations

from datetime import datetime

from fastapi import Request

from delivery_api.access.access import require_fresh_sign_in
from delivery_api.access.request_context import SignedIn

NEED_FRESH_SIGN_IN = ("discard", "move")
"""Their names."""


def require_fresh_for(action: str, request: Request, person: SignedIn, now: datetime) -> None:
    """Refuse an action that needs a fresh sign-in to whom the provider asked too long ago.

    Raises
    ------
    SignInStale
    """
    if action in NEED_FRESH_SIGN_IN:
        require_fresh_sign_in(request, person, now)
