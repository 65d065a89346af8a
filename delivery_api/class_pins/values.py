from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Settled(StrEnum):
    """How it became certain who had come in with a PIN."""

    SIGN_IN = "sign-in"  # the same learner signed in through the provider afterwards
    STAFF = "staff"  # staff who may assess the class said so


@dataclass(frozen=True)
class ClassPin:
    """A class's PIN, without the PIN: which key it is made with, who made it, and until when it lets in."""

    id: UUID
    class_id: UUID
    key_id: str
    actor: UUID
    made_at: datetime
    until: datetime


@dataclass(frozen=True)
class Entry:
    """Somebody came in with a PIN, under a name of the class.

    Attributes
    ----------
    person : whose name was chosen
    again : whether the same name may come in once more under the same PIN
    settled : None while nobody has confirmed who it was
    learner : who it was, once it is settled
    """

    id: UUID
    pin: UUID
    person: UUID
    at: datetime
    again: bool = False
    settled: str | None = None
    settled_at: datetime | None = None
    learner: UUID | None = None
