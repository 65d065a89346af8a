"""Which live results are in a reference sample of norms, and what is told of each."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from delivery_api.dates.school_calendar import london_date
from delivery_api.feedback.service import unconfirmed_sittings
from delivery_api.identity import store as identity
from delivery_api.identity.restriction.store import restricted_people
from delivery_api.sittings.record.event_types import Event, Finished, finished, replies_as_scored, rescored
from delivery_api.sittings.record.result_records import verified_logs
from delivery_api.sittings.record.scored_sittings import ended_early
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.rows_of_sittings import in_batches
from delivery_api.sittings.values import Sitting, SittingState
from itembank.compilation.adopted_share import is_provisional
from reports.disclosure.smallest_group import FEWEST
from reports.norms.learning_time import completed_months, learning_time, relative_age
from reports.norms.norm_sample import MOST_MONTHS

ALONE = -1
"""Stands for a school with too few learners in the sample."""

_BATCH = 200
"""Sittings whose logs are read at once."""


class LeftOut(StrEnum):
    """Why a finished sitting is not in a sample."""

    RESTRICTED = "restricted"
    UNVERIFIED = "does not verify"
    UNCONFIRMED = "unconfirmed"
    STOPPED = "ended early by staff"
    PROVISIONAL = "provisional"
    NO_BIRTH_DATE = "no date of birth"
    OTHER_YEAR = "far from the age of the year group"
    LATER = "not the learner's first of the year"


@dataclass(frozen=True, slots=True)
class NormRow:
    """What a sample tells of a learner.

    Parameters
    ----------
    weeks : to a tenth
    school : a number given for the sample, or `ALONE`
    """

    theta: float
    year: int
    weeks: float
    age_months: int
    school: int


@dataclass(frozen=True, slots=True)
class ChosenRows:
    """A sample before it is written.

    Parameters
    ----------
    rows : in random order
    bank_versions : SHA-256 of each bank version that a result rests on, sorted
    left_out : by reason, how many finished sittings are not in it
    """

    rows: tuple[NormRow, ...]
    bank_versions: tuple[str, ...]
    left_out: Mapping[LeftOut, int]


@dataclass(frozen=True, slots=True)
class _Result:
    """A finished sitting, with its log and how it ended."""

    sitting: Sitting
    log: tuple[Event, ...]
    end: Finished
    bank_version: str


def choose_rows(context: SittingContext, year: str, subject: str, *, all_recorded: bool) -> ChosenRows:
    """Choose the first result of each learner in a school year that norms may rest on.

    Parameters
    ----------
    year : a school year that can be read

    Raises
    ------
    KeyGone, ReadingOverdue, DecryptionFailed
    """
    left_out: Counter[LeftOut] = Counter()
    told: dict[UUID, tuple[_Result, NormRow]] = {}
    for result in _results(context, year, subject, left_out, all_recorded=all_recorded):
        learner = result.sitting.learner
        row = _row(context, result, left_out) if learner is not None else None
        if learner is None or row is None:
            continue
        left_out[LeftOut.LATER] += learner in told
        if learner not in told or result.end.at < told[learner][0].end.at:
            told[learner] = (result, row)
    versions = sorted({result.bank_version for result, _ in told.values()})
    rows = _with_schools(context, {learner: row for learner, (_, row) in told.items()})
    return ChosenRows(tuple(rows), tuple(versions), {each: count for each, count in left_out.items() if count})


def _results(
    context: SittingContext, year: str, subject: str, left_out: Counter[LeftOut], *, all_recorded: bool
) -> Iterator[_Result]:
    """The finished sittings of a subject whose results are the learners' own and may be used."""
    connection = context.connection
    restricted = restricted_people(connection)
    done = [each for each in store.of_programme(connection, year) if _counts(each, subject)]
    left_out[LeftOut.RESTRICTED] += sum(each.learner in restricted for each in done)
    for batch in in_batches([each for each in done if each.learner not in restricted], _BATCH):
        logs, false = verified_logs(connection, context.key_ring, batch, all_recorded=all_recorded)
        doubted = unconfirmed_sittings(context, batch, logs)
        left_out[LeftOut.UNVERIFIED] += len(false)
        left_out[LeftOut.UNCONFIRMED] += len(doubted & logs.keys())
        for sitting in batch:
            end = finished(logs.get(sitting.id, ()))
            if end is not None and sitting.id not in doubted and sitting.pinned is not None:
                latest = rescored(logs[sitting.id])
                version = latest.bank_version if latest else sitting.pinned.bank_version
                yield _Result(sitting, logs[sitting.id], end, version)


def _counts(sitting: Sitting, subject: str) -> bool:
    done = sitting.state == SittingState.COMPLETED and sitting.practised_on is None
    return done and sitting.subject == subject and sitting.learner is not None


def _row(context: SittingContext, result: _Result, left_out: Counter[LeftOut]) -> NormRow | None:
    """What is told of a result, with no school yet; None for one that is left out, which is counted."""
    day, year = london_date(result.end.at), result.sitting.year
    born = _birth_date(context, result.sitting.learner)
    reason = _reason(context, result) or (LeftOut.NO_BIRTH_DATE if born is None else None)
    if reason is not None or born is None:
        left_out[reason or LeftOut.NO_BIRTH_DATE] += 1
        return None
    weeks, months = round(learning_time(day, year).weeks, 1), completed_months(born, day)
    if abs(relative_age(year, weeks, float(months))) > MOST_MONTHS:
        left_out[LeftOut.OTHER_YEAR] += 1
        return None
    theta = (rescored(result.log) or result.end).theta
    return NormRow(round(theta, 4), year, weeks, months, ALONE)


def _reason(context: SittingContext, result: _Result) -> LeftOut | None:
    if ended_early(result.end):
        return LeftOut.STOPPED
    bank = context.bank_cache.bank(context.connection, result.bank_version)
    items = [bank.item(reply.item) for reply in replies_as_scored(result.log) if reply.scored]
    theta = (rescored(result.log) or result.end).theta
    return LeftOut.PROVISIONAL if is_provisional(items, theta) else None


def _birth_date(context: SittingContext, learner: UUID | None) -> date | None:
    row = identity.details_row(context.connection, learner) if learner is not None else None
    return row.sealed.opened(context.key_ring, row.person).birth_date if row is not None else None


def _with_schools(context: SittingContext, rows: Mapping[UUID, NormRow]) -> Sequence[NormRow]:
    """The rows in random order, with numbers of schools in the order in which they come."""
    random = secrets.SystemRandom()
    learners = random.sample(list(rows), len(rows))
    schools: dict[UUID, UUID] = {}
    for batch in in_batches(learners, _BATCH):
        people = identity.persons(context.connection, context.key_ring, batch)
        schools |= {learner: person.school for learner, person in people.items()}
    sizes = Counter(schools.values())
    large = [school for school in dict.fromkeys(schools[each] for each in learners) if sizes[school] >= FEWEST]
    numbers = {school: number for number, school in enumerate(large)}
    return [replace(rows[learner], school=numbers.get(schools[learner], ALONE)) for learner in learners]
