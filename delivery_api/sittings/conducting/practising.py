"""Learners practise with questions made for it: a few times a day, and not while an assessment is under way."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import uuid4

from delivery_api.access.refusals import NotFound, Refused
from delivery_api.access.request_context import SignedIn
from delivery_api.bank.named_tests import has_practice, is_practice_design
from delivery_api.bank.service import in_use, subjects_in_use
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.identity import store as identity
from delivery_api.keys.encryption import DecryptionFailed, KeyGone
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import Sitting, SittingState
from itembank import InvalidBank

_OPEN = (SittingState.ASSIGNED, SittingState.STARTED, SittingState.PAUSED)
_UNDER_WAY = (SittingState.STARTED, SittingState.PAUSED)


class PracticeLimitReached(Refused):
    """The learner has practised the subject as often today as the service allows."""

    code = "practice_limit"


class AssessmentUnderWay(Refused):
    """The learner has an assessment under way, and practises when it is over."""

    code = "assessment_under_way"


class NothingToPractise(Refused):
    """The bank in use has no practice items for the learner's year group."""

    code = "nothing_to_practise"


def practise(context: SittingContext, person: SignedIn, subject: str, most_a_day: int, now: datetime) -> Sitting:
    """A practice sitting of practice items: the open one, otherwise a new one. It counts for nothing.

    An open one of before, when practice used the items of assessments, is not gone on with.

    Parameters
    ----------
    most_a_day : practice sittings of a subject that a learner may begin in a day

    Raises
    ------
    UnknownProgramme, NoBank, NotFound, AssessmentUnderWay, PracticeLimitReached, NothingToPractise
    """
    connection, today = context.connection, london_date(now)
    in_use(connection, subject)
    programme = school_year(today)
    require_ready(connection, context.key_ring, programme)
    identity.lock_person(connection, person.person)  # of two requests at once the second counts what the first began
    live = store.of_learners(connection, [person.person], year=programme)
    if is_under_way(live, programme):
        raise AssessmentUnderWay
    held = store.of_learners(connection, [person.person], subject, practice=True)
    if waiting := [each for each in held if _goes_on(each, programme)]:
        return waiting[0]
    if sum(each.practised_on == today for each in held) >= most_a_day:
        raise PracticeLimitReached
    year = _year_group(context, person, now)
    if year is None:
        raise NotFound(thing="class")
    if not _is_offered(context, subject, year):
        raise NothingToPractise
    new = Sitting(programme, uuid4(), person.person, None, subject, year, practised_on=today)
    store.add_if_absent(connection, new)
    return new


def subjects_to_practise(context: SittingContext, person: SignedIn, now: datetime) -> tuple[str, ...]:
    """The subjects that the learner can practise, in display order; without those whose bank cannot be read."""
    year = _year_group(context, person, now)
    if year is None:
        return ()
    offered = []
    for subject in subjects_in_use(context.connection):
        with suppress(KeyGone, DecryptionFailed, InvalidBank):
            offered += [subject] if _is_offered(context, subject, year) else []
    return tuple(offered)


def is_under_way(live: Iterable[Sitting], programme: str) -> bool:
    """Whether one of a learner's live sittings of a school year is under way, so that practice waits."""
    return any(each.state in _UNDER_WAY and each.programme == programme for each in live)


def _goes_on(sitting: Sitting, programme: str) -> bool:
    of_practice_items = sitting.pinned is None or is_practice_design(sitting.pinned.design_name)
    return sitting.state in _OPEN and sitting.programme == programme and of_practice_items


def _year_group(context: SittingContext, person: SignedIn, now: datetime) -> int | None:
    years = identity.classes_of(context.connection, person.person, london_date(now)).values()
    return max(years, default=None)


def _is_offered(context: SittingContext, subject: str, year: int) -> bool:
    bank_version, design = in_use(context.connection, subject)
    return has_practice(context.bank_cache.bank(context.connection, bank_version), design, year)
