"""Which learners of a class can start nothing, or not go on, because of what became of their logs: and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from gettext import NullTranslations
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.dates.school_calendar import this_and_last_year
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.conducting.monitor import current_sittings
from delivery_api.sittings.record.earlier_sittings import earlier_sittings
from delivery_api.sittings.record.logbook.noted_logs.store import whole_log
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Sitting, SittingState

_GOES_ON = (SittingState.ASSIGNED, SittingState.STARTED, SittingState.PAUSED)


class Hindrance(StrEnum):
    """What hinders a learner."""

    PUT_BACK = "put back"
    CUT = "cut"
    LOST = "lost"


@dataclass(frozen=True)
class HinderedLearner:
    """A learner whom something hinders.

    Attributes
    ----------
    sitting : the one that it is about
    """

    learner: UUID
    sitting: UUID
    why: Hindrance


def hindered_learners(
    connection: Connection, ring: KeyRing, learners: Sequence[UUID], subject: str, now: datetime
) -> tuple[HinderedLearner, ...]:
    """Return the learners whose next start or answer will be refused. It decrypts their logs.

    Raises
    ------
    KeyGone, NewerRelease
    """
    current = current_sittings(connection, learners, subject, now)
    years = this_and_last_year(now)
    return tuple(
        found
        for learner in learners
        for found in _hindrances(connection, ring, learner, subject, years, current.get(learner))
    )


def _hindrances(
    connection: Connection, ring: KeyRing, learner: UUID, subject: str, years: Sequence[str], current: Sitting | None
) -> Iterator[HinderedLearner]:
    goes_on = current if current is not None and current.state in _GOES_ON else None
    if goes_on is not None and whole_log(connection, ring, goes_on) is None:
        yield HinderedLearner(learner, goes_on.id, Hindrance.PUT_BACK)
    if goes_on is not None and goes_on.state != SittingState.ASSIGNED:
        return  # it has started: what was before does not matter to it any more
    but_for = goes_on.id if goes_on else None
    for each in earlier_sittings(connection, ring, learner, subject, years, but_for=but_for):
        if each.log is None:
            there = store.find(connection, each.sitting.id) is not None
            yield HinderedLearner(learner, each.sitting.id, Hindrance.CUT if there else Hindrance.LOST)


def hindrance_words(hindered: HinderedLearner, say: NullTranslations) -> str:
    """What became of a sitting of theirs, and what to do, in a few sentences."""
    words = {
        Hindrance.PUT_BACK: say.gettext(
            "Part of their assessment is missing, so they cannot go on. Whoever runs the service may be able to put it "
            "right. Or set it aside, so that nothing of it counts, and give them another."
        ),
        Hindrance.CUT: say.gettext(
            "An earlier assessment of theirs was changed where it is kept, so nobody knows which questions they have "
            "had. Whoever runs the service may be able to put it right. Or set it aside: nothing of it counts, and "
            "they can start another."
        ),
        Hindrance.LOST: say.gettext(
            "An earlier assessment of theirs is no longer there, so nobody knows which questions they have had. It "
            "cannot be set aside here. Tell whoever runs the service: they can put it right, or record that it is "
            "lost, and then the learner can start another. Its number is %(number)s."
        ),
    }
    return words[hindered.why] % {"number": hindered.sitting}
