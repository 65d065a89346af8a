"""Finds a sitting for a person who is signed in; `access.py` decides whether they may have it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.request_context import SignedIn, TrialSeat
from delivery_api.identity.service import SignInService
from delivery_api.identity.sessions import hash_token
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import LockedSitting, Sitting


def find_for(connection: Connection, person: SignedIn, sitting_id: UUID) -> Sitting | None:
    """A sitting by id. A trial's sitting that has not started exists only in the person's session."""
    found, seat = store.find(connection, sitting_id), _seat(person, sitting_id)
    return sitting_of_seat(seat, found) if seat else found


@dataclass(frozen=True)
class SittingLookup:
    """Locks a sitting for whoever a session token belongs to."""

    key_ring: KeyRing
    sign_in: SignInService

    def lock(
        self, connection: Connection, token: str, sitting_id: UUID, now: datetime
    ) -> tuple[SignedIn | None, LockedSitting | None]:
        """The person and the sitting, which is locked until the transaction ends; one statement finds both.

        Returns
        -------
        None for the person if the session is over, None for the sitting if there is none.
        """
        found = store.lock_for_session(connection, self.key_ring, hash_token(token), sitting_id, now)
        if found is None:
            return None, None
        session, sealed_person, locked = found
        person = self.sign_in.signed_in(connection, token, session, sealed_person, now, page=False)
        return person, _with_seat(person, sitting_id, locked) if person else None


def sitting_of_seat(seat: TrialSeat, found: Sitting | None) -> Sitting:
    """The sitting of a place in a trial: as it is stored, with the year group, or one that has not started."""
    if found is not None:
        return replace(found, year_group=seat.year_group)
    return Sitting(seat.programme, seat.sitting, None, seat.pseudonym, seat.subject, seat.year_group)


def _with_seat(person: SignedIn, sitting_id: UUID, locked: LockedSitting | None) -> LockedSitting | None:
    seat = _seat(person, sitting_id)
    if seat is None:
        return locked
    sitting = sitting_of_seat(seat, locked.sitting if locked else None)
    return replace(locked, sitting=sitting) if locked else LockedSitting(sitting)


def _seat(person: SignedIn, sitting_id: UUID) -> TrialSeat | None:
    return next((seat for seat in person.seats if seat.sitting == sitting_id), None)
