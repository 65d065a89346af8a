"""Values of the class PIN room: PINs, entries and how an entry was confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Confirmation(StrEnum):
    """How it was confirmed who had signed in with a PIN."""

    SIGN_IN = "sign-in"  # the learner said so at their next sign-in through the provider; never enough alone
    STAFF = "staff"  # a member of staff who may assess the class confirmed it


CAME_IN = "came in with a class PIN"
"""The act, as the audit names it."""


@dataclass(frozen=True)
class ClassPin:
    """A class's PIN without its code: its key, who created it and where, and how long it is valid."""

    id: UUID
    class_id: UUID
    key_id: str
    actor: UUID
    made_at: datetime
    until: datetime
    made_from: bytes | None = None


@dataclass(frozen=True)
class PinEntry:
    """A sign-in with a PIN under a name of the class.

    Attributes
    ----------
    person : the learner whose name was chosen
    again : whether the name may be used once more with the same PIN
    settled : how the visitor was confirmed, None while unconfirmed
    learner : the confirmed learner
    denied : whether the learner said that it was not them; None while they have not been asked
    """

    id: UUID
    pin: UUID
    person: UUID
    at: datetime
    again: bool = False
    settled: str | None = None
    settled_at: datetime | None = None
    learner: UUID | None = None
    denied: bool | None = None
