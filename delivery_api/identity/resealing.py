"""Seals names anew, a few in each transaction: one that does not open stops nobody else's, and is told of afterwards.

Whoever writes to the database can alter a name, or the id of its key. Left under the old key, an altered one would
keep that key for good, and with it every copy of the names of those who have left. A name that does not open in a row
that nobody has altered tells of its key: then the key's file has changed, and every name under it stays as it is.
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


class NameKeyUnfit(Declined):
    """A key does not open what this service has sealed under it, so its file has changed; everything else was done."""


@dataclass(frozen=True)
class Resealed:
    """What became of names that were to be sealed anew.

    Attributes
    ----------
    count : how many were
    altered : whose did not open: a dash stands for each until the next roster gives the name again
    missing_keys : ids of keys that are not there, so that the names under them stay as they are
    unfit_keys : ids of keys whose files have changed, so that the names under them stay as they are
    """

    count: int = 0
    altered: tuple[UUID, ...] = ()
    missing_keys: tuple[str, ...] = ()
    unfit_keys: tuple[str, ...] = ()

    @classmethod
    def merged(cls, parts: Sequence[Resealed]) -> Resealed:
        """Put together what became of several groups of names."""
        return cls(
            sum(each.count for each in parts),
            tuple(person for each in parts for person in each.altered),
            tuple(dict.fromkeys(key for each in parts for key in each.missing_keys)),
            tuple(dict.fromkeys(key for each in parts for key in each.unfit_keys)),
        )

    def require_whole(self) -> None:
        """Tell of what could not be sealed anew, once the rest is done.

        Altered names come first: after the dash nothing tells of them again, while a key is told of at each run.

        Raises
        ------
        NamesUnreadable, NameKeyUnfit, KeyGone
        """
        if self.altered:
            raise NamesUnreadable(Reason.NAMES_UNREADABLE, people=", ".join(sorted(map(str, self.altered))))
        if self.unfit_keys:
            raise NameKeyUnfit(Reason.NAME_KEY_UNFIT, keys=", ".join(self.unfit_keys))
        if self.missing_keys:
            raise KeyGone(self.missing_keys[0])


def reseal(
    engine: Engine, batch: Callable[[Connection, Collection[str]], Batch], seal: Callable[[DetailsSealer], Seal]
) -> Resealed:
    """Seal anew until no row is left.

    Parameters
    ----------
    batch : returns the next rows, without those under some keys that are missing or unfit
    """
    return Resealed.merged(tuple(_batches(engine, batch, seal)))


def _batches(
    engine: Engine, batch: Callable[[Connection, Collection[str]], Batch], seal: Callable[[DetailsSealer], Seal]
) -> Iterator[Resealed]:
    passed_over: set[str] = set()
    while True:
        with engine.begin() as connection:
            sealer, rows = batch(connection, passed_over)
            done, part = _sealed(connection, rows, seal(sealer), sealer)
            store.set_many_details(connection, done)
        if not rows:
            return
        passed_over |= {*part.missing_keys, *part.unfit_keys}
        yield part


def _sealed(
    connection: Connection, rows: Sequence[DetailsRow], seal: Seal, sealer: DetailsSealer
) -> tuple[list[tuple[UUID, SealedDetails]], Resealed]:
    """Return what is to be stored of some people, and what became of each."""
    done: list[tuple[UUID, SealedDetails]] = []
    unopened: list[DetailsRow] = []
    missing: list[str] = []
    for row in rows:
        try:
            done.append((row.person, seal(row)))
        except DecryptionFailed:
            unopened.append(row)
        except KeyGone as gone:
            missing.append(gone.key_id)
    altered = store.altered_people(connection, [row.person for row in unopened])
    done += [(row.person, unreadable(sealer, row)) for row in unopened if row.person in altered]
    unfit = tuple(row.sealed.name_key for row in unopened if row.person not in altered)
    return done, Resealed(len(done), tuple(altered), tuple(missing), unfit)


def under_newest(ring: KeyRing, sealer: DetailsSealer) -> Seal:
    """Return what opens details under the key that they name, and seals them under another."""
    return lambda row: sealer.sealed(row.person, row.identifier, row.sealed.opened(ring, row.person))


def unreadable(sealer: DetailsSealer, row: DetailsRow) -> SealedDetails:
    """Put a dash for a name that nobody can open any more; the next roster gives the name again."""
    return replace(sealer.sealed(row.person, row.identifier, PersonalDetails("–", None)), details_mark=None)
