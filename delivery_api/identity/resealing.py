"""Seals names anew, a few in each transaction: one that does not open stops nobody else's, and is told of afterwards.

Whoever writes to the database can alter a name, or the id of its key. Left under the old key, an altered one would
keep that key for good, and with it every copy of the names of those who have left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection, Engine

from delivery_api.access.refusals import Declined, Reason
from delivery_api.identity import store
from delivery_api.identity.personal_details import DetailsSealer, PersonalDetails, SealedDetails
from delivery_api.identity.store import DetailsRow
from delivery_api.keys.encryption import DecryptionFailed, KeyGone
from delivery_api.keys.key_ring import KeyRing

Seal = Callable[[DetailsRow], SealedDetails]
"""Opens the details of a row and seals them anew; it may raise KeyGone or DecryptionFailed."""

Batch = tuple[DetailsSealer, Sequence[DetailsRow]]
"""Some rows to be sealed anew, and with what."""


class NamesUnreadable(Declined):
    """Names that were altered do not open; everything else was done."""


@dataclass(frozen=True)
class Resealed:
    """What became of names that were to be sealed anew.

    Attributes
    ----------
    count : how many were
    altered : whose did not open: a dash stands for each until the next roster gives the name again
    missing_keys : ids of keys that are not there, so that the names under them stay as they are
    """

    count: int = 0
    altered: tuple[UUID, ...] = ()
    missing_keys: tuple[str, ...] = ()

    def require_whole(self) -> None:
        """Tell of what could not be sealed anew, once the rest is done.

        Raises
        ------
        NamesUnreadable, KeyGone
        """
        if self.altered:
            raise NamesUnreadable(Reason.NAMES_UNREADABLE, people=", ".join(sorted(map(str, self.altered))))
        if self.missing_keys:
            raise KeyGone(self.missing_keys[0])


def reseal(
    engine: Engine, batch: Callable[[Connection, Collection[str]], Batch], seal: Callable[[DetailsSealer], Seal]
) -> Resealed:
    """Seal anew until no row is left.

    Parameters
    ----------
    batch : returns the next rows, without those under some missing keys
    """
    parts = tuple(_batches(engine, batch, seal))
    return Resealed(
        sum(each.count for each in parts),
        tuple(person for each in parts for person in each.altered),
        tuple(dict.fromkeys(key for each in parts for key in each.missing_keys)),
    )


def _batches(
    engine: Engine, batch: Callable[[Connection, Collection[str]], Batch], seal: Callable[[DetailsSealer], Seal]
) -> Iterator[Resealed]:
    missing: set[str] = set()
    while True:
        with engine.begin() as connection:
            sealer, rows = batch(connection, missing)
            done, part = _sealed(rows, seal(sealer), sealer)
            store.set_many_details(connection, done)
        if not rows:
            return
        missing |= set(part.missing_keys)
        yield part


def _sealed(
    rows: Sequence[DetailsRow], seal: Seal, sealer: DetailsSealer
) -> tuple[list[tuple[UUID, SealedDetails]], Resealed]:
    """Return what is to be stored of some people, and what became of each."""
    done: list[tuple[UUID, SealedDetails]] = []
    altered: list[UUID] = []
    missing: list[str] = []
    for row in rows:
        try:
            done.append((row.person, seal(row)))
        except DecryptionFailed:
            done.append((row.person, unreadable(sealer, row)))
            altered.append(row.person)
        except KeyGone as gone:
            missing.append(gone.key_id)
    return done, Resealed(len(done), tuple(altered), tuple(missing))


def under_newest(ring: KeyRing, sealer: DetailsSealer) -> Seal:
    """Return what opens details under the key that they name, and seals them under another."""
    return lambda row: sealer.sealed(row.person, row.identifier, row.sealed.opened(ring, row.person))


def unreadable(sealer: DetailsSealer, row: DetailsRow) -> SealedDetails:
    """Put a dash for a name that nobody can open any more; the next roster gives the name again."""
    return replace(sealer.sealed(row.person, row.identifier, PersonalDetails("–", None)), details_mark=None)
