"""The secret under which a learner's browser seals what it keeps of a sitting."""

from __future__ import annotations

from base64 import b64encode

from sqlalchemy import Connection

from delivery_api.access.request_context import SignedIn
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.values import Sitting, key_purpose


def browser_secret(connection: Connection, ring: KeyRing, sitting: Sitting, person: SignedIn) -> str:
    """Return 32 bytes in Base64, the same for a learner and sitting whenever they are signed in, and for nobody else.

    They come from the programme's key, so that with the key everything that browsers still keep of it is unreadable.
    Empty when the programme has no key any more: then the browser keeps what it can for as long as the tab is open.
    """
    key = ring.current(connection, key_purpose(sitting.programme))
    return b64encode(key.derive(f"browser {sitting.id} {person.person}")).decode() if key else ""
