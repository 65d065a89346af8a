"""The sittings that a learner has begun before, whatever somebody has done to their rows meanwhile.

Which there are, the database says and the notes outside it; what happened in them, their logs alone, which are sealed
and as long as is noted. A row that was deleted, given to another or stripped of what it was pinned to is told of as
forged and hides nothing. A log that was cut or altered can no longer tell what the learner has seen.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.sittings.record.event_types import Event, started
from delivery_api.sittings.record.logbook.noted_logs.store import what_is_left, whole_log
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.altered_rows.store import subjects_of, tell_altered
from delivery_api.sittings.storage.log_heads.learner_notes import noted_of_learner
from delivery_api.sittings.values import Sitting


class EarlierSittingCut(RowForged):
    """The log of an earlier sitting goes less far than it did, or was altered: what the learner saw is not known."""

    code = "earlier_sitting_cut"


@dataclass(frozen=True)
class EarlierSitting:
    """A sitting of before.

    Attributes
    ----------
    sitting : its row; one that says only whose it is where the row is gone
    log : None if it was cut or altered
    """

    sitting: Sitting
    log: tuple[Event, ...] | None

    @property
    def has_begun(self) -> bool:
        """Whether it has begun; also one whose log cannot say so any more."""
        return self.log is None or started(self.log) is not None


def earlier_sittings(
    connection: Connection,
    ring: KeyRing,
    learner: UUID,
    subject: str,
    programmes: Collection[str],
    but_for: UUID | None = None,
) -> tuple[EarlierSitting, ...]:
    """The sittings of a subject that a learner has in some school years, without practice and without a log of nothing.

    One whose row is gone counts for every subject, since nothing in clear says of which it was.

    Parameters
    ----------
    but_for : a sitting that is left out

    Raises
    ------
    KeyGone, NewerRelease
    """
    rows = chain(*store.of_learners_with_forged(connection, [learner], subject))
    held = {each.id: each for each in rows if each.programme in programmes}
    noted = {id_: year for year in programmes for id_ in noted_of_learner(connection, ring, year, learner)}
    unheld = noted.keys() - held.keys()
    known = subjects_of(connection, unheld) if unheld else {}
    hidden = {
        id_: Sitting(noted[id_], id_, learner, None, subject, None)
        for id_ in unheld
        if known.get(id_, subject) == subject
    }
    wanted = [each for each in (*held.values(), *hidden.values()) if each.id != but_for]
    found = [_earlier(connection, ring, each, is_noted=each.id in noted) for each in wanted]
    if any(_is_altered(each, is_elsewhere=each.sitting.id in known) for each in found):
        tell_altered(connection, learner)
    return tuple(each for each in found if each.log != ())


def _earlier(connection: Connection, ring: KeyRing, sitting: Sitting, *, is_noted: bool) -> EarlierSitting:
    log = whole_log(connection, ring, sitting)
    if log is None and not is_noted:  # staff have set it aside as it is, or it never began
        log = what_is_left(connection, ring, sitting)
    return EarlierSitting(sitting, log)


def _is_altered(earlier: EarlierSitting, *, is_elsewhere: bool) -> bool:
    """Whether the log was cut, or tells of a start that the row does not.

    Parameters
    ----------
    is_elsewhere : whether another learner has it now, which is noted a moment later
    """
    begun = started(earlier.log or ())
    is_told = begun is None or is_elsewhere or begun.pinned in (None, earlier.sitting.pinned)
    return earlier.log is None or not is_told
