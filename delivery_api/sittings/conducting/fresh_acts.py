"""The actions of staff that need a sign-in of the last minutes, since they change what counts, and for whom."""

from __future__ import annotations

from fastapi import Request

from delivery_api.access.access import Now, Staff, freshly_signed_in
from delivery_api.permissions.routes import FormFields
from delivery_api.sittings.values import DISCARD, MOVE

NEED_FRESH_SIGN_IN = (DISCARD, MOVE)
"""Their names in the monitor's form."""


def fresh_for_act(request: Request, person: Staff, instant: Now, form: FormFields) -> None:
    """The guard of a form that has these actions among others.

    Raises
    ------
    SignInStale
    """
    if form.get("act") in NEED_FRESH_SIGN_IN:
        freshly_signed_in(request, person, instant)
