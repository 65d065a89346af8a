"""Values of the class PIN room: PINs, entries and how an entry was confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Confirmation(StrEnum):
    """How it was confirmed who had signed in with a PIN."""

    SIGN_IN = "sign-in"  # the same learner signed in through the provider afterwards
    STAFF = "staff"  # a member of staff who may assess the class confirmed it


@dataclass(frozen=True)
class ClassPin:
    """A class's PIN without its code: the key it is derived from, who created it, and how long it is valid."""

    id: UUID
    class_id: UUID
    key_id: str
    actor: UUID
    made_at: datetime
    until: datetime


@dataclass(frozen=True)
class PinEntry:
    """A sign-in with a PIN under a name of the class.

    Attributes
    ----------
    person : the learner whose name was chosen
    again : whether the name may be used once more with the same PIN
    settled : how the visitor was confirmed, None while unconfirmed
    learner : the confirmed learner
    """

    id: UUID
    pin: UUID
    person: UUID
    at: datetime
    again: bool = False
    settled: str | None = None
    settled_at: datetime | None = None
    learner: UUID | None = None
